"""The editor on a sandbox, the same in every run; `python -m tests.screenshots.steady CONFIG` opens it."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from tui.app import Editor
from tui.browser import Browser
from tui.cart.cart import Attempt
from tui.cart.ids import stamp
from tui.cart.outcomes import Denied, Outcome, Read
from tui.config import Profile, load
from tui.identity.approval import Approver
from tui.identity.steps import DeviceCode, Step
from tui.identity.tokens import Tokens
from tui.live import Live
from tui.problem import Denial, Problem
from tui.sandbox.running import read
from tui.services import Person

NOW = 1_767_546_000.0
"""2026-01-04, 17:00 UTC."""
PROVIDER = "login.example.com"
_ADDRESS = f"https://{PROVIDER}/device"
_CODE = "WDJB-MJHT"
_REQUEST_ID = "4KBNVRGM6WZ2QJ7TLXDUE5HSCYAOPF3I"
T = TypeVar("T")


class Steady(Live):
    """The outside as it is, but for what differs from run to run."""

    code = ""
    """The code that the identity provider really gave."""

    def start_sign_in(self) -> Step | Problem:
        step = super().start_sign_in()
        if not isinstance(step, DeviceCode):
            return step
        self.code = step.user_code
        return replace(step, user_code=_CODE, verification_uri=_ADDRESS,
                       verification_uri_complete=f"{_ADDRESS}?user_code={_CODE}")

    def open(self) -> Person | Problem:
        return _same(super().open())

    def refresh(self) -> Person | Problem:
        return _same(super().refresh())

    def remembered(self) -> Person | None:
        return _same(super().remembered())

    def finish_sign_in(self, tokens: Tokens) -> Person | Problem | Denial:
        return _same(super().finish_sign_in(tokens))

    def read(self, owner: str, more: Mapping[str, object] | None = None) -> Read:
        return _same(super().read(owner, more))

    def write(self, owner: str, attempt: Attempt) -> Outcome:
        return _same(super().write(owner, attempt))


def _same(answer: T) -> T:
    match answer:
        case Person():
            return replace(answer, expires_at=NOW + 3600)
        case Denied(denial):
            return replace(answer, denial=replace(denial, request_id=_REQUEST_ID, at="2026-01-04T17:00:00Z"))
    return answer


def editor(config: Path, data_dir: Path) -> Editor:
    """The editor at its sign-in screen, nobody signed in yet."""
    profile, sandbox = load(config, "sandbox"), read(config.parent)
    assert isinstance(profile, Profile)
    assert sandbox
    services = Steady(replace(profile, data_dir=data_dir))
    approver = Approver(("alice", "bob", "viewer"), lambda _, person: sandbox.approve(services.code, person))
    made = Editor(services, profile_name="shop", stamp=stamp, provider=PROVIDER, approver=approver,
                  clock=lambda: NOW)
    made.browser = Browser()
    return made


if __name__ == "__main__":
    editor(Path(sys.argv[1]), Path(sys.argv[2])).run()
