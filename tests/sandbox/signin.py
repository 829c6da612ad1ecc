"""What the tests of signing in share: the command line as a process, sign-ins over the real protocols."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from tui.config import Profile, load
from tui.identity.device import DeviceCode, DeviceFlow, Tokens


class Sandboxed(Protocol):
    """Some running sandbox."""

    @property
    def config(self) -> Path: ...

    def approve(self, user_code: str, person: str) -> None: ...


def own_config(sandbox: Sandboxed, folder: Path) -> Path:
    """The sandbox's configuration, with sign-ins of its own."""
    config = folder / "config.toml"
    text = sandbox.config.read_text("utf-8")
    config.write_text(re.sub(r"(?m)^data_dir = .*$", f'data_dir = "{folder / "data"}"', text))
    return config


def own_profile(sandbox: Sandboxed, folder: Path) -> Profile:
    profile = load(sandbox.config)
    assert isinstance(profile, Profile)
    return replace(profile, data_dir=folder / "data")


def tokens_of(sandbox: Sandboxed, profile: Profile, person: str) -> Tokens:
    """A sign-in that `person` approves at once."""
    flow = DeviceFlow(profile)
    code = flow.start()
    assert isinstance(code, DeviceCode)
    sandbox.approve(code.user_code, person)
    tokens = flow.poll(code)
    assert isinstance(tokens, Tokens)
    return tokens


def start(config: Path, *words: str) -> "subprocess.Popen[str]":
    """`dynacart` with these words, under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "tui", "--config", str(config), *words], env=dict(os.environ),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(config: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """`dynacart` with these words, done."""
    process = start(config, *words)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(words, process.returncode, out, err)
