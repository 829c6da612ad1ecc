"""What every test of the editor shares."""

import pytest

from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, LINES


@pytest.fixture
def services() -> FakeServices:
    """Alice is signed in and has a cart."""
    return FakeServices(lines=LINES, goods=GOODS)
