"""Records: what a frozen dataclass does, but for the freezing, which is mypy's."""

from collections.abc import Mapping
from dataclasses import field, fields, replace

import pytest

from tui.record import record


@record
class Key:
    """One of two classes with the same fields."""

    name: str
    secret: str = field(default="", repr=False)
    more: Mapping[str, int] = field(default_factory=dict)


@record
class Lock:
    name: str
    secret: str = ""
    more: Mapping[str, int] = field(default_factory=dict)


@record
class Nothing:
    """No field at all."""


@record
class Pair:
    left: int
    right: int = 0


def test_records_are_equal_if_all_their_fields_are() -> None:
    assert Key("a", "b") == Key("a", "b")
    assert Key("a", "b") != Key("a", "c")
    assert Nothing() == Nothing()
    assert len({Pair(1), Pair(1), Pair(1, 1)}) == 2


def test_records_of_two_classes_are_never_equal() -> None:
    others: list[object] = [Lock("a"), ("a", "", {}), Nothing(), None]
    assert Key("a") not in others


def test_a_record_with_a_field_that_cannot_be_hashed_cannot_either() -> None:
    with pytest.raises(TypeError):
        hash(Key("a"))


def test_what_is_not_to_be_shown_is_not() -> None:
    assert repr(Key("a", "sesame", {"b": 1})) == "Key(name='a', more={'b': 1})"
    assert repr(Nothing()) == "Nothing()"


def test_a_record_is_taken_apart_and_changed_as_a_dataclass_is() -> None:
    match Pair(1, 2):
        case Pair(left, right):
            assert (left, right) == (1, 2)
    assert replace(Pair(1, 2), right=3) == Pair(1, 3)
    assert [each.name for each in fields(Pair)] == ["left", "right"]


def test_a_record_has_no_room_for_more_than_its_fields() -> None:
    with pytest.raises(AttributeError):
        setattr(Pair(1), "middle", 2)  # noqa: B010 - mypy does not let it be written
