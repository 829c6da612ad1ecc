"""The sandbox's data folder: a temporary one, or one that is kept."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from tui.problem import Kind, Problem
from tui.sandbox import profiles, running
from tui.sandbox.files import write_private
from tui.sandbox.people import CART_TABLE, CATALOG_TABLE, CLIENT_ID, INDEX, REGION, role_arn
from tui.sandbox.running import CARD, PREFIX

CONFIG = "config.toml"
LOCK, TEMPORARY = "sandbox.lock", "temporary.lock"
"""What a sandbox holds as long as it runs, in a folder that is kept and in one that vanishes."""
PROFILE = "sandbox"


@contextmanager
def opened(data_dir: Path | None) -> Iterator[Path | Problem]:
    """A folder for this process alone: `data_dir`, created where missing, or one that vanishes at the end."""
    if data_dir is None:
        _sweep()
        temporary = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            with FileLock(temporary / TEMPORARY):
                yield temporary
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return
    unfit = _prepare(data_dir)
    if unfit:
        yield Problem(Kind.USAGE, unfit, str(data_dir), "Name another folder with --data-dir.")
        return
    lock = FileLock(data_dir / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield Problem(Kind.USAGE, "Another sandbox is using this folder", str(data_dir))
        return
    try:
        yield data_dir.absolute()
    finally:
        lock.release()


def _sweep() -> None:
    """Remove the temporary folders of killed sandboxes: nobody holds their lock any more.

    A folder without a card may be that of a sandbox on its way between making its lock and taking it.
    """
    for folder in running.temporary():
        with suppress(OSError, Timeout):
            names = {f.name for f in folder.iterdir()}
            if {CARD, TEMPORARY} <= names and LOCK not in names:
                with FileLock(folder / TEMPORARY, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def _prepare(folder: Path) -> str:
    """Why `folder` will not do, or ""; only an empty folder or a sandbox's own is taken."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            return "The data folder belongs to somebody else"
        names = {f.name for f in folder.iterdir()}
        if names and not names & {LOCK, CARD}:
            return "The data folder holds something other than a sandbox"
        folder.chmod(0o700)
    except OSError as error:
        return f"The data folder cannot be used: {error.strerror}"
    return ""


def write_config(
    folder: Path, *, aws_endpoint: str, issuer: str, user_pool: tuple[str, str],
) -> Path:
    """Write the configuration that leads the command line here; its sign-ins and state stay in the folder."""
    path = folder / CONFIG
    write_private(path, f"""\
# Written by `dynacart sandbox` at every start; good while it runs.
default_profile = "{PROFILE}"
data_dir = "client"

[profile.{PROFILE}]
region = "{REGION}"
issuer = "{issuer}"
client_id = "{CLIENT_ID}"
role_arn = "{role_arn("cart")}"
role_claim = "role"
cart_table = "{CART_TABLE}"
catalog_table = "{CATALOG_TABLE}"
catalog_index = "{INDEX}"

[profile.{PROFILE}.endpoints]
dynamodb = "{aws_endpoint}"
sts = "{aws_endpoint}"

{profiles.sections(aws_endpoint, issuer, user_pool)}""")
    return path
