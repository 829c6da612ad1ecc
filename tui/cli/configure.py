"""From what a stack puts out to a profile in the configuration file."""

import argparse
import json
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from tui.cli.output import OK, fail, say
from tui.config import Profile, default_path, load
from tui.presets import NEEDS, PRESETS, required
from tui.problem import Kind, Problem
from tui.record import record
from tui.text import plain

LARGEST = 1_000_000
"""Characters of a file of outputs."""
_SETTINGS = {each.name for each in fields(Profile)} - {"name", "data_dir", "endpoints", "scopes"}
_TOLD_BY_OTHERS = {"client_secret": "secret", "sign_in_url": "https://idp.example.com/"}
"""Keys that no stack knows, with a value that might be theirs."""
Settings = dict[str, str | list[str]]
_PROFILE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@record
class Outputs:
    """What a stack puts out; `stack` is "" where its name is not said."""

    stack: str
    values: Mapping[str, str]


def run_configure(args: argparse.Namespace) -> int:
    """Write the profile; exits 2 where the outputs make none, or the file has one of that name."""
    outputs = _asked(args) if args.from_stack else _read(args.from_outputs)
    if isinstance(outputs, Problem):
        return fail(outputs)
    name = args.profile or outputs.stack or "default"
    path = Path(args.config) if args.config else default_path()
    if problem := add_profile(path, name, outputs.values):
        return fail(problem)
    say(f"The profile {name} is in {path}.")
    if left := left_open(settings(outputs.values)):
        say(f"Write {' and '.join(left)} there, which only your identity provider can tell.")
    say(f"Then try: dynacart --profile {name} login" if left else f"Try: dynacart --profile {name} login")
    return OK


def add_profile(path: Path, name: str, values: Mapping[str, str]) -> Problem | None:
    """Add `[profile.name]` to the file at `path`; it is replaced whole, and only by what can be loaded."""
    if not _PROFILE.fullmatch(name):
        return _usage("A profile's name is letters, digits, - and _", name, "Choose one with --profile.")
    try:
        target = path.resolve()
        before = target.read_text("utf-8-sig") if target.exists() else ""
        if name in tomllib.loads(before).get("profile", ()):
            return _usage(f"There is a profile {name!r} already", str(path),
                          "Remove it, or choose another name with --profile.")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _replace(target, before, name, settings(values))
    except (OSError, UnicodeError) as error:
        return _usage(f"The configuration file cannot be written: {error}", str(path))
    except (tomllib.TOMLDecodeError, RecursionError, TypeError, AttributeError) as error:
        return _usage(f"The configuration file is not valid: {error}", str(path), "Put it right first.")


def section(name: str, keys: Settings, left: Mapping[str, str]) -> str:
    """The section of a profile, in TOML; `left` is what somebody else has to tell, and what stands for it."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in {**keys, **left}.items()]
    return "\n".join((f"[profile.{name}]", *lines, ""))


def left_open(keys: Settings) -> list[str]:
    """The keys of a profile that no stack knows, and that one with these keys needs."""
    provider, exchange = keys.get("provider", "oidc"), keys.get("exchange", "sts")
    if provider not in PRESETS or exchange not in NEEDS:
        return []
    needed = required(str(provider), str(exchange))
    return [key for key in needed if key in _TOLD_BY_OTHERS and key not in keys]


def settings(outputs: Mapping[str, str]) -> Settings:
    """The keys of a profile that outputs are named after: `CartTable` is `cart_table`.

    Of the addresses a browser comes back to, those that lead to the person's own machine.
    """
    named = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower(): value for key, value in outputs.items()}
    known: Settings = {key: value for key, value in named.items() if key in _SETTINGS}
    uris = [uri for uri in str(known.pop("redirect_uris", "")).split(",") if uri.startswith("http://")]
    return {**known, "redirect_uris": uris} if uris else known


def _replace(target: Path, before: str, name: str, keys: Settings) -> Problem | None:
    """Add the section if it can be loaded once what is left open is there."""
    left = left_open(keys)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".config-", suffix=".toml")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_joined(before, section(name, keys, {key: _TOLD_BY_OTHERS[key] for key in left})))
        loaded = load(Path(temporary), name)
        if isinstance(loaded, Problem):
            return _usage(f"What the stack puts out makes no profile: {loaded.what}", str(target),
                          "Check that it is a stack of `dynacart template`.")
        with Path(temporary).open("w", encoding="utf-8") as file:
            file.write(_joined(before, section(name, keys, dict.fromkeys(left, ""))))
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(temporary, target.stat().st_mode & 0o777)
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return None


def _joined(before: str, text: str) -> str:
    return f"{before}\n{text}".lstrip("\n")


def _asked(args: argparse.Namespace) -> Outputs | Problem:
    from tui.credentials.stacks import described

    answer = described(args.from_stack, args.region)
    return answer if isinstance(answer, Problem) else understood(answer, args.from_stack)


def _read(name: str) -> Outputs | Problem:
    try:
        if name == "-":
            text = sys.stdin.read(LARGEST + 1)
        else:
            with Path(name).open(encoding="utf-8-sig") as file:
                text = file.read(LARGEST + 1)
        value = json.loads(text) if len(text) <= LARGEST else None
    except (OSError, UnicodeDecodeError) as error:
        return _usage(f"The outputs cannot be read: {error}", name)
    except (ValueError, RecursionError):
        return _usage("The outputs are not JSON", name,
                      "Take what `aws cloudformation describe-stacks` prints.")
    return understood(value, name)


def understood(value: object, where: str) -> Outputs | Problem:
    """The outputs in an answer to DescribeStacks, in the list of them alone, or by name in an object."""
    stack = ""
    match value:
        case {"Stacks": [{"StackName": str(stack), "Outputs": list(listed)}]}:
            pass
        case {"Stacks": [_, _, *_]}:
            return _usage("These are the outputs of several stacks", where, "Name one with --stack-name.")
        case list(listed):
            pass
        case dict() if isinstance(value.get("CartTable"), str):
            listed = [{"OutputKey": key, "OutputValue": each} for key, each in value.items()]
        case _:
            listed = []
    values = {key: each for key, each in map(_pair, listed) if key}
    if "CartTable" not in values:
        return _usage("There are no outputs of a dynacart stack", where,
                      "Check that it is a stack of `dynacart template`, and that it is complete.")
    return Outputs(stack, values)


def _pair(output: Any) -> tuple[str, str]:  # noqa: ANN401 - any JSON
    match output:
        case {"OutputKey": str(key), "OutputValue": str(value)}:
            return key, value
    return "", ""


def _usage(what: str, where: str, todo: str = "") -> Problem:
    return Problem(Kind.USAGE, plain(what, 500), plain(where, 500), todo)
