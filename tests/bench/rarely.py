"""Runs the editor as `python -m tui` does, and has it search all for garbage at each rest, not rarely."""

import runpy

from tui import tidy

if __name__ == "__main__":
    tidy.RARELY = 0
    runpy.run_module("tui", run_name="__main__", alter_sys=True)
