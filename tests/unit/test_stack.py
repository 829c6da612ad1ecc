"""The template that ships: clean, with the policies of the command line, made concrete for each kind."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tui import infra
from tui.cli.configure import add_profile, left_open, settings
from tui.config import Profile, load
from tui.infra.policies import (
    PROVIDERS,
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
from tui.presets import PRESETS
from tui.problem import Problem
from tui.sandbox.stack import Stack, StackError

ACCOUNT, REGION = "111122223333", "eu-west-1"
ISSUER = "https://idp.example.com/realms/shop/"
POOL_ID = "eu-west-1:0a1b2c3d-4e5f-6789-abcd-ef0123456789"
CREATED = {"IdentityPool": POOL_ID, "UserPool": "eu-west-1_x", "UserPoolClient": "app0",
           "UserPool.ProviderName": "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x"}
TABLES = Tables.named("dynacart-cart", "dynacart-catalog", "by_category", region=REGION, account=ACCOUNT)
ROLES: dict[Role, str] = {"cart": "CartRole", "viewer": "ViewerRole"}


def stack(kind: str, **parameters: str | list[str]) -> Stack:
    known: dict[str, str | list[str]] = {
        "ProviderKind": kind, "Issuer": ISSUER if kind == "oidc" else "", "ClientIds": ["app1", "app2"],
        "SamlNameQualifier": "Q=" if kind == "saml" else "", **parameters}
    return Stack(infra.template(), known, ACCOUNT, REGION, CREATED)


def role(made: Stack, name: str) -> dict[str, Any]:
    kind, properties = made.resources()[name]
    assert kind == "AWS::IAM::Role"
    return dict(properties)


def lint(text: str) -> subprocess.CompletedProcess[str]:
    """What `dynacart template | cfn-lint` says."""
    command = [str(Path(sys.executable).with_name("cfn-lint"))]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def test_the_template_is_clean() -> None:
    done = lint(json.dumps(infra.template()))
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_the_template_is_not_too_long_to_be_sent_as_it_is() -> None:
    """TemplateBody holds 51,200 bytes (API reference, CreateStack)."""
    assert len(json.dumps(infra.template(), indent=1)) < 51_200


def test_a_template_that_is_not_clean_is_noticed() -> None:
    broken = infra.template()
    del broken["Resources"]["CartTable"]["Properties"]["KeySchema"]
    assert "'KeySchema' is a required property" in lint(json.dumps(broken)).stdout


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("kind", PROVIDERS)
def test_its_roles_have_the_policies_of_the_command_line(kind: Provider, name: Role) -> None:
    made = role(stack(kind), ROLES[name])
    (policy,) = made["Policies"]
    owner = variable(subject_key(kind, ISSUER))
    assert policy == {"PolicyName": f"dynacart-{name}", "PolicyDocument": permissions(
        name, TABLES, owner=owner, same=pinned(kind, "Q="))}
    assert made["RoleName"] == f"dynacart-{name}"
    assert "PermissionsBoundary" not in made


@pytest.mark.parametrize(("kind", "principal", "audiences"), [
    ("oidc", "arn:aws:iam::111122223333:oidc-provider/idp.example.com/realms/shop/", ["app1", "app2"]),
    ("google", "accounts.google.com", ["app1", "app2"]),
    ("facebook", "graph.facebook.com", ["app1", "app2"]),
    ("cognito", "cognito-identity.amazonaws.com", POOL_ID),
    ("saml", "arn:aws:iam::111122223333:saml-provider/dynacart", ["app1", "app2"]),
])
def test_its_roles_trust_the_provider(kind: Provider, principal: str, audiences: object) -> None:
    made = stack(kind, SamlMetadata="<x/>", CartSubjects=["alice", "bob"])
    said = role(made, "CartRole")["AssumeRolePolicyDocument"]
    document = json.loads(said) if isinstance(said, str) else said
    assert document == trust(
        kind, principal=principal, audiences=audiences, subjects=["alice", "bob"],
        subject_key=subject_key(kind, ISSUER), audience_key=audience_key(kind, ISSUER))
    viewers = json.dumps(role(made, "ViewerRole")["AssumeRolePolicyDocument"])
    assert "alice" not in viewers
    assert "*" in viewers


def test_a_provider_that_the_account_has_already_is_not_made_again() -> None:
    arn = "arn:aws:iam::111122223333:oidc-provider/idp.example.com/realms/shop/"
    made = stack("oidc", ExistingProviderArn=arn)
    assert "OidcProvider" not in made.resources()
    assert json.loads(role(made, "CartRole")["AssumeRolePolicyDocument"])["Statement"][0]["Principal"] == {
        "Federated": arn}


def test_a_boundary_bounds_both_roles() -> None:
    made = stack("google", PermissionsBoundaryArn="arn:aws:iam::111122223333:policy/edge")
    assert {role(made, name)["PermissionsBoundary"] for name in ROLES.values()} == {
        "arn:aws:iam::111122223333:policy/edge"}


def test_tables_are_kept_and_protected() -> None:
    template = infra.template()
    for name in ("CartTable", "CatalogTable"):
        table = template["Resources"][name]
        assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
        properties = table["Properties"]
        assert properties["BillingMode"] == "PAY_PER_REQUEST"
        assert properties["DeletionProtectionEnabled"] is True
        assert properties["SSESpecification"]["SSEEnabled"] is True
        assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


POOL = {"IdentityPool", "IdentityPoolRoles"}


@pytest.mark.parametrize(("kind", "parameters", "there"), [
    ("oidc", {}, {"OidcProvider"}),
    ("google", {}, set()),
    ("saml", {"SamlMetadata": "<x/>"}, {"SamlProvider"}),
    ("cognito", {}, POOL),
    ("cognito", {"CreateUserPool": "yes"}, {*POOL, "UserPool", "UserPoolClient"}),
    ("cognito", {"Issuer": ISSUER}, {*POOL, "OidcProvider"}),
    ("cognito", {"SamlMetadata": "<x/>"}, {*POOL, "SamlProvider"}),
])
def test_only_what_a_kind_needs_is_made(kind: str, parameters: dict[str, str], there: set[str]) -> None:
    always = {"CartTable", "CatalogTable", "CartRole", "ViewerRole"}
    made = stack(kind, **parameters).resources()
    assert made.keys() == always | there
    if pool := made.get("IdentityPool"):
        assert pool[1]["AllowUnauthenticatedIdentities"] is False
        assert ("CognitoIdentityProviders" in pool[1]) is ("UserPool" in there)
        assert ("OpenIdConnectProviderARNs" in pool[1]) is ("OidcProvider" in there)
        assert ("SamlProviderARNs" in pool[1]) is ("SamlProvider" in there)
        assert pool[1]["SupportedLoginProviders"] == {}


def test_outputs_are_what_a_profile_needs() -> None:
    assert stack("oidc").outputs() == {
        "Region": REGION, "Exchange": "sts", "Provider": "oidc", "Issuer": ISSUER, "ClientId": "app1",
        "RoleArn": "arn:aws:iam::111122223333:role/dynacart-cart",
        "CartRoleArn": "arn:aws:iam::111122223333:role/dynacart-cart",
        "ViewerRoleArn": "arn:aws:iam::111122223333:role/dynacart-viewer",
        "CartTable": "dynacart-cart", "CatalogTable": "dynacart-catalog", "CatalogIndex": "by_category"}
    pool = stack("cognito", CreateUserPool="yes").outputs()
    assert (pool["Provider"], pool["ClientId"], pool["IdentityPoolId"], pool["UserPoolId"]) == (
        "cognito", "app0", POOL_ID, "eu-west-1_x")
    assert stack("saml", SamlMetadata="<x/>").outputs()["SamlProviderArn"].endswith("/dynacart")


KINDS: dict[str, tuple[str, dict[str, str | list[str]], dict[str, object], list[str]]] = {
    "oidc": ("oidc", {}, {"provider": "oidc", "exchange": "sts", "client_id": "app1"}, []),
    "google": ("google", {}, {"provider": "google", "client_id": "app1"}, ["client_secret"]),
    "facebook": ("facebook", {}, {"provider": "facebook", "client_id": "app1"}, ["client_secret"]),
    "saml": ("saml", {"SamlMetadata": "<x/>"}, {
        "provider": "saml", "client_id": "urn:amazon:webservices"}, ["sign_in_url"]),
    "saml with its page": ("saml", {"SamlMetadata": "<x/>", "SignInUrl": "https://idp.example.com/sso"}, {
        "sign_in_url": "https://idp.example.com/sso"}, []),
    "saml that comes back here": ("saml", {"SamlMetadata": "<x/>", "ClientIds": [
        "https://signin.aws.amazon.com/saml", "http://localhost:7001/", "http://localhost:7002/"]}, {
            "redirect_uris": ("http://localhost:7001/", "http://localhost:7002/")}, ["sign_in_url"]),
    "a pool with users of its own": ("cognito", {"CreateUserPool": "yes", "GoogleClientId": "g1"}, {
        "provider": "cognito", "exchange": "pool", "client_id": "app0", "user_pool_id": "eu-west-1_x",
        "flow": "srp"}, []),
    "a pool in the basic flow": ("cognito", {"Issuer": ISSUER, "BasicFlow": "yes"}, {
        "provider": "oidc", "exchange": "pool-basic", "client_id": "app1"}, []),
    "a pool before an issuer": ("cognito", {"Issuer": ISSUER, "SamlMetadata": "<x/>"}, {
        "provider": "oidc", "exchange": "pool", "issuer": ISSUER, "client_id": "app1"}, []),
    "a pool before saml": ("cognito", {"SamlMetadata": "<x/>", "SignInUrl": "https://idp.example.com/sso"}, {
        "provider": "saml", "exchange": "pool", "sign_in_url": "https://idp.example.com/sso"}, []),
    "a pool before google": ("cognito", {"GoogleClientId": "g1", "FacebookAppId": "f1"}, {
        "provider": "google", "exchange": "pool", "client_id": "g1"}, ["client_secret"]),
    "a pool before facebook": ("cognito", {"FacebookAppId": "f1"}, {
        "provider": "facebook", "exchange": "pool", "client_id": "f1"}, ["client_secret"]),
}


@pytest.mark.parametrize("case", KINDS)
def test_the_outputs_of_every_kind_make_a_profile(case: str, tmp_path: Path) -> None:
    kind, parameters, wanted, left = KINDS[case]
    outputs, path = stack(kind, **parameters).outputs(), tmp_path / "config.toml"
    assert add_profile(path, "shop", outputs) is None
    assert left_open(settings(outputs)) == left
    text = path.read_text("utf-8")
    for key in left:
        found = load(path)
        assert isinstance(found, Problem)
        assert f"`{key}`" in found.what
        text = text.replace(f'{key} = ""', f'{key} = "https://told.example.com/"')
    path.write_text(text, "utf-8")
    profile = load(path)
    assert isinstance(profile, Profile)
    assert {key: getattr(profile, key) for key in wanted} == wanted
    assert profile.role_arn == (
        "" if profile.exchange == "pool" else "arn:aws:iam::111122223333:role/dynacart-cart")
    assert profile.identity_pool_id == ("" if profile.exchange == "sts" else POOL_ID)


def test_every_way_to_sign_in_has_a_stack_that_puts_it_out() -> None:
    """But for a user pool towards STS itself, which is an issuer like any other there."""
    told = {(wanted.get("provider"), wanted.get("exchange", "sts")) for _, _, wanted, _ in KINDS.values()}
    assert told >= {(provider, exchange) for provider, preset in PRESETS.items()
                    for exchange in preset.exchanges if exchange != "pool-basic"} - {("cognito", "sts")}
    assert ("oidc", "pool-basic") in told


@pytest.mark.parametrize(("behind", "names"), [
    ({"CreateUserPool": "yes"}, {"cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x:app0"}),
    ({"Issuer": ISSUER}, {"arn:aws:iam::111122223333:oidc-provider/idp.example.com/realms/shop/"}),
    ({"SamlMetadata": "<x/>"}, {"arn:aws:iam::111122223333:saml-provider/dynacart"}),
    ({"GoogleClientId": "g1", "FacebookAppId": "f1"}, {"accounts.google.com", "graph.facebook.com"}),
])
def test_a_pool_is_told_who_is_only_to_read(behind: dict[str, str], names: set[str]) -> None:
    attached = stack("cognito", **behind, ViewerClaim="email", ViewerClaimValue="v@example.com")
    properties = attached.resources()["IdentityPoolRoles"][1]
    assert properties["Roles"] == {"authenticated": "arn:aws:iam::111122223333:role/dynacart-cart"}
    mappings = properties["RoleMappings"].values()
    assert {mapping["IdentityProvider"] for mapping in mappings} == names
    for mapping in mappings:
        assert (mapping["Type"], mapping["AmbiguousRoleResolution"]) == ("Rules", "AuthenticatedRole")
        assert mapping["RulesConfiguration"] == {"Rules": [{
            "Claim": "email", "MatchType": "Equals", "Value": "v@example.com",
            "RoleARN": "arn:aws:iam::111122223333:role/dynacart-viewer"}]}
    assert "RoleMappings" not in stack("cognito", **behind).resources()["IdentityPoolRoles"][1]


NO_CHOICE = "ViewerClaim needs a pool that chooses the role; elsewhere CartSubjects says who may edit"
LACKING: list[tuple[str, dict[str, str | list[str]], list[str]]] = [
    ("oidc", {}, []), ("google", {}, []), ("facebook", {}, []),
    ("oidc", {"Issuer": ""}, ["ProviderKind oidc needs Issuer"]),
    ("google", {"ClientIds": ["none"]}, ["This ProviderKind needs ClientIds"]),
    ("cognito", {"ClientIds": ["none"], "CreateUserPool": "yes"}, []),
    ("cognito", {"ClientIds": ["none"], "GoogleClientId": "g1"}, []),
    ("cognito", {}, ["ProviderKind cognito needs somebody behind the pool"]),
    ("cognito", {"Issuer": ISSUER, "BasicFlow": "yes"}, []),
    ("cognito", {"SamlMetadata": "<x/>", "BasicFlow": "yes"}, ["BasicFlow does not go with SAML"]),
    ("cognito", {"Issuer": ISSUER, "ExistingProviderArn": "arn:aws:iam::111122223333:oidc-provider/x"}, [
        "ExistingProviderArn does not go with ProviderKind cognito"]),
    ("cognito", {"Issuer": ISSUER, "ViewerClaim": "email", "ViewerClaimValue": "v@example.com"}, []),
    ("cognito", {"Issuer": ISSUER, "ViewerClaim": "email"}, ["ViewerClaim needs ViewerClaimValue"]),
    ("oidc", {"ViewerClaim": "email", "ViewerClaimValue": "v@example.com"}, [NO_CHOICE]),
    ("cognito", {"Issuer": ISSUER, "BasicFlow": "yes", "ViewerClaim": "email", "ViewerClaimValue": "v"}, [
        NO_CHOICE]),
    ("saml", {"SamlMetadata": "<x/>"}, []),
    ("saml", {"ExistingProviderArn": "arn:aws:iam::111122223333:saml-provider/x"}, []),
    ("saml", {}, ["ProviderKind saml needs SamlMetadata or ExistingProviderArn"]),
    ("saml", {"SamlMetadata": "<x/>", "SamlNameQualifier": ""}, [
        "ProviderKind saml needs SamlNameQualifier"]),
]


@pytest.mark.parametrize(("kind", "parameters", "lacking"), LACKING)
def test_what_a_kind_lacks_is_said_before_anything_is_made(
    kind: str, parameters: dict[str, str | list[str]], lacking: list[str],
) -> None:
    assert stack(kind, **parameters).broken_rules() == lacking


@pytest.mark.parametrize("name", ["Issuer", "ClientIds", "CartSubjects", "ViewerSubjects"])
def test_parameters_that_end_up_in_the_text_of_a_policy_cannot_break_out_of_it(name: str) -> None:
    pattern = infra.template()["Parameters"][name]["AllowedPattern"]
    for start in ("https://idp.example.com/", ""):
        for hostile in ('a"b', "a\\b", "a${aws:userid}", "a\nb", 'x", "Effect": "Allow'):
            assert not re.fullmatch(pattern, start + hostile)
    sound = {"Issuer": ["https://a.example/b/", ""], "ClientIds": ["app.apps.example", "http://127.0.0.1:1/saml"]}
    for value in sound.get(name, ["*", "alice", "auth0|5f7c", "a*@example.com", "eu-west-1:0c7e"]):
        assert re.fullmatch(pattern, value)


def test_what_is_not_understood_is_an_error() -> None:
    template = infra.template()
    template["Resources"]["CartTable"]["Properties"]["TableName"] = {"Fn::Base64": "x"}
    with pytest.raises(StackError, match="Fn::Base64"):
        Stack(template, {}, ACCOUNT, REGION).resources()
    template["Resources"]["CartTable"]["Properties"]["TableName"] = {"Ref": "Nobody"}
    with pytest.raises(StackError, match="no Nobody"):
        Stack(template, {}, ACCOUNT, REGION).resources()
    with pytest.raises(StackError, match="only AWS can say"):
        Stack(infra.template(), {"ProviderKind": "cognito"}, ACCOUNT, REGION).resources()
