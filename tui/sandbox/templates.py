"""Texts of IAM policies that stand for more than themselves: wildcards and `${variables}`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html. What a variable brings
in is literal: somebody whose name is `*` matches nobody else.
"""

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache

from tui.record import record

Context = Mapping[str, tuple[str, ...]]
"""What is known of one request: values by condition key, the keys in lower case.

A key with no values is known to be absent. Of a key that is not there at all nothing is known, and whatever
depends on it is not understood.
"""

_VARIABLE = re.compile(r"\$\{\s*(?:([*?$])|([^\s,'{}]+)\s*(?:,\s*'([^']*)')?)\s*\}")


class MalformedError(ValueError):
    """The policy says something that cannot be understood."""


@record
class _Variable:
    key: str
    default: str | None

    def value(self, context: Context) -> str | None:
        """What it stands for; None for a key that is absent or has several values."""
        values = context.get(self.key, ())
        return values[0] if len(values) == 1 else None if values else self.default


class _Wildcard(Enum):
    MANY = "*"
    ONE = "?"


_Part = str | _Wildcard | _Variable


@record
class Template:
    """One such text, taken apart; `fixed` is the text itself where it is the same for every request."""

    parts: tuple[_Part, ...]
    fixed: str | None = None

    def text(self, context: Context) -> str | None:
        """The text for this request, wildcards as they are written; None if a variable has no value."""
        if self.fixed is not None:
            return self.fixed
        pieces = [self._piece(part, context) for part in self.parts]
        return None if None in pieces else "".join(piece or "" for piece in pieces)

    def matches(self, value: str, context: Context, *, arn: bool = False, fold: bool = False) -> bool | None:
        """Whether `value` is one the template stands for; None if a variable has no value.

        With `arn`, a wildcard stays within its one of the six parts of an ARN. `fold` ignores case.
        """
        source = self._pattern(context, arn and self.parts != (_Wildcard.MANY,))
        return None if source is None else _compiled(source, fold).fullmatch(value) is not None

    def _pattern(self, context: Context, arn: bool) -> str | None:
        source, colons = "", 0
        for part in self.parts:
            if isinstance(part, _Wildcard):
                within = "[^:]" if arn and colons < 5 else "."
                source += within + ("*" if part is _Wildcard.MANY else "")
                continue
            piece = self._piece(part, context)
            if piece is None:
                return None
            source += re.escape(piece)
            colons += piece.count(":") if isinstance(part, str) else 0
        return source

    @staticmethod
    def _piece(part: _Part, context: Context) -> str | None:
        if isinstance(part, _Variable):
            return part.value(context)
        return part.value if isinstance(part, _Wildcard) else part


def parse(text: str, *, variables: bool) -> Template:
    """Take `text` apart; `variables` is whether the policy's Version knows them. Raises MalformedError."""
    if not variables or "${" not in text:
        return Template(tuple(_wildcards(text)), text)
    parts: list[_Part] = []
    end = 0
    while (start := text.find("${", end)) >= 0:
        found = _VARIABLE.match(text, start)
        if not found:
            raise MalformedError(f"a variable is not closed or named in {text!r}")
        literal, key, default = found.groups()
        parts += _wildcards(text[end:start])
        parts.append(literal or _Variable(key.lower(), default))
        end = found.end()
    return Template((*parts, *_wildcards(text[end:])))


def _wildcards(text: str) -> list[_Part]:
    return [_Wildcard(piece) if piece in "*?" else piece for piece in re.split(r"([*?])", text) if piece]


@lru_cache(maxsize=4096)
def _compiled(source: str, fold: bool) -> re.Pattern[str]:
    return re.compile(source, re.DOTALL | (re.IGNORECASE if fold else 0))
