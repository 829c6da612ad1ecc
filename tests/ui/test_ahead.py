"""What is imported before somebody asks for it."""

import ast
from pathlib import Path

import pytest

import tui.screens
from tests.ui.driving import editor, keys, running
from tests.ui.fakes import FakeServices
from tests.unit.test_hygiene import loaded
from tui.screens.ahead import LIKELY


def late_imports() -> set[str]:
    """What the screens of the cart import within functions."""
    found: set[str] = set()
    for file in Path(tui.screens.__file__).parent.glob("*.py"):
        for function in ast.walk(ast.parse(file.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                found.update(node.module or "" for node in ast.walk(function)
                             if isinstance(node, ast.ImportFrom))
    return found


def test_all_that_the_screens_import_late_is_likely() -> None:
    assert late_imports() == set(LIKELY)


def test_the_cart_itself_does_not_wait_for_it() -> None:
    cart = loaded("import tui.screens.cart")
    assert cart.isdisjoint(LIKELY)
    assert loaded("import tui.screens.ahead, tui.threads\n"
                  "tui.screens.ahead.beside = lambda call, name: call()\n"
                  "tui.screens.ahead.get_ready()").issuperset(LIKELY)


async def test_it_comes_once_the_cart_has_been_read(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    got_ready: list[int] = []
    monkeypatch.setattr("tui.screens.cart_flow.get_ready", lambda: got_ready.append(1))
    services.hold("read")
    async with running(editor(services)) as pilot:
        assert got_ready == []
        services.release()
        await keys(pilot, "r", "r")
        assert got_ready == [1]
