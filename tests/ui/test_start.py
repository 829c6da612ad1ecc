"""The first moments of the editor: the frame, the sign-in, the pages, the prices."""

from dataclasses import replace

import pytest
from textual.css.stylesheet import Stylesheet

from tests.ui.driving import editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE, GOODS, LINES, NO_TABLE, OFFLINE, READ_DENIAL, SIGNED_OUT, product
from tui.cart.outcomes import Denied, Loaded, Unavailable, Unreadable
from tui.screens.sign_in import SignInScreen


async def test_the_frame_is_there_before_the_outside_has_answered(services: FakeServices) -> None:
    services.hold("open")
    async with running(editor(services)) as pilot:
        assert "Opening your cart…" in screen_text(pilot)
        assert "? help" in screen_text(pilot)
        services.release()
        await settled(pilot)
        assert "Opening" not in screen_text(pilot)
        assert row_text(pilot, "Stoneware") == "Stoneware mug ✎ MUG-350 €14.50 4 €58.00 ✓ saved"


async def test_the_style_sheet_is_read_once(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    read_again: list[Stylesheet] = []
    monkeypatch.setattr(Stylesheet, "reparse", lambda sheet: read_again.append(sheet))  # noqa: PLW0108
    async with running(editor(services, theme="light")) as pilot:
        assert pilot.app.screen.styles.background.hex == "#FAF9F6"
        assert read_again == []
        pilot.app.theme = "contrast"
        await settled(pilot)
        assert len(read_again) == 1


async def test_no_sheet_is_read_again_for_what_comes_on_top(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_again: list[Stylesheet] = []
    monkeypatch.setattr(Stylesheet, "reparse", lambda sheet: read_again.append(sheet))  # noqa: PLW0108
    services.script("open", SIGNED_OUT)
    async with running(editor(services)) as pilot:
        assert isinstance(pilot.app.screen, SignInScreen)
        assert pilot.app.screen.query_one("#card").styles.padding == (1, 2, 0, 2)
        await keys(pilot, "escape", "question_mark")
        assert pilot.app.screen.query_one(".dialog").styles.border_left[0] == "outer"
        assert read_again == []


async def test_header_and_totals(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        header = row_text(pilot, "dynacart")
        assert header == "dynacart cart 8 saved 2 alice · sandbox · until 16:06"
        assert row_text(pilot, "total") == "8 lines · 1 unpriced · 15 units total €259.50"


async def test_the_header_tells_name_and_owner_apart(services: FakeServices) -> None:
    owner = "eu-west-1:0a1b2c3d-4e5f-6789-abcd-ef0123456789"
    services.person = replace(ALICE, name="Alice [b]Moreau", owner_id=owner)
    async with running(editor(services)) as pilot:
        assert "Alice [b]Moreau (eu-west-1:0a1b2c3d-4e5f…)" in row_text(pilot, "dynacart")


async def test_lines_show_before_their_prices(services: FakeServices) -> None:
    services.hold("products")
    async with running(editor(services)) as pilot:
        assert row_text(pilot, "MUG-350") == "MUG-350 MUG-350 … 4 … ✓ saved"
        assert row_text(pilot, "total") == "8 lines · 15 units total …"
        services.release()
        await settled(pilot)
        assert row_text(pilot, "MUG-350") == "Stoneware mug ✎ MUG-350 €14.50 4 €58.00 ✓ saved"
        assert row_text(pilot, "OLD-777") == "not in the catalog OLD-777 - 1 - ✓ saved"


async def test_prices_that_cannot_be_read_are_missed_aloud(services: FakeServices) -> None:
    services.script("products", Denied(READ_DENIAL))
    async with running(editor(services)) as pilot:
        assert "Prices are missing: dynamodb:Query is not allowed; r tries again." in screen_text(pilot)
        assert row_text(pilot, "MUG-350") == "MUG-350 MUG-350 ? 4 ? ✓ saved"
        await keys(pilot, "r")
        assert "Prices are missing" not in screen_text(pilot)
        assert "Stoneware mug" in screen_text(pilot)


async def test_pages_come_one_after_the_other() -> None:
    services = FakeServices(lines=LINES, goods=GOODS, page=3)
    async with running(editor(services)) as pilot:
        assert len(services.called("read")) == 4
        assert row_text(pilot, "total") == "8 lines · 1 unpriced · 15 units total €259.50"


async def test_the_first_page_shows_while_others_are_read(services: FakeServices) -> None:
    services.script("read", Loaded(LINES[:2], more={"start": 0}), Unavailable(OFFLINE))
    async with running(editor(services)) as pilot:
        assert row_text(pilot, "total") == "2 lines · 5 units total €47.10"
        assert "~ DynamoDB cannot be reached. What is changed elsewhere does not show." in screen_text(pilot)
        await keys(pilot, "r")
        assert row_text(pilot, "total") == "8 lines · 1 unpriced · 15 units total €259.50"


async def test_an_edit_made_between_pages_is_not_undone_by_a_late_page(services: FakeServices) -> None:
    services.script("read", Loaded(LINES[:2], more={"start": 2}))
    async with running(editor(services)) as pilot:
        services.script("read", Loaded(LINES[:3], more={"start": 3}), Loaded(LINES))
        services.hold("read")
        await keys(pilot, "r", "plus")
        services.release()
        await settled(pilot)
        assert row_text(pilot, "Ethiopia").endswith("- 3 + €39.60 ✓ saved")


async def test_items_that_are_no_lines_are_counted(services: FakeServices) -> None:
    services.script("read", Loaded(LINES, (Unreadable("cart", "no sku"), Unreadable("x", "no list"))))
    async with running(editor(services)) as pilot:
        assert "~ 2 items of the table are no lines and are left out." in screen_text(pilot)


async def test_nobody_signed_in_brings_up_the_sign_in(services: FakeServices) -> None:
    services.person = SIGNED_OUT
    app = editor(services)
    async with running(app) as pilot:
        assert isinstance(app.screen, SignInScreen)
        app.screen.dismiss(ALICE)
        await settled(pilot)
        assert "Stoneware mug" in screen_text(pilot)


async def test_a_sign_in_left_undone_says_how_to_come_back(services: FakeServices) -> None:
    services.person = SIGNED_OUT
    app = editor(services)
    async with running(app) as pilot:
        app.screen.dismiss(None)
        await settled(pilot)
        assert "You are not signed in" in screen_text(pilot)
        await keys(pilot, "plus")
        assert row_text(pilot, "you are") == "you are not signed in; r signs in"
        await keys(pilot, "r")
        assert isinstance(app.screen, SignInScreen)


async def test_no_network_at_the_start_is_retried(services: FakeServices) -> None:
    services.script("open", OFFLINE)
    async with running(editor(services)) as pilot:
        assert "DynamoDB cannot be reached" in screen_text(pilot)
        await keys(pilot, "r")
        assert "Stoneware mug" in screen_text(pilot)


async def test_a_cart_that_cannot_be_read_is_retried(services: FakeServices) -> None:
    services.script("read", Unavailable(OFFLINE), Unavailable(NO_TABLE))
    async with running(editor(services)) as pilot:
        assert "~ DynamoDB cannot be reached" in screen_text(pilot)
        await keys(pilot, "r")
        assert "~ The cart table does not exist" in screen_text(pilot)
        assert "0 lines" not in screen_text(pilot)
        await keys(pilot, "r")
        assert "Stoneware mug" in screen_text(pilot)


async def test_a_failed_second_read_keeps_the_lines(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.script("read", Unavailable(OFFLINE))
        await keys(pilot, "r")
        assert "~ DynamoDB cannot be reached. What is changed elsewhere does not show." in screen_text(pilot)
        assert "Stoneware mug" in screen_text(pilot)
        await keys(pilot, "r")
        assert "cannot be reached" not in screen_text(pilot)


async def test_a_reload_shows_what_changed_elsewhere(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.elsewhere(replace(LINES[0], qty=7, rev="other"))
        services.elsewhere(None, LINES[1].key)
        await keys(pilot, "r")
        assert row_text(pilot, "Ethiopia").endswith("- 7 + €92.40 * changed")
        assert row_text(pilot, "Paper filters") == "Paper filters, 100 was removed from cart elsewhere"
        await keys(pilot, "r")
        assert row_text(pilot, "Ethiopia").endswith("- 7 + €92.40 ✓ saved"), "seen by now"
        assert "Paper filters" not in screen_text(pilot)


async def test_a_reload_asks_for_prices_again(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.goods = [product("MUG-350", "Dearer mug", "20")]
        await keys(pilot, "r")
        assert row_text(pilot, "MUG-350") == "Dearer mug ✎ MUG-350 €20.00 4 €80.00 ✓ saved"
        assert row_text(pilot, "KET-090") == "not in the catalog KET-090 - 1 - ✓ saved"


async def test_empty_lists_say_what_to_press() -> None:
    async with running(editor(FakeServices(goods=GOODS))) as pilot:
        assert "Press a to add products" in screen_text(pilot)
        await keys(pilot, "tab")
        assert "Nothing is saved for later." in screen_text(pilot)
