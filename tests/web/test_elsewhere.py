"""What reaches for the editor from elsewhere, in a real browser and by the person's own machine."""

import os
import re
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.terminal.place import COFFEE, Place
from tests.web.devtools import Chromium
from tests.web.served import Page, Served

_REACH = """
new Promise(resolve => {
    const socket = new WebSocket("%s");
    socket.onopen = () => resolve("in");
    socket.onerror = () => resolve("refused");
})
"""

pytestmark = pytest.mark.needs("chromium")


class _Empty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of another site, on another port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Empty) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{site.server_port}/"
        site.shutdown()
        thread.join()


def test_a_page_of_another_site_reaches_no_editor_even_with_the_address(
    signed_in: Place, chromium: Chromium, elsewhere: str,
) -> None:
    with Served(signed_in) as served:
        socket = served.address.replace("http:", "ws:", 1) + "tab"
        page = Page(chromium, served)
        page.wait_for(COFFEE, "✓ saved")
        assert page.tab.run(_REACH % socket) == "in"
        stranger = chromium.tab()
        for address in (elsewhere, "data:text/html,nothing"):
            stranger.open(address)
            assert stranger.run(_REACH % socket) == "refused"


def test_a_name_that_was_made_one_of_this_machine_shows_no_editor(
    signed_in: Place, chromium: Chromium,
) -> None:
    with Served(signed_in) as served:
        tab = chromium.tab()
        tab.open(re.sub(r"127\.0\.0\.1", "rebound.test", served.address))
        tab.until("document.body && document.body.innerText.includes('answers to no other name')")
        assert served.editors() == []


def test_the_key_is_on_no_command_line_and_in_no_log(signed_in: Place, chromium: Chromium) -> None:
    with Served(signed_in) as served:
        Page(chromium, served).wait_for(COFFEE, "✓ saved")
        [editor] = served.editors()
        for process in (served.process.pid, editor):
            assert served.key not in Path(f"/proc/{process}/cmdline").read_text()
        assert served.key not in Path(f"/proc/{editor}/environ").read_text()
        code, said = served.interrupt()
    assert code == 0
    assert said == "Open this address in a browser on this machine. It is for you alone. Ctrl+C ends it.\n"


def test_only_this_machine_is_listened_to(signed_in: Place) -> None:
    with Served(signed_in) as served:
        assert listening(served.process.pid) == [f"0100007F:{urlsplit(served.address).port:04X}"]


def listening(process: int) -> list[str]:
    """The addresses, as the kernel writes them, that a process listens at."""
    files = [file for file in Path(f"/proc/{process}/fd").iterdir() if stat.S_ISSOCK(os.stat(file).st_mode)]
    own = {str(os.stat(file).st_ino) for file in files}
    tables = [Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:] for table in ("tcp", "tcp6")]
    rows = [row.split() for table in tables for row in table]
    return [row[1] for row in rows if row[3] == "0A" and row[9] in own]
