"""`dynacart permissions` against the sandbox: true for each role, and nothing in the tables changes."""

from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import Shopper, administrator, sign_in

WRITES = {"add and change lines", "remove lines", "move lines"}


@pytest.fixture(params=["alice", "viewer"])
def shopper(
    request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> Shopper:
    name = str(request.param)
    return Shopper(name, sign_in(sandbox, tmp_path / name, name), capsys)


def test_the_answers_are_the_role_s(shopper: Shopper, sandbox: Sandbox) -> None:
    admin = administrator(sandbox)
    tables = ("dynacart-cart", "dynacart-catalog")
    before = [sorted(admin.scan(TableName=table)["Items"], key=str) for table in tables]
    code, answer = shopper.json("permissions")
    assert code == 0
    assert answer["owner"] == shopper.name
    verdicts = {each["what"]: each["verdict"] for each in answer["permissions"]}
    denied = WRITES if shopper.name == "viewer" else set()
    assert len(verdicts) == 7
    assert verdicts == {what: "denied" if what in denied else "allowed" for what in verdicts}
    assert [sorted(admin.scan(TableName=table)["Items"], key=str) for table in tables] == before


def test_in_words(shopper: Shopper) -> None:
    code, out = shopper.run("permissions")
    assert code == 0
    rows = [" ".join(row.split()) for row in out.splitlines()]
    assert rows[0] == "What Verdict Action On"
    verdict = "denied" if shopper.name == "viewer" else "allowed"
    assert f"remove lines {verdict} dynamodb:DeleteItem dynacart-cart" in rows
    assert "browse the catalog allowed dynamodb:Query dynacart-catalog/index/by_category" in rows
    assert ("may read these rows but not change them" in shopper.said) is (shopper.name == "viewer")


def test_nothing_is_known_without_a_table(shopper: Shopper) -> None:
    config = shopper.config.read_text("utf-8")
    shopper.config.write_text(
        config.replace('"dynacart-cart"', '"nowhere"').replace('"dynacart-catalog"', '"nowhere"'), "utf-8")
    code, answer = shopper.json("permissions")
    assert code == 0, "IAM refuses tables that the role does not name"
    assert {each["verdict"] for each in answer["permissions"]} == {"denied"}


def test_unknown_where_nobody_answers(shopper: Shopper, sandbox: Sandbox) -> None:
    sandbox.control.spoil_aws(error5xx=1000)
    try:
        code, answer = shopper.json("permissions")
        assert (code, answer["error"]) == (6, "unavailable")
    finally:
        sandbox.control.spoil_aws(error5xx=0)
