"""CloudFormation for the sandbox's account: makes what a stack says, through the engine's own API.

What exists already is left alone, but for the roles, which follow the template. A type of resource that the
account does not know is an error.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tui.infra.policies import provider_name
from tui.sandbox.engine import Engine, EngineError
from tui.sandbox.people import ACCOUNT
from tui.sandbox.stack import Stack

Properties = Mapping[str, Any]

_THUMBPRINT = "0" * 40
"""IAM wants one; nothing is verified with it, neither here nor by AWS any more."""


async def deploy(engine: Engine, stack: Stack, only: str = "") -> None:
    """Make the stack's resources, those whose type begins with `only`; raises EngineError where the engine
    will not have one.
    """
    if lacking := stack.broken_rules():
        raise EngineError("; ".join(lacking))
    for name, (kind, properties) in stack.resources().items():
        if not kind.startswith(only):
            continue
        if kind not in _MAKERS:
            raise EngineError(f"{name}: there is no {kind} here")
        await _MAKERS[kind](engine, properties)


async def _table(engine: Engine, properties: Properties) -> None:
    name, made = properties["TableName"], dict(properties)
    if name in (await engine.dynamodb("ListTables"))["TableNames"]:
        return
    recovery = {"PointInTimeRecoverySpecification": made.pop("PointInTimeRecoverySpecification")}
    encryption = {"Enabled": made.pop("SSESpecification")["SSEEnabled"]}
    await engine.dynamodb("CreateTable", **made, SSESpecification=encryption)
    await engine.dynamodb("UpdateContinuousBackups", TableName=name, **recovery)


async def _oidc_provider(engine: Engine, properties: Properties) -> None:
    name = provider_name(properties["Url"]).rstrip("/")
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{name}"
    if await engine.iam("GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn) is None:
        clients = {f"ClientIDList.member.{number}": client
                   for number, client in enumerate(properties["ClientIdList"], 1)}
        await engine.iam("CreateOpenIDConnectProvider", Url=properties["Url"], **clients,
                         **{"ThumbprintList.member.1": _THUMBPRINT})


async def _saml_provider(engine: Engine, properties: Properties) -> None:
    name, metadata = properties["Name"], properties["SamlMetadataDocument"]
    arn = f"arn:aws:iam::{ACCOUNT}:saml-provider/{name}"
    if await engine.iam("GetSAMLProvider", SAMLProviderArn=arn):
        await engine.iam("UpdateSAMLProvider", SAMLProviderArn=arn, SAMLMetadataDocument=metadata)
    else:
        await engine.iam("CreateSAMLProvider", Name=name, SAMLMetadataDocument=metadata)


async def _role(engine: Engine, properties: Properties) -> None:
    name, trust = properties["RoleName"], _text(properties["AssumeRolePolicyDocument"])
    if await engine.iam("GetRole", RoleName=name) is None:
        await engine.iam("CreateRole", RoleName=name, AssumeRolePolicyDocument=trust,
                         MaxSessionDuration=str(properties["MaxSessionDuration"]))
    else:
        await engine.iam("UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=trust)
    if boundary := properties.get("PermissionsBoundary"):
        await engine.iam("PutRolePermissionsBoundary", RoleName=name, PermissionsBoundary=boundary)
    for policy in properties["Policies"]:
        await engine.iam("PutRolePolicy", RoleName=name, PolicyName=policy["PolicyName"],
                         PolicyDocument=_text(policy["PolicyDocument"]))


def _text(document: object) -> str:
    return document if isinstance(document, str) else json.dumps(document)


_MAKERS: Mapping[str, Callable[[Engine, Properties], Awaitable[None]]] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::IAM::OIDCProvider": _oidc_provider,
    "AWS::IAM::SAMLProvider": _saml_provider,
    "AWS::IAM::Role": _role,
}
