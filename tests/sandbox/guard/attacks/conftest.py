"""Who attacks, and what there is to be had."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.sandbox.guard.attacks.rows import BOB, CART, GONE, MARK, key
from tests.sandbox.guard.attacks.sending import Sender, keys_of
from tests.sandbox.guard.conftest import World
from tui.sandbox.people import ACCOUNT

ATTACKERS = {"cart": "alice", "viewer": "viewer", "bare": "mallory"}
"""Who is in which role; `bare` is a role without policies."""
BARE = "attack-bare"


@pytest.fixture(scope="session")
def bare_role(shared_world: World) -> Iterator[str]:
    """The ARN of a role that trusts mallory and has no policies."""
    iam, host = shared_world.client("admin", "iam"), shared_world.issuer.url.removeprefix("http://")
    trust = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{host}"},
        "Condition": {"StringEquals": {f"{host}:sub": "mallory"}}}]}
    yield iam.create_role(RoleName=BARE, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.delete_role(RoleName=BARE)


@pytest.fixture(scope="session")
def senders(shared_world: World, bare_role: str) -> Iterator[dict[str, Sender]]:
    """The attackers by role, and `unsigned`."""
    world = shared_world
    token = world.issuer.token({"sub": "mallory"})
    bare = world.assume(token, RoleArn=bare_role, RoleSessionName="mallory")["Credentials"]
    given = {"alice": world.credentials("alice"), "viewer": world.credentials("viewer"), "mallory": bare}
    roles = {"cart": "dynacart-cart", "viewer": "dynacart-viewer", "bare": BARE}
    named = {role: Sender(world, who, f"arn:aws:sts::{ACCOUNT}:assumed-role/{roles[role]}/{who}",
                          keys_of(given[who])) for role, who in ATTACKERS.items()}
    with ExitStack() as stack:
        everybody = {**named, "unsigned": Sender(world, "alice", "", None)}
        yield {role: stack.enter_context(sender) for role, sender in everybody.items()}


@pytest.fixture
def loot(world: World) -> Iterator[None]:
    """A line of everybody's with attributes that are nobody's to read, and of bob's with a note besides."""
    people = (*ATTACKERS.values(), BOB)
    secret = {"secret": {"S": MARK}, "price": {"S": MARK}}
    note = {"note": {"S": MARK}}
    puts = [{"PutRequest": {"Item": {
        **key(who), "qty": {"N": "3"}, "rev": {"S": "r0"}, **secret, **(note if who == BOB else {})}}}
        for who in people]
    drops = [{"DeleteRequest": {"Key": key(who, sku)}} for who in people for sku in (GONE, "ATTACK-3")]
    admin = world.client("admin")
    admin.batch_write_item(RequestItems={CART: [*puts, *drops]})
    yield
    drops += [{"DeleteRequest": {"Key": key(who)}} for who in people]
    admin.batch_write_item(RequestItems={CART: drops})
