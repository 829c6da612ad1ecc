"""Runs a module as `python -m` does, and tells at its end how long the UI thread worked at a time.

The words are the file to tell it in, the module and its words. In that file are the `steps` of the event
loop, each as it began (`perf_counter`), the processor time it took in milliseconds without painting, and that
of painting: Textual's layout and what it draws by it. Nothing else runs on the thread until a step is over.
And the `searches` of Python for garbage, for which all threads wait: as each began, and its time.
"""

import atexit
import gc
import json
import runpy
import sys
import time
from asyncio import events
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from textual.screen import Screen

PAINTS = ("_refresh_layout", "_compositor_refresh")
"""What of Textual's screen (8.2) lays out, and paints."""
LEAST = 0.5
"""Milliseconds; shorter steps are not told."""
_run = events.Handle._run
_steps: list[tuple[float, float, float]] = []
_searches: list[tuple[float, float]] = []
_painting = [0.0, 0.0]
"""How deep in it we are, and the milliseconds of this step so far."""


def _watched(self: events.Handle) -> None:
    begun, spent, _painting[1] = time.perf_counter(), time.thread_time(), 0.0
    _run(self)
    took = (time.thread_time() - spent) * 1000
    if took >= LEAST:
        _steps.append((begun, took - _painting[1], _painting[1]))


def _painted(paint: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(paint)
    def painted(*args: Any, **named: Any) -> Any:  # noqa: ANN401
        spent = time.thread_time()
        _painting[0] += 1
        try:
            return paint(*args, **named)
        finally:
            _painting[0] -= 1
            if not _painting[0]:
                _painting[1] += (time.thread_time() - spent) * 1000

    return painted


def _searched(phase: str, _told: Mapping[str, int]) -> None:
    if phase == "start":
        _searches.append((time.perf_counter(), time.thread_time()))
    else:
        begun, spent = _searches.pop()
        _searches.append((begun, (time.thread_time() - spent) * 1000))


def main(file: Path, module: str) -> None:
    """Watch the module, whose words are already those of the process."""
    events.Handle._run = _watched  # type: ignore[method-assign]
    for name in PAINTS:
        setattr(Screen, name, _painted(getattr(Screen, name)))
    gc.callbacks.append(_searched)
    atexit.register(lambda: file.write_text(json.dumps({"steps": _steps, "searches": _searches})))
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _, file, module, *sys.argv[1:] = sys.argv
    main(Path(file), module)
