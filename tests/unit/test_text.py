"""Text from outside is shown on one line, bounded, and can drive no terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.text import plain


@pytest.mark.parametrize(("text", "shown"), [
    ("plain words", "plain words"),
    ("two\r\n lines\tand  gaps ", "two lines and gaps"),
    ("\x1b[31mred\x1b[0m", "red"),
    ("\x9b2Jcleared", "cleared"),
    ("\x1b]52;c;cm0gLXJm\x07copied", "copied"),
    ("\x1b]0;title\x1b\\rest", "rest"),
    ("\x9d8;;https://evil.example\x9clink", "link"),
    ("\x1bPq#0\x1b\\sixel", "sixel"),
    ("\x1bcreset", "reset"),
    ("a\x00b\x07c\x7fd", "abcd"),
    ("line\x85break", "line break"),
    ("user\u202egnp.exe", "usergnp.exe"),
    ("a\u2066b\u2069\u200fc\ufeff", "abc"),
    ("lone \ud800 half", "lone half"),
    ("Müsli 🧑‍🍳 かご", "Müsli 🧑‍🍳 かご"),  # a joiner inside an emoji is text
    ("[bold]kept[/]", "[bold]kept[/]"),
])
def test_what_is_shown(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_an_unfinished_sequence_swallows_nothing_but_itself() -> None:
    assert plain("before\x1b[") == "before"
    assert plain("before\x1b") == "before"


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert plain("x" * 500, 10) == "x" * 9 + "…"
    assert plain("x" * 10, 10) == "x" * 10
    assert plain("bergamot oil, 1 l", 14) == "bergamot oil…"


@given(st.text(st.characters(), max_size=200), st.integers(1, 50))
def test_whatever_comes_in_goes_out_on_one_bounded_line(text: str, limit: int) -> None:
    shown = plain(text, limit)
    assert len(shown) <= limit
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    assert plain(shown, limit) == shown
