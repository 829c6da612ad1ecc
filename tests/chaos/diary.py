"""A client's diary: what it was asked and what it called saved, one line of JSON an entry.

Each entry is with the kernel before the client goes on, so that it survives the client's being killed.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo
from tui.cart.model import Line, LineKey

_KINDS: dict[str, Any] = {kind.__name__: kind for kind in (Add, ChangeBy, SetTo, SetNote, Remove, Move)}
_OWN = ("qty", "by", "note")
"""What some kinds of edits have and others have not."""


@dataclass(frozen=True)
class Diary:
    """The diary at `path`, open at its end; several processes may write it, one after the other."""

    path: Path

    def write(self, entry: str, **more: object) -> None:
        """Add one entry, in one piece."""
        text = json.dumps({"entry": entry, **more})
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{text}\n".encode())
        finally:
            os.close(handle)


def entries(path: Path) -> list[dict[str, Any]]:
    """Everything in a diary, oldest first."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def told(edit: Edit) -> dict[str, object]:
    """What the person wanted, without what the client has made of it."""
    own = {name: getattr(edit, name) for name in _OWN if hasattr(edit, name)}
    if isinstance(edit, Move):
        own["to"] = edit.to.list
    saw = "" if isinstance(edit, Add) else edit.seen.rev
    return {"kind": type(edit).__name__, "id": edit.id, "list": edit.key.list, "sku": edit.key.sku,
            "saw": saw, **own}


def heard(entry: dict[str, Any]) -> Edit:
    """The edit that was told; of the line it saw nothing is known but the rev."""
    key = LineKey(entry["list"], entry["sku"])
    own = {name: entry[name] for name in _OWN if name in entry}
    if "to" in entry:
        own["to"] = LineKey(entry["to"], key.sku)
    if entry["kind"] != "Add":
        own["seen"] = Line(key, 1, entry["saw"])
    edit: Edit = _KINDS[entry["kind"]](id=entry["id"], key=key, at="", **own)
    return edit


