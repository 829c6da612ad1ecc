"""Edits as requests: one call each, conditional, with placeholders, and nothing more than they need."""

from dataclasses import replace

import pytest
from botocore.session import Session
from botocore.validate import ParamValidator

from tests.unit.table import TEA, TEA_SAVED, line
from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo
from tui.dynamo import expressions
from tui.dynamo.expressions import LINE, Parameters, Request

SEEN = line(2, "r0", note="black")
KEY = {"pk": {"S": "alice"}, "sk": {"S": "cart#TEA"}}
THERE_KEY = {"pk": {"S": "alice"}, "sk": {"S": "saved#TEA"}}
ADD = Add("e1", TEA, 2, "t1", "green")
PLUS = ChangeBy("e1", TEA, 3, "t1", SEEN)
MOVE = Move("01a20851-2b71-7ac0-ad1a-e45994be6ce4", TEA, TEA_SAVED, "t1", SEEN)
EDITS: list[Edit] = [ADD, PLUS, SetTo("e1", TEA, 7, "t1", SEEN), SetNote("e1", TEA, "", "t1", SEEN),
                     Remove("e1", TEA, "t1", SEEN), MOVE, replace(MOVE, there=line(1, "r9", key=TEA_SAVED))]


def written(edit: Edit, *, tell: bool = True) -> Request:
    return expressions.write(edit, "carts", "alice", tell=tell)


def test_an_add_creates_and_needs_the_line_to_be_absent() -> None:
    request = written(ADD)
    assert (request.method, request.actions) == ("update_item", ("dynamodb:UpdateItem",))
    assert request.parameters == {
        "TableName": "carts",
        "Key": KEY,
        "UpdateExpression": "SET #qty = :qty, #note = :note, #rev = :rev, #added_at = :added_at, "
                            "#updated_at = :updated_at",
        "ConditionExpression": "attribute_not_exists(#pk)",
        "ExpressionAttributeNames": {"#qty": "qty", "#note": "note", "#rev": "rev", "#added_at": "added_at",
                                     "#updated_at": "updated_at", "#pk": "pk"},
        "ExpressionAttributeValues": {":qty": {"N": "2"}, ":note": {"S": "green"}, ":rev": {"S": "e1"},
                                      ":added_at": {"S": "t1"}, ":updated_at": {"S": "t1"}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        "ReturnValues": "NONE",
    }


def test_a_change_sets_what_changes_and_needs_the_rev_that_was_seen() -> None:
    assert written(PLUS).parameters == {
        "TableName": "carts",
        "Key": KEY,
        "UpdateExpression": "SET #qty = :qty, #rev = :rev, #past = :past, #updated_at = :updated_at",
        "ConditionExpression": "#rev = :seen",
        "ExpressionAttributeNames": {"#qty": "qty", "#rev": "rev", "#past": "past",
                                     "#updated_at": "updated_at"},
        "ExpressionAttributeValues": {":qty": {"N": "5"}, ":rev": {"S": "e1"}, ":past": {"S": "r0"},
                                      ":updated_at": {"S": "t1"}, ":seen": {"S": "r0"}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        "ReturnValues": "NONE",
    }


def test_an_empty_note_is_no_note() -> None:
    parameters = written(SetNote("e1", TEA, "", "t1", SEEN)).parameters
    assert parameters["UpdateExpression"] == (
        "SET #rev = :rev, #past = :past, #updated_at = :updated_at REMOVE #note")
    assert parameters["ExpressionAttributeNames"]["#note"] == "note"
    assert ":note" not in parameters["ExpressionAttributeValues"]
    assert "note" not in written(replace(ADD, note="")).parameters["UpdateExpression"]


def test_a_remove_deletes_the_line_that_was_seen() -> None:
    request = written(Remove("e1", TEA, "t1", SEEN))
    assert (request.method, request.actions) == ("delete_item", ("dynamodb:DeleteItem",))
    assert request.parameters == {
        "TableName": "carts",
        "Key": KEY,
        "ConditionExpression": "#rev = :seen",
        "ExpressionAttributeNames": {"#rev": "rev"},
        "ExpressionAttributeValues": {":seen": {"S": "r0"}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        "ReturnValues": "NONE",
    }


def test_a_move_is_one_transaction_and_the_line_stays_as_old_as_it_was() -> None:
    request = written(MOVE)
    assert request.method == "transact_write_items"
    assert request.actions == ("dynamodb:DeleteItem", "dynamodb:UpdateItem")
    delete, update = (next(iter(item.values())) for item in request.parameters["TransactItems"])
    assert [list(item) for item in request.parameters["TransactItems"]] == [["Delete"], ["Update"]]
    assert (delete["Key"], delete["ConditionExpression"]) == (KEY, "#rev = :seen")
    assert (update["Key"], update["ConditionExpression"]) == (THERE_KEY, "attribute_not_exists(#pk)")
    assert update["ExpressionAttributeValues"] == {
        ":qty": {"N": "2"}, ":note": {"S": "black"}, ":rev": {"S": MOVE.id}, ":past": {"S": "r0"},
        ":added_at": {"S": "t0"}, ":updated_at": {"S": "t1"}}
    assert "ReturnValues" not in {*delete, *update}, "a transaction's items do not know it"


def test_a_move_onto_a_line_adds_up_and_needs_both_as_they_were_seen() -> None:
    _, update = written(replace(MOVE, there=line(1, "r9", key=TEA_SAVED))).parameters["TransactItems"]
    assert update["Update"]["ConditionExpression"] == "#rev = :seen"
    assert update["Update"]["ExpressionAttributeValues"] == {
        ":qty": {"N": "3"}, ":note": {"S": "black"}, ":rev": {"S": MOVE.id}, ":past": {"S": "r9"},
        ":updated_at": {"S": "t1"}, ":seen": {"S": "r9"}}


def test_the_token_of_a_move_stays_the_same_until_it_is_rebased() -> None:
    def token(move: Move) -> str:
        return str(written(move).parameters["ClientRequestToken"])

    rebased = replace(MOVE, seen=line(2, "r1"))
    assert token(MOVE) == token(replace(MOVE))
    assert len({token(MOVE), token(rebased), token(replace(MOVE, there=line(1, "r1", key=TEA_SAVED)))}) == 3
    assert all(1 <= len(token(move)) <= 36 for move in (MOVE, rebased))


@pytest.mark.parametrize("edit", EDITS)
def test_the_option_that_tells_the_line_can_be_left_out(edit: Edit) -> None:
    assert "ReturnValuesOnConditionCheckFailure" in str(written(edit).parameters)
    assert "ReturnValuesOnConditionCheckFailure" not in str(written(edit, tell=False).parameters)


@pytest.mark.parametrize("edit", EDITS)
def test_every_write_is_conditional_and_every_placeholder_is_used(edit: Edit) -> None:
    parameters = written(edit).parameters
    bodies = [next(iter(item.values())) for item in parameters.get("TransactItems", [])] or [parameters]
    for body in bodies:
        text = body.get("UpdateExpression", "") + " " + body["ConditionExpression"]
        for placeholder in (*body["ExpressionAttributeNames"], *body["ExpressionAttributeValues"]):
            assert placeholder in text
        assert set(body["ExpressionAttributeNames"].values()) <= {"pk", *LINE}


def test_reads_are_projected_consistent_and_paged() -> None:
    first = expressions.lines("carts", "alice", None)
    assert (first["Select"], first["ConsistentRead"]) == ("SPECIFIC_ATTRIBUTES", True)
    assert first["ProjectionExpression"] == "#sk, #qty, #note, #rev, #past, #added_at, #updated_at"
    assert "ExclusiveStartKey" not in first
    assert expressions.lines("carts", "alice", {"pk": 1})["ExclusiveStartKey"] == {"pk": 1}
    one = expressions.line("carts", "alice", TEA)
    assert (one["Key"], one["ConsistentRead"], one["ProjectionExpression"]) == (
        KEY, True, first["ProjectionExpression"])
    shelf = expressions.category("goods", "by_category", "Tea", None)
    assert (shelf["IndexName"], shelf["Select"], "ConsistentRead" in shelf) == (
        "by_category", "SPECIFIC_ATTRIBUTES", False)
    assert expressions.products("goods", ["A", "B"])["RequestItems"]["goods"]["Keys"] == [
        {"sku": {"S": "A"}}, {"sku": {"S": "B"}}]


CALLS = [
    *((written(edit).method, written(edit).parameters) for edit in EDITS),
    *((written(edit).method, written(edit, tell=False).parameters) for edit in EDITS),
    ("query", expressions.lines("carts", "alice", None)),
    ("query", expressions.lines("carts", "alice", KEY)),
    ("get_item", expressions.line("carts", "alice", TEA)),
    ("batch_get_item", expressions.products("catalog", ["TEA", "MUG"])),
    ("query", expressions.category("catalog", "by_category", "tea", None)),
]


@pytest.mark.parametrize(("method", "parameters"), CALLS)
def test_every_request_is_one_that_the_sdk_would_let_pass(method: str, parameters: Parameters) -> None:
    """The client does not look (see `tui.credentials.aws`)."""
    model = Session().get_service_model("dynamodb")
    shape = model.operation_model("".join(map(str.capitalize, method.split("_")))).input_shape
    assert shape is not None
    assert not ParamValidator().validate(parameters, shape).has_errors()
    assert ParamValidator().validate({**parameters, "ReturnConsumedCapacity": 1}, shape).has_errors()
