"""The Condition element, operator by operator, as the IAM user guide has it."""

from typing import Any

import pytest

from tests.unit.policies import ALLOWED, EXPLICIT, IMPLICIT, condition
from tui.sandbox.templates import Context

OPERATORS: list[tuple[str, Any, str, bool]] = [
    ("StringEquals", "a", "a", True),
    ("StringEquals", "a", "A", False),
    ("StringEquals", "a*", "ab", False),
    ("StringEquals", ["a", "b"], "b", True),
    ("StringNotEquals", "a", "b", True),
    ("StringNotEquals", ["a", "b"], "b", False),
    ("StringEqualsIgnoreCase", "Straße", "STRASSE", True),
    ("StringNotEqualsIgnoreCase", "A", "a", False),
    ("StringLike", "a*c", "abbc", True),
    ("StringLike", "a?c", "abbc", False),
    ("StringLike", "a.c", "abc", False),
    ("StringNotLike", "a*", "b", True),
    ("StringNotLike", "a*", "ab", False),
    ("NumericEquals", 10, "10.0", True),
    ("NumericNotEquals", "10", "11", True),
    ("NumericLessThan", "10", "9.99", True),
    ("NumericLessThan", "10", "10", False),
    ("NumericLessThanEquals", "10", "10", True),
    ("NumericGreaterThan", "10", "1e2", True),
    ("NumericGreaterThanEquals", "10", "9", False),
    ("Bool", "true", "TRUE", True),
    ("Bool", True, "true", True),
    ("Bool", "false", "true", False),
    ("DateLessThan", "2030-01-01T00:00:00Z", "2029-12-31T23:59:59Z", True),
    ("DateGreaterThan", "2030-01-01T00:00:00Z", "1577836800", False),
    ("DateEquals", "2020-01-01", "1577836800", True),
    ("DateNotEquals", "2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", False),
    ("DateLessThanEquals", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", True),
    ("DateGreaterThanEquals", "2020-01-01T00:00:00Z", "2019-01-01T00:00:00Z", False),
    ("ArnEquals", "arn:aws:sns:*:123456789012:*", "arn:aws:sns:us-east-1:123456789012:topic", True),
    ("ArnLike", "arn:aws:sns:*:topic", "arn:aws:sns:us-east-1:123456789012:topic", False),
    ("ArnNotEquals", "arn:aws:sns:us-east-1:1:a", "arn:aws:sns:us-east-1:1:b", True),
    ("ArnNotLike", "arn:aws:sns:us-east-1:1:*", "arn:aws:sns:us-east-1:1:b", False),
]


@pytest.mark.parametrize(("operator", "policy", "value", "holds"), OPERATORS)
def test_operators(operator: str, policy: object, value: str, holds: bool) -> None:
    allowed = condition({operator: {"Some:Key": policy}}, {"some:key": (value,)})
    assert allowed is (ALLOWED if holds else IMPLICIT)
    denied = condition({operator: {"some:KEY": policy}}, {"some:key": (value,)}, "Deny")
    assert denied is (EXPLICIT if holds else IMPLICIT)


@pytest.mark.parametrize(("operator", "holds"), [
    ("StringEquals", False),
    ("StringNotEquals", True),
    ("StringLike", False),
    ("StringNotLike", True),
    ("NumericLessThan", False),
    ("NumericNotEquals", True),
    ("Bool", False),
    ("DateGreaterThan", False),
    ("ArnLike", False),
    ("ArnNotLike", True),
    ("StringEqualsIfExists", True),
    ("StringNotEqualsIfExists", True),
    ("BoolIfExists", True),
    ("ForAllValues:StringEquals", True),
    ("ForAnyValue:StringEquals", False),
    ("ForAnyValue:StringNotEquals", False),
    ("ForAnyValue:StringEqualsIfExists", True),
])
def test_a_missing_key(operator: str, holds: bool) -> None:
    for context in ({}, {"k": ()}):
        assert condition({operator: {"k": "1"}}, context) is (ALLOWED if holds else IMPLICIT)


def test_if_exists_still_compares_what_exists() -> None:
    assert condition({"StringEqualsIfExists": {"k": "a"}}, {"k": ("b",)}) is IMPLICIT
    assert condition({"StringEqualsIfExists": {"k": "a"}}, {"k": ("a",)}) is ALLOWED


@pytest.mark.parametrize(("wanted", "context", "holds"), [
    ("true", {}, True),
    ("true", {"k": ()}, True),
    ("true", {"k": ("",)}, False),
    ("false", {"k": ("x", "y")}, True),
    (False, {"k": ("x",)}, True),
    ("false", {}, False),
])
def test_null(wanted: object, context: Context, holds: bool) -> None:
    assert condition({"Null": {"k": wanted}}, context) is (ALLOWED if holds else IMPLICIT)


@pytest.mark.parametrize(("operator", "values", "holds"), [
    ("ForAllValues:StringEquals", ("a", "b"), True),
    ("ForAllValues:StringEquals", ("a", "x"), False),
    ("ForAnyValue:StringEquals", ("a", "x"), True),
    ("ForAnyValue:StringEquals", ("x", "y"), False),
    ("ForAllValues:StringNotEquals", ("x", "y"), True),
    ("ForAllValues:StringNotEquals", ("x", "a"), False),
    ("ForAnyValue:StringNotEquals", ("x", "a"), True),
    ("ForAnyValue:StringNotEquals", ("a", "b"), False),
    ("ForAllValues:StringLike", ("a", "b"), True),
])
def test_sets_of_values(operator: str, values: tuple[str, ...], holds: bool) -> None:
    block = {operator: {"dynamodb:Attributes": ["a", "b"]}}
    assert condition(block, {"dynamodb:attributes": values}) is (ALLOWED if holds else IMPLICIT)


def test_a_single_value_operator_does_not_guess_about_several_values() -> None:
    several: Context = {"k": ("a", "a")}
    assert condition({"StringEquals": {"k": "a"}}, several) is IMPLICIT
    assert condition({"StringNotEquals": {"k": "b"}}, several) is IMPLICIT
    assert condition({"StringEquals": {"k": "b"}}, several, "Deny") is EXPLICIT


def test_every_operator_and_every_key_must_hold() -> None:
    block = {"StringEquals": {"a": "1", "b": "2"}, "Null": {"c": "true"}}
    assert condition(block, {"a": ("1",), "b": ("2",)}) is ALLOWED
    assert condition(block, {"a": ("1",), "b": ("3",)}) is IMPLICIT
    assert condition(block, {"a": ("1",), "b": ("2",), "c": ("",)}) is IMPLICIT
