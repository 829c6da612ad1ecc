"""Signing in with a code on another screen: the device authorization grant, RFC 8628.

    flow = DeviceFlow(profile)
    code = flow.start()                                  # DeviceCode | Problem
    schedule = Schedule.begin(code, Moment.now())        # tui.identity.schedule
    while schedule.time_left(Moment.now()) > 0:
        sleep(schedule.next_delay(Moment.now()))
        outcome = flow.poll(code)                        # one request, one outcome
        match outcome:
            case Tokens():     ...                       # tui.credentials.session.Session.sign_in(profile, outcome)
            case Refused():    ...                       # over; outcome.problem says why
            case _:            schedule = schedule.after(outcome, Moment.now())

`start` and `poll` block on the network: call them from a worker thread. `schedule.hint` is a sentence to
show when the provider keeps asking us to slow down.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from tui.identity.tokens import Tokens
from tui.problem import Problem


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What the person types, and where (RFC 8628 section 3.2). URLs are checked, all text is safe to show.

    `verification_uri_complete` is "" where the provider has none; `user_code` is to be shown in either case
    (section 3.3.1). `expires_in` and `interval` are seconds, within sane bounds.
    """

    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: float
    interval: float
    device_code: str = field(repr=False)

    @property
    def best_uri(self) -> str:
        """What to open in a browser or put in the QR code: the address that spares typing, if there is one."""
        return self.verification_uri_complete or self.verification_uri


@dataclass(frozen=True, slots=True)
class Pending:
    """The person has not decided yet."""


@dataclass(frozen=True, slots=True)
class SlowDown:
    """We ask too often. `interval` is the number of seconds the provider wants, 0 where it named none."""

    interval: float = 0.0


@dataclass(frozen=True, slots=True)
class Transient:
    """No usable answer this time (network, 5xx, 429): worth trying again, `retry_after` seconds at the least."""

    problem: Problem
    retry_after: float = 0.0


class Refusal(StrEnum):
    """Why a code will never give tokens. After DENIED and EXPIRED a new code can help."""

    DENIED = "denied"
    EXPIRED = "expired"
    CLIENT = "client"
    """The provider does not accept this application: something for who set it up."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Refused:
    kind: Refusal
    problem: Problem


Outcome = Tokens | Pending | SlowDown | Transient | Refused
