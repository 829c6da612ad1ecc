"""An OpenID provider on loopback: device grant, authorization code with PKCE, rotating refresh tokens."""

from tui.sandbox.idp.provider import IdentityProvider
from tui.sandbox.idp.settings import Settings

__all__ = ["IdentityProvider", "Settings"]
