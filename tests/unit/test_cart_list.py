"""`dynacart list` where the table answers in pages, prices are in several currencies, or names are denied."""

import argparse
import json
from collections.abc import Mapping
from contextlib import nullcontext
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.table import OFFLINE, TEA, line, stamps
from tui.cart.cart import Cart
from tui.cart.model import CART, LineKey, Product
from tui.cart.outcomes import CatalogRead, Denied, Listed, Loaded, Read, Unavailable, Unreadable
from tui.cli import cart_list
from tui.cli.outside import Outside
from tui.problem import Denial
from tui.services import Person

ARGS = argparse.Namespace(list=CART, owner="", json=True, config="", profile="")
MUG = LineKey(CART, "MUG")
GOODS = Listed((Product("TEA", "Tea", "Drinks", Decimal("4.50"), "EUR"),
                Product("MUG", "Mug", "Kitchen", Decimal("1E+3"), "JPY")))


class Pages:
    """Services that answer with these pages, one after another."""

    def __init__(self, *pages: Read, goods: CatalogRead = GOODS) -> None:
        self.pages, self.goods = list(pages), goods
        self.asked: list[object] = []

    def read(self, owner: str, more: Mapping[str, object] | None = None) -> Read:
        self.asked.append(more)
        return self.pages.pop(0)

    def products(self, skus: object) -> CatalogRead:
        return self.goods


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401
    def run(services: Pages) -> tuple[int, Any, str]:
        found = Outside(services, Person("Alice", "alice", "arn", 0.0), Cart(stamps()))  # type: ignore[arg-type]
        monkeypatch.setattr(cart_list, "outside", lambda args: nullcontext(found))
        code = cart_list.run(ARGS)
        out, told = capsys.readouterr()
        return code, json.loads(out) if out else None, told

    return run


def test_all_pages_are_one_list_with_a_total_a_currency(listed: Any) -> None:  # noqa: ANN401
    pages = Pages(Loaded((line(2),), (Unreadable("x", "y"),), {"page": 2}), Loaded((), (), {"page": 3}),
                  Loaded((line(3, key=MUG),), (Unreadable("x", "y"),)))
    code, found, told = listed(pages)
    assert (code, pages.asked) == (0, [None, {"page": 2}, {"page": 3}])
    assert [each["sku"] for each in found["lines"]] == ["MUG", "TEA"]
    assert (found["total"], found["totals"]) == (None, {"JPY": "3000", "EUR": "9.00"})
    assert found["lines"][0]["price"] == "1000"
    assert found["unreadable"] == 2
    assert told.startswith("2 of the cart's items")


@pytest.mark.parametrize(("end", "code", "error"), [
    (Denied(Denial("no")), 4, "access_denied"), (Unavailable(OFFLINE), 6, "unavailable")])
def test_half_a_cart_is_no_cart(listed: Any, end: Read, code: int, error: str) -> None:  # noqa: ANN401
    exit_code, told, _ = listed(Pages(Loaded((line(2),), (), {"page": 2}), end))
    assert (exit_code, told["error"]) == (code, error)


def test_without_names_the_lines_stand_alone_and_it_is_told_why(listed: Any) -> None:  # noqa: ANN401
    code, found, told = listed(Pages(Loaded((line(2),)), goods=Denied(Denial("not for you"))))
    assert code == 0
    assert {name: found["lines"][0][name] for name in ("sku", "name", "price", "currency")} == {
        "sku": TEA.sku, "name": None, "price": None, "currency": None}
    assert (found["unpriced"], found["total"]) == (1, "0")
    assert "Names and prices cannot be read" in told
    assert "not for you" in told
