"""The AWS endpoint over real HTTP, an OpenID issuer that signs whatever it is told to, and real boto3."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from configparser import ConfigParser
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from tests.sandbox.guard.issuer import Issuer
from tui.problem import Problem
from tui.sandbox.aws import Aws
from tui.sandbox.people import PEOPLE, REGION, Role, role_arn
from tui.sandbox.serving import bind, serve, url

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_sts import STSClient
    from types_boto3_sts.type_defs import AssumeRoleWithWebIdentityResponseTypeDef, CredentialsTypeDef

CONTROL_TOKEN = "a token for the tests"
ONCE = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
ROLES: dict[str, Role] = {person.name: person.role for person in PEOPLE}


@dataclass
class Clock:
    """The machine's time, `ahead` seconds off: boto3 signs with the machine's."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass
class World:
    """One account, its issuer, and clients for everybody in it."""

    aws: Aws
    issuer: Issuer
    endpoint: str
    clock: Clock
    folder: Path
    _signed_in: dict[str, "CredentialsTypeDef"] = field(default_factory=dict)

    def assume(
        self, token: str, role: Role = "cart", **more: object,
    ) -> "AssumeRoleWithWebIdentityResponseTypeDef":
        """Exchange `token` for credentials."""
        asked: Any = {"RoleArn": role_arn(role), "RoleSessionName": "test", "WebIdentityToken": token, **more}
        return _unsigned(self.endpoint).assume_role_with_web_identity(**asked)

    def credentials(self, person: str) -> "CredentialsTypeDef":
        """Credentials of one of the sandbox's people, asked for once."""
        if person not in self._signed_in:
            token = self.issuer.token({"sub": person})
            answer = self.assume(token, ROLES[person], RoleSessionName=person)
            self._signed_in[person] = answer["Credentials"]
        return self._signed_in[person]

    def client(self, person: str, service: str = "dynamodb") -> Any:  # noqa: ANN401 - of any service
        """A client of `person`'s, or of `admin`'s."""
        if person == "admin":
            known = ConfigParser()
            known.read(self.aws.admin_credentials)
            keys = dict(known["default"])
        else:
            given = self.credentials(person)
            keys = {
                "aws_access_key_id": given["AccessKeyId"], "aws_session_token": given["SessionToken"],
                "aws_secret_access_key": given["SecretAccessKey"]}
        return _client(service, self.endpoint, tuple(sorted(keys.items())))

    def end_sessions(self) -> None:
        """All credentials given out have expired; whoever is asked for next signs in anew."""
        self.aws.sessions.end_all()
        self._signed_in.clear()


@cache
def _unsigned(endpoint: str) -> "STSClient":
    config = Config(signature_version=UNSIGNED).merge(ONCE)
    return boto3.Session().client("sts", REGION, endpoint_url=endpoint, config=config)


@cache
def _client(service: str, endpoint: str, keys: tuple[tuple[str, str], ...]) -> Any:  # noqa: ANN401
    return boto3.Session().client(
        service, REGION, endpoint_url=endpoint, config=ONCE, **dict(keys))  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that runs in a thread of its own, where everything is served."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


@pytest.fixture(scope="session")
def serving(loop: asyncio.AbstractEventLoop) -> Iterator[Callable[[object], str]]:
    """Serves an application on loopback until the session ends, and tells its address."""
    stop = asyncio.Event()
    running: list[Future[None]] = []

    def start(app: object) -> str:
        listener = bind(0)
        assert not isinstance(listener, Problem)
        address = url(listener)
        running.append(asyncio.run_coroutine_threadsafe(serve(app, listener, stop), loop))
        return address

    yield start
    loop.call_soon_threadsafe(stop.set)
    for served in running:
        served.result()


@pytest.fixture(scope="session")
def shared_world(
    serving: Callable[[object], str], loop: asyncio.AbstractEventLoop,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    clock, folder = Clock(), tmp_path_factory.mktemp("aws")
    issuer = Issuer(clock=clock)
    issuer.url = serving(issuer)
    aws = Aws(data_dir=folder, issuer=issuer.url, keep=False, control_token=CONTROL_TOKEN, clock=clock)
    assert asyncio.run_coroutine_threadsafe(aws.start(PEOPLE), loop).result() is None
    yield World(aws, issuer, serving(aws), clock, folder)
    asyncio.run_coroutine_threadsafe(aws.stop(), loop).result()


@pytest.fixture
def world(shared_world: World) -> Iterator[World]:
    """The account all tests share: they leave it as they found it, or use names of their own."""
    yield shared_world
    faults = shared_world.aws.faults
    faults.set(dict.fromkeys(faults.current(), 0))
    shared_world.clock.ahead = 0.0
    shared_world.issuer.heal()


@pytest.fixture
def alice(world: World) -> "DynamoDBClient":
    client: DynamoDBClient = world.client("alice")
    return client


@pytest.fixture
def bob(world: World) -> "DynamoDBClient":
    client: DynamoDBClient = world.client("bob")
    return client


@pytest.fixture
def viewer(world: World) -> "DynamoDBClient":
    client: DynamoDBClient = world.client("viewer")
    return client


@pytest.fixture
def admin(world: World) -> "DynamoDBClient":
    client: DynamoDBClient = world.client("admin")
    return client
