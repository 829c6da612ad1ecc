"""The sign-in screen where a browser on this machine, or an address pasted, ends the sign-in."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.events import Paste

from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE
from tests.ui.signing_in import TOKENS, Host, signing_in
from tests.ui.test_sign_in_looks import SMALL, after, nothing
from tui.browser import Browser
from tui.identity import words
from tui.identity.steps import Refusal, Refused, Visit
from tui.problem import Kind, Problem

PAGE = Visit("https://login.example.com/authorize?response_type=code&client_id=dynacart&state=0123456789",
             "http://127.0.0.1:8400/", 300.0)
STRAY = Refused(Refusal.OTHER, Problem(Kind.SIGN_IN, words.NOT_OURS, todo="Paste the whole address."))


async def test_the_page_is_opened_by_a_key_and_the_browser_comes_back(services: FakeServices) -> None:
    opened: list[str] = []

    def take(url: str) -> bool:
        opened.append(url)
        return True

    async with signing_in(services, PAGE, browser=Browser(open=take)) as sign_in:
        assert PAGE.url in sign_in.text
        assert PAGE.back in sign_in.text, "where to copy from is offered at once"
        await sign_in.press("enter")
        assert opened == [PAGE.url]
        services.script("poll", TOKENS)
        await sign_in.later(2.0)
        assert sign_in.app.outcomes == [ALICE]


async def test_there_is_no_code_to_copy(services: FakeServices) -> None:
    async with signing_in(services, PAGE) as sign_in:
        assert sign_in.app.sign_in.why_not("copy_code")
        await sign_in.press("u")
        assert sign_in.app.clipboard == PAGE.url


async def test_n_starts_again_with_another_page(services: FakeServices) -> None:
    async with signing_in(services, PAGE, replace(PAGE, url=f"{PAGE.url}9")) as sign_in:
        assert "n start again" in sign_in.text
        assert "code" not in sign_in.text.replace("response_type=code", "").replace("copy code", "")
        await sign_in.press("n")
        await sign_in.press("u")
        assert sign_in.app.clipboard == f"{PAGE.url}9"


async def test_the_address_can_be_pasted(services: FakeServices) -> None:
    services.script("answer", TOKENS)
    async with signing_in(services, PAGE) as sign_in:
        sign_in.app.post_message(Paste("http://127.0.0.1:8400/?code=x&state=y"))
        await sign_in.until(lambda: sign_in.app.outcomes == [ALICE])
        assert services.called("answer") == [["http://127.0.0.1:8400/?code=x&state=y"]]


async def test_something_else_pasted_changes_nothing(services: FakeServices) -> None:
    services.script("answer", STRAY)
    async with signing_in(services, PAGE) as sign_in:
        sign_in.app.post_message(Paste("nonsense"))
        await sign_in.until(lambda: "Paste the whole address." in sign_in.text)
        services.script("poll", TOKENS)
        await sign_in.later(2.0)
        assert sign_in.app.outcomes == [ALICE]


async def test_nothing_is_taken_from_the_clipboard_where_a_code_is_shown(services: FakeServices) -> None:
    async with signing_in(services) as sign_in:
        sign_in.app.post_message(Paste("http://127.0.0.1:8400/?code=x&state=y"))
        await sign_in.later()
        assert services.called("answer") == []


async def test_the_page_is_waited_for_so_long(services: FakeServices) -> None:
    async with signing_in(services, PAGE) as sign_in:
        await sign_in.later(PAGE.expires_in)
        assert "Nobody came back from the browser in time" in sign_in.text
        assert "The code has expired" not in sign_in.text
        await sign_in.until(lambda: services.called("stop_sign_in") == [None])


async def test_giving_up_ends_what_listens(services: FakeServices) -> None:
    async with signing_in(services, PAGE) as sign_in:
        await sign_in.press("escape")
        await sign_in.until(lambda: services.called("stop_sign_in") == [None])
        assert sign_in.app.outcomes == [None]


@pytest.mark.parametrize("obstacle", ["", "this is an SSH session"], ids=["here", "ssh"])
def test_looks(obstacle: str, services: FakeServices, snap_compare: Callable[..., bool]) -> None:
    services.script("start_sign_in", PAGE)
    app = Host(services, browser=Browser(obstacle))
    assert snap_compare(app, terminal_size=SMALL, run_before=after(nothing))
