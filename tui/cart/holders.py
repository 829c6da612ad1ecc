"""Which running process holds which pending edits: a lock file each, which the kernel lets go of however a
process ends. Looking for the dead and joining the living both want a transaction of the journal around them.
"""

import fcntl
import os
import uuid
from contextlib import suppress
from pathlib import Path

from tui.record import record

_PREFIX, _SUFFIX = "holder-", ".lock"


@record
class Holder:
    """One running process, or rather one open journal of it, by a name that is never used again."""

    name: str
    folder: Path
    handle: int

    @classmethod
    def join(cls, folder: Path) -> "Holder":
        """A new holder; raises OSError."""
        name = uuid.uuid4().hex
        handle = os.open(_path(folder, name), os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise
        return cls(name, folder, handle)

    def leave(self) -> None:
        """It holds nothing any more; raises OSError."""
        self.let_go()
        _path(self.folder, self.name).unlink(missing_ok=True)

    def let_go(self) -> None:
        """Count as dead from now on; harmless where that is so already."""
        with suppress(OSError):
            os.close(self.handle)


def living(folder: Path) -> list[str]:
    """The holders that are running; what dead ones left behind is swept. Raises OSError."""
    names = [path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
             for path in folder.glob(f"{_PREFIX}*{_SUFFIX}")]
    return [name for name in names if not _dead(_path(folder, name))]


def _dead(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        path.unlink(missing_ok=True)
        return True
    finally:
        os.close(handle)


def _path(folder: Path, name: str) -> Path:
    return folder / f"{_PREFIX}{name}{_SUFFIX}"
