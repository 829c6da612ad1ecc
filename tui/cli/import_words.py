"""What an import has done, what it has not, and how to go on: in words and as JSON."""

import argparse
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from tui.cart.bulk import Bulk
from tui.cart.cart import Cart
from tui.cart.importing import Wish
from tui.cart.model import LineKey
from tui.cart.rows import Flaw, Row, spans
from tui.cli.output import OK, data, data_json, denied, fail, say
from tui.problem import Denial, Kind, Problem
from tui.text import plain

_AGAIN = "Run the same command again to go on; what is in is left alone."


@dataclass(slots=True)
class Result:
    """What became of each row. `bad` rows are wrong; `odd` ones met what somebody else wrote meanwhile."""

    args: argparse.Namespace
    rows: Sequence[Row]
    owner: str = ""
    bad: Sequence[Flaw] = ()
    todo: list[Wish] = field(default_factory=list)
    unchanged: int = 0
    done: list[Wish] = field(default_factory=list)
    odd: list[Flaw] = field(default_factory=list)
    left: list[Wish] = field(default_factory=list)
    unsure: list[Wish] = field(default_factory=list)
    failure: Denial | Problem | None = None
    stopped: bool = False

    def take(self, wishes: Iterable[Wish]) -> None:
        """Set apart what is to be done."""
        wanted = list(wishes)
        self.todo = [wish for wish in wanted if not wish.met(wish.line)]
        self.unchanged = len(wanted) - len(self.todo)

    def sort(self, cart: Cart, bulk: Bulk, begun: Collection[LineKey]) -> None:
        """See what became of the rows that were to be done, of which those of `begun` were begun with."""
        self.failure, self.stopped = bulk.failure, bulk.stop
        for wish in self.todo:
            failed = cart.failure(wish.key)
            if wish.key not in begun and cart.queue.of(wish.key):
                self._odd(wish, f"an earlier edit of {wish.key.sku} has to be settled first, see the editor")
            elif cart.queue.of(wish.key):
                self.unsure.append(wish)
            elif wish.met(cart.known.lines.get(wish.key)):
                self.done.append(wish)
            elif isinstance(failed, Problem) and failed is not bulk.failure:
                self._odd(wish, failed.what)
            elif wish.key not in begun or wish.key in bulk.left or failed:
                self.left.append(wish)
            else:
                self._odd(wish, f"{wish.key.sku} was changed elsewhere meanwhile")

    def _odd(self, wish: Wish, why: str) -> None:
        self.odd.append(Flaw(wish.row.place, why, wish.key.sku))

    def as_json(self) -> dict[str, object]:
        """The counts are of rows; `line` is a line of the file."""
        made = self.todo if self.args.dry_run else self.done
        added = sum(wish.line is None for wish in made)
        return {"owner": self.owner, "list": self.args.list, "dry_run": self.args.dry_run,
                "rows": len(self.rows), "added": added, "changed": len(made) - added,
                "unchanged": self.unchanged, "bad": [_flaw(flaw) for flaw in self.bad],
                "conflicts": [_flaw(flaw) for flaw in self.odd], "left": [_wish(wish) for wish in self.left],
                "in_doubt": [_wish(wish) for wish in self.unsure]}


def finish(args: argparse.Namespace, result: Result) -> int:
    """Tell it all; returns the exit code."""
    for flaw in (*result.bad, *result.odd):
        say(f"{plain(args.file)}, line {flaw.place}: {plain(flaw.why, 500)}")
    if result.bad and not args.skip_bad:
        count = len(result.bad)
        what = f"{_count(count, 'row')} cannot be imported, so nothing was written"
        todo = "Correct the file, or leave them out with --skip-bad."
        return fail(Problem(Kind.USAGE, what, todo=todo), as_json=args.json, more=result.as_json())
    if args.dry_run and not args.json:
        for wish in result.todo:
            data(f"line {wish.row.place}: {_would(wish)}")
    say(_summary(result))
    return _end(args, result)


def told(names: Iterable[str]) -> str:
    """Words from a file, in a row."""
    return ", ".join(plain(name, 40) for name in names)


def _summary(result: Result) -> str:
    counts = result.as_json()
    would = "would be " if result.args.dry_run else ""
    words = f"{result.args.list}: {counts['added']} {would}added, {counts['changed']} {would}changed, "
    words += f"{result.unchanged} already as the file says"
    return words + (f", {len(result.bad)} left out." if result.bad else ".")


def _end(args: argparse.Namespace, result: Result) -> int:
    """Why it is not done, if it is not; returns the exit code."""
    if result.unsure:
        say(f"Whether {_where(result.unsure)} got through is not known; the next command makes sure of it.")
    if result.left:
        say(f"Not in, or not wholly: {_where(result.left)}. {_AGAIN}")
    more = result.as_json()
    match result.failure:
        case Denial() as denial:
            return denied(denial, as_json=args.json, more=more)
        case Problem() as problem:
            return fail(problem, as_json=args.json, more=more)
    if result.stopped and (result.left or result.unsure):
        return fail(Problem(Kind.INTERRUPTED, "The import was interrupted"), as_json=args.json, more=more)
    if result.unsure or result.left:
        problem = Problem(Kind.UNAVAILABLE, "Not everything could be written")
        return fail(problem, as_json=args.json, more=more)
    if result.odd:
        what = f"{_count(len(result.odd), 'line')} met other changes, and nothing was overwritten"
        return fail(Problem(Kind.CONFLICT, what, todo="Look with `dynacart list`, then import again."),
                    as_json=args.json, more=more)
    if args.json:
        data_json(more)
    return OK


def _where(wishes: Sequence[Wish]) -> str:
    noun = "line" if len(wishes) == 1 else "lines"
    first = f" ({wishes[0].key.sku})" if len(wishes) == 1 else ""
    return f"{len(wishes)} {noun} of the file, {noun} {spans(wish.row.place for wish in wishes)}{first}"


def _would(wish: Wish) -> str:
    row = wish.row
    if wish.line is None:
        return f"add {row.qty} of {row.sku}" + (f", with the note {row.note!r}" if row.note else "")
    parts = [f"from {wish.line.qty} to {row.qty}"] if wish.line.qty != row.qty else []
    if not replace(wish, row=replace(row, qty=wish.line.qty)).met(wish.line):
        parts.append(f"the note to {row.note!r}" if row.note else "no note any more")
    return f"change {row.sku}: {', '.join(parts)}"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else noun + 's'}"


def _flaw(flaw: Flaw) -> dict[str, object]:
    return {"line": flaw.place, "sku": flaw.sku, "why": flaw.why}


def _wish(wish: Wish) -> dict[str, object]:
    return {"line": wish.row.place, "sku": wish.row.sku}
