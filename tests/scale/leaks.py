"""`python -m tests.scale.leaks`: what the editor holds after hours of editing, on the sandbox."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from tests.bench.stage import staged
from tests.scale.long import Sample, Sitting
from tui.cart.history import STEPS
from tui.cli.demo import leave_surroundings
from tui.credentials.aws import CONNECTIONS
from tui.live import Live

HEADS = ("edits", "by the clock", "memory MiB", "threads", "files", "sockets")
OWN_SOCKETS = 3
"""Of the event loop, and what keeps the sandbox running."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 where threads and descriptors are as many in the end as in the beginning."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale.leaks", description=__doc__)
    parser.add_argument("--edits", type=int, default=2000, help="(default: %(default)s)")
    parser.add_argument("--every", type=int, default=200, help="between two samples (default: %(default)s)")
    args = parser.parse_args(argv)
    leave_surroundings(os.environ)
    print("| " + " | ".join(HEADS) + " |\n|" + "|".join("-" * (len(head) + 2) for head in HEADS) + "|")
    with staged() as stage:
        sitting = Sitting(Live(stage.someone().profile),
                          lambda: stage.sandbox.control.spoil_aws(expire_sessions=True))
        asyncio.run(sitting.go_on(args.edits, args.every, _tell))
    held = constant(sitting.samples)
    print("\n".join(f"{'met' if good else 'NOT MET':8} {what}" for what, good in held.items()))
    print(f"{growth(sitting.samples):.1f} MiB more for each 1,000 edits")
    return 0 if all(held.values()) else 1


def constant(samples: Sequence[Sample]) -> dict[str, bool]:
    """Whether what must not grow has not, from the first sample after the beginning to the last.

    Less is no flaw: what the process did before may come to its end meanwhile.
    """
    beginning, first, *later = samples
    most = CONNECTIONS + OWN_SOCKETS
    return {
        "threads are constant": all(each.threads <= first.threads for each in later),
        "open files are constant": all(each.files <= first.files for each in later),
        f"there are never more than {most} sockets": all(
            each.sockets - beginning.sockets <= most for each in (first, *later)),
    }


def growth(samples: Sequence[Sample]) -> float:
    """MiB for each 1,000 edits, from where as many can be undone as ever can; or from the first, before."""
    late = [each for each in samples[1:] if each.edits >= STEPS]
    first, last = (late if len(late) > 1 else samples[1:])[0], samples[-1]
    return (last.memory - first.memory) * 1000 / max(1, last.edits - first.edits)


def _tell(sample: Sample) -> None:
    cells = (f"{sample.edits}", f"{sample.clock / 60:.0f} min", f"{sample.memory:.1f}",
             *map(str, (sample.threads, sample.files, sample.sockets)))
    print("| " + " | ".join(cell.rjust(len(head)) for head, cell in zip(HEADS, cells, strict=True)) + " |",
          flush=True)


if __name__ == "__main__":
    sys.exit(main())
