"""`dynacart template`, `policy` and `configure`: what they print and write, and what they will not."""

import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from tui import infra
from tui.cli import main
from tui.cli.configure import add_profile, settings, understood
from tui.config import Profile, load
from tui.credentials import stacks
from tui.problem import Problem

Output = pytest.CaptureFixture[str]

OUTPUTS = {
    "Region": "eu-west-1", "Provider": "oidc", "Issuer": "https://idp.example.com/realms/shop",
    "ClientId": "app", "RoleArn": "arn:aws:iam::111122223333:role/dynacart-cart",
    "ViewerRoleArn": "arn:aws:iam::111122223333:role/dynacart-viewer",
    "CartTable": "dynacart-cart", "CatalogTable": "dynacart-catalog", "CatalogIndex": "by_category"}
LISTED = [{"OutputKey": key, "OutputValue": value, "Description": "x"} for key, value in OUTPUTS.items()]
DESCRIBED: dict[str, Any] = {"Stacks": [{"StackName": "shop", "Outputs": LISTED}]}


def run(capsys: Output, *words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    code = main(words)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_template_is_printed_whole(capsys: Output) -> None:
    code, out, err = run(capsys, "template")
    assert (code, json.loads(out), err) == (0, infra.template(), "")


def test_a_policy_needs_no_configuration(capsys: Output) -> None:
    code, out, _ = run(capsys, "policy", "--provider", "google", "--role", "viewer")
    assert code == 0
    document = json.loads(out)
    assert [each["Sid"] for each in document["Statement"]] == ["ReadOwnCart", "ReadCatalog", "BrowseCatalog"]
    assert document["Statement"][0]["Resource"] == "arn:aws:dynamodb:*:*:table/dynacart-cart"
    assert "${accounts.google.com:sub}" in out


@pytest.mark.parametrize(("region", "partition"), [
    ("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_a_policy_of_a_saml_provider(capsys: Output, region: str, partition: str) -> None:
    code, out, err = run(capsys, "policy", "--provider", "saml", "--issuer", "https://idp/saml", "--account",
                         "111122223333", "--region", region, "--cart-table", "carts")
    statement = json.loads(out)["Statement"][0]
    qualifier = statement["Condition"]["StringEquals"]["saml:namequalifier"]
    assert code == 0
    assert qualifier in err, "the template needs it as a parameter"
    assert statement["Resource"] == f"arn:{partition}:dynamodb:{region}:111122223333:table/carts"


@pytest.mark.parametrize(("words", "missing"), [
    (("--provider", "oidc", "--config", "/none"), "--issuer"), (("--provider", "saml"), "--issuer"),
    (("--provider", "saml", "--issuer", "https://x"), "--account"), (("--config", "/none"), "--provider"),
])
def test_a_policy_that_depends_on_more(capsys: Output, words: tuple[str, ...], missing: str) -> None:
    code, out, err = run(capsys, "policy", *words)
    assert (code, out) == (2, "")
    assert missing in err


@pytest.mark.parametrize("words", [
    ("--cart-table", "a*"), ("--account", "1"), ("--region", "Nowhere!"), ("--provider", "okta")])
def test_names_that_are_none(capsys: Output, words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["policy", "--provider", "google", *words])
    assert stopped.value.code == 2
    assert words[0] in capsys.readouterr().err


def test_a_policy_as_the_profile_says(capsys: Output, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    assert add_profile(config, "shop", {**OUTPUTS, "CartTable": "carts"}) is None
    for words in ((), ("--provider", "oidc")):
        code, out, _ = run(capsys, "policy", *words, "--config", str(config))
        assert code == 0
        statement = json.loads(out)["Statement"][0]
        assert statement["Resource"] == "arn:aws:dynamodb:eu-west-1:111122223333:table/carts"
        assert "${idp.example.com/realms/shop:sub}" in out


@pytest.mark.parametrize("value", [DESCRIBED, LISTED, OUTPUTS])
def test_a_profile_from_outputs(capsys: Output, tmp_path: Path, value: object) -> None:
    config, outputs = tmp_path / "new" / "config.toml", tmp_path / "outputs.json"
    outputs.write_text(json.dumps(value), "utf-8")
    code, out, err = run(capsys, "configure", "--from-outputs", str(outputs), "--config", str(config))
    assert (code, out) == (0, "")
    name = "shop" if value is DESCRIBED else "default"
    assert f"--profile {name}" in err
    profile = load(config, name)
    assert isinstance(profile, Profile)
    assert (profile.cart_table, profile.catalog_index) == ("dynacart-cart", "by_category")
    assert (profile.region, profile.client_id) == ("eu-west-1", "app")
    assert config.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in config.parent.iterdir()] == ["config.toml"]


def test_outputs_from_standard_input(capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(DESCRIBED)))
    config = tmp_path / "config.toml"
    words = ("configure", "--from-outputs", "-", "--config", str(config), "--profile", "mine")
    assert run(capsys, *words)[0] == 0
    assert isinstance(load(config, "mine"), Profile)


def test_what_is_in_the_file_stays(tmp_path: Path) -> None:
    target, config = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    before = '# mine\n[profile.old]\nregion = "x"  # odd, and left alone\n'
    target.write_text(before, "utf-8")
    target.chmod(0o640)
    config.symlink_to(target)
    assert add_profile(config, "shop", OUTPUTS) is None
    assert target.read_text("utf-8").startswith(before)
    assert config.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert isinstance(load(config, "shop"), Profile)


def flaw(config: Path, name: str = "shop", **outputs: str | None) -> Problem:
    """Why no profile is written; the file is as it was, and nothing is left beside it."""
    before = config.read_bytes() if config.exists() else None
    found = add_profile(config, name, {k: v for k, v in {**OUTPUTS, **outputs}.items() if v is not None})
    assert isinstance(found, Problem)
    assert (config.read_bytes() if config.exists() else None) == before
    assert not list(config.parent.glob(".config-*"))
    return found


def test_what_makes_no_profile_is_not_written(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    assert "`issuer` is missing" in flaw(config, Issuer=None).what
    assert "`role_arn`" in flaw(config, RoleArn="x").what
    assert "`issuer`" in flaw(config, Issuer="http://idp.example.com").what
    assert "control characters" in flaw(config, ClientId="a\x1b[31m").what
    assert "name is letters" in flaw(config, 'x]\nrole_arn = "y"').what
    assert flaw(config, ClientId="a\ud800").where == str(config)
    config.write_text("[profile.shop]\n", "utf-8")
    assert "already" in flaw(config).what
    for broken in ("[profile", "profile = 3", "[profile]\nshop"):
        config.write_text(broken, "utf-8")
        assert "not valid" in flaw(config).what
    config.write_bytes(b"\xff")
    assert "cannot be written" in flaw(config).what


def test_values_stay_values(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    hostile = 'a"\nrole_arn = "b\\ é \U0001f600'.replace("\n", " ")
    assert add_profile(config, "shop", {**OUTPUTS, "ClientId": hostile}) is None
    assert tomllib.loads(config.read_text("utf-8"))["profile"]["shop"]["client_id"] == hostile


def test_outputs_that_are_no_settings_are_left_out() -> None:
    assert "viewer_role_arn" not in settings(OUTPUTS)
    assert settings({"DataDir": "/x", "Name": "y", "Endpoints": "z", "CartTable": "t"}) == {"cart_table": "t"}


@pytest.mark.parametrize(("value", "what"), [
    (None, "no outputs"), ([], "no outputs"), ({}, "no outputs"), ({"Stacks": []}, "no outputs"),
    ({"Stacks": [{"StackName": "s"}]}, "no outputs"),
    ([{"OutputKey": "CartTable", "OutputValue": 3}], "no outputs"),
    ({"CartTable": 3}, "no outputs"), ([3, None, "x"], "no outputs"),
    ({"Stacks": [*DESCRIBED["Stacks"], *DESCRIBED["Stacks"]]}, "several stacks"),
])
def test_what_are_no_outputs(value: object, what: str) -> None:
    found = understood(value, "file")
    assert isinstance(found, Problem)
    assert what in found.what


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000, b" " * 1_000_001])
def test_a_file_that_is_no_outputs(capsys: Output, tmp_path: Path, content: bytes) -> None:
    outputs = tmp_path / "outputs.json"
    outputs.write_bytes(content)
    code, _, err = run(capsys, "configure", "--from-outputs", str(outputs), "--config", str(tmp_path / "c"))
    assert code == 2
    assert str(outputs) in err
    assert run(capsys, "configure", "--from-outputs", str(tmp_path / "none"))[0] == 2


class CloudFormation:
    """Stands for boto3's session and client; answers or raises what it is told to."""

    def __init__(self, answer: object) -> None:
        self.answer, self.asked = answer, list[object]()

    def Session(self) -> "CloudFormation":
        return self

    def client(self, *what: object) -> "CloudFormation":
        self.asked += what
        return self

    def describe_stacks(self, **what: object) -> object:
        self.asked.append(what)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_profile_from_a_stack(capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aws = CloudFormation(DESCRIBED)
    monkeypatch.setattr(stacks, "boto3", aws)
    config = tmp_path / "config.toml"
    words = ("configure", "--from-stack", "shop", "--region", "eu-west-1", "--config", str(config))
    assert run(capsys, *words)[0] == 0
    assert aws.asked == ["cloudformation", "eu-west-1", {"StackName": "shop"}]
    assert isinstance(load(config, "shop"), Profile)


def refusal(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "DescribeStacks")


@pytest.mark.parametrize(("error", "code", "words"), [
    (refusal("ValidationError", "Stack with id shop does not exist"), 2, "does not exist"),
    (refusal("AccessDenied", "User: x \x1b[31m is not authorized"), 4, "is not authorized"),
    (NoCredentialsError(), 6, "Unable to locate credentials"),
])
def test_a_stack_that_is_not_told_of(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int, words: str,
) -> None:
    monkeypatch.setattr(stacks, "boto3", CloudFormation(error))
    config = tmp_path / "config.toml"
    got, _, err = run(capsys, "configure", "--from-stack", "shop", "--config", str(config))
    assert got == code
    assert words in err
    assert "\x1b" not in err
    assert not config.exists()
