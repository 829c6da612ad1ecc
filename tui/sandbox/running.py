"""A sandbox seen from another process: where it listens, and how to decide about its sign-ins.

A running sandbox keeps `sandbox.json` in its data folder, readable by its owner alone, since it holds the
token that the provider's control endpoint asks for.
"""

import json
import os
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from tui.problem import Kind, Problem
from tui.record import record
from tui.sandbox.files import write_private

CARD = "sandbox.json"
PREFIX = "dynacart-sandbox-"
"""How the names of temporary data folders begin."""
SECONDS = 5.0
_REFUSALS: dict[int, Problem] = {
    HTTPStatus.FORBIDDEN: Problem(Kind.USAGE, "That sandbox belongs to another data folder"),
    HTTPStatus.NOT_FOUND: Problem(Kind.SIGN_IN, "No sign-in is waiting for this code",
                                  todo="Check it against the terminal that shows it."),
    HTTPStatus.GONE: Problem(Kind.SIGN_IN, "This code has expired", todo="Ask for a new one."),
    HTTPStatus.CONFLICT: Problem(Kind.SIGN_IN, "This code has been used already", todo="Ask for a new one."),
    HTTPStatus.UNPROCESSABLE_ENTITY: Problem(Kind.USAGE, "The sandbox knows no such person or fault"),
}


@record
class Running:
    """Where one sandbox listens; the address may be stale."""

    aws_endpoint: str
    issuer: str
    token: str = field(repr=False)

    def approve(self, user_code: str, person: str) -> Problem | None:
        """Let whoever shows `user_code` in as `person`; one loopback round trip."""
        return _post(self.issuer, "decision", self.token, {"user_code": user_code, "person": person})

    def deny(self, user_code: str) -> Problem | None:
        return _post(self.issuer, "decision", self.token, {"user_code": user_code, "person": None})

    def spoil_idp(self, kind: str, path: str = "/token", times: int = 1) -> Problem | None:
        """Have the provider spoil its next `times` answers of `path` (kinds: `tui.sandbox.idp.faults`)."""
        return _post(self.issuer, "faults", self.token, {"kind": kind, "path": path, "times": times})

    def spoil_aws(self, **faults: int) -> Problem | None:
        """Have AWS go wrong so many times (names: `tui.sandbox.faults`; `expire_sessions=True` besides)."""
        return _post(self.aws_endpoint, "faults", self.token, dict(faults))

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", port(self.issuer)), SECONDS).close()
        except OSError:
            return False
        return True


def _post(base: str, what: str, token: str, body: dict[str, object]) -> Problem | None:
    connection = HTTPConnection("127.0.0.1", port(base), timeout=SECONDS)
    headers = {"Content-Type": "application/json", "X-Sandbox-Token": token}
    try:
        connection.request("POST", f"/_sandbox/{what}", json.dumps(body), headers)
        status = connection.getresponse().status
    except (OSError, HTTPException):
        return Problem(Kind.UNAVAILABLE, "The sandbox does not answer", base)
    finally:
        connection.close()
    if status in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
        return None
    return _REFUSALS.get(status) or Problem(Kind.UNAVAILABLE, f"The sandbox answered {status}", base)


def write(folder: Path, running: Running) -> None:
    write_private(folder / CARD, json.dumps(asdict(running)))


def read(folder: Path) -> Running | None:
    """What the sandbox of this folder last wrote, or None where nothing sound is there."""
    try:
        card = json.loads((folder / CARD).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    match card:
        case {"aws_endpoint": str(aws), "issuer": str(issuer), "token": str(token)}:
            return Running(aws, issuer, token) if port(aws) and port(issuer) else None
    return None


def find(config: str) -> Running | Problem:
    """The sandbox of the configuration file `config`; without one the newest in a temporary folder."""
    for _folder, running in _serving([Path(config).parent] if config else temporary()):
        return running
    return Problem(Kind.UNAVAILABLE, "No sandbox is running", config and str(Path(config).parent),
                   "Start one with `dynacart sandbox`, or name its configuration with --config.")


def newest() -> Path | None:
    """The data folder of the newest sandbox that serves from a temporary one, None where there is none."""
    return next((folder for folder, _running in _serving(temporary())), None)


def _serving(folders: Iterable[Path]) -> Iterator[tuple[Path, Running]]:
    for folder in folders:
        running = read(folder)
        if running and running.answers():
            yield folder, running


def temporary() -> list[Path]:
    """The temporary data folders of this user, the newest first. Any may vanish at any time."""
    mine = []
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/"):
        with suppress(FileNotFoundError):
            status = folder.lstat()
            if status.st_uid == os.getuid():
                mine.append((status.st_mtime, folder))
    return [folder for _, folder in sorted(mine, reverse=True)]


def port(url: str) -> int:
    """The port of a loopback URL, or 0 where it is no such URL."""
    try:
        parts = urlsplit(url)
        return (parts.port or 0) if parts.hostname == "127.0.0.1" else 0
    except ValueError:
        return 0
