"""The identity providers behind one interface, each a module; none is imported before it is asked for."""

from importlib import import_module
from typing import Protocol, cast

from tui.config import Profile
from tui.identity.proof import Proof
from tui.identity.steps import Flow
from tui.identity.tokens import Rejected, Tokens, Transient
from tui.problem import Problem


class IdentityProvider(Protocol):
    """What signing in, staying signed in and signing out need of a provider."""

    def begin(self, profile: Profile) -> Flow:
        """The way to sign in that the profile names, or that suits. Asks nobody yet."""
        ...

    def prove(self, profile: Profile, tokens: Tokens, now: float) -> Proof | Problem:
        """What AWS is to be shown, checked. Blocks on the network."""
        ...

    def refresh(self, profile: Profile, refresh_token: str) -> Tokens | Rejected | Transient:
        """Fresh tokens for a refresh token. Blocks on the network."""
        ...

    def revoke(self, profile: Profile, refresh_token: str, proof: Proof) -> Problem | None:
        """Make worthless what lasts: a refresh token, "" for none, and else the token that was the proof.

        None if nothing of it is surely good for anything now. Blocks on the network.
        """
        ...


_MODULES = {"oidc": "openid", "google": "openid", "facebook": "facebook", "cognito": "cognito",
            "saml": "saml"}


def provider_of(profile: Profile) -> IdentityProvider:
    """The profile's provider."""
    module: object = import_module(f"tui.identity.{_MODULES[profile.provider]}")
    return cast(IdentityProvider, module)
