"""The sandbox's AWS endpoint: DynamoDB, STS, IAM and Cognito behind one ASGI application.

    aws = Aws(data_dir=folder, issuer="http://127.0.0.1:8080", keep=False)
    await aws.start(PEOPLE)      # tables, provider, roles, catalog, carts, the admin's credentials file
    ...serve `aws` with any ASGI server, on loopback...
    await aws.stop()             # with keep=True, the state is on disk now
"""

import asyncio
import base64
import configparser
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tui.problem import Problem
from tui.sandbox import federation, pools, user_pools, wire
from tui.sandbox.engine import Engine
from tui.sandbox.facebook_tokens import PROVIDER as FACEBOOK
from tui.sandbox.facebook_tokens import FacebookTokens
from tui.sandbox.faults import Faults
from tui.sandbox.files import write_private
from tui.sandbox.guard import Admin, Guard
from tui.sandbox.iam import Iam
from tui.sandbox.jwks import KeyRing
from tui.sandbox.logins import Logins
from tui.sandbox.people import FACEBOOK_PATH, GOOGLE, GOOGLE_PATH, PEOPLE, SAML_PROVIDER, Person
from tui.sandbox.pool_tokens import PoolTokens
from tui.sandbox.pools import Pools
from tui.sandbox.saml import Saml
from tui.sandbox.seed import seed
from tui.sandbox.sessions import Sessions
from tui.sandbox.sts import Sts
from tui.sandbox.tables import TableKeys
from tui.sandbox.user_pools import UserPools
from tui.sandbox.web_identity import WebIdentity
from tui.sandbox.wire import Call, Receive, Scope, Send

_FOLDER_MODE = 0o700


class Aws:
    """One AWS account on loopback; an ASGI application once started. One instance a process.

    `data_dir` must exist. It receives the file `admin` (AWS shared credentials format, 0600) and, with
    `keep`, the account's state in `aws/`: saved when stopped and, while people write, every half minute, so
    that a killed process loses at most that. `issuer` is the OpenID provider that may vouch for people; it is
    called only when somebody exchanges a token. `endpoint` is where this is served. `latency_ms` delays every
    answer. `control_token`, where given, opens `/_sandbox/faults` to whoever shows it;
    `saml_metadata` is what the SAML identity provider is known by.
    """

    def __init__(
        self, *, data_dir: Path, issuer: str, keep: bool, endpoint: str = "", latency_ms: int = 0,
        control_token: str = "", saml_metadata: str = "", clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.admin_credentials = data_dir / "admin"
        self.faults = Faults(latency_ms=latency_ms)
        self._issuer, self._clock, self._saml_metadata = issuer, clock, saml_metadata
        self._state = data_dir / "aws" if keep else None
        self.engine = Engine(self._state)
        self._admin = _admin(self.admin_credentials)
        iam = Iam(self.engine)
        self.sessions = Sessions(self._admin.secret, clock)
        logins = Logins(WebIdentity(iam, KeyRing(clock), clock, {issuer + GOOGLE_PATH: GOOGLE}),
                        FacebookTokens(issuer + FACEBOOK_PATH), PoolTokens(clock), Saml(self.engine, clock))
        sts = Sts(iam, logins, self.sessions, clock)
        key = data_dir / "cognito-key.json" if keep else None
        self.user_pools = UserPools(self.engine, endpoint, key)
        own, google = pools.login_of(issuer), pools.login_of(issuer + GOOGLE_PATH)
        self._pools = Pools(logins, sts, self.sessions, {
            own: own, google: GOOGLE, FACEBOOK: FACEBOOK, SAML_PROVIDER: SAML_PROVIDER})
        self._unsigned = {pools.TARGET: self._pools.answer, user_pools.TARGET: self.user_pools.answer}
        self._guard = Guard(
            engine=self.engine, iam=iam, sts=sts, sessions=self.sessions,
            tables=TableKeys(self.engine), admin=self._admin, faults=self.faults, control_token=control_token,
            clock=clock, sleep=sleep)

    async def start(self, people: Sequence[Person], products: int = 0) -> Problem | None:
        """Open the account, create what is not there yet; a saved state that is unreadable is a problem."""
        if self._state:
            self._state.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        if problem := self.engine.open():
            return problem
        await seed(self.engine, issuer=self._issuer, people=people, products=products,
                   clock=self._clock)
        await self.user_pools.seed(PEOPLE)
        login = pools.login_of(self.user_pools.issuer)
        self._pools.providers[login] = login
        self._pools.pools.extend(await federation.seed(
            self.engine, self._issuer, self.user_pools.issuer, self.user_pools.client, self._saml_metadata))
        return None

    async def stop(self) -> None:
        """Close the account, saving its state when it is to be kept."""
        await self.engine.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; lifespan events are acknowledged and do nothing."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            call = await wire.receive_call(scope, receive)
            if not isinstance(call, Call):
                await wire.send_reply(call, send)
            elif self.user_pools.serves(call.path):
                await wire.send_reply(await self.user_pools.page(call), send)
            elif service := self._unsigned.get(call.headers.get("x-amz-target", "").partition(".")[0]):
                await wire.send_reply(await service(call), send)
            else:
                answer = await self._guard.answer(call)
                await wire.send_reply(answer.reply, send, lost=answer.lost)


async def _live(receive: Receive, send: Send) -> None:
    for event in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{event}.complete"})


def _admin(path: Path) -> Admin:
    """The administrator whose credentials `path` holds; a new one, written there, if it holds none."""
    known = configparser.ConfigParser(interpolation=None)
    known.read(path, encoding="utf-8")
    if known.has_section("default"):
        return Admin(known["default"]["aws_access_key_id"], known["default"]["aws_secret_access_key"])
    key = "AKIA" + base64.b32encode(secrets.token_bytes(10)).decode()
    admin = Admin(key, base64.b64encode(secrets.token_bytes(30)).decode())
    write_private(path, f"[default]\naws_access_key_id = {admin.access_key}\n"
                        f"aws_secret_access_key = {admin.secret}\n")
    return admin
