"""From what a person wants to an edit, or to why not; ids, times, and what a list comes to."""

import uuid
from decimal import Decimal

import pytest

from tests.unit.table import TEA, TEA_SAVED, line
from tui.cart import ids, intents
from tui.cart.edits import Add, ChangeBy, Move, Remove, SetNote, SetTo
from tui.cart.intents import Refused, Stamp
from tui.cart.model import CART, LineKey, Product, note_flaw, owner_flaw, qty_flaw, sku_flaw
from tui.cart.summary import Summary, line_total, summarise

STAMP = Stamp("e1", "t1")
LINE = line(2)


def test_each_intention_is_an_edit() -> None:
    assert intents.add(None, TEA, 2, STAMP, "black") == Add("e1", TEA, 2, "t1", "black")
    assert intents.add(LINE, TEA, 2, STAMP, "black") == ChangeBy("e1", TEA, 2, "t1", LINE)
    assert intents.change_by(LINE, TEA, -1, STAMP) == ChangeBy("e1", TEA, -1, "t1", LINE)
    assert intents.set_to(LINE, TEA, 999, STAMP) == SetTo("e1", TEA, 999, "t1", LINE)
    assert intents.set_note(LINE, TEA, "", STAMP) == SetNote("e1", TEA, "", "t1", LINE)
    assert intents.remove(LINE, TEA, STAMP) == Remove("e1", TEA, "t1", LINE)
    assert intents.move(LINE, None, TEA, "saved", STAMP) == Move("e1", TEA, TEA_SAVED, "t1", LINE)


@pytest.mark.parametrize("refused", [
    intents.add(None, TEA, 0, STAMP),
    intents.add(None, TEA, 1000, STAMP),
    intents.add(None, LineKey(CART, "a#b"), 1, STAMP),
    intents.add(None, TEA, 1, STAMP, "two\nlines"),
    intents.add(line(999), TEA, 1, STAMP),
    intents.change_by(LINE, TEA, -2, STAMP),
    intents.set_to(LINE, TEA, 0, STAMP),
    intents.set_note(LINE, TEA, "n" * 501, STAMP),
    intents.move(LINE, None, TEA, "cart", STAMP),
    intents.move(LINE, None, TEA, "elsewhere", STAMP),
    intents.move(LINE, line(998, key=TEA_SAVED), TEA, "saved", STAMP),
    intents.change_by(None, TEA, 1, STAMP),
    intents.set_to(None, TEA, 1, STAMP),
    intents.set_note(None, TEA, "", STAMP),
    intents.remove(None, TEA, STAMP),
    intents.move(None, None, TEA, "saved", STAMP),
])
def test_what_cannot_be_is_refused_with_a_reason(refused: object) -> None:
    assert isinstance(refused, Refused)
    assert refused.why
    assert not refused.why.endswith(".")


@pytest.mark.parametrize(("flaw", "good", "bad"), [
    (sku_flaw, ["A", "x" * 64, "ÄÖ-1", "a b"], ["", "x" * 65, "a#b", " a", "a\t", "a\u202eb", "a\ud800"]),
    (note_flaw, ["", "n" * 500, "👩‍👩‍👧 [b]"], ["n" * 501, "a\nb", "a\x1b[31m", "a\ud83d", "a\x7f"]),
    (owner_flaw, ["alice", "eu-west-1:0-1", "ä" * 1024], ["", "x" * 2049, "ä" * 1025, "a\udcff"]),
    (qty_flaw, [1, 999], [0, -1, 1000, 10**30]),
])
def test_limits(flaw: object, good: list[object], bad: list[object]) -> None:
    assert callable(flaw)
    assert [flaw(each) for each in good] == [""] * len(good)
    assert all(flaw(each) for each in bad)


def test_ids_are_uuids_of_version_7_that_sort_by_time() -> None:
    made = [ids.uuid7(lambda at=at: at) for at in (1.0, 1_700_000_000.5, 1_800_000_000.0)]  # type: ignore[misc]
    assert made == sorted(made)
    for text in made:
        parsed = uuid.UUID(text)
        assert (parsed.version, parsed.variant, len(text)) == (7, uuid.RFC_4122, 36)
    assert ids.uuid7(lambda: 1.0, lambda bits: (1 << bits) - 1) == "00000000-03e8-7fff-bfff-ffffffffffff"
    assert len({ids.uuid7(lambda: 1.0) for _ in range(1000)}) == 1000


def test_a_stamp_is_an_id_and_the_time_it_was_made() -> None:
    stamp = ids.stamp(lambda: 1_800_000_000.25)
    assert stamp.at == "2027-01-15T08:00:00.250Z"
    assert uuid.UUID(stamp.id).int >> 80 == 1_800_000_000_250


def product(sku: str, price: str, currency: str = "EUR") -> Product:
    return Product(sku, sku, "Tea", Decimal(price), currency)


def test_sums_are_exact_and_by_currency() -> None:
    lines = [line(3), line(999, key=LineKey(CART, "MUG")), line(1, key=LineKey(CART, "CUP")),
             line(2, key=LineKey(CART, "GONE"))]
    products = {each.sku: each for each in (product("TEA", "0.1"), product("MUG", "999999999999.99999999"),
                                            product("CUP", "500", "JPY"))}
    assert summarise(lines, products) == Summary(
        4, 1005, {"EUR": Decimal("999000000000000.29999001"), "JPY": Decimal(500)}, 1)
    assert line_total(lines[0], products["TEA"]) == Decimal("0.3")
    assert line_total(lines[0], None) is None


def test_the_sum_of_a_full_cart_of_the_dearest_is_still_exact() -> None:
    lines = [line(999, key=LineKey(CART, f"S{number}")) for number in range(9)]
    dearest = {each.key.sku: product(each.key.sku, "999999999999.99999999") for each in lines}
    assert summarise(lines, dearest).totals["EUR"] == 9 * 999 * (Decimal(10) ** 12 - Decimal("0.00000001"))
