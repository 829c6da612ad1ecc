"""The keys as a person has chosen them: what to press for an action, and how to call that.

Nothing here knows Textual. A key is a character as itself, or the name of a key that types none ("f5",
"pageup"), with `ctrl+`, `shift+` or `alt+` before it.
"""

import re
from collections.abc import Mapping
from dataclasses import field

from tui.keys import DEFAULTS, FIXED, PLACES, Use
from tui.record import record
from tui.values import Flaw

_SIGNS = {"up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn",
          "escape": "Esc", "delete": "Del", "insert": "Ins"}
_OTHERS = ("enter", "tab", "space", "backspace", "home", "end", *(f"f{number}" for number in range(1, 25)))
NAMES = (*_SIGNS, *_OTHERS)
"""The names of keys, without those that come with ctrl, shift or alt."""
_ALIASES = {"esc": "escape", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown",
            "return": "enter"}
_SAME = {"ctrl+i": "tab", "ctrl+j": "enter", "ctrl+m": "enter", "ctrl+h": "backspace"}
"""What terminals cannot tell from another key."""
_SPOKEN = re.compile(r"((?:ctrl\+|alt\+|shift\+)*)(.+)", re.DOTALL)


@record
class Keymap:
    """The defaults, but for the actions of `chosen`."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def keys(self, action: str, *, typing: bool = False) -> tuple[str, ...]:
        """What to press, the first the one to tell; `typing`: of these, what types no character."""
        keys = self.chosen.get(action) or tuple((DEFAULTS.get(action) or FIXED[action]).split())
        return tuple(key for key in keys if not (typing and types(key)))

    def name(self, action: str, *, typing: bool = False) -> str:
        """What to call the first key of an action, as in "u takes that back"."""
        return shown(self.keys(action, typing=typing)[0])

    def names(self, use: Use, *, typing: bool = False) -> str:
        """All keys of a use, as in the help."""
        names = " ".join(map(shown, self.keys(use.action, typing=typing)))
        return use.keys.format(names) if use.keys else names

    def hint(self, use: Use, *, typing: bool = False) -> str:
        """What to press, as in the footer."""
        name = self.name(use.action, typing=typing)
        return use.keys.format(name) if use.keys else name

    def action(self, place: str, key: str) -> str:
        """What a key means in a place; "" for nothing."""
        typing = PLACES[place].typing
        uses = (use.action for use in PLACES[place].uses)
        return next((action for action in uses if key in self.keys(action, typing=typing)), "")


DEFAULT = Keymap()


def types(key: str) -> bool:
    """Whether a key types a character, where characters are typed."""
    return len(key) == 1 or key == "space"


def shown(key: str) -> str:
    """A key as people read it: ↑, Esc, F5, ^R."""
    held, name = _split(key)
    name = _SIGNS.get(name) or (name if len(name) == 1 else name.capitalize())
    if held == "ctrl+":
        return f"^{name.upper() if len(name) == 1 else name}"
    return f"{held.title()}{name}"


def keymap_in(table: object) -> Keymap | Flaw:
    """What `[keys]` holds, or the first thing in it that will not do."""
    if not isinstance(table, dict):
        return Flaw("keys", "holds keys by the names of actions")
    chosen: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        if name not in DEFAULTS:
            return Flaw(name, _unknown(name))
        keys = [value] if isinstance(value, str) else value
        if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
            return Flaw(name, "must be a key, or a list of keys")
        keys = [_ALIASES.get(key.lower(), key.lower() if len(key) > 1 else key) for key in keys]
        for key in keys:
            if why := _flaw(key):
                return Flaw(name, why)
        chosen[name] = tuple(dict.fromkeys(keys))
    keymap = Keymap(chosen)
    return _clash(keymap) or keymap


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, DEFAULTS, 1)
    meant = f"; did you mean `{close[0]}`?" if close else ""
    return f"is not an action{meant} (known: {', '.join(DEFAULTS)})"


def _flaw(key: str) -> str:
    """Why a key cannot be chosen, "" where it can."""
    held, name = _split(key)
    if key in FIXED["leave"].split():
        return f"cannot have {key}, which always quits"
    if key in _SAME:
        return f"cannot have {key}, which terminals do not tell from {_SAME[key]}"
    if not held and len(name) == 1 and name.isprintable() and name != " ":
        return f"cannot have {key}: a digit begins a number" if key in FIXED["digits"].split() else ""
    if name == "backspace" and not held:
        return "cannot have backspace, which corrects what is typed"
    letter = len(name) == 1 and name.isascii() and name.isalpha()
    if name in NAMES or (letter and held in ("ctrl+", "alt+")):
        return ""
    if len(name) == 1 and held == "shift+":
        return f"cannot have {key}: write the character that it types"
    known = f"one character, {', '.join(NAMES[:-24])}, f1 to f24; before these ctrl+, alt+ or shift+"
    return f"cannot have {key[:40]!r}, which is not a key (known: {known})"


def _clash(keymap: Keymap) -> Flaw | None:
    """A chosen key that means something else in the same place, or leaves somebody who types without one."""
    for place in PLACES.values():
        taken: dict[str, str] = {}
        for action in sorted({use.action for use in place.uses}, key=lambda name: name in keymap.chosen):
            keys = keymap.keys(action, typing=place.typing)
            if not keys:
                return Flaw(action, "needs a key that types no character as well: it is used while you type")
            for key in keys:
                other = taken.setdefault(key, action)
                if other != action:
                    return Flaw(action, f"cannot have {key}, the key of `{other}` in the same place "
                                        f"({place.title}): choose another, or give `{other}` another one")
    return None


def _split(key: str) -> tuple[str, str]:
    """What is held down, and the key itself."""
    found = _SPOKEN.fullmatch(key)
    return (found[1], found[2]) if found else ("", key)
