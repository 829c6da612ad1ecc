"""`dynacart doctor`: what it finds where all is well and where something is not; and it changes nothing."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import Shopper, sign_in
from tests.sandbox.signin import own_config
from tui.cli.doctor import _clock
from tui.config import Profile, load
from tui.credentials.store import Store

CHECKS = ["configuration", "store", "terminal", "identity provider", "clock", "client", "sign-in",
          "cart table", "permission to edit", "catalog table"]


@pytest.fixture
def patient(sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Shopper]:
    """Somebody who has signed in; nobody for ""."""
    def patient(name: str) -> Shopper:
        config = sign_in(sandbox, tmp_path / name, name) if name else own_config(sandbox, tmp_path)
        return Shopper(name, config, capsys)
    return patient


def examine(shopper: Shopper) -> tuple[int, dict[str, dict[str, str]]]:
    code, told = shopper.json("doctor")
    assert told["ok"] is (code == 0)
    return code, {one["check"]: one for one in told["checks"]}


def spoil(shopper: Shopper, pattern: str, put: str) -> None:
    text = shopper.config.read_text("utf-8")
    assert re.search(pattern, text)
    shopper.config.write_text(re.sub(pattern, put, text, count=1), "utf-8")


def test_where_all_is_well(patient: Callable[[str], Shopper]) -> None:
    alice = patient("alice")
    before = alice.json("list")
    code, found = examine(alice)
    assert code == 0
    assert list(found) == CHECKS
    assert {name: one["status"] for name, one in found.items()} == {
        **dict.fromkeys(CHECKS, "ok"), "terminal": "warning"}
    assert "alice" in found["sign-in"]["says"]
    assert "with a code" in found["client"]["says"]
    assert alice.json("list") == before, "nothing was changed"
    code, out = alice.run("doctor")
    assert (code, out.count("✓")) == (0, 9)


def test_who_may_only_look_is_told_so(patient: Callable[[str], Shopper]) -> None:
    code, found = examine(patient("viewer"))
    assert code == 4
    assert found["permission to edit"]["status"] == "failed"
    assert "not authorized to perform: dynamodb:UpdateItem" in found["permission to edit"]["says"]
    assert found["permission to edit"]["todo"]
    assert found["cart table"]["status"] == found["catalog table"]["status"] == "ok"


def test_nobody_signed_in(patient: Callable[[str], Shopper]) -> None:
    nobody = patient("")
    code, found = examine(nobody)
    assert code == 3
    assert (found["sign-in"]["status"], found["sign-in"]["todo"]) == ("failed", "Run: dynacart login")
    assert [found[name]["status"] for name in CHECKS[-3:]] == ["skipped"] * 3
    profile = load(nobody.config, env={})
    assert isinstance(profile, Profile)
    assert Store(profile).load() is None


@pytest.mark.parametrize(("way", "says"), [
    ("google", "with a code"), ("facebook", "with a code"), ("browser", "by browser"),
    ("cognito", "by browser"), ("cognito-srp", "by answering questions"), ("saml", "by browser"),
    ("saml-ecp", "by answering questions"),
    ("saml-paste-pool", "by answering questions")])
def test_how_each_provider_lets_one_in(patient: Callable[[str], Shopper], way: str, says: str) -> None:
    nobody = patient("")
    code, told = nobody.json("--profile", way, "doctor")
    found = {one["check"]: one for one in told["checks"]}
    assert (code, found["sign-in"]["todo"]) == (3, "Run: dynacart login")
    assert [found[name]["status"] for name in ("identity provider", "client")] == ["ok"] * 2
    assert found["clock"]["status"] != "failed"
    assert found["client"]["says"].endswith(f"may sign in {says}")


@pytest.mark.parametrize(("pattern", "put", "check", "code"), [
    ('client_id = "[^"]+"', 'client_id = "nobody"', "client", 3),
    ('region = "[^"]+"', "region = 5", "configuration", 2),
    ('issuer = "http://[^"]+"', 'issuer = "http://127.0.0.1:9"', "identity provider", 6),
])
def test_what_is_wrong_is_the_exit_code(
    patient: Callable[[str], Shopper], pattern: str, put: str, check: str, code: int,
) -> None:
    nobody = patient("")
    spoil(nobody, pattern, put)
    told, found = examine(nobody)
    assert (told, found[check]["status"]) == (code, "failed")
    assert found[check]["where"]
    assert found[check]["todo"] or check == "configuration"


@pytest.mark.parametrize("table", ["cart", "catalog"])
def test_a_table_that_is_not_there(patient: Callable[[str], Shopper], table: str) -> None:
    alice = patient("alice")
    spoil(alice, f'{table}_table = "[^"]+"', f'{table}_table = "nowhere"')
    code, found = examine(alice)
    assert code != 0
    assert found[f"{table} table"]["status"] == "failed"
    assert "nowhere" in found[f"{table} table"]["says"] + found[f"{table} table"]["where"]


@pytest.mark.parametrize(("date", "status", "says"), [
    (1000.0, "ok", "Agrees"), (None, "warning", "does not tell"),
    (900.0, "failed", "100 seconds fast"), (1100.0, "failed", "100 seconds slow")])
def test_a_clock_that_is_wrong(date: float | None, status: str, says: str) -> None:
    found = _clock(date, 1000.0)
    assert found.status == status
    assert says in found.says
