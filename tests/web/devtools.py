"""Chromium without a window, driven by the DevTools protocol over a pipe: nothing of it listens."""

import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE = 30.0
"""Seconds after which what was waited for is not coming."""
Message = dict[str, Any]


class Chromium:
    """One browser, with a profile of its own that vanishes."""

    def __init__(self, *options: str) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="dynacart-chromium-", ignore_cleanup_errors=True)
        theirs, self._write = os.pipe()
        self._read, ours = os.pipe()
        words = ["chromium", "--headless=new", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-dev-shm-usage", "--disable-sync",
                 "--remote-debugging-pipe",
                 f"--user-data-dir={self._home.name}", *options, "about:blank"]
        if os.geteuid() == 0:
            words.insert(1, "--no-sandbox")
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{theirs} 4>&{ours}', "bash", *words], pass_fds=(theirs, ours),
            env={"PATH": os.environ["PATH"], "HOME": self._home.name, "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs)
        os.close(ours)
        self._rest = b""
        self._number = 0
        self.events: list[Message] = []
        self.call("Target.setDiscoverTargets", discover=True)

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        os.close(self._write)  # the browser ends with its pipe
        try:
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()
            os.close(self._read)
            self._home.cleanup()

    def call(self, method: str, session: str = "", **params: object) -> Message:
        """Have the browser do something; its answer."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        answer = self._until(lambda said: said.get("id") == number, method)
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: Message = answer["result"]
        return result

    def wait(self, method: str, matches: Callable[[Message], bool] = lambda _: True) -> Message:
        """The first event of this kind, past or to come."""
        def wanted(said: Message) -> bool:
            return said.get("method") == method and matches(said["params"])

        event = next(filter(wanted, self.events), None) or self._until(wanted, method)
        params: Message = event["params"]
        return params

    def tab(self) -> "Tab":
        """A new tab."""
        return Tab(self, self.call("Target.createTarget", url="about:blank")["targetId"])

    def _until(self, wanted: Callable[[Message], bool], what: str) -> Message:
        deadline = time.monotonic() + PATIENCE
        while True:
            while b"\0" not in self._rest:
                left = max(0.0, deadline - time.monotonic())
                assert select.select([self._read], [], [], left)[0], f"Chromium says nothing of {what}"
                piece = os.read(self._read, 1 << 20)
                assert piece, f"Chromium has ended before {what}"
                self._rest += piece
            line, _, self._rest = self._rest.partition(b"\0")
            message: Message = json.loads(line)
            if "method" in message:
                self.events.append(message)
            if wanted(message):
                return message


class Tab:
    """One tab of it."""

    def __init__(self, browser: Chromium, target: str) -> None:
        self.browser, self.target = browser, target
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: object) -> Message:
        """Have the browser do something to this tab; its answer."""
        return self.browser.call(method, self.session, **params)

    def open(self, address: str) -> None:
        """Go to an address, without waiting for what it shows."""
        self.call("Page.navigate", url=address)

    def run(self, script: str) -> Any:  # noqa: ANN401 - JSON
        """The value of an expression in the page, once it is there."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True,
                           userGesture=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait until a condition holds in the page."""
        look = f"() => {condition} ? resolve(true) : setTimeout(look, 20)"
        self.run(f"new Promise(resolve => {{ const look = {look}; look(); }})")

    def requests(self) -> list[str]:
        """The address of everything that the page has asked for."""
        return [event["params"]["request"]["url"] for event in self.browser.events
                if event["method"] == "Network.requestWillBeSent" and event["sessionId"] == self.session]

    def picture(self, path: Path) -> None:
        """What the tab looks like, as PNG."""
        from base64 import b64decode

        path.write_bytes(b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
