"""Is there a browser on this machine for the person at the keys, and how to open it."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from tui.record import record

PATIENCE = 3.0
"""Seconds to wait for the launcher; one that is still running then is the browser itself."""
_LAUNCHER = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


def launch(url: str) -> bool:
    """Open `url` in the person's browser (`BROWSER` is honoured); whether a launcher took it. Blocks briefly.

    A process of its own, cut off from the terminal: browsers and their launchers write to it as they like.
    Isolated (`-I`), so that nothing in the working directory is imported.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        return False
    command = [sys.executable, "-I", "-c", _LAUNCHER, url]
    null = subprocess.DEVNULL
    try:
        launcher = subprocess.Popen(  # noqa: S603 - a list, no shell; the URL is checked
            command, stdin=null, stdout=null, stderr=null, start_new_session=True)
        return launcher.wait(PATIENCE) == 0
    except subprocess.TimeoutExpired:
        return True
    except OSError:
        return False


@record
class Browser:
    """The browser of this machine. `obstacle` is why none can be opened, "" if one can."""

    obstacle: str = ""
    open: Callable[[str], bool] = launch


def find(env: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Browser:
    """The browser the person would see: none over SSH (it would open elsewhere), none without a desktop."""
    if any(env.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")):
        return Browser("this is an SSH session")
    if platform in ("win32", "darwin", "cygwin"):
        return Browser()
    if any(env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")):
        return Browser()
    return Browser("this machine shows no desktop")
