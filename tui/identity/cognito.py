"""An Amazon Cognito user pool: its managed login in a browser, or name and password here (`flow = "srp"`).

Its tokens are those of any OpenID provider. They are refreshed and revoked by the pool's own interface, which
works whether or not the pool has a domain, and whether or not it rotates refresh tokens.
"""

from tui.config import Profile
from tui.identity import openid
from tui.identity.cognito_api import Failure, call
from tui.identity.proof import Proof
from tui.identity.steps import Flow, Refused
from tui.identity.tokens import Rejected, Tokens, Transient
from tui.problem import Kind, Problem


def begin(profile: Profile) -> Flow:
    """See `IdentityProvider`."""
    from tui.identity.authorization import BrowserFlow
    from tui.identity.srp import SrpFlow

    return SrpFlow(profile) if profile.flow == "srp" else BrowserFlow(profile)


def prove(profile: Profile, tokens: Tokens, now: float) -> Proof | Problem:
    """See `IdentityProvider`."""
    return openid.prove(profile, tokens, now)


def refresh(profile: Profile, refresh_token: str) -> Tokens | Rejected | Transient:
    """See `IdentityProvider`; without rotation the answer holds no refresh token, and the old one stays."""
    from tui.identity.srp import tokens

    match call(profile, "GetTokensFromRefreshToken", RefreshToken=refresh_token, **_secret(profile)):
        case Transient() as lost:
            return lost
        case Failure() as failure:
            said = f": {failure.message.rstrip('.')}" if failure.message else ""
            return Rejected(Problem(Kind.SIGN_IN, f"Your sign-in has ended{said}", failure.where,
                                    "Sign in again.", failure.code))
        case answer:
            result = answer.get("AuthenticationResult")
            fresh = tokens(result if isinstance(result, dict) else {}, profile, kept=refresh_token)
            return Rejected(fresh.problem) if isinstance(fresh, Refused) else fresh


def revoke(profile: Profile, refresh_token: str, proof: Proof) -> Problem | None:  # noqa: ARG001 - see there
    """See `IdentityProvider`; https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html."""
    if not refresh_token:
        return None
    match call(profile, "RevokeToken", Token=refresh_token, **_secret(profile)):
        case Transient(problem=problem) | Failure(problem=problem):
            return problem
    return None


def _secret(profile: Profile) -> dict[str, str]:
    return {"ClientSecret": profile.client_secret} if profile.client_secret else {}
