"""Trading a proof for AWS credentials by way of a Cognito identity pool: calls that nobody signs.

The pool knows each person by an identity id, whoever vouches for them: that is their owner id. Enhanced, the
pool itself chooses the role and gives the credentials; basic, it gives a token for AWS STS.
https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
"""

import re
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeGuard

from tui.config import Profile
from tui.credentials import sts
from tui.credentials.asking import Said, Words, ask, told
from tui.credentials.model import AwsCredentials
from tui.identity.proof import Proof
from tui.problem import Denial, Kind, Problem

if TYPE_CHECKING:
    from types_boto3_cognito_identity import CognitoIdentityClient

SERVICE = "The identity pool"
ISSUER = "https://cognito-identity.amazonaws.com"
_IDENTITY = re.compile(r"[\w-]{1,55}:[0-9a-f-]{1,60}", re.ASCII)
_PROVIDER = "Compare the pool's identity providers with issuer and client."
_WORDS: Words = {
    "NotAuthorized": (Kind.SIGN_IN, "The identity pool does not accept the identity provider's token",
                      _PROVIDER),
    sts.EXPIRED: (Kind.SIGN_IN, "The identity pool finds the token expired", "Sign in again."),
    "InvalidIdentityPoolConfiguration": (
        Kind.USAGE, "The identity pool has no role for this sign-in", "Check the roles of the pool."),
    "ResourceNotFound": (Kind.USAGE, "There is no such identity pool in this region",
                         "Check `identity_pool_id` and `region`."),
    "ResourceConflict": (Kind.SIGN_IN, "This sign-in belongs to two identities of the pool",
                         "Ask who runs the AWS account to merge or unlink them."),
    "InvalidParameter": (Kind.USAGE, "The identity pool does not accept the request", _PROVIDER),
    "ExternalService": (Kind.UNAVAILABLE, "The identity pool cannot reach the identity provider",
                        "Try again in a moment."),
    "InternalError": (Kind.UNAVAILABLE, "The identity pool has trouble of its own", "Try again in a moment."),
    "LimitExceeded": (Kind.UNAVAILABLE, "The identity pool has reached a limit", "Try again in a moment."),
}


def exchange(profile: Profile, proof: Proof, login: str, *, now: float) -> AwsCredentials | Problem | Denial:
    """Credentials for `proof`, which the pool knows as coming from `login`. Blocks on the network."""
    from tui.credentials.aws import unsigned

    client = unsigned(profile, "cognito-identity")
    if isinstance(client, Problem):
        return client
    with closing(client):
        pool = _Pool(client, profile, proof, {login: proof.raw})
        return pool.basic(now) if profile.exchange == "pool-basic" else pool.enhanced()


class _Pool:
    """One exchange."""

    def __init__(
        self, client: "CognitoIdentityClient", profile: Profile, proof: Proof, logins: Mapping[str, str],
    ) -> None:
        self._client, self._profile, self._proof, self._logins = client, profile, proof, logins

    def enhanced(self) -> AwsCredentials | Problem:
        """The pool chooses the role, or grants the profile's."""
        identity = self._identity()
        if isinstance(identity, Problem):
            return identity
        role = self._profile.role_arn
        custom = {"CustomRoleArn": role} if role else {}
        answer = self._ask(lambda: self._client.get_credentials_for_identity(
            IdentityId=identity, Logins=self._logins, **custom))
        return answer if isinstance(answer, Problem) else self._read(answer, identity)

    def basic(self, now: float) -> AwsCredentials | Problem | Denial:
        """The pool vouches for the person; STS has the last word on the role."""
        identity = self._identity()
        if isinstance(identity, Problem):
            return identity
        known = identity
        answer = self._ask(lambda: self._client.get_open_id_token(IdentityId=known, Logins=self._logins))
        if isinstance(answer, Problem):
            return answer
        token, told = answer.get("Token"), answer.get("IdentityId", known)  # which may be another one
        if not isinstance(token, str) or not _sound(told):
            return self._incomplete()
        vouched = replace(self._proof, raw=token, issuer=ISSUER, subject=told, role="",
                          audience=(self._profile.identity_pool_id,))
        credentials = sts.exchange(self._profile, vouched, now=now)
        if isinstance(credentials, AwsCredentials) and credentials.owner_id != told:
            return Problem(Kind.SIGN_IN, "AWS STS names another identity than the pool", vouched.origin,
                           "Check the AWS endpoint.")
        return credentials

    def _identity(self) -> str | Problem:
        """The id the pool knows the person by."""
        pool = self._profile.identity_pool_id
        answer = self._ask(lambda: self._client.get_id(IdentityPoolId=pool, Logins=self._logins))
        if isinstance(answer, Problem):
            return answer
        identity = answer.get("IdentityId")
        return identity if _sound(identity) else self._incomplete()

    def _ask(self, call: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any] | Problem:
        answer = ask(SERVICE, self._client.meta.endpoint_url, call)
        if not isinstance(answer, Said):
            return answer
        if answer.expired:
            answer = replace(answer, code=sts.EXPIRED)
        login = next(iter(self._logins))
        where = f"{self._profile.identity_pool_id}, login {login}, {self._proof.origin}"
        return told(answer, _WORDS, SERVICE, where)

    def _read(self, answer: Mapping[str, Any], identity: str) -> AwsCredentials | Problem:
        try:
            keys = answer["Credentials"]
            parts = (keys["AccessKeyId"], keys["SecretKey"], keys["SessionToken"])
            expires = keys["Expiration"].timestamp()
        except (KeyError, TypeError, AttributeError):
            return self._incomplete()
        if answer.get("IdentityId", identity) != identity:
            return Problem(Kind.SIGN_IN, "The identity pool answers for another identity",
                           self._proof.origin, "Check the AWS endpoint.")
        return AwsCredentials(*parts, expires_at=expires, principal_arn=self._profile.role_arn,
                              owner_id=identity)

    def _incomplete(self) -> Problem:
        return Problem(Kind.UNAVAILABLE, "The answer of the identity pool is incomplete", self._proof.origin,
                       "Try again in a moment.")


def _sound(identity: object) -> TypeGuard[str]:
    return isinstance(identity, str) and bool(_IDENTITY.fullmatch(identity))
