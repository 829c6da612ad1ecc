"""Signing in with a code on another screen: the device authorization grant, RFC 8628.

    flow = DeviceFlow(profile)
    code = flow.start()                                  # DeviceCode | Problem
    schedule = Schedule.begin(code, Moment.now())        # tui.identity.schedule
    while schedule.time_left(Moment.now()) > 0:
        sleep(schedule.next_delay(Moment.now()))
        outcome = flow.poll(code)                        # one request, one outcome
        match outcome:
            case Tokens():    ...                        # on to tui.credentials.session.Session.sign_in
            case Refused():   ...                        # over; outcome.problem says why
            case _:           schedule = schedule.after(outcome, Moment.now())

`start` and `poll` block on the network: call them from a worker thread. Every outcome but `Tokens` has
`says`, the sentence to show; `schedule.hint` is one more when the provider keeps asking us to slow down.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

from tui.config import Profile, check_url
from tui.identity import words
from tui.identity.steps import DeviceCode, Outcome, Pending, Refusal, Refused, SlowDown, Step
from tui.identity.tokens import Tokens, Transient, read
from tui.problem import Kind, Problem
from tui.text import plain

__all__ = ["DeviceCode", "DeviceFlow", "Outcome", "Pending", "Refusal", "Refused", "SlowDown", "Tokens",
           "Transient"]

if TYPE_CHECKING:
    from tui.identity.client import Client, Error
    from tui.identity.discovery import Provider

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
DEFAULT_INTERVAL = 5.0
"""Seconds between polls where the provider names none (RFC 8628 section 3.2)."""
DEFAULT_LIFE, LONGEST_LIFE = 600.0, 3600.0
"""Seconds a code lives where the provider says nothing sensible, and the most we believe."""


class DeviceFlow:
    """Signing in to a profile's identity provider with a code. One thread at a time."""

    def __init__(self, profile: Profile, provider: "Provider | None" = None) -> None:
        """`provider` is what the profile's issuer says of itself, where that has been asked already."""
        self._profile, self._provider = profile, provider
        self._client: Client | None = None

    def start(self) -> DeviceCode | Problem:
        """Ask for a new code; each call gets another one."""
        client = self._connect()
        if isinstance(client, Problem):
            return client
        match client.ask_code():
            case Transient() as lost:
                return lost.problem
            case dict() as answer:
                return read_code(answer, self._profile.issuer)
            case error:
                return words.problem(error.code, error.description, error.where)

    def poll(self, step: Step) -> Outcome:
        """Ask once whether the person has decided (RFC 8628 section 3.4)."""
        client = self._connect()
        if not isinstance(step, DeviceCode):
            return Pending()
        if isinstance(client, Problem):
            return Transient(client)
        match client.ask_tokens(GRANT, device_code=step.device_code):
            case Transient() as lost:
                return lost
            case dict() as answer:
                tokens = read(answer, self._profile.issuer)
                return Refused(Refusal.OTHER, tokens) if isinstance(tokens, Problem) else tokens
            case error:
                return classify(error)

    def answer(self, values: Sequence[str]) -> Outcome:  # noqa: ARG002 - see Flow
        """Nothing is asked of the person here but to go and approve."""
        return Pending()

    def close(self) -> None:
        """Nothing is held: a code that is given up expires by itself."""

    def _connect(self) -> "Client | Problem":
        if self._client:
            return self._client
        from tui.identity.client import Client
        from tui.identity.discovery import discover

        provider = self._provider or discover(self._profile.issuer)
        if isinstance(provider, Problem):
            return provider
        if not provider.device_authorization_endpoint:
            return Problem(Kind.SIGN_IN, words.NO_DEVICE_GRANT, provider.issuer,
                           "Enable the device authorization grant at the identity provider.")
        self._client = Client(self._profile, provider)
        return self._client


def read_code(answer: Mapping[str, Any], where: str) -> DeviceCode | Problem:
    """The code in a device authorization answer; Google says `verification_url` where the RFC says `_uri`."""
    uri = answer.get("verification_uri") or answer.get("verification_url")
    complete = answer.get("verification_uri_complete") or answer.get("verification_url_complete")
    device_code, user_code = answer.get("device_code"), answer.get("user_code")
    if not isinstance(device_code, str) or not device_code or not isinstance(user_code, str) \
            or not (shown := plain(user_code, 64)) or not _fit_to_show(uri):
        return Problem(Kind.SIGN_IN, "The identity provider gave no usable code", where,
                       "Ask who runs the identity provider.")
    life = seconds(answer.get("expires_in"), DEFAULT_LIFE)
    interval = seconds(answer.get("interval"), DEFAULT_INTERVAL)
    return DeviceCode(
        user_code=shown,
        verification_uri=uri,
        verification_uri_complete=complete if _fit_to_show(complete) else "",
        expires_in=min(life, LONGEST_LIFE),
        interval=min(max(interval, 1.0), LONGEST_LIFE),
        device_code=device_code,
    )


def classify(error: "Error") -> Pending | SlowDown | Refused:
    """What an error answer to a poll means (RFC 8628 section 3.5); one we do not know ends the polling."""
    match error.code:
        case "authorization_pending":
            return Pending()
        case "slow_down":
            return SlowDown(min(seconds(error.interval, 0.0), LONGEST_LIFE))
        case code:
            kind = (Refusal.DENIED if code in words.DENIED else Refusal.EXPIRED if code in words.EXPIRED
                    else Refusal.CLIENT if code in words.CLIENT else Refusal.OTHER)
            return Refused(kind, words.problem(code, error.description, error.where))


def seconds(value: object, default: float) -> float:
    """A positive number of seconds out of JSON, where some providers put it in a string; else `default`."""
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else 0.0
    except (ValueError, OverflowError):
        return default
    return number if number > 0 and math.isfinite(number) else default


def _fit_to_show(uri: object) -> TypeGuard[str]:
    return isinstance(uri, str) and len(uri) <= 2000 and not check_url(uri) and uri == plain(uri, 2000)
