"""What the bench makes of its measurements; how long anything takes is no test's business."""

import json
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import cast
from xml.etree import ElementTree as ET

import pytest

from tests.bench import __main__ as bench
from tests.bench.experiment import Experiment, measure
from tests.bench.figures import Figure
from tests.bench.plot import svg
from tests.bench.report import as_json, cells, table
from tests.bench.rows import Result, Row
from tests.bench.stage import NotMeasuredError, Options, Stage
from tests.bench.terminal import Consumed, consumed, text

FASTER = Row("faster", "something", "ms", "them", 1.5)
FEW = Row("few", "so many", "writes", limit=5)
ROOT = Path(__file__).parents[2]
STILL = Row("still", "what is sent", "B", "them", 0, absolute=True)
SHORT = Row("short", "how long", "ms", limit=5)


def test_a_figure_is_the_median_and_its_quartiles() -> None:
    assert Figure.of([5, 1, 2, 3, 4]) == Figure(3, 2, 4, 5)
    assert Figure.of([7]) == Figure(7, 7, 7, 1)


def test_the_ratio_is_that_of_what_was_measured_together() -> None:
    quiet_then_busy = Result.of(FASTER, [10, 30, 50], [10, 20, 25])
    assert quiet_then_busy.ratio == Figure(1.5, 1.25, 1.75, 3)
    assert Result.of(FASTER, [10], [0]).ratio is None


@pytest.mark.parametrize(("row", "ours", "theirs", "met", "verdict"), [
    (FASTER, [15], [10], True, "met"),
    (FASTER, [18], [10], False, "not met, by 20 %"),
    (FASTER, [1501], [1000], False, "not met, by less than 1 %"),
    (FASTER, [15], [], None, "not measured: it is not here"),
    (FASTER, [], [10], None, "not measured: it is not here"),
    (FEW, [5], [], True, "met"),
    (FEW, [7], [], False, "not met, by 2 writes"),
    (STILL, [0], [0], True, "met"),
    (STILL, [12], [100], False, "not met, by 12 B"),
    (SHORT, [7.15833], [], False, "not met, by 2.16 ms"),
    (SHORT, [5.001], [], False, "not met, by 0.01 ms"),
    (Row("free", "whatever", "ms", "them"), [99], [1], None, ""),
])
def test_the_verdict_says_by_how_much(
    row: Row, ours: list[float], theirs: list[float], met: bool | None, verdict: str,
) -> None:
    result = Result.of(row, ours, theirs, "it is not here" if "not here" in verdict else "")
    assert (result.met, result.verdict) == (met, verdict)


def test_the_table_is_one_in_markdown_too() -> None:
    results = [Result.of(FASTER, [1500, 1600, 1700], [1000, 1000, 1000]), Result.of(FEW, [2], [])]
    heads, rule, first, second = table(results).splitlines()
    assert len({len(line) for line in (heads, rule, first, second)}) == 1
    assert cells(results[0]) == ("something", "1,600 (1,550-1,650) ms", "1,000 them", "1.60 (1.55-1.65)",
                                 "1.5 x", "not met, by 7 %")
    assert [cell.strip() for cell in second.strip("|").split("|")] == [
        "so many", "2 writes", "-", "-", "5 writes", "met"]


def test_the_json_has_it_all() -> None:
    results = [Result.of(FASTER, [3], [2]), Result.of(FEW, [], [], "why")]
    found = json.loads(json.dumps(as_json(results, "here")))
    assert found["machine"] == "here"
    assert found["rows"][0] == {
        "name": "faster", "what": "something", "unit": "ms", "limit": 1.5, "absolute": False,
        "compared_with": "them", "ours": {"median": 3, "quartiles": [3, 3], "count": 1},
        "theirs": {"median": 2, "quartiles": [2, 2], "count": 1},
        "ratio": {"median": 1.5, "quartiles": [1.5, 1.5], "count": 1}, "met": True, "verdict": "met"}
    assert found["rows"][1]["ours"] is None
    assert found["rows"][1]["verdict"] == "not measured: why"


def test_the_picture_has_a_bar_for_each_ratio() -> None:
    odd = Row("odd", "<odd> & long", "ms", "them", 1.1)
    drawn = ET.fromstring(svg([Result.of(odd, [1e6], [1]), Result.of(FEW, [2], []),
                               Result.of(FASTER, [1], [1])], "here <&>"))
    space = "{http://www.w3.org/2000/svg}"
    assert [bar.get("fill") for bar in drawn.iter(f"{space}rect")][1:] == ["#c0503f", "#4c8f5d"]
    assert "<odd> & long" in [said.text for said in drawn.iter(f"{space}text")]


def test_what_cost_has_told_is_understood() -> None:
    said = "Bye\nConsumed: 4.5 read units by 3 requests, 1 of which told nothing; 1 write unit by 1 request."
    assert consumed(said) == Consumed(4.5, 3, 1, 1)
    with pytest.raises(ValueError, match="not a word"):
        consumed("Traceback")


def test_what_a_terminal_was_sent_is_read_without_its_colours() -> None:
    assert text(b"\x1b[1;2H\x1b[38;2;1;2;3mtea\x1b]22;default\x07 \x1b[?2026hpot\x1b[0m") == "tea pot"


def test_every_row_can_be_asked_for_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    names = [row.name for experiment in bench.EXPERIMENTS for row in experiment.rows]
    assert len(names) == len(set(names))
    assert all(bench.choose([name]) for name in names)
    assert bench.choose(["no-such-row"]) == []
    assert bench.main(["--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == names
    assert bench.main(["--only", "no-such-row"]) == 2


def test_the_readme_tells_what_came_of_every_row() -> None:
    readme, usual = (ROOT / "README.md").read_text("utf-8"), Options()
    for row in (row for experiment in bench.EXPERIMENTS for row in experiment.rows):
        assert f"| {row.what.format(lines=usual.lines, idle=usual.idle)} " in readme


def alternating(said: list[str], missing: bool = False) -> Experiment:
    """Notes whose turn it is; theirs may turn out to be missing."""
    def ours() -> dict[str, float]:
        said.append("A")
        return {"faster": len(said)}

    def theirs() -> dict[str, float]:
        said.append("B")
        if missing:
            raise NotMeasuredError("it is not here")
        return {"faster": 1}

    return Experiment([FASTER], lambda _stage, _options: nullcontext((ours, theirs)))


NOWHERE = cast("Stage", None)


def test_both_are_measured_in_turn_and_the_first_round_does_not_count() -> None:
    said: list[str] = []
    [result] = measure(alternating(said), NOWHERE, Options(rounds=2))
    assert "".join(said) == "ABABAB"
    assert result.ours == Figure.of([3, 5])
    assert result.ratio == Figure.of([3, 5])


def test_what_is_missing_is_asked_for_once_and_the_row_says_so() -> None:
    said: list[str] = []
    [result] = measure(alternating(said, missing=True), NOWHERE, Options(rounds=2))
    assert "".join(said) == "ABAA"
    assert (result.ours, result.theirs) == (Figure.of([3, 4]), None)
    assert result.verdict == "not measured: it is not here"


def test_a_row_that_fails_costs_no_other_row_its_figures() -> None:
    def fail() -> dict[str, float]:
        raise TimeoutError("nothing was painted\nat all")

    experiment = Experiment([FEW], lambda _stage, _options: nullcontext((fail, None)))
    [result] = measure(experiment, NOWHERE, Options())
    assert result.verdict == "not measured: nothing was painted"


def test_a_cheap_row_really_runs() -> None:
    words = [sys.executable, "-m", "tests.bench", "--only", "first-paint", "--rounds", "1", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    [row] = json.loads(done.stdout)["rows"]
    assert row["name"] == "first-paint"
    assert row["ours"]["median"] > 0
    assert row["theirs"]["count"] == row["ratio"]["count"] == 1
