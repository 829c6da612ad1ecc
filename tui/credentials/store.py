"""Where a sign-in is kept: one place for each profile, shared by all processes.

A profile that comes to mean another provider, client, role or pool has another place: nobody goes on there as
who they were.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.config import Profile
from tui.credentials import private
from tui.credentials.model import SignIn, from_text, to_text
from tui.credentials.private import PrivateFile
from tui.credentials.ring import Ring
from tui.digest import digest_of
from tui.problem import Kind, Problem

FOLDER = "signins"
PATIENCE = 45.0
"""Seconds to wait for another process that is refreshing the same sign-in: it has time-outs of its own."""


class Store:
    """The stored sign-in of one profile. `save` and `remove` only inside `locked`."""

    def __init__(self, profile: Profile) -> None:
        key = json.dumps([profile.name, profile.provider, profile.issuer, profile.client_id, profile.exchange,
                          profile.identity_pool_id, profile.role_arn])
        name = digest_of(key)
        self.path = profile.data_dir / FOLDER / f"{name}.json"
        self._place = Ring(name) if profile.store == "keyring" else PrivateFile(self.path)

    def check(self) -> Problem | None:
        """Why a sign-in could not be kept here: to be asked before the person goes and approves one."""
        return private.make_folder(self.path.parent) or self._place.check()

    def load(self) -> SignIn | Problem | None:
        """The sign-in, None if there is none. Never waits for another process: it is only replaced whole."""
        text = self._place.read()
        if text is None or isinstance(text, Problem):
            return text
        try:
            return from_text(text)
        except ValueError as error:
            what = f"The stored sign-in is damaged: {error}"
            return Problem(Kind.SIGN_IN, what, str(self.path), "Sign in again.")

    def save(self, sign_in: SignIn) -> Problem | None:
        """Make `sign_in` the stored one."""
        return self._place.replace(to_text(sign_in))

    def remove(self) -> Problem | None:
        """Forget the sign-in; fine if there is none."""
        return self._place.remove()

    @contextmanager
    def locked(self, patience: float = PATIENCE) -> Iterator[Problem | None]:
        """Keep other processes from refreshing; yields a problem instead of the lock where it cannot be had.

        The lock is on a file of its own, which stays: the sign-in's own file is replaced at every save.
        """
        from filelock import FileLock, Timeout

        if problem := private.make_folder(self.path.parent):
            yield problem
            return
        lock = FileLock(self.path.with_suffix(".lock"), timeout=patience, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            yield Problem(Kind.UNAVAILABLE, "Another dynacart has been refreshing this sign-in for too long",
                          str(self.path), "Try again in a moment.")
            return
        except OSError as error:
            what = f"The stored sign-in cannot be locked: {error.strerror}"
            yield Problem(Kind.USAGE, what, str(self.path), "Check the disk and its rights.")
            return
        try:
            yield None
        finally:
            lock.release()


def forget_rest(data_dir: Path) -> int | Problem:
    """Remove every sign-in kept in files, whatever profile it was of; how many there were."""
    rest = sorted((data_dir / FOLDER).glob("*.json"))
    for path in rest:
        if problem := private.remove(path):
            return problem
    return len(rest)
