"""The sandbox's account is the template that ships: tables as it has them, and the very policies it has."""

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.guard.conftest import World
from tui.sandbox import federation
from tui.sandbox.deploy import deploy
from tui.sandbox.engine import EngineError
from tui.sandbox.iam import Iam
from tui.sandbox.people import PEOPLE
from tui.sandbox.policy import read
from tui.sandbox.seed import stack
from tui.sandbox.stack import Stack

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def test_tables_are_those_of_the_template(world: World, admin: "DynamoDBClient") -> None:
    for kind, properties in stack(world.issuer.url, PEOPLE).resources().values():
        if kind != "AWS::DynamoDB::Table":
            continue
        name = properties["TableName"]
        table: Any = admin.describe_table(TableName=name)["Table"]
        assert table["KeySchema"] == properties["KeySchema"]
        assert table["DeletionProtectionEnabled"] is True
        assert table["SSEDescription"]["Status"] == "ENABLED"
        indexes = [index["IndexName"] for index in table.get("GlobalSecondaryIndexes", ())]
        assert indexes == [index["IndexName"] for index in properties.get("GlobalSecondaryIndexes", ())]
        backups: Any = admin.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_roles_are_those_of_the_template(world: World, loop: asyncio.AbstractEventLoop) -> None:
    iam, pools = Iam(world.aws.engine), world.aws.user_pools
    seen: list[str] = []
    for made in (stack(world.issuer.url, PEOPLE),
                 *federation.stacks(world.issuer.url, pools.issuer, pools.client, metadata="")):
        for kind, properties in made.resources().values():
            if kind != "AWS::IAM::Role":
                continue
            name, trust = properties["RoleName"], properties["AssumeRolePolicyDocument"]
            role = asyncio.run_coroutine_threadsafe(iam.role(name), loop).result()
            assert role is not None
            assert role.permissions == read(json.dumps(properties["Policies"][0]["PolicyDocument"]), name)
            assert role.trust == read(trust if isinstance(trust, str) else json.dumps(trust), name, "trust")
            assert role.longest == properties["MaxSessionDuration"]
            seen.append(name)
    assert len(set(seen)) == 12


def test_what_the_account_does_not_know_is_not_deployed(
    world: World, loop: asyncio.AbstractEventLoop,
) -> None:
    ours = stack(world.issuer.url, PEOPLE)
    strange = {**ours.template, "Resources": {"Mail": {"Type": "AWS::SES::Template", "Properties": {}}}}
    made = Stack(strange, ours.parameters, ours.account, ours.region)
    with pytest.raises(EngineError, match="no AWS::SES::Template here"):
        asyncio.run_coroutine_threadsafe(deploy(world.aws.engine, made), loop).result()
