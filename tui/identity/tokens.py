"""What an identity provider hands out, how to get fresh ones, and how to give them back.

No token here ever shows in a repr.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tui.config import Profile
from tui.identity import words
from tui.identity.discovery import Provider
from tui.problem import Kind, Problem


@dataclass(frozen=True, slots=True)
class Tokens:
    """One answer of a token endpoint (RFC 6749 section 5.1, OpenID Connect Core 1.0 section 3.1.3.3).

    None of it is checked yet. `refresh_token` is "" where the provider gave none.
    """

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider will not refresh this sign-in any more."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Transient:
    """No usable answer this time (network, 5xx, 429): worth a new try, in `retry_after` seconds at least."""

    problem: Problem
    retry_after: float = 0.0

    @property
    def says(self) -> str:
        """What to show while the next try is due."""
        return f"{self.problem.what}; trying again"


def read(answer: Mapping[str, Any], where: str, kept: str = "") -> Tokens | Problem:
    """The tokens of a token endpoint's answer; the refresh token `kept` stays where it holds no new one."""
    found = {key: value for key in ("id_token", "access_token", "refresh_token")
             if isinstance(value := answer.get(key), str)}
    if not found.get("id_token"):
        return Problem(Kind.SIGN_IN, words.NOTHING_TO_PROVE, where, "Keep `openid` among the `scopes`.")
    return Tokens(found["id_token"], found.get("access_token", ""), found.get("refresh_token") or kept)


def refresh(profile: Profile, provider: Provider, refresh_token: str) -> Tokens | Rejected | Transient:
    """Trade `refresh_token` for fresh tokens (RFC 6749 section 6). Blocks on the network."""
    from tui.identity.client import Client, Error

    match Client(profile, provider).ask_tokens("refresh_token", refresh_token=refresh_token):
        case Transient() as lost:
            return lost
        case Error() as error:
            return Rejected(words.signed_out(error.code, error.description, error.where))
        case answer:
            tokens = read(answer, provider.token_endpoint, kept=refresh_token)
            return Rejected(tokens) if isinstance(tokens, Problem) else tokens


def revoke(profile: Profile, refresh_token: str) -> Problem | None:
    """Make a sign-in's refresh token worthless (RFC 7009); None if it surely is now. Blocks."""
    from tui.identity.client import Client
    from tui.identity.discovery import discover

    provider = discover(profile.issuer)
    if isinstance(provider, Problem):
        return provider
    if not provider.revocation_endpoint:
        return Problem(Kind.SIGN_IN, words.NO_REVOCATION, provider.issuer)
    return Client(profile, provider).revoke(refresh_token, "refresh_token")
