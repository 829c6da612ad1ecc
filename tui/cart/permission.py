"""What may I do? One answer for each thing the application does."""

from enum import Enum

from tui.problem import Denial, Problem
from tui.record import record

CHANGE, REMOVE, MOVE = "add and change lines", "remove lines", "move lines"
"""What can be done to lines, as `Permission.what` calls it."""


class Verdict(Enum):
    """Unknown stays unknown: an answer that proves neither is not guessed at."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNKNOWN = "unknown"


@record
class Permission:
    """Whether something may be done: the `actions` IAM decides upon, on `place` (a table, or one's index)."""

    what: str
    """In plain words, as in "change lines"."""
    actions: tuple[str, ...]
    place: str
    why: Denial | Problem | None = None
    """What refused it, or why that could not be found out; None where it is allowed."""
    writes: bool = False

    @property
    def verdict(self) -> Verdict:
        """The answer in one word."""
        if self.why is None:
            return Verdict.ALLOWED
        return Verdict.DENIED if isinstance(self.why, Denial) else Verdict.UNKNOWN


@record
class Rights:
    """What is known of somebody's rights: all the answers, or none where nobody has asked yet."""

    answers: tuple[Permission, ...] = ()

    def refusal(self, what: str) -> Denial | None:
        """What refuses this; None where it is allowed, or not known."""
        whys = [each.why for each in self.answers if each.what == what]
        return next((why for why in whys if isinstance(why, Denial)), None)

    @property
    def refused(self) -> Permission | None:
        """The first change that is refused, None where none is known to be."""
        return next((each for each in self.answers if each.writes and each.verdict is Verdict.DENIED), None)

    @property
    def read_only(self) -> Denial | None:
        """Why nothing can be changed in any way; None where some change is allowed, or not known."""
        whys = [each.why for each in self.answers if each.writes]
        refusals = [why for why in whys if isinstance(why, Denial)]
        return refusals[0] if refusals and len(refusals) == len(whys) else None

    @property
    def whys(self) -> list[Denial | Problem]:
        """What is concluded from all that is not allowed, each once: as told where the most was asked for."""
        told: dict[str, Permission] = {}
        for each in self.answers:
            if each.why is not None:
                text = each.why.inference if isinstance(each.why, Denial) else str(each.why)
                told[text] = max(told.get(text, each), each, key=lambda known: len(known.actions))
        return [each.why for each in told.values() if each.why is not None]
