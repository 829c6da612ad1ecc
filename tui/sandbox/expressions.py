"""DynamoDB expressions, read only as far as authorisation needs: which attributes, and whose partition.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html. A character, function or
keyword out of place is refused here: nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from tui.record import record

Slot = Literal["projection", "condition", "key", "update"]

_TOKEN = re.compile(
    r"[ \t\r\n]+|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<alias>#[A-Za-z0-9_]+)|(?P<value>:[A-Za-z0-9_]+)"
    r"|(?P<number>[0-9]+)|(?P<sign><>|<=|>=|[=<>+\-.,()\[\]])")

_FUNCTIONS: Mapping[Slot, frozenset[str]] = {
    "projection": frozenset(),
    "condition": frozenset({
        "attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size"}),
    "key": frozenset({"begins_with"}),
    "update": frozenset({"if_not_exists", "list_append"}),
}
_KEYWORDS: Mapping[Slot, frozenset[str]] = {
    "projection": frozenset(),
    "condition": frozenset({"AND", "OR", "NOT", "BETWEEN", "IN"}),
    "key": frozenset({"AND", "BETWEEN"}),
    "update": frozenset({"SET", "REMOVE", "ADD", "DELETE"}),
}


class ExpressionError(ValueError):
    """The expression is not one; the message is DynamoDB's, where it is known."""


@record
class _Token:
    kind: str
    text: str


@record
class Expression:
    """One expression taken apart; `aliases` are the ExpressionAttributeNames."""

    slot: Slot
    tokens: Sequence[_Token]
    aliases: Mapping[str, str]

    def names(self) -> set[str]:
        """Every attribute it names, by its top-level name: `#a.b[0]` is what `#a` stands for."""
        return {name for _, name in self._paths()}

    def targets(self) -> set[str]:
        """Of an update: the top-level names of what it writes."""
        starts = {0, *self._clause_starts()}
        return {name for position, name in self._paths() if position in starts}

    def key_value(self, attribute: str) -> str:
        """Of a key condition: the placeholder that `attribute` must equal, as in `pk = :owner`."""
        clauses = list(self._clauses())
        about = [clause for clause in clauses if attribute in {name for _, name in clause._paths()}]
        if len(about) == 1 and [token.kind for token in about[0].tokens][1:] == ["sign", "value"]:
            _, sign, value = about[0].tokens
            if sign.text == "=":
                return value.text
        raise ExpressionError(f"Query condition missed key schema element: {attribute}")

    def _clauses(self) -> Iterator["Expression"]:
        """The parts between the ANDs; the halves of a BETWEEN come apart too, which does no harm."""
        start = 0
        for position, token in enumerate([*self.tokens, _Token("name", "AND")]):
            if token.kind == "name" and token.text.upper() == "AND":
                yield Expression(self.slot, self.tokens[start:position], self.aliases)
                start = position + 1

    def _clause_starts(self) -> Iterator[int]:
        """Where the targets of an update stand: after a keyword, and after each comma outside a function."""
        depth = 0
        for position, token in enumerate(self.tokens):
            depth += (token.text == "(") - (token.text == ")")
            if (token.text == "," and depth == 0) or self._is_keyword(position):
                yield position + 1

    def _paths(self) -> Iterator[tuple[int, str]]:
        """Where each document path begins, and the attribute it begins with."""
        for position, token in enumerate(self.tokens):
            if token.kind not in ("name", "alias") or self._nested(position):
                continue
            if token.kind == "alias":
                yield position, self.aliases[token.text]
            elif self._sign(position + 1) == "(":
                if token.text not in _FUNCTIONS[self.slot] and not self._is_keyword(position):
                    raise ExpressionError(f"Invalid function name; function: {token.text}")
            elif not self._is_keyword(position):
                yield position, token.text

    def _is_keyword(self, position: int) -> bool:
        """Whether a keyword stands here, where one may stand: not where a value or path is expected."""
        token = self.tokens[position]
        if token.kind != "name" or token.text.upper() not in _KEYWORDS[self.slot] or self._nested(position):
            return False
        opens = token.text.upper() == "NOT" or (self.slot == "update" and position == 0)
        follows = position > 0 and (
            self.tokens[position - 1].kind != "sign" or self.tokens[position - 1].text in (")", "]"))
        if not (opens or follows):
            raise ExpressionError(f"Syntax error; token: {token.text}")
        return True

    def _sign(self, position: int) -> str:
        if 0 <= position < len(self.tokens) and self.tokens[position].kind == "sign":
            return self.tokens[position].text
        return ""

    def _nested(self, position: int) -> bool:
        return self._sign(position - 1) == "."


def read(text: str, slot: Slot, aliases: Mapping[str, str]) -> Expression:
    """Take `text` apart; raises ExpressionError unless every character and every name has its place."""
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if not found:
            raise ExpressionError(f"Syntax error; token: {text[position]!r}")
        if found.lastgroup:
            tokens.append(_Token(found.lastgroup, found.group()))
        position = found.end()
    expression = Expression(slot, tokens, aliases)
    _check_signs(expression)
    expression.names()
    return expression


def _check_signs(expression: Expression) -> None:
    """Aliases are known, numbers stand in brackets, brackets hold numbers, dots stand before names."""
    if not expression.tokens:
        raise ExpressionError("The expression can not be empty;")
    for token in expression.tokens:
        if token.kind == "alias" and token.text not in expression.aliases:
            raise ExpressionError("An expression attribute name used in the document path is not defined; "
                                  f"attribute name: {token.text}")
    kinds = [token.kind for token in expression.tokens]
    for position, token in enumerate(expression.tokens):
        before, after = expression._sign(position - 1), expression._sign(position + 1)
        wrong = (
            (token.kind == "number" and (before, after) != ("[", "]"))
            or (token.text == "[" and kinds[position + 1:position + 2] != ["number"])
            or (token.text == "]" and kinds[position - 1:position] != ["number"])
            or (token.text == "." and kinds[position + 1:position + 2] not in (["name"], ["alias"]))
        )
        if wrong:
            raise ExpressionError(f"Syntax error; token: {token.text}")
