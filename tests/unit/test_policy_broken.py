"""Policies that are not understood: they never allow, and what might deny does."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.policies import ALLOWED, EXPLICIT, GET, IMPLICIT, TABLE, ask, condition, document, statement
from tui.sandbox.policy import Decision, Request, Verdict, decide, read
from tui.sandbox.templates import Context

NOT_UNDERSTOOD: list[dict[str, object]] = [
    {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
    {"Condition": {"stringequals": {"k": "a"}}},
    {"Condition": {"ForSomeValues:StringEquals": {"k": "a"}}},
    {"Condition": {"NumericEquals": {"k": "ten"}}},
    {"Condition": {"Bool": {"k": "yes"}}},
    {"Condition": {"StringEquals": {"k": "${other:key}"}}},
    {"Condition": {"StringNotEquals": {"k": "${other:key}"}}},
]

MALFORMED: list[dict[str, object]] = [
    {"Condition": []},
    {"Condition": {"StringEquals": {}}},
    {"Condition": {"StringEquals": {"k": []}}},
    {"Condition": {"StringEquals": {"k": None}}},
    {"Condition": {"StringEquals": {"k": {"a": "b"}}}},
    {"Condition": {"StringEquals": {"k": "${open"}}},
    {"Condition": {"Null": {"k": "maybe"}}},
    {"Resource": None},
    {"Resource": []},
    {"Resource": 7},
    {"Resource": TABLE, "NotResource": TABLE},
    {"Action": None},
    {"Action": [GET, 7]},
    {"NotAction": "s3:*"},
    {"Principal": "*"},
    {"Surprise": True},
]


@pytest.mark.parametrize("elements", [*NOT_UNDERSTOOD, *MALFORMED])
def test_what_is_not_understood_never_allows_and_may_deny(elements: dict[str, object]) -> None:
    context: Context = {"k": ("a",), "aws:sourceip": ("10.0.0.1",)}
    assert ask(statement("Allow", **elements), context=context) is IMPLICIT
    assert ask(statement("Deny", **elements), statement(), context=context) is EXPLICIT


@pytest.mark.parametrize("broken", [
    "not a statement", 7, None, {}, {"Effect": "Permit", "Action": GET, "Resource": TABLE},
    {"Action": GET, "Resource": TABLE}, {"Effect": ["Allow"], "Action": GET, "Resource": TABLE},
])
def test_a_statement_without_a_clear_effect_denies(broken: object) -> None:
    assert ask(broken, statement()) is EXPLICIT


@pytest.mark.parametrize("text", [
    "", "{", "[]", "7", '{"Statement": []}', '{"Version": "2024-01-01", "Statement": [{}]}',
    '{"Version": "2012-10-17", "Version": "2008-10-17", "Statement": []}',
    json.dumps({"Statement": [statement()], "More": 1}),
    "[" * 5000,
])
def test_an_unreadable_document_denies_everything(text: str) -> None:
    assert decide(read(text, "p"), Request(GET, TABLE)) == Decision(EXPLICIT, "p[unreadable]")


def trust(principal: object, **elements: object) -> dict[str, object]:
    made = statement("Allow", Action="sts:AssumeRoleWithWebIdentity", Resource=None, **elements)
    return {**made, "Principal": principal}


@pytest.mark.parametrize(("principal", "allowed", "denied"), [
    ({"Federated": "arn:p"}, ALLOWED, EXPLICIT),
    ({"Federated": ["arn:q", "arn:p"]}, ALLOWED, EXPLICIT),
    ({"Federated": "arn:q"}, IMPLICIT, IMPLICIT),
    ({"AWS": "arn:p"}, IMPLICIT, IMPLICIT),
    ({"AWS": "*"}, IMPLICIT, EXPLICIT),
    ("*", IMPLICIT, EXPLICIT),
    ("arn:p", IMPLICIT, EXPLICIT),
    ({"Unheard": "arn:p"}, IMPLICIT, EXPLICIT),
])
def test_trust_policies_are_about_principals(principal: object, allowed: Verdict, denied: Verdict) -> None:
    request = Request("sts:AssumeRoleWithWebIdentity", principal="arn:p")
    made = trust(principal)
    assert decide(read(document(made), "t", "trust"), request).verdict is allowed
    both = document({**made, "Effect": "Deny"}, {**trust({"Federated": "arn:z"})})
    assert decide(read(both, "t", "trust"), request).verdict is denied


def test_a_trust_policy_with_a_resource_is_not_one() -> None:
    policy = read(document({**trust({"Federated": "arn:p"}), "Resource": "*"}), "t", "trust")
    assert decide(policy, Request("sts:AssumeRoleWithWebIdentity", principal="arn:p")).verdict is IMPLICIT


names = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), min_size=1, max_size=8)


@given(owner=names, key=names)
def test_a_row_policy_lets_through_the_owner_and_nobody_else(owner: str, key: str) -> None:
    block = {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${idp:sub}"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    context: Context = {"idp:sub": (owner,), "dynamodb:leadingkeys": (key,)}
    assert (condition(block, context) is ALLOWED) == (owner == key)


words = st.one_of(
    st.sampled_from(["Allow", "Deny", "*", GET, TABLE, "true", "${k}", "${k", ""]), st.integers(), st.none())
elements = st.sampled_from(
    ["Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "Principal"])
operators = st.sampled_from(
    ["StringEquals", "Null", "Bool", "ForAllValues:StringLike", "DateLessThan", "Odd"])
keys = st.dictionaries(st.just("k"), words | st.lists(words, max_size=2))
blocks = st.dictionaries(operators, keys, max_size=2)
statements = st.dictionaries(elements, words | st.lists(words, max_size=2) | blocks, max_size=5)


@given(st.lists(statements | words, max_size=3), st.booleans())
def test_whatever_a_document_says_only_a_plain_allow_allows(listed: list[Any], present: bool) -> None:
    context: Context = {"k": ("true",)} if present else {}
    decision = decide(read(document(*listed), "p"), Request(GET, TABLE, context))
    plain = [one for one in listed if isinstance(one, dict) and one.get("Effect") == "Allow"]
    assert not decision.allowed or plain
    assert not decide(read(document(*({**one, "Odd": 1} for one in plain)), "p"), Request(GET, TABLE)).allowed


@pytest.mark.parametrize("block", [
    {"StringEqualsIfExists": {"aws:Unheard": "x"}},
    {"StringNotEquals": {"aws:Unheard": "x"}},
    {"ForAllValues:StringEquals": {"aws:Unheard": "x"}},
    {"Null": {"aws:Unheard": "true"}},
    {"Null": {"aws:Unheard": "false"}},
])
def test_a_key_nobody_here_knows_is_not_an_absent_one(block: dict[str, object]) -> None:
    """Whatever would be content with an absent key is not, where nothing is known of the key at all."""
    for effect, verdict in (("Allow", IMPLICIT), ("Deny", EXPLICIT)):
        statements = read(document(statement("Allow"), statement(effect, Condition=block)), "p")
        asked = statements if effect == "Deny" else statements[1:]
        assert decide(asked, Request(GET, TABLE)).verdict is verdict
