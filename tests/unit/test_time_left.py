"""The time left in words, and when they change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.code_box import reading


@pytest.mark.parametrize(("seconds", "words"), [
    (1800.0, "about 30 minutes"),
    (600.0, "about 10 minutes"),
    (599.0, "about 10 minutes"),
    (569.9, "about 9 minutes"),
    (89.9, "about 1 minute"),
    (60.1, "about 1 minute"),
    (60.0, "60 seconds"),
    (59.1, "60 seconds"),
    (1.0, "1 second"),
    (0.2, "1 second"),
    (0.0, "0 seconds"),
])
def test_reads_as_a_person_would_say_it(seconds: float, words: str) -> None:
    assert reading(seconds)[0] == words


def test_at_the_end_nothing_changes_any_more() -> None:
    assert reading(0.0) == ("0 seconds", 0.0)


@given(st.floats(0.01, 2000.0))
def test_changes_exactly_when_it_says(seconds: float) -> None:
    words, change = reading(seconds)
    assert change > 0.0
    assert reading(seconds - change * 0.99)[0] == words
    if seconds - change > 0.01:
        assert reading(seconds - change - 0.001)[0] != words


@given(st.floats(0.01, 2000.0))
def test_never_repaints_more_than_once_a_second(seconds: float) -> None:
    _, first = reading(seconds)
    after = max(0.0, seconds - first - 1e-6)
    assert reading(after)[1] >= 0.999 or after < 1.0
