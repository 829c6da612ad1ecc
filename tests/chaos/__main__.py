"""Play many rounds, or many presses of one key, and tell what happened and whether all came right."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.chaos.account import Account
from tests.chaos.client import RULES
from tests.chaos.rounds import FIVE, SHARING, Stage, play, press, stage
from tests.sandbox.conftest import Sandbox
from tui.cli.demo import leave_surroundings
from tui.cli.sandbox_process import SandboxProcess
from tui.problem import Problem


def main() -> int:
    """Exit code 0 where every edit is accounted for, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="rounds of edits and kills")
    parser.add_argument("--presses", type=int, default=0,
                        help="instead, five clients add 1 to one line so many times each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", choices=RULES, default="", help="delete a rule of the engine")
    args = parser.parse_args()
    leave_surroundings(os.environ)
    with SandboxProcess() as process, tempfile.TemporaryDirectory() as folder:
        ready = process.ready()
        if isinstance(ready, Problem):
            return int(ready.kind)
        crew = FIVE if args.presses else SHARING
        with stage(Sandbox.of(ready), Path(folder), args.seed, crew=crew, without=args.without) as made:
            return _tell(made, args)


def _tell(made: Stage, args: argparse.Namespace) -> int:
    try:
        account = press(made, args.presses) if args.presses else play(made, args.rounds)
    except AssertionError as error:
        print(f"seed {args.seed}: {error}")
        _count(made)
        print("RED: an edit was lost, or written twice, or the table says something else")
        return 1
    _count(made, account)
    print("GREEN: every accepted edit is in the table's history exactly once")
    return 0


def _count(made: Stage, account: Account | None = None) -> None:
    for name, number in made.happened.items():
        print(f"{number:6} {name}")
    if account:
        print(f"{len(account.sure):6} edits accepted\n{len(account.saved):6} called saved\n"
              f"{account.questions:6} questions asked")
    print(f"{len(made.proxy.history):6} writes, of {len(made.proxy.asked)} that were sent")
    for fault, number in made.proxy.faults.happened.most_common():
        print(f"{number:6} requests: {fault.value}")


if __name__ == "__main__":
    sys.exit(main())
