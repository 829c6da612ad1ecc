"""The Condition element of IAM policies: operators, sets of values, missing keys.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
.../reference_policies_condition-single-vs-multi-valued-context-keys.html. Every test answers yes, no or "not
understood" (None); who asks turns the last into a refusal.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from tui.record import record
from tui.sandbox.templates import Context, MalformedError, Template, parse

_Match = Callable[[Template, str, Context], bool | None]
"""Whether the request's value is what the policy's template says; None where the template makes no sense."""


def _equals(template: Template, value: str, context: Context) -> bool | None:
    text = template.text(context)
    return None if text is None else text == value


def _equals_folded(template: Template, value: str, context: Context) -> bool | None:
    text = template.text(context)
    return None if text is None else text.casefold() == value.casefold()


def _like(template: Template, value: str, context: Context) -> bool | None:
    return template.matches(value, context)


def _arn_like(template: Template, value: str, context: Context) -> bool | None:
    return template.matches(value, context, arn=True)


def _bool(template: Template, value: str, context: Context) -> bool | None:
    text = (template.text(context) or "").lower()
    return text == value.lower() if text in ("true", "false") else None


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _moment(text: str | None) -> Decimal | None:
    """Seconds since 1970 of a W3C ISO 8601 date, or of an epoch time."""
    if (seconds := _number(text)) is not None:
        return seconds
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return Decimal(str((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()))


def _compare(
    read: Callable[[str | None], Decimal | None], holds: Callable[[Decimal, Decimal], bool],
) -> _Match:
    def match(template: Template, value: str, context: Context) -> bool | None:
        limit, actual = read(template.text(context)), read(value)
        return None if limit is None or actual is None else holds(actual, limit)

    return match


_ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "Equals": lambda actual, limit: actual == limit,
    "LessThan": lambda actual, limit: actual < limit,
    "LessThanEquals": lambda actual, limit: actual <= limit,
    "GreaterThan": lambda actual, limit: actual > limit,
    "GreaterThanEquals": lambda actual, limit: actual >= limit,
}

_OPERATORS: dict[str, _Match] = {
    "StringEquals": _equals,
    "StringEqualsIgnoreCase": _equals_folded,
    "StringLike": _like,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": _bool,
    **{f"Numeric{name}": _compare(_number, holds) for name, holds in _ORDER.items()},
    **{f"Date{name}": _compare(_moment, holds) for name, holds in _ORDER.items()},
}

_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}


@record
class Test:
    """One line of a condition block; every one of them must hold."""

    key: str
    templates: tuple[Template, ...]
    match: _Match | None
    """None for an operator that is not known."""
    negated: bool = False
    if_exists: bool = False
    sets: str = ""
    """"ForAllValues", "ForAnyValue" or "" for an operator on single values."""
    null: bool | None = None
    """Of the operator Null: whether the key has to be absent."""

    def holds(self, context: Context) -> bool | None:
        """Whether it holds for the request; None if that cannot be told."""
        values = context.get(self.key)
        if values is None:
            return None
        if self.null is not None:
            return self.null is not bool(values)
        if self.match is None:
            return None
        if not values:
            return self.if_exists or {"ForAllValues": True, "ForAnyValue": False}.get(self.sets, self.negated)
        verdicts = [self._one(value, context) for value in values]
        if self.sets == "ForAnyValue":
            return any_of(verdicts)
        if self.sets == "ForAllValues" or len(verdicts) == 1:
            return all_of(verdicts)
        return None

    def _one(self, value: str, context: Context) -> bool | None:
        """One value of the request against all of the policy's: any of them, or none where negated."""
        match = self.match
        found = any_of(match(template, value, context) for template in self.templates) if match else None
        return found if found is None or not self.negated else not found


def tests(block: object, *, variables: bool) -> tuple[Test, ...]:
    """The tests of a Condition element; raises MalformedError unless it is operators of keys of values."""
    if not isinstance(block, dict):
        raise MalformedError("Condition is not an object")
    return tuple(
        _test(operator, key, values, variables)
        for operator, keys in block.items()
        for key, values in _items(keys, operator)
    )


def _items(keys: object, operator: str) -> Iterable[tuple[str, object]]:
    if not isinstance(keys, dict) or not keys:
        raise MalformedError(f"{operator} holds no keys")
    return keys.items()


def _test(operator: str, key: str, values: object, variables: bool) -> Test:
    sets, _, plain = operator.rpartition(":")
    if_exists = plain.endswith("IfExists")
    name = plain.removesuffix("IfExists")
    texts = tuple(parse(_text(value), variables=variables) for value in _listed(values))
    key = key.lower()
    if name == "Null" and not sets and not if_exists:
        return Test(key, (), None, null=_null(values))
    known = sets in ("", "ForAllValues", "ForAnyValue")
    match = _OPERATORS.get(_NEGATED.get(name, name)) if known else None
    return Test(key, texts, match, negated=name in _NEGATED, if_exists=if_exists, sets=sets)


def _listed(values: object) -> list[object]:
    listed = values if isinstance(values, list) else [values]
    if not listed:
        raise MalformedError("a condition key has no values")
    return listed


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise MalformedError("a condition value is not a string")


def _null(values: object) -> bool:
    said = {_text(value).lower() for value in _listed(values)}
    if said not in ({"true"}, {"false"}):
        raise MalformedError("Null takes true or false")
    return said == {"true"}


def any_of(verdicts: Iterable[bool | None]) -> bool | None:
    """Or of three values: yes wins, then "not understood"."""
    seen = set(verdicts)
    return True if True in seen else None if None in seen else False


def all_of(verdicts: Iterable[bool | None]) -> bool | None:
    """And of three values: no wins, then "not understood"."""
    seen = set(verdicts)
    return False if False in seen else None if None in seen else True
