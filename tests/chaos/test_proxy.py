"""The bad network does what it says, and its history is what the table has carried out."""

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, RemoteDisconnected
from http.server import BaseHTTPRequestHandler, HTTPServer
from random import Random
from threading import Thread
from urllib.parse import urlsplit

import pytest

from tests.chaos.faults import Fault, Faults
from tests.chaos.proxy import Proxy

WRITE = {"TableName": "t"}


class Upstream(BaseHTTPRequestHandler):
    """A table that takes each write once, and tells of a failed condition after that."""

    heard: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.headers["Host"], body))
        first = len(self.heard) == 1 or "Transact" in self.headers["X-Amz-Target"]
        self.send_response(200 if first else 400)
        self.send_header("x-amzn-RequestId", f"R{len(self.heard)}")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    Upstream.heard = []
    with HTTPServer(("127.0.0.1", 0), Upstream) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        with Proxy(f"http://127.0.0.1:{server.server_port}", Faults(Random(1))) as made:
            yield made
        server.shutdown()
        thread.join()


def ask(proxy: Proxy, operation: str = "UpdateItem", sender: str = "a.1", **more: str) -> tuple[int, str]:
    """Status and request id of a call."""
    headers = {"Host": "signed.example", "X-Amz-Target": f"DynamoDB_20120810.{operation}",
               "User-Agent": f"Boto3/1 md/x app/{sender} cfg/y"}
    with closing(HTTPConnection(urlsplit(proxy.url).netloc, timeout=10)) as connection:
        connection.request("POST", "/", json.dumps(WRITE | more), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers["x-amzn-RequestId"]


@pytest.mark.parametrize(("fault", "answer", "arrives", "done"), [
    (None, (200, "R1"), 1, 1),
    (Fault.LATE, (200, "R1"), 1, 1),
    (Fault.CUT, None, 0, 0),
    (Fault.LOST, None, 1, 1),
    (Fault.TWICE, (400, "R2"), 2, 1),
    (Fault.ERROR_BEFORE, (500, "CHAOS"), 0, 0),
    (Fault.ERROR_AFTER, (500, "CHAOS"), 1, 1),
    (Fault.THROTTLED, (400, "CHAOS"), 0, 0),
])
def test_each_fault(
    proxy: Proxy, fault: Fault | None, answer: tuple[int, str] | None, arrives: int, done: int,
) -> None:
    proxy.faults.rates = {fault: 1.0} if fault else {}
    if answer is None:
        with pytest.raises(RemoteDisconnected):
            ask(proxy)
    else:
        assert ask(proxy) == answer
    assert Upstream.heard == [("signed.example", json.dumps(WRITE).encode())] * arrives
    assert [wire.sender for wire in proxy.history] == ["a.1"] * done
    assert len(proxy.asked) == 1
    assert sum(proxy.faults.happened.values()) == (fault is not None)


def test_reads_are_no_history(proxy: Proxy) -> None:
    assert ask(proxy, "Query") == (200, "R1")
    assert (proxy.history, proxy.asked) == ([], [])


def test_a_transaction_that_comes_again_is_carried_out_once(proxy: Proxy) -> None:
    for token in ("one", "one", "two"):
        assert ask(proxy, "TransactWriteItems", ClientRequestToken=token)[0] == 200
    assert [wire.parameters["ClientRequestToken"] for wire in proxy.history] == ["one", "two"]


def test_the_dead_are_not_heard(proxy: Proxy) -> None:
    proxy.bury("a.1")
    with pytest.raises(RemoteDisconnected):
        ask(proxy)
    assert Upstream.heard == []
    assert ask(proxy, sender="a.2") == (200, "R1")


def test_faults_come_as_often_as_they_should_and_the_same_for_a_seed() -> None:
    rates = {Fault.CUT: 0.1, Fault.LATE: 0.3}
    faults = Faults(Random(5), rates)
    drawn = [faults.draw() for _ in range(2000)]
    again = Faults(Random(5), rates)
    assert drawn == [again.draw() for _ in range(2000)]
    assert 150 < drawn.count(Fault.CUT) < 250
    assert 500 < drawn.count(Fault.LATE) < 700
    assert faults.happened == {Fault.CUT: drawn.count(Fault.CUT), Fault.LATE: drawn.count(Fault.LATE)}
