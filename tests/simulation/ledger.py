"""The checker: an account of every accepted edit, and what the table must hold by the edits that wrote it.

It is told what the person asked for and what the table let happen, and nothing of how the client works. Each
accepted edit must be found in the table's history exactly once, by itself or within the write it was folded
into, unless the person let it go by an answer to a question, IAM refused it, or it came to nothing: a +1 and
a -1 that were never sent, a remove of a line that was gone, a move that somebody else had made.
"""

from collections import Counter
from dataclasses import dataclass, field

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo
from tui.cart.model import LineKey

Content = tuple[int, str]
"""Quantity and note."""


@dataclass
class Ledger:
    """What was accepted, and what was written, in the order of the table."""

    start: dict[LineKey, Content]
    accepted: dict[str, Edit] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)
    """Ids that need not be written: the person decided otherwise, IAM refused, or they cancelled out."""
    within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The accepted ids that a write stands for, by the id of the write."""
    refused: set[str] = field(default_factory=set)
    """Ids of which the person was told that IAM refused them, or that they rested on one it refused."""
    written: list[Edit] = field(default_factory=list)

    def check(
        self, table: dict[LineKey, Content], *, saved: set[str] | frozenset[str] = frozenset(),
        revs: dict[LineKey, str] | None = None,
    ) -> None:
        """Raise AssertionError where an edit was lost or written twice, or the table says something else.

        `saved`: ids that a client has called saved, which therefore must be there. `revs`: what each line of
        the table carries in the end; a remove or a move came to nothing only where its line is not there.
        """
        times = Counter(each for edit in self.written for each in self.within.get(edit.id, (edit.id,)))
        twice = {each: count for each, count in times.items() if count > 1}
        assert not twice, f"written more than once: {twice}"
        lost = {each for each, edit in self.accepted.items()
                if not times[each] and each not in self.excused and not isinstance(edit, Remove | Move)}
        assert not lost, f"lost: {[self.accepted[each] for each in lost]}"
        untrue = {each for each in saved
                  if not times[each] and not isinstance(self.accepted[each], Remove | Move)}
        assert not untrue, f"called saved, and not written: {untrue}"
        false = {each for each in self.refused if times[each]}
        assert not false, f"called refused, and written: {false}"
        for edit in (self.accepted[each] for each in self.accepted if not times[each]):
            if isinstance(edit, Remove | Move) and edit.id not in self.excused:
                assert (revs or {}).get(edit.key) != edit.seen.rev, f"lost: {edit}"
        for edit in self.written:
            self._check_sum(edit)
        assert table == self._replayed(), "the table is not what its history says"

    def _check_sum(self, edit: Edit) -> None:
        """A change of a quantity is by as much as the accepted edits in it say, taken together."""
        ids = self.within.get(edit.id, (edit.id,))
        parts = [self.accepted[each] for each in ids if each in self.accepted]
        if isinstance(edit, ChangeBy) and all(isinstance(part, ChangeBy | Add) for part in parts):
            asked = sum(part.by if isinstance(part, ChangeBy) else part.qty
                        for part in parts if isinstance(part, ChangeBy | Add))
            assert edit.by == asked, f"{edit.id} changed by {edit.by} where {asked} was asked for"

    def _replayed(self) -> dict[LineKey, Content]:
        """The lines, by carrying out in order what each write was meant to do."""
        lines = dict(self.start)
        for edit in self.written:
            qty, note = lines.get(edit.key, (0, ""))
            assert isinstance(edit, Add) != (edit.key in lines), f"{edit} met a line, or none"
            match edit:
                case Add():
                    lines[edit.key] = (edit.qty, edit.note)
                case ChangeBy(by=by):
                    lines[edit.key] = (qty + by, note)
                case SetTo(qty=exactly):
                    lines[edit.key] = (exactly, note)
                case SetNote(note=words):
                    lines[edit.key] = (qty, words)
                case Remove():
                    del lines[edit.key]
                case Move(to=to):
                    del lines[edit.key]
                    more, other = lines.get(to, (0, ""))
                    lines[to] = (qty + more, other or note)
        return lines
