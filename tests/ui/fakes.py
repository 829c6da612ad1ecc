"""The outside as the editor sees it, in memory: a table with conditional writes, scripted failures, latches.

    services = FakeServices(lines=[...], goods=[...])
    services.script("write", DENIED, ...)     # the next answers; after these the table answers
    services.hold("write")                    # calls wait at the latch ...
    services.release("write")                 # ... until the test lets them go
"""

import os
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Any, TypeVar, cast

from tests.ui.samples import ALICE, CODE
from tui.cart.cart import Attempt
from tui.cart.edits import Edit, keys, result, seen
from tui.cart.journal import FILE as JOURNAL
from tui.cart.journal import Journal
from tui.cart.lastseen import FILE, LastSeen
from tui.cart.model import Line, LineKey, Product
from tui.cart.outcomes import CatalogRead, Conflict, Listed, Loaded, Outcome, Read, Saved, Stock
from tui.cart.permission import Permission
from tui.cart.queue import Changes, Pending
from tui.cart.shelf import Shelved
from tui.identity.steps import Outcome as Poll
from tui.identity.steps import Pending as Waiting
from tui.identity.steps import Step
from tui.identity.tokens import Tokens
from tui.problem import Denial, Problem
from tui.services import Person

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds after which a latch that nobody releases fails the test instead of hanging it."""


@dataclass
class _Latch:
    opened: Event = field(default_factory=Event)
    waiting: int = 0


@dataclass
class FakeServices:
    """In-memory services; every call is noted in `calls` as (method, first argument)."""

    lines: Iterable[Line] = ()
    goods: Iterable[Product] = ()
    page: int = 1000
    """Lines a page."""
    owner: str = ALICE.owner_id
    person: Person | Problem = ALICE
    calls: list[tuple[str, Any]] = field(default_factory=list)
    table: dict[str, dict[LineKey, Line]] = field(default_factory=lambda: defaultdict(dict))
    _scripts: dict[str, deque[object]] = field(default_factory=lambda: defaultdict(deque))
    _latches: dict[str, _Latch] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.table[self.owner] = {line.key: line for line in self.lines}

    def script(self, method: str, *answers: object) -> None:
        """Have the next calls of `method` answer these; an exception among them is raised."""
        self._scripts[method].extend(answers)

    def hold(self, method: str) -> None:
        """Calls of `method` wait from now on."""
        self._latches[method] = _Latch()

    def release(self, method: str = "") -> None:
        """Let waiting calls of `method` (of every method) go, and later ones pass."""
        for name in [method] if method else list(self._latches):
            self._latches.pop(name, _Latch()).opened.set()

    @property
    def waiting(self) -> int:
        """How many calls wait at latches."""
        with self._lock:
            return sum(latch.waiting for latch in self._latches.values())

    def holds(self, method: str) -> bool:
        """Whether calls of `method` wait."""
        return method in self._latches

    def called(self, method: str) -> list[Any]:
        """The first argument of each call of `method` so far."""
        return [argument for name, argument in self.calls if name == method]

    def open(self) -> Person | Problem:
        """`person`, unless scripted."""
        return self._answer("open", None, lambda: self.person)

    def start_sign_in(self) -> Step | Problem:
        """`CODE`, unless scripted."""
        return self._answer("start_sign_in", None, lambda: CODE)

    def poll(self, step: Step) -> Poll:
        """Pending, unless scripted."""
        return self._answer("poll", step, Waiting)

    def answer(self, values: Sequence[str]) -> Poll:
        """Pending, unless scripted."""
        return self._answer("answer", list(values), Waiting)

    def stop_sign_in(self) -> None:
        """Only noted."""
        self._answer("stop_sign_in", None, lambda: None)

    def finish_sign_in(self, tokens: Tokens) -> Person | Problem | Denial:
        """Alice, unless scripted."""
        return self._answer("finish_sign_in", tokens, lambda: ALICE)

    def refresh(self) -> Person | Problem:
        """`person`, unless scripted."""
        return self._answer("refresh", None, lambda: self.person)

    def remembered(self) -> Person | None:
        """`person`, if there is one."""
        return None if isinstance(self.person, Problem) else self.person

    def seen(self, owner: str) -> bool:
        """Whether a copy lies in that folder."""
        who = self.remembered()
        return who is not None and (self._folder(owner or who.owner_id) / FILE).exists()

    def journal(self, owner: str) -> Journal | Problem:
        """A real one, in the state folder of the test, unless scripted."""
        return self._answer("journal", owner, lambda: Journal.open(self._folder(owner)))

    def last_seen(self, owner: str) -> LastSeen | None:
        """Likewise."""
        return self._answer("last_seen", owner, lambda: LastSeen(self._folder(owner)))

    def _folder(self, owner: str) -> Path:
        folder = Path(os.environ["XDG_STATE_HOME"], owner or "nobody")
        folder.mkdir(exist_ok=True)
        return folder

    def read(self, owner: str, more: Mapping[str, object] | None = None) -> Read:
        """A page of the table, unless scripted."""
        return self._answer("read", owner, lambda: self._page(owner, more))

    def write(self, owner: str, attempt: Attempt) -> Outcome:
        """Write where the condition holds, as DynamoDB would, unless scripted."""
        return self._answer("write", attempt.edit, lambda: self._write(owner, attempt.edit))

    def products(self, skus: Collection[str]) -> CatalogRead:
        """Those of `goods`, unless scripted."""
        wanted = set(skus)
        return self._answer(
            "products", wanted, lambda: Listed(tuple(p for p in self.goods if p.sku in wanted)))

    def stock(self, skus: Collection[str]) -> Stock:
        """Of those of `goods`."""
        return {each.sku: each.available for each in self.goods if each.sku in skus}

    def catalog(self) -> CatalogRead:
        """All of `goods`, unless scripted."""
        return self._answer("catalog", None, lambda: Listed(tuple(self.goods)))

    def shelved(self) -> Shelved:
        """No copy, unless scripted."""
        return self._answer("shelved", None, Shelved)

    def permissions(self) -> tuple[Permission, ...] | Problem:
        """Everything is allowed, unless scripted."""
        return self._answer("permissions", None, lambda: (
            Permission("list lines", ("dynamodb:Query",), "dynacart-cart"),
            Permission("add and change lines", ("dynamodb:UpdateItem",), "dynacart-cart", writes=True)))

    def elsewhere(self, line: Line | None, key: LineKey | None = None) -> None:
        """Another editor of the owner leaves `line` (or None: removes the line of `key`)."""
        table = self.table[self.owner]
        if line is not None:
            table[line.key] = line
        elif key is not None:
            table.pop(key, None)

    def killed(self, owner: str, edit: Edit) -> Path:
        """An editor of that cart was killed while it had the edit in its journal, which is told."""
        folder = self._folder(owner)
        journal = Journal.open(folder)
        assert isinstance(journal, Journal)
        journal.sync(Changes({1: Pending(edit)}))
        os.close(journal._holder.handle)
        journal._db.close()
        return folder / JOURNAL

    def _answer(self, method: str, argument: object, otherwise: Callable[[], T]) -> T:
        with self._lock:
            self.calls.append((method, argument))
            latch = self._latches.get(method)
            if latch is not None:
                latch.waiting += 1
        if latch is not None:
            assert latch.opened.wait(PATIENCE), f"{method} was never released"
        with self._lock:
            script = self._scripts[method]
            answer = script.popleft() if script else otherwise()
        if isinstance(answer, BaseException):
            raise answer
        return cast(T, answer)

    def _page(self, owner: str, more: Mapping[str, object] | None) -> Read:
        lines = sorted(self.table[owner].values(), key=lambda line: line.key)
        start = int(str(more["start"])) if more else 0
        end = start + self.page
        return Loaded(tuple(lines[start:end]), more={"start": end} if end < len(lines) else None)

    def _write(self, owner: str, edit: Edit) -> Outcome:
        table = self.table[owner]
        for key, line in seen(edit).items():
            there = table.get(key)
            if (there and there.rev) != (line and line.rev):
                return Conflict({key: table.get(key) for key in keys(edit)})
        after = result(edit)
        for key, line in after.items():
            table.pop(key, None)
            if line is not None:
                table[key] = line
        return Saved(after)
