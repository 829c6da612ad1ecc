"""One code, or one visit to a page, from the provider's answer to its end: what was said about it so far."""

from dataclasses import dataclass, field
from enum import StrEnum

from tui.identity.schedule import Moment, Schedule
from tui.identity.steps import DeviceCode, Pending, SlowDown, Visit
from tui.identity.tokens import Transient


class Stage(StrEnum):
    """How far the sign-in is; also the screen's CSS class, with a dash in front."""

    ASKING = "asking"
    WAITING = "waiting"
    EXCHANGING = "exchanging"
    OVER = "over"


@dataclass(slots=True)
class Attempt:
    """A code or a page, and how asking about it goes."""

    step: DeviceCode | Visit
    schedule: Schedule
    last: Pending | SlowDown | Transient = field(default_factory=Pending)
    lost_at: float = 0.0
    """Since when answers have been missing, Unix seconds; only while `last` is Transient."""
    aside: str = ""
    """What became of the last key that was pressed."""
    approving: bool = False
    """Approving it here is on its way, or has worked."""
    polling: bool = False
    """A poll is on its way."""

    @classmethod
    def begin(cls, step: DeviceCode | Visit, now: Moment) -> "Attempt":
        """It has just come in."""
        return cls(step, Schedule.begin(step, now))

    @property
    def user_code(self) -> str:
        """The code to enter, "" where there is none."""
        return self.step.user_code if isinstance(self.step, DeviceCode) else ""

    def undecided(self, outcome: Pending | SlowDown | Transient, now: Moment) -> None:
        """A poll has been answered, without a decision."""
        if isinstance(outcome, Transient) and not isinstance(self.last, Transient):
            self.lost_at = now.wall
        self.last, self.schedule, self.polling = outcome, self.schedule.after(outcome, now), False
