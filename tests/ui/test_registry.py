"""The list of actions, and what is made from it."""

from collections import Counter
from itertools import pairwise

import pytest

from tui import keys
from tui.screens.cart import CartScreen
from tui.widgets.rows import Rows


def test_no_key_means_two_things() -> None:
    taken = Counter(key for action in keys.ACTIONS for key in action.keys.split(","))
    assert [key for key, times in taken.items() if times > 1] == []


def test_every_action_can_be_carried_out() -> None:
    for action in keys.ACTIONS:
        if action.group != keys.MOVING and action.id != "suspend":
            assert callable(getattr(CartScreen, f"do_{action.id}"))


def test_every_key_is_bound() -> None:
    bound = {binding.id for binding in [*keys.commands(), *keys.moves(), *keys.everywhere()]}
    assert bound >= {action.id for action in keys.ACTIONS}
    assert {binding.id for binding in Rows.BINDINGS} == {  # type: ignore[union-attr]
        action.id for action in keys.ACTIONS if action.group == keys.MOVING}


@pytest.mark.parametrize("width", range(20, 200, 7))
def test_the_footer_is_never_cut_and_never_without_help_and_quit(width: int) -> None:
    shown = keys.in_footer(width)
    assert {action.id for action in shown} >= {"help", "quit"}
    assert sum(action.width for action in shown) + 2 * (len(shown) - 1) <= width


def test_more_room_never_shows_fewer_keys() -> None:
    shown = [{action.id for action in keys.in_footer(width)} for width in range(20, 200)]
    assert all(less <= more for less, more in pairwise(shown))
    assert shown[-1] == {action.id for action in keys.ACTIONS if action.label}
