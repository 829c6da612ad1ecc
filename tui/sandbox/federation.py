"""Roles for people who come another way than by the sandbox's own OpenID provider, and who vouches for them.

One role for each way, since each has condition keys of its own; what they permit is the cart role's document
with those keys in it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tui.infra import policies
from tui.infra.filling import Document
from tui.sandbox.engine import Engine
from tui.sandbox.facebook_tokens import PROVIDER as FACEBOOK
from tui.sandbox.people import (
    ACCOUNT,
    CART_TABLE,
    CATALOG_TABLE,
    FACEBOOK_APP,
    GOOGLE_CLIENT,
    GOOGLE_PATH,
    INDEX,
    POOL,
    REGION,
    SAML_ENTITY,
    SAML_PROVIDER,
    federated_role,
)
from tui.sandbox.pool_tokens import PROVIDER as POOLS

_THUMBPRINT = "0" * 40


@dataclass(frozen=True, slots=True)
class Way:
    """One way to come: whose word counts (`principal`), on what conditions, and which key names the owner.

    `same` is what all its people have in common, where the owner's name alone is not unique.
    """

    name: str
    principal: str
    owner: str
    condition: dict[str, dict[str, str]]
    action: str = "sts:AssumeRoleWithWebIdentity"
    same: Mapping[str, str] | None = None


def ways(issuer: str, user_pool: str, client: str) -> tuple[Way, ...]:
    """All of them; `issuer` is the sandbox's own OpenID provider, `user_pool` the user pool's address."""
    at_pool = policies.provider_name(user_pool)
    at_google = policies.provider_name(issuer + GOOGLE_PATH)
    return (
        Way("google", f"arn:aws:iam::{ACCOUNT}:oidc-provider/{at_google}", f"{at_google}:sub",
            {"StringEquals": {f"{at_google}:aud": GOOGLE_CLIENT}}),
        Way("facebook", FACEBOOK, f"{FACEBOOK}:id", {"StringEquals": {f"{FACEBOOK}:app_id": FACEBOOK_APP}}),
        Way("cognito", f"arn:aws:iam::{ACCOUNT}:oidc-provider/{at_pool}", f"{at_pool}:sub",
            {"StringEquals": {f"{at_pool}:aud": client}}),
        Way("saml", SAML_PROVIDER, "saml:sub", {"StringEquals": {"saml:sub_type": "persistent"}},
            "sts:AssumeRoleWithSAML",
            policies.pinned("saml", policies.name_qualifier(
                SAML_ENTITY, ACCOUNT, SAML_PROVIDER.rpartition("/")[2]))),
        Way("pool", POOLS, f"{POOLS}:sub", {
            "StringEquals": {f"{POOLS}:aud": POOL},
            "ForAnyValue:StringLike": {f"{POOLS}:amr": "authenticated"}}),
    )


async def seed(engine: Engine, issuer: str, user_pool: str, client: str, metadata: str) -> None:
    """Register the providers and create the roles, or bring them up to date.

    `metadata` is the SAML identity provider's, "" where there is none.
    """
    for url, audience in ((issuer + GOOGLE_PATH, GOOGLE_CLIENT), (user_pool, client)):
        arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{policies.provider_name(url)}"
        if await engine.iam("GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn) is None:
            await engine.iam("CreateOpenIDConnectProvider", **{
                "Url": url, "ClientIDList.member.1": audience, "ThumbprintList.member.1": _THUMBPRINT})
    if await engine.iam("GetSAMLProvider", SAMLProviderArn=SAML_PROVIDER):
        await engine.iam("UpdateSAMLProvider", SAMLProviderArn=SAML_PROVIDER, SAMLMetadataDocument=metadata)
    elif metadata:
        await engine.iam("CreateSAMLProvider", Name=SAML_PROVIDER.rpartition("/")[2],
                         SAMLMetadataDocument=metadata)
    for way in ways(issuer, user_pool, client):
        await _role(engine, way)


async def _role(engine: Engine, way: Way) -> None:
    name = federated_role(way.name).rpartition("/")[2]
    trust = json.dumps({"Version": "2012-10-17", "Statement": [{
        "Sid": "SignInWithToken", "Effect": "Allow", "Principal": {"Federated": way.principal},
        "Action": way.action, "Condition": way.condition}]})
    if await engine.iam("GetRole", RoleName=name) is None:
        await engine.iam("CreateRole", RoleName=name, AssumeRolePolicyDocument=trust)
    else:
        await engine.iam("UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=trust)
    await engine.iam("PutRolePolicy", RoleName=name, PolicyName=name,
                     PolicyDocument=json.dumps(_permissions(way)))


def _permissions(way: Way) -> Document:
    """What the cart role permits, with the key that names the owner here."""
    tables = policies.Tables.named(CART_TABLE, CATALOG_TABLE, INDEX, region=REGION, account=ACCOUNT)
    return policies.permissions("cart", tables, owner=policies.variable(way.owner), same=way.same)
