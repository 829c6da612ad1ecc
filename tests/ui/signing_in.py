"""Driving the sign-in screen in tests: a bare app around it, both clocks in the test's hand."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from textual.app import App
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Button, Static

from tests.ui.driving import settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import CODE, NOW
from tui.browser import Browser
from tui.identity.approval import Approver
from tui.identity.device import Refusal, Refused, SlowDown, Transient
from tui.identity.schedule import Moment
from tui.identity.steps import Step
from tui.identity.tokens import Tokens
from tui.identity.words import problem
from tui.look import sheet, themes
from tui.problem import Kind, Problem
from tui.screens.sign_in import SignInScreen
from tui.services import Person

TOKENS = Tokens("ID-TOKEN-OF-THE-TESTS", "ACCESS-TOKEN-OF-THE-TESTS", "REFRESH-TOKEN-OF-THE-TESTS")
DECLINED = Refused(Refusal.DENIED, problem("access_denied", "", "https://id.example/token"))
GONE = Refused(Refusal.EXPIRED, problem("expired_token", "", "https://id.example/token"))
SLOWER = SlowDown()
LOST = Transient(Problem(Kind.UNAVAILABLE, "id.example cannot be reached", "https://id.example/token"))
UNKNOWN_ISSUER = Problem(
    Kind.SIGN_IN,
    "AWS knows no identity provider for this issuer",
    "iss https://id.example, aud dynacart-cli",
    "Register the issuer in IAM, or check `issuer` in the profile.",
    "InvalidIdentityToken",
)
PEOPLE = ("alice", "bob", "viewer")
OTHER_CODE = replace(CODE, user_code="ZZZZ-9999", device_code="another-device-code")
POLL_AFTER = CODE.interval * 1.2
"""Seconds from an answer to the next poll."""


@dataclass
class Clock:
    """Both clocks, moved by the test alone."""

    monotonic: float = 1000.0
    wall: float = NOW

    def __call__(self) -> Moment:
        return Moment(self.monotonic, self.wall)

    def forward(self, seconds: float) -> None:
        """Time goes by."""
        self.monotonic += seconds
        self.wall += seconds


class Host(App[object]):
    """An app that shows nothing but a sign-in."""

    CSS_PATH = sheet("dialogs.tcss")

    def __init__(self, services: FakeServices, *, approver: Approver | None = None,
                 browser: Browser | None = None, heading: str = "Sign in", theme: str = "dark") -> None:
        super().__init__()
        self.animation_level = "none"
        for known in themes({}):
            self.register_theme(known)
        self.theme = theme
        self.services = services
        self.clock = Clock()
        self.outcomes: list[Person | None] = []
        browser = browser or Browser(open=lambda _url: True)
        self.sign_in = SignInScreen(
            services, approver, heading=heading, provider="id.example", clock=self.clock, browser=browser)

    def on_mount(self) -> None:
        self.push_screen(self.sign_in, self.outcomes.append)

    def exit(self, result: object = None, return_code: int = 0, message: object = None) -> None:
        """Release what a test held, lest its threads keep the app from ending."""
        self.services.release()
        super().exit(result, return_code)


@dataclass
class SignIn:
    """A sign-in that runs."""

    app: Host
    pilot: Pilot[object]
    services: FakeServices = field(init=False)

    def __post_init__(self) -> None:
        self.services = self.app.services

    async def later(self, seconds: float = POLL_AFTER) -> None:
        """Let time go by, and what is due then be done."""
        self.pass_by(seconds)
        await settled(self.pilot)

    def pass_by(self, seconds: float) -> None:
        """Let time go by, without waiting for what it sets going."""
        self.app.clock.forward(seconds)
        self.app.sign_in.tick()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for what they do."""
        await self.pilot.press(*keys)
        await settled(self.pilot)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that a thread does, while others are held."""
        for _ in range(2000):
            if holds():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"never came about; the screen says: {self.text}")

    @property
    def text(self) -> str:
        """Every text that is shown, without the QR code."""
        shown = [w for w in self.app.screen.query("*") if all(node.display for node in w.ancestors_with_self
                                                               if hasattr(node, "display"))]
        texts = [w.visual.plain for w in shown if isinstance(w, Static) and isinstance(w.visual, Content)]
        labels = [str(w.label) for w in shown if isinstance(w, Button)]
        return "\n".join(t for t in texts + labels if "█" not in t)


@asynccontextmanager
async def signing_in(services: FakeServices, *codes: Step | Problem, size: tuple[int, int] = (80, 24),
                     approver: Approver | None = None, browser: Browser | None = None,
                     heading: str = "Sign in") -> AsyncIterator[SignIn]:
    """A running sign-in; the provider hands out `codes`, one after the other."""
    services.script("start_sign_in", *codes)
    app = Host(services, approver=approver, browser=browser, heading=heading)
    async with app.run_test(size=size, notifications=True) as pilot:
        sign_in = SignIn(app, pilot)
        try:
            await pilot.pause()
            if not services.holds("start_sign_in"):
                await settled(pilot)
            yield sign_in
        finally:
            services.release()


def approves(calls: list[tuple[str, str]], answer: Problem | None = None) -> Approver:
    """Notes in `calls` what it was asked for, and answers `answer`."""

    def approve(user_code: str, person: str) -> Problem | None:
        calls.append((user_code, person))
        return answer

    return Approver(PEOPLE, approve)
