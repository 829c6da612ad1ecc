"""What the disk keeps of a cart is found beside the work: keys have their turns, edits wait for it."""


from tests.ui.driving import editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE, GOODS, LINES, NOW, SIGNED_OUT, line
from tui.cart.edits import ChangeBy
from tui.cart.lastseen import LastSeen
from tui.problem import Kind, Problem
from tui.screens.sign_in import SignInScreen
from tui.slices import PART

FIRST = LINES[0]
BUSY = Problem(Kind.UNAVAILABLE, "The journal of edits cannot be used: database is locked", "journal.db")


async def test_no_edit_is_taken_before_its_journal_is_there(shared: FakeServices) -> None:
    async with running(editor(shared)) as pilot:
        shared.hold("journal")
        await keys(pilot, "o", *"bob", "enter")
        assert "bob's cart" in row_text(pilot, "dynacart")
        assert "bob" not in shared.called("read")
        for key in ("plus", "a", "u"):
            await keys(pilot, key)
            assert row_text(pilot, "the cart is not") == "the cart is not open yet"
        await keys(pilot, "r")
        assert shared.called("journal") == ["alice", "bob"]
        shared.release()
        await settled(pilot)
        assert shared.called("read")[1:] == ["bob"]
        await keys(pilot, "plus")
        assert row_text(pilot, "Ethiopia").endswith("- 3 + €39.60 ✓ saved")
        assert shared.table["bob"][FIRST.key].qty == 3
        assert shared.called("journal") == ["alice", "bob"]


async def test_who_goes_back_meanwhile_goes_on_at_once(shared: FakeServices) -> None:
    async with running(app := editor(shared)) as pilot:
        shared.hold("journal")
        await keys(pilot, "o", *"bob", "enter", "escape")
        await keys(pilot, "plus")
        assert shared.table["alice"][FIRST.key].qty == 3, "keys have their turns"
        shared.release()
        await settled(pilot)
        assert "bob" not in shared.called("read")
        assert "cart 8 saved 2" in row_text(pilot, "dynacart")
        await keys(pilot, "o", *"bob", "enter")
        assert shared.called("journal") == ["alice", "bob", "bob"]
        assert row_text(pilot, "dynacart").startswith("dynacart bob's cart cart 2 saved 0")
        app.cart_screen.keep()
        await keys(pilot, "escape")
        assert list(app.cart_screen.desks) == ["alice"]


async def test_edits_that_were_left_in_anothers_cart_are_told_and_sent(shared: FakeServices) -> None:
    shared.killed("bob", ChangeBy("killed", FIRST.key, 1, "t", FIRST))
    async with running(editor(shared)) as pilot:
        shared.hold("write")
        await keys(pilot, "o", *"bob", "enter")
        assert "sending 1 edit kept from an earlier run" in screen_text(pilot)
        assert row_text(pilot, "Ethiopia").endswith("- 3 + €39.60 … saving")
        shared.release()
        await settled(pilot)
        assert "sent 1 edit kept from an earlier run" in screen_text(pilot)
    assert shared.table["bob"][FIRST.key].rev == "killed"


async def test_a_large_copy_of_anothers_cart_is_shown_until_it_is_read(shared: FakeServices) -> None:
    copy = [line(f"S-{number}") for number in range(PART + 1)]
    LastSeen(shared._folder("bob")).keep({each.key: each for each in copy}, GOODS, NOW)
    async with running(editor(shared)) as pilot:
        shared.hold("read")
        await keys(pilot, "o", *"bob", "enter")
        assert f"cart {PART + 1} saved 0" in row_text(pilot, "dynacart")
        assert "as last seen at 15:06" in screen_text(pilot)
        shared.release()
        await settled(pilot)
        assert "cart 2 saved 0" in row_text(pilot, "dynacart")


async def test_who_signs_in_waits_for_the_journal_before_the_cart(services: FakeServices) -> None:
    services.person = SIGNED_OUT
    async with running(app := editor(services)) as pilot:
        assert isinstance(app.screen, SignInScreen)
        services.person = ALICE
        services.hold("journal")
        app.screen.dismiss(ALICE)
        await settled(pilot)
        app.cart_screen.signed_in(ALICE)
        await settled(pilot)
        assert (services.called("journal"), services.called("read")) == (["alice"], [])
        services.release()
        await settled(pilot)
        assert services.called("read") == ["alice"]
        await keys(pilot, "plus")
        assert services.table["alice"][FIRST.key].qty == 3


async def test_a_journal_that_could_not_be_opened_is_opened_once_by_reloads(services: FakeServices) -> None:
    services.script("journal", BUSY)
    async with running(editor(services)) as pilot:
        assert "No edit is accepted, none could be kept safe." in screen_text(pilot)
        services.hold("journal")
        await keys(pilot, "r", "r", "plus")
        assert services.called("journal") == ["alice", "alice"]
        assert services.called("write") == []
        services.release()
        await settled(pilot)
        assert "No edit is accepted" not in screen_text(pilot)
        await keys(pilot, "plus")
        assert services.table["alice"][FIRST.key].qty == 3


async def test_a_bug_in_opening_is_told(shared: FakeServices) -> None:
    async with running(editor(shared)) as pilot:
        shared.script("journal", RuntimeError("boom"))
        await keys(pilot, "o", *"bob", "enter")
        assert "The editor itself failed" in screen_text(pilot)
        assert "cart 2 saved 0" in row_text(pilot, "dynacart")
        await keys(pilot, "r", "plus")
    assert shared.table["bob"][FIRST.key].qty == 3
