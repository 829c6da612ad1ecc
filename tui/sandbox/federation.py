"""Roles for people who come another way than by the sandbox's own OpenID provider, and who vouches for them.

One stack of the template that ships for each way, since each has condition keys of its own. Its tables are
those of the first stack, its identity pools are served by `pools`: only what IAM holds is made.
"""

from collections.abc import Mapping

from tui import infra
from tui.infra import policies
from tui.sandbox.deploy import deploy
from tui.sandbox.engine import Engine
from tui.sandbox.people import (
    ACCOUNT,
    CART_TABLE,
    CATALOG_TABLE,
    CLIENT_ID,
    FACEBOOK_APP,
    GOOGLE_CLIENT,
    INDEX,
    PEOPLE,
    POOLS,
    REGION,
    SAML_CALLBACKS,
    SAML_ENTITY,
    SAML_PROVIDER,
    federated_prefix,
)
from tui.sandbox.pool_roles import Pool, described
from tui.sandbox.stack import Stack

_IAM = "AWS::IAM::"
AWS_SAML = "https://signin.aws.amazon.com/saml"
"""Where a SAML response goes that no page of ours receives."""


def stacks(issuer: str, user_pool: str, client: str, metadata: str) -> list[Stack]:
    """One for each way to come.

    `issuer` is the sandbox's own OpenID provider; `user_pool` the user pool's address, `client` its client;
    `metadata` the SAML identity provider's, "" where there is none.
    """
    viewer = next(person for person in PEOPLE if person.role == "viewer")
    pool: Mapping[str, str | list[str]] = {
        "ProviderKind": "cognito", "Issuer": issuer, "ClientIds": [CLIENT_ID],
        "GoogleClientId": GOOGLE_CLIENT, "FacebookAppId": FACEBOOK_APP}
    ways: dict[str, Mapping[str, str | list[str]]] = {
        "google": {"ProviderKind": "google", "ClientIds": [GOOGLE_CLIENT]},
        "facebook": {"ProviderKind": "facebook", "ClientIds": [FACEBOOK_APP]},
        "cognito": {"ProviderKind": "oidc", "Issuer": user_pool, "ClientIds": [client]},
        "pool": {**pool, "ViewerClaim": "email", "ViewerClaimValue": viewer.email},
        "pool-basic": {**pool, "BasicFlow": "yes"},
    }
    if metadata:
        ways["saml"] = {
            "ProviderKind": "saml", "ClientIds": [AWS_SAML, *SAML_CALLBACKS], "SamlMetadata": metadata,
            "SamlNameQualifier": policies.name_qualifier(
                SAML_ENTITY, ACCOUNT, SAML_PROVIDER.rpartition("/")[2])}
    tables = {"CartTableName": CART_TABLE, "CatalogTableName": CATALOG_TABLE, "CatalogIndexName": INDEX}
    return [Stack(infra.template(), {**tables, **way, "NamePrefix": federated_prefix(name)}, ACCOUNT, REGION,
                  {"IdentityPool": POOLS.get(name, "")}) for name, way in ways.items()]


async def seed(engine: Engine, issuer: str, user_pool: str, client: str, metadata: str) -> list[Pool]:
    """Register the providers and create the roles, or bring them up to date; the identity pools there are."""
    pools: list[Pool] = []
    for stack in stacks(issuer, user_pool, client, metadata):
        await deploy(engine, stack, only=_IAM)
        made = {name: properties for name, (_, properties) in stack.resources().items()}
        if "IdentityPool" in made:
            pools.append(described(made["IdentityPool"], made["IdentityPoolRoles"]))
    return pools
