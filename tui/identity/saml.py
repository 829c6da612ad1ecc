"""SAML 2.0: in a browser that comes back to this machine, by a pasted response, or by ECP without a browser.

`sign_in_url` is where the identity provider takes requests (its SingleSignOnService, or its ECP endpoint if
`flow = "ecp"`), `client_id` the entity id it knows AWS by. There is nothing to refresh: once the credentials
of AWS end, the person signs in again. AWS takes a response within five minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui.config import Profile
from tui.identity import words
from tui.identity.assertion import Assertion, read
from tui.identity.listener import Listener
from tui.identity.proof import Proof
from tui.identity.saml_request import AWS, Request
from tui.identity.steps import Flow, Outcome, Pending, Prompt, Question, Refusal, Refused, Step, Visit
from tui.identity.tokens import Rejected, Tokens, Transient
from tui.problem import Kind, Problem
from tui.text import plain

LIFE = 300.0
"""Seconds the person has for a browser."""
GLANCE = 0.5
"""Seconds that one poll waits for it."""
_FIELD = "the form field SAMLResponse of the request to it (developer tools, network)"
_PASTE = "Sign in at {}\nIt ends at {}: copy {} within five minutes."


@dataclass(slots=True)
class _Attempt:
    """One sign-in: what was asked, and what came of it so far."""

    request: Request
    listener: Listener | None = None
    assertion: Assertion | None = field(default=None, repr=False)


class SamlFlow:
    """Signing in by browser; the response is posted to this machine, or pasted. One thread at a time."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._attempt: _Attempt | None = None

    def start(self) -> Step | Problem:
        """Listen where the flow does, and name the page to go to."""
        self.close()
        if self._profile.flow == "paste":
            request = Request.make(self._profile.client_id, AWS)
            self._attempt = _Attempt(request)
            return Question(_PASTE.format(request.url(self._profile.sign_in_url), AWS, _FIELD),
                            (Prompt("SAMLResponse", long=True),))
        request = Request.make(self._profile.client_id, "")
        listener = Listener.bind(self._profile.redirect_uris, request.state, "RelayState")
        if isinstance(listener, Problem):
            return listener
        request = request.to(listener.uri)
        self._attempt = _Attempt(request, listener)
        return Visit(request.url(self._profile.sign_in_url), listener.uri, LIFE, paste=_FIELD)

    def poll(self, step: Step) -> Outcome:  # noqa: ARG002 - see Flow
        """Wait a moment for the browser."""
        attempt = self._attempt
        if attempt is None or attempt.listener is None:
            return Pending()
        came = attempt.listener.wait(GLANCE)
        return Pending() if came is None else self._take(came.get("SAMLResponse", ""), ours=True)

    def answer(self, values: Sequence[str]) -> Outcome:
        """Take a pasted response, or which of its roles to assume."""
        attempt = self._attempt
        if attempt is None or not values:
            return Pending()
        if attempt.assertion is not None:
            return self._choose(attempt.assertion, values[0].strip())
        return self._take("".join(values), ours=attempt.listener is not None)

    def close(self) -> None:
        """Listen no more."""
        if self._attempt and self._attempt.listener:
            self._attempt.listener.close()
        self._attempt = None

    def _take(self, text: str, *, ours: bool) -> Outcome:
        """Go on with a response; one that has to be `ours` answers the request of this attempt."""
        attempt = self._attempt
        found = read(text)
        if attempt is None or isinstance(found, Problem):
            return Refused(Refusal.OTHER, found) if isinstance(found, Problem) else Pending()
        if found.answers != attempt.request.id and (ours or found.answers):
            return Refused(Refusal.OTHER, Problem(Kind.SIGN_IN, words.NOT_OURS, found.recipient,
                                                  "Start the sign-in again."))
        attempt.assertion = found
        return offered(found, self._profile)

    def _choose(self, assertion: Assertion, typed: str) -> Outcome:
        if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(assertion.offers):
            return _tokens(assertion, int(typed) - 1)
        return offered(assertion, self._profile)


def offered(assertion: Assertion, profile: Profile) -> Tokens | Question | Refused:
    """The response with its role: the profile's, or the only one; else the person chooses."""
    wanted = [number for number, offer in enumerate(assertion.offers)
              if profile.role_arn in ("", offer.role)]
    if not wanted:
        known = ", ".join(offer.role for offer in assertion.offers)
        return Refused(Refusal.OTHER, Problem(
            Kind.SIGN_IN, f"The identity provider does not offer the role {profile.role_arn}",
            f"offered: {known}", "Check `role_arn` in the profile, or leave it out to choose."))
    if len(wanted) == 1:
        return _tokens(assertion, wanted[0])
    listed = "".join(f"\n  {number}  {offer.role}" for number, offer in enumerate(assertion.offers, 1))
    return Question(f"Which role?{listed}", (Prompt("Number"),))


def _tokens(assertion: Assertion, number: int) -> Tokens:
    return Tokens("", "", saml=assertion.raw, role=assertion.offers[number].role)


def begin(profile: Profile) -> Flow:
    """See `IdentityProvider`."""
    if profile.flow == "ecp":
        from tui.identity.ecp import EcpFlow

        return EcpFlow(profile)
    return SamlFlow(profile)


def prove(profile: Profile, tokens: Tokens, now: float) -> Proof | Problem:  # noqa: ARG001 - see there
    """See `IdentityProvider`: the response itself, which AWS checks; only its time is looked at here."""
    found = read(tokens.saml)
    if isinstance(found, Problem):
        return found
    offer = next((offer for offer in found.offers if offer.role == tokens.role), None)
    proof = Proof(found.raw, found.issuer, found.subject, (found.recipient,), found.ends, found.name,
                  tokens.role, offer.provider if offer else "")
    if offer is None:
        return Problem(Kind.SIGN_IN, "The SAML response does not offer that role", proof.origin,
                       "Sign in again.")
    if found.ends <= now:
        what = "The SAML response has expired: it is good for five minutes"
        return Problem(Kind.SIGN_IN, what, proof.origin,
                       "Sign in again; if that does not help, set the clock of this computer.")
    return proof


def refresh(profile: Profile, refresh_token: str) -> Tokens | Rejected | Transient:  # noqa: ARG001 - see there
    """See `IdentityProvider`; SAML knows no refresh."""
    where = plain(profile.sign_in_url)
    return Rejected(Problem(Kind.SIGN_IN, "Your sign-in has ended", where, "Sign in again."))


def revoke(profile: Profile, refresh_token: str, proof: Proof) -> None:
    """See `IdentityProvider`; nothing was given that lasts: AWS takes a response for five minutes."""
