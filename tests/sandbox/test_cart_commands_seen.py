"""Commands upon the line as it was last seen on this machine: one request, and never a lost change."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import Shopper, administrator, put_back, sign_in, store_of
from tui import keeping
from tui.cart import intents
from tui.cart.edits import Edit
from tui.cart.ids import stamp
from tui.cart.lastseen import LastSeen
from tui.cart.model import CART, Line, LineKey
from tui.cart.outcomes import Saved
from tui.config import Profile, load

COFFEE = "COF-ETH-250"
KEY = LineKey(CART, COFFEE)
ONCE = "Consumed: 0 read units by 0 requests; 1 write unit by 1 request.\n"


@pytest.fixture(scope="module")
def config(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sign_in(sandbox, tmp_path_factory.mktemp("people") / "alice", "alice")


@pytest.fixture
def alice(sandbox: Sandbox, config: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Shopper]:
    """She has set the line to 5 here."""
    shopper = Shopper("alice", config, capsys)
    with put_back(administrator(sandbox), "alice"):
        assert shopper.run("set", COFFEE, "5") == (0, "")
        yield shopper
    shutil.rmtree(config.parent / "data" / "state", ignore_errors=True)


def now(shopper: Shopper) -> Line | None:
    line = store_of(shopper.config).line(KEY)
    assert line is None or isinstance(line, Line)
    return line


def elsewhere(shopper: Shopper, intend: Callable[[Line], object]) -> None:
    """Another machine changes the line."""
    line = now(shopper)
    assert line
    edit = intend(line)
    assert isinstance(edit, Edit)
    assert isinstance(store_of(shopper.config).apply(edit), Saved)


def copy_of(config: Path) -> LastSeen:
    profile = load(config)
    assert isinstance(profile, Profile)
    copy = keeping.last_seen(profile, "alice", "alice")
    assert copy
    return copy


@pytest.mark.parametrize("words", [("set", COFFEE, "7"), ("note", COFFEE, "strong"), ("remove", COFFEE)])
def test_what_was_seen_here_is_written_without_a_look(alice: Shopper, words: tuple[str, ...]) -> None:
    assert alice.run(*words, "--cost") == (0, "")
    assert alice.said.endswith(ONCE)
    line = now(alice)
    left = {"set": (7, ""), "note": (5, "strong"), "remove": None}[words[0]]
    assert (line and (line.qty, line.note)) == left
    assert copy_of(alice.config).line(KEY) == line


def test_what_changed_elsewhere_is_met_as_if_it_had_been_read(alice: Shopper) -> None:
    elsewhere(alice, lambda line: intents.set_to(line, KEY, 40, stamp()))
    elsewhere(alice, lambda line: intents.set_note(line, KEY, "theirs", stamp()))
    assert alice.run("set", COFFEE, "7", "--cost") == (0, "")
    assert alice.said.startswith(f"cart has 7 of {COFFEE}.\nConsumed: 0 read units by 0 requests; ")
    line = now(alice)
    assert line
    assert (line.qty, line.note) == (7, "theirs")
    assert alice.run("set", COFFEE, "8", "--cost")[0] == 0
    assert alice.said.endswith(ONCE)


def test_a_quantity_that_was_seen_here_may_be_another_now(alice: Shopper) -> None:
    elsewhere(alice, lambda line: intents.set_to(line, KEY, 40, stamp()))
    assert alice.run("set", COFFEE, "5") == (0, "")
    line = now(alice)
    assert line
    assert line.qty == 5


def test_what_is_gone_elsewhere_is_not_made_again(alice: Shopper) -> None:
    elsewhere(alice, lambda line: intents.remove(line, KEY, stamp()))
    assert alice.run("set", COFFEE, "7") == (2, "")
    assert alice.said.startswith(f"dynacart: {COFFEE} is not in cart.")
    assert now(alice) is None


def test_a_change_in_between_is_told_and_not_overwritten(
    alice: Shopper, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The line is not as last seen, and changes once more before the edit comes again."""
    from tui.cli import cart_edit

    elsewhere(alice, lambda line: intents.set_to(line, KEY, 40, stamp()))
    anew = cart_edit._anew

    def changed(editing: cart_edit.Editing, line: Line | None) -> int | None:
        elsewhere(alice, lambda line: intents.set_to(line, KEY, 41, stamp()))
        return anew(editing, line)

    monkeypatch.setattr(cart_edit, "_anew", changed)
    code, told = alice.json("set", COFFEE, "7")
    assert (code, told["error"], told["line"]["qty"]) == (5, "conflict", 41)
    line = now(alice)
    assert line
    assert line.qty == 41


def test_what_commands_have_seen_is_no_cart_to_open_on(alice: Shopper) -> None:
    copy = copy_of(alice.config)
    assert copy.line(KEY) == now(alice)
    assert (copy.recall().lines, copy.recall().at) == ((), None)
