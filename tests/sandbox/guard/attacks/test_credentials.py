"""Who is not who they say, and whose token is not for here, is refused in AWS's words."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

from tests.sandbox.guard.attacks.credentials import FORGERIES, Forgery, alice, body
from tests.sandbox.guard.attacks.sending import Sender
from tests.sandbox.guard.attacks.table import ROWS
from tests.sandbox.guard.attacks.tokens import DOORS, OTHER_APP, TOKENS, Claimed
from tests.sandbox.guard.conftest import World
from tui.sandbox.people import ACCOUNT, CLIENT_ID, REGION


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda each: each.name)
@pytest.mark.usefixtures("loot")
def test_a_forgery(forgery: Forgery, world: World) -> None:
    with Sender(world, "alice", "", None) as sender:
        answer = sender.post(body(forgery.sent), forgery.forge(world))
    assert answer.code == forgery.code, answer
    assert (answer.status == 200) is (forgery.code == "")


@pytest.fixture
def other_app(world: World) -> Iterator[None]:
    """The provider in IAM has another client."""
    iam, arn = world.client("admin", "iam"), provider_arn(world)

    def clients(*names: str) -> None:
        iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
        iam.create_open_id_connect_provider(
            Url=world.issuer.url, ClientIDList=list(names), ThumbprintList=["0" * 40])

    clients(CLIENT_ID, OTHER_APP)
    yield
    clients(CLIENT_ID)


def provider_arn(world: World) -> str:
    return f"arn:aws:iam::{ACCOUNT}:oidc-provider/{world.issuer.url.removeprefix('http://')}"


def code_of(call: Callable[[], object]) -> str:
    """The code of the error that a call ends in, "" for none."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return ""


@pytest.mark.parametrize("claimed", TOKENS, ids=lambda each: each.name)
@pytest.mark.usefixtures("other_app")
def test_a_token(claimed: Claimed, world: World) -> None:
    claims = {name: value.replace("@issuer", world.issuer.url) if isinstance(value, str) else value
              for name, value in claimed.claims.items()}
    token, more = world.issuer.token(claims), {**claimed.more}
    arn = f"arn:aws:iam::{ACCOUNT}:role/{claimed.role}"
    assert code_of(lambda: world.assume(token, "cart", RoleArn=arn, **more)) == claimed.code


@pytest.mark.parametrize(("action", "parameters"), DOORS, ids=[action for action, _ in DOORS])
def test_another_door(action: str, parameters: Mapping[str, str], world: World) -> None:
    form = urlencode({"Action": action, "Version": "2011-06-15", **parameters}).encode()
    request = AWSRequest("POST", f"{world.endpoint}/", data=form)
    SigV4Auth(alice(world), "sts", REGION).add_auth(request)
    with Sender(world, "alice", "", None) as sender:
        answer = sender.post(form, dict(request.headers.items()))
    assert answer.status == 403
    assert b"<Code>AccessDenied</Code>" in answer.body
    assert f"is not authorized to perform: sts:{action}".encode() in answer.body


def test_the_tables_are_as_long_as_the_readme_says() -> None:
    readme = (Path(__file__).parents[4] / "README.md").read_text("utf-8")
    said = " ".join(readme.split())
    assert f"send the sandbox {len(ROWS)} requests" in said
    assert f"and {len(FORGERIES) + len(TOKENS) + len(DOORS)} forged signatures, tokens and detours" in said
