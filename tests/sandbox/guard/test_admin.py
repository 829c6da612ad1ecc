"""The administrator may do everything, and what is administered takes effect with the next request."""

import json
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.sandbox.guard.calls import CART, TABLE, contents, denial, failure, key, listing, of, setting
from tests.sandbox.guard.conftest import World
from tui.sandbox.people import role_arn

Client = Any
"""There are no types for IAM's here."""
ROLE = "dynacart-cart"
ASK = {"TableName": CART, "Key": key("alice"), "ProjectionExpression": "qty"}


@pytest.fixture
def iam(world: World) -> Client:
    return world.client("admin", "iam")


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def rule(effect: str, *actions: str, resource: str = "*", **more: object) -> dict[str, Any]:
    named = [f"dynamodb:{action}" for action in actions]
    return {"Effect": effect, "Action": named, "Resource": resource, **more}


@pytest.fixture
def policy(iam: Client) -> Iterator[Callable[..., None]]:
    """Adds an inline policy to the cart role for one test."""
    def add(*statements: dict[str, Any]) -> None:
        iam.put_role_policy(RoleName=ROLE, PolicyName="extra", PolicyDocument=document(*statements))

    yield add
    iam.delete_role_policy(RoleName=ROLE, PolicyName="extra")


def test_the_credentials_are_the_owner_s_alone(world: World) -> None:
    assert stat.S_IMODE(world.aws.admin_credentials.stat().st_mode) == 0o600


def test_the_administrator_does_what_nobody_else_may(world: World) -> None:
    admin = world.client("admin")
    assert admin.describe_table(TableName=CART)["Table"]["TableStatus"] == "ACTIVE"
    admin.put_item(TableName=CART, Item={**key("carol"), "qty": {"N": "1"}})
    assert len(contents(admin)) > 10
    partiql = f"SELECT qty FROM \"{CART}\" WHERE pk = 'carol'"
    assert admin.execute_statement(Statement=partiql)["Items"] == [{"qty": {"N": "1"}}]
    admin.delete_item(**of("carol"))


def test_a_new_policy_counts_at_once(world: World, policy: Callable[..., None]) -> None:
    alice = world.client("alice")
    denial(alice.scan, TableName=CART)
    policy(rule("Allow", "Scan"))
    assert alice.scan(TableName=CART)["Count"] > 10


def test_an_explicit_deny_wins_and_says_so(world: World, policy: Callable[..., None]) -> None:
    alice = world.client("alice")
    alice.get_item(**ASK)
    policy(rule("Deny", "GetItem"))
    assert denial(alice.get_item, **ASK) == (
        f"User: arn:aws:sts::123456789012:assumed-role/{ROLE}/alice is not authorized to perform: "
        f"dynamodb:GetItem on resource: {TABLE}{CART} with an explicit deny in an identity-based policy")


def test_a_statement_that_is_not_understood(world: World, policy: Callable[..., None]) -> None:
    alice = world.client("alice")
    odd = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    policy(rule("Allow", "Scan", Condition=odd))
    assert "because no identity-based policy allows" in denial(alice.scan, TableName=CART)
    policy(rule("Deny", "GetItem", Condition=odd))
    assert "with an explicit deny" in denial(alice.get_item, **ASK)


@pytest.mark.parametrize("condition", [
    {"StringNotEqualsIfExists": {"aws:PrincipalTag/team": "x"}}, {"Null": {"dynamodb:Unheard": "true"}},
    {"ForAllValues:StringEquals": {"aws:TagKeys": ["x"]}}])
def test_a_key_that_is_not_known_is_not_taken_for_absent(
    world: World, policy: Callable[..., None], condition: dict[str, Any],
) -> None:
    alice = world.client("alice")
    policy(rule("Allow", "Scan", Condition=condition))
    denial(alice.scan, TableName=CART)
    policy(rule("Allow", "Scan", Condition={"Null": {"aws:MultiFactorAuthPresent": "true"}}))
    assert alice.scan(TableName=CART)["Count"], "a session of a token never has that key, and this is known"


def test_what_is_never_read_is_refused_in_the_words_of_its_policy(
    world: World, policy: Callable[..., None],
) -> None:
    alice = world.client("alice")
    assert "because no identity-based policy" in denial(alice.describe_table, TableName=CART)
    policy(rule("Allow", "DescribeTable"))
    assert "because no identity-based policy" in denial(alice.describe_table, TableName=CART)
    policy(rule("Deny", "DescribeTable"))
    assert "explicit deny in an identity-based" in denial(alice.describe_table, TableName=CART)


def test_who_the_provider_was_can_be_asked_for(world: World, policy: Callable[..., None]) -> None:
    host = world.issuer.url.removeprefix("http://")
    provider = {"aws:FederatedProvider": f"arn:aws:iam::123456789012:oidc-provider/{host}"}
    condition = {"StringEquals": provider, "Bool": {"aws:SecureTransport": "false"}}
    policy(rule("Allow", "Scan", Condition=condition))
    assert world.client("alice").scan(TableName=CART)["Count"]


def test_a_transaction_can_be_told_from_a_single_write(world: World, policy: Callable[..., None]) -> None:
    policy(rule("Deny", "UpdateItem", Condition={"Null": {"dynamodb:EnclosingOperation": "true"}}))
    alice = world.client("alice")
    line = of("alice", "ADMIN-1")
    assert "with an explicit deny" in denial(alice.update_item, **line, **setting(1, "a"))
    alice.transact_write_items(TransactItems=[{"Update": {**line, **setting(1, "a")}}])
    assert alice.get_item(**line, ProjectionExpression="qty")["Item"] == {"qty": {"N": "1"}}
    alice.delete_item(**line)


@contextmanager
def managed(iam: Client, name: str, text: str) -> Iterator[str]:
    arn = iam.create_policy(PolicyName=name, PolicyDocument=text)["Policy"]["Arn"]
    yield arn
    iam.delete_policy(PolicyArn=arn)


def test_a_managed_policy_counts_while_attached(world: World, iam: Client) -> None:
    alice = world.client("alice")
    with managed(iam, "scanning", document(rule("Allow", "Scan"))) as arn:
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=arn)
        assert alice.scan(TableName=CART)["Count"]
        iam.detach_role_policy(RoleName=ROLE, PolicyArn=arn)
        denial(alice.scan, TableName=CART)


def test_a_boundary_bounds(world: World, iam: Client) -> None:
    alice, bounded = world.client("alice"), "arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice"
    text = document(rule("Allow", "GetItem"), rule("Deny", "DeleteItem"))
    with managed(iam, "bounds", text) as arn:
        iam.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary=arn)
        alice.get_item(**ASK)
        assert denial(alice.query, **listing("alice")) == (
            f"User: {bounded} is not authorized to perform: dynamodb:Query on resource: {TABLE}{CART} "
            "because no permissions boundary allows the dynamodb:Query action")
        assert denial(alice.delete_item, **of("alice", "NOWHERE")).endswith(
            "with an explicit deny in a permissions boundary")
        iam.delete_role_permissions_boundary(RoleName=ROLE)
    alice.query(**listing("alice"))


def test_a_role_that_is_gone_takes_its_sessions_along(world: World, iam: Client) -> None:
    trust = iam.get_role(RoleName="dynacart-viewer")["Role"]["AssumeRolePolicyDocument"]
    arn = iam.create_role(RoleName="passing", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    assert arn == role_arn("cart").replace("dynacart-cart", "passing")
    given = world.assume(world.issuer.token({"sub": "viewer"}), RoleArn=arn)["Credentials"]
    world._signed_in["passing"] = given
    passing = world.client("passing")
    denial(passing.get_item, **ASK)
    iam.delete_role(RoleName="passing")
    assert failure(passing.get_item, **ASK)["Code"] == "UnrecognizedClientException"
    iam.create_role(RoleName="passing", AssumeRolePolicyDocument=json.dumps(trust))
    assert failure(passing.get_item, **ASK)["Code"] == "UnrecognizedClientException"
    iam.delete_role(RoleName="passing")


def test_trust_can_be_withdrawn(world: World, iam: Client) -> None:
    trust = iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]
    (allow,) = trust["Statement"]
    deny = {**allow, "Sid": "No", "Effect": "Deny", "Condition": {"Null": {"aws:userid": "true"}}}
    denying = {"Version": trust["Version"], "Statement": [allow, deny]}
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(denying))
    assert failure(world.assume, token=world.issuer.token())["Code"] == "AccessDenied"
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(trust))
    world.assume(world.issuer.token())


def test_a_provider_can_be_withdrawn(world: World, iam: Client) -> None:
    name = world.issuer.url.partition("://")[2]
    (listed,) = (one for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
                 if one["Arn"].endswith(f"/{name}"))
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=listed["Arn"])
    refused = failure(world.assume, token=world.issuer.token())
    assert refused["Message"] == f"No OpenIDConnect provider found in your account for {world.issuer.url}"
    iam.create_open_id_connect_provider(
        Url=world.issuer.url, ClientIDList=["another", "dynacart-cli"], ThumbprintList=["0" * 40])
    world.assume(world.issuer.token())


def test_a_table_made_later_is_guarded_by_its_own_key(world: World, policy: Callable[..., None]) -> None:
    admin, alice = world.client("admin"), world.client("alice")
    own = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "alice"},
           "Null": {"dynamodb:LeadingKeys": "false"}}
    policy(rule("Allow", "GetItem", resource=TABLE + "later", Condition=own))
    for names in (["owner", "thing"], ["thing", "owner"]):
        admin.create_table(
            TableName="later", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": name, "KeyType": kind}
                       for name, kind in zip(names, ("HASH", "RANGE"), strict=True)],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names])
        first = {names[0]: {"S": "alice"}, names[1]: {"S": "x"}}
        second = {names[0]: {"S": "x"}, names[1]: {"S": "alice"}}
        assert "Item" not in alice.get_item(TableName="later", Key=first)
        denial(alice.get_item, TableName="later", Key=second)
        admin.delete_table(TableName="later")
