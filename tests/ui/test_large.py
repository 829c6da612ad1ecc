"""Carts and catalogs of thousands: keys are heard meanwhile, and what comes of it all is the same."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from textual import events

from tests.ui.driving import burst, editor, keys, row_text, running, settled, typed
from tests.ui.fakes import FakeServices
from tests.ui.samples import line, product
from tui import slices
from tui.cart.cart import Cart
from tui.cart.edits import Edit
from tui.cart.intents import Refused
from tui.cart.model import CART, Line, LineKey
from tui.cart.outcomes import Loaded, Read
from tui.widgets.lines import LinesTable


@pytest.fixture
def step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step of long work is a slice of its own."""
    monkeypatch.setattr(slices, "SLICE", -1)


def many(count: int) -> FakeServices:
    """A cart of so many lines, of which 3,000 fit a page."""
    return FakeServices(
        lines=[line(f"P-{number:05}", 1 + number % 3, added=number % 1000) for number in range(count)],
        goods=[product(f"P-{number:05}", f"Product {number}", "2") for number in range(count)], page=3000)


def quantities(cart: Cart) -> dict[str, int]:
    """How many of each product are in the cart."""
    return {each.key.sku: each.qty for each in cart.lines(CART)}


async def test_ten_thousand_lines_page_in_and_the_first_page_shows_at_once() -> None:
    services = many(10_000)
    first = services._page("alice", None)
    assert isinstance(first, Loaded)
    services.script("read", first)
    pages = iter((True,))
    read = services.read

    def held_after_the_first(owner: str, more: Mapping[str, object] | None = None) -> Read:
        answer = read(owner, more)
        if next(pages, False):
            services.hold("read")
        return answer

    services.read = held_after_the_first  # type: ignore[method-assign]
    async with running(app := editor(services)) as pilot:
        assert row_text(pilot, "total").startswith("3,000 lines · reading…")
        assert row_text(pilot, "▌").endswith("✓ saved")
        services.release("read")
        await settled(pilot)
        assert len(services.called("read")) == 4
        units = sum(1 + number % 3 for number in range(10_000))
        assert row_text(pilot, "total") == f"10,000 lines · {units:,} units total €{2 * units:,}.00"
        await keys(pilot, "slash", *"9999", "enter")
        assert row_text(pilot, "total") == f"1 of 10,000 lines · {units:,} units total €{2 * units:,}.00"
        assert isinstance(app.cart_screen.selected, Line)
        assert app.cart_screen.selected.key == LineKey(CART, "P-09999")
        await keys(pilot, "plus")
        assert f"{units + 1:,} units" in row_text(pilot, "total")


@pytest.mark.usefixtures("step_by_step")
async def test_a_key_is_heard_between_two_parts_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    services, said = many(3000), list[str]()
    load, accept = Cart.load, Cart.accept
    async with running(app := editor(services)) as pilot:
        first = app.cart_screen.selected
        assert first is not None

        def noted_load(cart: Cart, lines: Iterable[Line], **more: Any) -> set[LineKey]:  # noqa: ANN401
            said.append("part")
            if len(said) == 3:
                app.post_message(events.Key("plus", "+"))
            return load(cart, lines, **more)

        def noted_accept(cart: Cart, intent: Edit | Refused) -> set[LineKey] | Refused:
            said.append("edit")
            return accept(cart, intent)

        monkeypatch.setattr(Cart, "load", noted_load)
        monkeypatch.setattr(Cart, "accept", noted_accept)
        await keys(pilot, "r")
        assert said.count("part") == 3000 / slices.PART
        assert "edit" in said[3:-5]
        assert services.table["alice"][first.key].qty == first.qty + 1
        assert row_text(pilot, "total").startswith("3,000 lines · 6,001 units")


@pytest.mark.usefixtures("step_by_step")
async def test_what_was_typed_last_is_what_the_lines_are_filtered_by() -> None:
    async with running(app := editor(many(3000))) as pilot:
        await keys(pilot, "slash")
        await burst(pilot, *"299")
        assert row_text(pilot, "total").startswith("13 of 3,000 lines")
        assert app.cart_screen.table.count == 13
        await burst(pilot, "9")
        assert row_text(pilot, "total").startswith("1 of 3,000 lines")
        await burst(pilot, *["backspace"] * 3)
        assert row_text(pilot, "total").startswith("1,542 of 3,000 lines")
        await burst(pilot, "escape")
        assert row_text(pilot, "total").startswith("3,000 lines")


@pytest.mark.usefixtures("step_by_step")
async def test_a_line_that_goes_and_comes_back_is_filtered_like_any() -> None:
    async with running(app := editor(many(3000))) as pilot:
        await keys(pilot, "slash")
        await burst(pilot, *"product 2999", "enter")
        assert app.cart_screen.table.count == 1
        await keys(pilot, "d", "slash")
        await burst(pilot, *["backspace"] * 4)
        assert app.cart_screen.table.count == 2999
        await burst(pilot, *"2999", "enter")
        assert app.cart_screen.table.count == 0
        await keys(pilot, "u")
        assert app.cart_screen.table.count == 1


@pytest.mark.usefixtures("step_by_step")
async def test_enter_takes_the_best_of_all_that_match() -> None:
    async with running(app := editor(many(3000))) as pilot:
        await keys(pilot, "a")
        await burst(pilot, *"product 2999", "enter")
        changed = app.cart_screen.desk.cart.line(LineKey(CART, "P-02999"))
        assert changed is not None
        assert changed.qty == 1 + 2999 % 3 + 1


@pytest.mark.usefixtures("step_by_step")
@pytest.mark.parametrize(("presses", "more"), [
    (["down", "plus"], {"P-00299": 1}),
    (["down", "down", "plus"], {"P-02990": 1}),
    (["down", "3", "enter"], {"P-00299": 3}),
    (["enter", "escape", "escape"], {"P-00299": 1}),
    (["enter", "0", "enter"], {"P-00299": 1, "P-02990": 1}),
    (["f3", "enter"], {"P-00299": 1}),
    (["enter", "down", "down", "plus"], {"P-00299": 1, "P-02990": 1}),
])
async def test_keys_wait_for_products_that_are_looked_for(presses: list[str], more: dict[str, int]) -> None:
    async with running(app := editor(many(3000))) as pilot:
        await keys(pilot, "a")
        before = quantities(app.cart_screen.desk.cart)
        await typed(pilot, *"299", presses[0])
        assert app.cart_screen.catalog is not None
        assert app.cart_screen.catalog._search.busy
        await typed(pilot, *presses[1:])
        await settled(pilot)
        after = quantities(app.cart_screen.desk.cart)
        assert {sku: qty - before[sku] for sku, qty in after.items() if qty != before[sku]} == more


@pytest.mark.usefixtures("step_by_step")
async def test_keys_wait_for_lines_that_are_still_looked_for() -> None:
    async with running(app := editor(many(3000))) as pilot:
        await keys(pilot, "slash")
        await typed(pilot, *"2999", "enter")
        assert app.cart_screen.search.busy
        await typed(pilot, "d")
        await settled(pilot)
        assert quantities(app.cart_screen.desk.cart).keys() == {f"P-{number:05}" for number in range(2999)}


async def test_a_second_look_that_finds_nothing_new_paints_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(editor(many(3000))) as pilot:
        painted: list[str] = []
        monkeypatch.setattr(LinesTable, "refresh", lambda *_, **__: painted.append("all"))
        monkeypatch.setattr(LinesTable, "refresh_line", lambda *_: painted.append("line"))
        await keys(pilot, "r")
        assert painted == []
        await keys(pilot, "j")
        assert painted


async def test_a_reload_asks_a_turn_later() -> None:
    services = many(3000)
    async with running(app := editor(services)) as pilot:
        asked = len(services.called("read"))
        app.cart_screen.reload()
        assert len(services.called("read")) == asked
        assert not app.cart_screen.desk.reading
        await settled(pilot)
        assert len(services.called("read")) == asked + 1
