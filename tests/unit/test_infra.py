"""The policies that ship: whole, small enough for IAM, and allowing exactly what the application does."""

import json
from typing import Any

import pytest

from tui.infra.policies import (
    PROVIDERS,
    Provider,
    Role,
    Tables,
    audience_key,
    exchange,
    name_qualifier,
    permissions,
    pinned,
    subject_key,
    trust,
    variable,
)
from tui.sandbox.policy import Request, Verdict, decide, read
from tui.sandbox.requests import UNSAID
from tui.sandbox.templates import Context

CART = "arn:aws:dynamodb:eu-west-1:111122223333:table/cart"
CATALOG = "arn:aws:dynamodb:eu-west-1:111122223333:table/catalog"
TABLES = Tables.named("cart", "catalog", "by_category", region="eu-west-1", account="111122223333")
ISSUER = "https://idp.example.com/realms/shop"
ATTRIBUTES = ("added_at", "note", "past", "pk", "qty", "rev", "sk", "updated_at")
SAML: Context = {"saml:namequalifier": ("Q=",)}


def policy_of(role: Role, provider: Provider = "oidc") -> dict[str, Any]:
    owner = variable(subject_key(provider, ISSUER))
    return permissions(role, TABLES, owner=owner, same=pinned(provider, "Q="))


def allows(role: Role, action: str, resource: str, **context: tuple[str, ...]) -> bool:
    known: Context = {
        **UNSAID, "idp.example.com/realms/shop:sub": ("alice",),
        **{f"dynamodb:{key.lower()}": values for key, values in context.items()}}
    asked = Request(f"dynamodb:{action}", resource, known)
    return decide(read(policy_of(role), role), asked).verdict is Verdict.ALLOWED


@pytest.mark.parametrize("role", ["cart", "viewer"])
def test_a_policy_is_whole_and_fits_into_a_role(role: Role) -> None:
    text = json.dumps(policy_of(role))
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
    assert not allows(role, "Query", CATALOG)
    assert not allows(role, "Query", f"{CATALOG}/index/other")
    for action in ("Scan", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"):
        assert not allows(role, action, CATALOG, LeadingKeys=("alice",))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_provider_has_its_variable(provider: Provider) -> None:
    key = {"oidc": "idp.example.com/realms/shop:sub", "google": "accounts.google.com:sub",
           "facebook": "graph.facebook.com:id", "cognito": "cognito-identity.amazonaws.com:sub",
           "saml": "saml:sub"}[provider]
    document = policy_of("cart", provider)
    owners = [statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]
              for statement in document["Statement"] if "Condition" in statement]
    assert owners == [[f"${{{key}}}"]] * 2

    def allowed(context: Context) -> bool:
        own: Context = {"dynamodb:leadingkeys": ("alice",), "dynamodb:attributes": ("pk",)}
        asked = Request("dynamodb:UpdateItem", CART, {**UNSAID, **own, **context})
        return decide(read(document, "p"), asked).allowed

    assert allowed({key: ("alice",), **SAML})
    assert not allowed({key: ("bob",), **SAML})
    assert not allowed(SAML)
    assert allowed({key: ("alice",), "saml:namequalifier": ("other",)}) is (provider != "saml")
    assert allowed({key: ("alice",)}) is (provider != "saml")


def test_a_name_qualifier_is_a_hash_of_who_and_where() -> None:
    """As computed by `printf %s https://idp/saml123456789012/shop | openssl sha1 -binary | base64`."""
    assert name_qualifier("https://idp/saml", "123456789012", "shop") == "QahA7lojhra3G1bLa7MA7IvvMpA="


@pytest.mark.parametrize(("provider", "more", "less"), [
    ("oidc", {}, {}), ("google", {}, {}), ("facebook", {}, {}),
    ("cognito", {"cognito-identity.amazonaws.com:amr": ("authenticated", "graph.facebook.com")},
     {"cognito-identity.amazonaws.com:amr": ("unauthenticated",)}),
    ("saml", {"saml:sub_type": ("persistent",)}, {"saml:sub_type": ("transient",)}),
])
def test_trust_is_in_an_audience_and_its_people(provider: Provider, more: Context, less: Context) -> None:
    subject, audience = subject_key(provider, ISSUER), audience_key(provider, ISSUER)
    document = trust(provider, principal="arn", audiences=["app"], subjects=["alice", "b*"],
                     subject_key=subject, audience_key=audience)

    def trusted(who: str, whom: str = "app", more: Context = more, principal: str = "arn") -> bool:
        context = {subject.lower(): (who,), audience.lower(): (whom,), **more}
        asked = Request(exchange(provider), context=context, principal=principal)
        return decide(read(document, "trust", "trust"), asked).allowed

    assert trusted("alice")
    assert trusted("bob")
    assert not trusted("carol")
    assert not trusted("alice", "other")
    assert not trusted("alice", principal="arn2")
    assert not less or not trusted("alice", more=less)
    assert not more or not trusted("alice", more={})


def test_no_value_adds_to_the_structure_of_a_policy() -> None:
    hostile = '"}, "Effect": "Allow'
    document = permissions("cart", Tables(hostile, hostile, hostile), owner=hostile)
    assert [set(statement) for statement in document["Statement"]] == [
        set(statement) for statement in policy_of("cart")["Statement"]]
