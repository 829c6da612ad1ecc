"""SQLite files for their owner's eyes only: opened with suspicion, changed in one transaction at a time."""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from tui.problem import Kind, Problem

PATIENCE = 2.0
"""Seconds to wait for another process that is writing."""


def connect(path: Path, schema: str, version: int) -> sqlite3.Connection:
    """The database at `path`, made by `schema` if it is new; raises OSError or sqlite3.Error.

    A link, a file of somebody else's or one that others may open is refused. One connection may be used from
    several threads, though not at a time. `version` is of the schema; a file of another one is refused.
    """
    _claim(path)
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        _write_ahead(db)
        db.execute("PRAGMA fullfsync = 1")  # or macOS leaves the rest to the disk
        db.execute("PRAGMA synchronous = NORMAL")
        with transaction(db):
            found = db.execute("PRAGMA user_version").fetchone()[0]
            if not found:
                for statement in filter(str.strip, schema.split(";")):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {version}")
            elif found != version:
                raise sqlite3.DatabaseError(f"it is of version {found}, not {version}")
        if (sound := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(f"it is damaged ({sound})")
    except BaseException:
        db.close()
        raise
    return db


def log_of(path: Path) -> Path:
    """The file that a transaction is written to (https://sqlite.org/fileformat2.html#the_write_ahead_log)."""
    return path.with_name(f"{path.name}-wal")


@contextmanager
def transaction(
    db: sqlite3.Connection, synchronous: Literal["OFF", "NORMAL"] = "NORMAL",
) -> Iterator[None]:
    """All of it or nothing; the only writer meanwhile.

    `synchronous` is SQLite's: after a power cut, the last ones may be missing with NORMAL, and OFF may leave
    a file behind that is none.
    """
    if synchronous != "NORMAL":
        db.execute(f"PRAGMA synchronous = {synchronous}")
    try:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if synchronous != "NORMAL":
            db.execute("PRAGMA synchronous = NORMAL")


def failure(what: str, path: Path, error: Exception, todo: str) -> Problem:
    """What is wrong with a database: `error` is an OSError or a sqlite3.Error."""
    why = (error.strerror if isinstance(error, OSError) else "") or str(error)
    busy = isinstance(error, sqlite3.OperationalError) and "locked" in why
    kind = Kind.UNAVAILABLE if busy else Kind.USAGE
    return Problem(kind, f"{what}: {why}", str(path), "Try again in a moment." if busy else todo)


def _write_ahead(db: sqlite3.Connection) -> None:
    """To be asked again and again: a new file's mode is the one change for which SQLite does not wait."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            return


def _claim(path: Path) -> None:
    """Create the file closed to others, or make sure that it is; SQLite's side files get the same rights.

    A file that is there is not opened: closing it would end the locks of other connections of this process
    (https://sqlite.org/howtocorrupt.html#posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "this is a link, a folder or a device, and no file")
    if status.st_uid != os.geteuid():
        raise OSError(0, "this file belongs to another user")
    if status.st_mode & 0o077:
        raise OSError(0, "this file is open to other users")
