"""What waits for a person's decision: device codes, and authorization codes on their way to a client.

Their `get_*` and `is_expired` methods are those Authlib asks its models for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from authlib.oauth2.rfc8628 import DeviceCredentialMixin
from authlib.oidc.core import AuthorizationCodeMixin

SLOWER = 5
"""Seconds added to the interval of a device that polls too often (RFC 8628 3.5)."""


@dataclass(slots=True)
class DeviceCode(DeviceCredentialMixin):
    """One device waiting to be let in. `person` is who decided, once `decision` is there."""

    device_code: str = field(repr=False)
    user_code: str
    client_id: str
    scope: str
    expires_at: float
    interval: float
    clock: Callable[[], float] = field(repr=False)
    decision: Literal["pending", "approved", "denied"] = "pending"
    person: str = ""
    polled_at: float = float("-inf")

    def get_client_id(self) -> str:
        return self.client_id

    def get_scope(self) -> str:
        return self.scope

    def get_user_code(self) -> str:
        return self.user_code

    def is_expired(self) -> bool:
        return self.clock() >= self.expires_at

    def polled_too_soon(self) -> bool:
        """Count one poll; True when it came within the interval of the one before, which then grows."""
        now = self.clock()
        too_soon = now < self.polled_at + self.interval
        self.polled_at = now
        if too_soon:
            self.interval += SLOWER
        return too_soon


@dataclass(slots=True)
class AuthorizationCode(AuthorizationCodeMixin):
    """One code on its way through the browser; `sign_in` is what it was exchanged for, "" before."""

    code: str = field(repr=False)
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    person: str
    expires_at: float
    used: bool = False
    sign_in: str = ""

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope
