"""Another owner's cart is forgotten once it is left, unless more is to come of it."""

import gc
from dataclasses import replace
from weakref import ref

import pytest

from tests.ui.driving import editor, keys, running, settled, until
from tests.ui.fakes import FakeServices
from tests.ui.samples import LINES, READ_DENIAL
from tui.cart.edits import ChangeBy
from tui.cart.lastseen import LastSeen
from tui.cart.model import LineKey
from tui.cart.outcomes import Denied
from tui.screens.cart_link import Copied

FIRST = LINES[0]
BOTH = ["alice", "bob"]


async def test_anothers_cart_goes_as_it_is_left_and_needs_no_search(
    shared: FakeServices,
) -> None:
    gc.disable()
    async with running(app := editor(shared)) as pilot:
        await keys(pilot, "o", *"bob", "enter")
        app.cart_screen.keep()
        await settled(pilot)
        journal = ref(app.cart_screen.desk.cart.journal)
        assert journal() is not None
        await keys(pilot, "escape")
        await until(lambda: journal() is None)  # the thread that has closed it may still be about to end


async def test_no_cart_is_forgotten_while_one_of_them_is_open(shared: FakeServices) -> None:
    async with running(app := editor(shared)) as pilot:
        await keys(pilot, "o", *"bob", "enter")
        app.cart_screen.keep()
        await settled(pilot)
        assert list(app.cart_screen.desks) == BOTH


async def test_a_cart_left_at_once_is_forgotten_once_its_copy_is_kept(shared: FakeServices) -> None:
    async with running(app := editor(shared)) as pilot:
        await keys(pilot, "o", *"bob", "enter", "escape")
        assert list(app.cart_screen.desks) == ["alice", "bob"]
        app.cart_screen.keep()
        assert list(app.cart_screen.desks) == ["alice", "bob"], "who comes back would find no copy"
        await settled(pilot)
        assert list(app.cart_screen.desks) == ["alice"]
        assert LastSeen(shared._folder("bob")).recall().lines


@pytest.mark.parametrize("waited_for", ["journal", "read"])
async def test_a_cart_left_before_it_is_there_is_forgotten_once_it_has_come(
    waited_for: str, shared: FakeServices,
) -> None:
    async with running(app := editor(shared)) as pilot:
        shared.script("read", Denied(READ_DENIAL), Denied(READ_DENIAL))
        shared.hold(waited_for)
        await keys(pilot, "o", *"bob", "enter", "escape")
        assert list(app.cart_screen.desks) == ["alice", "bob"]
        shared.release()
        await settled(pilot)
        assert list(app.cart_screen.desks) == ["alice"]


async def test_nor_while_its_copy_is_being_written(shared: FakeServices) -> None:
    async with running(app := editor(shared)) as pilot:
        await keys(pilot, "o", *"bob", "enter")
        app.cart_screen.keep()
        await settled(pilot)
        desk = app.cart_screen.desk
        desk.copying += 1
        await keys(pilot, "escape")
        assert list(app.cart_screen.desks) == BOTH
        app.cart_screen.post_message(Copied(desk))
        await settled(pilot)
        assert list(app.cart_screen.desks) == ["alice"]


async def test_what_was_done_in_it_can_be_undone_later(shared: FakeServices) -> None:
    async with running(app := editor(shared)) as pilot:
        await keys(pilot, "o", *"bob", "enter", "plus")
        app.cart_screen.keep()
        await keys(pilot, "escape")
        assert list(app.cart_screen.desks) == BOTH
        await keys(pilot, "o", *"bob", "enter", "u")
        assert shared.table["bob"][FIRST.key].qty == FIRST.qty
        app.cart_screen.keep()
        await keys(pilot, "escape")
        assert list(app.cart_screen.desks) == BOTH, "and done again"


async def test_an_edit_of_an_earlier_run_is_seen_to_its_end(shared: FakeServices) -> None:
    shared.killed("bob", ChangeBy("killed", FIRST.key, 1, "t", FIRST))
    async with running(app := editor(shared)) as pilot:
        shared.hold("write")
        await keys(pilot, "o", *"bob", "enter")
        app.cart_screen.keep()
        await keys(pilot, "escape")
        assert list(app.cart_screen.desks) == BOTH
        shared.release()
        await settled(pilot)
        app.cart_screen.keep()
        await settled(pilot)
        assert list(app.cart_screen.desks) == ["alice"]
    assert shared.table["bob"][FIRST.key].rev == "killed"


async def test_what_is_to_be_kept_holds_on_to_no_page_that_was_read(shared: FakeServices) -> None:
    async with running(app := editor(shared)) as pilot:
        app.cart_screen.keep()
        shared.table["alice"] = {each.key: replace(each, key=LineKey(*each.key)) for each in LINES}
        await keys(pilot, "r")
        lines = app.cart_screen.desk.cart.known.lines
        assert lines
        assert all(key is lines[key].key for key in app.cart_screen._unkept["alice"])
