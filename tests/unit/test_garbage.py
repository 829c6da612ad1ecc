"""When garbage is looked for: not while something starts, as all that this makes stays."""

import gc
from collections.abc import Iterator

import pytest

from tui.cli import main, parser


@pytest.fixture(autouse=True)
def left_as_it_was() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize(("words", "lasts"), [
    (["sandbox"], True), (["serve"], True), (["import", "cart.csv"], True),
    ([], False), (["list"], False), (["set", "TEA", "2"], False), (["demo"], False)])
def test_what_lasts_is_known(words: list[str], lasts: bool) -> None:
    assert parser().parse_args(words).lasts is lasts


@pytest.mark.parametrize(("words", "looked_for"), [
    (["completion", "bash"], False), (["import", "/no/such/file"], True)])
def test_a_command_looks_for_garbage_if_it_lasts(
    words: list[str], looked_for: bool, capsys: pytest.CaptureFixture[str],
) -> None:
    gc.disable()
    main(words)
    assert gc.isenabled() is looked_for
    assert any(capsys.readouterr())
