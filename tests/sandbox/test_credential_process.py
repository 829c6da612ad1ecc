"""AWS tools that ask `dynacart credentials` for credentials, as `credential_process` in ~/.aws/config has it.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

import shlex
import sys
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError, CredentialRetrievalError

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import TABLE, sign_in
from tests.sandbox.signin import own_config

KEY = {"pk": {"S": "alice"}, "sk": {"S": "cart#TEA-EAR-100"}}
NAMES = "sk, qty"


def session(config: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> boto3.Session:
    command = shlex.join([sys.executable, "-m", "tui", "--config", str(config), "credentials"])
    (folder / "aws").write_text(f"[profile cart]\nregion = us-east-1\ncredential_process = {command}\n")
    for name, value in {"AWS_CONFIG_FILE": str(folder / "aws"), "AWS_PROFILE": "cart"}.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return boto3.Session()


def test_they_reach_what_the_person_reaches(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = session(sign_in(sandbox, tmp_path / "alice", "alice"), tmp_path, monkeypatch)
    client = made.client("dynamodb", endpoint_url=sandbox.aws_endpoint)
    assert "Item" not in client.get_item(TableName=TABLE, Key=KEY, ProjectionExpression=NAMES)
    with pytest.raises(ClientError, match="not authorized"):
        client.get_item(TableName=TABLE, Key={**KEY, "pk": {"S": "bob"}}, ProjectionExpression=NAMES)


def test_without_a_sign_in_they_are_told_in_one_line(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = session(own_config(sandbox, tmp_path), tmp_path, monkeypatch)
    with pytest.raises(CredentialRetrievalError) as raised:
        made.client("dynamodb", endpoint_url=sandbox.aws_endpoint).get_item(TableName=TABLE, Key=KEY)
    said = str(raised.value)
    assert "dynacart: You are not signed in" in said
    assert "Run: dynacart login" in said
    assert said.strip().count("\n") == 0
