"""`python -m tests.scale`: people by the thousand with the real client code, on the sandbox.

The sandbox is one process on this machine, where DynamoDB is many: so that it is not what is measured, all
people together make `--rate` edits a second however many they are, and each one waits the longer in between.
"""

import argparse
import gc
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.stage import Stage
from tests.sandbox.conftest import Sandbox
from tests.scale.crowd import Crowd
from tests.scale.machine import memory, seconds_of
from tests.scale.report import Measured, table, verdicts
from tui.cli.demo import leave_surroundings
from tui.cli.sandbox_process import Ready, SandboxProcess


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 where each cart holds what its person did, and costs are even; latency is only told."""
    args = _parser().parse_args(argv)
    leave_surroundings(os.environ)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # three files and a connection for each of us
    with SandboxProcess(people=max(args.people)) as process, \
            tempfile.TemporaryDirectory(dir=args.folder or None) as folder:
        ready = process.ready()
        assert isinstance(ready, Ready), ready
        stage, names = Stage(Sandbox.of(ready), Path(folder)), ready.people[-max(args.people):]
        _run(stage, names[:1], 0.1, 0.1, process.pid)  # what is loaded once is loaded
        found: list[Measured] = []
        for number in args.people:
            pace = args.pace or number / args.rate
            found.append(_run(stage, names[:number], pace, args.seconds, process.pid))
            print(table(found[-1], found[0]), flush=True)
        held = verdicts(found)
    print("\n".join(f"{'met' if good else 'NOT MET':8} {what}" for what, good in held.items()))
    return 0 if all(held.values()) else 1


def _run(stage: Stage, names: Sequence[str], pace: float, seconds: float, sandbox: int) -> Measured:
    _say(f"{len(names)} people: their carts are filled")
    crowd = Crowd.gathered(stage, names, f"{len(names)} at {time.time_ns()}")
    before = memory()
    _say("they sign in and open them")
    crowd.arrive()
    _say("they edit")
    gc.collect()
    gc.freeze()  # a collection would walk through all people at once, who in truth have a process each
    started, ours, theirs = time.perf_counter(), time.process_time(), seconds_of(sandbox)
    crowd.work(pace, seconds)
    took = time.perf_counter() - started
    ours, theirs = (time.process_time() - ours) / took, (seconds_of(sandbox) - theirs) / took
    gc.unfreeze()
    held = memory() - before
    _say("they try each other's carts")
    kept_out = crowd.kept_out()
    crowd.leave()
    return Measured(crowd, pace=pace, seconds=took, memory=held / len(names), kept_out=kept_out,
                    account=crowd.account(), client=ours, sandbox=theirs)


def _say(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10, 100, 1000], metavar="N")
    parser.add_argument("--seconds", type=float, default=20.0,
                        help="how long they edit, at least once each (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=50.0,
                        help="edits a second of all together (default: %(default)s)")
    parser.add_argument("--pace", type=float, default=0.0, metavar="SECONDS",
                        help="instead, between the edits of each, however many there are")
    parser.add_argument("--folder", default="", metavar="DIR",
                        help="where what people keep on disk lies; in memory, no edit waits for a disk")
    return parser


if __name__ == "__main__":
    sys.exit(main())
