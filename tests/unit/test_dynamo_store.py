"""The cart table through a real client: what is sent, and what each answer means."""

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from tests.unit.table import TEA, TEA_SAVED, line
from tests.unit.wire import URL, Error, Raw, Wire, cancelled
from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetTo, result
from tui.cart.model import Line
from tui.cart.outcomes import Conflict, Denied, Loaded, Saved, Unavailable, Unreadable
from tui.dynamo.store import CartStore
from tui.problem import Kind

SEEN = line(2)
SET = SetTo("e1", TEA, 7, "t1", SEEN)
ADD = Add("e1", TEA, 2, "t1")
REMOVE = Remove("e1", TEA, "t1", SEEN)
MOVE = Move("e1", TEA, TEA_SAVED, "t1", SEEN)
EDITS: tuple[Edit, ...] = (ADD, ChangeBy("e1", TEA, 1, "t1", SEEN), SET, REMOVE, MOVE)
NO = Error("AccessDeniedException", "User: x is not authorized to perform: dynamodb:UpdateItem")
TIMEOUT = ReadTimeoutError(endpoint_url=URL)
OPTION = "ReturnValuesOnConditionCheckFailure"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def store(*script: object, owner: str = "alice") -> tuple[CartStore, Wire]:
    wire = Wire(*script)
    return CartStore(wire.client, "carts", owner, me="alice", now=lambda: 0.0), wire


def item(each: Line) -> dict[str, Any]:
    texts = {"sk": f"{each.key.list}#{each.key.sku}", "rev": each.rev, "added_at": each.added_at,
             "updated_at": each.updated_at, **({"note": each.note} if each.note else {})}
    return {"qty": {"N": str(each.qty)}, **{name: {"S": text} for name, text in texts.items()}}


def condition_failed(each: Line | None) -> Error:
    return Error("ConditionalCheckFailedException", more={"Item": item(each)} if each else {})


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_one_round_trip(edit: Edit) -> None:
    carts, wire = store({})
    assert carts.apply(edit) == Saved(result(edit))
    assert len(wire.sent) == 1
    assert OPTION in str(wire.sent)


def test_a_failed_condition_tells_the_line_as_it_is() -> None:
    theirs = line(9, "r9", note="theirs")
    for edit in (SET, REMOVE, ADD):
        carts, wire = store(condition_failed(theirs))
        assert carts.apply(edit) == Conflict({TEA: theirs})
        assert len(wire.sent) == 1
    carts, _ = store(condition_failed(None))
    assert carts.apply(SET) == Conflict({TEA: None})


def test_a_line_that_should_be_told_and_is_not_is_read() -> None:
    carts, wire = store(condition_failed(None), {"Item": item(line(9, "r9"))})
    assert carts.apply(ADD) == Conflict({TEA: line(9, "r9")})
    assert [name for name, _ in wire.sent] == ["UpdateItem", "GetItem"]


def test_a_cancelled_move_tells_both_lines() -> None:
    there = line(5, "r5", key=TEA_SAVED)
    gone, stands = {"Code": "ConditionalCheckFailed"}, {"Code": "None"}
    taken = {"Code": "ConditionalCheckFailed", "Item": item(there)}
    for reasons, current in (((gone, stands), {TEA: None, TEA_SAVED: None}),
                             ((stands, taken), {TEA: SEEN, TEA_SAVED: there}),
                             ((gone, taken), {TEA: None, TEA_SAVED: there})):
        carts, wire = store(cancelled(*reasons))
        assert carts.apply(MOVE) == Conflict(current)
        assert len(wire.sent) == 1


def test_a_move_cancelled_for_another_reason_waits() -> None:
    carts, _ = store(cancelled({"Code": "ConditionalCheckFailed"}, {"Code": "TransactionConflict"}))
    outcome = carts.apply(MOVE)
    assert isinstance(outcome, Unavailable)
    assert (outcome.problem.kind, outcome.unsure) == (Kind.UNAVAILABLE, False)


def test_a_write_is_sent_once_whatever_comes_of_it() -> None:
    for answer in (TIMEOUT, Error("InternalServerError", status=500), Error("ThrottlingException"),
                   EndpointConnectionError(endpoint_url=URL)):
        carts, wire = store(answer, {})
        assert isinstance(carts.apply(SET), Unavailable)
        assert len(wire.sent) == 1


def test_a_read_is_tried_again() -> None:
    for trouble in (TIMEOUT, Error("InternalServerError", status=500), Error("ThrottlingException")):
        carts, wire = store(trouble, trouble, {"Item": item(line())})
        assert carts.line(TEA) == line()
        assert len(wire.sent) == 3
    carts, wire = store(Error("ResourceNotFoundException"), {"Item": item(line())})
    assert isinstance(carts.line(TEA), Unavailable)
    assert len(wire.sent) == 1, "what does not pass is told at once"


def test_an_add_in_doubt_looks_and_other_edits_go_again() -> None:
    mine, theirs = line(2, "e1"), line(9, "r9")
    for there in (mine, theirs, None):
        carts, wire = store({"Item": item(there)} if there else {})
        assert carts.apply(ADD, unsure=True) == Conflict({TEA: there}, unsure=True)
        assert [name for name, _ in wire.sent] == ["GetItem"]
    carts, _ = store(NO)
    assert isinstance(carts.apply(ADD, unsure=True), Denied)
    carts, wire = store({})
    assert carts.apply(SET, unsure=True) == Saved(result(SET))
    assert [name for name, _ in wire.sent] == ["UpdateItem"]


@pytest.mark.parametrize(("script", "unsure"), [
    (TIMEOUT, True),
    (Error("InternalServerError", status=500), True),
    (EndpointConnectionError(endpoint_url=URL), False),
    (Error("ProvisionedThroughputExceededException"), False),
    (Raw(b"<html>sign in to the network</html>", 511), True),
])
def test_what_did_not_work_out_says_whether_it_may_have_happened(script: object, unsure: bool) -> None:
    carts, _ = store(script)
    outcome = carts.apply(SET)
    assert isinstance(outcome, Unavailable)
    assert (outcome.problem.kind, outcome.unsure) == (Kind.UNAVAILABLE, unsure)


def test_a_refused_option_is_left_out_and_the_line_is_read_instead() -> None:
    theirs = line(9, "r9")
    carts, wire = store(NO, condition_failed(None), {"Item": item(theirs)},
                        condition_failed(None), {"Item": item(theirs)}, {})
    assert carts.apply(SET) == Conflict({TEA: theirs})
    assert carts.apply(SET) == Conflict({TEA: theirs})
    assert carts.apply(SET) == Saved(result(SET))
    assert [(name, OPTION in body) for name, body in wire.sent] == [
        ("UpdateItem", True), ("UpdateItem", False), ("GetItem", False),
        ("UpdateItem", False), ("GetItem", False), ("UpdateItem", False)]


def test_a_move_that_the_role_may_not_make_names_both_of_its_actions() -> None:
    carts, _ = store({"Items": []}, NO, NO)
    carts.page()
    outcome = carts.apply(MOVE)
    assert isinstance(outcome, Denied)
    assert "dynamodb:DeleteItem and dynamodb:UpdateItem on carts" in outcome.denial.todo


def test_a_write_that_is_refused_either_way_is_a_refusal() -> None:
    carts, wire = store(NO, NO, {})
    assert isinstance(carts.apply(SET), Denied)
    assert isinstance(carts.apply(SET), Saved)
    assert [OPTION in body for _, body in wire.sent] == [True, False, True], "nothing is concluded from it"


@pytest.mark.parametrize("first", [{}, condition_failed(line(9, "r9"))])
def test_an_option_that_was_allowed_once_is_not_put_in_question(first: object) -> None:
    carts, wire = store(first, NO)
    carts.apply(SET)
    assert isinstance(carts.apply(SET), Denied)
    assert len(wire.sent) == 2


def test_nothing_is_concluded_from_a_second_try_that_fails_otherwise() -> None:
    carts, wire = store(NO, Error("ResourceNotFoundException"), {})
    assert isinstance(carts.apply(SET), Unavailable)
    carts.apply(SET)
    assert OPTION in wire.sent[-1][1]


def test_where_the_line_may_not_be_read_either_that_is_told() -> None:
    carts, _ = store(NO, condition_failed(None), NO)
    assert isinstance(carts.apply(SET), Denied)
    carts, _ = store(NO, condition_failed(None), *[TIMEOUT] * 3)
    outcome = carts.apply(SET)
    assert isinstance(outcome, Unavailable)
    assert not outcome.unsure, "the condition had failed"


@pytest.mark.parametrize("strange", [
    {"sk": {"S": "cart#TEA"}}, {**item(line(9, "r9")), "qty": {"N": "1e400"}},
    item(line(9, "r9", key=TEA_SAVED)),
])
def test_a_line_that_cannot_be_read_stops_the_edit(strange: dict[str, Any]) -> None:
    carts, _ = store(Error("ConditionalCheckFailedException", more={"Item": strange}))
    outcome = carts.apply(SET)
    assert isinstance(outcome, Unavailable)
    assert outcome.problem.kind is Kind.CONFLICT
    assert outcome.problem.what.startswith("TEA in cart cannot be read")


def test_a_denial_knows_whether_the_rows_could_be_read() -> None:
    carts, _ = store({"Items": []}, NO, NO)
    carts.page()
    outcome = carts.apply(SET)
    assert isinstance(outcome, Denied)
    assert "may read these rows but not change them" in outcome.denial.inference
    carts, _ = store(NO, NO)
    outcome = carts.apply(SET)
    assert isinstance(outcome, Denied)
    assert "has no permission" in outcome.denial.inference


def test_a_denied_read_of_somebody_elses_cart_says_so() -> None:
    carts, _ = store(NO, owner="bob")
    outcome = carts.page()
    assert isinstance(outcome, Denied)
    assert "belong to bob" in outcome.denial.inference
    assert outcome.denial.at == "1970-01-01T00:00:00Z"


def test_a_page_of_lines_and_of_what_is_none() -> None:
    strange = {**item(line()), "sk": {"S": "wishlist#TEA"}}
    more = {"pk": {"S": "alice"}, "sk": {"S": "cart#TEA"}}
    carts, wire = store({"Items": [item(line()), strange], "LastEvaluatedKey": more}, {"Items": []})
    page = carts.page()
    assert page == Loaded((line(),), (Unreadable("wishlist#TEA", "it belongs to no known list"),), more)
    assert carts.page(more) == Loaded(())
    assert wire.sent[1][1]["ExclusiveStartKey"] == more
    assert wire.sent[0][1]["ExpressionAttributeValues"] == {":owner": {"S": "alice"}}


NOT_DYNAMODB = {
    "a page of a proxy": Raw(b"<html>sign in to the network</html>", request_id=""),
    "another object": Raw(b'{"message": "hello"}', request_id=""),
    "a list": Raw(b"[1, 2]"),
    "a number": Raw(b"3"),
    "items of no shape": Raw(b'{"Items": "abc", "Item": "abc", "Attributes": 3}'),
    "bytes that are none": Raw(b'{"Items": [{"sk": {"B": "\xff!"}}], "Item": {"sk": {"B": "!"}}}'),
}


@pytest.mark.parametrize("name", NOT_DYNAMODB)
def test_an_answer_of_somebody_else_is_neither_a_cart_nor_a_line_nor_a_success(name: str) -> None:
    carts, _ = store(*[NOT_DYNAMODB[name]] * 3)
    for outcome in (carts.page(), carts.line(TEA)):
        assert isinstance(outcome, Unavailable)
        assert (outcome.problem.kind, outcome.problem.what) == (
            Kind.UNAVAILABLE, "The answer is not one of DynamoDB")


@pytest.mark.parametrize("name", list(NOT_DYNAMODB)[:4])
def test_a_write_that_somebody_else_answered_may_or_may_not_have_happened(name: str) -> None:
    carts, _ = store(NOT_DYNAMODB[name])
    outcome = carts.apply(SET)
    assert isinstance(outcome, Unavailable)
    assert (outcome.problem.kind, outcome.unsure) == (Kind.UNAVAILABLE, True)


def test_an_empty_answer_is_no_empty_cart() -> None:
    carts, _ = store({})
    assert isinstance(carts.page(), Unavailable)


def test_a_page_that_leads_to_itself_ends() -> None:
    more = {"pk": {"S": "alice"}, "sk": {"S": "cart#TEA"}}
    carts, _ = store({"Items": [], "LastEvaluatedKey": more})
    assert isinstance(carts.page(more), Unavailable)


def test_one_line() -> None:
    carts, wire = store({"Item": item(line())}, {}, Error("ResourceNotFoundException"))
    assert carts.line(TEA) == line()
    assert carts.line(TEA) is None
    missing = carts.line(TEA)
    assert isinstance(missing, Unavailable)
    assert missing.problem.kind is Kind.USAGE
    assert [name for name, _ in wire.sent] == ["GetItem"] * 3
