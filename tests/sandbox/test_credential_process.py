"""AWS tools that ask `dynacart credentials` for credentials, as `credential_process` in ~/.aws/config has it.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

import json
import os
import shlex
import subprocess
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


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The AWS CLI, which insists on a botocore of its own, where nothing else is."""
    folder = tmp_path_factory.mktemp("awscli")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "--disable-pip-version-check"]
    done = subprocess.run([*pip, "install", "--quiet", "awscli>=1.40,<2"], check=False, capture_output=True,
                          text=True)
    assert done.returncode == 0, f"the AWS CLI cannot be installed: {done.stderr.strip()[-200:]}"
    return folder / "bin" / "aws"


def configured(config: Path, folder: Path) -> dict[str, str]:
    """What has an AWS tool ask dynacart."""
    command = shlex.join([sys.executable, "-m", "tui", "--config", str(config), "credentials"])
    (folder / "aws").write_text(f"[profile cart]\nregion = us-east-1\ncredential_process = {command}\n")
    return {"AWS_CONFIG_FILE": str(folder / "aws"), "AWS_PROFILE": "cart"}


def session(config: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> boto3.Session:
    for name, value in configured(config, folder).items():
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


def test_the_aws_cli_reaches_what_the_person_reaches(sandbox: Sandbox, aws: Path, tmp_path: Path) -> None:
    def run(config: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [str(aws), "--endpoint-url", sandbox.aws_endpoint, *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
                              env={**os.environ, **configured(config, tmp_path)})

    def get(config: Path, owner: str) -> "subprocess.CompletedProcess[str]":
        key = json.dumps({**KEY, "pk": {"S": owner}})
        return run(config, "dynamodb", "get-item", "--table-name", TABLE, "--key", key,
                   "--projection-expression", NAMES)

    alice = sign_in(sandbox, tmp_path / "alice", "alice")
    who = run(alice, "sts", "get-caller-identity", "--query", "Arn", "--output", "text")
    assert who.stdout.strip().endswith(":assumed-role/dynacart-cart/alice"), who.stderr
    own, others = get(alice, "alice"), get(alice, "bob")
    assert (own.returncode, own.stdout) == (0, ""), "there is no such line"
    assert others.returncode != 0
    assert "not authorized to perform: dynamodb:GetItem" in others.stderr
    (tmp_path / "nobody").mkdir()
    nobody = get(own_config(sandbox, tmp_path / "nobody"), "alice")
    assert nobody.returncode != 0
    assert "dynacart: You are not signed in" in nobody.stderr
    assert nobody.stderr.strip().count("\n") == 0, nobody.stderr
