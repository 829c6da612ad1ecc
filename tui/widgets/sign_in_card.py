"""The places of the sign-in screen: address, code, QR code, how it stands, and whom one key approves as."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Button, Static

from tui.config import loopback
from tui.identity.steps import DeviceCode, Visit
from tui.text import plain
from tui.widgets.code_box import CodeBox
from tui.widgets.notice import Notice, NoticeView
from tui.widgets.qr import QrPane

_LONGEST_URL = 2000


class SignInCard(VerticalScroll):
    """Shows one code or page; the style sheet decides by the screen's stage which of the places are seen."""

    def __init__(self, *, people: Sequence[str], obstacle: str, key: Callable[[str], str],
                 id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """`people` can be approved as by digit; `obstacle` is why no browser can be opened here, or "".

        `key` says what to press for an action.
        """
        super().__init__(id=id)
        self._people = [plain(name, 20) for name in people]
        self._obstacle = obstacle
        self._key = key

    def compose(self) -> ComposeResult:
        """Address on top in full width, steps on the left, QR code on the right."""
        with Horizontal(id="address"):
            yield Static("Open", classes="label")
            yield Static(markup=False, id="url")
        with Horizontal(id="panes"):
            with Vertical(id="steps"):
                yield CodeBox(id="code")
                if self._people:
                    yield from self._compose_people()
                yield NoticeView(id="notice")
                yield Static(markup=False, id="how")
            yield QrPane(id="qr")

    def _compose_people(self) -> ComposeResult:
        hint = f"No browser needed here: press 1 to approve as {self._people[0]}"
        yield Static(hint, markup=False, id="no-browser-needed")
        with Horizontal(id="people"):
            for digit, name in enumerate(self._people, 1):
                yield Button(Content(f"{digit} {name}"), action=f"screen.approve({digit})", compact=True)

    def present(self, step: DeviceCode | Visit) -> None:
        """Show `step`. The address is a link for terminals that know them, which works over SSH as well."""
        shown = step.verification_uri if isinstance(step, DeviceCode) else step.url
        url = Content(plain(shown, _LONGEST_URL))
        self.query_one("#url", Static).update(url.stylize(Style(link=step.best_uri)))
        if isinstance(step, DeviceCode):
            self.query_one(CodeBox).show(step.user_code)
            self.query_one(QrPane).encode(step.best_uri, shown)
        self.query_one("#how", Static).update(how(step, self._obstacle, self._key))

    def count(self, seconds: float) -> float:
        """Show that `seconds` are left; returns after how many seconds to call again, 0 for never."""
        return self.query_one(CodeBox).count(seconds)

    def say(self, notice: Notice) -> None:
        """Show how it stands."""
        self.query_one(NoticeView).show(notice)


def how(step: DeviceCode | Visit, obstacle: str, key: Callable[[str], str]) -> str:
    """Where `step` can be opened; `obstacle` is why not by a key here, or ""."""
    enter = key("open_page")
    here = f"{enter} cannot open a browser here: {obstacle}." if obstacle else f"{enter} opens the page here."
    if isinstance(step, Visit):
        return f"{here} {key('copy_address')} copies the address."
    if loopback(step.verification_uri):
        return f"{here} The address leads to this machine only."
    return f"{here} Any other device will do: a phone can scan the QR code."
