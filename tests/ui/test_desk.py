"""The state behind the cart's screen: sums, prices, pages."""


from hypothesis import given
from hypothesis import strategies as st

from tests.ui.samples import DENIAL, LINES, OFFLINE, line, product
from tui.cart.cart import Cart
from tui.cart.edits import Add, ChangeBy, Remove, result
from tui.cart.intents import Stamp
from tui.cart.model import CART, SAVED, LineKey, Product
from tui.cart.outcomes import CatalogRead, Denied, Listed, Loaded, Read, Saved, Unavailable, Unreadable
from tui.cart.summary import summarise
from tui.screens.cart_desk import Desk
from tui.screens.cart_prices import Prices
from tui.screens.cart_tally import Tally
from tui.slices import PART
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


def told(prices: Prices, skus: set[str], answer: CatalogRead) -> None:
    """Take over all of it."""
    for part in prices.take(skus, answer):
        assert skus.issuperset(part)


def test_products_are_asked_for_once() -> None:
    prices = Prices()
    assert prices.missing(["A", "B"]) == {"A", "B"}
    assert prices.missing(["B", "C"]) == {"C"}
    assert prices.waiting


def test_what_the_catalog_does_not_know_is_absent() -> None:
    prices = Prices()
    told(prices, prices.missing(SKUS), Listed((PRICES["A"],)))
    assert prices.products == {"A": PRICES["A"]}
    assert prices.gap("B") is Gap.ABSENT
    assert not prices.waiting


def test_what_could_not_be_read_is_not_absent_and_asked_again() -> None:
    for answer in (Denied(DENIAL), Unavailable(OFFLINE)):
        prices = Prices()
        told(prices, prices.missing(SKUS), answer)
        assert prices.gap("A") is Gap.UNREAD
        assert prices.missing(["A"]) == {"A"}
        assert prices.gap("A") is Gap.AWAITED


def test_a_product_that_left_the_catalog_goes() -> None:
    prices = Prices()
    told(prices, prices.missing(["A"]), Listed((PRICES["A"],)))
    prices.forget()
    assert prices.products
    told(prices, prices.missing(["A"]), Listed(()))
    assert not prices.products


def take(here: Desk, number: int, page: Read) -> set[LineKey]:
    """All the parts of a page."""
    return {key for part in here.take(number, page) for key in part}


def test_a_page_of_an_earlier_read_is_ignored() -> None:
    here = desk()
    late, current = here.begin(), here.begin()
    assert here.rest(late, Loaded(LINES, more={"start": 2})) is None
    assert take(here, late, Loaded(LINES)) == set()
    assert not here.read
    take(here, current, Loaded(LINES[:1]))
    assert len(here.cart.lines(CART)) == 1


def test_lines_that_are_gone_go_with_the_last_page() -> None:
    here = desk()
    take(here, here.begin(), Loaded(LINES))
    number = here.begin()
    page = Loaded(LINES[:2], (Unreadable("x", "y"),), {"start": 2})
    assert here.rest(number, page) == {"start": 2}
    take(here, number, page)
    assert len(here.cart.lines(CART)) == 8
    assert take(here, number, Loaded(LINES[2:3], (Unreadable("x", "y"),))).issuperset(
        known.key for known in LINES[3:])
    assert [known.key for known in here.cart.lines(CART)] == [known.key for known in LINES[:3]]
    assert here.unreadable == 2
    assert not here.reading


MANY = tuple(line(f"L{number:03}") for number in range(3 * PART))


def test_a_large_page_comes_in_parts() -> None:
    here = desk()
    counts = []
    for part in here.take(here.begin(), Loaded(MANY)):
        counts.append(here.cart.shown.count(CART))
        assert len(part) == PART
        assert here.reading == (len(counts) < 3)
    assert counts == [PART, 2 * PART, 3 * PART]


def test_a_read_that_begins_meanwhile_ends_the_parts_of_the_one_before() -> None:
    here = desk()
    coming = here.take(here.begin(), Loaded(MANY))
    next(coming)
    number = here.begin()
    assert list(coming) == []
    assert here.reading
    take(here, number, Loaded(MANY[:1]))
    assert here.cart.shown.keys(CART) == [MANY[0].key]


def test_what_is_written_between_two_parts_stays() -> None:
    """A line that a former part told, one that a later part still tells of old, a new one, one that goes."""
    here = desk()
    first, later, gone = MANY[0], MANY[-1], MANY[1]
    coming = here.take(here.begin(), Loaded(MANY))
    next(coming)
    for edit in (ChangeBy("e1", first.key, 1, "t", first), ChangeBy("e2", later.key, 1, "t", later),
                 Add("e3", LineKey(CART, "NEW"), 2, "t"), Remove("e4", gone.key, "t", gone)):
        here.cart.accept(edit)
        here.cart.ready()
        here.settle(edit, Saved(result(edit)))
    list(coming)
    lines = {known.key.sku: known for known in here.cart.lines(CART)}
    assert {sku: known.rev for sku, known in lines.items() if known.rev.startswith("e")} == {
        "L000": "e1", f"L{3 * PART - 1:03}": "e2", "NEW": "e3"}
    assert set(lines) == {known.key.sku for known in MANY} - {"L001"} | {"NEW"}
