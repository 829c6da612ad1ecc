"""The bad network: an HTTP proxy in front of the sandbox's AWS endpoint, which keeps the table's history.

Requests go on one at a time and as they are, the signed Host header included, so that the order of the
history is the order in which the table carried the writes out. Who asks is told by the application id that
botocore puts into the User-Agent header (AWS_SDK_UA_APP_ID).
"""

import json
import re
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.chaos.faults import BROKEN, LATE, SLOW_DOWN, Answer, Fault, Faults

WRITES = ("UpdateItem", "DeleteItem", "TransactWriteItems")
PATIENCE = 20.0
"""Seconds that either side may be silent."""
_SENDER = re.compile(r"\bapp/(\S+)")


@dataclass(frozen=True)
class Wire:
    """One write as it was asked for: by whom, what, and the parameters of DynamoDB's API."""

    sender: str
    operation: str
    parameters: dict[str, Any]


class Proxy:
    """Serves on loopback between `with` and its end; `faults` may be changed meanwhile."""

    def __init__(self, upstream: str, faults: Faults) -> None:
        self.faults = faults
        self.history: list[Wire] = []
        """Every write that the table has carried out, in its order."""
        self.asked: list[Wire] = []
        """Every write that was asked for, whatever became of it."""
        self._upstream = urlsplit(upstream).netloc
        self._order = threading.Lock()
        self._tokens: set[str] = set()
        self._dead: set[str] = set()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        """Where the proxy is to be called."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None,
    ) -> None:
        """Stop, once the clients have closed their connections."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def bury(self, sender: str) -> None:
        """What a dead process has sent and has not arrived yet never will."""
        with self._order:
            self._dead.add(sender)

    def answer(self, headers: Mapping[str, str], body: bytes) -> Answer | None:
        """What becomes of a request; None: the connection ends without an answer."""
        found = _SENDER.search(headers.get("User-Agent", ""))
        wire = Wire(found[1] if found else "", headers.get("X-Amz-Target", "").rpartition(".")[2], {})
        with self._order:
            if wire.sender in self._dead:
                return None
            fault, wait = self.faults.draw(), LATE * self.faults.random.random()
            answer = self._befall(fault, wire, headers, body)
        if fault is Fault.LATE:
            time.sleep(wait)
        return answer

    def _befall(
        self, fault: Fault | None, wire: Wire, headers: Mapping[str, str], body: bytes,
    ) -> Answer | None:
        if wire.operation in WRITES:
            wire.parameters.update(json.loads(body))
            self.asked.append(wire)
        match fault:
            case Fault.CUT:
                return None
            case Fault.ERROR_BEFORE:
                return BROKEN
            case Fault.THROTTLED:
                return SLOW_DOWN
        answer = self._forward(wire, headers, body)
        match fault:
            case Fault.LOST:
                return None
            case Fault.ERROR_AFTER:
                return BROKEN
            case Fault.TWICE:
                return self._forward(wire, headers, body)
        return answer

    def _forward(self, wire: Wire, headers: Mapping[str, str], body: bytes) -> Answer | None:
        with closing(HTTPConnection(self._upstream, timeout=PATIENCE)) as upstream:
            try:
                upstream.request("POST", "/", body, dict(headers))
                given = upstream.getresponse()
                answer = Answer(given.status, tuple(given.getheaders()), given.read())
            except (OSError, HTTPException):
                return None
        if wire.parameters and answer.status == 200:
            self._record(wire)
        return answer

    def _record(self, wire: Wire) -> None:
        """A transaction that comes again with its token is answered again and not carried out again."""
        token = wire.parameters.get("ClientRequestToken")
        if token is None or token not in self._tokens:
            self.history.append(wire)
        if token is not None:
            self._tokens.add(token)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    proxy: Proxy


class _Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    server: _Server

    def handle(self) -> None:
        """Clients may be killed at any time."""
        with suppress(OSError):
            super().handle()

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        answer = self.server.proxy.answer(dict(self.headers), body) if len(body) == length else None
        if answer is None:
            self.close_connection = True
        else:
            self.wfile.write(answer.on_the_wire())

    def log_message(self, *_: object) -> None:
        """Says nothing."""
