"""A client in a process of its own: `python -m tests.chaos.client`, told what to do line by line on stdin.

    edits COUNT SEED     so many random edits, sent now and then
    press COUNT BY SKU   change a line by BY so many times, each time delivered before the next
    drain SEED           send all there is to send, and answer every question

Each is answered by `done` on stdout. The end of stdin ends the client.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.chaos.diary import Diary
from tests.chaos.witness import Stamps, Witness
from tui.cart import intents
from tui.cart.cart import Attempt
from tui.cart.deliver import deliver
from tui.cart.edits import Edit
from tui.cart.intents import Refused
from tui.cart.journal import Journal
from tui.cart.model import CART, LISTS, Line, LineKey
from tui.cart.outcomes import Loaded, Outcome
from tui.cart.rebase import Choice
from tui.config import Profile, load
from tui.live import Live
from tui.problem import Problem

SKUS = ("COF-ETH-250", "TEA-MAT-030", "KIT-GRI-038")
KEYS = tuple(LineKey(name, sku) for name in LISTS for sku in SKUS)
PAUSES = (0.005, 0.02, 0.05)
"""As `deliver` has it, for a network whose trouble passes at once."""
TRIES = 200
RULES: dict[str, tuple[type, str, object]] = {
    "own-rev": (Line, "wrote", lambda line, edit_id: False),
    "journal": (Journal, "sync", lambda journal, changes: None),
}
"""What a client can be made to do without, to see the proof fail."""


@dataclass
class Client:
    """The signed-in person's cart, as an editor would hold it."""

    services: Live
    cart: Witness

    def read(self) -> None:
        """Load the whole cart, on whatever network."""
        for _ in range(TRIES):
            read = self.services.read("")
            if isinstance(read, Loaded):
                self.cart.load(read.lines)
                return
        raise SystemExit(f"the cart cannot be read: {read}")

    def send(self, pauses: Sequence[float] = PAUSES) -> None:
        """Send what can be sent."""
        self.cart.retry()
        deliver(self.cart, self._write, sleep=time.sleep, pauses=pauses)

    def edit(self, random: Random) -> None:
        """The person wants something: of a line that is not there, some."""
        key, qty, stamp = random.choice(KEYS), random.randint(1, 5), self.cart.stamp()
        line, to = self.cart.line(key), next(name for name in LISTS if name != key.list)
        there = self.cart.line(LineKey(to, key.sku))
        makes: tuple[Callable[[], Edit | Refused], ...] = (
            lambda: intents.change_by(line, key, qty, stamp),
            lambda: intents.change_by(line, key, qty, stamp),
            lambda: intents.change_by(line, key, -qty, stamp),
            lambda: intents.set_to(line, key, 10 * qty, stamp),
            lambda: intents.set_note(line, key, f"note {qty}", stamp),
            lambda: intents.remove(line, key, stamp),
            lambda: intents.move(line, there, key, to, stamp),
        )
        self.cart.accept(random.choice(makes)() if line else intents.add(line, key, qty, stamp))

    def edits(self, count: int, random: Random) -> None:
        """Several, with the network in between."""
        for _ in range(count):
            self.edit(random)
            if random.random() < 0.4:
                self.send()
            if random.random() < 0.3:
                self.answer(random)
            if random.random() < 0.1:
                self.read()
        self.send()

    def answer(self, random: Random) -> None:
        """Settle every question, one way or the other."""
        while clashes := self.cart.clashes():
            self.cart.resolve(clashes[0], random.choice(tuple(Choice)))

    def press(self, count: int, by: int, key: LineKey) -> None:
        """The same key again and again, by somebody who waits each time."""
        self.read()
        for _ in range(count):
            made = intents.change_by(self.cart.line(key), key, by, self.cart.stamp())
            if isinstance(made, Refused) or isinstance(self.cart.accept(made), Refused):
                raise SystemExit(f"it cannot be pressed: {made}")
            self.drain(Random(count))

    def drain(self, random: Random) -> None:
        """Until nothing is left."""
        for _ in range(TRIES):
            self.send()
            self.answer(random)
            if not self.cart.queue.entries:
                return
        raise SystemExit(f"it never comes to rest: {self.cart.queue.entries}")

    def _write(self, attempt: Attempt) -> Outcome:
        return self.services.write("", attempt)


def _obey(client: Client, order: list[str]) -> None:
    match order:
        case ["edits", count, seed]:
            client.edits(int(count), Random(seed))
        case ["press", count, by, sku]:
            client.press(int(count), int(by), LineKey(CART, sku))
        case ["drain", seed]:
            client.drain(Random(seed))
        case _:
            raise SystemExit(f"there is no order {order}")


def main() -> None:
    """Open as the command line does, then obey."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--diary", type=Path, required=True)
    parser.add_argument("--without", choices=RULES)
    args = parser.parse_args()
    if args.without:
        setattr(*RULES[args.without])
    profile = load(args.config)
    assert isinstance(profile, Profile), profile
    services = Live(profile)
    person = services.open()
    assert not isinstance(person, Problem), person
    journal = services.journal(person.owner_id)
    assert isinstance(journal, Journal), journal
    client = Client(services, Witness(Stamps(), journal, diary=Diary(args.diary)))
    left = journal.adopt()
    assert isinstance(left, list), left
    client.cart.restore(left)
    client.read()
    print("done", flush=True)
    for line in sys.stdin:
        _obey(client, line.split())
        print("done", flush=True)
    journal.close()


if __name__ == "__main__":
    main()
