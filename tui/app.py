"""The editor: a thin Textual app that wires services to screens."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingsMap
from textual.screen import Screen
from textual.widgets import Input

from tui import keys
from tui.keymap import DEFAULT, Keymap
from tui.look import ROWS, sheet, themes, tones
from tui.screens.opening import OpeningScreen
from tui.screens.placed import Placed
from tui.tidy import Tidy
from tui.tips import Tips
from tui.widgets.keyed import bindings, press

if TYPE_CHECKING:
    from textual.command import Provider

    from tui.browser import Browser
    from tui.cart.intents import Stamp
    from tui.colours import Themes
    from tui.identity.approval import Approver
    from tui.screens.cart import CartScreen
    from tui.services import Person, Services


GRACE = 1.0
"""Seconds that quitting waits for edits on their way; what is not saved then is in the journal."""
EVERYWHERE = {"leave": "leave", "suspend": "suspend_process", "palette": "command_palette"}
"""What works on every screen, also while something is being typed."""
_NOT_COMMANDS = (*keys.MOVES, "digits", "correct", "edit", "palette")


def _products() -> "type[Provider]":
    from tui.screens.palette import Products

    return Products


class Editor(Tidy[int], inherit_bindings=False):
    """The cart of one person on the screen."""

    TITLE = "dynacart"
    ALLOW_SELECT = False
    CSS_PATH = [sheet("editor.tcss"), sheet("dialogs.tcss")]
    COMMANDS = App.COMMANDS | {_products}
    COMPONENT_CLASSES = ROWS

    def __init__(self, services: "Services", *, profile_name: str, stamp: "Callable[[], Stamp]",
                 owner: str = "", approver: "Approver | None" = None, provider: str = "",
                 theme: str = "dark", own_themes: "Themes" = MappingProxyType({}), keymap: Keymap = DEFAULT,
                 tips: Tips | None = None, clock: Callable[[], float] = time.time) -> None:
        """`owner` is whose cart to open, "" for one's own; `provider` names the identity provider.

        `theme` is one of `look.themes(own_themes)` or of Textual's. `clock` gives Unix seconds.
        """
        self._themes = [*themes(own_themes)]
        super().__init__()
        self.keymap = keymap
        self.tips = tips or Tips()
        self._bindings = BindingsMap(bindings(keymap, EVERYWHERE, priority=True))
        self.services = services
        self.profile_name = profile_name
        self.approver = approver
        self.browser: Browser | None = None
        """The browser that signing in may open, where it is not to be looked for."""
        self.provider = provider or "the identity provider"
        self.animation_level = "none"
        self._stamp = stamp
        self._owner = owner
        self._clock = clock
        self._cart: CartScreen | None = None
        self._signing_in = False
        self._leaving = False
        for known in self._themes:
            self.register_theme(known)
        self.theme = theme
        self.stylesheet.set_variables(self.get_css_variables())
        self._styled = False

    @property
    def cart_screen(self) -> "CartScreen":
        """The screen of the cart, made when it is first asked for."""
        if self._cart is None:
            from tui.screens.cart import CartScreen

            self._cart = CartScreen(self.services, profile_name=self.profile_name, stamp=self._stamp,
                                    clock=self._clock, owner=self._owner)
            self._cart.tips = self.tips
        return self._cart

    def get_default_screen(self) -> Screen[None]:
        """What is painted first: the cart as last seen, or its frame alone while there is nothing in it."""
        if self.services.seen(self._owner):
            return self.cart_screen
        return OpeningScreen(self.profile_name)

    def on_mount(self) -> None:
        """Once the frame is painted, the cart. After `fg` the terminal is blank: then all is painted."""
        if self.screen is not self._cart:
            self.call_after_refresh(self._open_cart)
        self.app_resume_signal.subscribe(self, lambda _app: self.refresh(layout=True))
        for number in () if self.is_headless else (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._leave, 128 + number)

    def on_key(self, event: events.Key) -> None:
        """A key of the cart that was pressed before what it is meant for was there goes to that."""
        if event._sender is not self._cart or self._cart is None:
            return
        if self.screen is not self._cart:
            event.prevent_default()
            self.screen._forward_event(events.Key(event.key, event.character))
        elif isinstance(line := self._cart.expects, Input) and event.is_printable and event.character:
            event.prevent_default()
            line.insert_text_at_cursor(event.character)

    @property
    def staying(self) -> bool:
        """See `Tidy.staying`: no dialog does, nor the sign-in."""
        return bool(self.screen_stack) and self.screen is self._cart

    @property
    def expecting(self) -> bool:
        """See `InOrder.expecting`."""
        return self._cart is not None and self._cart.expects is not None

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: what the keys do that go to the screen below, and the themes."""
        if isinstance(screen, Placed):
            place = keys.PLACES[screen.place]
            for use in place.uses:
                if use.help and use.action not in _NOT_COMMANDS:
                    key, *_ = self.keymap.keys(use.action, typing=place.typing)
                    names = self.keymap.names(use, typing=place.typing)
                    yield SystemCommand(use.help, names, partial(press, self, key))
        for theme in self._themes:
            if self.theme != theme.name:
                change = partial(setattr, self, "theme", theme.name)
                yield SystemCommand(f"Use the theme {theme.name}", f'theme = "{theme.name}" keeps it', change)

    def refresh_css(self, animate: bool = True) -> None:
        """See `App.refresh_css`. Not for the theme to begin with: the sheet is read with its colours."""
        if self._styled:
            super().refresh_css(animate=animate)
        self._styled = True

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of ours that a theme of Textual's does not name."""
        return tones(self.current_theme)

    def action_command_palette(self) -> None:
        """Every command by name; its cursor does not blink, so that nothing is sent for nothing."""
        self.tips.did("palette")
        super().action_command_palette()
        self.call_after_refresh(self._still)

    def action_suspend_process(self) -> None:
        """Stop until `fg`; not where no shell is there to say it (ForceCommand): nothing would come back."""
        if os.getpgrp() != os.getsid(0):
            super().action_suspend_process()
        elif self.cart_screen.is_mounted:
            self.cart_screen.say("no shell started the editor, so none could bring it back", "warning")

    def action_leave(self) -> None:
        """Quit, with a moment for edits that are on their way. Asked twice, at once."""
        cart = self.cart_screen
        if self._leaving or not cart.on_the_way:
            self._leave()
            return
        self._leaving = True
        cart.say("saving…")
        cart.send()
        self.set_timer(GRACE, self._leave)

    def on_cart_flow_all_sent(self) -> None:
        """Nothing is on its way any more: nothing holds up a person who wants to leave."""
        if self._leaving:
            self._leave()

    def _leave(self, code: int = 0) -> None:
        """End now, with the terminal as it was before; what is not saved is told and kept."""
        self.cart_screen.keep_now()
        self.exit(code, return_code=code, message=self.cart_screen.left_behind)

    def on_cart_asks_sign_in_wanted(self) -> None:
        """Nobody is signed in: the sign-in goes on top of the cart."""
        from tui.screens.sign_in import SignInScreen

        if self._signing_in:
            return
        self._signing_in = True

        def signed_in(who: "Person | None") -> None:
            self._signing_in = False
            self.cart_screen.signed_in(who)

        screen = SignInScreen(self.services, self.approver, provider=self.provider, browser=self.browser)
        self.stylesheet.read_all(screen.css_path)  # Textual itself would read all sheets anew with it
        self.stylesheet.parse()
        self.push_screen(screen, signed_in)

    async def _open_cart(self) -> None:
        with self.batch_update():
            await self.push_screen(self.cart_screen)

    def _still(self) -> None:
        for line in self.screen.query(Input):
            line.cursor_blink = False

    def _fatal_error(self) -> None:
        """A bug, told without the values of variables, which Textual would show: they may be secrets."""
        from rich.traceback import Traceback

        self.panic(Traceback(width=None, suppress=["textual"]))
