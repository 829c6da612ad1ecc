"""The state behind the cart's screen: sums, prices, pages."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.samples import DENIAL, GOODS, LINES, OFFLINE, line, product
from tui.cart.cart import Cart
from tui.cart.intents import Stamp
from tui.cart.model import CART, SAVED, LineKey, Product
from tui.cart.outcomes import Denied, Listed, Loaded, Unavailable, Unreadable
from tui.cart.summary import summarise
from tui.screens.cart_desk import Desk
from tui.screens.cart_prices import Prices
from tui.screens.cart_tally import Tally
from tui.widgets.lines import Gap

SKUS = ("A", "B", "C", "D")
PRICES: dict[str, Product] = {"A": product("A", "a", "1.10"), "B": product("B", "b", "2", currency="USD"),
                               "C": product("C", "free", "0", currency="CHF")}


def desk() -> Desk:
    """An empty desk."""
    return Desk("alice", Cart(lambda: Stamp("1", "now")))


@given(st.lists(st.tuples(st.sampled_from([CART, SAVED]), st.sampled_from(SKUS), st.integers(0, 9))))
def test_sums_kept_up_line_by_line_are_the_sums_of_all(steps: list[tuple[str, str, int]]) -> None:
    tally, there = Tally(), {}
    for name, sku, qty in steps:
        key = LineKey(name, sku)
        there[key] = line(sku, qty, name) if qty else None
        tally.put(key, there[key], PRICES.get(sku))
    for name in (CART, SAVED):
        lines = [known for known in there.values() if known is not None and known.key.list == name]
        assert tally.of(name) == summarise(lines, PRICES)


def test_all_lines_at_once() -> None:
    tally = Tally()
    tally.put(LineKey(CART, "GONE"), line("GONE"), None)
    tally.put_all(LINES, {known.sku: known for known in GOODS})
    assert tally.of(CART) == summarise([known for known in LINES if known.key.list == CART],
                                       {known.sku: known for known in GOODS})
    assert tally.of(SAVED).totals == {"EUR": Decimal("151.00")}


def test_products_are_asked_for_once() -> None:
    prices = Prices()
    assert prices.missing(["A", "B"]) == {"A", "B"}
    assert prices.missing(["B", "C"]) == {"C"}
    assert prices.waiting


def test_what_the_catalog_does_not_know_is_absent() -> None:
    prices = Prices()
    prices.take(prices.missing(SKUS), Listed((PRICES["A"],)))
    assert prices.products == {"A": PRICES["A"]}
    assert prices.gap("B") is Gap.ABSENT
    assert not prices.waiting


def test_what_could_not_be_read_is_not_absent_and_asked_again() -> None:
    for answer in (Denied(DENIAL), Unavailable(OFFLINE)):
        prices = Prices()
        prices.take(prices.missing(SKUS), answer)
        assert prices.gap("A") is Gap.UNREAD
        assert prices.missing(["A"]) == {"A"}
        assert prices.gap("A") is Gap.AWAITED


def test_a_product_that_left_the_catalog_goes() -> None:
    prices = Prices()
    prices.take(prices.missing(["A"]), Listed((PRICES["A"],)))
    prices.forget()
    assert prices.products
    prices.take(prices.missing(["A"]), Listed(()))
    assert not prices.products


def test_a_page_of_an_earlier_read_is_ignored() -> None:
    here = desk()
    late, current = here.begin(), here.begin()
    assert here.take(late, Loaded(LINES)) == (set(), None)
    assert not here.read
    here.take(current, Loaded(LINES[:1]))
    assert len(here.cart.lines(CART)) == 1


def test_lines_that_are_gone_go_with_the_last_page() -> None:
    here = desk()
    here.take(here.begin(), Loaded(LINES))
    number = here.begin()
    _, more = here.take(number, Loaded(LINES[:2], (Unreadable("x", "y"),), {"start": 2}))
    assert more == {"start": 2}
    assert len(here.cart.lines(CART)) == 8
    here.take(number, Loaded(LINES[2:3], (Unreadable("x", "y"),)))
    assert [known.key for known in here.cart.lines(CART)] == [known.key for known in LINES[:3]]
    assert here.unreadable == 2
    assert not here.reading
