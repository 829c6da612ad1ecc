"""A conflict to decide: what the person saw, what they want, what it is now, and what each choice gives."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.cart.edits import SetNote, result, seen
from tui.cart.intents import Stamp
from tui.cart.model import Line
from tui.cart.rebase import Choice, Clash, settle
from tui.screens import cart_words as words
from tui.screens.dialog import Dialog
from tui.widgets.columns import steady
from tui.widgets.footer import Footer
from tui.widgets.keyed import bind

_DOUBT = " No answer came to that: it may have been done, and be part of what is there now, or undone since."


class ConflictScreen(Dialog[Choice | None]):
    """Dismissed with the choice; None decides later. `waiting` conflicts wait in all."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-high")]
    BINDINGS = bind(close="dismiss(None)", help="help",
                    **{choice.value: f"choose('{choice.value}')" for choice in Choice})
    PLACE = "conflict"

    def __init__(self, clash: Clash, name: str, waiting: int) -> None:
        super().__init__()
        self._clash = clash
        self._product = name
        self._waiting = waiting

    def compose(self) -> ComposeResult:
        """The three views of the line, and the choices."""
        more = f" (1 of {self._waiting})" if self._waiting > 1 else ""
        deed = words.deed(self._clash.edit, lambda _sku: self._product)
        with Vertical(classes="dialog"):
            yield Static(f"{words.clash(self._clash, self._product)}{more}", classes="title", markup=False)
            yield Static(f"You want to {deed}.{_DOUBT if self._clash.unsure else ''}", markup=False)
            yield Static(self._views(), classes="choices")
            yield Static(self._choices(), classes="choices")
            yield self.footer()

    def action_choose(self, choice: str) -> None:
        """Close with a choice, if it is one here."""
        if Choice(choice) is Choice.SUM and self._clash.sum is None:
            others = f"{self.key('mine')} or {self.key('theirs')}"
            self.query_one(Footer).note(f"There is no sum here: {others}")
        else:
            self.dismiss(Choice(choice))

    def _views(self) -> Content:
        clash = self._clash
        saw, want, now = seen(clash.edit)[clash.edit.key], clash.mine, clash.theirs
        noted = isinstance(clash.edit, SetNote)
        differ = noted or bool(saw and now and saw.note != now.note)
        rows = (("you saw", saw, differ), ("you want", want, noted), ("it is now", now, differ))
        return Content("\n").join(
            Content.assemble((f"{label:11}", "$muted"), (self._line(line, noted), "bold"))
            for label, line, noted in rows)

    def _choices(self) -> Content:
        rows = []
        for choice in Choice:
            if choice is Choice.SUM and self._clash.sum is None:
                continue
            key = self.key(choice.value)
            rows.append(Content.assemble((f"{key}  ", "bold $accent"), f"{choice.value:8}", ("→ ", "$muted"),
                                         (self._outcome(choice), "bold")))
        return Content("\n").join(rows)

    def _outcome(self, choice: Choice) -> str:
        edit, noted = settle(self._clash, choice, Stamp("", "")), isinstance(self._clash.edit, SetNote)
        if edit is None:
            return self._line(self._clash.theirs, noted)
        left = [line for line in result(edit).values() if line is not None]
        return self._line(left[0] if left else None, noted)

    def _line(self, line: Line | None, noted: bool) -> str:
        if line is None:
            return "no line"
        where = f" in {line.key.list}" if line.key.list != self._clash.edit.key.list else ""
        note = f", note “{steady(line.note, 60)}”" if line.note else ", no note"
        return f"quantity {line.qty}{where}{note if noted else ''}"
