"""The report of a real refusal, made to be passed on, holds nothing of what the person signed in with."""

from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import Shopper, sign_in
from tui.cart.outcomes import Denied
from tui.cart.permission import Verdict
from tui.config import Profile, load
from tui.credentials.model import SignIn
from tui.credentials.store import Store
from tui.live import Live
from tui.problem import Denial, Problem
from tui.widgets.denial import report


def secrets(config: Path) -> list[str]:
    """All that must stay with who is signed in."""
    profile = load(config)
    assert isinstance(profile, Profile)
    kept = Store(profile).load()
    assert isinstance(kept, SignIn)
    aws = kept.credentials
    found = [aws.access_key_id, aws.secret_access_key, aws.session_token, kept.proof.raw, kept.refresh_token]
    assert all(len(each) > 10 for each in found)
    return found


def refusals(config: Path) -> list[Denial]:
    """Whatever IAM refuses the viewer: somebody else's cart, and every change of their own."""
    profile = load(config)
    assert isinstance(profile, Profile)
    live = Live(profile)
    assert not isinstance(live.open(), Problem)
    store, answers = live.store("alice"), live.permissions()
    assert not isinstance(store, Problem)
    assert not isinstance(answers, Problem)
    read = store.page()
    assert isinstance(read, Denied)
    denied = [each.why for each in answers if each.verdict is Verdict.DENIED]
    return [read.denial, *(why for why in denied if isinstance(why, Denial))]


def test_no_report_holds_a_secret(
    sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    config = sign_in(sandbox, tmp_path / "viewer", "viewer")
    reports = [str(report("IAM refused", denial)) for denial in refusals(config)]
    assert len(reports) == 4
    viewer = Shopper("viewer", config, capsys)
    said = []
    for words in (("list", "--owner", "alice"), ("add", "TEA-EAR-100")):
        for more in ((), ("--json",)):
            code, out = viewer.run(*words, *more)
            assert code == 4
            said += [out, viewer.said]
    for text in reports:
        assert "assumed-role/dynacart-viewer/viewer" in text
        assert "What we make of it" in text
    for secret in secrets(config):
        assert not [text for text in (*reports, *said) if secret in text]
