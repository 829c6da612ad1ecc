"""So many people on one sandbox: they sign in, open their carts, edit, and try each other's carts."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tests.bench.stage import Stage, skus
from tests.sandbox.shop import TABLE
from tests.sandbox.signin import own_profile
from tests.scale.account import Account, settle
from tests.scale.shopper import Done, Row, Shopper

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")

LINES, PRODUCTS = 8, 20
"""Of a cart at first, and of the catalog besides its own."""
AT_ONCE = 4
"""How many sign in, or open the editor, at the same time."""


@dataclass
class Crowd:
    """People, each with their own sign-in, credentials, connection, journal and cart."""

    stage: Stage
    people: list[Shopper]
    others: Mapping[str, Mapping[str, Row]]
    """The rows of everybody else, before any of the people did anything."""

    @classmethod
    def gathered(cls, stage: Stage, names: Iterable[str], place: str) -> "Crowd":
        """Carts of `LINES` lines; what people keep on disk lies in the folder `place`."""
        stage.sell(PRODUCTS)
        wanted = list(names)
        for name in wanted:
            stage.fill(name, LINES)
        table = rows(stage.admin)
        people = []
        for name in wanted:
            folder = stage.folder / place / name
            folder.mkdir(parents=True)
            profile = own_profile(stage.sandbox, folder)
            people.append(Shopper(name, profile, tuple(skus(PRODUCTS)), dict(table[name])))
        return cls(stage, people, {owner: theirs for owner, theirs in table.items() if owner not in wanted})

    def arrive(self) -> None:
        """All sign in, open their carts and make a first edit, a few at a time."""
        self._each(lambda who: who.sign_in(self.stage.sandbox.approve))
        self._each(Shopper.open)
        self._each(lambda who: who.edit(first=True))

    def work(self, pace: float, seconds: float) -> None:
        """Each edits every `pace` seconds, out of step with the others, for `seconds` or at least once."""
        step = pace / len(self.people)
        threads = [threading.Thread(target=_at_work, args=(who, pace, seconds, step * number))
                   for number, who in enumerate(self.people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def kept_out(self) -> int:
        """How many IAM keeps out of the next one's cart."""
        after = dict(zip((who.name for who in self.people),
                         (who.name for who in (*self.people[1:], self.people[0])), strict=True))
        return sum(self._each(lambda who: who.kept_out(after[who.name])))

    def leave(self) -> None:
        """Close what is kept on disk."""
        for who in self.people:
            who.journal.close()

    @property
    def done(self) -> list[Done]:
        """What they all did."""
        return [each for who in self.people for each in who.done]

    @property
    def unsaved(self) -> int:
        """Edits that they were not told are saved."""
        return sum(who.unsaved for who in self.people)

    def account(self) -> Account:
        """What the administrator finds in the table, beside what people did."""
        expected = {**self.others, **{who.name: who.rows for who in self.people}}
        return settle(expected, rows(self.stage.admin), {who.name: who.revs for who in self.people})

    def _each(self, action: Callable[[Shopper], T]) -> list[T]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(action, self.people))


def rows(admin: "DynamoDBClient") -> dict[str, dict[str, Row]]:
    """The whole table, as only an administrator can scan it."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for page in admin.get_paginator("scan").paginate(TableName=TABLE, ConsistentRead=True):
        for item in page["Items"]:
            note = item["note"]["S"] if "note" in item else ""
            found[item["pk"]["S"]][item["sk"]["S"]] = Row(int(item["qty"]["N"]), note, item["rev"]["S"])
    return found


def _at_work(who: Shopper, pace: float, seconds: float, first: float) -> None:
    begun, due = time.monotonic(), first
    while due < max(seconds, pace):
        time.sleep(max(0.0, begun + due - time.monotonic()))
        who.edit()
        due += pace
