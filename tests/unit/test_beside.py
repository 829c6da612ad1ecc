"""A label and wrapped text beside it: nothing of either is lost, and no line is too long."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.bars import beside

TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126)) | st.text("ab 茶\n", max_size=90)


@given(label=st.sampled_from(["", "key", "a long label"]), text=TEXTS, width=st.integers(2, 60))
def test_all_of_it_is_there_within_the_width(label: str, text: str, width: int) -> None:
    lines = [line.plain for line in beside((label, "bold"), text, width, 8)]
    told = "".join("".join(lines).split())
    assert told == "".join((label + text).split())
    assert max(map(cell_len, lines[1:]), default=0) <= width


def test_words_stay_whole_where_there_is_room() -> None:
    said = "one two three-four  five"
    assert [line.plain.rstrip() for line in beside(("key", "bold"), said, 18, 8)] == [
        "key     one two", "        three-four", "        five"]
    assert [line.plain for line in beside(("key", "bold"), "  ", 18, 8)] == ["key       "]
