"""The editor's side of a tab."""

import asyncio
import os
import signal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from textual.drivers.web_driver import WebDriver

from tui.browser import Browser

if TYPE_CHECKING:
    from tui.app import Editor


class TabDriver(WebDriver):
    """Draws on a tab. When that goes away it is a terminal that hangs up: the editor keeps all and ends."""

    _gone = False

    def start_application_mode(self) -> None:
        """See `WebDriver`. Ctrl+C reaches every process of a terminal; who serves us hangs up then."""
        super().start_application_mode()
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def run_input_thread(self) -> None:
        """Listen until the tab is closed, or whoever serves it is gone."""
        super().run_input_thread()
        self._hang_up()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """See `WebDriver.on_meta`."""
        if packet_type == "quit":
            self._hang_up()
        else:
            super().on_meta(packet_type, payload)

    def _hang_up(self) -> None:
        """Once, and not where the editor is ending anyway."""
        if not self.exit_event.is_set() and not self._gone:
            self._gone = True
            os.kill(os.getpid(), signal.SIGHUP)


def attach(app: "Editor") -> None:
    """Have an editor draw on a tab, and open pages in the browser of that tab, wherever the editor runs."""
    def open_page(url: str) -> bool:
        if urlsplit(url).scheme not in ("http", "https"):
            return False
        app.call_from_thread(app.open_url, url)
        return True

    app.driver_class = TabDriver
    app.browser = Browser(open=open_page)
