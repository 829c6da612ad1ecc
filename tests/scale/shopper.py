"""One person of the crowd: what the editor does for them without a screen, and their own account of it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from tui.cart import intents
from tui.cart.cart import Attempt, Cart
from tui.cart.deliver import deliver
from tui.cart.edits import Edit
from tui.cart.ids import stamp
from tui.cart.intents import Refused
from tui.cart.journal import Journal
from tui.cart.model import CART, SAVED, LineKey
from tui.cart.outcomes import Denied, Listed, Loaded, Outcome
from tui.config import Profile
from tui.dynamo.cost import Meter
from tui.identity.steps import DeviceCode
from tui.identity.tokens import Tokens
from tui.live import Live
from tui.services import Person

KINDS = (*["more"] * 5, "set", "set", "note", "move", "remove", "add")
"""What people do, as often as it stands here."""
FIRST = "first edit"
FEWEST = 3
"""Lines that nobody removes."""


class Row(NamedTuple):
    """A line as far as this is about: the last edit that wrote it is `rev`."""

    qty: int
    note: str
    rev: str


class Done(NamedTuple):
    """One action, what it took, and what it consumed by DynamoDB's own account."""

    action: str
    seconds: float
    requests: int
    units: float


@dataclass
class Shopper:
    """`name`, whose sign-in and journal are those of `profile`."""

    name: str
    profile: Profile
    products: tuple[str, ...]
    rows: dict[str, Row]
    """What their cart must hold by their own arithmetic, by sort key."""
    done: list[Done] = field(default_factory=list)
    revs: set[str] = field(default_factory=set)
    """All that lines of theirs have had: those of their first lines, and of every edit that was accepted."""
    meter: Meter = field(default_factory=Meter)

    def __post_init__(self) -> None:
        self.random = Random(self.name)
        self.revs.update(row.rev for row in self.rows.values())

    def sign_in(self, approve: Callable[[str, str], None]) -> None:
        """By a device code, and credentials of their own from STS; all of it is stored."""
        services = Live(self.profile)
        with self._timed("sign in"):
            step = services.start_sign_in()
            assert isinstance(step, DeviceCode), step
            approve(step.user_code, self.name)
            tokens = services.poll(step)
            assert isinstance(tokens, Tokens), tokens
            person = services.finish_sign_in(tokens)
        services.stop_sign_in()
        assert isinstance(person, Person), person
        assert person.owner_id == self.name

    def open(self) -> None:
        """As the editor does: the stored sign-in, the journal, all lines and their products."""
        self.services = Live(self.profile)
        self.services.meter = self.meter
        with self._timed("open"):
            person = self.services.open()
            assert isinstance(person, Person), person
            journal = self.services.journal(person.owner_id)
            assert isinstance(journal, Journal), journal
            self.journal, self.cart = journal, Cart(stamp, journal)
            read = self.services.read("")
            assert isinstance(read, Loaded), read
            self.cart.load(read.lines)
            priced = self.services.products({line.key.sku for line in read.lines})
            assert isinstance(priced, Listed), priced

    def edit(self, *, first: bool = False) -> None:
        """One edit, until DynamoDB has it; the `first` makes the journal's files, too."""
        kind, key = ("more", LineKey(CART, self.products[0])) if first else self._wish()
        made, after = self._made(kind, key)
        assert not isinstance(made, Refused), made
        with self._timed(FIRST if first else kind):
            accepted = self.cart.accept(made)
            deliver(self.cart, self._write, sleep=time.sleep)
        assert not isinstance(accepted, Refused), accepted
        self.revs.add(made.id)
        self.rows.pop(f"{key.list}#{key.sku}", None)
        self.rows.update(after)

    def kept_out(self, other: str) -> bool:
        """Whether IAM lets them neither read nor write the cart of `other`."""
        key = LineKey(CART, self.products[0])
        made = intents.add(None, key, 1, stamp())
        assert not isinstance(made, Refused)
        outcomes = (self.services.read(other), self.services.write(other, Attempt(made, False)))
        return all(isinstance(outcome, Denied) for outcome in outcomes)

    @property
    def unsaved(self) -> int:
        """Edits that were accepted and not carried out."""
        return len(self.cart.queue.entries) + len(self.cart.dropped)

    def _wish(self) -> tuple[str, LineKey]:
        kind, here = self.random.choice(KINDS), sorted(self.rows)
        key = LineKey(*self.random.choice(here).split("#"))
        taken = {place.partition("#")[2] for place in here}
        absent = [sku for sku in self.products if sku not in taken]
        if kind == "add" and absent:
            return kind, LineKey(CART, self.random.choice(absent))
        alone = f"{_other(key.list)}#{key.sku}" not in self.rows
        fits = {"move": alone, "remove": len(here) > FEWEST, "add": False}.get(kind, True)
        return (kind if fits else "more"), key

    def _made(self, kind: str, key: LineKey) -> tuple[Edit | Refused, Mapping[str, Row]]:
        """The edit, and the lines it leaves in the place of the one at `key`."""
        line, place, mark = self.cart.line(key), f"{key.list}#{key.sku}", stamp()
        was, number = self.rows.get(place, Row(0, "", "")), self.random.randint(1, 99)
        match kind:
            case "set":
                return intents.set_to(line, key, number, mark), {place: Row(number, was.note, mark.id)}
            case "note":
                note = f"{self.name} says {number}"
                return intents.set_note(line, key, note, mark), {place: Row(was.qty, note, mark.id)}
            case "move":
                to = _other(key.list)
                there = self.cart.line(LineKey(to, key.sku))
                return (intents.move(line, there, key, to, mark),
                        {f"{to}#{key.sku}": Row(was.qty, was.note, mark.id)})
            case "remove":
                return intents.remove(line, key, mark), {}
            case "add":
                return intents.add(line, key, number, mark), {place: Row(number, "", mark.id)}
        by = 1 if was.qty < 999 else -1
        return intents.change_by(line, key, by, mark), {place: Row(was.qty + by, was.note, mark.id)}

    def _write(self, attempt: Attempt) -> Outcome:
        return self.services.write("", attempt)

    @contextmanager
    def _timed(self, action: str) -> Iterator[None]:
        meters = (self.meter.reads, self.meter.writes)
        since = time.perf_counter()
        yield
        seconds = time.perf_counter() - since
        reads, writes = self.meter.reads - meters[0], self.meter.writes - meters[1]
        self.done.append(Done(action, seconds, reads.requests + writes.requests, reads.units + writes.units))


def _other(name: str) -> str:
    return SAVED if name == CART else CART

