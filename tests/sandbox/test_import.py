"""Import and export over the real protocols: in and out again, refused, interrupted, killed."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import TABLE, Shopper, administrator, put_back, sign_in, store_of
from tui.cart.model import CART
from tui.cart.outcomes import Loaded
from tui.problem import Kind

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

MANY = 400
KEYS = {"owner", "list", "dry_run", "rows", "added", "changed", "unchanged", "bad", "conflicts", "left",
        "in_doubt"}


@pytest.fixture(scope="module")
def configs(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("people")
    return {name: sign_in(sandbox, folder / name, name) for name in ("alice", "viewer")}


@pytest.fixture(scope="module")
def admin(sandbox: Sandbox) -> "DynamoDBClient":
    return administrator(sandbox)


@pytest.fixture
def alice(
    configs: dict[str, Path], admin: "DynamoDBClient", capsys: pytest.CaptureFixture[str],
) -> Iterator[Shopper]:
    shopper = Shopper("alice", configs["alice"], capsys)
    with put_back(admin, "alice"):
        yield shopper
    shutil.rmtree(shopper.config.parent / "data" / "state", ignore_errors=True)


@pytest.fixture
def products(admin: "DynamoDBClient") -> Iterator[list[str]]:
    """So many products as make a long import, until the end of the test."""
    skus = [f"MANY-{number:04}" for number in range(MANY)]
    for start in range(0, MANY, 25):
        admin.batch_write_item(RequestItems={"dynacart-catalog": [{"PutRequest": {"Item": {
            "sku": {"S": sku}, "name": {"S": sku}, "category": {"S": "many"}, "price": {"N": "1"},
            "currency": {"S": "EUR"}, "available": {"BOOL": True}}}} for sku in skus[start:start + 25]]})
    yield skus
    for sku in skus:
        admin.delete_item(TableName="dynacart-catalog", Key={"sku": {"S": sku}})


def lines(shopper: Shopper, name: str = CART) -> list[tuple[str, int, str]]:
    """SKU, quantity and note of each line on the table, in the order they were added."""
    page = store_of(shopper.config).page()
    assert isinstance(page, Loaded)
    mine = sorted((line for line in page.lines if line.key.list == name), key=lambda line: line.added_at)
    return [(line.key.sku, line.qty, line.note) for line in mine]


def empty(admin: "DynamoDBClient", owner: str = "alice") -> None:
    for item in admin.query(TableName=TABLE, KeyConditionExpression="pk = :pk",
                            ExpressionAttributeValues={":pk": {"S": owner}})["Items"]:
        admin.delete_item(TableName=TABLE, Key={"pk": item["pk"], "sk": item["sk"]})


@pytest.mark.parametrize("name", ["csv", "json"])
def test_out_and_in_again_gives_the_same_lines(
    alice: Shopper, admin: "DynamoDBClient", tmp_path: Path, name: str,
) -> None:
    alice.run("note", "COF-ETH-250", "=1+1, \"quoted\" 'n so")
    before = lines(alice)
    code, out = alice.run("export", "--format", name)
    file = tmp_path / f"cart.{name}"
    file.write_text(out, "utf-8")
    empty(admin)
    assert (code, alice.run("import", str(file))[0], lines(alice)) == (0, 0, before)
    assert alice.json("import", str(file))[1]["unchanged"] == len(before)


def test_a_dry_run_says_what_a_run_does(alice: Shopper, tmp_path: Path) -> None:
    file, before = tmp_path / "cart.csv", lines(alice)
    file.write_text("sku,qty,note\nCOF-ETH-250,9,\nTEA-EAR-100,1,for two\nTEA-MAT-030,1,\n", "utf-8")
    code, out = alice.run("import", str(file), "--dry-run")
    assert (code, out.splitlines()) == (0, [
        "line 2: change COF-ETH-250: from 2 to 9",
        "line 3: add 1 of TEA-EAR-100, with the note 'for two'",
        "line 4: change TEA-MAT-030: no note any more"])
    assert lines(alice) == before
    expected = {"added": 1, "changed": 2, "unchanged": 0}
    code, dry = alice.json("import", str(file), "--dry-run")
    assert (code, set(dry), {name: dry[name] for name in expected}) == (0, KEYS, expected)
    assert alice.json("import", str(file)) == (0, dry | {"dry_run": False})
    changed = {"COF-ETH-250": ("COF-ETH-250", 9, ""), "TEA-MAT-030": ("TEA-MAT-030", 1, "")}
    assert lines(alice) == [*(changed.get(line[0], line) for line in before), ("TEA-EAR-100", 1, "for two")]


def test_nothing_is_written_where_a_row_is_wrong_unless_it_may_be_left_out(
    alice: Shopper, tmp_path: Path,
) -> None:
    file, before = tmp_path / "cart.csv", lines(alice)
    file.write_text("sku,qty\nTEA-EAR-100,3\nNO-SUCH,1\nCOF-ETH-250,x\n\x1b[31mEVIL,1\n", "utf-8")
    code, answer = alice.json("import", str(file))
    assert (code, answer["error"], [flaw["line"] for flaw in answer["bad"]]) == (2, "usage", [3, 4, 5])
    assert f"{file}, line 3: there is no NO-SUCH in the catalog\n" in alice.said
    assert "\x1b" not in alice.said
    assert lines(alice) == before
    code, answer = alice.json("import", str(file), "--skip-bad")
    assert (code, answer["added"], len(answer["bad"])) == (0, 1, 3)
    assert lines(alice) == [*before, ("TEA-EAR-100", 3, "")]


def test_files_that_are_none(alice: Shopper, tmp_path: Path) -> None:
    assert alice.run("import", str(tmp_path / "none.csv"))[0] == Kind.USAGE
    assert alice.run("import", str(tmp_path))[0] == Kind.USAGE
    assert alice.run("import", "a\0b")[0] == Kind.USAGE
    (tmp_path / "cart.JSON").write_text("sku,qty\n", "utf-8")
    assert alice.run("import", str(tmp_path / "cart.JSON"))[0] == Kind.USAGE
    assert "this is not JSON" in alice.said
    assert alice.json("import", str(tmp_path / "cart.JSON"), "--format", "csv")[1]["rows"] == 0


def test_who_only_reads_is_refused_and_told_why(
    configs: dict[str, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path,
) -> None:
    viewer, file = Shopper("viewer", configs["viewer"], capsys), tmp_path / "cart.csv"
    file.write_text("sku,qty\nTEA-EAR-100,3\nTEA-SEN-100,3\n", "utf-8")
    before = lines(viewer)
    code, answer = viewer.json("import", str(file))
    assert (code, answer["error"], answer["action"]) == (4, "access_denied", "dynamodb:UpdateItem")
    assert answer["left"] == [{"line": 2, "sku": "TEA-EAR-100"}, {"line": 3, "sku": "TEA-SEN-100"}]
    assert "What to do" in viewer.said
    assert "lines 2-3" in viewer.said
    assert lines(viewer) == before


def test_another_persons_list_is_refused_and_prints_nothing(alice: Shopper) -> None:
    assert alice.run("export", "--owner", "bob") == (4, "")
    assert alice.run("export", "--list", "saved")[1].startswith("sku,qty,note,name,price,currency\n")


@pytest.fixture
def slow(sandbox: Sandbox, alice: Shopper, products: list[str]) -> Iterator[None]:
    """Long enough to be interrupted; what the others put back in the end is not slow."""
    assert sandbox.control.spoil_aws(latency_ms=40) is None
    yield
    assert sandbox.control.spoil_aws(latency_ms=0) is None


@pytest.fixture
def started(alice: Shopper) -> Callable[..., "subprocess.Popen[bytes]"]:
    def start(*words: str, **more: Any) -> "subprocess.Popen[bytes]":  # noqa: ANN401 - of Popen
        command = [sys.executable, "-m", "tui", "--config", str(alice.config), *words]
        return subprocess.Popen(command, stdout=subprocess.PIPE, **more)

    return start


@pytest.mark.usefixtures("slow")
def test_interrupted_it_keeps_what_is_done_and_goes_on_by_the_same_command(
    alice: Shopper, admin: "DynamoDBClient", products: list[str], tmp_path: Path,
    started: Callable[..., "subprocess.Popen[bytes]"],
) -> None:
    empty(admin)
    file = tmp_path / "many.csv"
    file.write_text("sku,qty\n" + "".join(f"{sku},2\n" for sku in products), "utf-8")
    with started("import", str(file), "--json", stderr=subprocess.PIPE) as child:
        while not lines(alice):
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        out, said = child.communicate(timeout=30)
    answer = json.loads(out)
    assert (child.returncode, answer["error"]) == (130, "interrupted")
    there = {sku for sku, _, _ in lines(alice)}
    assert {each["sku"] for each in answer["left"]} == set(products) - there
    assert answer["added"] == len(there) < MANY
    assert b"Run the same command again" in said
    assert b"\x1b" not in said
    with started("import", str(file), "--json") as child:
        answer = json.loads(child.communicate(timeout=60)[0])
    assert (answer["added"], answer["unchanged"]) == (MANY - len(there), len(there))
    assert [sku for sku, _, _ in lines(alice)] == products


@pytest.mark.usefixtures("slow")
def test_killed_it_leaves_nothing_that_the_same_command_does_not_put_right(
    alice: Shopper, admin: "DynamoDBClient", products: list[str],
    started: Callable[..., "subprocess.Popen[bytes]"],
) -> None:
    empty(admin)
    content = ("sku,qty\n" + "".join(f"{sku},2\n" for sku in products)).encode()
    with started("import", "-", stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdin
        child.stdin.write(content)
        child.stdin.close()
        child.stdin = None
        while not lines(alice):
            assert child.poll() is None
        child.kill()
    with started("import", "-", "--json", stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        answer = json.loads(child.communicate(content, timeout=60)[0])
    assert (child.returncode, answer["left"], answer["conflicts"]) == (0, [], [])
    assert sorted(lines(alice)) == [(sku, 2, "") for sku in products]


@pytest.mark.usefixtures("slow")
def test_on_a_terminal_it_says_how_far_it_is(
    admin: "DynamoDBClient", products: list[str], tmp_path: Path,
    started: Callable[..., "subprocess.Popen[bytes]"],
) -> None:
    empty(admin)
    file = tmp_path / "many.csv"
    file.write_text("sku,qty\n" + "".join(f"{sku},2\n" for sku in products), "utf-8")
    ours, theirs = os.openpty()
    with started("import", str(file), stderr=theirs, env={**os.environ, "TERM": "xterm"}) as child:
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 4096):
                said += piece
        except OSError:
            pass  # the terminal's other end is closed
    os.close(ours)
    assert child.returncode == 0
    assert re.search(rb"[0-9]+ of 400 lines, [0-9]+ a second, [0-9]+ s left", said)
    assert said.rpartition(b"\r\x1b[K")[2] == b"cart: 400 added, 0 changed, 0 already as the file says.\r\n"
