"""QR codes as text: what is painted is the very symbol, module by module."""

import pytest
import segno

from tui.widgets.qr import BORDERS, Picture, fitting, half_blocks

SHORT = "https://www.google.com/device"
USUAL = "https://login.example.com/realms/customers/device?user_code=WDJB-MJHT"
LONG = "https://login.example.com/" + "x" * 300
ENDLESS = "https://login.example.com/" + "x" * 4000
_MODULES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def modules(picture: Picture) -> list[list[int]]:
    """The picture read back: always an even number of rows, so maybe one more than the symbol has."""
    pairs = [[_MODULES[char] for char in row] for row in picture.rows]
    return [[pair[half] for pair in row] for row in pairs for half in (0, 1)]


def symbol(text: str, border: int) -> list[list[int]]:
    """What the library says the symbol is."""
    rows = segno.make_qr(text, error="l").matrix_iter(border=border)
    return [[int(module) for module in row] for row in rows]


@pytest.mark.parametrize("text", [SHORT, USUAL, "https://id.example/gerät?code=ÄÖÜ-煎茶", LONG])
@pytest.mark.parametrize("border", [0, *BORDERS])
def test_the_text_holds_every_module(text: str, border: int) -> None:
    wanted = symbol(text, border)
    picture = half_blocks(wanted)
    assert {len(row) for row in picture.rows} == {len(wanted)} == {picture.width}
    read = modules(picture)
    assert read[:len(wanted)] == wanted
    assert not any(any(row) for row in read[len(wanted):])


@pytest.mark.parametrize(("width", "height", "border"),
                         [(37, 19, 4), (80, 40, 4), (36, 19, 2), (37, 18, 2), (33, 17, 2)])
def test_takes_the_widest_border_that_fits(width: int, height: int, border: int) -> None:
    text = "https://id.example/device?user_code=WDJB-MJHT"
    picture = fitting([text], width, height)
    assert picture == half_blocks(symbol(text, border))
    assert picture.width <= width
    assert len(picture.rows) <= height


@pytest.mark.parametrize(("width", "height"), [(32, 40), (80, 16), (0, 0)])
def test_nothing_where_there_is_no_room(width: int, height: int) -> None:
    assert fitting(["https://id.example/device?user_code=WDJB-MJHT"], width, height) is None


@pytest.mark.parametrize("first", [LONG, ENDLESS])
def test_a_text_too_long_gives_way_to_the_next(first: str) -> None:
    assert fitting([first, SHORT], 38, 19) == half_blocks(symbol(SHORT, 4))


def test_what_spares_typing_goes_before_a_wide_border() -> None:
    assert fitting([USUAL, SHORT], 38, 19) == half_blocks(symbol(USUAL, 2))
