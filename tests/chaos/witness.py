"""A cart that writes into a diary what it is asked, before it does it, and what it says became of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.chaos.diary import Diary, told
from tui.cart.cart import Attempt, Cart
from tui.cart.edits import Edit
from tui.cart.ids import stamp
from tui.cart.intents import Refused, Stamp
from tui.cart.model import LineKey
from tui.cart.outcomes import Conflict, Outcome, Saved
from tui.cart.queue import Pending
from tui.cart.rebase import Choice, Clash, settle


@dataclass
class Stamps:
    """Ids and times, of which the next may be seen ahead."""

    _next: Stamp | None = None

    def ahead(self) -> Stamp:
        """What the next call gives."""
        self._next = self._next or stamp()
        return self._next

    def __call__(self) -> Stamp:
        given, self._next = self.ahead(), None
        return given


@dataclass
class Witness(Cart):
    """The cart itself; `diary` takes an entry at every step that a proof has to know of."""

    diary: Diary = field(kw_only=True)
    stamp: Stamps

    def accept(self, intent: Edit | Refused) -> set[LineKey] | Refused:
        """The edit stands in the diary as wanted before it can be in the journal, and then as accepted."""
        if isinstance(intent, Refused):
            return intent
        plan = self.queue.plan(intent)
        folds = plan.into.ids if plan.into else ()
        self.diary.write("wants", edit=told(intent), folds=folds, cancels=plan.left is None)
        accepted = super().accept(intent)
        self.diary.write("refused" if isinstance(accepted, Refused) else "accepted", id=intent.id)
        return accepted

    def resolve(self, clash: Clash, choice: Choice) -> set[LineKey]:
        """The answer to a question is an edit like another; the one asked about need not be written."""
        entry = self.queue.find(clash.edit)
        if entry is None:
            return set()
        edit = settle(clash, choice, self.stamp.ahead())
        self.diary.write("answers", asked=entry.ids, unsure=clash.unsure, edit=edit and told(edit))
        touched = super().resolve(clash, choice)
        if edit:
            self.diary.write("accepted", id=edit.id)
        return touched

    def restore(self, entries: Iterable[Pending]) -> set[LineKey]:
        """What stood in the journal had been accepted, whatever its diary could tell."""
        left = list(entries)
        self.diary.write("adopts", ids=[each for entry in left for each in entry.ids],
                         edits=[told(entry.edit) for entry in left])
        return super().restore(left)

    def ready(self) -> list[Attempt]:
        """Which accepted edits a write stands for is told before it is sent."""
        attempts = super().ready()
        for attempt in attempts:
            if entry := self.queue.find(attempt.edit):
                self.diary.write("sends", id=attempt.edit.id, ids=entry.ids)
        return attempts

    def settle(self, edit: Edit, outcome: Outcome) -> set[LineKey]:
        """What leaves the queue by an answer is called saved, or come to nothing."""
        before = self._ids()
        touched = super().settle(edit, outcome)
        if gone := before - self._ids():
            saved = isinstance(outcome, Saved | Conflict)
            self.diary.write("saved" if saved else "drops", ids=sorted(gone))
        return touched

    def _ids(self) -> set[str]:
        return {each for entry in self.queue.entries for each in entry.ids}
