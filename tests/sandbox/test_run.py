"""The sandbox as a process: what it prints, where it listens, how it stops, what it keeps."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.test_idp_device import claims
from tests.sandbox.test_idp_sign_ins import refresh, sign_in
from tui.config import load
from tui.problem import Kind, Problem
from tui.sandbox.folder import opened
from tui.sandbox.run import Options, Ready, choose_ports, run
from tui.sandbox.running import Running, write
from tui.sandbox.serving import bind, url

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

COMMAND = (sys.executable, "-W", "error", "-m", "tui", "sandbox")


@contextmanager
def started(*options: str) -> Iterator[tuple["subprocess.Popen[str]", dict[str, Any]]]:
    pipe = subprocess.PIPE
    with subprocess.Popen((*COMMAND, *options), stdout=pipe, stderr=pipe, text=True) as child:
        try:
            assert child.stdout
            yield child, json.loads(child.stdout.readline())
        finally:
            child.kill()


def stop(child: "subprocess.Popen[str]", number: int) -> str:
    """Stop the sandbox by a signal; what it said on stderr. It has to be gone, with 0, within moments."""
    child.send_signal(number)
    _, said = child.communicate(timeout=5)
    assert child.returncode == 0, said
    return said


def listening(pid: int) -> set[str]:
    """The addresses a process listens at, as in /proc/net/tcp."""
    inodes = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
    tables = [Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    rows = [row.split() for table in tables for row in table]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in inodes}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_tells_where_it_serves_and_leaves_nothing_behind(number: int) -> None:
    with started() as (child, ready):
        config = Path(ready["config"])
        assert list(ready) == ["ready", "aws_endpoint", "issuer", "config", "people"]
        assert ready["people"] == ["alice", "bob", "viewer"]
        assert listening(child.pid) == {"0100007F"}
        assert config.parent.stat().st_mode & 0o777 == 0o700
        idle = HTTPConnection("127.0.0.1", int(ready["issuer"].rpartition(":")[2]))
        idle.request("GET", "/jwks")
        assert idle.getresponse().read()
        said = stop(child, number)
        idle.close()
        assert "Traceback" not in said
        assert "Warning" not in said
        assert not config.parent.exists()
        for address in (ready["issuer"], ready["aws_endpoint"]):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))


def test_what_a_killed_one_leaves_goes_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with started() as (child, ready):
        child.kill()
        child.wait()
    left = Path(ready["config"]).parent
    kept, other = (tmp_path / f"dynacart-sandbox-{name}" for name in ("kept", "other"))
    for folder, names in (kept, "sandbox.json sandbox.lock temporary.lock"), (other, "temporary.lock"):
        folder.mkdir()
        for name in names.split():
            (folder / name).touch()
    assert left.exists()
    with opened(None) as first, opened(None):
        assert isinstance(first, Path)
        write(first, Running("http://127.0.0.1:1", "http://127.0.0.1:1", "token"))
        with opened(None):
            assert first.exists()
        assert not left.exists()
    assert {kept, other} == set(tmp_path.iterdir())


@pytest.mark.parametrize(("options", "why"), [
    ((), "No usable temporary directory"), (("--data-dir", "kept"), "File too large"),
])
def test_a_disk_that_is_full_is_said_to_be(tmp_path: Path, options: tuple[str, ...], why: str) -> None:
    words = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *COMMAND, *options)
    limited = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (limited.returncode, limited.stdout) == (Kind.USAGE, "")
    assert f"The data folder cannot be used: {why}" in limited.stderr


def test_answers_under_way_do_not_delay_its_end() -> None:
    with started("--latency", "60000") as (child, ready):
        waiting = HTTPConnection("127.0.0.1", int(ready["aws_endpoint"].rpartition(":")[2]))
        waiting.request("POST", "/", "Action=GetCallerIdentity&Version=2011-06-15")
        said = stop(child, signal.SIGTERM)
        waiting.close()
        assert "Traceback" not in said


def test_a_state_that_cannot_be_read_is_said_to_be(tmp_path: Path) -> None:
    with started("--data-dir", str(tmp_path)) as (child, _):
        stop(child, signal.SIGTERM)
    for saved in (tmp_path / "aws").iterdir():
        saved.write_text("{")
    assert refused(Options(data_dir=tmp_path)).kind == Kind.USAGE


def test_its_configuration_leads_there(sandbox: Sandbox) -> None:
    profile = load(sandbox.config, env={})
    assert not isinstance(profile, Problem), profile
    assert (profile.name, profile.issuer, profile.client_id) == ("sandbox", sandbox.issuer, "dynacart-cli")
    assert profile.endpoint("dynamodb", {}) == profile.endpoint("sts", {}) == sandbox.aws_endpoint
    assert profile.role_arn == "arn:aws:iam::123456789012:role/dynacart-cart"
    assert profile.role_claim == "role"
    assert profile.data_dir == sandbox.config.parent / "client"


def test_files_with_secrets_are_private(sandbox: Sandbox) -> None:
    for name in ("sandbox.json", "config.toml", "admin"):
        assert (sandbox.config.parent / name).stat().st_mode & 0o777 == 0o600


def test_a_sign_in_goes_through(sandbox: Sandbox) -> None:
    assert claims(sandbox, sign_in(sandbox, "bob")["id_token"])["sub"] == "bob"


def test_as_many_products_as_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with started("--data-dir", str(folder), "--products", "60") as (_, ready), \
            closing(as_admin(folder, ready)) as admin:
        found = admin.query(
            TableName="dynacart-catalog", IndexName="by_category", KeyConditionExpression="category = :c",
            ExpressionAttributeValues={":c": {"S": "Odd lots 11"}})["Items"]
        assert [item["sku"]["S"] for item in found] == ["LOT-00010", "LOT-00030", "LOT-00050"]


def test_a_kept_folder_keeps_addresses_sign_ins_and_carts(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    line = {"pk": {"S": "alice"}, "sk": {"S": "cart#kept"}}
    with started("--data-dir", str(folder), "--approve", "alice") as (child, before):
        tokens = sign_in(Auto(before["issuer"]))
        with closing(as_admin(folder, before)) as admin:
            admin.put_item(TableName="dynacart-cart", Item=line)
        stop(child, signal.SIGTERM)
    with started("--data-dir", str(folder), "--latency", "1") as (child, after):
        assert after == before
        assert claims(Auto(after["issuer"]), tokens["id_token"])["sub"] == "alice"
        assert "id_token" in refresh(Auto(after["issuer"]), tokens["refresh_token"])
        with closing(as_admin(folder, after)) as admin:
            assert admin.get_item(TableName="dynacart-cart", Key=line)["Item"] == line
        stop(child, signal.SIGTERM)


@dataclass(frozen=True)
class Auto:
    """A provider that approves everything by itself."""

    issuer: str

    def approve(self, user_code: str, person: str) -> None:
        pass


def as_admin(folder: Path, ready: dict[str, Any]) -> "DynamoDBClient":
    keys = dict(line.split(" = ") for line in (folder / "admin").read_text().splitlines() if " = " in line)
    return boto3.client("dynamodb", region_name="us-east-1", endpoint_url=ready["aws_endpoint"],
                        aws_access_key_id=keys["aws_access_key_id"],
                        aws_secret_access_key=keys["aws_secret_access_key"])


def refused(options: Options) -> Problem:
    """Why a sandbox with these options does not start."""
    problem = run(options, fail_when_ready)
    assert problem
    return problem


def fail_when_ready(ready: Ready) -> None:
    raise AssertionError(ready)


def listener_with_a_free_port_below() -> socket.socket:
    while True:
        other = bind(0)
        assert not isinstance(other, Problem)
        below = bind(other.getsockname()[1] - 1)
        if not isinstance(below, Problem):
            below.close()
            return other
        other.close()


@pytest.mark.parametrize("offset", [0, 1])
def test_a_port_that_is_taken_is_said_to_be(offset: int) -> None:
    with listener_with_a_free_port_below() as other:
        port = other.getsockname()[1]
        problem = refused(Options(port=port - offset))
    assert (problem.kind, problem.what) == (Kind.USAGE, f"Port {port} is taken")
    assert "--port" in problem.todo


def test_nobody_unknown_is_approved() -> None:
    assert "alice, bob, viewer" in str(refused(Options(approve="mallory")))


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("precious")
    assert refused(Options(data_dir=tmp_path)).kind == Kind.USAGE
    assert [f.name for f in tmp_path.iterdir()] == ["config.toml"]
    assert "Not a directory" in refused(Options(data_dir=tmp_path / "config.toml" / "below")).what


def test_a_folder_serves_one_sandbox_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path / "kept") as folder:
        assert folder == tmp_path / "kept"
        assert "Another sandbox" in refused(Options(data_dir=tmp_path / "kept")).what
    with opened(tmp_path / "kept") as folder:
        assert folder == tmp_path / "kept"


def test_former_ports_that_are_taken_by_now_are_given_up(tmp_path: Path) -> None:
    other = bind(0)
    assert not isinstance(other, Problem)
    write(tmp_path, Running(url(other), url(other), "token"))
    ports = choose_ports(Options(data_dir=tmp_path), tmp_path)
    assert not isinstance(ports, Problem)
    assert other.getsockname() not in [p.getsockname() for p in ports]
    for listener in (other, *ports):
        listener.close()
