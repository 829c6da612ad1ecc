"""A question outlives the process that would have asked it; no new start decides it for the person."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.unit.table import OFFLINE, TEA, TEA_SAVED, Table, line, stamps
from tui.cart import intents
from tui.cart.cart import Cart
from tui.cart.edits import Add, Edit, Move, unseen
from tui.cart.intents import Refused
from tui.cart.journal import Journal
from tui.cart.model import SAVED
from tui.cart.outcomes import Unavailable
from tui.cart.rebase import Choice


@dataclass
class Shop:
    """A table, and a cart whose process may be started anew."""

    folder: Path
    table: Table

    def __post_init__(self) -> None:
        self.stamp = stamps()
        self.start()
        self.cart.load(self.table.lines.values())

    def start(self) -> None:
        journal = Journal.open(self.folder)
        assert isinstance(journal, Journal)
        self.journal, self.cart = journal, Cart(self.stamp, journal)

    def again(self) -> None:
        """End, and start anew on what the journal holds."""
        self.journal.close()
        self.start()
        left = self.journal.adopt()
        assert isinstance(left, list)
        self.cart.restore(left)

    def accept(self, *makes: Edit | Refused) -> None:
        for made in makes:
            assert not isinstance(self.cart.accept(made), Refused)

    def send(self) -> None:
        while attempts := self.cart.ready():
            for attempt in attempts:
                self.cart.settle(attempt.edit, self.table.send(attempt))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path, Table.of(line(600), line(300, key=TEA_SAVED)))
    yield made
    made.journal.close()


def test_a_line_that_never_was_as_it_was_shown_is_no_condition(shop: Shop) -> None:
    shop.accept(intents.change_by(shop.cart.line(TEA), TEA, 1, shop.stamp()))
    shop.accept(intents.set_to(shop.cart.line(TEA), TEA, 601, shop.stamp()))
    shop.table.lines[TEA] = line(10, "theirs")
    shop.send()
    assert shop.table.lines[TEA].qty == 11
    for _ in range(2):
        assert [clash.theirs for clash in shop.cart.clashes()] == [shop.table.lines[TEA]]
        shop.again()
        shop.send()
    assert shop.table.lines[TEA].qty == 11
    shop.cart.resolve(shop.cart.clashes()[0], Choice.MINE)
    shop.send()
    assert shop.table.lines[TEA].qty == 601


def test_a_move_that_would_be_too_much_asks_again(shop: Shop) -> None:
    shop.accept(intents.move(shop.cart.line(TEA), shop.cart.line(TEA_SAVED), TEA, SAVED, shop.stamp()))
    shop.table.lines[TEA_SAVED] = line(900, "theirs", key=TEA_SAVED)
    before = dict(shop.table.lines)
    shop.send()
    for _ in range(2):
        assert len(shop.cart.clashes()) == 1
        shop.again()
        shop.send()
    assert shop.table.lines == before


def test_a_move_in_doubt_is_not_made_twice(shop: Shop) -> None:
    shop.accept(intents.move(shop.cart.line(TEA), shop.cart.line(TEA_SAVED), TEA, SAVED, shop.stamp()))
    [attempt] = shop.cart.ready()
    shop.table.send(attempt)
    shop.cart.settle(attempt.edit, Unavailable(OFFLINE, unsure=True))
    shop.table.lines = {TEA: line(1, "new"), TEA_SAVED: line(3, "theirs", key=TEA_SAVED)}
    shop.cart.retry()
    shop.send()
    for _ in range(2):
        assert [clash.unsure for clash in shop.cart.clashes()] == [True]
        shop.again()
        shop.send()
    assert shop.table.written == [attempt.edit]


def test_what_saw_nothing_says_what_it_said() -> None:
    move = intents.move(line(2), line(3, key=TEA_SAVED), TEA, SAVED, stamps()())
    assert isinstance(move, Move)
    assert move.there
    blind = replace(move, seen=replace(move.seen, rev=""), there=replace(move.there, rev=""))
    assert unseen(move) == blind
    add = intents.add(None, TEA, 1, stamps()())
    assert isinstance(add, Add)
    assert unseen(add) == add
