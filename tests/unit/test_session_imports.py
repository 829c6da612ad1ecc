"""What a stored sign-in costs to open: no library that only signing in needs."""


import pytest

from tests.unit.idp import CLIENT, NOW, ROLE
from tests.unit.test_hygiene import loaded
from tui.config import Profile
from tui.credentials.session import Session

LATER = {"boto3", "botocore", "authlib", "joserfc", "cryptography", "requests", "urllib3", "filelock",
         "segno", "tui.credentials.aws", "tui.credentials.renewal", "tui.identity.client"}


@pytest.mark.parametrize("module", [
    "tui.credentials.session", "tui.credentials.store", "tui.credentials.sts", "tui.credentials.renewal",
    "tui.identity.device", "tui.identity.schedule", "tui.identity.discovery", "tui.identity.idtoken",
    "tui.identity.tokens", "tui.cli.session", "tui.cli.login", "tui.cli.signed_in"])
def test_these_modules_are_light(module: str) -> None:
    assert loaded(f"import {module}").isdisjoint(LATER - {module})


def test_a_sign_in_that_holds_is_opened_without_them(session: Session, profile: Profile) -> None:
    modules = loaded(f"""
from pathlib import Path
from tui.config import Profile
from tui.credentials.model import AwsCredentials
from tui.credentials.session import Session
profile = Profile("test", Path({str(profile.data_dir)!r}), "us-east-1", {profile.issuer!r},
                  {CLIENT!r}, {ROLE!r}, "a", "b")
assert isinstance(Session.open(profile, lambda: {NOW}).current(), AwsCredentials)
""")
    assert "tui.credentials.store" in modules
    assert modules.isdisjoint(LATER)
