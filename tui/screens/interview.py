"""Questions that a sign-in asks here: name and password, a code, a role, a response to paste."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui.identity.steps import Question
from tui.screens.dialog import Dialog
from tui.text import plain
from tui.widgets.entry import Entry, typed_ahead
from tui.widgets.keyed import bind

_LINE = 2000


class Interview(Dialog[list[str] | None]):
    """Dismissed with one answer for each prompt, or None where the person left it."""

    BINDINGS = bind(back="dismiss(None)", help="help")
    PLACE = "questions"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question, and a line for each thing to type; secrets are not shown."""
        says = "\n".join(plain(line, _LINE) for line in self._question.says.splitlines())
        with Vertical(classes="dialog"):
            yield Static(says, classes="title", markup=False)
            for number, prompt in enumerate(self._question.prompts):
                yield Static(plain(prompt.label), markup=False)
                entry = Entry(id=f"answer-{number}")
                entry.password = prompt.secret
                yield entry
            yield self.footer()

    def on_mount(self) -> None:
        """Begin with the first."""
        self.query(Entry).first().focus()

    async def on_key(self, event: events.Key) -> None:
        """Whoever knows the question does not wait for it."""
        await typed_ahead(self.query(Entry).first(), event)

    @on(Entry.Below)
    @on(Entry.Submitted)
    def _go_on(self, event: Entry.Below | Entry.Submitted) -> None:
        """On to the next; after the last, done."""
        entries = list(self.query(Entry))
        at = entries.index(event.control)  # type: ignore[arg-type]
        if at + 1 < len(entries):
            entries[at + 1].focus()
        elif isinstance(event, Entry.Submitted):
            self.dismiss([entry.value for entry in entries])
