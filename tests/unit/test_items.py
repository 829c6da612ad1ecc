"""Whatever a table holds, reading it gives lines, products, or the reason why not."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.cart.model import CART, NOTE_MAX, PAST, QTY_MAX, QTY_MIN, SAVED, Line, LineKey, Product
from tui.cart.outcomes import Unreadable
from tui.dynamo import items
from tui.dynamo.items import category, sort_key
from tui.text import plain

LINE: dict[str, Any] = {
    "pk": {"S": "alice"}, "sk": {"S": "cart#TEA"}, "qty": {"N": "3"}, "rev": {"S": "r1"},
    "note": {"S": "black"}, "added_at": {"S": "2026-01-01T00:00:00Z"},
    "updated_at": {"S": "2026-01-02T00:00:00Z"},
}
PRODUCT: dict[str, Any] = {
    "sku": {"S": "TEA"}, "name": {"S": "Tea"}, "category": {"S": "Drinks"}, "price": {"N": "4.5"},
    "currency": {"S": "EUR"}, "description": {"S": "Leaves."}, "available": {"BOOL": False},
}
STRANGE = st.none() | st.text() | st.integers() | st.lists(st.integers()) | st.dictionaries(
    st.sampled_from(("S", "N", "BOOL", "L", "NULL", "x")),
    st.none() | st.text() | st.integers() | st.booleans())


def without(item: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != name}


def test_a_line_as_it_was_written() -> None:
    assert items.line(LINE) == Line(
        LineKey(CART, "TEA"), 3, "r1", "black", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")


def test_a_line_tells_of_the_edits_before() -> None:
    line = items.line({**LINE, "past": {"S": "r0 q9"}})
    assert isinstance(line, Line)
    assert line.past == ("r0", "q9")
    many = items.line({**LINE, "past": {"S": " ".join(f"r{n}" for n in range(40))}})
    assert isinstance(many, Line)
    assert len(many.past) == PAST


@pytest.mark.parametrize("strange", [{"N": "1"}, {"S": "r0 " * 1000}, {"SS": ["r0"]}, "r0", None])
def test_a_past_that_is_none_tells_nothing_and_the_line_stands(strange: object) -> None:
    line = items.line({**LINE, "past": strange})
    assert isinstance(line, Line)
    assert line.past == ()


@pytest.mark.parametrize("name", ["note", "added_at", "updated_at"])
def test_what_is_optional_may_be_missing(name: str) -> None:
    line = items.line(without(LINE, name))
    assert isinstance(line, Line)
    assert getattr(line, name) == ""


@pytest.mark.parametrize("text", ["3", "3.0", "3.000", "0.3E1", "30e-1"])
def test_a_whole_number_is_one_however_it_is_written(text: str) -> None:
    line = items.line({**LINE, "qty": {"N": text}})
    assert isinstance(line, Line)
    assert (line.qty, type(line.qty)) == (3, int)


@pytest.mark.parametrize("value", [
    {"N": "0"}, {"N": "-1"}, {"N": "1000"}, {"N": "2.5"}, {"N": "1e400"}, {"N": "1e999999999"}, {"N": "NaN"},
    {"N": "Infinity"}, {"N": "1_0"}, {"N": " 3"}, {"N": "٣"}, {"N": ""}, {"N": "9" * 5000}, {"N": 3},
    {"S": "3"}, {"N": None}, "3", 3, None, [],
])
def test_a_quantity_that_is_none_makes_no_line(value: object) -> None:
    found = items.line({**LINE, "qty": value})
    assert found == Unreadable("cart#TEA", "its quantity is not a whole number from 1 to 999")


@pytest.mark.parametrize("sk", ["wishlist#TEA", "TEA", "#TEA", "cart#", "cart#A#B", "cart#A\x1b[31m",
                                "cart# A", "", "cart#" + "A" * 65, "CART#TEA"])
def test_a_sort_key_that_is_none_makes_no_line(sk: str) -> None:
    found = items.line({**LINE, "sk": {"S": sk}})
    assert isinstance(found, Unreadable)
    assert found.sk == sk


@pytest.mark.parametrize(("name", "value"), [
    ("sk", None), ("sk", {"N": "1"}), ("sk", {"S": "cart#" + "A" * 2000}), ("sk", {"S": "cart#\ud800"}),
    ("rev", None), ("rev", {"S": ""}), ("rev", {"N": "1"}), ("rev", {"S": "r" * 200}),
    ("note", {"N": "1"}), ("note", {"S": "n" * (NOTE_MAX + 1)}), ("note", {"S": "\ud83d"}), ("note", None),
    ("added_at", {"S": "t" * 100}), ("updated_at", {"BOOL": True}),
])
def test_wrong_types_and_sizes_make_no_line(name: str, value: object) -> None:
    assert isinstance(items.line({**LINE, name: value}), Unreadable)


@pytest.mark.parametrize("name", ["sk", "qty", "rev"])
def test_what_is_needed_may_not_be_missing(name: str) -> None:
    assert isinstance(items.line(without(LINE, name)), Unreadable)


def test_a_note_from_elsewhere_is_kept_as_it_is() -> None:
    line = items.line({**LINE, "note": {"S": "two\nlines [b]\x07"}})
    assert isinstance(line, Line)
    assert line.note == "two\nlines [b]\x07", "a move writes it again; who shows it makes it safe"


@given(st.dictionaries(st.sampled_from(list(LINE)), STRANGE))
def test_no_item_makes_reading_a_line_fail(strange: dict[str, Any]) -> None:
    for item in (strange, {**LINE, **strange}):
        found = items.line(item)
        assert isinstance(found, Unreadable) or (
            QTY_MIN <= found.qty <= QTY_MAX and found.rev and found.key.list in (CART, SAVED))


@given(st.dictionaries(st.sampled_from(list(PRODUCT)), STRANGE))
def test_no_item_makes_reading_a_product_fail(strange: dict[str, Any]) -> None:
    for item in (strange, {**PRODUCT, **strange}):
        found = items.product(item)
        assert found is None or (found.price >= 0 and found.name == plain(found.name))


def test_a_product_as_it_was_written() -> None:
    assert items.product(PRODUCT) == Product("TEA", "Tea", "Drinks", Decimal("4.5"), "EUR", "Leaves.", False)


def test_a_product_without_a_word_about_it_is_available() -> None:
    product = items.product(without(without(PRODUCT, "available"), "description"))
    assert product
    assert (product.available, product.description) == (True, "")


@pytest.mark.parametrize("price", ["0", "0.00000001", "999999999999", "19.99", "1E+2"])
def test_a_price_is_exact(price: str) -> None:
    product = items.product({**PRODUCT, "price": {"N": price}})
    assert product
    assert product.price == Decimal(price)


@pytest.mark.parametrize(("name", "value"), [
    ("price", {"N": "-1"}), ("price", {"N": "NaN"}), ("price", {"N": "1e400"}),
    ("price", {"N": "1000000000000"}), ("price", {"N": "0.000000001"}), ("price", {"S": "4.5"}),
    ("price", None),
    ("currency", {"S": "EURO"}), ("currency", {"S": "eur"}), ("currency", {"S": "€"}),
    ("currency", {"S": "ÄÖÜ"}), ("name", {"S": ""}), ("name", {"S": "\x1b[31m"}),
    ("name", {"N": "1"}), ("name", {"S": "n" * 5000}),
    ("category", {"S": "  "}), ("sku", {"S": "#Drinks"}), ("sku", {"S": ""}), ("available", {"S": "yes"}),
    ("available", {"BOOL": 1}), ("description", {"N": "1"}),
])
def test_what_is_no_product_is_none(name: str, value: object) -> None:
    assert items.product({**PRODUCT, name: value}) is None


def test_names_of_products_are_safe_to_show() -> None:
    product = items.product({**PRODUCT, "name": {"S": "Tea\x1b]0;owned\x07\n\u202etxet"}})
    assert product
    assert product.name == "Tea txet"


def test_sort_keys_and_categories() -> None:
    assert sort_key(LineKey(SAVED, "TEA")) == "saved#TEA"
    skus = ("#Drinks", "#A#B", "Drinks", "#")
    assert [category({"sku": {"S": sku}}) for sku in skus] == ["Drinks", "A#B", "", ""]
    assert category({}) == ""
