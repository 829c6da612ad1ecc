"""JSON that could be read in two ways is not read at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox import strictjson

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=10)


@given(values)
def test_plain_json_is_read_as_it_is(value: object) -> None:
    assert strictjson.loads(json.dumps(value)) == value
    assert strictjson.loads(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize("document", [
    b'{"a": 1, "a": 2}',
    b'{"a": {"b": 1, "b": 1}}',
    b'[{"\\u0061": 1, "a": 2}]',
    b"NaN",
    b'{"a": -Infinity}',
    b'"\\ud800"',
    b'{"\\udfff": 1}',
    b'"\xff"',
    b'"\xed\xa0\x80"',
    b'\xef\xbb\xbf{}',
    '{"a": 1}'.encode("utf-16"),
    '{"a": 1}'.encode("utf-16-le"),
    '{"a": 1}'.encode("utf-32-be"),
    b"",
    b"{",
    b"{} {}",
    b"{'a': 1}",
    b'{"a": 1,}',
    b'"\x00"',
    b"[" * 101 + b"]" * 101,
    b"[" * 100_000,
])
def test_what_could_be_read_in_two_ways_or_none(document: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
        strictjson.loads(document)
