"""Where the journal and the last-seen copy of a cart lie, and that of the catalog: a folder for each table,
person and owner.

Whatever tells one cart from another is part of its name, so that no edit is ever sent to another table than
the one it was made in, nor by another person than the one who made it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from tui.cart.journal import FILE, Journal
from tui.cart.lastseen import FILE as COPY
from tui.cart.lastseen import LastSeen
from tui.cart.shelf import Shelf
from tui.config import APP, Profile
from tui.digest import digest_of
from tui.problem import Kind, Problem

if TYPE_CHECKING:
    from tui.tips import Tips


def kept(profile: Profile, person: str, owner: str) -> bool:
    """Whether there has been a journal of that cart."""
    return _has(FILE, profile, person, owner)


def seen(profile: Profile, person: str, owner: str) -> bool:
    """Whether there is a last-seen copy of that cart."""
    return _has(COPY, profile, person, owner)


def journal(profile: Profile, person: str, owner: str) -> Journal | Problem:
    """The journal of the edits that `person` (an owner id) makes in the cart of `owner`."""
    folder = _folder(profile, person, owner)
    return folder if isinstance(folder, Problem) else Journal.open(folder)


def last_seen(profile: Profile, person: str, owner: str) -> LastSeen | None:
    """The last-seen copy of that cart; None where there is no place for one."""
    folder = _folder(profile, person, owner)
    return None if isinstance(folder, Problem) else LastSeen(folder)


def shelf(profile: Profile, person: str) -> Shelf | None:
    """The copy of the catalog as `person` may read it; None where there is no place for one."""
    folder = _made(_named(profile, "catalogs", profile.catalog_table, profile.catalog_index, person))
    return None if isinstance(folder, Problem) else Shelf(folder)


def tips(profile: Profile) -> "Tips":
    """What the person of this machine has done already, whatever the cart."""
    from tui.tips import Tips

    state = _state(profile)
    return Tips(None if isinstance(state, Problem) else state / "tips")


def _has(file: str, profile: Profile, person: str, owner: str) -> bool:
    folder = _place(profile, person, owner)
    return isinstance(folder, Path) and (folder / file).exists()


def _folder(profile: Profile, person: str, owner: str) -> Path | Problem:
    return _made(_place(profile, person, owner))


def _made(folder: Path | Problem) -> Path | Problem:
    """The folder, made if it is not there, or why nothing can be kept in it."""
    from tui.credentials.private import make_folder

    return folder if isinstance(folder, Problem) else make_folder(folder) or folder


def _place(profile: Profile, person: str, owner: str) -> Path | Problem:
    return _named(profile, "carts", profile.cart_table, person, owner)


def _named(profile: Profile, kind: str, *parts: str) -> Path | Problem:
    state = _state(profile)
    if isinstance(state, Problem):
        return state
    endpoint = profile.endpoint("dynamodb") or ""
    name = (profile.name, profile.region, endpoint, *parts)
    digest = digest_of("\n".join(map(repr, name)))
    return state / kind / digest[:32]


def _state(profile: Profile) -> Path | Problem:
    """The user's state folder, unless the profile keeps all its data in a place of its own."""
    import platformdirs

    try:
        if profile.data_dir == platformdirs.user_data_path(APP):
            return platformdirs.user_state_path(APP)
    except RuntimeError:
        return Problem(Kind.USAGE, "There is no home folder to keep edits in", todo="Name a `data_dir`.")
    return profile.data_dir / "state"
