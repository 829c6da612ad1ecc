"""The world of the simulation: a table, a network that loses, repeats and delays, disks that lag behind, and
clients that die.

Carts, queues, rebase rules and journals are the real ones, the journals on disk. One thing is assumed of the
network: an add that was given up arrives before its line is looked at, or never; the condition of every other
edit keeps a late arrival out for good, that of an add holds again once somebody has removed the line.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Literal

from tests.simulation.drive import Drive
from tests.simulation.ledger import Ledger
from tests.unit.table import Table, line
from tui.cart import intents
from tui.cart.cart import Attempt, Cart
from tui.cart.edits import Add, Edit
from tui.cart.intents import Refused, Stamp
from tui.cart.journal import Journal
from tui.cart.model import CART, LISTS, SAVED, Line, LineKey
from tui.cart.outcomes import Denied, Outcome, Saved, Unavailable
from tui.cart.queue import Changes, Plan, WriteQueue
from tui.cart.rebase import Choice
from tui.problem import Denial, Kind, Problem

SKUS = ("TEA", "MUG", "POT")
KEYS = tuple(LineKey(name, sku) for name in LISTS for sku in SKUS)
START = (line(2), line(40, key=LineKey(CART, "MUG"), note="old"), line(5, key=LineKey(SAVED, "POT")))
GONE = Problem(Kind.UNAVAILABLE, "The network is gone")
SLOW = Problem(Kind.UNAVAILABLE, "DynamoDB asks to slow down")


@dataclass(eq=False)
class Flight:
    """One request under way: who waits for its answer (None: nobody any more), and the answer, if any."""

    attempt: Attempt
    sender: "Client | None"
    answer: Outcome | None = None


class Died(BaseException):
    """The process was killed in the middle of something, just before or after the disk had it."""


class Mortal:
    """A journal whose process is killed at the next change, if `doomed`: before the file has it, or after."""

    def __init__(self, journal: Journal, drive: Drive) -> None:
        self.journal, self.drive = journal, drive
        self.doomed: Literal["", "before", "after"] = ""

    def sync(self, changes: Changes) -> Problem | None:
        """As the journal does it."""
        if self.doomed == "before":
            raise Died(self)
        problem = self.journal.sync(changes)
        self.drive.wrote()
        if self.doomed == "after":
            raise Died(self)
        return problem

    def flush(self) -> Problem | None:
        """Likewise."""
        return self.journal.flush()


@dataclass(slots=True)
class Queue(WriteQueue):
    """The queue itself, which remembers what it was going to do with each edit."""

    planned: list[tuple[Edit, Plan]] = field(default_factory=list)

    def plan(self, edit: Edit) -> Plan:
        """As ever."""
        plan = WriteQueue.plan(self, edit)
        self.planned.append((edit, plan))
        return plan


@dataclass(slots=True)
class Observed(Cart):
    """The cart itself, on such a queue."""

    queue: Queue = field(default_factory=Queue)


@dataclass(eq=False)
class Client:
    """A running process of a person, with a journal on a drive that others may share."""

    world: "World"
    name: str
    drive: Drive
    cart: "Observed" = field(init=False)
    journal: Journal = field(init=False)
    mortal: Mortal = field(init=False)
    seen: tuple[Line, ...] = START
    """The last-seen copy."""

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Open on the last-seen copy, and take over what the dead have left."""
        journal = Journal.open(self.drive.folder)
        assert isinstance(journal, Journal), journal
        self.journal, self.mortal = journal, Mortal(journal, self.drive)
        journal._disk = self.drive
        self.cart = Observed(self.stamp, self.mortal, queue=Queue())
        self.cart.recall(self.seen)
        self.adopt()

    def adopt(self) -> None:
        """Take over what no running process holds."""
        left = self.journal.adopt()
        assert isinstance(left, list), left
        self.drive.wrote()
        self.cart.restore(left)

    def stamp(self) -> Stamp:
        """Ids that tell their clients apart, and times that often are the same."""
        number = next(self.world.ids)
        return Stamp(f"{number:08}-{self.name}", f"t{number // 8:08}")

    def die(self) -> None:
        """As by `kill -9`: no code of the client's runs, the kernel closes what was open."""
        for flight in self.world.flights:
            if flight.sender is self:
                flight.sender = None
        with self.drive.unchanged():
            self.journal._db.close()
        os.close(self.journal._holder.handle)

    def edit(self, what: int, key: LineKey, qty: int) -> None:
        """The person wants something."""
        stamp, shown = self.stamp(), self.cart.line(key)
        to = next(name for name in LISTS if name != key.list)
        makes: tuple[Callable[[], Edit | Refused], ...] = (
            lambda: intents.change_by(shown, key, qty, stamp),
            lambda: intents.change_by(shown, key, -qty, stamp),
            lambda: intents.add(shown, key, qty, stamp),
            lambda: intents.set_to(shown, key, qty, stamp),
            lambda: intents.set_note(shown, key, f"note {qty}", stamp),
            lambda: intents.remove(shown, key, stamp),
            lambda: intents.move(shown, self.cart.line(LineKey(to, key.sku)), key, to, stamp),
        )
        self._take(makes[what % len(makes)]())

    def take_back(self, *, redo: bool) -> None:
        """Undo or redo: a new edit, which the history of the cart holds last."""
        steps = self.cart.history.undone if not redo else self.cart.history.done
        before = {entry.edit.id: entry.ids for entry in self.cart.queue.entries}
        if not isinstance(self._surviving(self.cart.redo if redo else self.cart.undo), Refused):
            self._account(steps[-1].edit, before)

    def resolve(self, choice: Choice) -> None:
        """Answer the oldest question: its edit is let go, and the answer is an edit of its own."""
        clash = self.cart.clashes()[0]
        entry = self.cart.queue.find(clash.edit)
        assert entry
        self.world.ledger.excused.update(entry.ids)
        before = {each.edit.id for each in self.cart.queue.entries}
        self.cart.resolve(clash, choice)
        for each in self.cart.queue.entries:
            if each.edit.id not in before:
                self.world.ledger.accepted[each.edit.id] = each.edit
                self.drive.note({each.edit.id})

    def settle(self, edit: Edit, outcome: Outcome) -> None:
        """An answer comes; a refusal takes along what rests upon the edit, which the person is told.

        Who dies once the disk has forgotten a refused edit tells nobody; the next start shows the line.
        """
        try:
            self.cart.settle(edit, outcome)
        except Died:
            if self.mortal.doomed == "after":
                self.world.ledger.excused.update(self.cart.dropped)
            raise
        self.world.ledger.refused.update(self.cart.dropped)
        self.world.ledger.excused.update(self.cart.dropped)
        self.drive.note(set(self.cart.dropped))

    def read(self) -> None:
        """Read the whole cart, and keep the copy."""
        self.cart.load(self.world.table.lines.values())
        self.seen = tuple(self.world.table.lines.values())

    def _take(self, intent: Edit | Refused) -> None:
        before = {entry.edit.id: entry.ids for entry in self.cart.queue.entries}
        if isinstance(intent, Refused):
            return
        if not isinstance(self._surviving(lambda: self.cart.accept(intent)), Refused):
            self._account(intent, before)

    def _surviving(self, accept: Callable[[], object]) -> object:
        """What `accept` answers; of who dies at it nobody knows whether the disk has that edit."""
        try:
            return accept()
        except Died:
            edit, plan = self.cart.queue.planned[-1]
            self.world.ledger.accepted[edit.id] = edit
            self.world.ledger.excused.add(edit.id)
            if plan.left is None and plan.into is not None:
                self.world.ledger.excused.update(plan.into.ids)
            raise

    def _account(self, edit: Edit, before: dict[str, tuple[str, ...]]) -> None:
        """The edit counts as accepted; where it and an unsent one cancelled out, neither need be written."""
        ledger, left = self.world.ledger, {entry.edit.id for entry in self.cart.queue.entries}
        ledger.accepted[edit.id] = edit
        self.drive.note({edit.id})
        if edit.id not in left:
            gone = [ids for entry, ids in before.items() if entry not in left]
            ledger.excused.update({edit.id}, *gone)


@dataclass
class World:
    """The table, the requests under way, and the clients: two on one journal, one on another."""

    root: Path
    clients: list[Client] = field(default_factory=list)
    flights: list[Flight] = field(default_factory=list)
    table: Table = field(default_factory=lambda: Table.of(*START))
    ids: "count[int]" = field(default_factory=lambda: count(1))
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger({each.key: (each.qty, each.note) for each in START}, written=self.table.written)
        one, other = Drive(self.root / "one"), Drive(self.root / "two")
        self.clients += [Client(self, name, drive) for name, drive in (("a", one), ("b", one), ("c", other))]

    def send(self, client: Client, *, dies: bool = False) -> None:
        """Everything that may go goes; or the client dies between its journal and the network."""
        attempts = client.cart.ready()
        for attempt in attempts:
            entry = client.cart.queue.find(attempt.edit)
            assert entry
            self.ledger.within[attempt.edit.id] = entry.ids
        for attempt in () if dies else attempts:
            client.cart.send(attempt, partial(self._depart, client))

    def _depart(self, client: Client, attempt: Attempt) -> Outcome:
        """It is under way; what becomes of it is to be seen."""
        self.flights.append(Flight(attempt, client))
        return Unavailable(GONE, unsure=True)

    def cut_power(self, drive: Drive, choice: int) -> None:
        """Whoever works there is dead at once, and the disk has something of what they have last written."""
        there = [client for client in self.clients if client.drive is drive]
        for client in there:
            client.die()
        lost = drive.cut(choice)
        self.ledger.excused |= lost
        self.ledger.refused -= lost
        for client in there:
            client.start()

    def arrive(self, flight: Flight, fate: str) -> None:
        """The request comes to the table, or does not; the sender learns the answer, or does not."""
        edit = flight.attempt.edit
        if fate == "throttled":
            flight.answer = Unavailable(SLOW)
        elif fate == "broken":
            flight.answer = Unavailable(GONE, unsure=True)
        elif fate == "denied":
            flight.answer = Denied(Denial("User: x is not authorized"))
        else:
            self._bury(flight)
            answer = self.table.send(flight.attempt)
            if fate == "twice" and isinstance(answer, Saved):
                answer = self.table.write(edit)
            lost = fate in ("lost", "error after")
            flight.answer = Unavailable(GONE, unsure=True) if lost else answer

    def hear(self, flight: Flight) -> None:
        """The answer comes to who waits for it."""
        self.flights.remove(flight)
        if flight.sender is not None and flight.answer is not None:
            flight.sender.settle(flight.attempt.edit, flight.answer)

    def give_up(self, flight: Flight) -> None:
        """The sender hears nothing in time; the request is still under way."""
        if flight.sender is not None:
            flight.sender.settle(flight.attempt.edit, Unavailable(GONE, unsure=True))
            flight.sender = None

    def _bury(self, flight: Flight) -> None:
        """An add that was given up is dead once its line is looked at."""
        if flight.attempt.unsure and isinstance(flight.attempt.edit, Add):
            self.flights[:] = [other for other in self.flights if other is flight or other.sender
                               or other.attempt.edit.id != flight.attempt.edit.id]

    def content(self) -> dict[LineKey, tuple[int, str]]:
        """What the table holds."""
        return {key: (each.qty, each.note) for key, each in self.table.lines.items()}
