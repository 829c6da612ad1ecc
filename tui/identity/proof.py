"""What AWS is shown: an identity provider's word on a person, checked as far as we can."""

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any, TypeGuard

from tui.record import record
from tui.text import plain


@record
class Proof:
    """A checked ID token, or what stands in its place where a provider gives none.

    Times are seconds since the epoch; `role` is "" where the profile's own is to be assumed.
    """

    raw: str = field(repr=False)
    issuer: str
    subject: str
    audience: tuple[str, ...]
    expires_at: float
    name: str
    """What to call the person; not unique, theirs to change."""
    role: str = ""
    saml_provider: str = ""
    """The ARN of who sent it, where it is a SAML response; "" where it is a token."""

    @property
    def origin(self) -> str:
        """Issuer, audience and expiry, for messages: what AWS compares, and nothing secret."""
        return origin({"iss": self.issuer, "aud": list(self.audience), "exp": self.expires_at})


def origin(claims: Mapping[str, Any]) -> str:
    """Issuer, audience and expiry as the token tells them; every other claim stays out of messages."""
    exp = claims.get("exp")
    when = f"{datetime.fromtimestamp(exp, UTC):%Y-%m-%d %H:%M:%SZ}" if is_time(exp) else plain(str(exp), 40)
    iss, aud = plain(str(claims.get("iss")), 120), plain(", ".join(audiences(claims)), 120)
    return f"iss {iss}, aud {aud}, exp {when}"


def audiences(claims: Mapping[str, Any]) -> list[str]:
    """Whom a token is meant for."""
    aud = claims.get("aud")
    return [entry for entry in (aud if isinstance(aud, list) else [aud]) if isinstance(entry, str)]


def is_time(value: object) -> TypeGuard[float]:
    """Whether `value` can be seconds since the epoch."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e11
