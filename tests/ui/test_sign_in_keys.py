"""The keys of the sign-in screen, and answers that come when nobody waits for them any more."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tests.ui.driving import settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE, CODE
from tests.ui.signing_in import (
    DECLINED,
    OTHER_CODE,
    POLL_AFTER,
    TOKENS,
    SignIn,
    signing_in,
)
from tui.browser import Browser
from tui.identity.device import Pending
from tui.keys import PLACES
from tui.screens.sign_in import SignInScreen
from tui.screens.turns import Answered
from tui.widgets.footer import Footer
from tui.widgets.notice import NoticeView


async def test_copying_says_what_is_known(services: FakeServices) -> None:
    async with signing_in(services) as sign_in:
        await sign_in.press("c")
        assert sign_in.app.clipboard == CODE.user_code
        assert "The code was sent to the terminal's clipboard; some terminals ignore it." in sign_in.text
        await sign_in.press("u")
        assert sign_in.app.clipboard == CODE.verification_uri_complete
        assert "The address was sent to the terminal's clipboard; some terminals ignore it." in sign_in.text
        assert "copied" not in sign_in.text.lower()


async def test_opens_the_address_that_spares_typing(services: FakeServices) -> None:
    opened: list[str] = []
    async with signing_in(services, browser=Browser(open=_notes(opened))) as sign_in:
        await sign_in.press("enter")
        await sign_in.press("o")
        assert opened == [CODE.verification_uri_complete] * 2
        assert "Sent to your browser." in sign_in.text


async def test_a_browser_that_would_not_open_is_said(services: FakeServices) -> None:
    async with signing_in(services, browser=Browser(open=lambda _url: False)) as sign_in:
        await sign_in.press("enter")
        assert "No browser would open. Use one on any device." in sign_in.text


async def test_no_browser_over_ssh_and_the_screen_says_why(services: FakeServices) -> None:
    opened: list[str] = []
    browser = Browser("this is an SSH session", open=_notes(opened))
    async with signing_in(services, browser=browser) as sign_in:
        await sign_in.press("enter", "o")
        assert opened == []
        assert "Enter cannot open a browser here: this is an SSH session." in sign_in.text
        assert _blocked(sign_in) == {"open_page"}


async def test_keys_that_can_do_nothing_are_dim(services: FakeServices) -> None:
    services.script("poll", DECLINED)
    services.hold("start_sign_in")
    async with signing_in(services) as sign_in:
        assert _blocked(sign_in) == {"open_page", "copy_code", "copy_address", "start_again"}
        services.release()
        await settled(sign_in.pilot)
        assert _blocked(sign_in) == set()
        await sign_in.later()
        assert _blocked(sign_in) == {"open_page", "copy_code", "copy_address"}
        await sign_in.press("c", "u", "enter")
        assert sign_in.app.clipboard == ""


async def test_a_key_that_can_do_nothing_says_why(services: FakeServices) -> None:
    services.script("poll", DECLINED)
    services.hold("start_sign_in")
    async with signing_in(services, browser=Browser("this is an SSH session")) as sign_in:
        await sign_in.pilot.press("c")
        await sign_in.until(lambda: "Wait a moment: an answer is on its way." in sign_in.text)
        services.release()
        await settled(sign_in.pilot)
        await sign_in.press("enter")
        assert "No browser can be opened here: this is an SSH session." in sign_in.text
        await sign_in.later()
        await sign_in.press("u")
        assert "There is nothing to open, and nothing to copy." in sign_in.text
        assert "declined" in sign_in.text


async def test_help_is_there_while_signing_in(services: FakeServices) -> None:
    async with signing_in(services) as sign_in:
        await sign_in.press("question_mark")
        assert sign_in.text.index("Signing in") < sign_in.text.index("Changing")
        await sign_in.press("escape")
        assert sign_in.app.screen is sign_in.app.sign_in


async def test_giving_up(services: FakeServices) -> None:
    for key in ("escape", "q"):
        async with signing_in(services) as sign_in:
            await sign_in.press(key)
            assert sign_in.app.outcomes == [None]


async def test_giving_up_while_a_poll_is_on_its_way(services: FakeServices) -> None:
    services.hold("poll")
    services.script("poll", TOKENS)
    async with signing_in(services) as sign_in:
        sign_in.pass_by(POLL_AFTER)
        await sign_in.until(lambda: bool(services.called("poll")))
        await sign_in.pilot.press("escape")
        services.release()
        await settled(sign_in.pilot)
        assert sign_in.app.outcomes == [None]
        assert services.called("finish_sign_in") == []


async def test_an_answer_already_in_the_queue_when_giving_up_does_not_count(services: FakeServices) -> None:
    async with signing_in(services) as sign_in:
        screen, late = sign_in.app.sign_in, list[str]()
        screen.post_message(Answered(screen.turn, lambda: late.append("delivered")))
        screen.action_close()
        await settled(sign_in.pilot)
        assert late == []
        assert sign_in.app.outcomes == [None]


async def test_the_answer_about_a_former_code_does_not_count(services: FakeServices) -> None:
    services.hold("poll")
    services.script("poll", DECLINED)
    async with signing_in(services, CODE, OTHER_CODE) as sign_in:
        sign_in.pass_by(POLL_AFTER)
        await sign_in.until(lambda: bool(services.called("poll")))
        await sign_in.pilot.press("n")
        await sign_in.until(lambda: OTHER_CODE.user_code in sign_in.text)
        services.release()
        await settled(sign_in.pilot)
        assert OTHER_CODE.user_code in sign_in.text
        assert "declined" not in sign_in.text
        await sign_in.later()
        assert services.called("poll") == [CODE, OTHER_CODE]


async def test_one_question_at_a_time(services: FakeServices) -> None:
    services.hold("poll")
    async with signing_in(services) as sign_in:
        for _ in range(3):
            sign_in.pass_by(POLL_AFTER)
            await sign_in.pilot.pause()
        await sign_in.until(lambda: bool(services.called("poll")))
        assert len(services.called("poll")) == 1


async def test_a_code_does_not_expire_while_its_last_answer_is_on_the_way(services: FakeServices) -> None:
    services.hold("poll")
    services.script("poll", TOKENS)
    async with signing_in(services) as sign_in:
        sign_in.pass_by(CODE.expires_in - 1)
        await sign_in.until(lambda: bool(services.called("poll")))
        sign_in.pass_by(5.0)
        assert "0 seconds left" in sign_in.text
        services.release()
        await settled(sign_in.pilot)
        assert sign_in.app.outcomes == [ALICE]


async def test_an_approval_behind_another_screen_waits_until_it_is_gone(services: FakeServices) -> None:
    services.script("poll", TOKENS)
    async with signing_in(services) as sign_in:
        await sign_in.app.push_screen(ModalScreen[None]())
        await sign_in.later()
        assert sign_in.app.outcomes == []
        sign_in.app.pop_screen()
        await settled(sign_in.pilot)
        assert sign_in.app.outcomes == [ALICE]
        assert not any(isinstance(screen, SignInScreen) for screen in sign_in.app.screen_stack)


async def test_nothing_is_painted_while_nothing_changes(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    services.script("poll", Pending(), Pending())
    async with signing_in(services) as sign_in:
        await sign_in.later()
        painted: list[Widget] = []
        refresh = Widget.refresh

        def noted(self: Widget, *regions: Region, **options: bool) -> Widget:
            if not isinstance(self, Screen):
                painted.append(self)
            return refresh(self, *regions, **options)

        monkeypatch.setattr(Widget, "refresh", noted)
        await sign_in.later()
        assert len(services.called("poll")) == 2
        assert painted == []
        await sign_in.later(60.0)
        assert [str(widget.css_identifier) for widget in painted] == ["Static"]


async def test_the_timer_does_it_all_without_help(services: FakeServices) -> None:
    services.script("poll", Pending(), TOKENS)
    async with signing_in(services, replace(CODE, interval=0.01)) as sign_in:
        await sign_in.until(lambda: _moved(sign_in) and sign_in.app.outcomes == [ALICE])


async def test_the_hints_are_the_keys(services: FakeServices) -> None:
    async with signing_in(services, size=(120, 40)) as sign_in:
        shown = str(sign_in.app.sign_in.query_one(Footer).visual)
        assert shown == "Enter open  Esc cancel  c copy code  n start again  u copy address  ? help"


@pytest.mark.parametrize(("url", "reach"), [
    ("https://id.example/device", "Any other device will do"),
    ("http://127.0.0.1:8080/device", "The address leads to this machine only."),
])
async def test_says_where_the_address_works(services: FakeServices, url: str, reach: str) -> None:
    async with signing_in(services, replace(CODE, verification_uri=url)) as sign_in:
        assert f"Enter opens the page here. {reach}" in sign_in.text


async def test_the_qr_code_follows_the_size_of_the_terminal(services: FakeServices) -> None:
    async with signing_in(services) as sign_in:
        picture = sign_in.app.sign_in.query_one("#qr .picture")
        sizes = {(80, 24): True, (40, 15): False, (44, 60): True, (120, 40): True, (80, 18): False}
        for (width, height), fits in sizes.items():
            await sign_in.pilot.resize_terminal(width, height)
            await sign_in.pilot.pause()
            assert picture.display is fits
            assert ("A larger window has room for a QR code." in sign_in.text) is not fits
            if fits:
                assert sign_in.app.sign_in.region.contains_region(picture.region)


async def test_a_small_terminal_has_text_only(services: FakeServices) -> None:
    async with signing_in(services, size=(40, 15)) as sign_in:
        assert CODE.verification_uri in sign_in.text
        assert CODE.user_code in sign_in.text
        assert "A larger window has room for a QR code." in sign_in.text
        assert sign_in.app.sign_in.query_one(NoticeView).region.width <= 40


def _blocked(sign_in: SignIn) -> set[str]:
    screen = sign_in.app.sign_in
    return {use.action for use in PLACES["sign_in"].uses if use.label and screen.why_not(use.action)}


def _notes(opened: list[str]) -> Callable[[str], bool]:
    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    return open_url


def _moved(sign_in: SignIn) -> bool:
    sign_in.app.clock.forward(0.05)
    return True
