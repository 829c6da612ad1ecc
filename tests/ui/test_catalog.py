"""Adding from the catalog: search as you type, Enter adds one, a number first adds so many."""

import pytest

from tests.ui.driving import LARGE, SMALL, editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, OFFLINE, READ_DENIAL, product
from tui.cart.edits import Add, ChangeBy
from tui.cart.model import CART, SAVED, LineKey
from tui.cart.outcomes import Denied, Unavailable


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
        await keys(pilot, "a", *"coffee", "down", "j", "1", "2")
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


@pytest.mark.parametrize(("size", "cart"), [(SMALL, False), (LARGE, True)])
async def test_beside_the_cart_or_in_its_place(
    services: FakeServices, size: tuple[int, int], cart: bool,
) -> None:
    async with running(editor(services), size) as pilot:
        await keys(pilot, "a")
        assert ("not in the catalog" in screen_text(pilot)) is cart
        assert "Linen apron" in screen_text(pilot)


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
