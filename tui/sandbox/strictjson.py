"""JSON that means one thing only: no repeated names, no NaN, no half characters, UTF-8 and nothing else.

Two readers of one lenient document may see two different requests; what the guard judges must be what the
engine does.
"""

import json

_DEPTH = 100
"""DynamoDB stops at 32 levels of an attribute; the envelope adds a few."""


def loads(document: bytes | str) -> object:
    """The value of `document`; raises ValueError for whatever could be read in two ways."""
    text = document.decode("utf-8") if isinstance(document, bytes) else document
    try:
        value: object = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    if _deeper(value, _DEPTH):
        raise ValueError("nested too deeply")
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return value


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _deeper(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        return levels == 0 or any(_deeper(inner, levels - 1) for inner in value.values())
    if isinstance(value, list):
        return levels == 0 or any(_deeper(inner, levels - 1) for inner in value)
    return False
