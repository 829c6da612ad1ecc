"""Sign-ins in the operating system's keyring: the same as in files, and tried before anybody signs in."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from tests.unit.idp import CLIENT, ROLE
from tests.unit.test_store import NEW, OLD, SECRETS
from tui.config import Profile
from tui.credentials.store import Store
from tui.problem import Kind, Problem


class Memory(KeyringBackend):
    """A keyring in memory. `fault` is what goes wrong, if anything."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.fault: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.fault:
            raise self.fault
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.fault:
            raise self.fault
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not found")
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[Memory]:
    former, memory = keyring.get_keyring(), Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(former)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(Profile("test", tmp_path / "data", "us-east-1", "https://idp.example", CLIENT, ROLE,
                         "a", "b", store="keyring"))


def test_what_is_saved_is_loaded_and_no_file_holds_it(ring: Memory, store: Store, tmp_path: Path) -> None:
    assert store.load() is None
    for sign_in in (OLD, NEW):
        with store.locked() as problem:
            assert (problem or store.save(sign_in)) is None
        assert store.load() == sign_in
    assert len(ring.kept) == 1
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or not any(secret in path.read_text() for secret in SECRETS)
    assert store.remove() is None
    assert store.remove() is None
    assert (store.load(), ring.kept) == (None, {})


def test_trying_it_leaves_nothing(ring: Memory, store: Store) -> None:
    assert store.check() is None
    assert ring.kept == {}


@pytest.mark.parametrize("fault", [KeyringLocked("locked\x1b[2J"), RuntimeError(), OSError("no bus")])
def test_one_that_cannot_be_used_is_told_before_anybody_signs_in(
    ring: Memory, store: Store, fault: Exception,
) -> None:
    ring.fault = fault
    for problem in (store.check(), store.load(), store.save(OLD)):
        assert isinstance(problem, Problem)
        assert problem.kind is Kind.USAGE
        assert problem.what.startswith("The keyring cannot be used: ")
        assert "\x1b" not in problem.what
        assert 'store = "file"' in problem.todo


def test_one_that_forgets_is_noticed(ring: Memory, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring, "set_password", lambda *_: None)
    problem = store.check()
    assert problem
    assert problem.what == "The keyring does not give back what it was given"


def test_no_keyring_at_all_is_told(ring: Memory, store: Store) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    assert isinstance(store.check(), Problem)


def test_without_the_package_it_says_what_to_install(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    problem = store.check()
    assert problem
    assert "dynacart[keyring]" in problem.todo


def test_what_is_damaged_is_told(ring: Memory, store: Store) -> None:
    with store.locked():
        store.save(replace(OLD))
    (entry,) = ring.kept
    ring.kept[entry] = "{"
    assert isinstance(store.load(), Problem)
