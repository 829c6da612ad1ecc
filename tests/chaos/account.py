"""The proof: the diaries, the proxy's history and the table, held against each other.

Like the simulation's ledger, which it ends in, it is told nothing by the engine.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.crew import Ended
from tests.chaos.diary import heard
from tests.chaos.proxy import Wire
from tests.chaos.wire import Item, Replay, Step, revs
from tests.simulation.ledger import Content, Ledger
from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo
from tui.cart.model import Line, LineKey


@dataclass
class Account:
    """All that was asked for and promised. Entries of diaries and commands in any order, then `check`."""

    start: Mapping[str, Item]
    """The lines of the table before anything happened, by sort key."""
    wanted: dict[str, Edit] = field(default_factory=dict)
    sure: set[str] = field(default_factory=set)
    """Ids that were accepted for certain: the client went on to say so, or they were found in the journal."""
    excused: set[str] = field(default_factory=set)
    """Ids that a person let go by an answer, or that cancelled each other out unsent."""
    within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids that a write stands for, by its own."""
    strangers: list[Edit] = field(default_factory=list)
    """What was found in a journal, as it was found; whoever wanted it may have kept no diary."""
    saved: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    """Ids that surely must not be written."""
    sent: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """What was sent, by its id, and what for, by the client that sent it."""
    questions: int = 0

    def read(self, entries: Iterable[dict[str, Any]]) -> None:
        """Take over a diary."""
        for entry in entries:
            match entry:
                case {"entry": "wants", "edit": edit, "folds": folds, "cancels": cancels}:
                    self.want(heard(edit))
                    self.within[edit["id"]] = (*folds, edit["id"])
                    self.excused.update(self.within[edit["id"]] if cancels else ())
                case {"entry": "answers", "asked": asked, "edit": edit}:
                    self.questions += 1
                    self.excused.update(asked)
                    if edit:
                        self.want(heard(edit))
                case {"entry": "accepted", "id": each}:
                    self.sure.add(each)
                case {"entry": "refused", "id": each}:
                    self.refused.add(each)
                case {"entry": "adopts", "ids": ids, "edits": edits}:
                    self.sure.update(ids)
                    self.strangers += [heard(edit) for edit in edits]
                case {"entry": "sends", "id": each, "ids": ids}:
                    self.sent.append((each, tuple(ids)))
                case {"entry": "saved", "ids": ids}:
                    self.saved.update(ids)

    def want(self, edit: Edit) -> None:
        """Somebody wants this."""
        assert edit.id not in self.wanted, f"two edits have the id {edit.id}"
        self.wanted[edit.id] = edit

    def take(self, command: Ended, asked: Iterable[Wire]) -> None:
        """Take over what a command has said; its edit is what it sent and no client ever wanted.

        It may have sent it twice: upon the line as last seen, which surely was not written, and then anew. A
        remove is not told from others: its write leaves nothing behind.
        """
        sent = {rev for wire in asked if wire.sender == command.sender for rev in revs(wire)}
        own = sent - set(self.wanted)
        assert len(own) <= 2, f"{command} has sent edits that nobody wanted: {own}"
        assert command.code in (0, 2, 5, 6), f"{command} has failed"
        for each in own:
            self.want(_edit_of(command.words, each))
            if each != max(own):
                self.refused.add(each)
            elif command.code == 0 or "The edit is kept" in command.said:
                self.sure.add(each)
            elif "No answer came" not in command.said:
                self.refused.add(each)

    def check(self, history: Sequence[Wire], table: Mapping[str, Item]) -> Ledger:
        """Raise AssertionError unless every promise was kept; the ledger by which it was."""
        for edit in self.strangers:
            self.wanted.setdefault(edit.id, edit)
        for each, ids in self.sent:
            known = self.within.get(each, (each,))
            assert known == ids, f"{each} stood for {known}, now for {ids}"
        replay = Replay(self.start)
        steps = [replay.steps(wire) for wire in history]
        times = Counter(step.rev for each in steps for step in each if step.rev)
        twice = {rev for rev, count in times.items() if count > 1}
        assert not twice, f"written more than once: {twice}"
        written = [self._edit(each) for each in steps]
        assert replay.items == table, "the table is not what was written to it"
        perhaps = set(self.wanted) - self.sure
        ledger = Ledger(_contents(self.start), self.wanted, self.excused | perhaps, self.within,
                        written=written)
        revs = {_key(sk): str(item["rev"]["S"]) for sk, item in table.items()}
        ledger.check(_contents(table), saved=self.saved, revs=revs)
        done = {each for edit in written for each in self.within.get(edit.id, (edit.id,))}
        assert not done & self.refused, f"refused, and written: {done & self.refused}"
        for each in self.sure - self.excused - done:
            self._check_moot(self.wanted[each], table)
        return ledger

    def _edit(self, steps: Sequence[Step]) -> Edit:
        """What a write did, in the words of the edit that it was meant to be; it did nothing else."""
        first, last = steps[0], steps[-1]
        key, (qty, note) = _key(first.sk), _content(last.after)
        if last.after is None:
            return Remove(f"the end of {key} at {_rev(first)}", key, "", Line(key, 1, ""))
        wanted = self.wanted.get(last.rev)
        assert wanted, f"nobody wanted what {last.rev} has written"
        if len(steps) == 2:
            return self._move(first, last, wanted)
        if last.before is None:
            assert isinstance(wanted, Add), f"{wanted} has made a line"
            assert (qty, note) == (wanted.qty, wanted.note), f"{wanted} made {last.after}"
            return wanted
        seen, (had, said) = Line(key, 1, ""), _content(last.before)
        match wanted:
            case ChangeBy() | Add():
                assert note == said, f"{last.rev} changed a note"
                return ChangeBy(last.rev, key, qty - had, "", seen)
            case SetTo():
                assert (qty, note) == (wanted.qty, said), f"{last.rev} set {qty}, {note!r} for {wanted}"
                return SetTo(last.rev, key, qty, "", seen)
            case SetNote():
                assert (qty, note) == (had, wanted.note), f"{last.rev} noted {qty}, {note!r} for {wanted}"
                return SetNote(last.rev, key, note, "", seen)
        raise AssertionError(f"{wanted} has written {last}")

    @staticmethod
    def _move(here: Step, there: Step, wanted: Edit) -> Edit:
        (qty, note), (more, other) = _content(here.before), _content(there.before)
        assert isinstance(wanted, Move), f"{wanted} has moved a line"
        assert (wanted.key, wanted.to) == (_key(here.sk), _key(there.sk)), f"{wanted} moved {here}, {there}"
        assert here.after is None, f"{wanted} has left the line where it was"
        assert _content(there.after) == (qty + more, other or note), f"{wanted} made {there.after}"
        return wanted

    @staticmethod
    def _check_moot(edit: Edit, table: Mapping[str, Item]) -> None:
        """A remove or a move that wrote nothing found that others had taken away the line it was about."""
        assert isinstance(edit, Remove | Move), f"{edit} is not in the history"
        there = table.get(f"{edit.key.list}#{edit.key.sku}")
        assert not there or there["rev"]["S"] != edit.seen.rev, f"{edit} is lost"


def _edit_of(words: Sequence[str], each: str) -> Edit:
    """What a command of the command line wants, by its words."""
    name, sku, *more, _, place = words
    key = LineKey(place, sku)
    seen = Line(key, 1, "")
    match name, more:
        case "add", [qty]:
            return Add(each, key, int(qty), "")
        case "set", [qty]:
            return SetTo(each, key, int(qty), "", seen)
        case "note", [text]:
            return SetNote(each, key, text, "", seen)
        case "move", [to]:
            return Move(each, key, LineKey(to, sku), "", seen)
    raise AssertionError(f"{words} has written {each}")


def _key(sk: str) -> LineKey:
    return LineKey(*sk.split("#"))


def _rev(step: Step) -> str:
    return str(step.before["rev"]["S"]) if step.before else ""


def _content(item: Item | None) -> Content:
    if item is None:
        return 0, ""
    return int(item["qty"]["N"]), str(item.get("note", {}).get("S", ""))


def _contents(items: Mapping[str, Item]) -> dict[LineKey, Content]:
    return {_key(sk): _content(item) for sk, item in items.items()}
