"""`dynacart demo` in a real terminal; nothing is left behind."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.tour import Shell, look_and_not_touch, sign_in_edit_and_be_refused, surroundings

pytestmark = pytest.mark.needs("tmux")

@pytest.mark.parametrize("story", [sign_in_edit_and_be_refused, look_and_not_touch])
def test_a_person_uses_the_demo(story: Callable[[Shell], None], tmp_path: Path) -> None:
    story(Shell([sys.executable, "-m", "tui"], surroundings(tmp_path)))
    assert list(tmp_path.glob("dynacart-*")) == []
