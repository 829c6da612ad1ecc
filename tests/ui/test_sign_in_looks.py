"""How the sign-in screen looks, stage by stage."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.driving import settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import CODE, DENIAL
from tests.ui.signing_in import DECLINED, LOST, SLOWER, TOKENS, UNKNOWN_ISSUER, Host, SignIn, approves
from tui.browser import Browser
from tui.identity.schedule import DRIFT

SMALL, LARGE, TINY = (80, 24), (120, 40), (40, 15)
BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
LONG_URL = "https://login.example.com/realms/customers/device"
SLOW = [SLOWER] * DRIFT

Size = tuple[int, int]
Looks = Callable[..., bool]
Steps = Callable[[SignIn], Awaitable[None]]


async def nothing(sign_in: SignIn) -> None:
    """The code has come in, that is all."""


async def polled(sign_in: SignIn) -> None:
    """One poll has been answered, and what follows from it."""
    await sign_in.later()


async def expired(sign_in: SignIn) -> None:
    """Nobody came."""
    await sign_in.later(CODE.expires_in)


async def slowed(sign_in: SignIn) -> None:
    """Asked to slow down so often that the clock is in doubt."""
    for _ in SLOW:
        await sign_in.later(60.0)


def after(steps: Steps) -> Callable[[Pilot[object]], Awaitable[None]]:
    """What the snapshot's run does before the picture is taken."""

    async def run(pilot: Pilot[object]) -> None:
        assert isinstance(pilot.app, Host)
        await settled(pilot)
        await steps(SignIn(pilot.app, pilot))

    return run


def held(method: str) -> Callable[[Pilot[object]], Awaitable[None]]:
    """Up to a call of `method` that does not come back."""

    async def run(pilot: Pilot[object]) -> None:
        assert isinstance(pilot.app, Host)
        sign_in = SignIn(pilot.app, pilot)
        if method != "start_sign_in":
            await settled(pilot)
            sign_in.pass_by(6.0)
        await sign_in.until(lambda: bool(sign_in.services.called(method)))

    return run


@BOTH
@pytest.mark.parametrize(("script", "steps"), [
    ({}, nothing),
    ({"poll": SLOW}, slowed),
    ({"poll": [LOST]}, polled),
    ({"poll": [DECLINED]}, polled),
    ({}, expired),
    ({"poll": [TOKENS], "finish_sign_in": [UNKNOWN_ISSUER]}, polled),
    ({"poll": [TOKENS], "finish_sign_in": [DENIAL]}, polled),
], ids=["waiting", "slow_down", "lost", "denied", "expired", "failed", "refused"])
def test_stage(size: Size, script: dict[str, list[Any]], steps: Steps, services: FakeServices,
               snap_compare: Looks) -> None:
    for method, answers in script.items():
        services.script(method, *answers)
    assert snap_compare(Host(services), terminal_size=size, run_before=after(steps))


@BOTH
@pytest.mark.parametrize("method", ["start_sign_in", "finish_sign_in"], ids=["asking", "exchanging"])
def test_between_stages(size: Size, method: str, services: FakeServices, snap_compare: Looks) -> None:
    services.script("poll", TOKENS)
    services.hold(method)
    assert snap_compare(Host(services), terminal_size=size, run_before=held(method))


@BOTH
def test_demo(size: Size, services: FakeServices, snap_compare: Looks) -> None:
    assert snap_compare(Host(services, approver=approves([])), terminal_size=size, run_before=after(nothing))


def test_again_over_ssh_in_light_colours(services: FakeServices, snap_compare: Looks) -> None:
    services.script("start_sign_in", replace(
        CODE, verification_uri=LONG_URL, verification_uri_complete=f"{LONG_URL}?user_code={CODE.user_code}"))
    app = Host(services, browser=Browser("this is an SSH session"), theme="light",
               heading="Sign in again; your 3 edits are kept")
    assert snap_compare(app, terminal_size=SMALL, run_before=after(nothing))


@pytest.mark.parametrize(("script", "steps"), [({}, nothing), ({"poll": [DECLINED]}, polled)],
                         ids=["waiting", "denied"])
def test_tiny(script: dict[str, list[Any]], steps: Steps, services: FakeServices,
              snap_compare: Looks) -> None:
    for method, answers in script.items():
        services.script(method, *answers)
    assert snap_compare(Host(services), terminal_size=TINY, run_before=after(steps))


@pytest.mark.parametrize("theme", ["light", "contrast", "ansi-dark"])
def test_themes(theme: str, services: FakeServices, snap_compare: Looks) -> None:
    assert snap_compare(Host(services, theme=theme), terminal_size=SMALL, run_before=after(nothing))


def test_without_colour(
    services: FakeServices, snap_compare: Looks, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(Host(services), terminal_size=SMALL, run_before=after(nothing))
