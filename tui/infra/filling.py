"""Documents with gaps: JSON in the package, whose placeholders are replaced by values."""

import json
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]
"""A policy or a template, ready for `json.dumps`."""


def filled(name: str, values: Mapping[str, object]) -> Document:
    """The document in the file `name`; each string that is a key of `values` is replaced by its value.

    Replaced within the parsed document and whole, so no value adds to its structure.
    """
    from importlib.resources import files

    document: Document = _fill(json.loads((files(__package__) / name).read_text("utf-8")), values)
    return document


def _fill(node: Any, values: Mapping[str, object]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(node, dict):
        return {_fill(key, values): _fill(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_fill(value, values) for value in node]
    return values.get(node, node) if isinstance(node, str) else node
