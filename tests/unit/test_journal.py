"""The journal on disk: what it keeps, for whom, and what it says when it cannot."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.unit.table import TEA, TEA_SAVED, line
from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo
from tui.cart.holders import Holder, living
from tui.cart.journal import FILE, Journal, Unkept
from tui.cart.queue import Changes, Pending
from tui.cart.records import from_text, to_text
from tui.problem import Kind, Problem

SEEN = line(2, note="ﬁ\n".strip(), past=("q1", "q0"))
EDITS: tuple[Edit, ...] = (
    Add("e1", TEA, 2, "t1", "black", "t0"), ChangeBy("e2", TEA, -1, "t2", SEEN),
    SetTo("e3", TEA, 7, "t3", SEEN),
    SetNote("e4", TEA, "🍵", "t4", SEEN), Remove("e5", TEA, "t5", SEEN),
    Move("e6", TEA, TEA_SAVED, "t6", SEEN), Move("e7", TEA, TEA_SAVED, "t7", SEEN, line(1, key=TEA_SAVED)),
)


def opened(folder: Path) -> Journal:
    journal = Journal.open(folder)
    assert isinstance(journal, Journal), journal
    return journal


def kept(journal: Journal, *entries: Pending) -> None:
    changes = Changes(dict(enumerate(entries)))
    assert journal.sync(changes) is None


def adopted(journal: Journal) -> list[Pending]:
    found = journal.adopt()
    assert isinstance(found, list), found
    return found


def die(journal: Journal) -> None:
    """As by `kill -9`."""
    journal._db.close()
    os.close(journal._holder.handle)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_the_same_when_it_comes_back(edit: Edit) -> None:
    assert from_text(to_text(edit)) == edit


@pytest.mark.parametrize("text", [
    None, 3, b"{}", "", "[]", "{}", "null", '{"edit": "Add"}', '{"edit": "Drop"}', "[" * 100_000,
    to_text(EDITS[0]).replace('"qty": 2', '"qty": "2"'), to_text(EDITS[0]).replace('"qty": 2', '"qty": true'),
    to_text(EDITS[0]).replace('"qty": 2', '"qty": 1000'), to_text(EDITS[0]).replace('"TEA"', '"T#A"'),
    to_text(EDITS[0]).replace('"cart"', '"wishlist"'), to_text(EDITS[1]).replace('["q1", "q0"]', '["q1", 0]'),
    to_text(EDITS[3]).replace('"\\ud83c\\udf75"', '"a\\nb"'),
    to_text(EDITS[4]).replace('"qty": 2', '"qty": 0'),
])
def test_what_is_no_edit_is_none(text: object) -> None:
    assert from_text(text) is None


def test_what_a_dead_process_has_left_comes_back_once_and_in_order(tmp_path: Path) -> None:
    first = opened(tmp_path)
    kept(first, Pending(EDITS[0]), replace(Pending(EDITS[1]), folded=("e0",), sent=True),
         replace(Pending(EDITS[2]), unsure=True))
    die(first)
    second, third = opened(tmp_path), opened(tmp_path)
    assert [(entry.edit, entry.folded, entry.unsure, entry.sent) for entry in adopted(second)] == [
        (EDITS[0], (), False, False), (EDITS[1], ("e0",), True, False), (EDITS[2], (), True, False)]
    assert (adopted(second), adopted(third)) == ([], [])
    second.close()
    assert len(adopted(third)) == 3, "what is left at the end is for the next"


def test_what_a_running_process_holds_is_left_alone(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    kept(first, Pending(EDITS[0]))
    assert adopted(second) == []


def test_rows_follow_the_queue(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    one, other = Pending(EDITS[0]), Pending(EDITS[1])
    kept(journal, one, other)
    one.edit, one.sent = EDITS[2], True
    assert journal.sync(Changes({1: one}, {other.row})) is None
    die(journal)
    assert [(entry.edit, entry.unsure, entry.row) for entry in adopted(opened(tmp_path))] == [
        (EDITS[2], True, one.row)]


def test_a_row_of_somebody_else_is_neither_changed_nor_dropped(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    entry = Pending(EDITS[0])
    kept(first, entry)
    problem = second.sync(Changes({1: replace(entry, edit=EDITS[1])}, {entry.row}))
    assert isinstance(problem, Problem)
    assert "another process has taken over its edits" in problem.what
    assert second.sync(Changes(gone={entry.row})) is None
    die(first)
    assert [each.edit for each in adopted(second)] == [EDITS[0]]


def test_numbers_of_rows_are_not_used_again(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    one, other = Pending(EDITS[0]), Pending(EDITS[1])
    kept(journal, one)
    assert journal.sync(Changes(gone={one.row})) is None
    kept(journal, other)
    assert other.row > one.row


def test_what_this_version_cannot_read_stays_where_it_is(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    kept(journal, Pending(EDITS[0]), Pending(EDITS[1]))
    journal._db.execute("UPDATE pending SET edit = 'from the future' WHERE row = 1")
    die(journal)
    journal = opened(tmp_path)
    assert [entry.edit for entry in adopted(journal)] == [EDITS[1]]
    assert journal.unreadable == 1
    assert journal._db.execute("SELECT edit FROM pending WHERE row = 1").fetchone() == ("from the future",)


def test_its_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        kept(opened(tmp_path), Pending(EDITS[0]))
    finally:
        os.umask(before)
    files = list(tmp_path.iterdir())
    assert len(files) >= 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def damage(path: Path) -> None:
    path.write_bytes(b"not a database, and longer than a header would be" * 40)
    path.chmod(0o600)


def rot(path: Path) -> None:
    journal = opened(path.parent)
    for number in range(400):
        kept(journal, Pending(Add(f"e{number}", TEA, 1, "t", "n" * 400)))
    die(journal)
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[4096 * 3:4096 * 9] = b"\xff" * 4096 * 6
    path.write_bytes(content)


def open_to_all(path: Path) -> None:
    path.touch(0o644)
    path.chmod(0o644)


def link(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))


def folder(path: Path) -> None:
    path.mkdir()


def another_version(path: Path) -> None:
    path.touch(0o600)
    sqlite3.connect(path).execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(("harm", "says"), [
    (damage, "file is not a database"), (rot, "damaged"), (open_to_all, "open to other users"),
    (link, "a link"), (folder, "a folder"), (another_version, "version 99"),
])
def test_a_journal_that_cannot_be_trusted_is_refused_and_named(
    tmp_path: Path, harm: Callable[[Path], None], says: str,
) -> None:
    path = tmp_path / FILE
    harm(path)
    problem = Journal.open(tmp_path)
    assert isinstance(problem, Problem)
    assert says in problem.what
    assert (problem.kind, problem.where) == (Kind.USAGE, str(path))
    assert problem.todo
    assert living(tmp_path) == [], "nobody stays behind"


def test_a_full_disk_is_told_and_nothing_half_written(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    kept(journal, Pending(EDITS[0]))
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages}")
    many = {number: Pending(Add(f"e{number}", TEA, 1, "t", "n" * 400)) for number in range(40)}
    problem = journal.sync(Changes(many))
    assert isinstance(problem, Problem)
    assert "full" in problem.what
    assert [entry.row for entry in many.values()] == [0] * 40
    journal._db.execute("PRAGMA max_page_count = 100000")
    assert journal.sync(Changes(many)) is None
    die(journal)
    assert len(adopted(opened(tmp_path))) == 41


def test_a_disk_that_fails_is_told_with_the_next_change(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    kept(journal, Pending(EDITS[0]))
    journal._disk._failure = OSError(5, "Input/output error")
    other = Changes({1: Pending(EDITS[1])})
    problem = journal.sync(other)
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.where, "Input/output error" in problem.what) == (
        Kind.USAGE, str(tmp_path / FILE), True)
    assert other.kept[1].row == 0
    assert journal.sync(other) is None


def test_the_log_is_brought_onto_the_disk_beside_where_nobody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    came: SimpleQueue[Path] = SimpleQueue()
    monkeypatch.setattr("tui.cart.disk.flush", came.put)
    journal = opened(tmp_path)
    asked: list[str] = []
    journal._db.set_trace_callback(asked.append)
    assert journal.sync(Changes({1: Pending(EDITS[0])})) is None
    journal._db.set_trace_callback(None)
    assert asked[-1] == "COMMIT"
    assert journal._db.execute("PRAGMA synchronous").fetchone()[0] == 1
    mine = tmp_path / f"{FILE}-wal"
    while came.get(timeout=10) != mine:
        pass  # of the test before, whose thread may come late
    assert (tmp_path / f"{FILE}-wal").exists()


def test_who_has_to_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(tmp_path)
    kept(journal, Pending(EDITS[0]))
    came: list[Path] = []
    with monkeypatch.context() as patch:
        patch.setattr("tui.cart.disk.flush", came.append)
        assert journal.flush() is None
    assert came == [tmp_path / f"{FILE}-wal"]
    assert journal.flush() is None

    def fails(_path: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("tui.cart.disk.flush", fails)
    problem = journal.flush()
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.where, "Input/output error" in problem.what) == (
        Kind.UNAVAILABLE, str(tmp_path / FILE), True)


def test_another_process_that_never_ends_its_writing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.cart.database.PATIENCE", 0.01)
    journal = opened(tmp_path)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    problem = journal.sync(Changes({1: Pending(EDITS[0])}))
    assert isinstance(problem, Problem)
    assert problem.kind is Kind.UNAVAILABLE
    assert isinstance(journal.adopt(), Problem)
    journal.close()


def test_what_is_in_place_of_a_journal_accepts_nothing() -> None:
    problem = Problem(Kind.USAGE, "no")
    assert Unkept(problem).sync(Changes()) is problem
    assert Unkept(problem).flush() is problem


HOLDING = """
import sys
from pathlib import Path
from tui.cart.holders import Holder
print(Holder.join(Path(sys.argv[1])).name, flush=True)
sys.stdin.read()
"""


LOCKING = """
import fcntl, sys
first, shared = 0x40000002, 510
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, shared, first)
    except OSError:
        print("in use")
    else:
        print("free")
"""
"""What SQLite asks before it does away with the log (https://sqlite.org/src/file/src/os.h: SHARED_FIRST)."""


def in_use(path: Path) -> bool:
    """Whether another process is kept from taking the file as its own."""
    asked = [sys.executable, "-c", LOCKING, str(path)]
    return subprocess.run(asked, check=True, text=True, capture_output=True).stdout.strip() == "in use"


def test_a_second_connection_does_not_take_the_locks_of_the_first(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    kept(journal, Pending(EDITS[0]))
    assert in_use(tmp_path / FILE)
    other = opened(tmp_path)
    assert in_use(tmp_path / FILE)
    other.close()
    assert in_use(tmp_path / FILE)
    journal.close()
    assert not in_use(tmp_path / FILE)


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        name = process.stdout.readline().strip()
        assert living(tmp_path) == [name]
        process.kill()
        process.wait()
    assert living(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_who_leaves_is_gone(tmp_path: Path) -> None:
    one, other = Holder.join(tmp_path), Holder.join(tmp_path)
    assert sorted(living(tmp_path)) == sorted([one.name, other.name])
    one.leave()
    assert living(tmp_path) == [other.name]


def test_two_that_make_the_file_at_once_wait_for_each_other(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).touch(mode=0o600)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("time.sleep", lambda _seconds: other.in_transaction and other.execute("COMMIT"))
    opened(tmp_path).close()
    assert not other.in_transaction
    other.close()
