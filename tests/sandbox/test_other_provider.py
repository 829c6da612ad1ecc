"""An OpenID provider that other people wrote, registered in IAM as any would be: nothing here knows it.

https://pypi.org/project/oidc-provider-mock/, in a process of its own.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass, replace
from pathlib import Path

import boto3
import pytest
import requests
from botocore.exceptions import ClientError

from tests.sandbox.conftest import Sandbox
from tests.sandbox.person import Someone
from tests.sandbox.signin import own_profile
from tui.config import Profile
from tui.credentials.aws import dynamodb
from tui.credentials.model import SignIn
from tui.credentials.session import Session, SignedOut, sign_out
from tui.credentials.store import Store
from tui.identity import words
from tui.identity.providers import provider_of
from tui.identity.steps import Pending, Visit
from tui.infra import policies
from tui.problem import Kind, Problem

CLIENT = "a-client-it-never-heard-of"
ROLE = "dynacart-elsewhere"
ACCOUNT = "arn:aws:iam::123456789012"
TABLES = "arn:aws:dynamodb:us-east-1:123456789012:table/dynacart-"


@dataclass
class Elsewhere(Someone):
    """A person at its page, which asks for the subject."""

    def form(self) -> dict[str, str]:
        return {"sub": self.name}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                url = requests.get(f"{url}/.well-known/openid-configuration", timeout=5).json()["issuer"]
                break
            except requests.ConnectionError:
                assert process.poll() is None
                time.sleep(0.1)
        yield url
        process.terminate()


@pytest.fixture(scope="module")
def role(sandbox: Sandbox, issuer: str) -> str:
    """A role for its people, with the very policies that are shipped; made as an administrator would."""
    keys = ConfigParser()
    keys.read(sandbox.admin)
    admin = keys["default"]
    iam = boto3.client("iam", "us-east-1", endpoint_url=sandbox.aws_endpoint,
                       aws_access_key_id=admin["aws_access_key_id"],
                       aws_secret_access_key=admin["aws_secret_access_key"])
    provider = iam.create_open_id_connect_provider(
        Url=issuer, ClientIDList=[CLIENT], ThumbprintList=["0" * 40])["OpenIDConnectProviderArn"]
    trust = policies.trust(
        "oidc", principal=provider, audiences=CLIENT, subjects="*",
        subject_key=policies.subject_key("oidc", issuer), audience_key=policies.audience_key("oidc", issuer))
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(trust))
    tables = policies.Tables.named(
        "dynacart-cart", "dynacart-catalog", "by_category", region="*", account="*")
    may = policies.permissions(
        "cart", tables, owner=policies.variable(policies.subject_key("oidc", issuer)))
    iam.put_role_policy(RoleName=ROLE, PolicyName=ROLE, PolicyDocument=json.dumps(may))
    return f"{ACCOUNT}:role/{ROLE}"


@pytest.fixture
def profile(sandbox: Sandbox, issuer: str, role: str, tmp_path: Path) -> Profile:
    return replace(own_profile(sandbox, tmp_path), issuer=issuer, client_id=CLIENT, role_arn=role,
                   client_secret="any will do")


def session_of(profile: Profile, sandbox: Sandbox, name: str) -> Session:
    session = Session.sign_in(profile, Elsewhere(sandbox, name).sign_in(profile))
    assert isinstance(session, Session), session
    return session


def test_its_people_reach_their_own_rows_and_no_others(profile: Profile, sandbox: Sandbox) -> None:
    client = dynamodb(session_of(profile, sandbox, "carol"))
    assert not isinstance(client, Problem)

    def add(owner: str) -> None:
        client.update_item(
            TableName="dynacart-cart", Key={"pk": {"S": owner}, "sk": {"S": "cart#TEA-EAR-100"}},
            UpdateExpression="SET qty = :one", ExpressionAttributeValues={":one": {"N": "1"}})

    add("carol")
    with pytest.raises(ClientError, match="not authorized to perform: dynamodb:UpdateItem"):
        add("alice")


def test_it_renews_without_an_id_token_and_that_is_told(profile: Profile, sandbox: Sandbox) -> None:
    session_of(profile, sandbox, "dave")
    store = Store(profile)
    signed_in = store.load()
    assert isinstance(signed_in, SignIn)
    assert signed_in.refresh_token
    with store.locked():
        store.save(replace(signed_in, proof=replace(signed_in.proof, expires_at=0.0),
                           credentials=replace(signed_in.credentials, expires_at=0.0)))
    again = Session.open(profile)
    assert isinstance(again, Session)
    outcome = again.current()
    assert isinstance(outcome, Problem)
    assert (outcome.kind, outcome.todo) == (Kind.SIGN_IN, "Sign in again.")
    assert "renews it without an ID token" in outcome.what
    gone = sign_out(profile)
    assert isinstance(gone, SignedOut)
    assert gone.unrevoked
    assert gone.unrevoked.what == words.NO_REVOCATION


def test_its_way_of_declining_is_not_taken_for_an_answer(profile: Profile, sandbox: Sandbox) -> None:
    """It sends the browser back without the state (RFC 6749 section 4.1.2.1): that could be anybody."""
    @dataclass
    class Declining(Elsewhere):
        def form(self) -> dict[str, str]:
            return {"action": "deny"}

    flow = provider_of(profile).begin(profile)
    step = flow.start()
    assert isinstance(step, Visit)
    page = Declining(sandbox, "erin").browse(step.url)
    assert "error=access_denied" in page.url
    assert (page.status_code, words.NOT_OURS in page.text) == (400, True)
    assert isinstance(flow.poll(step), Pending)
    flow.close()
