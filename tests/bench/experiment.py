"""Measuring ours and theirs in turn: A B A B, so that whatever else the machine does hits both alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from subprocess import SubprocessError

from botocore.exceptions import ClientError

from tests.bench.rows import Result, Row
from tests.bench.stage import NotMeasuredError, Options, Stage

Side = Callable[[], Mapping[str, float]]
"""Measures once; a value for each row by its name."""
TROUBLE = (AssertionError, ValueError, OSError, SubprocessError, ClientError)
"""What may go wrong with one row: the others are measured all the same."""
Sides = AbstractContextManager[tuple[Side, Side | None]]


@dataclass(frozen=True)
class Experiment:
    """Rows that are measured together. `prepare` gives both sides, ours first; `most` rounds are made.

    `warm`: the first round of each does not count.
    """

    rows: Sequence[Row]
    prepare: Callable[[Stage, Options], Sides]
    most: int = 1000
    warm: bool = True


def measure(experiment: Experiment, stage: Stage, options: Options) -> Iterator[Result]:
    """The results of all its rows."""
    found: tuple[list[Mapping[str, float]], list[Mapping[str, float]]] = ([], [])
    why = ""
    try:
        with experiment.prepare(stage, options) as sides:
            there = [(side, values) for side, values in zip(sides, found, strict=True) if side]
            for count in range(-int(experiment.warm), min(options.rounds, experiment.most)):
                for side, values in list(there):
                    try:
                        measured = side()
                    except NotMeasuredError as error:
                        why = str(error)
                        there.remove((side, values))
                    else:
                        values.extend([measured] if count >= 0 else ())
    except (NotMeasuredError, *TROUBLE) as error:
        why = (str(error) or type(error).__name__).splitlines()[0]
    for row in experiment.rows:
        mine, other = ([values[row.name] for values in side if row.name in values] for side in found)
        named = replace(row, what=row.what.format(lines=options.lines, idle=options.idle))
        yield Result.of(named, mine, other, why)
