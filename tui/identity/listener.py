"""Where the browser comes back to: one address of this machine, listened on before the browser is opened.

RFC 8252 section 7.3. Bound to 127.0.0.1 alone; what comes under another name or path, or does not carry the
state of the sign-in, is told so and changes nothing; the first that does is the only one.
"""

import hmac
import queue
import socket
import threading
from collections.abc import Mapping, Sequence
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from tui.identity import words
from tui.problem import Kind, Problem

PATIENCE = 5.0
"""Seconds that one connection may take to say what it wants."""
LONGEST = 256 * 1024
"""Bytes of what comes back; a SAML response is the longest."""
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>dynacart</title>
<body style="font: 1.1rem/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 30rem; padding: 0 1rem">
<h1 style="font-size: 1.4rem">{title}</h1><p>{text}</p></body></html>"""
_HEADERS = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Connection": "close",
            "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}

Came = Mapping[str, str]
"""The parameters the browser brought."""


class Listener:
    """Listens at the first of some addresses that is free; `uri` is that address, with its port."""

    def __init__(self, server: "_Server", uri: str) -> None:
        self._server, self.uri = server, uri
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    @classmethod
    def bind(cls, uris: Sequence[str], state: str, key: str = "state") -> "Listener | Problem":
        """Listen for an answer that carries `state` as `key`; a problem where every port is taken."""
        for uri in uris:
            parts = urlsplit(uri)
            try:
                server = _Server(parts.port or 0)
            except OSError:
                continue
            netloc = f"{parts.netloc.rpartition(':')[0]}:{server.server_port}" if parts.port \
                else f"{parts.netloc}:{server.server_port}"
            server.expects(netloc, parts.path or "/", state, key)
            return cls(server, urlunsplit((parts.scheme, netloc, parts.path, "", "")))
        return Problem(Kind.USAGE, "No address for the browser to come back to is free", ", ".join(uris),
                       "End the program that uses the port, or name another in `redirect_uris`.")

    def wait(self, seconds: float) -> Came | None:
        """What the browser brought, None if it has not come within `seconds`."""
        try:
            return self._server.came.get(timeout=seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


def same(ours: str, theirs: str) -> bool:
    """Whether two states are equal; tells nothing by the time it takes."""
    return hmac.compare_digest(ours.encode(), theirs.encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    address_family = socket.AF_INET

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.came = queue.Queue[Came]()
        self._taken = threading.Lock()
        self.host = self.path = self._state = self._key = ""

    def server_bind(self) -> None:
        """Bind, without the look for a name of this machine that HTTPServer makes: it may take long."""
        TCPServer.server_bind(self)
        self.server_port = int(self.server_address[1])

    def expects(self, host: str, path: str, state: str, key: str) -> None:
        self.host, self.path, self._state, self._key = host, path, state, key

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that broke off is no news."""

    def take(self, came: Came) -> bool:
        """Whether this is the answer that is waited for; there is only one."""
        if not same(self._state, came.get(self._key, "")) or not self._taken.acquire(blocking=False):
            return False
        self.came.put(came)
        return True


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = PATIENCE

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self._judge(path, query)

    def do_POST(self) -> None:
        """A form, as SAML identity providers have the browser send it (SAML 2.0 bindings section 3.5)."""
        length = self.headers.get("Content-Length", "")
        fits = length.isascii() and length.isdigit() and int(length) <= LONGEST
        self._judge(self.path, self.rfile.read(int(length)).decode("latin-1") if fits else "")

    def _judge(self, path: str, query: str) -> None:
        if self.headers.get("Host", "") != self.server.host or path != self.server.path:
            self._say(404, "Nothing here", "This address waits for a sign-in, and for nothing else.")
        elif self.server.take(dict(parse_qsl(query))):
            self._say(200, "Back to your terminal", "The sign-in goes on there; this window can be closed.")
        else:
            self._say(400, words.NOT_OURS, "Go back to your terminal and start again there.")

    def _say(self, status: int, title: str, text: str) -> None:
        page = _PAGE.format(title=escape(title), text=escape(text)).encode()
        self.send_response_only(status)
        for name, value in {**_HEADERS, "Content-Length": str(len(page))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """What comes in holds secrets: nothing of it is logged."""
