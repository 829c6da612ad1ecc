"""How the identity provider behaves."""

from tui.record import record

SCOPES = ("openid", "profile", "email", "offline_access")


@record
class Settings:
    """Times are seconds. `auto_approve` names the person every sign-in is approved as, without asking."""

    issuer: str
    interval: int = 1
    """How long a device waits between polls (RFC 8628 3.2); real providers say 5."""
    code_lifetime: int = 600
    id_token_lifetime: int = 3600
    sign_in_lifetime: int = 30 * 24 * 3600
    """How long a refresh token stays good without being used."""
    auto_approve: str = ""
