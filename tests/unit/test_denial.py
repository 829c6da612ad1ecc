"""What AWS says about a refusal, in parts; and what is concluded from it, kept apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.dynamo.call import Call
from tui.dynamo.denial import LENGTH, explain, parse
from tui.problem import Denial
from tui.text import plain

WHO = "arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice"
TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/carts"
START = f"User: {WHO} is not authorized to perform: dynamodb:UpdateItem"
CALL = Call("carts", "cart_table", "eu-west-1", "https://example.com", actions=("dynamodb:UpdateItem",),
            owner="alice", me="alice", writes=True)


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
    ("with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/p-2",
     "service control policy"),
    ("with an explicit deny in an identity-based policy (policy id: ANPA123)", "identity-based policy"),
    ("with an explicit deny", ""),
])
def test_an_explicit_refusal(ending: str, policy_type: str) -> None:
    denial = said(f"{START} on resource: {TABLE} {ending}")
    assert (denial.refusal, denial.policy_type, denial.reason) == ("explicit", policy_type, ending)
    assert denial.resource == TABLE


def test_parts_may_be_missing() -> None:
    bare = said(START)
    assert (bare.principal, bare.action, bare.resource, bare.reason, bare.refusal) == (
        WHO, "dynamodb:UpdateItem", "", "", "")
    unplaced = said(f"{START} because no identity-based policy allows the dynamodb:UpdateItem action")
    assert (unplaced.resource, unplaced.refusal) == ("", "implicit")
    assert said("Access Denied") == Denial(
        "Access Denied", request_id="REQ1", at="2026-01-01T00:00:00Z", code="AccessDeniedException")
    assert said("Not authorized to perform sts:AssumeRole").action == "sts:AssumeRole"


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


IMPLICIT = said(f"{START} because no identity-based policy allows the dynamodb:UpdateItem action")


def test_rows_of_somebody_else() -> None:
    denial = explain(IMPLICIT, replace(CALL, owner="bob"))
    assert denial.inference == (
        "These rows belong to bob, your role dynacart-cart reaches only those of alice.")
    assert denial.todo == "Open your own cart."
    assert replace(denial, inference="", todo="") == IMPLICIT, "what the service said stays as it was"


def test_rows_that_may_be_read_but_not_changed() -> None:
    denial = explain(IMPLICIT, replace(CALL, readable=True))
    assert denial.inference == "Your role dynacart-cart may read these rows but not change them."
    assert "account 123456789012" in denial.todo
    assert "dynamodb:UpdateItem on carts" in denial.todo


def test_nothing_known_but_the_action() -> None:
    denial = explain(IMPLICIT, CALL)
    assert denial.inference == ("Your role dynacart-cart has no permission for dynamodb:UpdateItem on carts "
                                "for the rows of your owner id.")
    catalog = explain(said("Access Denied"), replace(CALL, owner="", me="", actions=("dynamodb:Query",)))
    assert catalog.inference == "Your role has no permission for dynamodb:Query on carts."
    assert catalog.todo.startswith("Ask the administrator of the AWS account")


def test_an_explicit_deny_outweighs_the_rest() -> None:
    denial = explain(said(f"{START} with an explicit deny in a session policy"), replace(CALL, owner="bob"))
    assert denial.inference == "A session policy forbids this, whatever else allows it."
    assert denial.todo == "Ask the administrator of account 123456789012 about that session policy."
    assert "A policy forbids" in explain(said(f"{START} with an explicit deny"), CALL).inference


def test_another_policy_that_has_to_allow_it_too() -> None:
    boundary = said(f"{START} because no permissions boundary allows the dynamodb:UpdateItem action")
    denial = explain(boundary, CALL)
    assert denial.inference == (
        "Whatever your other policies allow, the permissions boundary does not allow it.")
    assert denial.todo.endswith("to allow dynamodb:UpdateItem on carts there too.")


def test_what_is_concluded_is_safe_to_show() -> None:
    denial = explain(IMPLICIT, replace(CALL, owner="bob\x1b[31m\n" + "x" * 5000))
    assert denial.inference.isprintable()
    assert len(denial.inference) <= 500
