"""The search of the catalog: what is found, in which order, which letters are marked."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.cart.model import Product
from tui.cart.search import Index, fold, marks

WORDS = st.text(min_size=1, max_size=12)


def product(name: str, sku: str = "X-1", category: str = "kitchen") -> Product:
    return Product(sku, name, category, Decimal(1), "EUR")


def names(query: str, *products: Product, category: str | None = None) -> list[str]:
    return [found.name for found in Index(products).find(query, category)]


def marked(query: str, text: str) -> str:
    found = marks(query, text)
    return "".join(character if index in found else "." for index, character in enumerate(text))


def test_the_best_comes_first() -> None:
    worst_first = ["Tin of earl apples", "Steam iron", "Green tea", "Teapot", "Tea"]
    assert names("tea", *map(product, worst_first)) == worst_first[::-1]


def test_a_sku_counts_like_a_name_and_a_category_less() -> None:
    goods = [product("Leaves", category="Tea"), product("Iced tea"), product("Box", "TEA-9"),
             product("Z", "TEA")]
    assert names("tea", *goods) == ["Z", "Box", "Iced tea", "Leaves"]


def test_letters_close_together_come_before_letters_far_apart() -> None:
    far, close = "Knife for the table", "Kettle"
    assert names("ktl", product(far), product(close)) == [close, far]


def test_equals_stay_in_order_and_nothing_asked_is_everything() -> None:
    goods = [product("Mug b"), product("Mug a")]
    assert names("mug", *goods) == names("  ", *goods) == ["Mug b", "Mug a"]


@pytest.mark.parametrize(("query", "name"), [
    ("creme brulee", "Crème Brûlée"), ("CRÈME", "creme"), ("STRASSE", "Straße"), ("istanbul", "İstanbul"),
    ("湯呑", "湯呑み yunomi"), ("mug stone", "Stoneware mug"), ("[mug]", "A [mug] *"), ("☕", "Coffee ☕"),
])
def test_found(query: str, name: str) -> None:
    assert names(query, product(name)) == [name]


@pytest.mark.parametrize(("query", "name"), [
    ("mug tea", "Mug"), ("z", "Mug"), ("gm", "Mug"), (".", "Mug"), ("mu", "M\nu g"), ("kg x", "Kettle, 3 kg"),
])
def test_not_found(query: str, name: str) -> None:
    assert names(query, product(name, "A-1", "")) == []


def test_letters_are_not_gathered_across_name_and_sku() -> None:
    assert names("mx", product("Mug", "X-1")) == []


def test_one_category_alone() -> None:
    goods = [product("Mug"), product("Sencha", category="tea"), product("Mug of tea", category="tea")]
    assert Index(goods).categories == {"kitchen": 1, "tea": 2}
    assert names("", *goods, category="tea") == ["Sencha", "Mug of tea"]
    assert names("mug", *goods, category="tea") == ["Mug of tea"]


@pytest.mark.parametrize(("query", "text", "shown"), [
    ("tea", "Steam tea", "......tea"), ("eam", "Steam", "..eam"), ("ktl", "Kettle", "K.t.l."),
    ("brul", "Crème Brûlée", "......Brûl.."), ("ss", "Straße", "....ß."),
    ("mug w", "Stoneware mug", ".....w....mug"),
    ("zz", "Mug", "..."), ("", "Mug", "..."),
])
def test_the_letters_that_matched(query: str, text: str, shown: str) -> None:
    assert marked(query, text) == shown


def test_letters_are_not_marked_beside_the_whole_word() -> None:
    assert marks("ktl", "Kettle", "KTL-1") == set()
    assert marks("ket", "Kettle", "KET-1") == {0, 1, 2}


@given(st.lists(WORDS, max_size=8), WORDS)
def test_whatever_holds_every_word_is_found(texts: list[str], query: str) -> None:
    goods = [product(text, f"S{number}") for number, text in enumerate(texts)]
    found = {each.sku for each in Index(goods).find(query)}
    words = fold(query).split()
    assert found >= {each.sku for each in goods if all(word in fold(each.name) for word in words)}


@given(st.text(max_size=40), st.text(max_size=20))
def test_marks_stand_in_the_text_and_spell_no_more_than_what_was_asked(text: str, query: str) -> None:
    found = marks(query, text)
    assert found <= set(range(len(text)))
    asked = set(fold(query))
    assert all(set(fold(text[index])) & asked for index in found)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
