"""What may be said of text sent to the clipboard: OSC 52 has no answer, nobody learns that it arrived."""

import os
from collections.abc import Mapping


def sent(what: str, env: Mapping[str, str] = os.environ) -> str:
    """That `what` ("code", "report") was sent, and what is known of its way; a clause without a full stop."""
    term = env.get("TERM", "")
    if term == "linux":
        return f"the console has no clipboard for the {what}"
    if env.get("TMUX") or term.startswith(("tmux", "screen")):
        return f"the {what} was sent to tmux, which passes it on if set-clipboard is on"
    return f"the {what} was sent to the terminal's clipboard; some terminals ignore it"
