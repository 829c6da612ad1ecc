"""An OpenID issuer for tests: publishes keys over HTTP, and signs any claims with any of them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

from tui.sandbox.people import CLIENT_ID, GOOGLE_PATH
from tui.sandbox.wire import Receive, Scope, Send

SOUND: Mapping[str, object] = {}


def ec_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


def rsa_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@dataclass
class Issuer:
    """Served at `url`, and under a path of it as who stands in for Google; `down` has it answer 503.

    `discovery` and `jwks` replace what it publishes.
    """

    clock: Callable[[], float]
    url: str = ""
    keys: list[Key] = field(default_factory=lambda: [ec_key("one")])
    down: bool = False
    discovery: dict[str, Any] | None = None
    jwks: bytes | None = None
    asked: list[str] = field(default_factory=list)

    def heal(self) -> None:
        self.down, self.discovery, self.jwks = False, None, None

    def claims(self, claims: Mapping[str, object]) -> dict[str, Any]:
        """The claims of a sound token, with these instead or, where None, without them."""
        now = int(self.clock())
        sound = {"iss": self.url, "sub": "alice", "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        return {name: value for name, value in {**sound, **claims}.items() if value is not None}

    def token(
        self, claims: Mapping[str, object] = SOUND, *, key: Key | None = None, alg: str = "ES256",
    ) -> str:
        """A signed token; `key` None is the first that is published."""
        key = key or self.keys[0]
        return jwt.encode({"alg": alg, "kid": key.kid}, self.claims(claims), key, algorithms=[alg])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for event in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{event}.complete"})
            return
        self.asked.append(scope["path"])
        within = GOOGLE_PATH if scope["path"].startswith(f"{GOOGLE_PATH}/") else ""
        published = {
            f"{within}/.well-known/openid-configuration": json.dumps(
                self.discovery or {"issuer": f"{self.url}{within}", "jwks_uri": f"{self.url}/jwks"}).encode(),
            "/jwks": self.jwks or json.dumps(
                {"keys": [key.as_dict(private=False) for key in self.keys]}).encode(),
        }
        status = 503 if self.down else 200 if scope["path"] in published else 404
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": published.get(scope["path"], b"")})
