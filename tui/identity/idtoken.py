"""Whether an ID token is what it claims to be: OpenID Connect Core 1.0 section 3.1.3.7."""

import hmac
import re
from collections.abc import Mapping
from typing import Any

from tui.identity.discovery import Provider
from tui.identity.proof import Proof, audiences, is_time, origin
from tui.problem import Kind, Problem
from tui.text import plain

LEEWAY = 60.0
"""Seconds by which two honest clocks may differ."""
LONGEST = 20_000
"""Characters of a token that AWS STS takes."""


def verify(
    raw: str, provider: Provider, client_id: str, *, now: float, role_claim: str = "",
    nonce: str = "",
) -> Proof | Problem:
    """Check signature and claims of `raw`, and that it repeats `nonce` where one was asked for.

    Fetches the issuer's keys; no problem ever quotes the token.
    """
    from tui.identity.keys import signed_claims

    if len(raw) > LONGEST:
        return _bad("The ID token is longer than AWS STS takes", {}, "Ask for fewer claims in the token.")
    signed = signed_claims(raw, provider.jwks_uri)
    if isinstance(signed, Problem):
        return signed
    claims = signed.claims
    problem = (_not_ours(claims, provider.issuer, client_id) or _not_now(claims, now, signed.date)
               or _unusable(claims) or _replayed(claims, nonce))
    if problem:
        return problem
    role = claims.get(role_claim) if role_claim else None
    return Proof(raw, provider.issuer, claims["sub"], tuple(audiences(claims)), float(claims["exp"]),
                 name_of(claims), role if isinstance(role, str) else "")


def name_of(claims: Mapping[str, Any]) -> str:
    """The friendliest of the person's names, safe to show."""
    for claim in ("name", "preferred_username", "email", "sub"):
        value = claims.get(claim)
        if isinstance(value, str) and (name := plain(value, 80)):
            return name
    return ""


def _not_ours(claims: Mapping[str, Any], issuer: str, client_id: str) -> Problem | None:
    audience, azp = audiences(claims), claims.get("azp")
    if claims.get("iss") != issuer:
        return _bad(f"The ID token comes from another issuer than {issuer}", claims,
                    "Check `issuer` in the profile.")
    if client_id not in audience:
        return _bad(f"The ID token is meant for another client than {client_id}", claims,
                    "Check `client_id` in the profile.")
    if azp != client_id and (azp is not None or len(audience) > 1):
        return _bad(f"The ID token was issued to another client than {client_id}", claims,
                    "Check `client_id` in the profile.")
    return None


def _not_now(claims: Mapping[str, Any], now: float, server_now: float | None) -> Problem | None:
    exp, iat, nbf = claims.get("exp"), claims.get("iat"), claims.get("nbf", 0)
    if not (is_time(exp) and is_time(iat) and is_time(nbf)):
        return _bad("The ID token does not say when it holds", claims, "Ask who runs the identity provider.")
    early = max(iat, nbf) - LEEWAY > now
    if not early and exp + LEEWAY > now:
        return None
    what = "The ID token is from the future" if early else "The ID token has expired"
    off = 0.0 if server_now is None else now - server_now
    if early or abs(off) > LEEWAY:
        by = f"is {_span(abs(off))} {'fast' if off > 0 else 'slow'}" if abs(off) > LEEWAY else "seems wrong"
        return _bad(f"{what}: the clock of this computer {by}", claims, "Set the clock, then sign in again.")
    return _bad(what, claims, "Sign in again.")


def _unusable(claims: Mapping[str, Any]) -> Problem | None:
    sub = claims.get("sub")
    if not isinstance(sub, str) or not re.fullmatch(r"[\x20-\x7e]{1,255}", sub):
        return _bad("The ID token names nobody we could know", claims, "Ask who runs the identity provider.")
    return None


def _replayed(claims: Mapping[str, Any], nonce: str) -> Problem | None:
    """A token of another sign-in repeats another nonce (section 3.1.2.1)."""
    told = claims.get("nonce")
    if not nonce or (isinstance(told, str) and hmac.compare_digest(told.encode(), nonce.encode())):
        return None
    return _bad("The ID token belongs to another sign-in", claims, "Sign in again.")


def _span(seconds: float) -> str:
    for unit, length in (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"


def _bad(what: str, claims: Mapping[str, Any], todo: str) -> Problem:
    return Problem(Kind.SIGN_IN, what, origin(claims) if claims else "", todo)
