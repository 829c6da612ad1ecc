"""Where a sign-in is kept: one file for each identity provider, client and role, shared by all processes."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from tui.config import Profile
from tui.credentials import private
from tui.credentials.model import SignIn, from_text, to_text
from tui.problem import Kind, Problem

PATIENCE = 45.0
"""Seconds to wait for another process that is refreshing the same sign-in: it has time-outs of its own."""


class Store:
    """The stored sign-in of one profile. `save` and `remove` only inside `locked`."""

    def __init__(self, profile: Profile) -> None:
        key = json.dumps([profile.provider, profile.issuer, profile.client_id, profile.role_arn])
        name = hashlib.sha256(key.encode()).hexdigest()
        self.path = profile.data_dir / "signins" / f"{name}.json"

    def check(self) -> Problem | None:
        """Why a sign-in could not be kept here: to be asked before the person goes and approves one."""
        return private.make_folder(self.path.parent)

    def load(self) -> SignIn | Problem | None:
        """The sign-in, None if there is none. Never waits: a file is only ever replaced whole."""
        text = private.read(self.path)
        if text is None or isinstance(text, Problem):
            return text
        try:
            return from_text(text)
        except ValueError as error:
            what = f"The stored sign-in is damaged: {error}"
            return Problem(Kind.SIGN_IN, what, str(self.path), "Sign in again.")

    def save(self, sign_in: SignIn) -> Problem | None:
        """Make `sign_in` the stored one."""
        return private.replace(self.path, to_text(sign_in))

    def remove(self) -> Problem | None:
        """Forget the sign-in; fine if there is none."""
        return private.remove(self.path)

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
