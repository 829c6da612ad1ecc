"""JSON: what `dynacart export` and `dynacart list --json` print, or a bare array of such lines."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from tui.cart.rows import Rows

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_LOST = (ValueError, RecursionError)


def read(text: str) -> Rows:
    """The rows: objects with `sku`, `qty` and perhaps `note`, each with the line of the file it begins on."""
    found = Rows()
    try:
        document = json.loads(text)
        start = 0 if isinstance(document, list) else _start_of_lines(text)
    except _LOST as error:
        place = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        why = getattr(error, "msg", "it is nested, or a number is long, beyond measure")
        return found.flaw(place, f"this is not JSON: {why}")
    if start is None:
        return found.flaw(1, "this has to be an array of lines, or an object with such an array as `lines`")
    place, position = 1, 0
    for at, item in _items(text, start):
        place, position = place + text.count("\n", position, at), at
        if isinstance(item, dict):
            found.take(place, {name: item[name] for name in ("sku", "qty", "note") if name in item})
        else:
            found.flaw(place, "a line is an object with sku and qty")
    return found


def write(owner: str, name: str, rows: Sequence[Mapping[str, object]]) -> str:
    """One object, each line of the list on a line of its own, in ASCII: nothing is lost in any encoding."""
    head = f'{{"owner": {json.dumps(owner)}, "list": {json.dumps(name)}, "lines": ['
    return head + ",".join(f"\n{json.dumps(row)}" for row in rows) + "\n]}\n"


def _start_of_lines(text: str) -> int | None:
    """Where the array called `lines` of a document begins, which is known to be sound."""
    at = _skip(text, 0)
    while text[at] in "{,":
        at = _skip(text, at + 1)
        if text[at] == "}":
            break
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if name == "lines":
            return at if text[at] == "[" else None
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
    return None


def _items(text: str, start: int) -> Iterator[tuple[int, object]]:
    """Each item of the array that begins at or after `start`, with its position."""
    at = _skip(text, start)
    while text[at] != "]":
        at = _skip(text, at + 1)
        if text[at] == "]":
            return
        item, end = _DECODER.raw_decode(text, at)
        yield at, item
        at = _skip(text, end)


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
