"""The cart on the screen: what is shown, and how little of it is painted when something changes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual._styles_cache import StylesCache
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tui.cart.cart import Cart
from tui.cart.intents import Stamp
from tui.cart.model import CART, LISTS, Line, LineKey
from tui.cart.permission import Rights
from tui.problem import Denial, Kind, Problem
from tui.screens import cart_words as words
from tui.screens.cart_desk import Desk
from tui.screens.cart_prices import Prices
from tui.screens.cart_tally import Tally
from tui.screens.opening import OPENING
from tui.screens.placed import Placed
from tui.tips import Tips
from tui.widgets import bars
from tui.widgets.bars import Bar
from tui.widgets.columns import steady
from tui.widgets.denial import Report, report
from tui.widgets.entry import Entry
from tui.widgets.footer import Footer
from tui.widgets.lines import SKU_SHOWN, LineRow, LinesTable
from tui.widgets.marks import mark
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from tui.services import Person
    from tui.widgets.catalog import Catalog

_ROOMY = 100
_BOTH = 110
"""Columns from which on the catalog stands beside the cart, not in its place."""


class CartView(Placed, Screen[None]):
    """The parts of the cart's screen, and the state they show."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (_BOTH, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (10, "-high")]
    AUTO_FOCUS = "#panel"

    def __init__(self, *, profile_name: str, stamp: Callable[[], Stamp], owner: str = "") -> None:
        super().__init__(classes="frame")
        self.profile_name = profile_name
        self.stamp = stamp
        self.tips = Tips()
        self.person: Person | None = None
        self.sign_in_trouble: Problem | None = None
        self.list_name = CART
        self.query_text = ""
        self.said = ("", "")
        """The last thing said, and its colour."""
        self.notices = 0
        """How often that, and what the keys do, was painted."""
        self.cursors: dict[str, LineKey | None] = {}
        """Where the cursor stood in each list."""
        self.catalog: Catalog | None = None
        self.expects: Widget | None = None
        """What keys are meant for, although it does not have the focus yet."""
        self.table = LinesTable(self.row, id="lines")
        self.filter = Entry(id="filter", placeholder="name, SKU, category or note")
        self.panel = VerticalScroll(id="panel")
        self._filter_line, self._main = Horizontal(id="find"), Vertical(id="main")
        self._header, self._totals, self._banner = Bar(id="header"), Bar(id="totals"), Bar(id="banner")
        self._notice, self._keys = Bar(id="notice"), Footer("cart", self.blocked, id="keys")
        self._instead_text = Bar(OPENING, id="panel-text")
        self.rights = Rights()
        self.prices = Prices()
        self.tally = Tally()
        self.desk = Desk(owner, Cart(stamp))

    def compose(self) -> ComposeResult:
        """Everything there is, filled as far as anything is known."""
        self._paint_header()
        self.paint_notice()
        yield self._header
        with self._filter_line:
            yield Static("/ ", id="slash")
            yield self.filter
        with Horizontal(id="middle"), self._main:
            yield self.table
            with self.panel:
                yield self._instead_text
        yield from (self._totals, self._banner, self._notice, self._keys)
        yield Static("Too small: dynacart needs 40 columns and 10 lines.", id="too-small", markup=False)

    @property
    def finding(self) -> bool:
        """Whether the line of the filter is to be seen."""
        return self._filter_line.visible

    @finding.setter
    def finding(self, seen: bool) -> None:
        self._filter_line.visible = seen  # by itself: a class has all within styled anew

    def all_lines(self) -> None:
        """Without a filter, from the next painting on."""
        self.query_text, self.finding, self.filter.value = "", False, ""

    @property
    def catalog_open(self) -> bool:
        """Whether the catalog is to be seen."""
        return self.catalog is not None and self.catalog.display

    @catalog_open.setter
    def catalog_open(self, seen: bool) -> None:
        if self.catalog is not None:
            self.catalog.display = seen
            self._make_room()

    @property
    def other_list(self) -> str:
        """The list that is not shown."""
        return next(name for name in LISTS if name != self.list_name)

    @property
    def selected(self) -> Line | None:
        """The line under the cursor."""
        key = self.table.selected
        return self.desk.cart.line(key) if key else None

    @property
    def foreign(self) -> bool:
        """Whether the cart on the desk is somebody else's."""
        return self.person is not None and self.desk.owner != self.person.owner_id

    @property
    def read_only(self) -> Denial | None:
        """What keeps the cart on the desk from being changed in any way, as far as that is known."""
        return None if self.foreign else self.rights.read_only

    def row(self, key: LineKey) -> LineRow | None:
        """What the table is to show of one line."""
        line = self.desk.cart.line(key)
        if line is None:
            return None
        product = self.prices.products.get(key.sku)
        return LineRow(line, product or self.prices.gap(key.sku), mark(self.desk.cart, key, product))

    def focus_cart(self) -> None:
        """Keys go to the table, or to what is shown in its place."""
        self.expects = None
        self.set_focus(self.table if self.table.display else self.panel)

    def blocked(self, name: str) -> str:
        """Why a key of the place can do nothing now; those of a number being typed can."""
        return "" if self.place in ("number", "so_many") else self.why_not(name)

    def say(self, text: str, tone: str = "") -> None:
        """Say what just happened, until the next thing happens."""
        self.said = (text, tone)
        self.paint_notice()

    def paint_panel(self, any_shown: bool, any_there: bool) -> None:
        """In place of the table: a refusal, a failure, or what to press on an empty list."""
        instead = not any_shown or self.desk.trouble is not None
        self._instead_text.show(self._instead(any_there) if instead else Content(""), resize=True)
        moves = self.focused in (self.table, self.panel, None)
        self.table.display, self.panel.display = not instead, instead
        if moves:
            self.focus_cart()

    def paint_bars(self) -> None:
        """Header, totals, banner, notice and keys."""
        self._paint_header()
        self.paint_totals()
        sentences = [*words.standing(self.read_only, self.key),
                     *words.banners(self.desk, self.prices, self.sign_in_trouble, self.key)]
        self._banner.show(bars.banner(sentences), resize=True)
        self._banner.set_class(bool(sentences), "-shown")
        self.paint_notice()

    def paint_notice(self) -> None:
        """The last thing said, else what there is to know about the selected line, or a tip; and the keys."""
        self.notices += 1
        text, tone = self.said if self.said[0] else (self._about_selected() or self._tip(), "")
        self._notice.show(Content.styled(text, f"${tone or 'muted'}"))
        self._keys.tell(self.place, self.app.size.width - 2)

    @property
    def place(self) -> str:
        """What the keys go to now."""
        if self.catalog_open and self.catalog is not None:
            return self.catalog.place
        if self.table.entry is not None:
            return "number"
        return "filter" if self.focused is self.filter else "cart"

    def on_descendant_focus(self) -> None:
        """The keys mean something else now."""
        self.expects = None
        self.paint_notice()

    def on_screen_resume(self) -> None:
        """What lay on top is gone, but for what Textual (8.2) caches by widget: all that it has painted."""
        StylesCache.get_inner_outer.cache_clear()

    def on_resize(self) -> None:
        """The bars fill the width there is."""
        self._make_room()
        self.paint_bars()

    @on(Rows.Resized, "#lines")
    def paint_totals(self) -> None:
        """What the list comes to, under its column."""
        summary, awaited = self.tally.of(self.list_name), self.prices.waiting
        left: list[str] = []
        right = ""
        if self.desk.known and self.desk.trouble is None:
            left = words.contents(summary, self.table.count, self.desk.unsaved, awaited=awaited,
                                  reading=self.desk.waited_for, seen_at=self.desk.unconfirmed)
            right = words.amounts(summary, awaited=awaited)
        self._totals.show(bars.totals(self.app.size.width, left, right, self.table.amounts_end))

    def _make_room(self) -> None:
        self._main.display = self.app.size.width >= _BOTH or not self.catalog_open

    def _paint_header(self) -> None:
        person = self.person
        whose = f"{steady(self.desk.owner, 24)}'s cart" if self.foreign else ""
        known = self.desk.known and self.desk.trouble is None
        lists = [(f"{name} {self.desk.cart.shown.count(name):,}" if known else name, name == self.list_name)
                 for name in LISTS]
        facts, roomy = [self.profile_name], self.app.size.width >= _ROOMY
        if person is not None:
            you = steady(person.name, 24)
            if person.owner_id != person.name:
                you += f" ({steady(person.owner_id, 24)})"
            facts = [f"you are {you}" if self.foreign else you, self.profile_name,
                     f"{'signed in ' if roomy else ''}until {words.clock(person.expires_at)}"]
        if self.read_only:
            facts.insert(0, "read-only")
        self._header.show(bars.header(
            self.app.size.width, lists=lists, whose=whose, facts=facts))

    def _about_selected(self) -> str:
        line = self.selected
        if line is None or self.catalog_open:
            return ""
        sku = steady(line.key.sku) if len(line.key.sku) > SKU_SHOWN else ""
        note = f"✎ {steady(line.note, 500)}" if line.note else ""
        return " · ".join(filter(None, (sku, note)))

    def _tip(self) -> str:
        shown = self.place == "cart" and self.table.display
        return self.tips.say(self.blocked, self.key) if shown else ""

    def _instead(self, any_there: bool) -> Content:
        trouble, key = self.desk.trouble, self.key
        if isinstance(trouble, Denial):
            title = words.unreadable(self.desk.owner, self.foreign)
            way = f"{key('back')} goes back, {key('owner')} opens another" if self.foreign else (
                f"{key('reload')} tries again")
            way = f"This is not an empty cart. {way}, {key('copy')} copies this."
            return self._report(report(f"✗ {title}", trouble), way)
        if isinstance(trouble, Problem):
            way = f"{key('reload')} {'signs in' if trouble.kind is Kind.SIGN_IN else 'tries again'}."
            return self._report(report(f"~ {steady(trouble.what)}", trouble), way)
        if not self.desk.known:
            return Content(OPENING)
        if any_there:
            return Content(f"No line matches “{steady(self.query_text, 60)}”.\n\n"
                           f"{key('back')} shows all lines again.")
        if self.list_name == CART:
            return Content(f"Your cart is empty.\n\nPress {key('add')} to add products from the catalog.")
        return Content(f"Nothing is saved for later.\n\n{key('move')} moves a line here from the cart; "
                       f"{key('list')} goes back to the cart.")

    def _report(self, said: Report, way: str) -> Content:
        return said.content(self.app.size.width - 5, way)
