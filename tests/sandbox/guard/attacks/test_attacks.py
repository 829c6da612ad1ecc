"""Every row of the table, sent to the sandbox as each role and unsigned."""

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.guard.attacks.rows import CATALOG, MARK, Row
from tests.sandbox.guard.attacks.sending import Sender
from tests.sandbox.guard.attacks.table import ROWS
from tests.sandbox.guard.calls import contents

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

ROLES = ("cart", "viewer", "bare")


def sentence(row: Row, role: str, sender: Sender) -> str:
    """What AWS says of a refusal, word for word."""
    action, resource = row.blamed(role)
    return (f"User: {sender.principal} is not authorized to perform: {action} on resource: {resource} "
            f"because no identity-based policy allows the {action} action")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.usefixtures("loot")
def test_a_row(row: Row, senders: dict[str, Sender], admin: "DynamoDBClient") -> None:
    for role in ("bare", "viewer", "cart"):
        sender, before = senders[role], contents(admin)
        answer = sender.send(row.operation, row.sent(sender.owner))
        assert answer.verdict == row.verdict(role), (role, answer)
        if answer.verdict == "denied" and role != "bare":
            assert answer.message == sentence(row, role, sender)
        if answer.verdict == "denied":
            assert answer.message.startswith(f"User: {sender.principal} is not authorized to perform: dynam")
        if answer.verdict != "done":
            assert contents(admin) == before
        if b"ALL_OLD" not in row.sent(sender.owner) or answer.verdict == "denied":
            assert MARK.encode() not in answer.body
    unsigned = senders["unsigned"].send(row.operation, row.sent("alice"))
    assert unsigned.code == "MissingAuthenticationTokenException"


def test_no_row_changed_the_catalog(admin: "DynamoDBClient") -> None:
    assert len(contents(admin, CATALOG)) == 132
    assert all("price" in item or item["sku"]["S"].startswith("#") for item in contents(admin, CATALOG))


def test_the_table_has_every_operation_and_every_verdict() -> None:
    operations = {row.operation for row in ROWS}
    assert operations >= {
        "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem",
        "TransactGetItems", "TransactWriteItems", "ExecuteStatement", "BatchExecuteStatement",
        "ExecuteTransaction"}
    assert len(ROWS) >= 150
    assert sum("denied" in (row.cart, row.viewer) for row in ROWS) >= 150
    for role in ROLES:
        assert {"denied", "invalid"} <= {row.verdict(role) for row in ROWS}
