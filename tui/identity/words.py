"""What we say when an identity provider says no: the same sentences on the screen and the command line."""

from tui.problem import Kind, Problem
from tui.text import plain

WAITING = "Waiting for your approval"
SLOWED = "The identity provider asks us to slow down; still waiting for your approval"
NOTHING_TO_PROVE = "The identity provider gave no ID token"
NO_DEVICE_GRANT = "The identity provider offers no sign-in with a code"
NO_BROWSER_GRANT = "The identity provider offers no sign-in by browser"
NOT_OURS = "This does not answer the sign-in that is under way here"
NO_REVOCATION = "The identity provider offers no way to revoke the sign-in"
UNREADABLE = "The identity provider's answer cannot be read"

DENIED = ("access_denied", "authorization_declined")
EXPIRED = ("expired_token", "bad_verification_code", "expired")
CLIENT = ("invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
          "admin_policy_enforced", "org_internal")
DECIDED = ("authorization_pending", "slow_down", "invalid_grant", "invalid_request",
           *DENIED, *EXPIRED, *CLIENT)
"""Codes that are the protocol's whatever HTTP status they come with."""
BUSY = ("server_error", "temporarily_unavailable", "rate_limit_exceeded")

_ASK_AGAIN = "Start the sign-in again."
_WHO_RUNS_IT = "Ask who runs the identity provider."
_WORDS = {
    "access_denied": ("The sign-in was declined", _ASK_AGAIN),
    "expired_token": ("The code has expired", _ASK_AGAIN),
    "invalid_grant": ("The identity provider no longer accepts this code", _ASK_AGAIN),
    "invalid_client": ("The identity provider does not accept this client",
                       "Check `client_id` and `client_secret` in the profile."),
    "unauthorized_client": ("The identity provider does not let this client sign in this way",
                            "Allow it the device authorization and refresh token grants there."),
    "invalid_scope": ("The identity provider does not offer these scopes", "Check `scopes` in the profile."),
    "admin_policy_enforced": ("Your organisation does not allow this sign-in", _WHO_RUNS_IT),
    "server_error": ("The identity provider has trouble of its own", "Try again in a moment."),
}
_SAME = {
    "authorization_declined": "access_denied",
    "bad_verification_code": "expired_token",
    "expired": "expired_token",
    "unsupported_grant_type": "unauthorized_client",
    "org_internal": "admin_policy_enforced",
    "temporarily_unavailable": "server_error",
    "rate_limit_exceeded": "server_error",
}


def problem(error: str, description: str, where: str) -> Problem:
    """What to tell about the OAuth error code `error` (RFC 6749 section 5.2, RFC 8628 section 3.5).

    `description` is the provider's own sentence: shown unless ours already says it all.
    """
    code = plain(error, 80)
    unknown = (f"The identity provider answered {code}", _WHO_RUNS_IT)
    words, todo = _WORDS.get(_SAME.get(error, error), unknown)
    if description and error not in (*DENIED, *EXPIRED):
        words = f"{words}: {plain(description).rstrip('.')}"
    kind = Kind.UNAVAILABLE if error in BUSY else Kind.SIGN_IN
    return Problem(kind, words, where, todo, code)


def signed_out(error: str, description: str, where: str) -> Problem:
    """What to tell when a refresh token is refused: whatever the reason, only signing in again helps."""
    if error in CLIENT:
        return problem(error, description, where)
    detail = f": {plain(description).rstrip('.')}" if description else ""
    return Problem(Kind.SIGN_IN, f"Your sign-in has ended{detail}", where, "Sign in again.", plain(error, 80))
