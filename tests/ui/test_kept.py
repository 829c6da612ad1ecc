"""What outlives the editor: the last-seen copy it opens on, and edits that are not saved yet."""

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.driving import editor, keys, row_text, running, screen_text, settled, text_of
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE, GOODS, LINES, NOW, OFFLINE, READ_DENIAL, SIGNED_OUT, line
from tui.app import Editor
from tui.cart.edits import ChangeBy
from tui.cart.journal import FILE, Journal
from tui.cart.lastseen import LastSeen
from tui.cart.outcomes import Denied, Unavailable
from tui.cart.queue import Changes
from tui.problem import Kind, Problem
from tui.screens import cart_asks
from tui.screens.opening import OpeningScreen
from tui.screens.sign_in import SignInScreen

FIRST, SECOND = LINES[0], LINES[1]
SEEN = "8 lines · as last seen at 15:06 · 1 unpriced · 15 units total €259.50"


@pytest.fixture
def seen(services: FakeServices) -> FakeServices:
    """Services whose cart has been on the screen before, as it is."""
    folder = services._folder("alice")
    LastSeen(folder).keep({each.key: each for each in LINES}, GOODS, NOW)
    return services


def folder() -> Path:
    return Path(os.environ["XDG_STATE_HOME"], "alice")


async def test_the_editor_opens_on_the_last_seen_cart_and_says_so(seen: FakeServices) -> None:
    seen.hold("open")
    async with running(editor(seen)) as pilot:
        assert row_text(pilot, "BEA-ETH") == "▌ Ethiopia Yirgacheffe,… BEA-ETH €13.20 - 2 + €26.40 ◦ earlier"
        assert "as last seen at 15:06" in row_text(pilot, "total")
        seen.release()
        await settled(pilot)
        assert row_text(pilot, "BEA-ETH").endswith("✓ saved")
        assert "as last seen" not in screen_text(pilot)


async def test_the_last_seen_cart_is_the_first_thing_painted(
    seen: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    frames: list[str] = []
    seen.hold("open")
    monkeypatch.setattr(Editor, "post_display_hook", lambda app: frames.append(text_of(app.screen)))
    async with running(editor(seen)):
        pass
    assert "Stoneware mug" in frames[0]
    assert "as last seen at 15:06" in frames[0]


async def test_confirming_moves_neither_the_selection_nor_the_lines(seen: FakeServices) -> None:
    seen.hold("read")
    async with running(editor(seen)) as pilot:
        await keys(pilot, "j", "j")
        before = [row.split("◦")[0] for row in screen_text(pilot).splitlines() if "◦ earlier" in row]
        assert row_text(pilot, "▌").startswith("▌ Stoneware mug")
        seen.release()
        await settled(pilot)
        after = [row.split("✓")[0] for row in screen_text(pilot).splitlines() if "✓ saved" in row]
        assert row_text(pilot, "▌").startswith("▌ Stoneware mug")
        assert before[:6] == after[:6]


async def test_what_was_changed_elsewhere_since_is_marked_and_what_went_is_told(seen: FakeServices) -> None:
    seen.elsewhere(replace(FIRST, qty=7, rev="other"))
    seen.elsewhere(None, SECOND.key)
    seen.elsewhere(line("BEA-COL", 1, added=30))
    async with running(editor(seen)) as pilot:
        assert row_text(pilot, "Ethiopia").endswith("- 7 + €92.40 * changed")
        assert row_text(pilot, "Colombia").endswith("* changed")
        assert row_text(pilot, "Stoneware").endswith("✓ saved")
        assert row_text(pilot, "Paper filters") == "Paper filters, 100 was removed from cart elsewhere"
        await keys(pilot, "plus")
        assert row_text(pilot, "Ethiopia").endswith("✓ saved"), "who edits it has seen it"


async def test_an_edit_of_what_was_last_seen_is_safe(seen: FakeServices) -> None:
    seen.hold("open")
    seen.hold("write")
    seen.elsewhere(replace(FIRST, qty=7, rev="other"))
    async with running(editor(seen)) as pilot:
        await keys(pilot, "plus")
        assert row_text(pilot, "Ethiopia").endswith("- 3 + €39.60 … saving")
        seen.release()
        await settled(pilot)
    assert seen.table["alice"][FIRST.key].qty == 8


async def test_without_a_network_it_opens_takes_edits_and_sends_them_later(
    seen: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cart_asks, "RETRIES", (3600.0,))
    seen.script("open", OFFLINE)
    seen.script("write", *[Unavailable(OFFLINE)] * 2)
    async with running(editor(seen)) as pilot:
        assert row_text(pilot, "~ DynamoDB").startswith(
            "~ DynamoDB cannot be reached. This is the cart as last seen at 15:06.")
        await keys(pilot, "plus", "plus", "j", "d")
        assert row_text(pilot, "~ DynamoDB") == "~ DynamoDB cannot be reached: 3 edits wait, r retries now."
        assert "3 unsaved" in row_text(pilot, "total")
        await keys(pilot, "r")
        assert row_text(pilot, "Ethiopia").endswith("4 €52.80 ✓ saved")
    assert SECOND.key not in seen.table["alice"]


async def test_a_cart_that_may_not_be_read_any_more_is_not_shown_as_last_seen(seen: FakeServices) -> None:
    seen.script("read", Denied(READ_DENIAL))
    async with running(editor(seen)) as pilot:
        assert "Stoneware mug" not in screen_text(pilot)
        assert "This is not an empty cart" in screen_text(pilot)


async def test_nobody_signed_in_sees_nobodys_cart(seen: FakeServices) -> None:
    seen.person = SIGNED_OUT
    async with running(app := editor(seen)) as pilot:
        assert isinstance(app.screen, SignInScreen)
        assert "Stoneware" not in screen_text(pilot)
        seen.person = ALICE
        app.screen.dismiss(ALICE)
        await settled(pilot)
        assert "Stoneware mug" in screen_text(pilot)


async def test_the_copy_follows_the_cart(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "plus", "j", "d", "q")
        assert app._exit
    copy = LastSeen(folder()).recall()
    lines = {each.key: each for each in copy.lines}
    assert lines[FIRST.key].qty == 3
    assert SECOND.key not in lines
    assert copy.at == NOW
    assert {each.sku for each in copy.products} >= {"BEA-ETH", "MUG-350"}


async def test_the_copy_is_written_while_the_editor_runs(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        app.cart_screen.keep()
        await settled(pilot)
        assert LastSeen(folder()).recall().products
    assert {each.key for each in LastSeen(folder()).recall().lines} == {each.key for each in LINES}


async def test_two_editors_do_not_send_each_others_edits(services: FakeServices) -> None:
    services.hold("write")
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        other = FakeServices(lines=LINES, goods=GOODS)
        async with running(editor(other)):
            assert other.called("write") == []
        services.release()
        await settled(pilot)
    assert services.table["alice"][FIRST.key].qty == 3


KILLED = ChangeBy("killed", FIRST.key, 1, "t", FIRST)


async def test_the_next_start_sends_what_a_killed_editor_left(services: FakeServices) -> None:
    services.killed("alice", KILLED)
    services.hold("write")
    async with running(editor(services)) as pilot:
        assert "sending 1 edit kept from an earlier run" in screen_text(pilot)
        services.release()
        await settled(pilot)
        assert "sent 1 edit kept from an earlier run" in screen_text(pilot)
        assert row_text(pilot, "Ethiopia").endswith("- 3 + €39.60 ✓ saved")
    assert services.table["alice"][FIRST.key].rev == "killed"


async def test_a_reload_sends_what_was_left_meanwhile(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.killed("alice", KILLED)
        await keys(pilot, "r")
        assert row_text(pilot, "Ethiopia").endswith("- 3 + €39.60 ✓ saved")


async def test_edits_of_another_version_are_told_and_left(services: FakeServices) -> None:
    db = sqlite3.connect(services.killed("alice", KILLED), isolation_level=None)
    db.execute("UPDATE pending SET edit = 'of the future'")
    db.close()
    async with running(editor(services)) as pilot:
        assert "~ 1 edit of another version of dynacart waits in" in screen_text(pilot)


@pytest.mark.parametrize("key", ["plus", "d", "m", "u"])
async def test_where_nothing_can_be_kept_no_edit_is_accepted_and_that_is_told_first(
    services: FakeServices, key: str,
) -> None:
    folder().mkdir()
    (folder() / FILE).write_bytes(b"junk " * 400)
    (folder() / FILE).chmod(0o600)
    async with running(editor(services), size=(120, 40)) as pilot:
        assert "✗ No edit is accepted, none could be kept safe." in screen_text(pilot)
        assert "file is not a database" in screen_text(pilot)
        await keys(pilot, key)
        assert "none could be kept safe" in screen_text(pilot)
        assert row_text(pilot, "Ethiopia").endswith("- 2 + €26.40 ✓ saved")
        assert services.called("write") == []


async def test_a_disk_that_is_full_refuses_the_edit_and_the_next_one_is_accepted_again(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = Problem(Kind.USAGE, "The journal of edits cannot be used: database or disk is full", "journal.db")
    async with running(editor(services)) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "sync", lambda journal, changes: full)
            await keys(pilot, "plus")
            assert "not accepted, as it could not be kept safe" in screen_text(pilot)
            assert "database or disk is full" in screen_text(pilot)
            assert row_text(pilot, "Ethiopia").endswith("- 2 + €26.40 ✓ saved")
        await keys(pilot, "plus")
        assert "kept safe" not in screen_text(pilot)
    assert services.table["alice"][FIRST.key].qty == 3


async def test_a_disk_that_fills_up_before_an_edit_is_sent_holds_it_back(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first press is noted as sent from the start, the second once the first is answered."""
    full = Problem(Kind.USAGE, "The journal of edits cannot be used: database or disk is full", "journal.db")
    sync = Journal.sync
    room = iter((True,) * 3)

    def fills_up(journal: Journal, changes: Changes) -> Problem | None:
        return sync(journal, changes) if next(room, False) else full

    async with running(editor(services)) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "sync", fills_up)
            services.hold("write")
            await keys(pilot, "plus", "plus")
            services.release()
            await settled(pilot)
        assert len(services.called("write")) == 1, "not noted as sent, so not sent"
        assert row_text(pilot, "Ethiopia").endswith("- 4 + €52.80 ~ waiting")
        await keys(pilot, "r")
        assert row_text(pilot, "Ethiopia").endswith("- 4 + €52.80 ✓ saved")


async def test_what_the_disk_takes_its_time_for_holds_up_no_key(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second press is folded, and sent otherwise than as it was first kept."""
    flush = Journal.flush
    monkeypatch.setattr(
        Journal, "flush", lambda journal: services._answer("flush", None, lambda: flush(journal)))
    async with running(editor(services)) as pilot:
        for what in ("write", "flush"):
            services.hold(what)
        await keys(pilot, "plus", "plus")
        services.release("write")
        await settled(pilot)
        assert services.called("flush") == [None]
        await keys(pilot, "j", "plus")
        assert row_text(pilot, "Ethiopia").endswith(" 4 €52.80 … saving")
        assert services.table["alice"][SECOND.key].qty == SECOND.qty + 1
        assert services.table["alice"][FIRST.key].qty == 3
        services.release()
        await settled(pilot)
        assert services.table["alice"][FIRST.key].qty == 4


async def test_what_the_disk_does_not_take_is_not_sent(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = Problem(Kind.UNAVAILABLE, "The journal of edits cannot be used: Input/output error")
    async with running(editor(services), size=(120, 40)) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "flush", lambda journal: broken)
            services.hold("write")
            await keys(pilot, "plus", "plus")
            services.release()
            await settled(pilot)
            assert row_text(pilot, "Ethiopia").endswith("- 4 + €52.80 ~ waiting")
            assert "Input/output error" in screen_text(pilot)
            assert services.table["alice"][FIRST.key].qty == 3
        await keys(pilot, "r")
    assert services.table["alice"][FIRST.key].qty == 4


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


async def reads_after(services: FakeServices, seconds: float, *, key_at: float = 0.0) -> int:
    """How many reads a tick causes so long after the start, the last key so long before it."""
    clock = Hand()
    async with running(app := editor(services, clock=clock)) as pilot:
        before = len(services.called("read"))
        clock.now += seconds - key_at
        await keys(pilot, "j")
        clock.now += key_at
        app.cart_screen.refresh_if_active()
        await settled(pilot)
        return len(services.called("read")) - before


async def test_the_cart_is_read_again_by_itself_while_somebody_is_there(services: FakeServices) -> None:
    assert await reads_after(services, cart_asks.REFRESH) == 1
    assert await reads_after(services, cart_asks.REFRESH - 1) == 0
    assert await reads_after(services, cart_asks.ACTIVE + 2, key_at=cart_asks.ACTIVE + 1) == 0


async def test_a_large_cart_is_read_by_itself_less_often() -> None:
    services = FakeServices(lines=LINES, goods=GOODS, page=4)
    assert await reads_after(services, cart_asks.REFRESH * 3 - 1) == 0
    assert await reads_after(services, cart_asks.REFRESH * 3) == 3


async def test_coming_back_to_the_terminal_shows_what_was_done_in_another(services: FakeServices) -> None:
    clock = Hand()
    async with running(app := editor(services, clock=clock)) as pilot:
        services.elsewhere(replace(FIRST, qty=7, rev="other"))
        clock.now += 3600
        app.cart_screen.on_app_focus()
        await settled(pilot)
        assert row_text(pilot, "Ethiopia").endswith("- 7 + €92.40 * changed")
        await keys(pilot, "r")
        assert row_text(pilot, "Ethiopia").endswith("✓ saved"), "r clears the mark"


async def test_a_refresh_that_finds_nothing_new_paints_and_says_nothing(services: FakeServices) -> None:
    clock = Hand()
    async with running(app := editor(services, clock=clock)) as pilot:
        before = screen_text(pilot)
        clock.now += 60
        services.hold("read")
        app.cart_screen.refresh_if_active()
        await settled(pilot)
        assert screen_text(pilot) == before
        services.release()
        await settled(pilot)
        assert screen_text(pilot) == before


async def test_a_journal_that_is_put_right_is_used_after_a_reload(services: FakeServices) -> None:
    folder().mkdir()
    (folder() / FILE).write_bytes(b"junk " * 400)
    (folder() / FILE).chmod(0o600)
    async with running(editor(services), size=(120, 40)) as pilot:
        assert "No edit is accepted" in screen_text(pilot)
        (folder() / FILE).unlink()
        await keys(pilot, "r")
        assert "No edit is accepted" not in screen_text(pilot)
        await keys(pilot, "plus")
    assert services.table["alice"][FIRST.key].qty == 3


async def test_a_journal_that_is_busy_for_a_moment_is_told_and_tried_again(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cart_asks, "RETRIES", (0.001,))
    busy = Problem(Kind.UNAVAILABLE, "The journal of edits cannot be used: database is locked", "journal.db")
    sync, held = Journal.sync, iter((None, None, None, busy))

    def now_and_then(journal: Journal, changes: Changes) -> Problem | None:
        return next(held, None) or sync(journal, changes)

    async with running(editor(services), size=(120, 40)) as pilot:
        monkeypatch.setattr(Journal, "sync", now_and_then)
        services.hold("write")
        await keys(pilot, "plus", "plus")
        services.release()
        while services.table["alice"][FIRST.key].qty != 4:
            await settled(pilot)
        await settled(pilot)
        assert next(held, None) is None
        assert row_text(pilot, "Ethiopia").endswith("- 4 + €52.80 ✓ saved")
        assert "database is locked" not in screen_text(pilot)


async def test_what_is_left_of_another_cart_is_said_to_wait_for_that_cart(
    services: FakeServices, capsys: pytest.CaptureFixture[str],
) -> None:
    services.table["bob"] = {each.key: each for each in LINES[:2]}
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "o", *"bob", "enter")
        services.script("write", Unavailable(OFFLINE))
        await keys(pilot, "plus", "q")
        assert app._exit
    assert "1 edit of bob's cart is not saved yet. It is kept, and sent when bob's cart is opened again." in \
        " ".join(capsys.readouterr().err.split())
    async with running(editor(services)) as pilot:
        assert services.table["bob"][FIRST.key].qty == 2
        await keys(pilot, "o", *"bob", "enter")
        assert services.table["bob"][FIRST.key].qty == 3


async def test_what_is_painted_first_needs_no_cart_where_none_has_been_seen(services: FakeServices) -> None:
    app = editor(services)
    assert isinstance(app.get_default_screen(), OpeningScreen)
    LastSeen(services._folder("alice")).keep({line.key: line for line in LINES}, GOODS, NOW)
    assert app.get_default_screen() is app.cart_screen
    assert isinstance(editor(services, owner="bob").get_default_screen(), OpeningScreen)
