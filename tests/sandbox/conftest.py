"""The sandbox, as a process (`sandbox`), and its identity provider alone, with a clock of its own (`idp`)."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, Self

import pytest

from tui.cli.sandbox_process import Ready, SandboxProcess
from tui.problem import Problem
from tui.sandbox.idp import IdentityProvider, Settings
from tui.sandbox.idp.server import Server
from tui.sandbox.running import Running
from tui.sandbox.serving import bind, never_empty, serve, url


class Provider(Protocol):
    """An identity provider, and the means to decide about its sign-ins."""

    @property
    def issuer(self) -> str: ...

    def approve(self, user_code: str, person: str) -> None: ...


@dataclass(frozen=True)
class Sandbox:
    """One running `dynacart sandbox`. `admin` is a credentials file with the account's own keys."""

    config: Path
    aws_endpoint: str
    issuer: str
    people: tuple[str, ...]
    control: Running

    @classmethod
    def of(cls, ready: Ready) -> Self:
        """The one that has said so."""
        control = ready.control
        return cls(ready.config, control.aws_endpoint, control.issuer, ready.people, control)

    @property
    def admin(self) -> Path:
        return self.config.parent / "admin"

    def approve(self, user_code: str, person: str) -> None:
        assert self.control.approve(user_code, person) is None


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One for all tests of a worker: leave carts as you found them, or use lists and SKUs of your own."""
    with SandboxProcess() as process:
        ready = process.ready()
        assert isinstance(ready, Ready), ready
        yield Sandbox.of(ready)


@dataclass
class Clock:
    """Seconds since the epoch, moved by hand."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Idp:
    """An identity provider that answers at `issuer`; `server` has its books and its faults."""

    issuer: str
    server: Server
    token: str
    clock: Clock

    def approve(self, user_code: str, person: str) -> None:
        assert self.server.decisions.decide(user_code, person, approve=True) == "done"

    def deny(self, user_code: str) -> None:
        assert self.server.decisions.decide(user_code, "", approve=False) == "done"


@dataclass
class Stage:
    """A loopback address where each test puts a provider of its own."""

    issuer: str
    provider: IdentityProvider | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        assert self.provider is not None
        return self.provider(environ, start_response)


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    listener = bind(0)
    assert not isinstance(listener, Problem)
    stage, loop, stop = Stage(url(listener)), asyncio.new_event_loop(), asyncio.Event()
    serving = serve(never_empty(stage), listener, stop)
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,))
    thread.start()
    yield stage
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


@pytest.fixture(scope="session")
def idp_key(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> str:
    """One signing key for all, since making one takes longer than a test."""
    folder = tmp_path_factory.mktemp("idp")
    IdentityProvider(Settings(stage.issuer), folder=folder)
    return (folder / "idp-key.json").read_text("utf-8")


@pytest.fixture
def make_idp(stage: Stage, idp_key: str, tmp_path: Path) -> Callable[..., Idp]:
    """Puts a provider with the given settings on stage; the folder it keeps is `tmp_path`."""
    clock = Clock()
    (tmp_path / "idp-key.json").write_text(idp_key, "utf-8")

    def make(**settings: int | str) -> Idp:
        provider = IdentityProvider(
            replace(Settings(stage.issuer), **settings), folder=tmp_path, clock=clock)  # type: ignore[arg-type]
        stage.provider = provider
        return Idp(stage.issuer, provider.server, provider.control_token, clock)

    return make


@pytest.fixture
def idp(make_idp: Callable[..., Idp]) -> Idp:
    return make_idp()
