"""Widgets and screens with keys from the registry: bound by action, as the person has chosen them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.app import App
from textual.binding import Binding, BindingsMap, BindingType
from textual.keys import KEY_NAME_REPLACEMENTS, _character_to_key, key_to_character

from tui.keymap import DEFAULT, Keymap, types

if TYPE_CHECKING:
    from textual.widget import Widget as _Base
else:
    _Base = object


_UNICODE = {textual: unicode for unicode, textual in KEY_NAME_REPLACEMENTS.items()}
"""The Unicode names of characters for which Textual has names of its own."""


def bind(**calls: str) -> list[BindingType]:
    """Bindings by the name of the action: `bind(close="dismiss(None)")`."""
    return [*bindings(DEFAULT, calls)]


def bindings(keymap: Keymap, calls: Mapping[str, str], *, priority: bool = False) -> list[Binding]:
    """What a keymap makes of them; where one types, a key that types a character does only that."""
    return [Binding(_spelt(key), call, show=False, priority=priority and not types(key), id=action)
            for action, call in calls.items() for key in keymap.keys(action)]


def keymap_of(app: App[Any]) -> Keymap:
    """The keys in use."""
    return cast(Keymap, getattr(app, "keymap", DEFAULT))


def key_of(event: events.Key) -> str:
    """The key that was pressed, as the registry calls it."""
    character = event.character or key_to_character(_UNICODE.get(event.key, event.key))
    return character if character and character.isprintable() and character != " " else event.key


def press(app: App[Any], key: str) -> None:
    """As if the person had pressed a key of the registry."""
    event = events.Key(_spelt(key), " " if key == "space" else key if types(key) else None)
    event.set_sender(app)  # as from the terminal: it goes all the way up
    app.post_message(event)


def _spelt(key: str) -> str:
    """As Textual spells it."""
    return _character_to_key(key) if len(key) == 1 else key


class Keyed(_Base):
    """Has its bindings made by `bind`; they become those of the keymap once the app is known.

    A mixin, and no widget itself: style sheets look at the first widget among the bases.
    """

    def _on_mount(self, _event: events.Mount) -> None:
        ours = {binding.id: binding.action for _, binding in self._bindings if binding.id}
        theirs = [binding for _, binding in self._bindings if not binding.id]
        self._bindings = BindingsMap([*bindings(self.keymap, ours), *theirs])

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No style of ours asks for the focus: to find that out anew takes long, and leaves much garbage."""

    @property
    def keymap(self) -> Keymap:
        """The keys in use."""
        return keymap_of(self.app)

    def key(self, action: str) -> str:
        """What to call the key of an action, in a sentence."""
        return self.keymap.name(action)
