"""What an identity provider hands out. No token here ever shows in a repr."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from tui.identity import words
from tui.problem import Kind, Problem
from tui.record import record


@record
class Tokens:
    """One answer of a token endpoint (RFC 6749 section 5.1, OpenID Connect Core 1.0 section 3.1.3.3).

    None of it is checked yet. `refresh_token` is "" where the provider gave none; `nonce` is what the ID
    token has to repeat, "" where nothing was asked of it.
    """

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    nonce: str = field(default="", repr=False)
    saml: str = field(default="", repr=False)
    """A SAML response, where that is what is handed out, and the role chosen of those it offers."""
    role: str = ""
    expires_in: float = 0.0
    """Seconds the access token lives, where it is all there is; 0 where that does not matter."""


@record
class Rejected:
    """The provider will not refresh this sign-in any more."""

    problem: Problem


@record
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
