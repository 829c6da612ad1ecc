"""What outlives the process: everything where it is to be kept, and nothing where it is not.

The engine's data are the process's own, so each account here lives in a process of its own.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = """
import asyncio, json, sys
from pathlib import Path
from tui.sandbox.aws import Aws
from tui.sandbox.people import PEOPLE
from tui.sandbox.sessions import Session

async def main(folder, keep, *steps):
    aws = Aws(data_dir=Path(folder), issuer="http://127.0.0.1:9", keep=keep == "keep")
    told = {"problem": str(await aws.start(PEOPLE) or "")}
    table, key = "dynacart-cart", {"pk": {"S": "alice"}, "sk": {"S": "cart#KEPT"}}
    if "write" in steps:
        await aws.engine.dynamodb("PutItem", TableName=table, Item={**key, "qty": {"N": "7"}})
        await aws.engine.dynamodb("DeleteItem", TableName=table, Key={**key, "sk": {"S": "cart#BAK-CRO-001"}})
        await aws.engine.iam("CreateRole", RoleName="mine", AssumeRolePolicyDocument="{}")
    if not told["problem"]:
        told["item"] = (await aws.engine.dynamodb("GetItem", TableName=table, Key=key)).get("Item")
        told["count"] = (await aws.engine.dynamodb("Scan", TableName=table))["Count"]
        told["role"] = (await aws.engine.iam("GetRole", RoleName="mine")) is not None
    given = aws.sessions.issue(Session("r", "i", "n", 0.0, 9e9))
    told["session"] = [given.access_key, given.token, given.secret]
    for step in steps:
        if step.startswith("["):
            access_key, token, secret = json.loads(step)
            told["opened"] = aws.sessions.open(access_key, token) is not None
            told["secret"] = aws.sessions.secret_of(access_key) == secret
    if "kill" not in steps and not told["problem"]:
        await aws.stop()
    print(json.dumps(told))

asyncio.run(main(*sys.argv[1:]))
"""
FIRST = 15
"""Lines in all carts at first."""


def run(folder: Path, keep: str, *steps: str) -> dict[str, Any]:
    """Start an account in `folder`, take the steps, stop it, and tell what was seen."""
    command = [sys.executable, "-c", PROGRAM, str(folder), keep, *steps]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_what_is_kept(tmp_path: Path) -> None:
    first = run(tmp_path, "keep", "write")
    assert (first["item"]["qty"], first["count"]) == ({"N": "7"}, FIRST)
    second = run(tmp_path, "keep", json.dumps(first["session"]))
    assert (second["item"], second["count"], second["role"]) == (first["item"], FIRST, True)
    assert second["opened"]
    assert second["secret"]


def test_what_is_not(tmp_path: Path) -> None:
    run(tmp_path, "forget", "write")
    assert [path.name for path in tmp_path.iterdir()] == ["admin"]
    second = run(tmp_path, "forget")
    assert (second["item"], second["count"], second["role"]) == (None, FIRST, False)


def test_a_process_killed_at_once_loses_what_it_did(tmp_path: Path) -> None:
    run(tmp_path, "keep", "write", "kill")
    assert run(tmp_path, "keep")["item"] is None


def test_a_state_that_cannot_be_read_is_not_overwritten(tmp_path: Path) -> None:
    run(tmp_path, "keep", "write")
    state = tmp_path / "aws" / "dynamodb.json"
    for broken in ("{", '{"tables": 7}', '{"__ministack_format__": 999, "payload": {}}'):
        state.write_text(broken)
        told = run(tmp_path, "keep")
        assert str(state) in told["problem"]
        assert state.read_text() == broken
