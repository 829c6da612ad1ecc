"""Amounts as people read them, as their locale writes them: €1,234.50, 1.234,50 €, ¥1,200, CHF 9.90."""

import locale
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from tui.text import plain

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_WHOLE = ("JPY", "KRW", "VND", "CLP", "ISK")
"""Currencies without a smaller unit (ISO 4217)."""


class Custom(NamedTuple):
    """How a locale writes amounts (POSIX `localeconv`, LC_MONETARY)."""

    point: str = "."
    separator: str = ","
    groups: tuple[int, ...] = (3,)
    """Digits of each group from the right; the last counts for all that follow, unless it is CHAR_MAX."""
    leading: bool = True
    """Whether the currency goes before the amount."""
    spaced: bool = False


ENGLISH = Custom()


def custom_of(conventions: Mapping[str, Any]) -> Custom:
    """What `localeconv` says, or the English way where it says nothing (the C locale)."""
    point, leading = conventions["mon_decimal_point"], conventions["p_cs_precedes"]
    if not point or leading == locale.CHAR_MAX:
        return ENGLISH
    groups = conventions["mon_grouping"]
    groups = groups[:-1] if groups[-1:] == [0] else groups
    return Custom(point, conventions["mon_thousands_sep"], tuple(groups), bool(leading),
                  conventions["p_sep_by_space"] != 0)


def money(amount: Decimal, currency: str, custom: Custom | None = None) -> str:
    """An amount with its currency, never rounded below what it holds; as the process's locale writes it."""
    custom = custom or custom_of(locale.localeconv())
    scale = -int(amount.normalize().as_tuple().exponent)
    digits = max(scale, 0 if currency in _WHOLE else 2)
    whole, _, part = f"{abs(amount):.{digits}f}".partition(".")
    number = custom.separator.join(reversed([*_grouped(whole, custom)]))
    number += custom.point + part if part else ""
    sign = "-" if amount < 0 else ""
    unit = _SYMBOLS.get(currency) or plain(currency, 8)
    gap = " " if custom.spaced or len(unit) > 1 else ""
    return f"{sign}{unit}{gap}{number}" if custom.leading else f"{sign}{number}{gap}{unit}"


def wider() -> int:
    """Cells that the locale's amounts take beyond those of the English ones."""
    return len(money(Decimal(0), "EUR")) - len(money(Decimal(0), "EUR", ENGLISH))


def _grouped(digits: str, custom: Custom) -> Iterator[str]:
    """Groups from the right."""
    sizes = iter(custom.groups if custom.separator else ())
    size = locale.CHAR_MAX
    while len(digits) > (size := next(sizes, size)) and size != locale.CHAR_MAX:
        yield digits[-size:]
        digits = digits[:-size]
    yield digits
