"""The policy evaluator against what the IAM user guide says: effects, actions, resources, variables."""

import pytest

from tests.unit.policies import ALLOWED, EXPLICIT, GET, IMPLICIT, TABLE, ask, condition, document, statement
from tui.sandbox.policy import Decision, Request, Verdict, decide, read
from tui.sandbox.templates import Context


def test_nothing_allows_by_itself() -> None:
    assert decide((), Request(GET, TABLE)) == Decision(IMPLICIT)


def test_the_statement_behind_the_verdict_is_named() -> None:
    policy = read(document(statement(Sid="Own"), statement("Deny", Action="dynamodb:Scan")), "cart")
    assert decide(policy, Request(GET, TABLE)) == Decision(ALLOWED, "cart[Own]")
    assert decide(policy, Request("dynamodb:Scan", TABLE)) == Decision(EXPLICIT, "cart[1]")


def test_an_explicit_deny_wins_whatever_the_order() -> None:
    allow, deny = statement(), statement("Deny")
    assert ask(allow, deny) is ask(deny, allow) is EXPLICIT


@pytest.mark.parametrize(("pattern", "action", "verdict"), [
    ("dynamodb:GetItem", "dynamodb:GetItem", ALLOWED),
    ("DYNAMODB:getitem", "dynamodb:GetItem", ALLOWED),
    ("dynamodb:Get*", "dynamodb:GetItem", ALLOWED),
    ("dynamodb:*Item", "dynamodb:PutItem", ALLOWED),
    ("dynamodb:?etItem", "dynamodb:GetItem", ALLOWED),
    ("*", "iam:CreateRole", ALLOWED),
    ("dynamodb:Get", "dynamodb:GetItem", IMPLICIT),
    ("dynamodb:GetItem", "dynamodb:GetItems", IMPLICIT),
    ("s3:*", "dynamodb:GetItem", IMPLICIT),
    (["s3:*", "dynamodb:Get*"], "dynamodb:GetItem", ALLOWED),
    ("dynamodb:${*}", "dynamodb:GetItem", IMPLICIT),
])
def test_actions(pattern: object, action: str, verdict: Verdict) -> None:
    assert ask(statement(Action=pattern), action=action) is verdict


def test_not_action_is_every_other_action() -> None:
    others = statement(Action=None, NotAction=["iam:*", "dynamodb:Scan"])
    assert ask(others) is ALLOWED
    assert ask(others, action="iam:CreateRole") is IMPLICIT
    assert ask({**others, "Effect": "Deny"}) is EXPLICIT


@pytest.mark.parametrize(("pattern", "resource", "verdict"), [
    (TABLE, TABLE, ALLOWED),
    (TABLE, TABLE + "/index/x", IMPLICIT),
    (TABLE + "/index/*", TABLE + "/index/x", ALLOWED),
    (TABLE.upper(), TABLE, IMPLICIT),
    ("*", TABLE, ALLOWED),
    ("arn:aws:dynamodb:*:123456789012:table/*", TABLE, ALLOWED),
    ("arn:aws:dynamodb:*:table/dynacart-cart", TABLE, IMPLICIT),
    ("arn:aws:dynamodb:us-east-?:*:table/dynacart-cart", TABLE, ALLOWED),
    ("arn:*", TABLE, IMPLICIT),
])
def test_resources(pattern: str, resource: str, verdict: Verdict) -> None:
    assert ask(statement(Resource=pattern), resource=resource) is verdict


def test_not_resource_is_every_other_resource() -> None:
    others = statement(Resource=None, NotResource=TABLE + "*")
    assert ask(others, resource=TABLE.replace("cart", "catalog")) is ALLOWED
    assert ask(others) is IMPLICIT


ALICE: Context = {"idp:sub": ("alice",)}


@pytest.mark.parametrize(("text", "context", "verdict"), [
    ("${idp:sub}", ALICE, ALLOWED),
    ("${IDP:Sub}", ALICE, ALLOWED),
    ("x-${idp:sub}", ALICE, IMPLICIT),
    ("${idp:sub}", {}, IMPLICIT),
    ("${idp:sub, 'alice'}", {}, ALLOWED),
    ("${idp:sub, 'bob'}", ALICE, ALLOWED),
    ("${idp:sub}", {"idp:sub": ("alice", "bob")}, IMPLICIT),
    ("${idp:sub, 'alice'}", {"idp:sub": ("alice", "bob")}, IMPLICIT),
])
def test_variables(text: str, context: Context, verdict: Verdict) -> None:
    asked: Context = {"dynamodb:leadingkeys": ("alice",), **context}
    block = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [text]}}
    assert condition(block, asked) is verdict


def test_variables_in_resources() -> None:
    table = "arn:aws:dynamodb:us-east-1:123456789012:table/${idp:sub}-*"
    own = "arn:aws:dynamodb:us-east-1:123456789012:table/alice-cart"
    assert ask(statement(Resource=table), resource=own, context=ALICE) is ALLOWED
    assert ask(statement(Resource=table), resource=own, context={"idp:sub": ("bob",)}) is IMPLICIT
    assert ask(statement(Resource=table), resource=own) is IMPLICIT
    assert ask(statement(Resource=None, NotResource=table), resource=own) is IMPLICIT


def test_a_variable_with_colons_in_name_and_value_stays_in_its_part_of_the_arn() -> None:
    pattern = "arn:aws:dynamodb:*:*:table/${127.0.0.1:8080:sub}"
    resource = "arn:aws:dynamodb:us-east-1:123456789012:table/us-east-1:guid"
    context = {"127.0.0.1:8080:sub": ("us-east-1:guid",)}
    assert ask(statement(Resource=pattern), resource=resource, context=context) is ALLOWED


def test_without_the_2012_version_a_variable_is_just_text() -> None:
    block = {"StringEquals": {"k": "${idp:sub}"}}
    assert condition(block, {"k": ("alice",), **ALICE}, version="2008-10-17") is IMPLICIT
    assert condition(block, {"k": ("${idp:sub}",), **ALICE}, version="2008-10-17") is ALLOWED
    assert condition(block, {"k": ("alice",), **ALICE}) is ALLOWED


@pytest.mark.parametrize("hostile", ["*", "?????", "${*}", "a*", "[a-z]+", ".*"])
def test_what_a_variable_brings_in_is_literal(hostile: str) -> None:
    for operator in ("StringEquals", "StringLike"):
        block = {operator: {"dynamodb:LeadingKeys": "${idp:sub}"}}
        assert condition(block, {"dynamodb:leadingkeys": ("alice",), "idp:sub": (hostile,)}) is IMPLICIT
        assert condition(block, {"dynamodb:leadingkeys": (hostile,), "idp:sub": (hostile,)}) is ALLOWED


@pytest.mark.parametrize(("text", "literal"), [("${*}", "*"), ("${?}", "?"), ("${$}", "$")])
def test_escaped_signs_are_themselves(text: str, literal: str) -> None:
    for operator in ("StringEquals", "StringLike"):
        assert condition({operator: {"k": text}}, {"k": (literal,)}) is ALLOWED
        assert condition({operator: {"k": text}}, {"k": ("a",)}) is IMPLICIT
