"""`python -m tui`, and the `dynacart` command."""

import gc
import sys


def main() -> int:
    """Run the command line of this process; returns the exit code.

    Nothing that starting makes is garbage: not looking for any saves a tenth of the time. What lasts says
    `gc.enable()` once it has begun.
    """
    gc.disable()
    from tui.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
