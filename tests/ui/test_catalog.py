"""Adding from the catalog: search as you type, Enter adds one, a number first adds so many."""

from collections.abc import Generator, Sequence

import pytest

from tests.ui.driving import LARGE, SMALL, burst, editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, NOW, OFFLINE, READ_DENIAL, product
from tui.app import Editor
from tui.cart.edits import Add, ChangeBy
from tui.cart.model import CART, SAVED, LineKey, Product
from tui.cart.outcomes import Denied, Unavailable
from tui.cart.search import Index
from tui.cart.shelf import Shelved
from tui.screens.palette import Products
from tui.widgets.goods import Goods
from tui.widgets.rows import Cell


async def test_enter_adds_the_first_match(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", *"scale", "enter")
        assert services.table["alice"][LineKey(CART, "SCA-002")].qty == 1
        assert row_text(pilot, "Brew scale").endswith("€39.95 1 in list")
        assert "added 1 x Brew scale to cart" in screen_text(pilot)
        await keys(pilot, "enter")
        assert row_text(pilot, "Brew scale").endswith("€39.95 2 in list")
        assert [type(edit) for edit in services.called("write")] == [Add, ChangeBy]


async def test_a_number_first_adds_so_many(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", *"coffee", "down", "j", "j", "1", "2")
        assert row_text(pilot, "Colombia").endswith("[ 12▏]")
        await keys(pilot, "enter")
        assert services.table["alice"][LineKey(CART, "BEA-COL")].qty == 12


async def test_the_list_that_is_shown_gets_it(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "tab", "a", *"scale", "down", "plus", "escape", "escape")
        assert LineKey(SAVED, "SCA-002") in services.table["alice"]
        assert row_text(pilot, "Brew scale").endswith("1 €39.95 ✓ saved")


@pytest.mark.parametrize(("typed", "found"), [
    ("KITCHEN", 6), ("bea-", 2), ("set of", 1), ("湯", 1), ("zq", 0),
])
async def test_search_as_you_type(services: FakeServices, typed: str, found: int) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", *typed)
        assert app.cart_screen.catalog is not None
        assert app.cart_screen.catalog.goods.count == found
        assert ("Nothing in the catalog matches." in screen_text(pilot)) is (found == 0)


async def test_escape_empties_the_search_then_goes_back(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", *"mug", "escape")
        assert "Linen apron" in screen_text(pilot)
        await keys(pilot, "escape")
        assert "Linen apron" not in screen_text(pilot)
        assert app.focused is app.cart_screen.table


async def test_up_from_the_first_product_and_slash_go_to_the_search(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", "down", "j", "k", "up", *"mug")
        assert app.cart_screen.catalog is not None
        assert app.cart_screen.catalog.search.value == "mug"
        await keys(pilot, "down", "slash", "x")
        assert app.cart_screen.catalog.search.value == "mugx"


async def test_what_is_sold_out_is_not_added(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", *"towels", "enter")
        assert "Tea towels, set of 3 is sold out" in screen_text(pilot)
        assert services.called("write") == []


async def test_in_the_catalog_the_keys_of_the_cart_say_how_to_get_back(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", "down", "d")
        assert "Esc goes back to the cart first" in screen_text(pilot)
        assert services.called("write") == []


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_beside_the_cart_or_in_its_place(services: FakeServices, size: tuple[int, int]) -> None:
    async with running(editor(services), size) as pilot:
        await keys(pilot, "a")
        for width, height in (size, LARGE, SMALL, size):
            await pilot.resize_terminal(width, height)
            await settled(pilot)
            assert ("not in the catalog" in screen_text(pilot)) is (width == LARGE[0])
            assert "Linen apron" in screen_text(pilot)
        await keys(pilot, "escape")
        assert "not in the catalog" in screen_text(pilot)
        assert "Linen apron" not in screen_text(pilot)


async def test_the_catalog_is_read_once_and_again_on_reload(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", "escape", "a", "escape")
        assert len(services.called("catalog")) == 1
        services.goods = [*GOODS, product("NEW-001", "Something new", "3")]
        await keys(pilot, "r", "a", *"new")
        assert "Something new" in screen_text(pilot)


async def test_a_catalog_on_its_way_says_so(services: FakeServices) -> None:
    services.hold("catalog")
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", "enter")
        assert "Reading the catalog…" in screen_text(pilot)
        services.release()
        await settled(pilot)
        assert "Linen apron" in screen_text(pilot)


@pytest.mark.parametrize(("answer", "said"), [
    (Denied(READ_DENIAL), "IAM does not let you read the catalog: dynamodb:Query is not allowed."),
    (Unavailable(OFFLINE), "DynamoDB cannot be reached. It is tried again by itself."),
])
async def test_a_catalog_that_cannot_be_read_is_not_an_empty_one(
    services: FakeServices, answer: Denied | Unavailable, said: str,
) -> None:
    services.script("catalog", answer)
    async with running(editor(services)) as pilot:
        await keys(pilot, "a")
        assert said in screen_text(pilot)
        await keys(pilot, "escape", "r", "a")
        assert "Linen apron" in screen_text(pilot)


async def test_prices_learnt_from_the_catalog_fill_the_cart(services: FakeServices) -> None:
    services.script("products", Unavailable(OFFLINE))
    async with running(editor(services)) as pilot:
        assert "Prices are missing" in screen_text(pilot)
        await keys(pilot, "a", "escape")
        assert row_text(pilot, "MUG-350").endswith("€58.00 ✓ saved")


async def test_letters_that_matched_are_marked(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", *"kett")
        assert found(app) == ["kett"]


def found(app: Editor) -> list[str]:
    """The marked pieces of the first product."""
    assert app.cart_screen.catalog is not None
    return [text for text, tone in app.cart_screen.catalog.goods.cells(0, 70, False) if tone == "rows--found"]


async def test_one_category_is_chosen_with_its_count(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", "f2")
        assert row_text(pilot, "All categories").endswith("12")
        assert row_text(pilot, "coffee").endswith("2")
        await keys(pilot, "down", "down", "enter")
        assert row_text(pilot, "F2").startswith("F2 coffee 2")
        assert app.cart_screen.catalog is not None
        assert {each.category for each in app.cart_screen.catalog.goods._products} == {"coffee"}
        await keys(pilot, *"col")
        assert row_text(pilot, "F2").startswith("F2 coffee 1 of 2")
        await keys(pilot, "f2", "home", "enter")
        assert row_text(pilot, "F2").startswith("F2 all 1 of 12")


async def test_escape_leaves_the_category_last(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", "f2", "end", "enter", "x", "escape")
        assert row_text(pilot, "F2").startswith("F2 textiles 2")
        await keys(pilot, "escape")
        assert row_text(pilot, "F2").startswith("F2 all 12")
        await keys(pilot, "escape")
        assert app.focused is app.cart_screen.table


async def test_all_about_a_product_and_so_many_of_it(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", *"mug", "f3")
        text = screen_text(pilot)
        assert all(part in text for part in ("Stoneware mug", "€14.50", "4 in cart", "MUG-350", "kitchen"))
        await keys(pilot, "1", "1", "plus", "minus", "plus")
        assert "add [ 12▏] to cart · €174.00" in screen_text(pilot)
        await keys(pilot, "enter")
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == 16


async def test_the_quantity_of_the_details_stays_within_what_a_line_holds(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", *"scale", "down", "i", "minus", "0")
        assert "[  1▏]" in screen_text(pilot)
        await keys(pilot, *"9999", "plus")
        assert "[999▏]" in screen_text(pilot)
        await keys(pilot, "backspace", "escape")
        assert services.called("write") == []


async def test_the_details_of_what_is_sold_out_say_why_nothing_can_be_added(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", *"towels")
        assert "sold out, cannot be added" in screen_text(pilot)
        await keys(pilot, "f3", "3", "enter")
        assert "✗ Tea towels, set of 3 is sold out" in screen_text(pilot)
        assert services.called("write") == []


async def test_one_fewer_from_the_list(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", *"mug", "down", "minus")
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == 3
        await keys(pilot, "escape", "escape", "a", *"yunomi", "down", "minus", "minus")
        assert "this is the last one" in screen_text(pilot)


async def test_so_many_more_and_fewer_from_the_list(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", *"mug", "down", "5", "plus", "3", "minus")
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == 6
        await keys(pilot, "9", "minus")
        assert "there are only 6; Esc, then d removes the line" in screen_text(pilot)


async def test_a_fresh_copy_is_shown_with_its_age_and_nothing_is_read(services: FakeServices) -> None:
    services.script("shelved", Shelved(GOODS, NOW - 200))
    async with running(editor(services)) as pilot:
        await keys(pilot, "a")
        assert "prices as of 3 min ago" in screen_text(pilot)
        assert services.called("catalog") == []
        await keys(pilot, "escape", "r", "a")
        assert "prices as of just now" in screen_text(pilot)


async def test_an_old_copy_is_of_use_while_the_catalog_is_read(services: FakeServices) -> None:
    services.script("shelved", Shelved(GOODS, NOW - 7200))
    services.hold("catalog")
    services.goods = [*GOODS, product("NEW-001", "Apricots", "3")]
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", *"scale", "escape", "down", "j", "j")
        assert "prices as of 2 h ago" in screen_text(pilot)
        assert app.cart_screen.catalog is not None
        before = app.cart_screen.catalog.goods.selected
        services.release()
        await settled(pilot)
        assert "prices as of just now" in screen_text(pilot)
        assert app.cart_screen.catalog.goods.selected == before


async def test_without_a_network_the_copy_stays_and_adds(services: FakeServices) -> None:
    services.script("shelved", Shelved(GOODS, NOW - 7200))
    services.script("catalog", Unavailable(OFFLINE))
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", *"scale")
        assert "DynamoDB cannot be reached · prices as of 2 h ago" in screen_text(pilot)
        await keys(pilot, "enter")
        assert LineKey(CART, "SCA-002") in services.table["alice"]


async def test_who_may_no_longer_read_the_catalog_is_shown_none(services: FakeServices) -> None:
    services.script("shelved", Shelved(GOODS, NOW - 7200))
    services.script("catalog", Denied(READ_DENIAL))
    async with running(editor(services)) as pilot:
        await keys(pilot, "a")
        assert "IAM does not let you read the catalog" in screen_text(pilot)
        assert "Linen apron" not in screen_text(pilot)


async def test_of_five_thousand_products_only_those_in_sight_are_built(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    services.goods = [product(f"LOT-{number:05}", f"Mug no. {number}", "3") for number in range(5000)]
    built, searches = list[int](), list[str]()
    cells, finding = Goods.cells, Index.finding

    def noted_cells(goods: Goods, index: int, width: int, selected: bool) -> list[Cell]:
        built.append(index)
        return cells(goods, index, width, selected)

    def noted_finding(
        index: Index, query: str, category: str | None = None,
    ) -> Generator[None, None, Sequence[Product]]:
        searches.append(query)
        return finding(index, query, category)

    monkeypatch.setattr(Goods, "cells", noted_cells)
    monkeypatch.setattr(Index, "finding", noted_finding)
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a")
        assert app.cart_screen.catalog is not None
        goods = app.cart_screen.catalog.goods
        assert (goods.count, len(goods.children)) == (5000, 0)
        assert max(built) < SMALL[1]
        await keys(pilot, "down")
        built.clear()
        await keys(pilot, "j")
        assert set(built) == {0, 1}
        built.clear()
        await keys(pilot, "end")
        assert set(built) <= {0, 1, *range(5000 - SMALL[1], 5000)}
        await keys(pilot, "slash")
        searches.clear()
        await burst(pilot, *"mug 4999")
        assert goods.selected is not None
        assert goods.selected.sku == "LOT-04999"
        assert searches[-1] == "mug 4999"
        assert len(searches) < len("mug 4999")


async def test_enter_takes_what_was_typed_however_fast(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a")
        await burst(pilot, *"scale", "enter")
        assert {edit.key.sku for edit in services.called("write")} == {"SCA-002"}


async def test_a_product_is_found_by_the_palette(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "ctrl+p")
        await keys(pilot, *"yunomi")
        assert "yunomi cup" in screen_text(pilot)
        await keys(pilot, "down", "enter")
        assert "2 in cart" in screen_text(pilot)
        await keys(pilot, "enter")
        assert services.table["alice"][LineKey(CART, "CUP-JPN")].qty == 3


async def test_the_palette_shows_a_names_characters_as_they_are(services: FakeServices) -> None:
    services.goods = [product("ODD-1", "[b]Mug[/b] \x1b[31m\u202e👩‍🍳 [@click=app.bell]", "3"), *GOODS]
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", "escape")
        provider = Products(app.cart_screen)
        hits = [hit async for hit in provider.search("mug")]
        assert all("\x1b" not in str(hit.prompt) for hit in hits)
        assert {hit.text for hit in hits} >= {"Stoneware mug", "[b]Mug[/b] 👩🍳 [@click=app.bell]"}
        assert [hit async for hit in provider.search(" ")] == []


async def test_a_catalog_that_could_not_be_read_is_tried_again_by_itself(services: FakeServices) -> None:
    services.script("catalog", Unavailable(OFFLINE))
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a")
        assert "Linen apron" not in screen_text(pilot)
        app.cart_screen._retry_now()
        await settled(pilot)
        assert "Linen apron" in screen_text(pilot)


@pytest.mark.parametrize(("pressed", "said"), [
    ((*"xyzzy", "enter"), "there is no product here"), ((*"xyzzy", "f3"), "there is no product here"),
    ((*"towels", "enter"), "Tea towels, set of 3 is sold out"),
    ((*"colombia", "down", "minus"), "there is no Colombia Huila, 250 g in cart"),
])
async def test_a_key_that_can_do_nothing_says_why_and_is_dim(
    services: FakeServices, pressed: tuple[str, ...], said: str,
) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "a", *pressed)
        assert row_text(pilot, said) == said
        action = {"enter": "take", "f3": "details", "minus": "less"}[pressed[-1]]
        assert app.cart_screen.blocked(action)
        assert not app.cart_screen.blocked("back")
        assert services.called("write") == []


async def test_before_the_catalog_has_come_its_keys_say_so(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.hold("catalog")
        await keys(pilot, "a")
        for names in (["f2"], ["enter"], ["down", "plus"]):
            await keys(pilot, *names)
            assert row_text(pilot, "the catalog is") == "the catalog is not there yet"
        services.release()
        await settled(pilot)
        await keys(pilot, "plus")
        assert "the catalog is" not in screen_text(pilot)
        assert len(services.called("write")) == 1


async def test_a_number_typed_in_the_list_has_its_own_footer_and_limits(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "a", "down", "1", "2")
        assert row_text(pilot, "Enter add") == "Enter add Esc leave it - fewer ↓ down"
        await keys(pilot, "3", "4")
        assert row_text(pilot, "a quantity is") == "a quantity is between 1 and 999"
        await keys(pilot, "escape")
        assert row_text(pilot, "Enter add 1").startswith("Enter add 1 1-9 so many Esc back")
