"""Runs a module as `python -m` does, and tells at its end how long the UI thread worked at a time.

The words are the file to tell it in, the module and its words. In that file is a list of steps of the event
loop, each as it began (`perf_counter`), the processor time it took in milliseconds, and whether it painted.
Nothing else runs on the thread until a step is over.
"""

import atexit
import json
import runpy
import sys
import time
from asyncio import events
from pathlib import Path

PAINTS = "screen_update"
"""What Textual (8.2) calls the task that paints what has changed."""
LEAST = 0.5
"""Milliseconds; shorter steps are not told."""
_run = events.Handle._run
_steps: list[tuple[float, float, bool]] = []


def _watched(self: events.Handle) -> None:
    begun, spent = time.perf_counter(), time.thread_time()
    _run(self)
    took = (time.thread_time() - spent) * 1000
    if took >= LEAST:
        name = getattr(getattr(self._callback, "__self__", None), "get_name", str)()  # type: ignore[attr-defined]
        _steps.append((begun, took, name == PAINTS))


def main(file: Path, module: str) -> None:
    """Watch the module, whose words are already those of the process."""
    events.Handle._run = _watched  # type: ignore[method-assign]
    atexit.register(lambda: file.write_text(json.dumps(_steps)))
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _, file, module, *sys.argv[1:] = sys.argv
    main(Path(file), module)
