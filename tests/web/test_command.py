"""`dynacart serve` as a command: what it takes, and what it says where it cannot."""

import importlib.util
import re
import socket
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from tests.terminal.place import Place
from tests.web.devtools import Chromium
from tests.web.served import Page, Served
from tui import cli

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
CONFIG = """
[profile.shop]
region = "eu-west-1"
issuer = "https://login.example.com/"
client_id = "dynacart"
role_arn = "arn:aws:iam::123456789012:role/dynacart-cart"
cart_table = "dynacart-cart"
catalog_table = "dynacart-catalog"
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    return str(path)


def test_where_the_extra_is_missing_it_says_what_to_install(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "textual_serve" else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    assert cli.main(["--config", config, "serve"]) == 2
    assert capsys.readouterr() == ("", "dynacart: The editor in a browser is not installed. "
                                       "Run: pip install 'dynacart[web]'\n")


def test_a_port_that_is_taken_is_named(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--config", config, "--port", str(port)]) == 2
    assert f"Port {port} cannot be used: Address already in use" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_what_is_no_port_is_refused(config: str, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["serve", "--config", config, f"--port={port}"])
    assert end.value.code == 2


def test_a_theme_that_is_none_is_named_before_anything_is_served(
    config: str, capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["serve", "--config", config, "--theme", "plaid"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "There is no theme 'plaid'" in told.err


def test_without_a_profile_nothing_is_served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", "--config", str(tmp_path / "none.toml")]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.needs("chromium")
def test_the_editor_is_the_one_that_was_asked_for(signed_in: Place, chromium: Chromium) -> None:
    with Served(signed_in, ("--owner", "bob", "--profile", "sandbox", "serve")) as served:
        Page(chromium, served).wait_for("bob's cart", "This is not an empty cart")


def test_the_readme_tells_of_commands_that_serve(signed_in: Place) -> None:
    commands = re.findall(r"^dynacart (serve.*)$", README, re.MULTILINE)
    assert commands
    for command in commands:
        with Served(signed_in, tuple(command.split())) as served:
            assert served.address.startswith("http://127.0.0.1:")
