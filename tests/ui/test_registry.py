"""The registry of keys, and what is made from it: bindings, footers, help and palette."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input

import tui
from tui import app, screens, widgets
from tui.keymap import DEFAULT, types
from tui.keys import COUNTED, DEFAULTS, FIXED, PLACES
from tui.screens.cart import COMMANDS, CartScreen
from tui.widgets.footer import fitting
from tui.widgets.keyed import bindings

KNOWN = {**DEFAULTS, **FIXED}


def ours() -> Iterator[type[DOMNode]]:
    """Every screen and widget of the editor."""
    for package in (screens, widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    waiting: list[type[DOMNode]] = [DOMNode]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("tui."):
            yield kind


def test_nothing_of_ours_binds_a_key_that_the_registry_does_not_know() -> None:
    found = list(ours())
    assert {"CartScreen", "Goods", "Catalog", "Entry", "SignInScreen", "HelpScreen", "Editor"} <= {
        kind.__name__ for kind in found}
    for kind in found:
        for binding in kind.__dict__.get("BINDINGS", ()):
            assert isinstance(binding, Binding)
            wanted = [made.key for made in bindings(DEFAULT, {binding.id or "": ""})]
            assert binding.key in wanted, f"{kind.__name__} binds {binding.key}"


def test_no_key_is_written_down_where_it_is_handled() -> None:
    code = {path: path.read_text() for path in Path(tui.__file__).parent.rglob("*.py")}
    literal = re.compile(r"""event\.(key|character)\s*(==|!=|in)\s|Binding\(\s*["']""")
    assert [path.name for path, text in code.items() if literal.search(text)] == []


def test_what_works_everywhere_is_in_the_registry() -> None:
    assert set(app.EVERYWHERE) <= set(KNOWN)


def test_what_textual_does_while_typing_is_known() -> None:
    theirs = {key for binding in Input.BINDINGS for key in binding.key.split(",")}  # type: ignore[union-attr]
    unknown = {key for key in theirs if "shift+" not in key and "super+" not in key}
    unknown -= {*FIXED["edit"].split(), *FIXED["leave"].split(), *FIXED["correct"].split(), "enter"}
    assert unknown <= {"ctrl+left", "ctrl+right", "ctrl+backspace", "alt+backspace"}


@pytest.mark.parametrize("name", PLACES)
def test_no_key_means_two_things_in_one_place(name: str) -> None:
    place = PLACES[name]
    actions = {use.action for use in place.uses}
    taken = Counter(key for action in actions for key in DEFAULT.keys(action, typing=place.typing))
    assert [key for key, times in taken.items() if times > 1] == []
    assert len(actions) == len(place.uses)
    assert actions <= set(KNOWN)


def test_every_action_has_a_place_and_is_told_in_the_help() -> None:
    assert set(DEFAULTS) == {use.action for place in PLACES.values() for use in place.uses
                             if use.action in DEFAULTS}
    assert set(KNOWN) == {use.action for place in PLACES.values() for use in place.uses if use.help}


def test_every_command_of_the_cart_can_be_carried_out() -> None:
    assert all(callable(getattr(CartScreen, f"do_{name}")) for name in COMMANDS)


@pytest.mark.parametrize("name", ["number", "so_many"])
def test_what_is_counted_is_counted_wherever_a_number_is_typed(name: str) -> None:
    assert set(COUNTED) <= {use.action for use in PLACES[name].uses}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("width", [*range(20, 80, 7), 36, 38, 78, 118])
def test_a_footer_is_never_cut(name: str, width: int) -> None:
    shown = fitting(name, DEFAULT, width)
    assert sum(len(keys) + 1 + len(use.label) + 2 for use, keys in shown) - 2 <= width
    assert shown


@pytest.mark.parametrize("name", PLACES)
def test_more_room_never_shows_fewer_keys(name: str) -> None:
    shown = [[use.action for use, _ in fitting(name, DEFAULT, width)] for width in range(12, 240)]
    assert all(more[:len(less)] == less for less, more in pairwise(shown))
    assert shown[-1] == [use.action for use in PLACES[name].uses if use.label]


@pytest.mark.parametrize(("name", "needed"), [
    ("cart", {"help", "quit", "add"}), ("search", {"take", "below", "back"}),
    ("goods", {"take", "back"}), ("number", {"take", "back"}), ("sign_in", {"open_page", "close"}),
    ("line", {"take", "back"}), ("page", {"close"}), ("conflict", {"close"}),
])
def test_the_way_on_and_out_is_told_at_40_columns(name: str, needed: set[str]) -> None:
    assert needed <= {use.action for use, _ in fitting(name, DEFAULT, 34)}


@pytest.mark.parametrize("name", [name for name, place in PLACES.items() if place.typing])
def test_while_typing_only_keys_that_type_nothing_are_told(name: str) -> None:
    for use in PLACES[name].uses:
        assert not any(types(key) for key in DEFAULT.keys(use.action, typing=True))
