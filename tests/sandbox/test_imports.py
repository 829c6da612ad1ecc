"""What a command really imports while it does its work: nothing that only the editor or signing in needs."""

import sys
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import sign_in
from tests.unit.test_hygiene import loaded, run_command

BOTOCORE = {"botocore", "dateutil", "jmespath", "six", "urllib3"}
ANYWHERE = {"backports", "certifi", "platformdirs"}
"""Small, or there by themselves."""


@pytest.fixture(scope="module")
def config(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sign_in(sandbox, tmp_path_factory.mktemp("people") / "viewer", "viewer")


def others(modules: set[str]) -> set[str]:
    """The packages of others, by name."""
    found = {name.partition(".")[0] for name in modules if not name.startswith("_")}
    return found - sys.stdlib_module_names - {"tui"}


@pytest.mark.parametrize(("words", "needs"), [
    (["whoami"], set()),
    (["credentials", "--format", "json"], set()),
    (["list", "--json"], BOTOCORE),
    (["list"], BOTOCORE | {"rich"}),
    (["set", "TEA-EAR-100", "1"], BOTOCORE),
    (["catalog", "tea"], BOTOCORE | {"rich"}),
])
def test_a_command_imports_what_it_needs(config: Path, words: list[str], needs: set[str]) -> None:
    modules = loaded(run_command("--config", str(config), *words))
    assert others(modules) <= needs | ANYWHERE
    assert needs <= others(modules), "the command did its work"
    assert not any(name.startswith(("tui.screens", "tui.app", "tui.sandbox", "asyncio")) for name in modules)
    rich = {name for name in modules if name.startswith("rich.") and not name.startswith("rich._")}
    assert rich <= {"rich.cells"}, "how wide a character is, and nothing else"
