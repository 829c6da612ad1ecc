"""The Cognito user pool: the engine's, with an issuer that leads to this machine and tokens signed for it.

The engine issues tokens of `cognito-idp.<region>.amazonaws.com`, which nobody here could verify; they are
signed anew under the pool's address on loopback, where discovery and keys are served. Its managed login is
served as it is. Only what nobody signs in AWS either is let through.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.jwk import ECKey

from tui.sandbox import strictjson, wire
from tui.sandbox.engine import Engine
from tui.sandbox.files import write_private
from tui.sandbox.people import CALLBACKS, PASSWORD, Person
from tui.sandbox.wire import Call, Reply

TARGET = "AWSCognitoIdentityProviderService"
_ALGORITHM = "ES256"
_POOL = "dynacart"
_OPEN = {"InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken", "RevokeToken",
         "GlobalSignOut", "AssociateSoftwareToken", "VerifySoftwareToken", "ForgotPassword",
         "ConfirmForgotPassword"}
_PAGES = {"/oauth2/authorize": "handle_oauth2_authorize", "/login": "handle_login_submit"}


class UserPools:
    """The one pool, at `endpoint`. Its key is kept in `file`, where there is one."""

    def __init__(self, engine: Engine, endpoint: str, file: Path | None) -> None:
        self._engine, self._endpoint = engine, endpoint
        self._key = _key(file)
        self.pool = self.client = ""

    @property
    def issuer(self) -> str:
        """The pool's address; known once seeded."""
        return f"{self._endpoint}/{self.pool}"

    async def seed(self, people: Sequence[Person]) -> None:
        """Create what is not there: pool, public client, and everybody with the same password."""
        pools = (await self._idp("ListUserPools", MaxResults=60))["UserPools"]
        known = [pool["Id"] for pool in pools if pool["Name"] == _POOL]
        if known:
            self.pool = known[0]
            clients = await self._idp("ListUserPoolClients", UserPoolId=self.pool)
            self.client = clients["UserPoolClients"][0]["ClientId"]
            return
        self.pool = (await self._idp("CreateUserPool", PoolName=_POOL))["UserPool"]["Id"]
        client = await self._idp(
            "CreateUserPoolClient", UserPoolId=self.pool, ClientName="dynacart", GenerateSecret=False,
            ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            SupportedIdentityProviders=["COGNITO"], CallbackURLs=list(CALLBACKS), AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "profile"], AllowedOAuthFlowsUserPoolClient=True)
        self.client = client["UserPoolClient"]["ClientId"]
        for person in people:
            attributes = {"name": person.full_name, "email": person.email}
            who = {"UserPoolId": self.pool, "Username": person.name}
            await self._idp("AdminCreateUser", **who, MessageAction="SUPPRESS", UserAttributes=[
                {"Name": name, "Value": value} for name, value in attributes.items()])
            await self._idp("AdminSetUserPassword", **who, Password=PASSWORD, Permanent=True)

    async def answer(self, call: Call) -> Reply:
        """The answer to one call of the pool's interface."""
        operation = call.headers["x-amz-target"].partition(".")[2]
        if operation not in _OPEN:
            return wire.json_error("MissingAuthenticationTokenException", "Missing Authentication Token", 403)
        reply = await self._engine.cognito(call)
        return self._signed(reply, ("AuthenticationResult", "IdToken"))

    def serves(self, path: str) -> bool:
        """Whether `path` is one of the pool's pages."""
        return path in _PAGES or path in ("/oauth2/token", "/oauth2/revoke") \
            or path.startswith(f"/{self.pool}/.well-known/")

    async def page(self, call: Call) -> Reply:
        """The answer to a browser, or to a client of the OAuth endpoints."""
        if call.path.endswith("/openid-configuration"):
            return _reply(self._discovery())
        if call.path.endswith("/jwks.json"):
            return _reply({"keys": [self._key.as_dict(private=False)]})
        if call.path == "/oauth2/revoke":
            form = dict(parse_qsl(call.body.decode("latin-1")))
            body = {"ClientId": form.get("client_id"), "Token": form.get("token")}
            target = {"x-amz-target": f"{TARGET}.RevokeToken"}
            return await self._engine.cognito(Call("POST", "/", b"", target, json.dumps(body).encode()))
        reply = await self._engine.cognito(call, _PAGES.get(call.path, "handle_request"))
        return self._signed(reply, ("id_token",)) if call.path == "/oauth2/token" else reply

    def _discovery(self) -> dict[str, object]:
        at = self._endpoint
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/.well-known/jwks.json",
                "authorization_endpoint": f"{at}/oauth2/authorize", "token_endpoint": f"{at}/oauth2/token",
                "revocation_endpoint": f"{at}/oauth2/revoke", "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "id_token_signing_alg_values_supported": [_ALGORITHM],
                "scopes_supported": ["openid", "email", "phone", "profile"]}

    def _signed(self, reply: Reply, path: Sequence[str]) -> Reply:
        """`reply` with the ID token at `path`, if there is one, issued by the pool's own address."""
        try:
            body = strictjson.loads(reply.body)
        except ValueError:
            return reply
        *above, name = path
        holder: Any = body
        for step in above:
            holder = holder.get(step) if isinstance(holder, dict) else None
        if not isinstance(holder, dict) or name not in holder:
            return reply
        payload = holder[name].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        header = {"alg": _ALGORITHM, "kid": self._key.kid}
        holder[name] = jwt.encode(header, {**claims, "iss": self.issuer}, self._key, [_ALGORITHM])
        return Reply(reply.status, json.dumps(body).encode(), reply.headers)

    async def _idp(self, action: str, **body: object) -> dict[str, Any]:
        return await self._engine.json("cognito", f"{TARGET}.{action}", body)


def _key(file: Path | None) -> ECKey:
    if file and file.exists():
        return ECKey.import_key(json.loads(file.read_text("utf-8")))
    key = ECKey.generate_key("P-256", auto_kid=True)
    if file:
        write_private(file, json.dumps(key.as_dict(private=True)))
    return key


def _reply(body: Mapping[str, object]) -> Reply:
    return Reply(200, json.dumps(body).encode(), {"content-type": "application/json"})
