"""The order of the lines is as if they were sorted anew each time."""

from hypothesis import given
from hypothesis import strategies as st

from tui.cart.model import LISTS, Line, LineKey
from tui.cart.shown import Shown

KEYS = st.builds(LineKey, st.sampled_from(LISTS), st.sampled_from("ABCDE"))
ADDED = st.none() | st.sampled_from(["", "2026-01-01", "2026-01-02"])


@given(st.lists(st.tuples(KEYS, ADDED)))
def test_lines_stand_in_the_order_they_were_added(changes: list[tuple[LineKey, str | None]]) -> None:
    shown, there = Shown(), dict[LineKey, Line]()
    for number, (key, added_at) in enumerate(changes):
        there.pop(key, None)
        if added_at is not None:
            there[key] = Line(key, 1, f"r{number}", added_at=added_at)
        shown.put(key, there.get(key))
        assert shown.get(key) == there.get(key)
    for name in LISTS:
        lines = sorted((line.added_at, key) for key, line in there.items() if key.list == name)
        assert shown.keys(name) == [key for _, key in lines]
