"""Text in columns: every cell exactly as wide as it is to be, whatever it is made of."""


import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.ui.samples import LINES, line, product
from tui.cart.cart import Cart
from tui.cart.intents import Stamp
from tui.cart.model import Line, Product
from tui.widgets import goods, lines, marks
from tui.widgets.columns import fit, steady
from tui.widgets.lines import Gap, LineRow, LinesTable

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
HOSTILE = ["", "x" * 300, "煎" * 40, FAMILY * 9, "🇩🇪🇩🇪", "e" + "\u0301" * 50, "[red]x[/]", "\x1b[31mx\x07",
           "\u202eabc", "שָׁלוֹם" * 9,
           "مَرْحَبًا", "❤\ufe0f", "1\ufe0f\u20e3", "👍\U0001f3fd", "a\nb\tc", "\u200b\u200d", "ก็็็็็"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [0, 1, 2, 5, 20])
@pytest.mark.parametrize("right", [False, True])
def test_fit_is_exact(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(steady(text), width, right=right)) == width


@pytest.mark.parametrize(("text", "marked"), [
    ("שָׁלוֹם", True), ("مَرْحَبًا بالعالم", True), ("tea שלום tea", True),
    ("tea", False), ("抹茶", False), ("", False)])
@pytest.mark.parametrize("width", [3, 40])
@pytest.mark.parametrize("right", [False, True])
def test_text_from_the_right_takes_no_digits(text: str, marked: bool, width: int, right: bool) -> None:
    shown = fit(steady(text), width, right=right)
    assert cell_len(shown) == width
    assert ("\u200e" in shown) is (marked and (width > 3 or not text.startswith("tea")))
    assert shown.rstrip(" ").endswith("\u200e") or "\u200e" not in shown


@given(st.text(), st.integers(0, 60))
def test_fit_is_exact_for_any_text(text: str, width: int) -> None:
    assert cell_len(fit(steady(text), width)) == width


@pytest.mark.parametrize(("text", "expected"), [
    (FAMILY, "👩👩👧👦"), ("❤\ufe0f", "❤"), ("1\ufe0f\u20e3", "1"),
    ("👍\U0001f3fd", "👍"), ("e\u0301\u0301\u0301\u0301", "e\u0301\u0301"),
    ("Æther naïve", "Æther naïve"), ("[bold]x[/]", "[bold]x[/]"),
])
def test_characters_that_terminals_measure_differently_are_made_plain(text: str, expected: str) -> None:
    assert steady(text) == expected


@pytest.mark.parametrize("width", range(20, 200, 3))
def test_the_columns_fill_the_width(width: int) -> None:
    for columns in (lines.columns(width), goods.columns(width)):
        taken = sum(column.gap + column.width for column in columns)
        assert taken <= width or width < 30


@pytest.mark.parametrize("width", [40, 57, 80, 120, 200])
@pytest.mark.parametrize("selected", [False, True])
@pytest.mark.parametrize("item", [
    product("S", "plain", "1"), product("S" * 64, "煎茶 🍵" * 30, "123456789.99", currency="CHF"), *Gap,
])
def test_a_row_is_as_wide_as_the_table(width: int, selected: bool, item: Product | Gap) -> None:
    shown = line("SKU" * 20, 999, note="🍵" * 100)
    table = LinesTable(lambda _key: LineRow(shown, item, marks.CONFLICT))
    table._order = [shown.key]
    assert sum(cell_len(text) for text, _ in table.cells(0, width, selected)) == width
    assert cell_len(table.heading(width)) == width


def test_every_mark_has_its_word() -> None:
    assert len({mark.word for mark in marks.ALL}) == len(marks.ALL)
    assert all(cell_len(f"{mark.glyph} {mark.word}") <= 10 for mark in marks.ALL)


def test_the_mark_of_a_line_that_is_sold_out() -> None:
    known: Line = LINES[0]
    cart = Cart(lambda: Stamp("1", "now"))
    cart.load([known])
    gone = product(known.key.sku, "x", "1", available=False)
    assert marks.mark(cart, known.key, gone) is marks.SOLD_OUT
    assert marks.mark(cart, known.key, None) is marks.SAVED
