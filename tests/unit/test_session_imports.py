"""What a stored sign-in costs to open: no library that only signing in needs."""

import pytest

from tests.unit.idp import CLIENT, NOW, ROLE
from tests.unit.table import TEA, line
from tests.unit.test_hygiene import loaded
from tui import keeping
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


def test_the_cart_as_last_seen_is_painted_without_them(session: Session, profile: Profile) -> None:
    owner = session.person.owner_id
    copy = keeping.last_seen(profile, owner, owner)
    assert copy is not None
    copy.keep({TEA: line()}, [], NOW)
    modules = loaded(f"""
import json, os, sys
from pathlib import Path
from tui.app import Editor
from tui.cart.ids import stamp
from tui.config import Profile
from tui.live import Live
profile = Profile("test", Path({str(profile.data_dir)!r}), "us-east-1", {profile.issuer!r},
                  {CLIENT!r}, {ROLE!r}, {profile.cart_table!r}, {profile.catalog_table!r})
class Painted(Editor):
    def post_display_hook(self):
        if any("TEA" in strip.text for strip in self.screen._compositor.render_strips()):
            print("@" + json.dumps(list(sys.modules)), flush=True)
            os._exit(0)
app = Painted(Live(profile, lambda: {NOW}), profile_name="test", stamp=stamp, clock=lambda: {NOW})
app.run(headless=True)
""")
    assert {"textual.app", "tui.screens.cart", "tui.cart.lastseen"} <= modules
    assert modules.isdisjoint(LATER)
    assert not any(name.startswith(("tui.dynamo", "tui.cli.", "tui.infra")) for name in modules)
    dialogs = {"sign_in", "conflict", "help", "permissions", "product", "refusal", "refusals", "categories"}
    assert modules.isdisjoint({f"tui.screens.{name}" for name in dialogs} | {"tui.widgets.catalog"})
