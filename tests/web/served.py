"""`dynacart serve` under way, and the terminal that its page shows."""

import json
import os
import select
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from tests.terminal.place import Place
from tests.web.devtools import PATIENCE, Chromium

_FIND_TERMINAL = """
window.terminal = new Promise(resolve =>
    Object.defineProperty(Object.prototype, "_terminal", {configurable: true, set(terminal) {
        Object.defineProperty(this, "_terminal", {value: terminal, writable: true});
        resolve(terminal);
    }}));
"""
"""The page keeps its terminal to itself; its add-ons, which draw it, are handed it under this name."""
_SCREEN = """
window.terminal.then(terminal => new Promise(resolve => {
    const wanted = %s, gone = %s;
    const look = () => {
        const buffer = terminal.buffer.active, lines = [];
        for (let row = 0; row < terminal.rows; row++)
            lines.push(buffer.getLine(row).translateToString(true));
        const text = lines.join("\\n");
        if (wanted.every(each => text.includes(each)) && !gone.some(each => text.includes(each)))
            resolve(text);
        window.shown = text;
    };
    terminal.onWriteParsed(look);
    look();
}))
"""


@dataclass
class Served:
    """An editor that is served; the address is the first line it prints."""

    place: Place
    words: tuple[str, ...] = ("serve",)
    address: str = field(init=False)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen([*self.place.words, *self.words], env=self.place.env, text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, start_new_session=True)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.process.kill()
        self.process.communicate()

    @property
    def key(self) -> str:
        return urlsplit(self.address).path.strip("/")

    def editors(self) -> list[int]:
        """The processes of the editors that it has started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def interrupt(self) -> tuple[int, str]:
        """Ctrl+C, which reaches the editors too; the exit code, and all that was said on the way."""
        os.killpg(self.process.pid, signal.SIGINT)
        data, narration = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, data + narration


@dataclass
class Page:
    """The page of an editor that is served, in a tab of its own."""

    browser: Chromium
    served: Served

    def __post_init__(self) -> None:
        self.tab = self.browser.tab()
        self.tab.call("Page.addScriptToEvaluateOnNewDocument", source=_FIND_TERMINAL)
        self.tab.open(self.served.address)

    def wait_for(self, *texts: str, gone: tuple[str, ...] = ()) -> str:
        """The first screen that shows all of `texts` and none of `gone`."""
        try:
            screen: str = self.tab.run(_SCREEN % (json.dumps(texts), json.dumps(gone)))
        except AssertionError as late:
            raise AssertionError(f"{texts} without {gone} is not on the screen:\n"
                                 f"{self.tab.run('window.shown')}") from late
        return screen

    def type(self, *keys: str) -> None:
        """Press keys: names of the DOM (`Enter`), or as themselves."""
        for key in keys:
            text, code = ("\r", 13) if key == "Enter" else (key, 0)
            self.tab.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text,
                          windowsVirtualKeyCode=code)
            self.tab.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def close(self) -> None:
        self.browser.call("Target.closeTarget", targetId=self.tab.target)


def ended(process: int) -> bool:
    """Whether a process ends while we wait for it."""
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], PATIENCE)[0])
    finally:
        os.close(watched)
