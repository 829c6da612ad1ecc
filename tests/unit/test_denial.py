"""What AWS says about a refusal, in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.dynamo.denial import LENGTH, parse
from tui.problem import Denial
from tui.text import plain

WHO = "arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice"
TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/carts"
START = f"User: {WHO} is not authorized to perform: dynamodb:UpdateItem"



def said(message: str) -> Denial:
    return parse(message, code="AccessDeniedException", request_id="REQ1", at="2026-01-01T00:00:00Z")


@pytest.mark.parametrize(("ending", "policy_type"), [
    ("because no identity-based policy allows the dynamodb:UpdateItem action", "identity-based policy"),
    ("because no session policy allows the dynamodb:UpdateItem action", "session policy"),
    ("because no resource-based policy allows the dynamodb:UpdateItem action", "resource-based policy"),
    ("because no VPC endpoint policy allows the dynamodb:UpdateItem action", "VPC endpoint policy"),
    ("because no service control policy allows the dynamodb:UpdateItem action", "service control policy"),
    ("because no role trust policy allows the sts:AssumeRole action", "role trust policy"),
    ("because no permissions boundary allows the dynamodb:UpdateItem action", "permissions boundary"),
    ("because no resource control policy allows the dynamodb:UpdateItem action", "resource control policy"),
])
def test_an_implicit_refusal(ending: str, policy_type: str) -> None:
    denial = said(f"{START} on resource: {TABLE} {ending}")
    assert (denial.principal, denial.action, denial.resource) == (WHO, "dynamodb:UpdateItem", TABLE)
    assert (denial.refusal, denial.policy_type, denial.reason) == ("implicit", policy_type, ending)
    assert (denial.request_id, denial.at) == ("REQ1", "2026-01-01T00:00:00Z")
    assert (denial.inference, denial.todo) == ("", "")


@pytest.mark.parametrize(("ending", "policy_type"), [
    ("with an explicit deny in an identity-based policy", "identity-based policy"),
    ("with an explicit deny in a resource-based policy", "resource-based policy"),
    ("with an explicit deny in a permissions boundary", "permissions boundary"),
    ("with an explicit deny in a session policy", "session policy"),
    ("with an explicit deny in a sessions policy", "session policy"),
    ("with an explicit deny in a VPC endpoint policy", "VPC endpoint policy"),
    ("with an explicit deny in a service control policy", "service control policy"),
    ("with an explicit deny in a resource control policy", "resource control policy"),
    ("with an explicit deny in the role trust policy", "role trust policy"),
    ("due to an explicit deny in a service control policy", "service control policy"),
    ("with an explicit deny transitively through a service control policy", "service control policy"),
    ("with an explicit deny", ""),
])
def test_an_explicit_refusal(ending: str, policy_type: str) -> None:
    denial = said(f"{START} on resource: {TABLE} {ending}")
    assert (denial.refusal, denial.policy_type, denial.reason) == ("explicit", policy_type, ending)
    assert denial.resource == TABLE


@pytest.mark.parametrize(("ending", "policy_type", "policy"), [
    ("with an explicit deny in a service control policy: "
     "arn:aws:organizations::1:policy/o-1/service_control_policy/p-2", "service control policy",
     "arn:aws:organizations::1:policy/o-1/service_control_policy/p-2"),
    ("with an explicit deny in an identity-based policy: arn:aws:iam::1:policy/NoCarts.",
     "identity-based policy", "arn:aws:iam::1:policy/NoCarts"),
    ("with an explicit deny in a permissions boundary: arn:aws:iam::1:policy/Edge", "permissions boundary",
     "arn:aws:iam::1:policy/Edge"),
    ("with an explicit deny in an identity-based policy (policy id: ANPA1234567)", "identity-based policy",
     "ANPA1234567"),
    ("with an explicit deny in a resource control policy: p-abcd1234", "resource control policy",
     "p-abcd1234"),
    ("because no session policy allows the dynamodb:UpdateItem action: arn:aws:iam::1:policy/Session",
     "session policy", "arn:aws:iam::1:policy/Session"),
    ("with an explicit deny in a session policy. Ask again", "session policy", ""),
    ("with an explicit deny in a session policy: Ask again", "session policy", ""),
])
def test_the_policy_may_be_named(ending: str, policy_type: str, policy: str) -> None:
    denial = said(f"{START} on resource: {TABLE} {ending}")
    assert (denial.policy_type, denial.policy) == (policy_type, policy)
    assert denial.reason in ending
    assert "arn:" not in denial.reason


def test_an_encoded_copy_of_the_request_is_left_out() -> None:
    encoded = "x_9-Y" * 200
    denial = said(f"{START} with an explicit deny in a service control policy: "
                  f"arn:aws:organizations::1:policy/o. Encoded authorization failure message: {encoded} "
                  "status code: 400")
    assert encoded[:20] not in denial.message
    assert denial.policy == "arn:aws:organizations::1:policy/o"
    assert "Encoded" not in said(f"You are not authorized. Encoded authorization failure message: {encoded}"
                                 ).message


def test_parts_may_be_missing() -> None:
    bare = said(START)
    assert (bare.principal, bare.action, bare.resource, bare.reason, bare.refusal) == (
        WHO, "dynamodb:UpdateItem", "", "", "")
    unplaced = said(f"{START} because no identity-based policy allows the dynamodb:UpdateItem action")
    assert (unplaced.resource, unplaced.refusal) == ("", "implicit")
    assert said("Access Denied") == Denial(
        "Access Denied", request_id="REQ1", at="2026-01-01T00:00:00Z", code="AccessDeniedException")
    assert said("Not authorized to perform sts:AssumeRole").action == "sts:AssumeRole"
    nobody = said(
        "User is not authorized to perform: a:B because no VPC endpoint policy allows the a:B action")
    assert (nobody.principal, nobody.action, nobody.policy_type) == ("", "a:B", "VPC endpoint policy")


def test_quotes_and_line_breaks_do_not_matter() -> None:
    denial = said(f'{START}\n  on resource: "{TABLE}"\twith an explicit deny in a\nsession policy')
    assert (denial.resource, denial.policy_type) == (TABLE, "session policy")


@given(st.text(max_size=300))
def test_no_message_makes_parsing_fail(text: str) -> None:
    for message in (text, f"{START} {text}", f"User: {text} is not authorized to perform: {text}"):
        denial = said(message)
        assert denial.message == plain(denial.message, LENGTH)


def test_a_huge_message_is_cut_before_it_is_read() -> None:
    for hostile in ("User: " * 200_000, "because no " * 100_000, "with an explicit deny in a " * 50_000,
                    "a" * 2_000_000, f"{START} on resource: " + "x" * 500_000,
                    "because no " + "a " * 300_000 + "policy allows the a:b action"):
        assert len(said(hostile).message) <= LENGTH


def test_escape_sequences_go() -> None:
    denial = said(f"{START} on resource: \x1b]0;owned\x07{TABLE}\x1b[31m [b]with an explicit deny")
    assert denial.resource == TABLE
    assert "\x1b" not in denial.message
