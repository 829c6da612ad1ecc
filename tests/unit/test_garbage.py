"""When garbage is searched for: not while something starts, as all that this makes stays."""

import gc

import pytest

from tui.cli import main, parser


@pytest.mark.parametrize(("words", "lasts"), [
    (["sandbox"], True), (["serve"], True), (["import", "cart.csv"], True),
    ([], False), (["list"], False), (["set", "TEA", "2"], False), (["demo"], False)])
def test_what_lasts_is_known(words: list[str], lasts: bool) -> None:
    assert parser().parse_args(words).lasts is lasts


@pytest.mark.parametrize(("words", "searched"), [
    (["completion", "bash"], False), (["import", "/no/such/file"], True)])
def test_a_command_searches_for_garbage_if_it_lasts(
    words: list[str], searched: bool, capsys: pytest.CaptureFixture[str],
) -> None:
    gc.disable()
    main(words)
    assert gc.isenabled() is searched
    assert any(capsys.readouterr())
