"""`python -m tui`, and the `dynacart` command."""

import sys


def main() -> int:
    """Run the command line of this process; returns the exit code."""
    from tui.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
