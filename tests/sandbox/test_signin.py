"""Signing in, being signed in, and out: the commands as processes, against the sandbox."""

import json
import re
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.person import Someone
from tests.sandbox.signin import own_config, own_profile, run, start, tokens_of
from tui.config import Profile, load
from tui.credentials.model import AwsCredentials, SignIn
from tui.credentials.session import Session
from tui.credentials.store import Store
from tui.identity.openid import refresh
from tui.identity.tokens import Rejected
from tui.problem import Denial

ROLE = "arn:aws:sts::123456789012:assumed-role"


@pytest.fixture
def config(sandbox: Sandbox, tmp_path: Path) -> Path:
    return own_config(sandbox, tmp_path)


@pytest.fixture
def signed_in(sandbox: Sandbox, tmp_path: Path, config: Path) -> Path:
    """The configuration under which alice is signed in."""
    profile = own_profile(sandbox, tmp_path)
    assert isinstance(Session.sign_in(profile, tokens_of(sandbox, profile, "alice")), Session)
    return config


def announced(login: "subprocess.Popen[str]") -> str:
    """The code that a running `login` shows."""
    assert login.stderr
    line = login.stderr.readline()
    found = re.search(r"Open (http://\S+) and enter the code ([A-Z]{4}-[A-Z]{4})$", line)
    assert found, line
    return found[2]


def test_login_shows_a_code_and_waits_for_its_approval(sandbox: Sandbox, config: Path) -> None:
    login = start(config, "login")
    approval = run(sandbox.config, "sandbox", "approve", announced(login), "--as", "bob")
    assert approval.returncode == 0, approval.stderr
    out, err = login.communicate(timeout=30)
    assert (login.returncode, out) == (0, "")
    assert err.endswith("Signed in as Bob Okafor (bob).\n")
    assert "owner id     bob" in run(config, "whoami").stdout.lower()


def test_a_login_that_is_denied_ends_in_3(sandbox: Sandbox, config: Path) -> None:
    login = start(config, "login", "--no-browser")
    assert sandbox.control.deny(announced(login)) is None
    assert "The sign-in was declined" in login.communicate(timeout=30)[1]
    assert login.returncode == 3
    assert run(config, "whoami").returncode == 3


def test_a_login_can_be_interrupted(config: Path) -> None:
    login = start(config, "login")
    announced(login)
    login.send_signal(signal.SIGINT)
    assert "Traceback" not in login.communicate(timeout=30)[1]
    assert login.returncode == 130


def test_whoami_tells_who_and_until_when(signed_in: Path) -> None:
    told = json.loads(run(signed_in, "whoami", "--json").stdout)
    assert (told["name"], told["owner"], told["profile"]) == ("Alice Moreau", "alice", "sandbox")
    assert told["principal"] == f"{ROLE}/dynacart-cart/alice"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["expires_at"])


def test_credentials_serve_other_aws_tools(sandbox: Sandbox, signed_in: Path) -> None:
    given = json.loads(run(signed_in, "credentials").stdout)
    assert given["Version"] == 1
    client = boto3.Session().client(
        "dynamodb", "us-east-1", endpoint_url=sandbox.aws_endpoint, aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"], aws_session_token=given["SessionToken"])
    key = {"pk": {"S": "alice"}, "sk": {"S": "cart#nothing"}}
    assert "Item" not in client.get_item(TableName="dynacart-cart", Key=key, ProjectionExpression="sk")
    with pytest.raises(client.exceptions.ClientError, match="AccessDenied"):
        client.get_item(TableName="dynacart-cart", Key={**key, "pk": {"S": "bob"}}, ProjectionExpression="sk")


def test_credentials_can_be_taken_into_a_shell(signed_in: Path) -> None:
    script = run(signed_in, "credentials", "--format", "env").stdout
    shown = subprocess.run(["sh", "-c", f'{script}\necho "$AWS_ACCESS_KEY_ID|$AWS_SESSION_TOKEN"'],
                           capture_output=True, text=True, check=True).stdout.strip()
    given = json.loads(run(signed_in, "credentials", "--format", "json").stdout)
    assert shown == f"{given['access_key_id']}|{given['session_token']}"
    assert (given["owner"], given["principal"]) == ("alice", f"{ROLE}/dynacart-cart/alice")


@pytest.mark.parametrize("format_", ["process", "env", "json"])
def test_without_a_sign_in_credentials_are_one_line_of_why(config: Path, format_: str) -> None:
    done = run(config, "credentials", "--format", format_)
    assert done.returncode == 3
    assert done.stderr == "dynacart: You are not signed in (profile sandbox). Run: dynacart login\n"
    assert (json.loads(done.stdout)["error"] == "sign_in") if format_ == "json" else done.stdout == ""


def test_logout_revokes_and_forgets(sandbox: Sandbox, signed_in: Path, tmp_path: Path) -> None:
    profile = own_profile(sandbox, tmp_path)
    before = Store(profile).load()
    done = run(signed_in, "logout")
    assert (done.returncode, done.stdout) == (0, "")
    assert re.match(r"Signed out Alice Moreau\.\nAWS credentials .* stay valid until ", done.stderr)
    assert isinstance(before, SignIn)
    assert isinstance(refresh(profile, before.refresh_token), Rejected)
    assert run(signed_in, "logout").returncode == run(signed_in, "whoami").returncode == 3


def test_logout_does_not_warn_of_credentials_that_have_ended(
    sandbox: Sandbox, signed_in: Path, tmp_path: Path,
) -> None:
    store = Store(own_profile(sandbox, tmp_path))
    found = store.load()
    assert isinstance(found, SignIn)
    assert store.save(replace(found, credentials=replace(found.credentials, expires_at=1.0))) is None
    assert run(signed_in, "logout").stderr == "Signed out Alice Moreau.\n"


@pytest.mark.parametrize("person", ["viewer", "bob"])
def test_the_token_names_the_role(sandbox: Sandbox, tmp_path: Path, person: str) -> None:
    profile = own_profile(sandbox, tmp_path)
    session = Session.sign_in(profile, tokens_of(sandbox, profile, person))
    assert isinstance(session, Session)
    role = "dynacart-viewer" if person == "viewer" else "dynacart-cart"
    assert (session.person.owner_id, session.person.principal_arn) == (person, f"{ROLE}/{role}/{person}")


def test_a_role_that_is_not_meant_for_the_person_is_denied(sandbox: Sandbox, tmp_path: Path) -> None:
    profile = replace(own_profile(sandbox, tmp_path), role_claim="")
    denial = Session.sign_in(profile, tokens_of(sandbox, profile, "viewer"))
    assert isinstance(denial, Denial)
    assert denial.action == "sts:AssumeRoleWithWebIdentity"
    assert profile.role_arn in denial.inference
    assert denial.request_id


def test_refresh_tokens_rotate_and_the_session_goes_on(sandbox: Sandbox, tmp_path: Path) -> None:
    profile, ahead = own_profile(sandbox, tmp_path), 0.0
    session = Session.sign_in(profile, tokens_of(sandbox, profile, "alice"), lambda: time.time() + ahead)
    assert isinstance(session, Session)
    before, ahead = Store(profile).load(), 3590.0
    current = session.current()
    after = Store(profile).load()
    assert isinstance(current, AwsCredentials)
    assert isinstance(before, SignIn)
    assert isinstance(after, SignIn)
    assert session.trouble is None
    assert after.credentials == current
    assert after.refresh_token != before.refresh_token
    assert after.proof.raw != before.proof.raw


def test_two_people_side_by_side_and_out_at_once(sandbox: Sandbox, config: Path) -> None:
    ways = {"google": "alice", "facebook": "bob"}
    for way, name in ways.items():
        profile = load(config, way, env={})
        assert isinstance(profile, Profile)
        assert isinstance(Session.sign_in(profile, Someone(sandbox, name).sign_in(profile)), Session)
        old = replace(profile, name="gone")
        assert isinstance(Session.sign_in(old, Someone(sandbox, name).sign_in(old)), Session)
    who = [run(config, "--profile", way, "whoami").stdout.split("\n")[0].split(maxsplit=1)[1] for way in ways]
    assert who == ["Alice Moreau", "Bob Okafor"]
    done = run(config, "logout", "--all")
    assert done.returncode == 0
    assert re.findall(r"^Signed out .*$", done.stderr, re.MULTILINE) == [
        "Signed out Alice Moreau.", "Signed out Bob Okafor."]
    assert f"Forgot 2 more sign-ins, of profiles that are not in {config}." in done.stderr
    assert done.stderr.count("stay valid until") == 2
    assert list((config.parent / "data" / "signins").glob("*.json")) == []
    assert run(config, "logout", "--all").returncode == 3
