"""Fixtures of the unit tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit import certificates
from tests.unit.idp import Idp
from tests.unit.signed_in import Clock, tokens
from tui.config import Profile
from tui.credentials.session import Session


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and self-signed certificate of 127.0.0.1 in one file."""
    path = tmp_path_factory.mktemp("tls") / "peer.pem"
    certificates.write(path)
    return path


@pytest.fixture
def idp() -> Iterator[Idp]:
    """An identity provider with an AWS STS beside it, on loopback."""
    with Idp() as peer:
        yield peer


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at NOW until it is moved."""
    return Clock()


@pytest.fixture
def profile(idp: Idp, tmp_path: Path) -> Profile:
    """A profile that signs in at `idp`."""
    return idp.profile(tmp_path / "data")


@pytest.fixture
def session(idp: Idp, profile: Profile, clock: Clock) -> Session:
    """Alice, signed in at NOW; what that asked of the peers is forgotten."""
    signed_in = Session.sign_in(profile, tokens(idp), clock)
    assert isinstance(signed_in, Session)
    idp.asked.clear()
    return signed_in
