"""Break anything in a policy that ships, and a row of the table goes red.

Without a network: what the guard reads out of a row's request is put to the broken policy.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest

from tests.sandbox.guard.attacks.asked import (
    ISSUER,
    MORE_STRANGERS,
    QUALIFIER,
    QUESTIONS,
    SAML_QUESTIONS,
    STRANGERS,
    session,
)
from tests.sandbox.guard.attacks.mutants import Document, Mutant, mutants
from tests.sandbox.guard.attacks.rows import CART, CATALOG, INDEX
from tests.sandbox.guard.attacks.table import ROWS
from tui.infra.policies import (
    PROVIDERS,
    ROLES,
    Provider,
    Role,
    Tables,
    audience_key,
    permissions,
    pinned,
    subject_key,
    trust,
    variable,
)
from tui.sandbox import strictjson
from tui.sandbox.members import Keys
from tui.sandbox.people import ACCOUNT, REGION
from tui.sandbox.policy import Request, Statement, decide, read
from tui.sandbox.requests import OPERATIONS, Invalid, checks

SCHEMA = {CART: Keys(("pk", "sk")), CATALOG: Keys(("sku",), {INDEX: ("category",)})}
TABLES = Tables.named(CART, CATALOG, INDEX, region=REGION, account=ACCOUNT)
PRINCIPAL = "arn:aws:iam::123456789012:oidc-provider/idp.example.com/shop"
Case = tuple[str, tuple[Request, ...], bool]
"""A name, what is asked, and whether all of it has to be allowed."""


def shipped(role: Role, provider: Provider) -> Document:
    owner = variable(subject_key(provider, ISSUER))
    return permissions(role, TABLES, owner=owner, same=pinned(provider, QUALIFIER))


@cache
def asked(role: Role, provider: Provider) -> Sequence[Case]:
    """Every row that IAM decides about, and every question."""
    return tuple(_cases(role, provider))


def _cases(role: Role, provider: Provider) -> Iterator[Case]:
    known = session(provider)
    for row in ROWS:
        found = checks(row.operation, strictjson.loads(row.sent("alice")), SCHEMA) if (
            row.operation in OPERATIONS and row.verdict(role) != "invalid") else Invalid("")
        if not isinstance(found, Invalid):
            requests = tuple(Request(c.action, c.resource, {**known, **c.context}) for c in found)
            yield row.name, requests, row.verdict(role) != "denied"
    for question in (*QUESTIONS, *(SAML_QUESTIONS if provider == "saml" else ())):
        writes = question.action in ("UpdateItem", "DeleteItem")
        request = Request(f"dynamodb:{question.action}", question.resource, question.context(provider))
        yield question.name, (request,), question.allowed and not (writes and role == "viewer")


def red(statements: Sequence[Statement], cases: Sequence[Case]) -> str:
    """The first case that comes out otherwise than it has to, "" if none does."""
    for name, requests, allowed in cases:
        if all(decide(statements, request).allowed for request in requests) is not allowed:
            return name
    return ""


def survivors(document: Document, cases: Sequence[Case], kind: Any = "identity") -> list[str]:  # noqa: ANN401
    """The mutants that no case notices."""
    assert not red(read(document, "p", kind), cases), "the policy as it ships"
    broken: list[Mutant] = list(mutants(document))
    assert len(broken) > 5
    return [name for name, mutant in broken if not red(read(mutant, "p", kind), cases)]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("role", ROLES)
def test_permissions(role: Role, provider: Provider) -> None:
    assert survivors(shipped(role, provider), asked(role, provider)) == []


def weaker(document: Document) -> Iterator[Mutant]:
    """The policy without one of its statements, operators or condition keys."""
    taken = re.compile(r": gone$|: without |[^:] without dynamodb:\w+$")
    return (each for each in mutants(document) if taken.search(each[0]))


@pytest.mark.parametrize("role", ROLES)
def test_requests_over_the_wire_alone_notice_what_is_taken_away(role: Role) -> None:
    """But for `Null`: the only requests without a key that DynamoDB knows are not granted anyway."""
    names = {row.name for row in ROWS}
    cases = [case for case in asked(role, "oidc") if case[0] in names]
    taken = list(weaker(shipped(role, "oidc")))
    unnoticed = {name for name, mutant in taken if not red(read(mutant, "p"), cases)}
    assert len(taken) >= len(ROLES[role])
    assert {name.partition(": ")[2] for name in unnoticed} <= {
        "without Null", "Null without dynamodb:LeadingKeys"}


def doors(provider: Provider) -> tuple[Document, list[Case]]:
    """The trust policy of a role for alice and carol by two apps, and who stands before it."""
    document = trust(
        provider, principal=PRINCIPAL, audiences=["app1", "app2"], subjects=["alice", "carol"],
        subject_key=subject_key(provider, ISSUER), audience_key=audience_key(provider, ISSUER))
    cases: list[Case] = []
    for stranger in (*STRANGERS, *MORE_STRANGERS.get(provider, ())):
        context = {key.lower(): values for key, values in stranger.context(provider).items()}
        request = Request(stranger.asks(provider), context=context, principal=stranger.principal or PRINCIPAL)
        cases.append((stranger.name, (request,), stranger.trusted))
    return document, cases


@pytest.mark.parametrize("provider", PROVIDERS)
def test_trust(provider: Provider) -> None:
    document, cases = doors(provider)
    assert survivors(document, cases, "trust") == ["an older version"], "it has no variables"


def test_scanning_is_refused_twice() -> None:
    """By not being granted, and by the guard against requests without a key: each alone would do."""
    document = shipped("cart", "oidc")
    document["Statement"][0]["Action"].append("dynamodb:Scan")
    assert not red(read(document, "p"), asked("cart", "oidc"))
    del document["Statement"][0]["Condition"]["Null"]
    assert "scan" in red(read(document, "p"), [case for case in asked("cart", "oidc") if "scan" in case[0]])
