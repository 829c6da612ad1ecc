"""Every key of the editor, once: bindings, footer, help and palette are all made from this list."""

from dataclasses import dataclass

from textual.binding import Binding

MOVING, CHANGING, FINDING = "Moving", "Changing", "Finding"
TROUBLE, ALWAYS = "When something is in the way", "Always"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does."""

    id: str
    keys: str
    """Names of keys as Textual spells them, with commas between."""
    show: str
    """The keys as a person reads them."""
    help: str
    """What it does, one sentence without a full stop."""
    group: str
    label: str = ""
    """One word for the footer; "" is not in the footer."""
    rank: int = 0
    """Where room is short, a lower rank stays in the footer longer."""

    @property
    def width(self) -> int:
        """Columns it takes in the footer."""
        return len(self.footer_keys) + 1 + len(self.label)

    @property
    def footer_keys(self) -> str:
        """The first of its keys alone."""
        return self.show.split()[0]


ACTIONS = (
    Action("up", "up,k", "↑ k", "Up one line", MOVING),
    Action("down", "down,j", "↓ j", "Down one line", MOVING),
    Action("page_up", "pageup,ctrl+b", "PgUp", "Up one page", MOVING),
    Action("page_down", "pagedown,ctrl+f", "PgDn", "Down one page", MOVING),
    Action("first", "home,g", "Home g", "To the first line", MOVING),
    Action("last", "end,G", "End G", "To the last line", MOVING),

    Action("help", "question_mark,f1", "? F1", "Show this page", ALWAYS, "help", 1),
    Action("quit", "q", "q ^C", "Quit; edits that are not saved yet are named first", ALWAYS, "quit", 2),
    Action("add", "a", "a", "Add products from the catalog", CHANGING, "add", 3),
    Action("more", "plus,equals_sign", "+ =", "One more of the line", CHANGING, "more", 4),
    Action("less", "minus", "-", "One fewer of the line", CHANGING, "fewer", 5),
    Action("quantity", "enter", "1-9 Enter", "Type the quantity; Enter sets it, Esc leaves it", CHANGING,
           "set", 11),
    Action("remove", "d,delete", "d Del", "Remove the line", CHANGING, "remove", 6),
    Action("move", "m", "m", "Move the line to the other list", CHANGING, "move", 9),
    Action("note", "n", "n", "Write a note on the line", CHANGING, "note", 10),
    Action("undo", "u", "u", "Take back the last edit", CHANGING, "undo", 7),
    Action("redo", "U,ctrl+r", "U ^R", "Make again what was taken back", CHANGING),
    Action("filter", "slash", "/", "Show only lines that match what you type", FINDING, "filter", 8),
    Action("list", "tab,s", "Tab s", "Change between the lists, cart and saved", FINDING, "list", 12),
    Action("owner", "o", "o", "Open the cart of another owner, if IAM lets you", FINDING),
    Action("back", "escape", "Esc", "Back: to all lines, to your own cart", FINDING),
    Action("reload", "r", "r", "Read the cart again, and retry what is waiting", TROUBLE),
    Action("decide", "c", "c", "Decide a conflict: mine, theirs or the sum", TROUBLE),
    Action("why", "exclamation_mark", "!", "Why an edit was refused, in full", TROUBLE),
    Action("copy", "y", "y", "Copy the report of a refusal to the clipboard", TROUBLE),
    Action("refusals", "h", "h", "Every refusal of this run", TROUBLE),
    Action("permissions", "p", "p", "What you may do, asked of IAM", TROUBLE),
    Action("palette", "ctrl+p", "^P", "Every command, by name", ALWAYS),
    Action("suspend", "ctrl+z", "^Z", "Leave the editor in the background; fg comes back", ALWAYS),
)
MODES: dict[str, tuple[tuple[str, str], ...]] = {
    "number": (("Enter", "set"), ("0-9", "type on"), ("Backspace", "correct"), ("Esc", "leave it")),
    "filter": (("Enter", "to the lines"), ("Esc", "all lines")),
    "catalog": (("Enter", "add 1"), ("Esc", "back"), ("F2", "category"), ("F3", "details"), ("↓", "choose"),
                ("1-9 Enter", "so many")),
}
"""What the footer shows in place of the actions while keys mean something else."""
_GAP = 2


def counted(key: str) -> bool:
    """Whether what a key does can be done so often as the number says that was typed before it."""
    return any(key in action.keys.split(",") for action in ACTIONS
               if action.group == MOVING or action.id in ("more", "less"))


def moves() -> list[Binding]:
    """The bindings of a list of rows: `move('up')` and so on."""
    return [_binding(action, f"move('{action.id}')") for action in ACTIONS if action.group == MOVING]


def commands() -> list[Binding]:
    """The bindings of the cart's screen: `do('add')` and so on."""
    return [_binding(action, f"do('{action.id}')") for action in ACTIONS
            if action.group != MOVING and action.id != "suspend"]


def everywhere() -> list[Binding]:
    """The bindings that work on every screen, also while something is being typed."""
    return [Binding("ctrl+c,ctrl+q", "leave", "quit", show=False, priority=True, id="leave"),
            Binding("ctrl+z", "suspend_process", "suspend", show=False, priority=True, id="suspend")]


def in_footer(width: int) -> list[Action]:
    """What fits into a footer of `width` columns, in the order of the list."""
    shown: list[Action] = []
    room = width
    for action in sorted((a for a in ACTIONS if a.label), key=lambda a: a.rank):
        room -= action.width + (_GAP if shown else 0)
        if room < 0:
            break
        shown.append(action)
    return [action for action in ACTIONS if action in shown]


def _binding(action: Action, call: str) -> Binding:
    return Binding(action.keys, call, action.help, show=False, id=action.id)
