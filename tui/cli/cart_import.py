"""`dynacart import`: the lines of a list as a file says, by the same conditional edits as any other."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tui.cart import csv_rows, json_rows
from tui.cart.bulk import Bulk
from tui.cart.cart import Attempt, Cart
from tui.cart.edits import Edit
from tui.cart.edits import result as result_of
from tui.cart.ids import stamps
from tui.cart.importing import Wish, wishes
from tui.cart.model import LineKey
from tui.cart.outcomes import Denied, Outcome, Unavailable
from tui.cart.rebase import Clash
from tui.cart.rows import SIZE_MAX, Flaw, Row, Rows, text_of
from tui.cli.cart_list import read_all
from tui.cli.import_words import Result, finish, told
from tui.cli.output import fail, say
from tui.cli.outside import Outside, outside, tell
from tui.cli.progress import Progress
from tui.problem import Kind, Problem


def run(args: argparse.Namespace) -> int:
    """Read the file, all of it, and only then reach for the cart."""
    rows = _read(args)
    if isinstance(rows, Problem):
        return fail(rows, as_json=args.json)
    if rows.flaws and not rows.rows:
        return finish(args, Result(args, rows.rows, bad=rows.flaws))
    with outside(args) as found:
        return found if isinstance(found, int) else _import(args, rows, found)


def _read(args: argparse.Namespace) -> Rows | Problem:
    try:
        if args.file == "-":
            content = sys.stdin.buffer.read(SIZE_MAX + 1)
        else:
            with Path(args.file).open("rb") as file:
                content = file.read(SIZE_MAX + 1)
    except OSError as error:
        return Problem(Kind.USAGE, f"The file cannot be read: {error.strerror}", args.file)
    except ValueError:
        return Problem(Kind.USAGE, "This is no file's name", args.file)
    text = text_of(content)
    if isinstance(text, Flaw):
        return Rows().flaw(text.place, text.why)
    is_json = (args.format or Path(args.file).suffix.casefold().removeprefix(".")) == "json"
    rows = json_rows.read(text) if is_json else csv_rows.read(text)
    if rows.ignored:
        say(f"Not read: the {'column' if len(rows.ignored) == 1 else 'columns'} {told(rows.ignored)}.")
    return rows


def _import(args: argparse.Namespace, rows: Rows, outside: Outside) -> int:
    owner = outside.person.owner_id
    found = read_all(outside.services, owner)
    if isinstance(found, Denied | Unavailable):
        return tell(found, as_json=args.json)
    outside.cart.load(found.lines)
    lines = {line.key: line for line in found.lines}
    wanted = wishes(rows.rows, args.list, lines)
    bad = _unsold([wish.row for wish in wanted if wish.line is None], outside)
    if isinstance(bad, Denied | Unavailable):
        return tell(bad, as_json=args.json)
    bad = sorted([*rows.flaws, *bad], key=lambda flaw: flaw.place)
    result = Result(args, rows.rows, owner, bad)
    if bad and not args.skip_bad:
        return finish(args, result)
    wrong = {flaw.place for flaw in bad}
    result.take([wish for wish in wanted if wish.row.place not in wrong])
    if not args.dry_run:
        _send(result, outside)
    return finish(args, result)


def _unsold(rows: Sequence[Row], outside: Outside) -> list[Flaw] | Denied | Unavailable:
    """The rows that would be new lines of what the catalog does not have, or has not got now."""
    sold = outside.services.stock({row.sku for row in rows}) if rows else {}
    if isinstance(sold, Denied | Unavailable):
        return sold
    return [Flaw(row.place, f"{row.sku} is not available" if row.sku in sold else
                 f"there is no {row.sku} in the catalog", row.sku) for row in rows if not sold.get(row.sku)]


def _send(result: Result, outside: Outside) -> None:
    """Make the edits; `result` then has what became of each row."""
    cart, services = outside.cart, outside.services
    stamp, begun = stamps(), set[LineKey]()
    _supersede(result.todo, cart)
    todo = [wish for wish in result.todo if not cart.queue.of(wish.key)]
    behind = len(cart.queue)
    progress = Progress(len(todo))

    def edits() -> Iterator[Edit]:
        for wish in todo:
            begun.add(wish.key)
            yield from wish.edits(stamp)

    def write(attempt: Attempt) -> Outcome:
        return services.write("", attempt)

    bulk = Bulk(cart, write, lambda: progress.tell(len(begun) - len(cart.queue) + behind), sleep=time.sleep)
    with _until_interrupted(bulk, progress):
        bulk.send(edits())
    progress.clear()
    result.sort(cart, bulk, begun)


def _supersede(todo: Sequence[Wish], cart: Cart) -> None:
    """Where an edit of an earlier run asks something and wants what a row says, that is the answer."""
    asking = [entry.edit for wish in todo for entry in cart.queue.of(wish.key)[-1:]
              if isinstance(entry.held, Clash) and wish.met(result_of(entry.edit).get(wish.key))]
    cart.withdraw_all(asking)


@contextmanager
def _until_interrupted(bulk: Bulk, progress: Progress) -> Iterator[None]:
    """The first Ctrl+C lets what is under way come to its end; a second one does not wait for it."""
    def stop(_number: int, _frame: FrameType | None) -> None:
        if bulk.stop:
            raise KeyboardInterrupt
        bulk.stop = True
        progress.clear()
        say("Stopping: what is under way is waited for.")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
