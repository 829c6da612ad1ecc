"""A Cognito user pool on loopback: the engine's own, which checks the proof, and scripts."""

import asyncio
import json
from pathlib import Path
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cognito

from tests.unit.idp import ROLE
from tests.unit.peers import Answer, Peer, Request
from tui.config import Profile

PASSWORD = "Correct-Horse-9"
TARGET = "AWSCognitoIdentityProviderService"
RESULT = {"IdToken": "an id token", "AccessToken": "an access token", "RefreshToken": "a refresh token"}


def idp(operation: str, **body: object) -> dict[str, Any]:
    """Call the engine's Cognito as an administrator."""
    status, answer = _dispatch(f"{TARGET}.{operation}", json.dumps(body).encode())
    assert status == 200, answer
    return dict(json.loads(answer or b"{}"))


def _dispatch(target: str, body: bytes) -> tuple[int, bytes]:
    with request_scope("123456789012", "us-east-1"):
        status, _, answer = asyncio.run(
            cognito.handle_request("POST", "/", {"x-amz-target": target}, body, {}))
    return status, answer if isinstance(answer, bytes) else answer.encode()


class Pool(Peer):
    """The engine's Cognito over HTTP, unless `script` has an answer; what was sent is in `sent`."""

    def __init__(self) -> None:
        super().__init__({"/": self._cognito})
        self.script: list[Answer] = []
        self.sent: list[dict[str, Any]] = []

    def _cognito(self, request: Request) -> Answer:
        body = request.body
        self.sent.append({"operation": request.headers["X-Amz-Target"].partition(".")[2], **json.loads(body)})
        if self.script:
            return self.script.pop(0)
        status, answer = _dispatch(request.headers["X-Amz-Target"], body)
        return Answer(answer, status)

    def profile(self, folder: Path) -> Profile:
        """That of a pool which alice has just been invited to."""
        pool = idp("CreateUserPool", PoolName="shop", MfaConfiguration="OPTIONAL")["UserPool"]["Id"]
        client = idp("CreateUserPoolClient", UserPoolId=pool, ClientName="c", ExplicitAuthFlows=[
            "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])["UserPoolClient"]["ClientId"]
        idp("AdminCreateUser", UserPoolId=pool, Username="alice", TemporaryPassword="For-Once-1")
        return Profile("test", folder, "us-east-1", "https://idp.example", client, ROLE, "a", "b",
                       provider="cognito", user_pool_id=pool, flow="srp",
                       endpoints={"cognito-idp": self.url})


def error(code: str, message: str = "because", status: int = 400) -> Answer:
    return Answer({"__type": code, "message": message}, status)


def challenge(name: str, **parameters: str) -> Answer:
    return Answer({"ChallengeName": name, "Session": "s3ssion", "ChallengeParameters": parameters})
