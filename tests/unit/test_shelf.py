"""The copy of the catalog on disk: what comes back, and what is not believed."""

import sqlite3
import stat
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.unit.test_last_seen import GOODS, PROFILE, another_version, damage
from tui import keeping
from tui.cart import shelf as shelves
from tui.cart.model import Product
from tui.cart.outcomes import CatalogRead, Denied, Listed, Unavailable
from tui.cart.shelf import FILE, FRESH, Shelf, Shelved, ago
from tui.live import Live
from tui.problem import Denial, Kind, Problem

MANY = tuple(Product(f"P-{9999 - number}", f"Thing {number} 🍵", "c", Decimal(number), "EUR")
             for number in range(5000))


def kept(folder: Path, *products: Product, at: float = 5.0) -> Shelf:
    shelf = Shelf(folder)
    shelf.keep(products, at)
    return shelf


def test_the_catalog_is_recalled_as_it_was_read_and_in_its_order(tmp_path: Path) -> None:
    assert Shelf(tmp_path).recall(9.0) == Shelved()
    kept(tmp_path, *MANY)
    assert Shelf(tmp_path).recall(9.0) == Shelved(MANY, 5.0)
    Shelf(tmp_path).keep([GOODS], 6.0, 2)
    assert Shelf(tmp_path).recall(9.0) == Shelved((GOODS,), 6.0, 2)


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    kept(tmp_path, GOODS)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_looking_for_a_copy_makes_none(tmp_path: Path) -> None:
    Shelf(tmp_path).recall(9.0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [10.0, -1.0, 0.0, float("inf"), "yesterday", None])
def test_a_time_that_cannot_be_is_no_copy(tmp_path: Path, at: object) -> None:
    shelf = kept(tmp_path, GOODS)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("UPDATE seen SET at = ?", (at,))
    assert shelf.recall(9.0) == Shelved()


def test_rows_of_other_hands_are_left_out(tmp_path: Path) -> None:
    shelf = kept(tmp_path, GOODS)
    with sqlite3.connect(tmp_path / FILE) as db:
        for sku, name, price in (("A", "n", "much"), ("B", "n", "NaN"), ("C", b"n", "1"), ("E#", "n", "1")):
            db.execute("INSERT INTO products VALUES (NULL, ?, ?, 'c', ?, 'EUR', '', 1)", (sku, name, price))
    assert shelf.recall(9.0) == Shelved((GOODS,), 5.0)


@pytest.mark.parametrize("harm", [damage, another_version])
def test_a_file_that_is_none_is_replaced(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    shelf = kept(tmp_path, GOODS)
    harm(tmp_path / FILE)
    assert shelf.recall(9.0) == Shelved()
    shelf.keep([GOODS], 7.0)
    assert shelf.recall(9.0) == Shelved((GOODS,), 7.0)


def test_a_file_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = kept(tmp_path, *MANY)
    monkeypatch.setattr(shelves, "BYTES_MAX", 1000)
    assert shelf.recall(9.0) == Shelved()


def test_a_catalog_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "PRODUCTS_MAX", 3)
    assert kept(tmp_path, *MANY).recall(9.0) == Shelved()


def test_a_link_or_a_file_open_to_others_is_no_copy(tmp_path: Path) -> None:
    shelf = kept(tmp_path, GOODS)
    (tmp_path / FILE).chmod(0o644)
    assert shelf.recall(9.0) == Shelved()
    (tmp_path / FILE).rename(tmp_path / "other")
    (tmp_path / FILE).symlink_to(tmp_path / "other")
    assert shelf.recall(9.0) == Shelved()
    kept(tmp_path / "nowhere", GOODS)


@pytest.mark.parametrize(("seconds", "said"), [
    (0, "just now"), (59, "just now"), (60, "1 min ago"), (3599, "59 min ago"), (7200, "2 h ago"),
    (86_400 * 3.5, "3 d ago"),
])
def test_ages(seconds: float, said: str) -> None:
    assert ago(seconds) == said


def test_how_long_it_is_fresh() -> None:
    assert Shelved((), 100.0).fresh(100.0 + FRESH - 1)
    assert not Shelved((), 100.0).fresh(100.0 + FRESH)
    assert not Shelved().fresh(100.0)


def test_each_catalog_and_person_has_a_place(tmp_path: Path) -> None:
    profile = replace(PROFILE, data_dir=tmp_path)
    profiles = [profile, replace(profile, name="b"), replace(profile, catalog_table="b"),
                replace(profile, catalog_index="b"),
                replace(profile, endpoints={"dynamodb": "https://b.example"})]
    for number, each in enumerate(profiles):
        shelf = keeping.shelf(each, "alice")
        assert shelf is not None
        shelf.keep([replace(GOODS, name=str(number))], 5.0)
    places = [keeping.shelf(each, "alice") for each in profiles]
    assert [shelf.recall(9.0).products[0].name for shelf in places if shelf] == ["0", "1", "2", "3", "4"]
    other = keeping.shelf(profile, "bob")
    assert other is not None
    assert other.recall(9.0) == Shelved()


class Answering:
    """A catalog that answers what it is told to."""

    def __init__(self, answer: CatalogRead) -> None:
        self._answer = answer

    def all(self) -> CatalogRead:
        """That."""
        return self._answer


@pytest.mark.parametrize(("answer", "left"), [
    (Listed((GOODS,), 3), Shelved((GOODS,), 7.0, 3)),
    (Unavailable(Problem(Kind.UNAVAILABLE, "no network")), Shelved(MANY[:2], 5.0)),
    (Denied(Denial("no")), Shelved()),
])
def test_what_is_read_is_kept_and_whoever_may_not_read_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: CatalogRead, left: Shelved,
) -> None:
    shelf = kept(tmp_path, *MANY[:2])
    live = Live(PROFILE, clock=lambda: 7.0)
    monkeypatch.setattr(live, "_products", lambda: Answering(answer))
    monkeypatch.setattr(live, "_shelf", lambda: shelf)
    assert live.catalog() == answer
    assert live.shelved() == left
