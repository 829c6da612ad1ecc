"""`python -m tests.bench`: every number that dynacart promises, measured in one run on this machine."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from tests.bench import (
    burst,
    commands,
    cost,
    edits,
    idle,
    importing,
    memory,
    painting,
    report,
    starts,
    working,
)
from tests.bench.experiment import Experiment, measure
from tests.bench.rows import Result
from tests.bench.stage import Options, staged
from tui.cli.demo import leave_surroundings

EXPERIMENTS: Sequence[Experiment] = [
    *starts.EXPERIMENTS, *painting.EXPERIMENTS, *working.EXPERIMENTS, *idle.EXPERIMENTS, *memory.EXPERIMENTS,
    *edits.EXPERIMENTS, *burst.EXPERIMENTS, *commands.EXPERIMENTS, *importing.EXPERIMENTS, *cost.EXPERIMENTS]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 0 however it comes out: that is for people to judge."""
    args = _parser().parse_args(argv)
    if args.list:
        for row in (row for experiment in EXPERIMENTS for row in experiment.rows):
            what = row.what.format(lines=args.lines, idle=args.idle)
            print(f"{row.name:24} {what}" + (f"; beside {row.theirs}" if row.theirs else ""))
        return 0
    chosen = choose(args.only)
    if not chosen:
        print("There is no such row; --list has them.", file=sys.stderr)
        return 2
    leave_surroundings(os.environ)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled
    where = report.machine()
    results = _measure(chosen, Options(args.rounds, args.lines, args.idle))
    if args.only:
        results = [result for result in results if _named(result.row.name, args.only)]
    if args.plot:
        from tests.bench.plot import svg

        Path(args.plot).write_text(svg(results, where), "utf-8")
    print(json.dumps(report.as_json(results, where), indent=1) if args.json else
          f"{report.table(results)}\n\n{where}")
    return 0


def choose(only: Sequence[str]) -> list[Experiment]:
    """The experiments that measure a row of one of these names or patterns; all where none is said."""
    return [each for each in EXPERIMENTS if not only or any(_named(row.name, only) for row in each.rows)]


def _measure(experiments: Sequence[Experiment], options: Options) -> list[Result]:
    results: list[Result] = []
    with staged() as stage:
        for experiment in experiments:
            print(", ".join(row.name for row in experiment.rows), "...", file=sys.stderr, flush=True)
            results += measure(experiment, stage, options)
    return results


def _named(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("--list", action="store_true", help="say what is measured, and measure nothing")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[],
                        help="measure these rows alone; patterns such as 'confirmed-*' will do")
    parser.add_argument("--rounds", type=int, default=Options.rounds, metavar="N",
                        help="measure each so many times (default: %(default)s; long ones fewer times)")
    parser.add_argument("--lines", type=int, default=Options.lines, metavar="N",
                        help="lines of the large cart and of the import (default: %(default)s)")
    parser.add_argument("--idle", type=float, default=Options.idle, metavar="SECONDS",
                        help="how long nothing is pressed (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--plot", metavar="FILE", default="", help="draw ratios and limits, as SVG")
    return parser


if __name__ == "__main__":
    sys.exit(main())
