"""The last-seen copy, and where it and the journal lie."""

import os
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.unit.table import TEA, TEA_SAVED, line
from tui import keeping
from tui.cart.journal import Journal
from tui.cart.lastseen import FILE, Copy, LastSeen
from tui.cart.model import CART, Line, LineKey, Product
from tui.config import APP, Profile
from tui.problem import Problem

GOODS = Product("TEA", "Sencha 🍵", "Tea", Decimal("16.40"), "EUR", "Leaves.", available=False)
LINE = line(3, note="black", past=("r2", "r1"))


def kept(folder: Path, *lines: Line, at: float = 5.0) -> LastSeen:
    copy = LastSeen(folder)
    copy.keep({each.key: each for each in lines}, [GOODS], at)
    return copy


def test_a_cart_is_recalled_as_it_was_seen(tmp_path: Path) -> None:
    assert LastSeen(tmp_path).recall() == Copy()
    kept(tmp_path, LINE, line(1, key=TEA_SAVED))
    copy = LastSeen(tmp_path).recall()
    assert set(copy.lines) == {LINE, line(1, key=TEA_SAVED)}
    assert (copy.products, copy.at) == ((GOODS,), 5.0)


def test_it_follows_line_by_line(tmp_path: Path) -> None:
    copy = kept(tmp_path, LINE, line(1, key=TEA_SAVED))
    copy.keep({TEA: replace(LINE, qty=9), TEA_SAVED: None}, [replace(GOODS, name="Gyokuro")], 6.0)
    assert copy.recall() == Copy((replace(LINE, qty=9),), (replace(GOODS, name="Gyokuro"),), 6.0)


def test_commands_read_a_line_and_follow_what_they_made_of_it(tmp_path: Path) -> None:
    copy = kept(tmp_path, LINE, line(1, key=TEA_SAVED))
    assert copy.line(TEA) == LINE
    assert copy.line(LineKey(CART, "MUG")) is None
    copy.follow({TEA: replace(LINE, qty=9), TEA_SAVED: None})
    assert copy.recall() == Copy((replace(LINE, qty=9),), (GOODS,), 5.0)


def test_lines_of_commands_alone_are_no_cart_and_the_first_cart_starts_anew(tmp_path: Path) -> None:
    copy = LastSeen(tmp_path)
    assert copy.line(TEA) is None
    assert list(tmp_path.iterdir()) == [], "looking for a line makes no file"
    copy.follow({TEA: LINE})
    assert (copy.line(TEA), copy.recall()) == (LINE, Copy())
    copy.keep({TEA_SAVED: line(1, key=TEA_SAVED)}, [], 5.0)
    assert copy.recall() == Copy((line(1, key=TEA_SAVED),), (), 5.0)


@pytest.mark.parametrize("ask", [lambda copy: copy.line(TEA), lambda copy: copy.follow({TEA: LINE})])
def test_a_copy_that_is_none_tells_commands_nothing(
    tmp_path: Path, ask: Callable[[LastSeen], object],
) -> None:
    copy = kept(tmp_path, LINE)
    damage(tmp_path / FILE)
    assert ask(copy) is None


def test_an_empty_cart_was_seen_too(tmp_path: Path) -> None:
    assert kept(tmp_path).recall().at == 5.0


def test_nothing_in_it_is_trusted(tmp_path: Path) -> None:
    copy = kept(tmp_path, LINE)
    with sqlite3.connect(tmp_path / FILE) as db:
        for row in (("cart", "A", "three", "r", "", "", "", ""), ("wish", "A", 3, "r", "", "", "", ""),
                    ("cart", "B", 1000, "r", "", "", "", ""), ("cart", "C", 3, "", "", "", "", ""),
                    ("cart", "D", 3, "r", "a\nb", "", "", ""), ("cart", b"E", 3, "r", "", "", "", ""),
                    ("cart", "F#", 3, "r", "", "", "", ""), ("cart", "G", 3, "r", None, "", "", "")):
            db.execute("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        for sku, price in (("A", "much"), ("B", "NaN"), ("C", "-1"), ("D", b"1"), ("E#", "1")):
            db.execute("INSERT INTO products VALUES (?, 'n', 'c', ?, 'EUR', '', 1)", (sku, price))
        db.execute("UPDATE seen SET at = 'yesterday'")
    assert copy.recall() == Copy((LINE,), (GOODS,), None)


def damage(path: Path) -> None:
    path.write_bytes(b"junk " * 400)
    path.chmod(0o600)


def another_version(path: Path) -> None:
    path.unlink()
    path.touch(0o600)
    sqlite3.connect(path).execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("harm", [damage, another_version])
def test_a_copy_that_is_none_is_replaced(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    copy = kept(tmp_path, LINE)
    harm(tmp_path / FILE)
    assert copy.recall() == Copy()
    copy.keep({TEA: LINE}, [], 7.0)
    assert copy.recall() == Copy((LINE,), (), 7.0)


def test_where_there_is_no_place_there_is_no_copy(tmp_path: Path) -> None:
    copy = LastSeen(tmp_path / "nowhere")
    copy.keep({TEA: LINE}, [], 7.0)
    copy.forget()
    assert copy.recall() == Copy()
    (tmp_path / FILE).symlink_to(tmp_path / "elsewhere")
    assert LastSeen(tmp_path).recall() == Copy()
    assert not (tmp_path / "elsewhere").exists()


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    kept(tmp_path, LINE)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_ten_thousand_lines_come_back(tmp_path: Path) -> None:
    many = [line(1 + number % 9, f"r{number}", key=LineKey(CART, f"P-{number:05}"))
            for number in range(10_000)]
    assert set(kept(tmp_path, *many).recall().lines) == set(many)


PROFILE = Profile("shop", Path(), "eu-west-1", "https://id.example", "client", "arn", "carts", "goods")


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return replace(PROFILE, data_dir=tmp_path / "data")


def place(profile: Profile, person: str = "alice", owner: str = "alice") -> Path:
    journal = keeping.journal(profile, person, owner)
    assert isinstance(journal, Journal), journal
    journal.close()
    return journal.path.parent


def test_the_same_cart_has_one_place_and_others_have_others(profile: Profile) -> None:
    assert place(profile) == place(profile)
    others = [place(replace(profile, name="other")), place(replace(profile, region="us-east-1")),
              place(replace(profile, cart_table="others")), place(profile, "bob", "alice"),
              place(profile, "alice", "bob"),
              place(replace(profile, endpoints={"dynamodb": "https://elsewhere.example"}))]
    assert len({place(profile), *others}) == 7


def test_the_place_is_the_users_state_or_with_the_data_that_was_placed(
    profile: Profile, tmp_path: Path,
) -> None:
    assert place(profile).is_relative_to(tmp_path / "data" / "state")
    usual = replace(profile, data_dir=Path(os.environ["XDG_DATA_HOME"]) / APP)
    assert place(usual).is_relative_to(Path(os.environ["XDG_STATE_HOME"]) / APP)


def test_the_place_is_closed_to_others_or_refused(profile: Profile) -> None:
    before = os.umask(0)
    try:
        folder = place(profile)
    finally:
        os.umask(before)
    assert [stat.S_IMODE(level.stat().st_mode) for level in (folder, *folder.parents[:3])] == [0o700] * 4
    folder.chmod(0o755)
    assert isinstance(keeping.journal(profile, "alice", "alice"), Problem)
    assert keeping.last_seen(profile, "alice", "alice") is None
