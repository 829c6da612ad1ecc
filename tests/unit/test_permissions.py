"""What may I do: each probe, and what each answer proves."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.wire import Error, Raw, Wire, cancelled
from tui.cart.permission import Permission, Rights, Verdict
from tui.dynamo.permissions import NEVER, Prober
from tui.problem import Denial, Kind, Problem

FAILED = Error("ConditionalCheckFailedException")
LOST = {"Code": "ConditionalCheckFailed", "Message": "x"}
MOVE_FAILED = cancelled(LOST, LOST)
DENIED = Error("AccessDeniedException", (
    "User: arn:aws:sts::123456789012:assumed-role/viewer/v is not authorized to perform: dynamodb:UpdateItem "
    "because no identity-based policy allows the dynamodb:UpdateItem action"))
ALL: list[object] = [{"Items": []}, {}, FAILED, FAILED, MOVE_FAILED, {"Responses": {}}, {"Items": []}]
READS, WRITES = (0, 1, 5, 6), (2, 3, 4)


def probed(*script: object) -> tuple[tuple[Permission, ...], Wire]:
    wire = Wire(*script)
    prober = Prober(wire.client, cart="carts", catalog="goods", index="by_category", owner="alice",
                    now=lambda: 0.0)
    return prober.permissions(), wire


def with_one(number: int, answer: object) -> list[object]:
    """All is allowed but the probe of this number."""
    return [answer if at == number else usual for at, usual in enumerate(ALL)]


def test_everything_is_allowed() -> None:
    answers, wire = probed(*ALL)
    assert {answer.verdict for answer in answers} == {Verdict.ALLOWED}
    assert [operation for operation, _ in wire.sent] == [
        "Query", "GetItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchGetItem", "Query"]
    assert [answer.place for answer in answers] == ["carts"] * 5 + ["goods", "goods/index/by_category"]
    assert [answer.writes for answer in answers] == [False, False, True, True, True, False, False]


def writes(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The single writes a request is made of."""
    return [each for member in body["TransactItems"] for each in member.values()] \
        if "TransactItems" in body else [body]


def test_no_write_can_be_carried_out() -> None:
    _, wire = probed(*ALL)
    probes = [write for operation, body in wire.sent if "Query" not in operation and "Get" not in operation
              for write in writes(body)]
    assert len(probes) == 4
    for write in probes:
        assert write["ConditionExpression"] == NEVER == "attribute_exists(#pk) AND attribute_not_exists(#pk)"
        assert write["ExpressionAttributeNames"]["#pk"] == "pk"
        assert write["Key"]["pk"] == {"S": "alice"}
        assert write["Key"]["sk"]["S"].startswith("probe#"), "no line's key"


def test_a_write_is_asked_about_with_all_that_the_application_writes() -> None:
    _, wire = probed(*ALL)
    names = set(wire.sent[2][1]["ExpressionAttributeNames"].values())
    assert names >= {"qty", "note", "rev", "added_at", "updated_at"}
    assert all(f"#{name} = " in wire.sent[2][1]["UpdateExpression"] for name in names - {"pk"})
    assert wire.sent[0][1]["Limit"] == 1


@pytest.mark.parametrize("number", range(len(ALL)))
def test_a_refusal_is_a_refusal_of_that_alone(number: int) -> None:
    answers, _ = probed(*with_one(number, DENIED))
    assert [answer.verdict for answer in answers] == [
        Verdict.DENIED if at == number else Verdict.ALLOWED for at in range(len(ALL))]
    why = answers[number].why
    assert isinstance(why, Denial)
    assert why.inference
    assert why.todo


def test_a_refusal_knows_what_was_allowed_before() -> None:
    why = probed(*with_one(2, DENIED))[0][2].why
    assert isinstance(why, Denial)
    assert why.inference == "Your role viewer may read these rows but not change them."
    unread = [DENIED, DENIED, DENIED, *ALL[3:]]
    why = probed(*unread)[0][2].why
    assert isinstance(why, Denial)
    assert "may read" not in why.inference


@pytest.mark.parametrize("number", range(len(ALL)))
@pytest.mark.parametrize("answer", [
    Error("ResourceNotFoundException"), Error("ValidationException"), Raw(b"<html>", request_id="")])
def test_what_proves_nothing_stays_unknown(number: int, answer: object) -> None:
    answers, _ = probed(*with_one(number, answer))
    assert isinstance(answers[number].why, Problem)
    assert [each.verdict for each in answers[:number]] == [Verdict.ALLOWED] * number


@pytest.mark.parametrize("number", [0, 5, 6])
def test_an_answer_without_what_was_asked_for_proves_nothing(number: int) -> None:
    assert probed(*with_one(number, {"Other": []}))[0][number].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("answer", [Error("ExpiredTokenException"), Error("UnheardOf", status=599)])
def test_where_nobody_answers_nothing_more_is_asked(answer: Error) -> None:
    answers, wire = probed(*ALL[:3], *[answer] * 20)
    assert [each.verdict for each in answers] == [Verdict.ALLOWED] * 3 + [Verdict.UNKNOWN] * 4
    assert {operation for operation, _ in wire.sent[3:]} == {"DeleteItem"}


@pytest.mark.parametrize("number", WRITES)
def test_a_write_that_was_carried_out_proves_nothing_good(number: int) -> None:
    why = probed(*with_one(number, {}))[0][number].why
    assert isinstance(why, Problem)
    assert why.kind is Kind.BUG
    assert "carts" in why.where


@pytest.mark.parametrize("reasons", [
    [], [{"Code": "None"}, {"Code": "None"}], [LOST, {"Code": "TransactionConflict", "Message": "x"}],
    [{"Code": "ThrottlingError", "Message": "x"}, LOST]])
def test_a_transaction_cancelled_for_something_else_proves_nothing(reasons: list[dict[str, str]]) -> None:
    assert isinstance(probed(*with_one(4, cancelled(*reasons)))[0][4].why, Problem)


def test_half_a_transaction_will_do() -> None:
    assert probed(*with_one(4, cancelled(LOST, {"Code": "None"})))[0][4].verdict is Verdict.ALLOWED


def test_the_same_conclusion_is_told_once_where_the_most_was_asked_for() -> None:
    answers, _ = probed(*ALL[:2], DENIED, DENIED, DENIED, *ALL[5:])
    (why,) = Rights(answers).whys
    assert isinstance(why, Denial)
    assert "dynamodb:DeleteItem and dynamodb:UpdateItem on carts" in why.todo
    mixed, _ = probed(DENIED, Error("ValidationException"), *ALL[2:])
    assert [type(each) for each in Rights(mixed).whys] == [Denial, Problem]
    assert Rights(probed(*ALL)[0]).whys == []


WHYS = {Verdict.ALLOWED: None, Verdict.DENIED: Denial("no"), Verdict.UNKNOWN: Problem(Kind.UNAVAILABLE, "?")}


@given(st.lists(st.tuples(st.sampled_from(Verdict), st.booleans()), max_size=6))
def test_read_only_is_when_every_write_is_refused(answers: list[tuple[Verdict, bool]]) -> None:
    found = tuple(Permission("x", (), "t", WHYS[verdict], writes) for verdict, writes in answers)
    assert [each.verdict for each in found] == [verdict for verdict, _ in answers]
    verdicts = [verdict for verdict, writes in answers if writes]
    assert (Rights(found).read_only is not None) is (set(verdicts) == {Verdict.DENIED})
