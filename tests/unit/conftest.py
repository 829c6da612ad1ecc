"""Fixtures of the unit tests."""

from collections.abc import Iterator

import pytest

from tests.unit.idp import Idp


@pytest.fixture
def idp() -> Iterator[Idp]:
    """An identity provider with an AWS STS beside it, on loopback."""
    with Idp() as peer:
        yield peer
