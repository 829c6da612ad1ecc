"""The steps of a sign-in: what the person is asked to do, and what comes of it.

A `Flow` is one way of signing in. `start` says what to do first: enter a code elsewhere (`DeviceCode`), go to
an address in a browser (`Visit`), or answer a `Question` here. The first two are then polled; what the person
types goes to `answer`. All of it blocks on the network: call it from a worker thread, one at a time.
"""

from collections.abc import Sequence
from dataclasses import field
from enum import StrEnum
from typing import Protocol

from tui.identity import words
from tui.identity.tokens import Tokens, Transient
from tui.problem import Problem
from tui.record import record


@record
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
        """What to open in a browser or put in the QR code: the address that spares typing, if any."""
        return self.verification_uri_complete or self.verification_uri


@record
class Visit:
    """A page to go to in a browser on this machine; `url` is checked, and waited for until it leads back.

    `back` is the address it leads back to, which may be pasted instead where the browser runs elsewhere.
    `expires_in` and `interval` (between polls) are seconds.
    """

    url: str = field(repr=False)
    back: str
    expires_in: float
    interval: float = 1.0
    paste: str = "that address"
    """What to paste from where it ended."""

    @property
    def best_uri(self) -> str:
        """What to open in a browser."""
        return self.url


@record
class Prompt:
    """One thing to type. What is `secret` is never shown; what is `long` is pasted, not typed."""

    label: str
    secret: bool = False
    long: bool = False


@record
class Question:
    """What the person is asked, in one sentence, and what for."""

    says: str
    prompts: tuple[Prompt, ...]


Step = DeviceCode | Visit | Question


@record
class Pending:
    """The person has not decided yet."""

    says = words.WAITING


@record
class SlowDown:
    """We ask too often. `interval` is the number of seconds the provider wants, 0 where it named none."""

    interval: float = 0.0
    says = words.SLOWED


class Refusal(StrEnum):
    """Why a code will never give tokens. After DENIED and EXPIRED a new code can help."""

    DENIED = "denied"
    EXPIRED = "expired"
    CLIENT = "client"
    """The provider does not accept this application: something for who set it up."""
    OTHER = "other"


@record
class Refused:
    """The provider's last word on this code."""

    kind: Refusal
    problem: Problem

    @property
    def says(self) -> str:
        """What to show: what happened and what to do."""
        return str(self.problem)


Outcome = Tokens | Pending | SlowDown | Transient | Refused | Question


class Flow(Protocol):
    """One way to sign in."""

    def start(self) -> Step | Problem:
        """What the person has to do; each call starts anew."""
        ...

    def poll(self, step: Step) -> Outcome:
        """What has come of it so far."""
        ...

    def answer(self, values: Sequence[str]) -> Outcome:
        """Take what the person typed: one value for each prompt, or the address they were led back to."""
        ...

    def close(self) -> None:
        """Give up what is held for it."""
        ...
