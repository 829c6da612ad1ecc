"""boto3 clients that sign as the person of the session, and take nothing else from the shell."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import botocore
import pytest
from botocore.exceptions import (
    ClientError,
    ProxyConnectionError,
    SSLError,
)

from tests.unit.idp import NOW, Idp
from tests.unit.peers import Answer, Peer, Request
from tests.unit.signed_in import HOUR, Clock, fresh_tokens
from tui import __version__
from tui.credentials.aws import NotSignedIn, dynamodb
from tui.credentials.session import Session
from tui.problem import Kind, Problem

HOSTILE = """
[default]
aws_access_key_id = WRONG
aws_secret_access_key = WRONG
region = eu-north-1
endpoint_url = http://127.0.0.1:1
[profile broken
"""


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    """What the client takes for DynamoDB."""
    with Peer({"/": lambda _: Answer({"Item": {}})}) as peer:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", peer.url)
        yield peer


def get(session: Session) -> None:
    client = dynamodb(session)
    assert not isinstance(client, Problem)
    with closing(client):
        client.get_item(TableName="cart", Key={"pk": {"S": "alice"}})


def test_requests_are_signed_by_the_person(session: Session, table: Peer) -> None:
    get(session)
    (asked,) = table.asked
    assert "Credential=ASIA1/" in asked.headers["Authorization"]
    assert "/us-east-1/dynamodb/aws4_request" in asked.headers["Authorization"]
    assert asked.headers["X-Amz-Security-Token"] == "a session"


@pytest.mark.parametrize(("app", "said"), [
    ("", ""), ("shop-7", " app/shop-7"), ("a\r\nb (c)", " app/a--b--c-"), ("x" * 99, f" app/{'x' * 50}")])
def test_who_asks_is_told_to_cloudtrail(
    session: Session, table: Peer, monkeypatch: pytest.MonkeyPatch, app: str, said: str,
) -> None:
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", app)
    get(session)
    (asked,) = table.asked
    assert asked.headers["User-Agent"] == f"dynacart/{__version__} Botocore/{botocore.__version__}{said}"


def test_each_request_is_signed_with_what_holds_at_that_time(
    idp: Idp, session: Session, clock: Clock, table: Peer,
) -> None:
    client = dynamodb(session)
    assert not isinstance(client, Problem)
    with closing(client):
        client.list_tables()
        fresh_tokens(idp)
        clock.now = NOW + HOUR
        client.list_tables()
    assert ["Credential=ASIA2/" in asked.headers["Authorization"] for asked in table.asked] == [False, True]


def expired(*keys: str) -> Callable[[Request], Answer]:
    """A table that finds the credentials with these keys expired."""
    def answer(request: Request) -> Answer:
        if any(f"Credential={key}/" in request.headers["Authorization"] for key in keys):
            return Answer({"__type": "com.amazon.coral.service#ExpiredTokenException"}, 400)
        return Answer({"Item": {}})
    return answer


def test_aws_may_find_credentials_expired_before_we_do(idp: Idp, session: Session, table: Peer) -> None:
    table.routes["/"], idp.aws_life = expired("ASIA1"), 2 * HOUR
    get(session)
    assert ["Credential=ASIA2/" in asked.headers["Authorization"] for asked in table.asked] == [False, True]
    get(session)
    assert idp.exchanges == 2


def test_credentials_that_are_never_good_enough_are_not_renewed_at_every_request(
    idp: Idp, session: Session, table: Peer,
) -> None:
    table.routes["/"] = expired("ASIA1", "ASIA2", "ASIA3")
    for _ in range(3):
        with pytest.raises(ClientError, match="ExpiredTokenException"):
            get(session)
    assert idp.exchanges == 2


def test_without_credentials_the_reason_comes_through(
    idp: Idp, session: Session, clock: Clock, table: Peer,
) -> None:
    idp.tokens, clock.now = [Answer({"error": "invalid_grant"}, 400)], NOW + HOUR
    with pytest.raises(NotSignedIn, match="Your sign-in has ended") as caught:
        get(session)
    assert isinstance(caught.value.problem, Problem)
    assert caught.value.problem.kind is Kind.SIGN_IN
    assert table.asked == []


def test_nothing_of_the_shells_own_aws_takes_part(
    session: Session, table: Peer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Peer() as metadata:
        hostile(tmp_path, monkeypatch, metadata.url)
        get(session)
        assert metadata.asked == []
    (asked,) = table.asked
    assert "Credential=ASIA1/" in asked.headers["Authorization"]
    assert "/us-east-1/" in asked.headers["Authorization"]


def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metadata: str) -> None:
    """A shell set up for somebody else, in every way botocore knows."""
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        (tmp_path / name).write_text(HOSTILE)
        monkeypatch.setenv(name, str(tmp_path / name))
    for name, value in {
        "AWS_PROFILE": "nonexistent", "AWS_ACCESS_KEY_ID": "WRONG", "AWS_SECRET_ACCESS_KEY": "WRONG",
        "AWS_SESSION_TOKEN": "WRONG", "AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "eu-north-1",
        "AWS_DEFAULTS_MODE": "auto", "AWS_MAX_ATTEMPTS": "99", "AWS_ROLE_ARN": "WRONG",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_CONTAINER_CREDENTIALS_FULL_URI": metadata,
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata,
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("url", ["http://dynamodb.example", "ftp://x", "https://a:b@dynamodb.example", "x"])
def test_an_endpoint_of_the_environment_is_checked(
    session: Session, monkeypatch: pytest.MonkeyPatch, url: str,
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", url)
    problem = dynamodb(session)
    assert isinstance(problem, Problem)
    assert problem.kind is Kind.USAGE
    assert "AWS_ENDPOINT_URL_DYNAMODB" in problem.todo


def test_loopback_never_goes_through_a_proxy(
    session: Session, table: Peer, monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Peer() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        get(session)
        assert proxy.asked == []


def test_other_machines_are_reached_through_the_proxy(
    session: Session, monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Peer() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
        with pytest.raises(ProxyConnectionError):
            get(session)
        assert {asked.method for asked in proxy.asked} == {"CONNECT"}


@pytest.mark.parametrize("name", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_the_environment_may_name_who_vouches(
    session: Session, certificate: Path, monkeypatch: pytest.MonkeyPatch, name: str,
) -> None:
    with Peer({"/": lambda _: Answer({"Item": {}})}, certificate) as table:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", table.url)
        monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
        with pytest.raises(SSLError):
            get(session)
        monkeypatch.setenv(name, str(certificate))
        get(session)


def test_the_regions_own_endpoint_is_the_default(session: Session) -> None:
    client = dynamodb(session)
    assert not isinstance(client, Problem)
    with closing(client):
        assert client.meta.endpoint_url == "https://dynamodb.us-east-1.amazonaws.com"
