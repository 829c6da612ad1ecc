"""`dynacart demo`: the sandbox and the editor together, and nothing left behind."""

import argparse
from typing import TYPE_CHECKING

from tui.cli.sandbox import extra_missing, milliseconds

if TYPE_CHECKING:
    from collections.abc import MutableMapping


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `demo`."""
    parser = subparsers.add_parser(
        "demo", help="try the editor against AWS and an identity provider on this machine",
        description="Starts the sandbox, opens the editor on it, and stops it again. Needs no account, "
                    "no network and no configuration; what you do is forgotten at the end.")
    parser.add_argument("--latency", type=milliseconds, default=0, metavar="MS",
                        help="delay every answer of AWS by MS milliseconds")
    parser.add_argument("--as", dest="person", default="", metavar="PERSON",
                        help="approve the sign-in as PERSON, without asking")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open the editor on a sandbox of its own; returns the editor's exit code."""
    import os
    from pathlib import Path

    from tui.cli.output import fail, say
    from tui.cli.sandbox_process import SandboxProcess
    from tui.config import load
    from tui.identity.approval import Approver
    from tui.problem import Problem

    if missing := extra_missing():
        return fail(missing)
    leave_surroundings(os.environ)
    say("Starting AWS and an identity provider on this machine ...")
    with SandboxProcess(latency_ms=args.latency, approve=args.person) as sandbox:
        ready = sandbox.ready()
        if isinstance(ready, Problem):
            return fail(ready)
        profile = load(Path(ready.config), "sandbox")
        if isinstance(profile, Problem):
            return fail(profile)
        from tui.cli.editor import open_editor

        return open_editor(profile, mouse=args.mouse, theme=args.theme,
                           approver=Approver(ready.people, ready.control.approve))


def leave_surroundings(env: "MutableMapping[str, str]") -> None:
    """Forget what of the person's own AWS set-up would lead elsewhere; use no proxy for this machine."""
    import os

    for name in [n for n in env if n.startswith("AWS_")]:
        del env[name]
    env["AWS_CONFIG_FILE"] = env["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    direct = ",".join(filter(None, (env.get("no_proxy") or env.get("NO_PROXY"), "127.0.0.1,localhost")))
    env["no_proxy"] = env["NO_PROXY"] = direct
