"""Which role an identity pool gives to whom."""

import pytest

from tui.sandbox.pool_roles import Pool, described

ROLES = {"IdentityPoolId": "eu-west-1:1", "Roles": {"authenticated": "usual"}, "RoleMappings": {"any name": {
    "IdentityProvider": "idp", "Type": "Rules", "AmbiguousRoleResolution": "AuthenticatedRole",
    "RulesConfiguration": {"Rules": [
        {"Claim": "email", "MatchType": "Equals", "Value": "v@example.com", "RoleARN": "viewer"},
        {"Claim": "team", "MatchType": "Equals", "Value": "press", "RoleARN": "press"}]}}}}
POOL = described({"AllowClassicFlow": False, "SupportedLoginProviders": {"accounts.google.com": "g1"}}, ROLES)


def test_a_pool_is_what_the_template_says() -> None:
    assert isinstance(POOL, Pool)
    assert (POOL.name, POOL.basic, POOL.usual, POOL.clients) == (
        "eu-west-1:1", False, "usual", {"accounts.google.com": "g1"})


@pytest.mark.parametrize(("claims", "asked", "role"), [
    ({}, "", "usual"), ({"email": "a@example.com"}, "", "usual"), ({"email": ["v@example.com"]}, "", "usual"),
    ({"email": "v@example.com"}, "", "viewer"), ({"email": "v@example.com", "team": "press"}, "", "viewer"),
    ({"email": "v@example.com", "team": "press"}, "press", "press"),
    ({"email": "v@example.com"}, "viewer", "viewer"), ({"email": "v@example.com"}, "usual", ""),
    ({"email": "v@example.com"}, "press", ""), ({}, "viewer", ""), ({}, "usual", "usual"),
])
def test_rules_say_which_role(claims: dict[str, object], asked: str, role: str) -> None:
    assert POOL.role("idp", claims, asked) == role


def test_who_is_under_no_rule_gets_the_usual_one_or_asks_for_another() -> None:
    assert POOL.role("another", {"email": "v@example.com"}, "") == "usual"
    assert POOL.role("another", {}, "viewer") == "viewer"


def test_a_mapping_of_another_kind_is_not_passed_over() -> None:
    tokens = {**ROLES, "RoleMappings": {"any": {"IdentityProvider": "idp", "Type": "Token"}}}
    with pytest.raises(KeyError):
        described({"AllowClassicFlow": False, "SupportedLoginProviders": {}}, tokens)
