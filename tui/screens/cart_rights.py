"""What the person may do: noted with every refusal, asked of IAM after the first one, and on request."""

from textual import on

from tui.cart.outcomes import CatalogRead, Denied
from tui.cart.permission import CHANGE, MOVE, REMOVE, Rights
from tui.problem import Denial, Problem
from tui.screens import cart_words as words
from tui.screens.cart_flow import CartFlow
from tui.screens.cart_link import CatalogCame, PageRead, Priced, RightsCame, Written
from tui.widgets.denial import Report, report

KEPT = 200
"""Refusals of a run that are kept, the newest."""
_NEEDS = {
    **dict.fromkeys(("add", "more", "less", "quantity", "note"), CHANGE), "remove": REMOVE, "move": MOVE}
"""What each key that changes the cart needs the right to."""


class CartRights(CartFlow):
    """A cart that shows what its person may not do to it."""

    refusals: tuple[Report, ...] = ()
    """Every refusal of this run, the newest last."""
    _asking = False

    def why_forbidden(self, name: str) -> str:
        """Why the person has no right to an action; "" where they have, or where that is not known."""
        if self.foreign:
            return ""
        why = self.rights.refusal(_NEEDS[name]) if name in _NEEDS else None
        if name in ("undo", "redo"):
            why = self.read_only
        return words.forbidden(why, self.key) if why else ""

    def forbidden(self) -> Report | None:
        """What keeps the person from changing the cart on the desk, in full."""
        refused = None if self.foreign else self.rights.refused
        if refused is None:
            return None
        headline = "IAM lets you read this cart and not change it" if self.read_only else (
            f"IAM does not let you {refused.what}")
        return report(headline, refused.why) if refused.why else None

    def reload(self) -> None:
        """Read again; what was forbidden may be allowed by now."""
        self.rights = Rights()
        super().reload()

    def do_permissions(self) -> None:
        """What the person may do."""
        from tui.screens.permissions import PermissionsScreen

        self.app.push_screen(PermissionsScreen())
        self._ask()

    def do_refusals(self) -> None:
        """Every refusal of this run."""
        from tui.screens.refusals import RefusalsScreen

        self.app.push_screen(RefusalsScreen(self.refusals))

    @on(Written)
    def _note_write(self, event: Written) -> None:
        if isinstance(event.outcome, Denied):
            deed = words.deed(event.edit, self.prices.name)
            self._note(f"IAM refused to {deed}", event.outcome.denial)
            if self.person and event.desk.owner == self.person.owner_id and not self.rights.answers:
                self._ask()

    @on(PageRead)
    def _note_read(self, event: PageRead) -> None:
        if isinstance(event.page, Denied):
            foreign = self.person is not None and event.desk.owner != self.person.owner_id
            self._note(words.unreadable(event.desk.owner, foreign), event.page.denial)

    @on(Priced)
    @on(CatalogCame)
    def _note_catalog(self, event: Priced | CatalogCame) -> None:
        answer: CatalogRead = event.answer
        if isinstance(answer, Denied):
            self._note("IAM does not let you read the catalog", answer.denial)

    @on(RightsCame)
    def _rights_came(self, event: RightsCame) -> None:
        from tui.screens.permissions import PermissionsScreen

        self._asking = False
        if not isinstance(event.answer, Problem):
            self.rights = Rights(event.answer)
            self.paint_bars()
        if isinstance(self.app.screen, PermissionsScreen):
            self.app.screen.show(event.answer)

    def _note(self, headline: str, denial: Denial) -> None:
        self.refusals = (*self.refusals, report(headline, denial))[-KEPT:]

    def _ask(self) -> None:
        if not self._asking:
            self._asking = True
            self.link.rights()
