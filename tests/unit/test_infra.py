"""The policies that ship: whole, small enough for IAM, and allowing exactly what the application does."""

import json
from typing import Any

import pytest

from tui import infra
from tui.infra import Role
from tui.sandbox.policy import Request, Verdict, decide, read
from tui.sandbox.templates import Context

CART = "arn:aws:dynamodb:eu-west-1:111122223333:table/cart"
CATALOG = "arn:aws:dynamodb:eu-west-1:111122223333:table/catalog"
ISSUER = "https://idp.example.com/realms/shop"
ATTRIBUTES = ("added_at", "note", "pk", "qty", "rev", "sk", "updated_at")


def permissions(role: Role) -> dict[str, Any]:
    return infra.permissions(
        role, issuer=ISSUER, cart_table_arn=CART, catalog_table_arn=CATALOG, index="by_category")


def allows(role: Role, action: str, resource: str, **context: tuple[str, ...]) -> bool:
    known: Context = {
        "idp.example.com/realms/shop:sub": ("alice",),
        **{f"dynamodb:{key.lower()}": values for key, values in context.items()}}
    asked = Request(f"dynamodb:{action}", resource, known)
    return decide(read(permissions(role), role), asked).verdict is Verdict.ALLOWED


@pytest.mark.parametrize("role", ["cart", "viewer"])
def test_a_policy_is_whole_and_fits_into_a_role(role: Role) -> None:
    text = json.dumps(permissions(role))
    assert "<" not in text
    assert "${idp.example.com/realms/shop:sub}" in text
    assert len(text.replace(" ", "")) < 10_240
    assert not any(statement.broken for statement in read(text, role))


@pytest.mark.parametrize(("role", "action", "allowed"), [
    *(("cart", action, True) for action in ("GetItem", "Query", "UpdateItem", "DeleteItem")),
    *(("viewer", action, True) for action in ("GetItem", "Query")),
    *(("viewer", action, False) for action in ("UpdateItem", "DeleteItem")),
    *((role, action, False) for role in ("cart", "viewer") for action in (
        "PutItem", "BatchWriteItem", "BatchGetItem", "Scan", "ConditionCheckItem", "PartiQLSelect",
        "DescribeTable", "DeleteTable", "UpdateTable")),
])
def test_actions_on_one_s_own_lines(role: Role, action: str, allowed: bool) -> None:
    own = {"LeadingKeys": ("alice",), "Attributes": ATTRIBUTES, "Select": ("SPECIFIC_ATTRIBUTES",)}
    assert allows(role, action, CART, **own) is allowed
    assert not allows(role, action, CART, **{**own, "LeadingKeys": ("bob",)})
    assert not allows(role, action, CART, **{**own, "LeadingKeys": ("alice", "bob")})
    assert not allows(role, action, CART, **{**own, "LeadingKeys": ()})
    assert not allows(role, action, CART, **{**own, "Attributes": (*ATTRIBUTES, "price")})


def test_reads_must_say_what_they_want() -> None:
    own = {"LeadingKeys": ("alice",), "Attributes": ("pk", "sk")}
    assert not allows("cart", "GetItem", CART, **own, Select=("ALL_ATTRIBUTES",))
    assert not allows("cart", "Query", CART, **own, Select=("COUNT",))


def test_writes_return_nothing_new() -> None:
    own = {"LeadingKeys": ("alice",), "Attributes": ("pk", "sk")}
    for returned in ("NONE", "ALL_OLD", "UPDATED_OLD", "UPDATED_NEW"):
        assert allows("cart", "UpdateItem", CART, **own, ReturnValues=(returned,))
    assert not allows("cart", "UpdateItem", CART, **own, ReturnValues=("ALL_NEW",))


@pytest.mark.parametrize("role", ["cart", "viewer"])
def test_the_catalog_may_be_read_and_no_more(role: Role) -> None:
    assert allows(role, "BatchGetItem", CATALOG)
    assert allows(role, "GetItem", CATALOG)
    assert allows(role, "Query", f"{CATALOG}/index/by_category")
    assert not allows(role, "Query", f"{CATALOG}/index/other")
    for action in ("Scan", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"):
        assert not allows(role, action, CATALOG, LeadingKeys=("alice",))


@pytest.mark.parametrize(("subject", "audience", "trusted"), [
    ("alice", "app", True), ("bob", "app", True), ("carol", "app", False), ("alice", "other", False)])
def test_trust_is_in_an_audience_and_its_people(subject: str, audience: str, trusted: bool) -> None:
    arn = "arn:aws:iam::111122223333:oidc-provider/idp.example.com/realms/shop"
    document = infra.trust(provider_arn=arn, issuer=ISSUER, client_id="app", subjects=["alice", "bob"])
    context = {"idp.example.com/realms/shop:sub": (subject,), "idp.example.com/realms/shop:aud": (audience,)}
    asked = Request("sts:AssumeRoleWithWebIdentity", context=context, principal=arn)
    assert decide(read(document, "trust", "trust"), asked).allowed is trusted


def test_no_value_adds_to_the_structure_of_a_policy() -> None:
    hostile = '"}, "Effect": "Allow'
    document = infra.permissions(
        "cart", issuer=hostile, cart_table_arn=hostile, catalog_table_arn=CATALOG, index=hostile)
    assert [set(statement) for statement in document["Statement"]] == [
        set(statement) for statement in permissions("cart")["Statement"]]
