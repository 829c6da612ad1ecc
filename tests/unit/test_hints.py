"""The keys on the last line: none is ever cut in half, and the ones that matter stay longest."""

from tui.widgets.hints import Hint, fitting

HINTS = (
    Hint("enter", "Enter", "open", "open", 2),
    Hint("c", "c", "copy code", "copy", 3),
    Hint("escape", "Esc", "cancel", "cancel", 1),
)


def labels(width: int, *blocked: str) -> list[str]:
    return [hint.label for hint in fitting(HINTS, width, lambda action: action in blocked)]


def test_all_in_their_order_where_there_is_room() -> None:
    assert labels(35) == ["open", "copy code", "cancel"]


def test_the_higher_rank_goes_first() -> None:
    assert labels(34) == labels(22) == ["open", "cancel"]
    assert labels(21) == labels(10) == ["cancel"]
    assert labels(9) == []


def test_what_can_do_nothing_gives_way_to_what_can() -> None:
    assert labels(35, "open") == ["open", "copy code", "cancel"]
    assert labels(34, "open") == ["copy code", "cancel"]
