"""The guard and an evaluation written apart from it agree, on random requests and on the whole table."""

from collections import Counter

import pytest

from tests.sandbox.guard.attacks.asked import ISSUER
from tests.sandbox.guard.attacks.second import Plan, allows, plans
from tests.sandbox.guard.attacks.test_mutations import SCHEMA, asked, shipped
from tui.infra.policies import PROVIDERS, ROLES, Provider, Role, subject_key
from tui.sandbox.denial import judge
from tui.sandbox.iam import Role as IamRole
from tui.sandbox.policy import Request, read
from tui.sandbox.requests import Invalid, checks

COUNT, SEED = 1000, 20_260_101
SUBJECT = subject_key("oidc", ISSUER)


def guard(role: Role, plan: Plan) -> bool:
    """The guard's verdict."""
    permissions = read(shipped(role, "oidc"), role)
    known = IamRole(role, "id", "arn", 3600, trust=(), permissions=permissions, boundary=None)
    found = checks(plan.operation, plan.body, SCHEMA)
    assert not isinstance(found, Invalid), (plan, found)
    return not any(judge(known, Request(check.action, check.resource, {SUBJECT: ("alice",), **check.context}))
                   for check in found)


def test_a_thousand_random_requests() -> None:
    seen: Counter[tuple[Role, bool]] = Counter()
    kinds: Counter[tuple[str, bool]] = Counter()
    for plan in plans(COUNT, SEED):
        for role in ROLES:
            opinion = all(allows(shipped(role, "oidc"), item.action, item.resource, item.heard)
                          for item in plan.items)
            assert guard(role, plan) is opinion, (role, plan)
            seen[role, opinion] += 1
            kinds[plan.operation, opinion] += 1
    assert min(seen.values()) > COUNT / 20, "both verdicts occur often enough to mean something"
    assert {operation for operation, allowed in kinds if allowed} == {
        "GetItem", "Query", "UpdateItem", "DeleteItem", "BatchGetItem", "TransactGetItems",
        "TransactWriteItems"}


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("role", ROLES)
def test_the_whole_table(role: Role, provider: Provider) -> None:
    names = {f"dynamodb:{name}".lower(): f"dynamodb:{name}" for name in (
        "LeadingKeys", "Attributes", "Select", "ReturnValues")}
    for name, requests, allowed in asked(role, provider):
        opinions = []
        for request in requests:
            heard = {names.get(key, key): values for key, values in request.context.items()}
            opinions.append(allows(shipped(role, provider), request.action, request.resource, heard))
        assert all(opinions) is allowed, name
