"""Who signed a token: JSON Web Signatures (RFC 7515) against the keys an issuer publishes (RFC 7517).

Only public-key algorithms count, and a key is only ever used for its own kind of algorithm: `none` is no
signature, and an HMAC under a published key is a forgery anybody can make.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry, extract_compact
from joserfc.util import base64_to_int

from tui.identity.http import get_json
from tui.problem import Kind, Problem
from tui.record import record
from tui.text import plain

ALGORITHMS = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
}
"""What AWS STS takes too, besides PS; with the kind of key each one needs (RFC 7518 section 3.1)."""
WEAKEST_RSA = 2048
"""Bits (RFC 7518 section 3.3)."""
_REGISTRY = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
_REGISTRY.max_header_length = 16 * 1024  # a certificate chain may come with it
_INVALID = (JoseError, ValueError, TypeError, KeyError, RecursionError, UnsupportedAlgorithm)


@record
class Signed:
    """Claims whose signature holds, and what the issuer's clock said when it handed us its keys."""

    claims: Mapping[str, Any] = field(repr=False)
    date: float | None


def signed_claims(token: str, jwks_uri: str) -> Signed | Problem:
    """The claims of `token` if a key at `jwks_uri` signed them; fetched once more if it is not there yet."""
    header = _header(token)
    if isinstance(header, Problem):
        return header
    for _ in range(2):
        reply = get_json(jwks_uri)
        if isinstance(reply, Problem):
            return reply
        if keys := _fitting(reply.body.get("keys"), header):
            break
    else:
        kid = plain(str(header.get("kid", "")), 80)
        return _bad(f"The issuer publishes no {header['alg']} key {kid} for this ID token", jwks_uri)
    for key in keys:
        try:
            return Signed(jwt.decode(token, key, registry=_REGISTRY).claims, reply.date)
        except _INVALID:
            continue
    return _bad("The ID token is not signed by its issuer", jwks_uri)


def _header(token: str) -> dict[str, Any] | Problem:
    try:
        header: dict[str, Any] = extract_compact(token.encode("ascii")).headers()
    except _INVALID:
        return _bad("The identity provider's ID token is no signed token", "")
    alg = header.get("alg")
    if not isinstance(alg, str) or alg not in ALGORITHMS:
        return _bad(f"The ID token is signed with {plain(str(alg), 20)}, which proves nothing to us", "")
    return header


def _fitting(published: object, header: Mapping[str, Any]) -> list[RSAKey | ECKey]:
    """The published keys that may have made the signature, by kid where the token names one."""
    keys = []
    for jwk in published if isinstance(published, list) else ():
        if not isinstance(jwk, dict) or jwk.get("kty") != ALGORITHMS[header["alg"]]:
            continue
        if "kid" in header and jwk.get("kid") != header["kid"]:
            continue
        if jwk.get("use", "sig") == "sig" and jwk.get("alg", header["alg"]) == header["alg"]:
            keys += _load(jwk)
    return keys[:8]


def _load(jwk: dict[str, Any]) -> list[RSAKey | ECKey]:
    try:
        if jwk["kty"] == "EC":
            return [ECKey.import_key(jwk)]
        return [RSAKey.import_key(jwk)] if base64_to_int(jwk["n"]).bit_length() >= WEAKEST_RSA else []
    except _INVALID:
        return []


def _bad(what: str, where: str) -> Problem:
    return Problem(Kind.SIGN_IN, what, where, "Sign in again, or ask who runs the identity provider.")
