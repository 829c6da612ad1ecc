"""The operating system's keyring as the place of a sign-in, by the `keyring` package: macOS Keychain, Secret
Service, KWallet, whatever it finds.
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from tui.problem import Kind, Problem
from tui.record import record
from tui.text import plain

SERVICE = "dynacart"
_PROBE = "probe"
T = TypeVar("T")


@record
class Ring:
    """One entry of the keyring. Blocks, and may have the person unlock it."""

    name: str

    def check(self) -> Problem | None:
        """Why nothing can be kept here: something is kept, read back and removed."""
        value = uuid.uuid4().hex
        probe = Ring(f"{_PROBE}-{value[:8]}")
        problem = probe.replace(value)
        if problem:
            return problem
        read = probe.read()
        if isinstance(read, Problem):
            return read
        if read != value:
            return _problem("The keyring does not give back what it was given")
        return probe.remove()

    def read(self) -> str | Problem | None:
        """What is kept, None if nothing is."""
        def get() -> str | None:
            import keyring

            return keyring.get_password(SERVICE, self.name)

        return _try(get)

    def replace(self, text: str) -> Problem | None:
        """Keep `text`, in place of what was kept."""
        def put() -> None:
            import keyring

            keyring.set_password(SERVICE, self.name, text)

        return _try(put)

    def remove(self) -> Problem | None:
        """Keep nothing any more; fine if nothing was kept."""
        def delete() -> None:
            import keyring
            from keyring.errors import PasswordDeleteError

            with suppress(PasswordDeleteError):  # there was nothing
                keyring.delete_password(SERVICE, self.name)

        return _try(delete)


def _try(call: Callable[[], T]) -> T | Problem:
    try:
        return call()
    except ImportError:
        return Problem(Kind.USAGE, "Keeping sign-ins in the keyring needs one more package",
                       todo="Run: pip install 'dynacart[keyring]'")
    except Exception as error:  # noqa: BLE001 - backends raise what their libraries raise
        return _problem(f"The keyring cannot be used: {plain(str(error)) or type(error).__name__}")


def _problem(what: str) -> Problem:
    return Problem(Kind.USAGE, what, "keyring", "Unlock it, or set `store = \"file\"` in the profile.")
