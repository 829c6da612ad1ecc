"""The template as somebody else's CloudFormation understands it: ministack's, which shares nothing with ours.

What its rules refuse, what its conditions make and what its functions come to has to be the same for both.
"""

import asyncio
import importlib
import json
import re
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlencode
from zlib import crc32

import pytest

from tests.unit.test_stack import ISSUER, KINDS, LACKING, REGION, ROLES, stack
from tui import infra
from tui.sandbox.engine import FORM, IAM_VERSION, Element
from tui.sandbox.stack import Stack

Parameters = Mapping[str, str | list[str]]
Ask = Callable[..., Element]
CASES: dict[str, tuple[str, Parameters]] = {
    **{name: (kind, more) for name, (kind, more, _, _) in KINDS.items()},
    "a provider that is there": ("oidc", {
        "ExistingProviderArn": "arn:aws:iam::111122223333:oidc-provider/idp.example.com/realms/shop/"}),
    "people by name": ("facebook", {"CartSubjects": ["1", "2"], "ViewerSubjects": ["3"]}),
    "other names": ("google", {"NamePrefix": "shop", "CartTableName": "carts", "CatalogTableName": "wares",
                               "CatalogIndexName": "by_kind"}),
    "a pool with viewers": ("cognito", {
        "CreateUserPool": "yes", "GoogleClientId": "g1", "FacebookAppId": "f1", "Issuer": ISSUER,
        "ViewerClaim": "email", "ViewerClaimValue": "v@example.com"})}


@pytest.fixture
def account(request: pytest.FixtureRequest) -> str:
    """An account of this test's own; whatever is in any other is left alone."""
    return f"{crc32(request.node.name.encode()):012}"


@pytest.fixture
def ask(account: str, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """One call to CloudFormation, or to another service, in the account."""
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    provisioners = importlib.import_module("ministack.services.cloudformation.provisioners")
    for kind, part in (("OIDCProvider", "Url"), ("SAMLProvider", "Name")):
        def create(_: str, made: Any, *__: object, kind: str = kind, part: str = part) -> Any:  # noqa: ANN401
            name = kind.lower().replace("provider", "-provider")
            arn = f"arn:aws:iam::{account}:{name}/{made[part].removeprefix('https://')}"
            return arn, {"Arn": arn}

        monkeypatch.setitem(provisioners._RESOURCE_HANDLERS, f"AWS::IAM::{kind}", {"create": create})

    def call(action: str, service: str = "cloudformation", **form: str) -> Element:
        module = importlib.import_module(f"ministack.services.{service}")
        return asyncio.run(_call(account, module, action, form))

    return call


async def _call(account: str, service: ModuleType, action: str, form: Mapping[str, str]) -> Element:
    from xml.etree import ElementTree

    from ministack.core.responses import request_scope

    version = {"Version": IAM_VERSION} if service.__name__.endswith("iam") else {}
    body = urlencode({"Action": action, **version, **form}).encode()
    with request_scope(account, REGION):
        _, _, answer = await service.handle_request("POST", "/", {"content-type": FORM}, body, {})
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        await task  # which makes the stack
    return Element(ElementTree.fromstring(answer))


def create(ask: Ask, parameters: Parameters) -> Element:
    """The answer to CreateStack."""
    form = {"StackName": "shop", "TemplateBody": json.dumps(infra.template()),
            "Capabilities.member.1": "CAPABILITY_NAMED_IAM"}
    for number, (name, value) in enumerate(parameters.items(), 1):
        form[f"Parameters.member.{number}.ParameterKey"] = name
        text = value if isinstance(value, str) else ",".join(value)
        form[f"Parameters.member.{number}.ParameterValue"] = text
    return ask("CreateStack", **form)


def parameters_of(kind: str, more: Parameters) -> Parameters:
    return stack(kind, **more).parameters


@pytest.mark.parametrize(("kind", "more", "lacking"), LACKING)
def test_what_is_lacking_is_refused(ask: Ask, kind: str, more: Parameters, lacking: list[str]) -> None:
    answer = create(ask, parameters_of(kind, more))
    if lacking:
        assert answer.text("Message").endswith(f" failed: {lacking[0]}")
    else:
        assert answer.text("StackId")


def made(ask: Ask) -> tuple[dict[str, str], dict[str, str]]:
    """Outputs, and the resources by logical id with the ids they were given."""
    found = ask("DescribeStacks", StackName="shop")
    assert found.text("StackStatus") == "CREATE_COMPLETE", found.text("StackStatusReason")
    outputs = dict(zip(found.texts("OutputKey"), found.texts("OutputValue"), strict=True))
    listed = ask("ListStackResources", StackName="shop")
    ids = zip(listed.texts("LogicalResourceId"), listed.texts("PhysicalResourceId"), strict=True)
    return outputs, dict(ids)


@pytest.mark.parametrize("case", CASES)
def test_it_makes_what_we_make_of_it(ask: Ask, account: str, case: str) -> None:
    parameters = parameters_of(*CASES[case])
    assert create(ask, parameters).text("StackId")
    outputs, ids = made(ask)
    created = {**ids, "UserPool.ProviderName": f"cognito-idp.{REGION}.amazonaws.com/{ids.get('UserPool')}"}
    ours = Stack(infra.template(), parameters, account, REGION, created)
    assert ours.resources().keys() == ids.keys()
    assert ours.outputs() == outputs
    for logical in ROLES.values():
        properties = ours.resources()[logical][1]
        name = properties["RoleName"]
        trust = unquote(ask("GetRole", "iam", RoleName=name).text("AssumeRolePolicyDocument"))
        policy = unquote(ask("GetRolePolicy", "iam", RoleName=name, PolicyName=name).text("PolicyDocument"))
        expected = properties["AssumeRolePolicyDocument"]
        assert json.loads(trust) == (json.loads(expected) if isinstance(expected, str) else expected)
        assert json.loads(policy) == properties["Policies"][0]["PolicyDocument"]


@pytest.mark.parametrize("hostile", [
    {"Issuer": 'https://idp.example.com/"'}, {"ClientIds": 'a","b'}, {"CartSubjects": "${aws:userid}"},
    {"Issuer": "http://idp.example.com"}, {"ProviderKind": "okta"}, {"CartTableName": "a*"}])
def test_parameters_that_are_none_are_refused(ask: Ask, hostile: Parameters) -> None:
    answer = create(ask, {**parameters_of("oidc", {}), **hostile})
    assert re.search(rf"Parameter '?{next(iter(hostile))}'?", answer.text("Message")), answer.text("Message")
