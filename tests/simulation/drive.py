"""A folder on a disk that lags behind: what a power cut leaves of a journal is any of the states since the
last that the disk surely had. In SQLite's terms the log is cut off behind some transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.cart.database import log_of
from tui.cart.disk import Disk
from tui.cart.journal import FILE


class Drive(Disk):
    """The folder of one journal, and the disk below it, which catches up when it is told to."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        self._file, self._log = folder / FILE, log_of(folder / FILE)
        super().__init__(self._log)
        self._ends = [0]
        self._recent: dict[str, int] = {}

    def soon(self) -> None:
        """Later."""

    def close(self) -> None:
        """It goes on without the process."""

    def now(self) -> None:
        """Catch up."""
        self.catch_up()

    def wrote(self) -> None:
        """A transaction has been written to the log."""
        self._ends.append(self._log.stat().st_size)

    def note(self, ids: set[str]) -> None:
        """What has been decided of these edits rests upon the last transaction."""
        self._recent.update(dict.fromkeys(ids, self._ends[-1]))

    def catch_up(self) -> None:
        """The disk has everything."""
        self._ends = self._ends[-1:]

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Let somebody close the files as the kernel does for the killed; SQLite would tidy up first."""
        kept = [(path, path.read_bytes()) for path in (self._file, self._log)]
        yield
        if not self._log.exists():
            for path, content in kept:
                path.write_bytes(content)

    def cut(self, choice: int) -> set[str]:
        """Lose the newest transactions, with nobody at the files; the edits of which it knows less now."""
        end = self._ends[choice % len(self._ends)]
        with self._log.open("r+b") as log:
            log.truncate(end)
        self._ends = [end]
        lost = {each for each, at in self._recent.items() if at > end}
        self._recent = {each: at for each, at in self._recent.items() if at <= end}
        return lost
