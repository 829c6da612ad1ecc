"""The journal: edits accepted and not yet answered, in a file before they count as accepted.

One file for each profile, person and owner, shared by every process that edits that cart. What is in it
outlives any end of a process, and a power cut from a moment later on, when the disk has it too. Each
edit is held by one running process, which alone sends it; what the dead have left is taken over by the next
to open the journal. An edit that had been sent may have been written: it comes back in doubt, with the same
id. One that waits for the person's choice comes back as if it had seen nothing: a clash may stand upon lines
as they were never written, or as they are now, and a new start must ask again and not carry it out.
"""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

from tui.cart import records
from tui.cart.database import connect, failure, log_of, transaction
from tui.cart.disk import Disk
from tui.cart.edits import unseen
from tui.cart.holders import Holder, living
from tui.cart.queue import Changes, Pending
from tui.cart.rebase import Clash
from tui.problem import Kind, Problem
from tui.record import record

FILE = "journal.db"
HASTE = 200
"""Milliseconds to wait for another process that is writing, where a person waits for each key."""
_VERSION = 1
_SCHEMA = """
CREATE TABLE pending (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    holder TEXT NOT NULL,
    edit TEXT NOT NULL,
    folded TEXT NOT NULL,
    sent INTEGER NOT NULL
)
"""
_ORPHANS = "SELECT row, edit, folded, sent FROM pending WHERE holder NOT IN"
_TROUBLE = (OSError, sqlite3.Error)


class Journal:
    """An open journal. To be used by one thread at a time, but for `flush`; no method raises."""

    def __init__(self, path: Path, db: sqlite3.Connection, holder: Holder) -> None:
        self.path = path
        self.unreadable = 0
        """Edits that another version has written, or nobody: they stay in the file."""
        self._db, self._holder, self._disk = db, holder, Disk(log_of(path))

    @classmethod
    def open(cls, folder: Path) -> "Journal | Problem":
        """The journal in `folder` (which exists), or why no edit can be kept there. Writes, to be sure."""
        path = folder / FILE
        try:
            db = connect(path, _SCHEMA, _VERSION)
            try:
                with transaction(db):
                    holder = Holder.join(folder)
            except BaseException:
                db.close()
                raise
        except _TROUBLE as error:
            return _failure(path, error)
        return cls(path, db, holder)

    def adopt(self) -> list[Pending] | Problem:
        """Take over what no running process holds, oldest first."""
        adopted: list[Pending] = []
        try:
            with transaction(self._db):
                alive = [*living(self.path.parent), self._holder.name]
                marks = ", ".join("?" * len(alive))
                rows = self._db.execute(f"{_ORPHANS} ({marks}) ORDER BY row", alive).fetchall()
                adopted = [entry for row in rows if (entry := _entry(*row))]
                self._db.executemany("UPDATE pending SET holder = ? WHERE row = ?",
                                     [(self._holder.name, entry.row) for entry in adopted])
        except _TROUBLE as error:
            return _failure(self.path, error)
        self.unreadable = len(rows) - len(adopted)
        return adopted

    def hurry(self) -> None:
        """Wait for other processes only as long as a key may take."""
        self._db.execute(f"PRAGMA busy_timeout = {HASTE}")

    def waiting(self) -> int:
        """How many edits there are, whoever holds them; 0 where that cannot be told."""
        try:
            rows = self._db.execute("SELECT row, edit, folded, sent FROM pending").fetchall()
        except sqlite3.Error:
            return 0
        return sum(len(entry.ids) for row in rows if (entry := _entry(*row)))

    def sync(self, changes: Changes) -> Problem | None:
        """Bring the file up to date, the disk soon after: all of it, or why nothing."""
        rows: dict[int, int] = {}
        try:
            self._disk.check()
            with transaction(self._db):
                for number, entry in changes.kept.items():
                    rows[number] = self._put(entry)
                self._db.executemany("DELETE FROM pending WHERE row = ? AND holder = ?",
                                     [(row, self._holder.name) for row in changes.gone])
        except _TROUBLE as error:
            return _failure(self.path, error)
        for number, row in rows.items():
            changes.kept[number].row = row
        if changes.kept:
            self._disk.soon()
        return None

    def flush(self) -> Problem | None:
        """Wait until the file as it is now is on disk, or say why it is not, which may pass."""
        try:
            self._disk.now()
        except OSError as error:
            return replace(_failure(self.path, error), kind=Kind.UNAVAILABLE)
        return None

    def close(self) -> None:
        """Let go of everything; what is still pending is for the next process."""
        try:
            with transaction(self._db):
                self._holder.leave()
        except _TROUBLE:
            self._holder.let_go()  # whoever comes next sweeps the file
        self._disk.close()
        self._db.close()

    def _put(self, entry: Pending) -> int:
        asks = isinstance(entry.held, Clash)
        edit = unseen(entry.edit) if asks else entry.edit
        values = (records.to_text(edit), json.dumps(entry.folded), int(entry.doubtful))
        if entry.row:
            done = self._db.execute(
                "UPDATE pending SET edit = ?, folded = ?, sent = ? WHERE row = ? AND holder = ?",
                (*values, entry.row, self._holder.name))
            if done.rowcount != 1:
                raise sqlite3.DatabaseError("another process has taken over its edits")
            return entry.row
        made = self._db.execute("INSERT INTO pending (edit, folded, sent, holder) VALUES (?, ?, ?, ?)",
                                (*values, self._holder.name))
        return made.lastrowid or 0


@record
class Unkept:
    """In place of a journal that cannot be used: accepts nothing, and says why."""

    problem: Problem

    def sync(self, _changes: Changes) -> Problem | None:
        """Why nothing can be kept."""
        return self.problem

    def flush(self) -> Problem | None:
        """Likewise."""
        return self.problem


def _entry(row: int, text: object, folded: object, sent: object) -> Pending | None:
    edit = records.from_text(text)
    try:
        ids = json.loads(folded) if isinstance(folded, str) else None
    except (ValueError, RecursionError):
        ids = None
    if edit is None or not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        return None
    return Pending(edit, folded=tuple(ids), unsure=bool(sent), row=row)


def _failure(path: Path, error: Exception) -> Problem:
    return failure("The journal of edits cannot be used", path, error,
                   "Check the disk and the file's rights; a damaged file has to be moved away.")
