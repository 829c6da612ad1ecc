"""Every key of the editor, once: bindings, footers, help and palette are all made from these lists.

An action has a name, by which a person gives it other keys (`[keys]` in the configuration, `tui.keymap`),
and means something in one place or several. A place is what the keys go to: the cart, a dialog, a line.
"""

from tui.record import record

DEFAULTS = {
    "up": "up k", "down": "down j", "page_up": "pageup ctrl+b", "page_down": "pagedown ctrl+f space",
    "first": "home g", "last": "end G",
    "help": "? f1", "palette": "ctrl+p", "quit": "q", "back": "escape", "close": "escape q", "take": "enter",
    "add": "a", "more": "+ =", "less": "-", "quantity": "enter", "remove": "d delete", "move": "m",
    "note": "n", "undo": "u", "redo": "U ctrl+r", "filter": "/", "list": "tab s", "owner": "o", "reload": "r",
    "decide": "c", "why": "!", "copy": "y", "refusals": "h", "permissions": "p",
    "search": "/ tab", "below": "down tab", "categories": "f2 c", "details": "f3 i",
    "mine": "m", "theirs": "t", "sum": "s",
    "open_page": "enter o", "copy_code": "c", "copy_address": "u", "start_again": "n",
    "suspend": "ctrl+z",
}
"""The keys of each action by its name, blanks between: characters as themselves, others by name."""
FIXED = {
    "leave": "ctrl+c ctrl+q", "digits": "0 1 2 3 4 5 6 7 8 9", "correct": "backspace",
    "edit": "left right home end delete ctrl+a ctrl+d ctrl+e ctrl+f ctrl+k ctrl+u ctrl+v ctrl+w ctrl+x",
}
"""Likewise, of what always has these keys."""
MOVES = ("up", "down", "page_up", "page_down", "first", "last")
COUNTED = (*MOVES, "more", "less")
"""What can be done so often as the number says that was typed before."""
CHANGING, FINDING, MOVING = "Changing", "Finding", "Moving"
TROUBLE, ALWAYS = "When something is in the way", "Always"


@record
class Use:
    """What an action means in a place."""

    action: str
    help: str = ""
    """What it does, a sentence without a full stop; "" is known already from another use."""
    label: str = ""
    """One word or two for the footer; "" is not in the footer."""
    group: str = ""
    """Under which heading it stands in the help; "" is the title of the place."""
    keys: str = ""
    """What to show for the keys, where it takes more than to press one; {} stands for these."""


@record
class Place:
    """What keys go to. Where room is short, the footer leaves out the last of `uses`."""

    title: str
    uses: tuple[Use, ...]
    typing: bool = False
    """Characters are text here, and do nothing else."""


_MOVES = (
    Use("down", "Down one line", group=MOVING), Use("up", "Up one line", group=MOVING),
    Use("page_down", "Down one page", group=MOVING), Use("page_up", "Up one page", group=MOVING),
    Use("first", "To the first line, or to the one of a number typed before", group=MOVING),
    Use("last", "To the last line, or to the one of a number typed before", group=MOVING),
)
_OTHER_MOVES = tuple(Use(name) for name in MOVES if name != "down")
_SCROLL = (Use("down", "Scroll", "scroll"), Use("up"), Use("page_down"), Use("page_up"))
_HELP = Use("help", "This page, which begins with the place you are in", "help", ALWAYS)
_ALWAYS = (
    Use("palette", "Every command of the place, and every product, by name", group=ALWAYS),
    Use("leave", "Quit, whatever is on the screen", group=ALWAYS),
    Use("suspend", "Leave the editor in the background; fg comes back", group=ALWAYS),
)
_TYPING = (_HELP, Use("edit", "Correct the line", keys="← → Del"), *_ALWAYS)
_TROUBLE = (
    Use("reload", "Read the cart again, and retry what is waiting", group=TROUBLE),
    Use("why", "Why an edit was refused, in full", group=TROUBLE),
    Use("copy", "Copy the report of a refusal to the clipboard", group=TROUBLE),
    Use("refusals", "Every refusal of this run", group=TROUBLE),
    Use("permissions", "What you may do, asked of IAM", group=TROUBLE),
)
_QUIT = Use("quit", "Quit; edits that are not saved yet are named first", "quit", ALWAYS)
_TYPED = (Use("digits", "Type on", keys="0-9"), Use("correct", "Take the last digit away"))
_CATALOG = (Use("categories", "Show one category alone, or all", "category"),
            Use("details", "All about the product, and adding so many", "details"))
_TAKE_IT, _LEAVE_IT = Use("take", "Take it", "take it"), Use("back", "Leave it as it was", "leave it")

PLACES = {
    "cart": Place("The cart", (
        _HELP, _QUIT,
        Use("add", "Add products from the catalog", "add", CHANGING),
        Use("more", "One more of the line; after a number, so many", "more", CHANGING),
        Use("less", "One fewer of the line; after a number, so many", "fewer", CHANGING),
        Use("remove", "Remove the line", "remove", CHANGING),
        Use("move", "Move the line to the other list", "move", CHANGING),
        Use("undo", "Take back the last edit", "undo", CHANGING),
        Use("filter", "Show only lines that match what you type", "filter", FINDING),
        Use("note", "Write a note on the line", "note", CHANGING),
        Use("digits", "Type a number: the quantity, or how often to do what comes next", "", CHANGING, "1-9"),
        Use("quantity", "Type the quantity", "set", CHANGING, "1-9 {}"),
        Use("list", "Change between the lists, cart and saved", "list", FINDING),
        Use("redo", "Make again what was taken back", group=CHANGING),
        Use("owner", "Open the cart of another owner, if IAM lets you", group=FINDING),
        Use("back", "Back: to all lines, to your own cart", group=FINDING),
        Use("decide", "Decide a conflict: mine, theirs or the sum", group=TROUBLE),
        *_TROUBLE, *_ALWAYS, *_MOVES)),
    "number": Place("A number typed in the cart", (
        Use("take", "Set the quantity to it", "set"), Use("back", "Leave it", "leave it"),
        Use("more", "So many more", "more"), Use("less", "So many fewer", "fewer"),
        Use("down", "So many lines down; so do the other moves", "down"),
        *_TYPED, *_OTHER_MOVES)),
    "filter": Place("The filter", (
        Use("take", "Go to the lines that match", "to the lines"), Use("back", "All lines", "all lines"),
        Use("below"), *_TYPING), typing=True),
    "search": Place("The search of the catalog", (
        Use("take", "Add one of the first match", "add 1"), Use("below", "Go to the list", "choose"),
        Use("back", "Empty the search, show all categories, go back to the cart", "back"),
        *_CATALOG, *_TYPING), typing=True),
    "goods": Place("The list of the catalog", (
        Use("take", "Add one", "add 1"), Use("digits", "Type how many to add", "so many", keys="1-9"),
        Use("back", "Empty the search, show all categories, go back to the cart", "back"),
        Use("less", "One fewer; after a number, so many", "1 fewer"),
        Use("search", "Go to the search", "search"), *_CATALOG,
        Use("more", "One more; after a number, so many"), Use("add"),
        _HELP, _QUIT, *_TROUBLE, *_ALWAYS, *_MOVES)),
    "so_many": Place("A number typed in the catalog", (
        Use("take", "Add so many", "add"), Use("back", "Leave it", "leave it"),
        Use("less", "So many fewer", "fewer"),
        Use("down", "So many rows down; so do the other moves", "down"), Use("more"),
        *_TYPED, *_OTHER_MOVES)),
    "product": Place("All about a product", (
        Use("take", "Add so many", "add"), Use("more", "One more", "more"), Use("less", "One fewer", "fewer"),
        Use("close", "Leave", "leave"), Use("digits", "Type how many", keys="0-9"), *_TYPED[1:],
        Use("add"), Use("details"), *_SCROLL[1:], Use("down"), _HELP, *_ALWAYS)),
    "categories": Place("The categories", (
        Use("take", "Show this one", "take it"), Use("close", "Leave it as it was", "leave it"),
        Use("categories"), _HELP, *_ALWAYS, *_MOVES)),
    "page": Place("Help and permissions", (
        Use("close", "Go back", "go back"), *_SCROLL, Use("take"), Use("permissions"),
        Use("help"), *_ALWAYS)),
    "report": Place("Refusals", (
        Use("copy", "Copy all of it to the clipboard", "copy"), Use("close", "Go back", "go back"), *_SCROLL,
        Use("take"), Use("why"), Use("refusals"), _HELP, *_ALWAYS)),
    "line": Place("A line to type", (_TAKE_IT, _LEAVE_IT, Use("below"), *_TYPING), typing=True),
    "questions": Place("Questions of a sign-in", (
        Use("take", "Go on to the next, or be done", "go on"), _LEAVE_IT, Use("below"), *_TYPING),
        typing=True),
    "conflict": Place("A conflict", (
        Use("mine", "As you wanted it"), Use("theirs", "As it is there now"), Use("sum", "Both together"),
        Use("close", "Decide later", "decide later"), _HELP, *_ALWAYS)),
    "sign_in": Place("Signing in", (
        Use("open_page", "Open the page in the browser of this machine", "open"),
        Use("close", "Leave without signing in", "cancel"),
        Use("copy_code", "Send the code to the clipboard", "copy code"),
        Use("start_again", "Give this code up, and ask for another", "start again"),
        Use("copy_address", "Send the address to the clipboard", "copy address"),
        Use("digits", "Approve as the person with this digit, in the demo", keys="1-9"), _HELP, *_ALWAYS)),
}
"""What the actions mean where. No key means two things in one place."""
