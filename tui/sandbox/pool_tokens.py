"""The tokens identity pools vouch with: signed here, believed by STS, good for ten minutes.

https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdToken.html
"""

from collections.abc import Callable, Mapping

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from tui.sandbox.web_identity import Rejected, Vouched

PROVIDER = "cognito-identity.amazonaws.com"
"""What STS and trust policies call identity pools."""
ISSUER = f"https://{PROVIDER}"
LIFE = 600
_ALGORITHM = "ES256"


def vouched(pool: str, identity: str, amr: tuple[str, ...]) -> Vouched:
    """Somebody whom `pool` knows as `identity`, authenticated as `amr` says."""
    return Vouched(PROVIDER, identity, pool, {
        f"{PROVIDER}:sub": (identity,), f"{PROVIDER}:aud": (pool,), f"{PROVIDER}:amr": amr,
        "aws:federatedprovider": (PROVIDER,)})


class PoolTokens:
    """Signs and knows their tokens; the key lives as long as the process."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._key = clock, ECKey.generate_key("P-256", auto_kid=True)

    def sign(self, pool: str, identity: str, amr: tuple[str, ...]) -> str:
        now = int(self._clock())
        claims = {"iss": ISSUER, "aud": pool, "sub": identity, "amr": list(amr), "iat": now,
                  "exp": now + LIFE}
        return jwt.encode({"alg": _ALGORITHM, "kid": self._key.kid}, claims, self._key, [_ALGORITHM])

    def verify(self, token: str) -> Vouched | Rejected | None:
        """Who one of our own tokens is about; None for a token that is not ours."""
        try:
            claims: Mapping[str, object] = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
        except (JoseError, ValueError, TypeError, UnicodeError):
            return None
        expires, amr = claims["exp"], claims["amr"]
        if isinstance(expires, int) and expires <= self._clock():
            return Rejected("ExpiredTokenException", "Token expired")
        return vouched(str(claims["aud"]), str(claims["sub"]), tuple(amr) if isinstance(amr, list) else ())
