"""Identity pools: an identity in each for everybody whom one of their providers vouches for, and credentials.

https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/. Nobody signs these calls. An identity is
derived from provider and subject, so nothing has to be kept; linking logins is not offered.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import field, replace

from tui.record import record
from tui.sandbox import strictjson, wire
from tui.sandbox.facebook_tokens import PROVIDER as FACEBOOK
from tui.sandbox.iam import key_prefix
from tui.sandbox.logins import Logins
from tui.sandbox.people import REGION
from tui.sandbox.pool_roles import Pool
from tui.sandbox.pool_tokens import vouched
from tui.sandbox.sessions import Sessions
from tui.sandbox.sts import USUAL, Sts
from tui.sandbox.web_identity import Rejected, Vouched
from tui.sandbox.wire import Call, Reply

TARGET = "AWSCognitoIdentityService"
_STRANGER = "Logins don't match. Please include at least one valid login for this identity or identity pool."
_ENHANCED = "Basic (classic) flow is not enabled, please use enhanced flow."
_AUDIENCE = Rejected("NotAuthorizedException", "Invalid login token. Incorrect token audience.")
_SEEN = {
    "ExpiredTokenException": ("NotAuthorizedException", "Invalid login token. {}"),
    "IDPCommunicationError": ("ExternalServiceException", "{}"),
}
_UNSOUND = ("NotAuthorizedException", "Invalid login token. {}")


@record
class _Known:
    """Somebody a pool knows, how they proved it, and who says so."""

    pool: Pool
    identity: str
    person: Vouched
    amr: tuple[str, ...]


@record
class Pools:
    """All pools; `providers` are those that each accepts: who vouches, by what a login calls them.

    The two differ where somebody stands in, at an address of this machine, for a provider AWS knows by name.
    """

    logins: Logins
    sts: Sts
    sessions: Sessions
    providers: dict[str, str]
    pools: list[Pool] = field(default_factory=list)

    async def answer(self, call: Call) -> Reply:
        """The answer to one call of the identity pool's interface."""
        operation = call.headers["x-amz-target"].partition(".")[2]
        try:
            request = strictjson.loads(call.body)
        except ValueError:
            return wire.json_error("SerializationException", "The request is not sound JSON")
        if not isinstance(request, dict):
            return wire.json_error("SerializationException", "The request is no object")
        known = await self._known(request)
        if isinstance(known, Rejected):
            return wire.json_error(known.code, known.message, known.status)
        match operation:
            case "GetId":
                return _reply({"IdentityId": known.identity})
            case "GetOpenIdToken":
                if not known.pool.basic:
                    return wire.json_error("InvalidParameterException", _ENHANCED)
                token = self.logins.pool.sign(known.pool.name, known.identity, known.amr)
                return _reply({"IdentityId": known.identity, "Token": token})
            case "GetCredentialsForIdentity":
                return await self._credentials(known, str(request.get("CustomRoleArn") or ""))
        return wire.json_error("UnknownOperationException", "")

    async def _known(self, request: Mapping[str, object]) -> _Known | Rejected:
        """Whom the request's one login is about; they must be who the request is about."""
        wanted, identity, logins = (request.get(key) for key in ("IdentityPoolId", "IdentityId", "Logins"))
        pools = [pool for pool in self.pools if wanted in (None, pool.name)]
        if not pools:
            return Rejected("ResourceNotFoundException", f"IdentityPool '{wanted}' not found.")
        if not isinstance(logins, dict) or len(logins) != 1:
            return Rejected("NotAuthorizedException",
                            "Unauthenticated access is not supported for this identity pool.")
        ((login, token),) = logins.items()
        person = await self._person(login, str(token))
        if isinstance(person, Rejected):
            return person
        name = self.providers[login]
        amr = ("authenticated", name, f"{name}:{person.audience}:{person.subject}")
        for pool in pools:
            digest = hashlib.sha256(f"{pool.name} {login} {person.subject}".encode()).digest()
            derived = f"{REGION}:{uuid.UUID(bytes=digest[:16], version=4)}"
            if identity == derived or (identity is None and wanted):
                fits = pool.clients.get(name, person.audience) == person.audience
                return _Known(pool, derived, person, amr) if fits else _AUDIENCE
        return Rejected("NotAuthorizedException", _STRANGER)

    async def _person(self, login: str, token: str) -> Vouched | Rejected:
        if login not in self.providers:
            return Rejected("NotAuthorizedException",
                            "Token is not from a supported provider of this identity pool.")
        saml = login.startswith("arn:")
        person = await self.logins.saml.verify(token, login) if saml else \
            await self.logins.verify(token, FACEBOOK if login == FACEBOOK else "")
        if isinstance(person, Rejected):
            code, message = _SEEN.get(person.code, _UNSOUND)
            return replace(person, code=code, message=message.format(person.message), status=400)
        if login != FACEBOOK and not saml and f"{self.providers[login].lower()}:sub" not in person.keys:
            return Rejected("NotAuthorizedException",
                            "Invalid login token. Issuer doesn't match providerName")
        return person

    async def _credentials(self, known: _Known, asked: str) -> Reply:
        """The enhanced flow: the pool assumes the role itself, for the person."""
        role = known.pool.role(known.person.provider, known.person.claims, asked)
        form = {"RoleArn": role, "RoleSessionName": "CognitoIdentityCredentials"}
        session = await self.sts.assume(
            "AssumeRoleWithWebIdentity", form, vouched(known.pool.name, known.identity, known.amr), USUAL)
        if isinstance(session, Rejected):
            return wire.json_error(
                "InvalidIdentityPoolConfigurationException",
                "Invalid identity pool configuration. Check assigned IAM roles for this pool.")
        made = self.sessions.issue(session)
        return _reply({"IdentityId": known.identity, "Credentials": {
            "AccessKeyId": made.access_key, "SecretKey": made.secret, "SessionToken": made.token,
            "Expiration": int(made.expires)}})


def login_of(issuer: str) -> str:
    """What a pool calls an OpenID provider."""
    return key_prefix(issuer).rstrip("/")


def _reply(body: Mapping[str, object]) -> Reply:
    return wire.json_reply(200, json.dumps(body).encode())
