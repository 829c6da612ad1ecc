"""Files for their owner's eyes only: read with suspicion, replaced whole or not at all.

A folder or file that is a link, someone else's, or open to others is refused, never silently repaired: what
others could read or plant is no place for credentials.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from tui.problem import Kind, Problem
from tui.record import record

LIMIT = 1024 * 1024
"""Bytes of one file."""
_FLAGS = os.O_NOFOLLOW | os.O_CLOEXEC


@record
class PrivateFile:
    """One such file as the place of a sign-in."""

    path: Path

    def check(self) -> Problem | None:
        """Why nothing can be kept here."""
        return make_folder(self.path.parent)

    def read(self) -> str | Problem | None:
        """What is kept, None if nothing is."""
        return read(self.path)

    def replace(self, text: str) -> Problem | None:
        """Keep `text`, in place of what was kept."""
        return replace(self.path, text)

    def remove(self) -> Problem | None:
        """Keep nothing any more; fine if nothing was kept."""
        return remove(self.path)


def read(path: Path) -> str | Problem | None:
    """The text of `path`, None if there is no such file."""
    if not os.path.lexists(path.parent):
        return None
    if problem := check_folder(path.parent):
        return problem
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | _FLAGS)
    except FileNotFoundError:
        return None
    except OSError as error:
        return _link(path) if path.is_symlink() else _failed(path, error)
    try:
        problem = _exposed(path, os.fstat(handle), stat.S_ISREG, "file", 0o600)
        return problem or os.read(handle, LIMIT).decode("utf-8", "replace")
    except OSError as error:
        return _failed(path, error)
    finally:
        os.close(handle)


def replace(path: Path, text: str) -> Problem | None:
    """Make `text` the content of `path`: a reader, or a crash at any point, sees the old content or the new.

    One writer at a time: the temporary file beside it has a fixed name, so that what a crash left behind is
    cleared by the next writer.
    """
    temporary = path.with_name(path.name + ".new")
    try:
        if problem := make_folder(path.parent):
            return problem
        temporary.unlink(missing_ok=True)
        try:
            _write(temporary, text.encode())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        return _failed(path, error)
    return None


def remove(path: Path) -> Problem | None:
    """Delete `path` and what a crash may have left of it; fine if it is gone already."""
    try:
        for leaving in (path.with_name(path.name + ".new"), path):
            leaving.unlink(missing_ok=True)
    except OSError as error:
        return _failed(path, error)
    return None


def make_folder(folder: Path) -> Problem | None:
    """Create `folder` and what is missing above it, each closed to others whatever the umask."""
    try:
        for level in reversed((folder, *folder.parents)):
            if not os.path.lexists(level):
                level.mkdir(0o700, exist_ok=True)
                level.chmod(0o700)
    except OSError as error:
        return _failed(folder, error)
    return check_folder(folder)


def check_folder(folder: Path) -> Problem | None:
    """Why secrets must not lie in `folder`, or None."""
    try:
        status = os.lstat(folder)
    except OSError as error:
        return _failed(folder, error)
    if stat.S_ISLNK(status.st_mode):
        return _link(folder)
    return _exposed(folder, status, stat.S_ISDIR, "folder", 0o700)


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, 0o600)  # the umask may have taken even our own rights away
        file.write(content)
        file.flush()
        os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | _FLAGS)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exposed(
    path: Path, status: os.stat_result, is_kind: Callable[[int], bool], kind: str, mode: int,
) -> Problem | None:
    if not is_kind(status.st_mode):
        return _refused(f"This is no {kind}", path, "Move it away, then try again.")
    if status.st_uid != os.geteuid():
        return _refused(f"This {kind} belongs to another user", path, "Move it away, then try again.")
    if status.st_mode & 0o077:
        import shlex

        todo = f"Run: chmod {mode:o} {shlex.quote(str(path))}"
        return _refused(f"This {kind} is open to other users", path, todo)
    return None


def _link(path: Path) -> Problem:
    return _refused("This is a symbolic link, which nothing private is kept behind", path,
                    "Remove the link, then try again.")


def _refused(what: str, path: Path, todo: str) -> Problem:
    return Problem(Kind.USAGE, what, str(path), todo)


def _failed(path: Path, error: OSError) -> Problem:
    why = error.strerror or type(error).__name__
    return _refused(f"This place cannot be used: {why}", path, "Check the disk and its rights.")
