"""Opening the editor: the only part of the command line that imports Textual, and only once it is needed."""

import gc
import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tui.cli.output import fail
from tui.problem import Kind, Problem

if TYPE_CHECKING:
    from tui.config import Profile
    from tui.identity.approval import Approver

_NO_TERMINAL = Problem(
    Kind.USAGE, "The editor needs a terminal to draw on, for input and for output",
    todo="Without one, use the commands, for example `dynacart list` and `dynacart set SKU QTY`.")
_TURN = 0.0005
"""Seconds after which a thread gives way to another one, ten times as often as by Python's own measure: what
is painted goes to the terminal by a thread of Textual's, which else waits behind imports and answers."""


def open_editor(
    profile: "Profile", *, owner: str = "", mouse: bool = True, theme: str = "",
    approver: "Approver | None" = None, tab: bool = False,
) -> int:
    """Edit the cart of `owner` ("" for one's own) until the person quits; the exit code.

    `mouse`: whether to listen to the mouse, where the profile does not say otherwise; `theme`: another than
    the profile's; `tab`: on a tab of a browser, with which `dynacart serve` connects this process.
    """
    streams = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on stderr
    seen = all(stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"
    if not seen and not tab:
        return fail(_NO_TERMINAL)
    from tui.app import Editor
    from tui.cart.ids import stamp
    from tui.keeping import tips
    from tui.keymap import DEFAULT
    from tui.live import Live
    from tui.look import unknown

    theme = theme or profile.theme
    if problem := unknown(theme, profile.themes):
        return fail(problem)
    app = Editor(Live(profile), profile_name=profile.name, stamp=stamp, owner=owner, approver=approver,
                 provider=urlsplit(profile.sign_in_url or profile.issuer).netloc,
                 theme=theme, own_themes=profile.themes, keymap=profile.keymap or DEFAULT, tips=tips(profile))
    if tab:
        from tui.web.driver import attach

        attach(app)
    sys.setswitchinterval(_TURN)
    gc.freeze()
    app.run(mouse=mouse and profile.mouse)
    return app.return_code or 0
