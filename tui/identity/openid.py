"""Any OpenID provider: Keycloak, Auth0, Okta, Entra, Google, and those nobody here has heard of.

A code on another screen where the provider offers that (RFC 8628), else a browser. Some announce a device
endpoint and then do not let this client use it: Keycloak answers `invalid_grant` or `unauthorized_client`
there, Okta and Auth0 `unauthorized_client`. A browser is the way then, too.
"""

from collections.abc import Sequence

from tui.config import Profile
from tui.identity import words
from tui.identity.device import DeviceFlow
from tui.identity.discovery import discover
from tui.identity.proof import Proof
from tui.identity.steps import Flow, Outcome, Pending, Step
from tui.identity.tokens import Rejected, Tokens, Transient, read
from tui.problem import Kind, Problem

NOT_THIS_WAY = ("unauthorized_client", "unsupported_grant_type", "invalid_grant")
"""Answers to a request for a device code that leave the browser worth a try."""


class EitherFlow:
    """A code where that is offered to us, else a browser."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._chosen: Flow | None = None

    def start(self) -> Step | Problem:
        """Ask the provider what it offers, and start that."""
        from tui.identity.authorization import BrowserFlow

        self.close()
        provider = discover(self._profile.issuer)
        if isinstance(provider, Problem):
            return provider
        browser = BrowserFlow(self._profile, provider)
        if not provider.device_authorization_endpoint and provider.authorization_endpoint:
            self._chosen = browser
            return browser.start()
        self._chosen = DeviceFlow(self._profile, provider)
        step = self._chosen.start()
        if isinstance(step, Problem) and step.code in NOT_THIS_WAY and provider.authorization_endpoint:
            self._chosen = browser
            return browser.start()
        return step

    def poll(self, step: Step) -> Outcome:
        """See `Flow`."""
        return self._chosen.poll(step) if self._chosen else Pending()

    def answer(self, values: Sequence[str]) -> Outcome:
        """See `Flow`."""
        return self._chosen.answer(values) if self._chosen else Pending()

    def close(self) -> None:
        """See `Flow`."""
        if self._chosen:
            self._chosen.close()


def begin(profile: Profile) -> Flow:
    """See `IdentityProvider`."""
    if profile.flow == "browser":
        from tui.identity.authorization import BrowserFlow

        return BrowserFlow(profile)
    return DeviceFlow(profile) if profile.flow == "device" else EitherFlow(profile)


def prove(profile: Profile, tokens: Tokens, now: float) -> Proof | Problem:
    """See `IdentityProvider`."""
    from tui.identity.idtoken import verify

    provider = discover(profile.issuer)
    if isinstance(provider, Problem):
        return provider
    return verify(tokens.id_token, provider, profile.client_id, now=now, role_claim=profile.role_claim,
                  nonce=tokens.nonce)


def refresh(profile: Profile, refresh_token: str) -> Tokens | Rejected | Transient:
    """See `IdentityProvider`; RFC 6749 section 6."""
    from tui.identity.client import Client, Error

    provider = discover(profile.issuer)
    if isinstance(provider, Problem):
        return Transient(provider)
    match Client(profile, provider).ask_tokens("refresh_token", refresh_token=refresh_token):
        case Transient() as lost:
            return lost
        case Error() as error:
            return Rejected(words.signed_out(error.code, error.description, error.where))
        case answer:
            tokens = read(answer, provider.token_endpoint, kept=refresh_token)
            return Rejected(_unproved(provider.issuer)) if isinstance(tokens, Problem) else tokens


def _unproved(issuer: str) -> Problem:
    """A refresh need not bring an ID token (OpenID Connect Core 1.0 section 12.2); AWS takes nothing else."""
    what = "Your sign-in has ended: the identity provider renews it without an ID token"
    return Problem(Kind.SIGN_IN, what, issuer, "Sign in again.")


def revoke(profile: Profile, refresh_token: str, proof: Proof) -> Problem | None:  # noqa: ARG001 - see there
    """See `IdentityProvider`; RFC 7009. An ID token cannot be revoked, and ends soon."""
    from tui.identity.client import Client

    if not refresh_token:
        return None
    provider = discover(profile.issuer)
    if isinstance(provider, Problem):
        return provider
    if not provider.revocation_endpoint:
        return Problem(Kind.SIGN_IN, words.NO_REVOCATION, provider.issuer)
    return Client(profile, provider).revoke(refresh_token, "refresh_token")
