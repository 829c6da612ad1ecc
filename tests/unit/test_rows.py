"""Files of lines: what is read from spreadsheets and written for them, and that both are the same."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.cart import csv_rows, json_rows
from tui.cart.model import NOTE_MAX, note_flaw, sku_flaw
from tui.cart.rows import SIZE_MAX, Flaw, Row, Rows, spans, text_of

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("=+-@',;\"#"), max_size=40)
SKUS = st.text(max_size=20).filter(lambda sku: not sku_flaw(sku))
NOTES = TEXT.filter(lambda note: not note_flaw(note))
LINES = st.lists(st.fixed_dictionaries({
    "sku": SKUS, "qty": st.integers(1, 999), "note": NOTES, "name": st.none() | TEXT,
    "price": st.none() | st.just("9.80"), "currency": st.none() | st.just("EUR")}),
    max_size=8, unique_by=lambda line: line["sku"])


def read(content: str | bytes) -> Rows:
    text = text_of(content.encode() if isinstance(content, str) else content)
    assert isinstance(text, str), text
    return csv_rows.read(text)


def flaws(rows: Rows) -> list[tuple[int, str]]:
    return [(flaw.place, flaw.why) for flaw in rows.flaws]


def asked(lines: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, str]]:
    return [(line["sku"], line["qty"], line["note"]) for line in lines]


def said(rows: Rows) -> list[tuple[str, int, str | None]]:
    assert rows.flaws == []
    return [(row.sku, row.qty, row.note) for row in rows.rows]


@given(LINES)
def test_what_is_written_as_csv_is_read_again(lines: list[dict[str, Any]]) -> None:
    assert said(read(csv_rows.write(lines))) == asked(lines)


@given(LINES)
def test_what_is_written_as_json_is_read_again_and_each_line_has_its_own(lines: list[dict[str, Any]]) -> None:
    rows = json_rows.read(json_rows.write("alice", "cart", lines))
    assert said(rows) == asked(lines)
    assert [row.place for row in rows.rows] == list(range(2, 2 + len(lines)))


@given(LINES)
def test_no_cell_begins_as_a_formula(lines: list[dict[str, Any]]) -> None:
    import csv
    import io

    for row in csv.reader(io.StringIO(csv_rows.write(lines), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@given(st.text(max_size=200))
def test_whatever_a_file_holds_it_is_rows_or_flaws(text: str) -> None:
    for found in (csv_rows.read(text), csv_rows.read(f"sku,qty,note\n{text}"), json_rows.read(text),
                  json_rows.read(f"[{text}]")):
        assert all(not sku_flaw(row.sku) and 1 <= row.qty <= 999 for row in found.rows)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["lines", "sku", "qty", "note", "x"]), inner, max_size=4)))
def test_whatever_json_holds_it_is_rows_or_flaws(value: object) -> None:
    for indent in (None, 1):
        found = json_rows.read(json.dumps(value, indent=indent))
        assert all(isinstance(row, Row) for row in found.rows)


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbfsku,qty,note\r\nTEA,2,caf\xc3\xa9\r\n",
    "\ufeffSKU;Quantity;Notes\r\nTEA;2;café\r\n".encode("utf-16-le"),
    "sku\tqty\tnote\nTEA\t2\tcafé\n",
    "sep=;\r\nsku;qty;note\r\nTEA;2;café",
    '"sku","qty","note"\n" TEA ","2","café"\n\n,,\n',
    "qty,note,name,sku\r2,café,Tea,TEA\r",
], ids=["bom", "utf-16", "tabs", "sep", "quoted", "cr"])
def test_spreadsheets_write_it_in_many_ways(content: str | bytes) -> None:
    assert said(read(content)) == [("TEA", 2, "café")]


def test_every_wrong_row_is_told_with_its_line() -> None:
    rows = read('sku,qty,note\nTEA,0,\nCOF,two,\n"A\nB",1,\nOK,1,"x"\nOK,2,\na#b,1000,\x00\n'
                "X,1,y,z\nY,1.5\nZ\n")
    assert flaws(rows) == [
        (2, "a quantity is between 1 and 999"),
        (3, "a quantity is a whole number"),
        (4, "a SKU holds no #, no control characters and no blanks around it"),
        (7, "OK stands on line 6 already"),
        (8, "a SKU holds no #, no control characters and no blanks around it, and a quantity is between 1 "
            "and 999, and a note is one line of text, without control characters"),
        (9, "there are 4 cells under 3 headings"),
        (10, "a quantity is a whole number"),
        (11, "a quantity is a whole number"),
    ]
    assert rows.rows == [Row(6, "OK", 1, "x")]


def test_a_file_without_notes_says_nothing_of_them() -> None:
    assert read("sku,qty\nTEA,2").rows == [Row(2, "TEA", 2, None)]
    assert read("sku,qty,note\nTEA,2").rows == [Row(2, "TEA", 2, "")]
    assert json_rows.read('[{"sku": "TEA", "qty": 2}]').rows == [Row(1, "TEA", 2, None)]


def test_columns_that_mean_nothing_here_are_named() -> None:
    assert read("sku,qty,name,shelf,colour\nTEA,2,Tea,4,red").ignored == ("shelf", "colour")


@pytest.mark.parametrize("text", ["", "\n", "TEA,2\n", "sku\nTEA", "sku,qty,sku\nA,1,B", '"sku,qty\nTEA,2'])
def test_without_a_heading_nothing_is_guessed(text: str) -> None:
    assert flaws(read(text)) == [(1, "the heading has to name the columns sku and qty, each once")]


def test_a_quote_left_open_and_a_huge_field_end_it() -> None:
    for cell in ('"open', f'"{"x" * 20_000}"', 'x"y'):
        found = read(f"sku,qty,note\nTEA,2,\nCOF,1,{cell}\nX,0,\n")
        if cell == 'x"y':
            assert [row.note for row in found.rows] == ["", 'x"y']
        else:
            assert [row.sku for row in found.rows] == ["TEA"]
            assert flaws(found)[0][1].startswith("this is not CSV, and nothing after it was read")
            assert found.flaws[0].place == 3


def test_a_note_may_be_long_and_not_too_long() -> None:
    assert read(f"sku,qty,note\nTEA,2,{'x' * NOTE_MAX}").flaws == []
    assert flaws(read(f"sku,qty,note\nTEA,2,{'x' * (NOTE_MAX + 1)}")) == [
        (2, f"a note has at most {NOTE_MAX} characters")]


def test_other_encodings_are_told_and_not_guessed() -> None:
    assert text_of("sku,qty\nTEA,1\ncafé,2\n".encode("cp1252")) == Flaw(
        3, "this is not UTF-8; save the file as UTF-8")
    assert isinstance(text_of(b"\xff\xfes"), Flaw)
    assert isinstance(text_of(b"x" * (SIZE_MAX + 1)), Flaw)


@pytest.mark.parametrize(("text", "place"), [
    ("", 1), ("[\n{]", 2), ("{}", 1), ("3", 1), ('{"lines": {}}', 1), ("[" * 100_000, 1),
    ('{"lines": [' + "9" * 5000 + "]}", 1), ('[{"sku": "A", "qty": 1},\n7]', 2),
    ('[\n{"sku": "A", "qty": true}]', 2), ('[\n\n{"sku": 3, "qty": 1}]', 3), ('[{"sku": "A", "qty": .5}]', 1),
    ('{"lines": [\n{"sku": "A", "qty": 1, "note": null}]}', 2),
])
def test_json_that_holds_no_lines_says_where(text: str, place: int) -> None:
    found = json_rows.read(text)
    assert [flaw.place for flaw in found.flaws] == [place]


def test_line_numbers_as_a_person_writes_them() -> None:
    assert spans([7, 2, 3, 4, 4]) == "2-4, 7"
    assert spans([]) == ""
