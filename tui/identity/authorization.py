"""Signing in with a browser: authorization code (RFC 6749 section 4.1) with PKCE (RFC 7636) on loopback.

Where the browser runs on another machine its way back leads nowhere: then the person pastes the address that
it ended at. State, verifier and nonce are new for each attempt.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from tui.config import Profile
from tui.identity import words
from tui.identity.client import Client, Error
from tui.identity.discovery import Provider, discover
from tui.identity.listener import Came, Listener, same
from tui.identity.steps import Outcome, Pending, Refusal, Refused, Step, Visit
from tui.identity.tokens import Tokens, Transient, read
from tui.problem import Kind, Problem

LIFE = 300.0
"""Seconds the person has."""
GLANCE = 0.5
"""Seconds that one poll waits for the browser."""


@dataclass(slots=True)
class _Attempt:
    """One visit: what it must bring back, and what redeems it."""

    client: Client
    issuer: str
    listener: Listener
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    code: str = field(default="", repr=False)


class BrowserFlow:
    """Signing in to a profile's identity provider in a browser. One thread at a time."""

    def __init__(self, profile: Profile, provider: Provider | None = None) -> None:
        """`provider` is what the profile's issuer says of itself, where that has been asked already."""
        self._profile, self._provider = profile, provider
        self._attempt: _Attempt | None = None

    def start(self) -> Visit | Problem:
        """Listen, and name the page to go to; each call is another attempt."""
        self.close()
        provider = self._provider or discover(self._profile.issuer)
        if isinstance(provider, Problem):
            return provider
        if not provider.authorization_endpoint:
            return Problem(Kind.SIGN_IN, words.NO_BROWSER_GRANT, provider.issuer,
                           "Ask who runs the identity provider how to sign in.")
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        listener = Listener.bind(self._profile.redirect_uris, state)
        if isinstance(listener, Problem):
            return listener
        client = Client(self._profile, provider)
        self._attempt = _Attempt(client, provider.issuer, listener, state, nonce, verifier)
        url = client.authorization_url(listener.uri, state=state, nonce=nonce, verifier=verifier)
        return Visit(url, listener.uri, LIFE)

    def poll(self, step: Step) -> Outcome:  # noqa: ARG002 - see Flow
        """Wait a moment for the browser; once it has come, trade what it brought."""
        attempt = self._attempt
        if attempt is None:
            return Pending()
        if attempt.code:  # redeeming it got no answer
            return self._redeem(attempt)
        came = attempt.listener.wait(GLANCE)
        return Pending() if came is None else self._take(attempt, came)

    def answer(self, values: Sequence[str]) -> Outcome:
        """Take the address the browser ended at, pasted whole."""
        attempt = self._attempt
        if attempt is None:
            return Pending()
        came = dict(parse_qsl("".join(values).strip().partition("?")[2]))
        if not same(attempt.state, came.get("state", "")):
            return _refused(words.NOT_OURS, attempt.listener.uri,
                            "Paste the whole address that the browser ended at.")
        return self._take(attempt, came)

    def close(self) -> None:
        """Listen no more."""
        if self._attempt:
            self._attempt.listener.close()
        self._attempt = None

    def _take(self, attempt: _Attempt, came: Came) -> Outcome:
        """What `came` says (RFC 6749 section 4.1.2, RFC 9207 section 2.4); its state is ours already."""
        where = attempt.listener.uri
        if came.get("iss", attempt.issuer) != attempt.issuer:
            return _refused("Another identity provider than ours sent the browser back", where)
        if error := came.get("error"):
            kind = Refusal.DENIED if error in words.DENIED else Refusal.OTHER
            return Refused(kind, words.problem(error, came.get("error_description", ""), where))
        if not came.get("code"):
            return _refused("The identity provider sent the browser back with nothing", where)
        attempt.code = came["code"]
        return self._redeem(attempt)

    def _redeem(self, attempt: _Attempt) -> Outcome:
        uri = attempt.listener.uri
        match attempt.client.ask_tokens("authorization_code", code=attempt.code, redirect_uri=uri,
                                        code_verifier=attempt.verifier):
            case Transient() as lost:
                return lost
            case Error() as error:
                attempt.code = ""
                return Refused(Refusal.OTHER, words.problem(error.code, error.description, error.where))
            case answer:
                tokens = read(answer, self._profile.issuer)
        if isinstance(tokens, Tokens):
            self.close()
            return replace(tokens, nonce=attempt.nonce)
        return Refused(Refusal.OTHER, tokens)


def _refused(what: str, where: str, todo: str = "Start the sign-in again.") -> Refused:
    return Refused(Refusal.OTHER, Problem(Kind.SIGN_IN, what, where, todo))
