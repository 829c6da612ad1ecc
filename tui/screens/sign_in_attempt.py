"""One code, from the provider's answer to its end: what was said about it so far."""

from dataclasses import dataclass, field

from tui.identity.device import DeviceCode, Pending, SlowDown, Transient
from tui.identity.schedule import Moment, Schedule


@dataclass(slots=True)
class Attempt:
    """A code and how asking about it goes."""

    code: DeviceCode
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
    def begin(cls, code: DeviceCode, now: Moment) -> "Attempt":
        """The code has just come in."""
        return cls(code, Schedule.begin(code, now))

    def undecided(self, outcome: Pending | SlowDown | Transient, now: Moment) -> None:
        """A poll has been answered, without a decision."""
        if isinstance(outcome, Transient) and not isinstance(self.last, Transient):
            self.lost_at = now.wall
        self.last, self.schedule, self.polling = outcome, self.schedule.after(outcome, now), False
