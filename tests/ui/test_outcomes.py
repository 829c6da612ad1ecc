"""What comes back from a write: conflict, refusal, no network, no sign-in; and what to do then."""

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.timer import Timer

from tests.ui.driving import burst, editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import (
    ALICE,
    DENIAL,
    GOODS,
    LINES,
    NO_TABLE,
    OFFLINE,
    READ_DENIAL,
    SIGNED_OUT,
    line,
    product,
)
from tui.cart.edits import SetTo
from tui.cart.model import CART, SAVED, LineKey
from tui.cart.outcomes import Denied, Unavailable
from tui.screens import cart_asks
from tui.screens.cart import CartScreen
from tui.screens.conflict import ConflictScreen
from tui.screens.refusal import RefusalScreen
from tui.screens.sign_in import SignInScreen

MUG = LineKey(CART, "MUG-350")


async def test_a_change_by_is_made_upon_what_others_wrote(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.elsewhere(replace(LINES[2], qty=9, rev="other"))
        await keys(pilot, "j", "j", "plus")
        assert row_text(pilot, "Stoneware").endswith("- 10 + €145.00 * changed")
        assert services.table["alice"][MUG].qty == 10
        await keys(pilot, "plus")
        assert row_text(pilot, "Stoneware").endswith("- 11 + €159.50 ✓ saved"), "an edit has seen it"


def views(pilot: Pilot[Any]) -> list[str]:
    """What a conflict is about, as the dialog shows it."""
    return [row_text(pilot, name) for name in ("you saw", "you want", "it is now")]


@pytest.mark.parametrize(("choice", "qty"), [("m", 6), ("t", 9), ("s", 15)])
async def test_a_conflict_is_decided(services: FakeServices, choice: str, qty: int) -> None:
    async with running(editor(services)) as pilot:
        services.elsewhere(replace(LINES[2], qty=9, rev="other"))
        await keys(pilot, "j", "j", "6", "enter")
        assert row_text(pilot, "MUG-350").endswith("- 6 + €87.00 ! conflict")
        assert "! Stoneware mug was changed elsewhere meanwhile. Press c to decide." in screen_text(pilot)
        await keys(pilot, "c")
        assert views(pilot) == ["you saw quantity 4", "you want quantity 6", "it is now quantity 9"]
        assert row_text(pilot, "mine") == "m mine → quantity 6"
        assert row_text(pilot, "theirs") == "t theirs → quantity 9"
        assert row_text(pilot, "sum") == "s sum → quantity 15"
        await keys(pilot, choice)
        assert row_text(pilot, "MUG-350").endswith("✓ saved")
        assert services.table["alice"][MUG].qty == qty
        assert "changed elsewhere" not in screen_text(pilot)


async def test_a_conflict_can_be_decided_later(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.elsewhere(replace(LINES[2], qty=9, rev="other"))
        await keys(pilot, "j", "j", "6", "enter", "c", "escape")
        assert row_text(pilot, "MUG-350").endswith("! conflict")


async def test_a_conflict_over_a_note_shows_both(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.elsewhere(replace(LINES[2], note="for Ada", rev="other"))
        await keys(pilot, "j", "j", "n", *["backspace"] * 20, *"mine", "enter", "c")
        assert views(pilot) == ["you saw quantity 4, note “two of them for Mira”",
                                "you want quantity 4, note “mine”", "it is now quantity 4, note “for Ada”"]
        assert row_text(pilot, "m mine") == "m mine → quantity 4, note “mine”"
        await keys(pilot, "s")
        assert "There is no sum here" in screen_text(pilot)
        await keys(pilot, "m")
        assert services.table["alice"][MUG].note == "mine"


async def test_a_conflict_over_a_line_that_is_gone(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.elsewhere(None, MUG)
        await keys(pilot, "j", "j", "6", "enter", "c")
        assert views(pilot) == ["you saw quantity 4", "you want quantity 6", "it is now no line"]
        assert row_text(pilot, "theirs") == "t theirs → no line"
        await keys(pilot, "t")
        assert "MUG-350" not in screen_text(pilot)


async def test_removing_what_others_changed_asks(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.elsewhere(replace(LINES[2], qty=9, rev="other"))
        await keys(pilot, "j", "j", "d", "c")
        assert row_text(pilot, "mine") == "m mine → no line"
        await keys(pilot, "m")
        assert MUG not in services.table["alice"]


async def test_conflicts_are_walked_through(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        for known in LINES[:2]:
            services.elsewhere(replace(known, qty=9, rev="other"))
        await keys(pilot, "5", "enter", "j", "5", "enter")
        assert "(2 conflicts)" in screen_text(pilot)
        await keys(pilot, "c")
        assert "(1 of 2)" in screen_text(pilot)
        await keys(pilot, "m")
        assert isinstance(pilot.app.screen, ConflictScreen)
        assert "Paper filters, 100 was changed" in screen_text(pilot)
        await keys(pilot, "t")
        assert [services.table["alice"][known.key].qty for known in LINES[:2]] == [5, 9]


async def test_nothing_to_decide(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "c")
        assert row_text(pilot, "no line") == "no line waits for a decision"


async def test_a_refused_edit_is_taken_back_marked_and_told(services: FakeServices) -> None:
    services.script("write", Denied(DENIAL))
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        assert row_text(pilot, "BEA-ETH").endswith("- 2 + €26.40 ✗ denied")
        said = "✗ IAM refused to add 1 x Ethiopia Yirgacheffe, 250 g. Press ! to see why."
        assert row_text(pilot, "✗ IAM") == said
        await keys(pilot, "j", "j", "k")
        assert "IAM refused" in screen_text(pilot)
        await keys(pilot, "g", "plus")
        assert "IAM refused" not in screen_text(pilot)
        assert row_text(pilot, "BEA-ETH").endswith("- 3 + €39.60 ✓ saved")


async def test_what_ends_in_an_ellipsis_has_no_full_stop(services: FakeServices) -> None:
    services.goods = [product("BEA-ETH", "Earl Grey with bergamot oil, organic", "12.90")]
    services.script("write", Denied(DENIAL))
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        assert row_text(pilot, "✗ IAM") == (
            "✗ IAM refused to add 1 x Earl Grey with bergamot oil… Press ! to see why.")


async def test_the_details_of_a_refusal(services: FakeServices) -> None:
    services.script("write", Denied(DENIAL))
    async with running(editor(services), size=(120, 40)) as pilot:
        await keys(pilot, "d", "exclamation_mark")
        assert isinstance(pilot.app.screen, RefusalScreen)
        for label, text in [("who", DENIAL.principal), ("what", DENIAL.action), ("on", DENIAL.resource),
                            ("why", f"implicit deny: {DENIAL.reason}"), ("request", DENIAL.request_id),
                            ("time", DENIAL.at), ("we conclude", DENIAL.inference),
                            ("what to do", DENIAL.todo)]:
            assert row_text(pilot, f"{label} {text}") == f"{label} {text}"
        assert "AccessDeniedException" in screen_text(pilot)
        await keys(pilot, "y")
        assert "sent to the terminal's clipboard; some terminals ignore it" in screen_text(pilot)
        assert f"  who         {DENIAL.principal}\n" in pilot.app.clipboard
        assert DENIAL.message in pilot.app.clipboard
        await keys(pilot, "escape")
        assert "IAM refused to remove Ethiopia" in screen_text(pilot)


async def test_a_refusal_of_hostile_words_stays_text(services: FakeServices) -> None:
    words = "because [red]no[/] \x1b]0;pwned\x07 [/nothing"
    hostile = replace(DENIAL, reason=words, principal="", inference="")
    services.script("write", Denied(hostile))
    async with running(editor(services), size=(120, 40)) as pilot:
        await keys(pilot, "plus", "exclamation_mark")
        assert row_text(pilot, "why implicit") == "why implicit deny: [red]no[/] [/nothing"
        assert row_text(pilot, "who") == "who (not said)"
        assert "\x1b" not in screen_text(pilot)


async def test_the_refusal_of_the_selected_line_comes_first(services: FakeServices) -> None:
    services.script("write", Denied(DENIAL), Denied(replace(DENIAL, action="dynamodb:DeleteItem")))
    async with running(editor(services), size=(120, 40)) as pilot:
        await keys(pilot, "plus", "j", "d", "g", "exclamation_mark")
        assert row_text(pilot, "what") == "what dynamodb:UpdateItem"
        await keys(pilot, "escape", "j", "exclamation_mark")
        assert row_text(pilot, "what") == "what dynamodb:DeleteItem"


@pytest.mark.parametrize("key", ["exclamation_mark", "y"])
async def test_nothing_was_refused(services: FakeServices, key: str) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, key)
        assert "nothing was refused" in screen_text(pilot)


async def test_an_edit_that_cannot_be_done_is_taken_back(services: FakeServices) -> None:
    services.script("write", Unavailable(NO_TABLE))
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        assert row_text(pilot, "BEA-ETH").endswith("- 2 + €26.40 ✗ failed")
        assert "✗ Could not add 1 x Ethiopia Yirgacheffe, 250 g: The cart table" in screen_text(pilot)
        await keys(pilot, "exclamation_mark")
        assert row_text(pilot, "code") == "code ResourceNotFoundException"


async def test_without_a_network_edits_wait_and_are_retried(services: FakeServices) -> None:
    services.script("write", *[Unavailable(OFFLINE)] * 2)
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus", "j", "plus")
        assert row_text(pilot, "BEA-ETH").endswith("3 €39.60 ~ waiting")
        assert "~ DynamoDB cannot be reached: 2 edits wait, r retries now." in screen_text(pilot)
        await keys(pilot, "r")
        assert row_text(pilot, "BEA-ETH").endswith("3 €39.60 ✓ saved")
        assert row_text(pilot, "FIL-100").endswith("- 4 + €27.60 ✓ saved")
        assert "cannot be reached" not in screen_text(pilot)


async def test_one_answer_sends_all_that_waits_soon_though_not_at_once(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []
    timer = CartScreen.set_timer

    def noted(screen: CartScreen, delay: float, *more: Any, **named: Any) -> Timer:  # noqa: ANN401
        if more and more[0] == screen._retry_now:
            pauses.append(delay)
            delay = 0.001 if len(pauses) > 1 else 3600.0
        return timer(screen, delay, *more, **named)

    monkeypatch.setattr(CartScreen, "set_timer", noted)
    monkeypatch.setattr("random.random", lambda: 0.5)
    services.script("write", Unavailable(OFFLINE))
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        await keys(pilot, "j", "plus")
        while "✓ saved" not in row_text(pilot, "BEA-ETH"):
            await settled(pilot)
        assert pauses == [cart_asks.RETRIES[0] / 2] * 2
        ids = [edit.id for edit in services.called("write")]
        assert ids[0] == ids[2]


async def test_retries_come_by_themselves(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cart_asks, "RETRIES", (0.01, 0.02))
    services.script("write", *[Unavailable(OFFLINE)] * 4)
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        while services.table["alice"][LINES[0].key].qty == 2:
            await settled(pilot)
        await settled(pilot)
        assert row_text(pilot, "BEA-ETH").endswith("- 3 + €39.60 ✓ saved")
        assert len({edit.id for edit in services.called("write")}) == 1


async def test_a_lost_sign_in_keeps_the_edits(services: FakeServices) -> None:
    app = editor(services)
    async with running(app) as pilot:
        services.script("write", Unavailable(SIGNED_OUT))
        await keys(pilot, "plus")
        assert isinstance(app.screen, SignInScreen)
        app.screen.dismiss(ALICE)
        await settled(pilot)
        assert row_text(pilot, "BEA-ETH").endswith("✓ saved")
        assert services.table["alice"][LINES[0].key].qty == 3


async def test_a_lost_sign_in_left_undone_can_be_had_later(services: FakeServices) -> None:
    app = editor(services)
    async with running(app) as pilot:
        services.script("write", Unavailable(SIGNED_OUT))
        await keys(pilot, "plus")
        app.screen.dismiss(None)
        await settled(pilot)
        assert "~ You are not signed in: 1 edit waits, r retries now." in screen_text(pilot)
        assert row_text(pilot, "BEA-ETH").endswith("- 3 + €39.60 ~ waiting")
        await keys(pilot, "r")
        assert row_text(pilot, "BEA-ETH").endswith("- 3 + €39.60 ✓ saved")


async def test_a_bug_in_a_write_is_told_and_loses_no_edit(services: FakeServices) -> None:
    services.script("write", RuntimeError("boom"))
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        assert "~ The editor itself failed: 1 edit waits, r retries now." in screen_text(pilot)
        assert row_text(pilot, "BEA-ETH").endswith("~ waiting")
        await keys(pilot, "r")
        assert services.table["alice"][LINES[0].key].qty == 3


async def test_somebody_elses_cart(services: FakeServices) -> None:
    services.table["bob"] = {known.key: known for known in LINES[:2]}
    async with running(editor(services)) as pilot:
        await keys(pilot, "o", *"bob", "enter")
        assert row_text(pilot, "dynacart").startswith("dynacart bob's cart cart 2 saved 0 you are alice")
        await keys(pilot, "plus")
        assert services.table["bob"][LINES[0].key].qty == 3
        assert services.table["alice"][LINES[0].key].qty == 2
        await keys(pilot, "escape")
        assert "cart 8 saved 2" in row_text(pilot, "dynacart")


async def test_the_filter_belongs_to_the_cart_it_was_typed_in(services: FakeServices) -> None:
    services.table["bob"] = {known.key: known for known in LINES[:2]}
    async with running(editor(services)) as pilot:
        await keys(pilot, "slash", *"mug", "enter")
        assert "BEA-ETH" not in screen_text(pilot)
        await keys(pilot, "o", *"bob", "enter")
        assert "/ mug" not in screen_text(pilot)
        assert "BEA-ETH" in screen_text(pilot)
        await keys(pilot, "escape")
        assert "cart 8 saved 2" in row_text(pilot, "dynacart")


async def test_a_cart_that_may_not_be_read_is_not_an_empty_cart(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.script("read", Denied(READ_DENIAL))
        await keys(pilot, "o", *"bob", "enter")
        assert "✗ IAM does not let you read bob's cart" in screen_text(pilot)
        assert "This is not an empty cart." in screen_text(pilot)
        assert "cart 0" not in screen_text(pilot)
        assert "0 lines" not in screen_text(pilot)
        assert row_text(pilot, "what dynamodb") == "what dynamodb:Query"
        await keys(pilot, "plus")
        assert row_text(pilot, "back to your cart") == "Esc goes back to your cart"
        await keys(pilot, "y")
        assert READ_DENIAL.message in pilot.app.clipboard
        await keys(pilot, "escape")
        assert "Stoneware mug" in screen_text(pilot)


async def test_ones_own_cart_refused(services: FakeServices) -> None:
    services.script("read", Denied(READ_DENIAL))
    async with running(editor(services)) as pilot:
        assert "✗ IAM does not let you read your cart" in screen_text(pilot)
        await keys(pilot, "a")
        assert row_text(pilot, "the cart cannot") == "the cart cannot be read; r tries again"
        await keys(pilot, "r")
        assert "Stoneware mug" in screen_text(pilot)


async def test_opens_the_cart_that_was_asked_for() -> None:
    services = FakeServices(goods=GOODS)
    services.table["bob"] = {LINES[0].key: LINES[0]}
    async with running(editor(services, owner="bob")) as pilot:
        assert services.called("read") == ["bob"]
        assert "bob's cart" in row_text(pilot, "dynacart")


async def test_what_is_typed_before_the_question_is_painted_is_its_answer(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await burst(pilot, "o", *"bob", "enter")
        assert services.called("read")[-1] == "bob", screen_text(pilot)
        await keys(pilot, "escape")
        await burst(pilot, "n", *"twice", "enter")
        assert "✎ twice" in screen_text(pilot)


async def test_what_is_typed_before_a_line_has_the_focus_is_no_command(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await burst(pilot, "slash", *"mug")
        assert "mug" in row_text(pilot, "/")
        await keys(pilot, "escape")
        for _ in range(2):
            await burst(pilot, "a", *"mug")
            assert "mug" in row_text(pilot, "add ")
            await keys(pilot, "escape", "escape")
        assert services.called("write") == []


async def test_an_owner_id_has_to_be_one(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "o", "enter")
        assert "! an owner id is text of 1 to 2048 bytes" in screen_text(pilot)
        await keys(pilot, "escape")
        assert "Stoneware mug" in screen_text(pilot)


async def test_a_late_answer_goes_to_the_cart_it_belongs_to(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.hold("write")
        await keys(pilot, "9", "enter", "o", *"bob", "enter")
        services.release()
        await settled(pilot)
        assert "9" not in row_text(pilot, "cart is empty")
        await keys(pilot, "escape")
        assert row_text(pilot, "BEA-ETH").endswith("- 9 + €118.80 ✓ saved")


async def test_a_move_that_is_refused_marks_both_ends() -> None:
    services = FakeServices(lines=[line("MUG-350"), line("MUG-350", 2, SAVED)], goods=GOODS)
    services.script("write", Denied(DENIAL))
    async with running(editor(services)) as pilot:
        await keys(pilot, "m")
        assert row_text(pilot, "MUG-350").endswith("- 1 + €14.50 ✗ denied")
        assert "IAM refused to move Stoneware mug to saved." in screen_text(pilot)
        await keys(pilot, "tab")
        assert row_text(pilot, "MUG-350").endswith("- 2 + €29.00 ✗ denied")


async def test_the_answer_to_a_conflict_may_be_refused(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.elsewhere(replace(LINES[2], qty=9, rev="other"))
        await keys(pilot, "j", "j", "6", "enter")
        services.script("write", Denied(DENIAL))
        await keys(pilot, "c", "m")
        assert row_text(pilot, "MUG-350").endswith("- 9 + €130.50 ✗ denied")
        assert isinstance(services.called("write")[-1], SetTo)
