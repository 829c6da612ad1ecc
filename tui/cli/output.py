"""How commands speak: data on stdout, narration on stderr, and the exit code that says how it went."""

import io
import json
import locale
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

from tui.problem import Denial, Kind, Problem
from tui.text import plain

OK = 0
_ERRORS = {
    Kind.BUG: "bug",
    Kind.USAGE: "usage",
    Kind.SIGN_IN: "sign_in",
    Kind.DENIED: "access_denied",
    Kind.CONFLICT: "conflict",
    Kind.UNAVAILABLE: "unavailable",
    Kind.INTERRUPTED: "interrupted",
}


def prepare() -> None:
    """Make do with streams that are closed, and with an encoding that is not up to the texts.

    Amounts are written as the person's locale has it, if it is installed.
    """
    with suppress(locale.Error):
        locale.setlocale(locale.LC_MONETARY, "")
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(_nowhere(), mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - to the end
            setattr(sys, name, stream)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # as stderr does by itself, in its way


def data(text: str) -> None:
    """One line or block of the answer itself."""
    _put(sys.stdout, text + "\n")


def data_json(value: Mapping[str, object]) -> None:
    """The answer as one line of JSON, in ASCII: nothing is lost in any encoding."""
    data(json.dumps(value))


def flush() -> None:
    """Send off all data there is."""
    _put(sys.stdout, "", flush=True)


def say(text: str) -> None:
    """Narration; never needed by a program that reads the answer."""
    _put(sys.stderr, text + "\n", flush=True)


def fail(problem: Problem, *, as_json: bool = False, more: Mapping[str, object] | None = None) -> int:
    """Tell what is wrong, where and what to do; returns the exit code. `more` is for the JSON."""
    say(f"dynacart: {plain(str(problem), 1000)}")
    if as_json:
        data_json({**(more or {}), "error": _ERRORS[problem.kind], "message": plain(problem.what, 1000),
                   "where": plain(problem.where, 500), "todo": plain(problem.todo, 500),
                   "code": plain(problem.code)})
    return int(problem.kind)


def denied(denial: Denial, *, as_json: bool = False, more: Mapping[str, object] | None = None) -> int:
    """Tell what was refused and why, the service's words apart from ours; returns the exit code."""
    said = plain(denial.message, 2000)
    say(f"dynacart: Access denied: {said}")
    if denial.inference:
        say(f"  What we make of it: {plain(denial.inference, 500)}")
    if denial.todo:
        say(f"  What to do: {plain(denial.todo, 500)}")
    if denial.request_id:
        say(f"  Request id: {plain(denial.request_id)}")
    if as_json:
        data_json({**(more or {}), "error": "access_denied", "principal": plain(denial.principal, 500),
                   "action": plain(denial.action), "resource": plain(denial.resource, 500),
                   "reason": plain(denial.reason, 1000), "request_id": plain(denial.request_id),
                   "refusal": denial.refusal, "policy_type": denial.policy_type, "policy": denial.policy,
                   "at": denial.at, "message": said, "inference": denial.inference, "todo": denial.todo})
    return int(Kind.DENIED)


def _put(stream: TextIO, text: str, *, flush: bool = False) -> None:
    """Write. Where nobody listens any more the rest is dropped; an answer that cannot be kept ends us."""
    try:
        stream.write(text)
        if flush:
            stream.flush()
    except OSError as error:
        os.dup2(_nowhere(), stream.fileno())  # also for the interpreter's last flush
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            what = f"The answer cannot be written: {error.strerror}"
            raise SystemExit(fail(Problem(Kind.UNAVAILABLE, what, "stdout"))) from None


def _nowhere() -> int:
    return os.open(os.devnull, os.O_RDWR)
