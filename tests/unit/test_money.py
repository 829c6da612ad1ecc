"""Amounts: with their currency, as the locale writes them."""

import locale
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.money import ENGLISH, Custom, custom_of, money

GERMAN = Custom(",", ".", (3, 3), leading=False, spaced=True)
INDIAN = Custom(".", ",", (3, 2))


def said(**changed: object) -> dict[str, Any]:
    """What `localeconv` says of amounts in the C locale, but for what is `changed`."""
    return {"mon_decimal_point": "", "mon_thousands_sep": "", "mon_grouping": [],
            "p_cs_precedes": locale.CHAR_MAX, "p_sep_by_space": locale.CHAR_MAX, **changed}


@pytest.mark.parametrize(("amount", "currency", "expected"), [
    ("0", "EUR", "€0.00"), ("1234.5", "EUR", "€1,234.50"), ("0.005", "USD", "$0.005"),
    ("1200", "JPY", "¥1,200"), ("1E+3", "GBP", "£1,000.00"), ("9.9", "CHF", "CHF 9.90"),
    ("-3", "EUR", "-€3.00"), ("1", "\x1b[31m", "1.00"), ("999", "EUR", "€999.00"),
    ("1234567.89", "EUR", "€1,234,567.89"),
])
def test_in_english(amount: str, currency: str, expected: str) -> None:
    assert money(Decimal(amount), currency) == expected


@pytest.mark.parametrize(("amount", "currency", "custom", "expected"), [
    ("1234567.5", "EUR", GERMAN, "1.234.567,50 €"), ("-1", "CHF", GERMAN, "-1,00 CHF"),
    ("1200", "JPY", GERMAN, "1.200 ¥"), ("12345678.9", "INR", INDIAN, "INR 1,23,45,678.90"),
    ("1234567", "USD", Custom(groups=(3, locale.CHAR_MAX)), "$1234,567.00"),
    ("1234567", "USD", Custom(separator=""), "$1234567.00"),
    ("1234567", "USD", Custom(groups=()), "$1234567.00"),
])
def test_as_others_write_them(amount: str, currency: str, custom: Custom, expected: str) -> None:
    assert money(Decimal(amount), currency, custom) == expected


@pytest.mark.parametrize(("conventions", "custom"), [
    (said(), ENGLISH), (said(mon_decimal_point=","), ENGLISH), (said(p_cs_precedes=0), ENGLISH),
    (said(mon_decimal_point=",", mon_thousands_sep=".", mon_grouping=[3, 3, 0], p_cs_precedes=0,
          p_sep_by_space=1), GERMAN),
    (said(mon_decimal_point=".", mon_thousands_sep=",", mon_grouping=[3, 2, 0], p_cs_precedes=1,
          p_sep_by_space=0), INDIAN),
])
def test_what_the_locale_says(conventions: dict[str, Any], custom: Custom) -> None:
    assert custom_of(conventions) == custom


@given(st.decimals("-1e12", "1e12", places=2), st.sampled_from([ENGLISH, GERMAN, INDIAN]))
def test_no_digit_is_lost(amount: Decimal, custom: Custom) -> None:
    shown = money(amount, "EUR", custom).replace(custom.separator, "").replace(custom.point, ".")
    assert Decimal(shown.replace("€", "").strip()) == amount


@pytest.mark.needs("localedef", "/usr/share/i18n/locales/de_DE")
def test_the_locale_is_the_person_s(tmp_path: Path) -> None:
    """With the C library's own German, made for the occasion."""
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", str(tmp_path / "de_DE.UTF-8")],
                   capture_output=True, check=False)  # which warns, by its status too
    program = ("from decimal import Decimal; from tui.cli.output import prepare; "
               "from tui.money import money; prepare(); print(money(Decimal('1234.5'), 'EUR'))")
    for language, expected in (("de_DE.UTF-8", "1.234,50 €"), ("xx_XX.UTF-8", "€1,234.50")):
        env = {**os.environ, "LOCPATH": str(tmp_path), "LC_ALL": language, "PYTHONUTF8": "1"}
        words = [sys.executable, "-c", program]
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected
