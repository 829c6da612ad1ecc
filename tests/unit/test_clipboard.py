"""What is said of text sent to the clipboard: no more than is known."""

import pytest

from tui.clipboard import sent


@pytest.mark.parametrize(("env", "said"), [
    ({}, "the code was sent to the terminal's clipboard; some terminals ignore it"),
    ({"TERM": "xterm-256color"}, "the code was sent to the terminal's clipboard; some terminals ignore it"),
    ({"TERM": "xterm-256color", "TMUX": "/tmp/tmux,1,0"},
     "the code was sent to tmux, which passes it on if set-clipboard is on"),
    ({"TERM": "tmux-256color"}, "the code was sent to tmux, which passes it on if set-clipboard is on"),
    ({"TERM": "screen"}, "the code was sent to tmux, which passes it on if set-clipboard is on"),
    ({"TERM": "linux"}, "the console has no clipboard for the code"),
])
def test_what_is_known_of_its_way_is_said(env: dict[str, str], said: str) -> None:
    assert sent("code", env) == said
    assert "copied" not in said
