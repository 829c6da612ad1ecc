"""What every test of the editor shares."""

import pytest

from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, LINES
from tui.screens import cart_asks


@pytest.fixture
def services() -> FakeServices:
    """Alice is signed in and has a cart."""
    return FakeServices(lines=LINES, goods=GOODS)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes are sent one by one, and nothing is retried unless a test says so."""
    monkeypatch.setattr(cart_asks, "QUIET", 0.0)
    monkeypatch.setattr(cart_asks, "RETRIES", (3600.0,))
