"""What is concluded from a refusal, kept apart from what the service said, and what to do next."""

from dataclasses import replace

import pytest

from tests.unit.test_denial import START, TABLE, said
from tui.dynamo.call import Call
from tui.dynamo.explanation import explain

CALL = Call("carts", "cart_table", "eu-west-1", "https://example.com", actions=("dynamodb:UpdateItem",),
            owner="alice", me="alice", writes=True)
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
    denial = explain(said(f"{START} with an explicit deny in an identity-based policy"),
                     replace(CALL, owner="bob"))
    assert denial.inference == "An identity-based policy forbids this, whatever else allows it."
    assert denial.todo == (
        "Ask the administrator of account 123456789012 about the deny in that identity-based policy.")
    assert "A policy forbids" in explain(said(f"{START} with an explicit deny"), CALL).inference


KINDS = {
    "resource-based policy": ("The table's own policy", "the policy of carts"),
    "permissions boundary": ("The limit set on your role", "account 123456789012"),
    "session policy": ("Your credentials were given out with less", "Sign in again"),
    "VPC endpoint policy": ("The network you are in", "another network"),
    "service control policy": ("Your organisation", "your AWS organisation"),
    "resource control policy": ("Your organisation", "your AWS organisation"),
    "role trust policy": ("The role itself", "`role_arn`"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_policy_in_plain_words(kind: str) -> None:
    meaning, todo = KINDS[kind]
    for verb, ending in (("forbids this", f"with an explicit deny in a {kind}: arn:aws:iam::1:policy/X"),
                         ("does not allow this", f"because no {kind} allows the dynamodb:UpdateItem action")):
        denial = explain(said(f"{START} on resource: {TABLE} {ending}"), replace(CALL, owner="bob"))
        assert denial.inference.startswith(meaning), "whoever's rows they are: they did not matter"
        assert verb in denial.inference
        assert todo in denial.todo
        assert "{" not in denial.inference + denial.todo


def test_a_kind_of_policy_that_is_not_known_yet() -> None:
    tomorrow = said(f"{START} because no quantum policy allows the dynamodb:UpdateItem action")
    denial = explain(tomorrow, CALL)
    assert denial.inference == "Whatever your other policies allow, the quantum policy does not allow it."
    assert denial.todo.endswith("to allow dynamodb:UpdateItem on carts there too.")


def test_what_is_concluded_is_safe_to_show() -> None:
    denial = explain(IMPLICIT, replace(CALL, owner="bob\x1b[31m\n" + "x" * 5000))
    assert denial.inference.isprintable()
    assert len(denial.inference) <= 500
