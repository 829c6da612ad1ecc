"""The cart's screen: what its keys do, and why one of them may have nothing to do."""

from collections.abc import Callable

from textual import on

from tui import clipboard, keys
from tui.cart.model import OWNER_MAX, QTY_MAX, QTY_MIN
from tui.problem import Denial, Kind, Problem
from tui.screens import cart_words as words
from tui.screens.cart_shop import CartShop
from tui.widgets.counted import Counted
from tui.widgets.denial import Report, report
from tui.widgets.entry import Entry
from tui.widgets.keyed import bind
from tui.widgets.rows import Rows

_ON_A_LINE = ("more", "less", "quantity", "remove", "move", "note")
_ON_A_CART = (*_ON_A_LINE, "add", "undo", "redo", "filter", "list")
_OF_CATALOG = ("take", "digits", "less", "below", "search", "categories", "details")
_WITH_CATALOG = (
    "add", "back", "help", "quit", "reload", "why", "copy", "permissions", "refusals")


COMMANDS = tuple(use.action for use in keys.PLACES["cart"].uses
                 if use.action in keys.DEFAULTS and use.action not in (*keys.MOVES, "palette", "suspend"))
"""What the screen itself does; the rest is of the table and of the app."""


class CartScreen(CartShop, inherit_bindings=False):
    """The editor's only screen that stays; each key goes through `do`, which asks `why_not` first."""

    BINDINGS = bind(**{name: f"do('{name}')" for name in COMMANDS})

    def action_do(self, name: str) -> None:
        """Carry out an action of `tui.keys`, or say why not."""
        self.by = self.table.spend() or 1
        why = self.why_not(name)
        self.said = (why, "warning" if why else "")
        before, counted = self.notices, self.by > 1
        if not why:
            self.tips.did(name)
            command: Callable[[], None] = getattr(self, f"do_{name}")
            command()
        self.by = 1
        if counted or self.notices == before:
            self.paint_notice()

    def why_not(self, name: str) -> str:
        """Why an action can do nothing now; "" when it can."""
        if self.catalog_open and name not in _WITH_CATALOG:
            first = f"{self.key('back')} goes back to the cart first"
            return self.why_not_in_shop(name) if name in _OF_CATALOG else first
        if name in _ON_A_CART and (why := self._why_closed() or self.why_forbidden(name)):
            return why
        if name in _ON_A_LINE:
            return self._why_not_on_line(name)
        history = self.desk.cart.history
        match name:
            case "filter" if not self.desk.cart.shown.count(self.list_name):
                return "there are no lines to filter"
            case "undo" if not history.done:
                return "there is nothing to take back"
            case "redo" if not history.undone:
                return "nothing was taken back"
            case "decide" if not self.desk.cart.clashes():
                return "no line waits for a decision"
            case "why" | "copy" if self.refusal() is None:
                return "nothing was refused"
            case "refusals" if not self.refusals:
                return "nothing was refused in this run"
            case "owner" | "permissions" if self.person is None:
                return f"you are not signed in; {self.key('reload')} signs in"
            case "back" if not (self.catalog_open or self.query_text or self.finding or self.foreign):
                return f"this is all; {self.key('quit')} quits"
        return ""

    def press(self, action: str) -> None:
        """What the cart does can be clicked while keys mean something else."""
        if any(use.action == action for use in keys.PLACES[self.place].uses):
            super().press(action)
        else:
            self.action_do(action)

    def refusal(self) -> Report | None:
        """What there is to tell about a refusal: of the selected line, else the newest."""
        if isinstance(self.desk.trouble, Denial):
            return report(words.unreadable(self.desk.owner, self.foreign), self.desk.trouble)
        if failure := self.desk.failure(self.table.selected):
            return report(words.headline(failure, self.prices.name), failure.why)
        return self.forbidden()

    def do_list(self) -> None:
        """The other list."""
        self.cursors[self.list_name] = self.table.selected
        self.list_name = self.other_list
        self.table.show_lines([], None)
        self.paint_lines(self.cursors.get(self.list_name))
        self.paint_bars()

    def do_filter(self) -> None:
        """Begin to type a filter."""
        self.finding = True
        self.expects = self.filter
        self.filter.focus()

    def do_owner(self) -> None:
        """Open the cart of another owner."""
        from tui.screens.ask import Ask

        def opened(owner: str | None) -> None:
            if owner:
                self.sit_at(owner)

        self.app.push_screen(Ask("Owner id of the cart to open", check=words.owner_flaw,
                                 hint="IAM decides whether you may.", max_length=OWNER_MAX), opened)

    def do_back(self) -> None:
        """One step back: out of the catalog, to all lines, to one's own cart."""
        if self.catalog is not None and self.catalog_open:
            if not self.catalog.clear():
                self.catalog_open = False
                self.expects = self.table
                self.call_after_refresh(self.focus_cart)  # hidden widgets take no focus
        elif self.query_text or self.finding:
            self.all_lines()
            self.focus_cart()
        elif self.person is not None:
            self.sit_at(self.person.owner_id)

    def do_reload(self) -> None:
        """Read the cart again, and send what waits."""
        self.reload()

    def do_why(self) -> None:
        """The refusal in full."""
        from tui.screens.refusal import RefusalScreen

        if refusal := self.refusal():
            self.app.push_screen(RefusalScreen(refusal))

    def do_copy(self) -> None:
        """Send the report of a refusal to the clipboard."""
        if refusal := self.refusal():
            self.app.copy_to_clipboard(str(refusal))
            self.said = (clipboard.sent("report"), "")

    def do_help(self) -> None:
        """Every key."""
        self.action_help()

    def do_quit(self) -> None:
        """Quit, once nothing is left unsaved or the person says so."""
        self.app.call_next(self.app.run_action, "leave")

    @on(Rows.Moved, "#lines")
    def _moved(self) -> None:
        self.said = ("", "")
        self.paint_notice()

    @on(Rows.Clicked, "#lines")
    def _clicked(self, event: Rows.Clicked) -> None:
        part = self.table.part_at(event.x)
        if part == "state":
            part = "decide" if self.desk.cart.clashes() else "why"
        if part:
            self.action_do(part)

    @on(Counted.Typing)
    def _typing(self, event: Counted.Typing) -> None:
        if event.flaw:
            self.say(event.flaw, "warning")
        elif event.counted:
            self.paint_notice()
        else:
            self.say("")

    @on(Counted.Typed)
    def _typed(self, event: Counted.Typed) -> None:
        self.tips.did("quantity")
        self.set_quantity(event.number)

    @on(Entry.Changed, "#filter")
    def _filtered(self, event: Entry.Changed) -> None:
        self.query_text = event.value.strip()
        self.paint_lines()
        self.paint_bars()

    @on(Entry.Submitted, "#filter")
    @on(Entry.Below, "#filter")
    async def _to_table(self) -> None:
        if not self.query_text:
            self.finding = False
        self.focus_cart()
        await self.search.rest()  # as all keys come through here, they wait for the lines they are meant for

    def _why_closed(self) -> str:
        trouble = self.desk.trouble
        if trouble is None:
            return "" if self.desk.known else "the cart is not open yet"
        if isinstance(trouble, Problem) and trouble.kind is Kind.SIGN_IN:
            return f"you are not signed in; {self.key('reload')} signs in"
        return f"{self.key('back')} goes back to your cart" if self.foreign else (
            f"the cart cannot be read; {self.key('reload')} tries again")

    def _why_not_on_line(self, name: str) -> str:
        line = self.selected
        if line is None:
            return f"there is no line here; {self.key('add')} adds one"
        if name == "more" and line.qty + self.by > QTY_MAX:
            return f"{QTY_MAX} is the most"
        if name == "less" and line.qty - self.by < QTY_MIN:
            return f"{words.too_few(line.qty)}; {self.key('remove')} removes the line"
        return ""
