"""OpenID Connect ID tokens, verified the way STS does before it lets anyone assume a role.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html; the messages are those
seen from AWS. Other kinds of proof (SAML, an identity pool) can end in the same `Vouched`.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import field

from joserfc import jws
from joserfc.errors import JoseError

from tui.record import record
from tui.sandbox import strictjson
from tui.sandbox.iam import Iam, Provider
from tui.sandbox.jwks import KeyRing, UnfitError, UnreachableError
from tui.sandbox.templates import Context

ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
SKEW = 300.0
"""Seconds by which a token may come from the future."""
LONGEST = 20_000
"""Characters."""

_NO_JWT = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
_NO_KEY = ("Couldn't retrieve verification key from your identity provider, please reference "
           "AssumeRoleWithWebIdentity documentation for requirements")


@record
class Vouched:
    """Somebody, as a provider that IAM knows describes them."""

    provider: str
    """Its ARN: the principal of trust policies."""
    subject: str
    audience: str
    keys: Context
    """The condition keys this brings into trust policies and, for the session, into permissions."""
    claims: Mapping[str, object] = field(default_factory=dict)
    """What its token says, for identity pools to go by."""


@record
class Rejected:
    """A proof that is not accepted, in STS's words."""

    code: str
    message: str
    status: int = 400


class WebIdentity:
    """Verifies tokens of whichever issuers are registered with IAM, or `built_in`: names by issuer."""

    def __init__(
        self, iam: Iam, keys: KeyRing, clock: Callable[[], float], built_in: Mapping[str, str],
    ) -> None:
        self._iam, self._keys, self._clock = iam, keys, clock
        self._built_in = {issuer: Provider(name, issuer, ()) for issuer, name in built_in.items()}

    async def verify(self, token: str) -> Vouched | Rejected:
        """Who the token is about, if a registered provider signed it, for this account, and it is in time."""
        seen = _unverified(token)
        if seen is None:
            return Rejected("InvalidIdentityToken", _NO_JWT)
        header, claims = seen
        if missing := _missing(claims):
            return Rejected("InvalidIdentityToken", f"Missing a required claim: {missing}")
        issuer = str(claims["iss"])
        provider = self._built_in.get(issuer) or await self._iam.provider(issuer)
        if provider is None:
            unknown = f"No OpenIDConnect provider found in your account for {issuer}"
            return Rejected("InvalidIdentityToken", unknown)
        unsigned = await self._unsigned(token, header, issuer)
        return unsigned or self._untimely(claims) or _judge_audience(claims, provider)

    async def _unsigned(self, token: str, header: Mapping[str, object], issuer: str) -> Rejected | None:
        kid = header.get("kid")
        if header.get("alg") not in ALGORITHMS or not isinstance(kid, str | None):
            return Rejected("InvalidIdentityToken", _NO_JWT)
        try:
            key = await self._keys.key(issuer, kid)
            jws.deserialize_compact(token, key, algorithms=ALGORITHMS)
        except UnreachableError:
            return Rejected("IDPCommunicationError", "The identity provider could not be reached")
        except UnfitError:
            return Rejected("InvalidIdentityToken", _NO_KEY)
        except (JoseError, ValueError):
            return Rejected("InvalidIdentityToken", "The token's signature is not valid")
        return None

    def _untimely(self, claims: Mapping[str, object]) -> Rejected | None:
        now = self._clock()
        expires, issued, begins = (claims.get(name) for name in ("exp", "iat", "nbf"))
        if _seconds(expires) <= now:
            return Rejected("ExpiredTokenException", (
                f"Token expired: current date/time {now:.0f} must be before "
                f"the expiration date/time {_seconds(expires):.0f}"))
        if _seconds(issued) > now + SKEW or (begins is not None and _seconds(begins) > now + SKEW):
            return Rejected("InvalidIdentityToken", "The token is not valid yet")
        return None


def _judge_audience(claims: Mapping[str, object], provider: Provider) -> Vouched | Rejected:
    """`azp`, where there is one, is who the token is for; else `aud`."""
    audiences = _texts(claims["aud"])
    authorized = claims.get("azp")
    candidates = [authorized] if isinstance(authorized, str) else audiences
    audience = next((name for name in candidates if provider.built_in or name in provider.audiences), None)
    if audience is None:
        return Rejected("InvalidIdentityToken", "Incorrect token audience")
    prefix, subject = provider.prefix, str(claims["sub"])
    keys = {
        f"{prefix}:sub": (subject,), f"{prefix}:aud": (audience,), f"{prefix}:oaud": audiences,
        f"{prefix}:amr": _texts(claims.get("amr")), "aws:federatedprovider": (provider.arn,),
    }
    return Vouched(provider.arn, subject, audience, keys, claims)


def _unverified(token: str) -> tuple[Mapping[str, object], Mapping[str, object]] | None:
    """Header and claims as they stand, not believed yet; the signature is checked over the same text."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > LONGEST:
        return None
    try:
        header, claims = (strictjson.loads(_decode(part)) for part in parts[:2])
    except (ValueError, binascii.Error):
        return None
    return (header, claims) if isinstance(header, dict) and isinstance(claims, dict) else None


def _decode(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _missing(claims: Mapping[str, object]) -> str:
    """A claim that is not there or not of its type (OpenID Connect Core 1.0 section 2), or ""."""
    sound = {
        "iss": isinstance(claims.get("iss"), str) and str(claims["iss"]).isprintable(),
        "sub": bool(claims.get("sub")) and isinstance(claims["sub"], str) and claims["sub"].isprintable(),
        "aud": bool(_texts(claims.get("aud"))),
        "exp": _is_time(claims.get("exp")),
        "iat": _is_time(claims.get("iat")),
        "nbf": "nbf" not in claims or _is_time(claims["nbf"]),
        "azp": isinstance(claims.get("azp"), str | None),
    }
    return next((name for name, fine in sound.items() if not fine), "")


def _texts(value: object) -> tuple[str, ...]:
    values: list[object] = value if isinstance(value, list) else [value]
    texts = tuple(one for one in values if isinstance(one, str) and one)
    return texts if len(texts) == len(values) else ()


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e11


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
