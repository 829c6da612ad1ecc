"""From what the sandbox's own stack puts out to a profile that works; and CloudFormation asked for real."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.signin import tokens_of
from tui.cli import main
from tui.config import Profile, load
from tui.credentials.session import Session
from tui.sandbox.people import PEOPLE
from tui.sandbox.seed import stack


@pytest.fixture
def shell(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox's endpoints, as an environment names them."""
    for service in ("DYNAMODB", "STS"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", sandbox.aws_endpoint)


@pytest.mark.usefixtures("shell")
def test_the_stack_s_outputs_make_a_profile_that_works(
    sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    outputs, config = tmp_path / "outputs.json", tmp_path / "config.toml"
    outputs.write_text(json.dumps(stack(sandbox.issuer, PEOPLE).outputs()), "utf-8")
    at = ("--config", str(config))
    assert main(["configure", "--from-outputs", str(outputs), *at]) == 0
    profile = load(config)
    assert isinstance(profile, Profile)
    assert isinstance(Session.sign_in(profile, tokens_of(sandbox, profile, "alice")), Session)
    capsys.readouterr()
    assert main(["list", "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out)["owner"] == "alice"


class CloudFormation(BaseHTTPRequestHandler):
    """Answers DescribeStacks in the query protocol, to whoever signs; `asked` holds what was asked."""

    asked: list[dict[str, list[str]]]
    outputs: dict[str, str]

    def do_POST(self) -> None:
        """One request."""
        assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIAADMIN/")
        self.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        members = "".join(
            f"<member><OutputKey>{key}</OutputKey><OutputValue>{escape(value)}</OutputValue></member>"
            for key, value in self.outputs.items())
        body = (f"<DescribeStacksResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\">"
                f"<DescribeStacksResult><Stacks><member><StackName>shop</StackName><Outputs>{members}</Outputs>"
                f"</member></Stacks></DescribeStacksResult></DescribeStacksResponse>").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture
def cloudformation(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[CloudFormation]]:
    """An endpoint on loopback, and the credentials of an administrator in the environment."""
    CloudFormation.asked = []
    CloudFormation.outputs = stack(sandbox.issuer, PEOPLE).outputs()
    server = HTTPServer(("127.0.0.1", 0), CloudFormation)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    known = {"AWS_ENDPOINT_URL_CLOUDFORMATION": f"http://127.0.0.1:{server.server_port}",
             "AWS_ACCESS_KEY_ID": "AKIAADMIN", "AWS_SECRET_ACCESS_KEY": "secret",
             "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": "/dev/null"}
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    yield CloudFormation
    server.shutdown()
    thread.join()
    server.server_close()


def test_cloudformation_is_asked_as_the_administrator(
    cloudformation: type[CloudFormation], tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    config = tmp_path / "config.toml"
    assert main(["configure", "--from-stack", "shop", "--config", str(config)]) == 0
    assert [(each["Action"], each["StackName"]) for each in cloudformation.asked] == [
        (["DescribeStacks"], ["shop"])]
    profile = load(config)
    assert isinstance(profile, Profile)
    assert (profile.name, profile.cart_table) == ("shop", "dynacart-cart")
    assert "secret" not in config.read_text("utf-8") + "".join(capsys.readouterr())
