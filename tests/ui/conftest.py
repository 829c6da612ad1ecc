"""What every test of the editor shares."""

import pytest

from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, LINES
from tui.screens import cart_asks, cart_kept


@pytest.fixture
def services() -> FakeServices:
    """Alice is signed in and has a cart."""
    return FakeServices(lines=LINES, goods=GOODS)


@pytest.fixture
def shared(services: FakeServices) -> FakeServices:
    """Bob's cart may be opened, too."""
    services.table["bob"] = {each.key: each for each in LINES[:2]}
    return services


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes are sent one by one, and nothing is retried, nor copied to disk, unless a test says so."""
    monkeypatch.setattr(cart_asks, "QUIET", 0.0)
    monkeypatch.setattr(cart_asks, "RETRIES", (3600.0,))
    monkeypatch.setattr(cart_kept, "KEEP", 3600.0)
