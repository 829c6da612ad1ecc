"""Who is let in to the editor that is served, asked without a browser."""

import json
import sys
from collections.abc import AsyncIterator

import pytest
from aiohttp import WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request, WebSocketResponse

from tui.web.gate import HERE
from tui.web.server import application, new_key
from tui.web.tab import LARGEST, EditorProcess, hear

KEY = "the-key"
ECHO = ("import sys; print('__GANGLION__', flush=True); said = sys.stdin.buffer.read(5); "
        "body = sys.stdin.buffer.read(int.from_bytes(said[1:], 'big')); out = sys.stdout.buffer; "
        "out.write(said + body); out.flush(); sys.stdin.buffer.read(1)")
"""In place of an editor: says the first packet back, and ends with the next."""
Client = TestClient[Request, Application]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with TestClient(TestServer(application([sys.executable, "-c", ECHO], KEY))) as client:
        yield client


def own(client: Client) -> str:
    return f"http://127.0.0.1:{client.port}"


async def test_who_has_the_key_gets_the_page_and_all_it_needs(client: Client) -> None:
    page = await client.get(f"/{KEY}/")
    assert page.status == 200
    text = await page.text()
    assert f'"ws://127.0.0.1:{client.port}/{KEY}/tab"' in text
    assert "http://" not in text
    assert "https://" not in text
    for part in ("page.js", "static/js/textual.js", "static/css/xterm.css",
                 "static/fonts/RobotoMono-VariableFont_wght.ttf"):
        assert part.split("/")[-1] in text
        assert (await client.get(f"/{KEY}/{part}")).status == 200


@pytest.mark.parametrize("path", [
    "", "/", "/index.html", "/favicon.ico", "/the-ke", "/the-keyy/", "/THE-KEY/", "/%FF/",
    "/static/js/textual.js", "/tab", "/x/../the-key", "/the-key", "/the-key/static/", "/the-key/static/../x"])
async def test_who_has_no_key_gets_nothing(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.status in (403, 404)
    assert KEY not in await answer.text()


@pytest.mark.parametrize("host", ["rebound.test", "rebound.test:80", "127.0.0.1.rebound.test",
                                  "localhost.test", "0.0.0.0", "127.0.0.1:1@rebound.test", "127.0.0.1:x", ""])
async def test_no_other_name_is_answered_to(client: Client, host: str) -> None:
    answer = await client.get(f"/{KEY}/", headers={"Host": host})
    assert answer.status == 421
    assert KEY not in await answer.text()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_is_known_by_its_names_at_any_port(host: str) -> None:
    assert HERE.fullmatch(host)
    assert HERE.fullmatch(f"{host}:8300")
    assert not HERE.fullmatch(f"{host}:8300\n")


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "", "https://127.0.0.1:{port}",
                                    "http://localhost:{port}", "http://127.0.0.1:1", "http://127.0.0.1"])
async def test_no_page_of_another_origin_opens_a_tab(client: Client, origin: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect(f"/{KEY}/tab", headers={"Origin": origin.format(port=client.port)})
    assert refused.value.status == 403


async def test_our_own_page_opens_one(client: Client) -> None:
    async with client.ws_connect(f"/{KEY}/tab", headers={"Origin": own(client)}) as tab:
        await tab.send_json(["stdin", "ä"])
        assert await tab.receive_bytes() == "ä".encode()


@pytest.mark.parametrize("nonsense", [
    "", "{", "null", "[]", '["stdin"]', '["stdin", 1]', '["resize", {"width": "x"}]', '["quit"]',
    "[" * 100_000, '"a"'], ids=lambda said: said[:20] or "nothing")
async def test_nonsense_of_a_tab_is_nothing(client: Client, nonsense: str) -> None:
    async with client.ws_connect(f"/{KEY}/tab?width=x&height=-1", headers={"Origin": own(client)}) as tab:
        await tab.send_str(nonsense)
        await tab.send_bytes(b"\0")
        await tab.send_json(["stdin", "still here"])
        assert await tab.receive_bytes() == b"still here"


async def test_no_size_is_out_of_bounds() -> None:
    told = []

    class Told(EditorProcess):
        async def set_terminal_size(self, width: int, height: int) -> None:
            told.append((width, height))

    editor = Told(["true"], WebSocketResponse())
    await hear(editor, json.dumps(["resize", {"width": 10**9, "height": -5}]))
    await hear(editor, json.dumps(["resize", {"width": 86, "height": 23}]))
    assert told == [(LARGEST, 1), (86, 23)]


async def test_the_page_fetches_nothing_from_elsewhere_and_tells_nobody_its_address(client: Client) -> None:
    for path in (f"/{KEY}/", "/other/"):
        headers = (await client.get(path)).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; ")
        assert f"connect-src ws://127.0.0.1:{client.port};" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_key_is_new_each_time_and_fit_for_an_address() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 32
    assert json.dumps(sorted(keys)).isascii()
