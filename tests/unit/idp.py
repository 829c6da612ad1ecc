"""An identity provider and an AWS STS on one loopback address, as far as signing in needs them."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key

from tests.unit.peers import Answer, Peer, Request
from tui.config import Profile
from tui.identity.device import DeviceCode
from tui.identity.discovery import Provider
from tui.identity.proof import Proof

NOW = 1_800_000_000.0
"""Seconds since the epoch: when everything in these tests happens."""
CLIENT = "dynacart-cli"
ROLE = "arn:aws:iam::123456789012:role/dynacart-cart"
KEY = ECKey.generate_key("P-256", {"kid": "first"})
PROOF = Proof("THE-PROOF", "https://idp.example", "alice", (CLIENT,), NOW, "Alice")
CODE = DeviceCode("WDJB-MJHT", "https://idp.example/device", "", 600.0, 5.0, "the device code")
PENDING = Answer({"error": "authorization_pending"}, 400)


class Idp(Peer):
    """Knows alice. `tokens` are the answers of the token endpoint, in turn, the last one again and again."""

    def __init__(self) -> None:
        super().__init__({
            "/.well-known/openid-configuration": lambda _: Answer(self.document),
            "/jwks": lambda _: Answer(self.jwks, headers={"Date": http_date(self.date)}),
            "/device": lambda _: self.device,
            "/token": lambda _: self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0],
            "/revoke": lambda _: self.revoked,
            "/": self.sts,
        })
        self.document: dict[str, Any] = {
            "issuer": self.url, "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/jwks",
            "device_authorization_endpoint": f"{self.url}/device",
            "revocation_endpoint": f"{self.url}/revoke"}
        self.device, self.revoked = Answer({}), Answer()
        self.date, self.aws_life, self.owner, self.exchanges = NOW, 3600.0, "", 0
        self.tokens = [PENDING]
        self.jwks: dict[str, object] = {}
        self.publish([KEY])

    def publish(self, keys: Iterable[Key]) -> None:
        self.jwks = {"keys": [key.as_dict(private=False) for key in keys]}

    @property
    def provider(self) -> Provider:
        return Provider(self.url, (), f"{self.url}/token", f"{self.url}/jwks", f"{self.url}/device")

    def profile(self, folder: Path, **changes: object) -> Profile:
        profile = Profile("test", folder, "us-east-1", self.url, CLIENT, ROLE, "cart", "catalog",
                          endpoints={"sts": f"{self.url}/"})
        return replace(profile, **changes)  # type: ignore[arg-type]

    def claims(self, **changes: object) -> dict[str, Any]:
        claims = {"iss": self.url, "aud": CLIENT, "sub": "alice", "name": "Alice Moreau",
                  "iat": int(NOW), "exp": int(NOW) + 3600, **changes}
        return {name: value for name, value in claims.items() if value is not None}

    def id_token(
        self, key: Key = KEY, header: dict[str, Any] | None = None, /, **changes: object,
    ) -> str:
        return sign(self.claims(**changes), key, header)

    def grant(self, **changes: object) -> Answer:
        """A token endpoint's good answer."""
        return Answer({"token_type": "Bearer", "access_token": "an access token", "expires_in": 3600,
                       "id_token": self.id_token(), "refresh_token": "a refresh token", **changes})

    def sts(self, request: Request) -> Answer:
        """What AWS STS makes of a token, believing it."""
        token = request.form["WebIdentityToken"]
        subject = self.owner or json.loads(jws.extract_compact(token.encode()).payload)["sub"]
        role, session = request.form["RoleArn"], request.form["RoleSessionName"]
        self.exchanges += 1
        expires = datetime.fromtimestamp(NOW + self.aws_life, UTC)
        principal = f"{role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/{session}"
        return Answer(f"""
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <AssumeRoleWithWebIdentityResult>
            <SubjectFromWebIdentityToken>{subject}</SubjectFromWebIdentityToken>
            <AssumedRoleUser><Arn>{principal}</Arn><AssumedRoleId>A:{session}</AssumedRoleId></AssumedRoleUser>
            <Credentials><AccessKeyId>ASIA{self.exchanges}</AccessKeyId>
            <SecretAccessKey>a secret</SecretAccessKey><SessionToken>a session</SessionToken>
            <Expiration>{expires:%Y-%m-%dT%H:%M:%SZ}</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>""".strip().encode())


def sign(claims: dict[str, Any], key: Key, header: dict[str, Any] | None = None) -> str:
    """A signed token, with no kid in its header where `header` says None."""
    full = {"alg": "ES256" if isinstance(key, ECKey) else "RS256", "kid": key.kid, **(header or {})}
    full = {name: value for name, value in full.items() if value is not None}
    return jwt.encode(full, claims, key, algorithms=[str(full["alg"])])


def sts_error(code: str, message: str, status: int = 400) -> Answer:
    return Answer(f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>"
                  f"</Error><RequestId>a-request-id</RequestId></ErrorResponse>".encode(), status)


def http_date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)
