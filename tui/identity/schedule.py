"""When to ask for the tokens next, and how long the code is still good. Pure: the time is handed in."""

import time
from dataclasses import replace
from typing import NamedTuple

from tui.identity.steps import DeviceCode, Pending, SlowDown, Visit
from tui.identity.tokens import Transient
from tui.record import record

MARGIN = 1.2
"""We wait a fifth longer than asked: some clocks run fast (in virtual machines), some servers are strict."""
STEP = 5.0
"""What `slow_down` adds to the interval, in seconds (RFC 8628 section 3.5)."""
LONGEST = 60.0
"""The longest wait, in seconds, that doubling after lost answers leads to."""
DRIFT = 3
"""After so many `slow_down` the clock of this computer is the likely cause."""


class Moment(NamedTuple):
    """One instant on two clocks: the wall clock goes on while the computer sleeps, the other is never set."""

    monotonic: float
    wall: float

    @classmethod
    def now(cls) -> "Moment":
        return cls(time.monotonic(), time.time())


@record
class Schedule:
    """The timetable of one code. `after` gives the next one; this one never changes."""

    interval: float
    next_at: float
    deadline: Moment
    slow_downs: int = 0
    failures: int = 0

    @classmethod
    def begin(cls, code: DeviceCode | Visit, now: Moment) -> "Schedule":
        """The first poll waits one whole interval: some servers answer an early one with `slow_down`."""
        deadline = Moment(now.monotonic + code.expires_in, now.wall + code.expires_in)
        return cls(code.interval, now.monotonic + code.interval * MARGIN, deadline)

    def next_delay(self, now: Moment) -> float:
        """Seconds until the next poll, counted from the last answer; 0 if it is due."""
        return max(0.0, self.next_at - now.monotonic)

    def time_left(self, now: Moment) -> float:
        """Seconds the code is still good for by the clock that has gone further; 0 if it has expired."""
        return max(0.0, min(self.deadline.monotonic - now.monotonic, self.deadline.wall - now.wall))

    def after(self, outcome: Pending | SlowDown | Transient, now: Moment) -> "Schedule":
        """The timetable once `outcome` has come in at `now`.

        `slow_down` lasts for all later polls (RFC 8628 section 3.5); lost answers double the wait until one
        comes through again.
        """
        match outcome:
            case SlowDown():
                interval = max(self.interval + STEP, outcome.interval)
                return replace(self, interval=interval, next_at=now.monotonic + interval * MARGIN,
                               slow_downs=self.slow_downs + 1, failures=0)
            case Transient():
                doubled = self.interval * 2.0 ** min(self.failures + 1, 16)
                wait = max(self.interval * MARGIN, min(doubled, LONGEST), outcome.retry_after)
                return replace(self, next_at=now.monotonic + wait, failures=self.failures + 1)
            case Pending():
                return replace(self, next_at=now.monotonic + self.interval * MARGIN, failures=0)

    @property
    def hint(self) -> str:
        """What to tell the person while they wait, or ""."""
        if self.slow_downs < DRIFT:
            return ""
        return "The identity provider keeps asking us to slow down. Check the clock of this computer."
