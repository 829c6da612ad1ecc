"""Moving about: the cursor, the lists, the filter, the mouse."""

import pytest

from tests.ui.driving import editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, LINES, line, product
from tui.app import Editor

MANY = FakeServices(lines=[line(f"P-{n:03}", 1, added=n) for n in range(100)],
                    goods=[product(f"P-{n:03}", f"Product {n:03}", "1") for n in range(100)])


def sku(app: Editor) -> str:
    """The SKU of the selected line."""
    key = app.cart_screen.table.selected
    return key.sku if key else ""


@pytest.mark.parametrize(("pressed", "expected"), [
    (["down"], "P-001"), (["j", "j"], "P-002"), (["j", "k"], "P-000"), (["j", "up"], "P-000"),
    (["up"], "P-000"), (["G"], "P-099"), (["end"], "P-099"), (["G", "j"], "P-099"), (["G", "g"], "P-000"),
    (["end", "home"], "P-000"), (["pagedown"], "P-017"), (["pagedown", "pageup"], "P-000"),
    (["ctrl+f", "ctrl+f", "ctrl+b"], "P-017"),
])
async def test_the_cursor(pressed: list[str], expected: str) -> None:
    async with running(app := editor(FakeServices(lines=MANY.lines, goods=MANY.goods))) as pilot:
        await keys(pilot, *pressed)
        assert sku(app) == expected
        assert row_text(pilot, expected).startswith("▌ Product")


async def test_the_cursor_stays_on_its_line_when_the_list_changes(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "j", "j")
        services.elsewhere(None, LINES[0].key)
        await keys(pilot, "r")
        assert sku(app) == "MUG-350"


async def test_the_cursor_stays_in_its_place_when_its_line_goes(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "j", "d")
        assert sku(app) == "MUG-350"
        await keys(pilot, "G", "d")
        assert sku(app) == "TOW-SET"


async def test_each_list_keeps_its_cursor(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "j", "tab", "j")
        assert sku(app) == "BOK-CRA"
        await keys(pilot, "s")
        assert sku(app) == "FIL-100"
        await keys(pilot, "s")
        assert sku(app) == "BOK-CRA"


@pytest.mark.parametrize(("typed", "expected"), [
    ("mug", ["MUG-350"]), ("BEA", ["BEA-ETH"]), ("coffee", ["BEA-ETH"]), ("mira", ["MUG-350"]),
    ("煎", ["TEA-SEN"]), ("old", ["OLD-777"]), ("paper 100", ["FIL-100"]), ("[/", []),
])
async def test_the_filter_shows_what_matches(services: FakeServices, typed: str, expected: list[str]) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "slash", *typed)
        shown = [found.key.sku for found in LINES[:8] if row_text(pilot, found.key.sku)]
        assert shown == expected
        assert f"{len(expected)} of 8 lines" in screen_text(pilot)
        await keys(pilot, "escape")
        assert app.cart_screen.table.count == 8
        assert app.focused is app.cart_screen.table


async def test_lines_are_edited_under_a_filter(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "slash", *"mug", "enter", "plus")
        assert row_text(pilot, "Stoneware").endswith("- 5 + €72.50 ✓ saved")
        assert row_text(pilot, "/ mug") == "/ mug"
        await keys(pilot, "d")
        assert "No line matches “mug”." in screen_text(pilot)
        await keys(pilot, "escape")
        assert "Ethiopia" in screen_text(pilot)


async def test_a_filter_left_empty_goes_away(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "slash", "down")
        assert not app.cart_screen.finding
        assert app.focused is app.cart_screen.table


async def test_a_sku_that_is_cut_is_told_in_full() -> None:
    services = FakeServices(lines=[line("S" * 64, note="here")], goods=GOODS)
    async with running(editor(services)) as pilot:
        assert row_text(pilot, "S" * 64) == "S" * 64 + " · ✎ here"


async def test_nothing_to_filter() -> None:
    async with running(editor(FakeServices(goods=GOODS))) as pilot:
        await keys(pilot, "slash")
        assert "there are no lines to filter" in screen_text(pilot)


async def test_escape_at_the_start_says_so(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "escape")
        assert row_text(pilot, "this is") == "this is all; q quits"


async def test_the_mouse_selects_changes_and_presses(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await pilot.click("#lines", offset=(10, 3))
        assert sku(app) == "MUG-350"
        await settled(pilot)
        row = screen_text(pilot).splitlines()[5]
        await pilot.click("#lines", offset=(row.index(" + ") + 1, 3))
        await pilot.click("#lines", offset=(row.index(" - ") + 1, 3))
        await pilot.click("#lines", offset=(row.index(" + ") + 1, 3))
        await settled(pilot)
        assert row_text(pilot, "Stoneware").endswith("- 5 + €72.50 ✓ saved")
        header = screen_text(pilot).splitlines()[0]
        await pilot.click("#header", offset=(header.index("saved") + 1, 0))
        await settled(pilot)
        assert app.cart_screen.list_name == "saved"
        footer = screen_text(pilot).splitlines()[-1]
        await pilot.click("#keys", offset=(footer.index("remove"), 0))
        await settled(pilot)
        assert "removed Hand grinder" in screen_text(pilot)


async def test_a_click_on_another_line_selects_and_changes_nothing(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        more = screen_text(pilot).splitlines()[3].index(" + ") + 1
        await pilot.click("#lines", offset=(more, 3))
        await settled(pilot)
        assert sku(app) == "MUG-350"
        assert services.called("write") == []


async def test_a_click_below_the_lines_is_nothing(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await pilot.click("#lines", offset=(10, 12))
        assert sku(app) == "BEA-ETH"


@pytest.mark.parametrize(("pressed", "expected"), [
    (["5", "j"], "P-005"), (["1", "2", "down", "3", "k"], "P-009"), (["2", "pagedown"], "P-034"),
    (["7", "G"], "P-006"), (["4", "2", "g"], "P-041"), (["9", "9", "9", "j"], "P-099"), (["5", "k"], "P-000"),
    (["5", "j", "j"], "P-006"), (["5", "escape", "j"], "P-001"), (["enter", "j"], "P-001"),
])
async def test_a_number_before_a_move_is_how_often(pressed: list[str], expected: str) -> None:
    async with running(app := editor(FakeServices(lines=MANY.lines, goods=MANY.goods))) as pilot:
        await keys(pilot, *pressed)
        assert sku(app) == expected
        assert app.cart_screen.table.entry is None
        assert "? help" in screen_text(pilot)


async def test_so_it_is_in_the_catalog(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", "down", "2", "j")
        catalog = app.cart_screen.catalog
        assert catalog is not None
        assert catalog.goods.cursor == 2
        await keys(pilot, "1", "k")
        assert catalog.goods.cursor == 1


async def test_a_click_on_a_list_is_no_key_while_something_is_typed(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "slash", *"mug")
        header = screen_text(pilot).splitlines()[0]
        await pilot.click("#header", offset=(header.index("saved") + 1, 0))
        await settled(pilot)
        assert app.cart_screen.list_name == "saved"
        assert app.cart_screen.query_text == "mug"
