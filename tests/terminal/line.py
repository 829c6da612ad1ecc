"""The line between an SSH client and its server: counts what comes over it, and can go dead."""

import select
import socket
import threading
from contextlib import suppress
from types import TracebackType

_CHUNK = 65536


class Line:
    """Serves on loopback between `with` and its end, one connection after the other."""

    def __init__(self, port: int) -> None:
        """`port` is where the server listens."""
        self.received = 0
        """Bytes that the server has sent."""
        self._target = ("127.0.0.1", port)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._wake, self._woken = socket.socketpair()
        self._news = threading.Condition()
        self._dead = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def port(self) -> int:
        """Where the client is to connect."""
        return int(self._server.getsockname()[1])

    def __enter__(self) -> "Line":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._wake.close()
        self._thread.join()
        self._woken.close()
        self._server.close()

    def die(self) -> None:
        """Carry nothing any more, and tell neither end: what a phone does in a tunnel."""
        self._dead.set()

    def quiet(self, seconds: float) -> bool:
        """Wait for news for so long; whether there was none."""
        with self._news:
            before = self.received
            return not self._news.wait_for(lambda: self.received != before, seconds)

    def _serve(self) -> None:
        while self._woken not in select.select([self._server, self._woken], [], [])[0]:
            client, _ = self._server.accept()
            with client, socket.create_connection(self._target) as server, suppress(ConnectionError):
                self._carry(client, server)  # who is killed may hang up with data unread, which resets it

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        """Until either end hangs up, which a dead line does not notice."""
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            ends = [] if self._dead.is_set() else [client, server]
            ready, _, _ = select.select([*ends, self._woken], [], [])
            if self._woken in ready:
                return
            for end in ready if not self._dead.is_set() else ():
                data = end.recv(_CHUNK)
                if not data:
                    return
                (server if end is client else client).sendall(data)
                if end is server:
                    with self._news:
                        self.received += len(data)
                        self._news.notify_all()
