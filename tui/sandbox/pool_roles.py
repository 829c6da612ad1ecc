"""What an identity pool is told of roles: which one somebody gets, by what their token says of them.

https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html. Read from the
properties that the template gives to AWS::Cognito::IdentityPool and its IdentityPoolRoleAttachment.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tui.record import record

Properties = Mapping[str, Any]


class Rule(NamedTuple):
    """Whose claim is exactly this gets that role."""

    claim: str
    value: str
    role: str


@record
class Pool:
    """One identity pool."""

    name: str
    """Its id."""
    basic: bool
    """Whether it vouches for people at STS, where they choose their role themselves."""
    usual: str
    """The role of whoever is authenticated."""
    clients: Mapping[str, str]
    """By providers that AWS knows by name: whom their tokens have to be made for."""
    rules: Mapping[str, Sequence[Rule]]
    """By who vouches: the first that fits says which role, and where none does it is the usual one."""

    def role(self, provider: str, claims: Mapping[str, object], asked: str) -> str:
        """The role of somebody; "" if it is not the one they ask for.

        Who is under no rule may ask for any role that trusts the pool: the reference does not say otherwise.
        """
        if provider not in self.rules:
            return asked or self.usual
        fitting = [rule.role for rule in self.rules[provider] if claims.get(rule.claim) == rule.value]
        granted = fitting or [self.usual]
        return (asked if asked in granted else "") if asked else granted[0]


def described(pool: Properties, roles: Properties) -> Pool:
    """The pool that a template describes; raises KeyError at a mapping of another kind than ours."""
    mappings = roles.get("RoleMappings", {}).values()
    rules = {each["IdentityProvider"]: [Rule(rule["Claim"], rule["Value"], rule["RoleARN"])
                                        for rule in each["RulesConfiguration"]["Rules"]] for each in mappings}
    return Pool(roles["IdentityPoolId"], pool["AllowClassicFlow"], roles["Roles"]["authenticated"],
                pool["SupportedLoginProviders"], rules)
