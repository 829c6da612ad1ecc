"""Where sign-ins are kept: private, whole at any moment, and never trusted blindly."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.idp import CLIENT, NOW, ROLE
from tui.config import Profile
from tui.credentials.model import AwsCredentials, SignIn, from_text, to_text
from tui.credentials.store import Store
from tui.identity.proof import Proof
from tui.problem import Kind, Problem

SECRETS = ("the id token", "the refresh token", "the secret key", "the session token")
PRINCIPAL = "arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice"
OLD = SignIn(
    Proof(SECRETS[0], "https://idp.example", "alice", (CLIENT,), NOW + 3600, "Alice Moreau", ROLE),
    SECRETS[1],
    AwsCredentials("ASIA1", SECRETS[2], SECRETS[3], NOW + 3600, PRINCIPAL, "alice"),
    NOW)
NEW = replace(OLD, refresh_token="another refresh token")


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile("test", tmp_path / "data", "us-east-1", "https://idp.example", CLIENT, ROLE, "a", "b")


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile)


def save(store: Store, sign_in: SignIn) -> Problem | None:
    with store.locked() as problem:
        return problem or store.save(sign_in)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def refusal(store: Store) -> Problem:
    """The problem that loading and saving alike end in."""
    loaded = store.load()
    assert isinstance(loaded, Problem)
    assert loaded.kind is Kind.USAGE
    assert loaded.todo
    return loaded


def test_what_is_saved_is_loaded(store: Store) -> None:
    assert store.load() is None
    assert save(store, OLD) is None
    assert store.load() == OLD
    assert save(store, NEW) is None
    assert store.load() == NEW


def test_no_secret_shows_in_a_repr() -> None:
    assert all(secret in to_text(OLD) for secret in SECRETS)
    assert not any(secret in repr(OLD) for secret in SECRETS)


@pytest.mark.parametrize("change", [
    {"issuer": "https://b.example"}, {"client_id": "b"}, {"role_arn": f"{ROLE}b"}, {"provider": "b"},
    {"exchange": "pool"}, {"identity_pool_id": "b"}, {"name": "another"}])
def test_each_profile_provider_client_role_and_pool_has_its_own(
    profile: Profile, store: Store, change: dict[str, Any],
) -> None:
    save(store, OLD)
    assert Store(replace(profile, **change)).load() is None
    assert Store(replace(profile, region="eu-west-1")).load() == OLD


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_nobody_else_can_look_in_whatever_the_umask(store: Store, umask: int) -> None:
    before = os.umask(umask)
    try:
        assert save(store, OLD) is None
    finally:
        os.umask(before)
    assert mode(store.path.parent) == mode(store.path.parents[1]) == 0o700
    assert [mode(path) for path in store.path.parent.iterdir()] == [0o600, 0o600]


@pytest.mark.parametrize("others", [0o604, 0o640, 0o666])
def test_a_file_open_to_others_is_refused_with_the_remedy(store: Store, others: int) -> None:
    save(store, OLD)
    store.path.chmod(others)
    assert refusal(store).todo == f"Run: chmod 600 {store.path}"


@pytest.mark.parametrize("others", [0o701, 0o750, 0o777])
def test_a_folder_open_to_others_is_refused_with_the_remedy(store: Store, others: int) -> None:
    save(store, OLD)
    store.path.parent.chmod(others)
    assert refusal(store).todo == f"Run: chmod 700 {store.path.parent}"
    assert save(store, NEW) == store.check() == refusal(store)


def test_what_belongs_to_another_user_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, OLD)
    monkeypatch.setattr(os, "geteuid", lambda: store.path.stat().st_uid + 1)
    assert refusal(store).what == "This folder belongs to another user"
    assert save(store, NEW) == store.check() == refusal(store)


def test_a_file_of_another_user_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, OLD)
    users = iter([store.path.stat().st_uid, store.path.stat().st_uid + 1])
    monkeypatch.setattr(os, "geteuid", lambda: next(users))
    assert refusal(store).what == "This file belongs to another user"


def test_a_link_in_place_of_the_file_is_refused_to_read_and_replaced_when_written(
    store: Store, tmp_path: Path,
) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    save(store, OLD)
    store.path.rename(elsewhere)
    store.path.symlink_to(elsewhere)
    assert "symbolic link" in refusal(store).what
    assert save(store, NEW) is None
    assert store.load() == NEW
    assert from_text(elsewhere.read_text()) == OLD, "nothing was written through the link"


def test_a_link_in_place_of_the_folder_is_refused(store: Store, tmp_path: Path) -> None:
    save(store, OLD)
    store.path.parent.rename(tmp_path / "elsewhere")
    store.path.parent.symlink_to(tmp_path / "elsewhere")
    assert "symbolic link" in refusal(store).what
    assert save(store, NEW) == store.check() == refusal(store)


def test_a_dangling_link_in_place_of_the_folder_is_refused(store: Store, tmp_path: Path) -> None:
    store.path.parent.parent.mkdir()
    store.path.parent.symlink_to(tmp_path / "elsewhere")
    assert "symbolic link" in refusal(store).what
    assert save(store, NEW) == refusal(store)
    assert not (tmp_path / "elsewhere").exists()


def test_a_link_in_place_of_the_lock_is_not_followed(store: Store, tmp_path: Path) -> None:
    assert store.check() is None
    store.path.with_suffix(".lock").symlink_to(tmp_path / "elsewhere")
    problem = save(store, OLD)
    assert problem
    assert "locked" in problem.what
    assert not (tmp_path / "elsewhere").exists()


def test_a_pipe_in_place_of_the_file_is_refused_without_waiting_on_it(store: Store) -> None:
    assert store.check() is None
    os.mkfifo(store.path, 0o600)
    assert refusal(store).what == "This is no file"


def test_a_folder_in_place_of_the_file_is_refused(store: Store) -> None:
    assert store.check() is None
    store.path.mkdir(0o700)
    assert refusal(store).what == "This is no file"
    assert save(store, OLD)


def test_a_file_in_place_of_the_folder_is_refused(store: Store) -> None:
    store.path.parent.parent.mkdir()
    store.path.parent.touch(0o700)
    assert refusal(store).what == "This is no folder"


@pytest.mark.parametrize("content", [
    b"", b"{", b"null", b"[]", b"\xff\xfe", b"[" * 100_000, b"{}" + b" " * 2_000_000, b'{"version": 1}',
    b'{"version": 2}', b'{"version": 2, "proof": 5}'], ids=range(10))
def test_a_damaged_file_asks_to_sign_in_again(store: Store, content: bytes) -> None:
    save(store, OLD)
    store.path.write_bytes(content)
    damaged = store.load()
    assert isinstance(damaged, Problem)
    assert damaged.kind is Kind.SIGN_IN
    assert save(store, NEW) is None
    assert store.load() == NEW


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=3)
PATHS = [(key,) for key in json.loads(to_text(OLD))] + [
    (section, key) for section in ("proof", "credentials") for key in json.loads(to_text(OLD))[section]]


@given(st.sampled_from(PATHS), JSON)
def test_no_wrong_value_gets_in(path: tuple[str, ...], value: object) -> None:
    document = json.loads(to_text(OLD))
    section = document
    for key in path[:-1]:
        section = section[key]
    section[path[-1]] = value
    try:
        read = from_text(json.dumps(document))
    except ValueError:
        return
    assert isinstance(read.credentials.expires_at + read.obtained_at + read.proof.expires_at, float)
    assert isinstance(read.refresh_token, str)
    assert all(isinstance(entry, str) for entry in read.proof.audience)


@pytest.mark.parametrize("value", [SECRETS[0], -1.0, 1e11, float("nan")])
def test_what_is_wrong_is_told_without_telling_what_is_there(value: object) -> None:
    document = json.loads(to_text(OLD))
    document["credentials"]["expires_at"] = value
    with pytest.raises(ValueError, match=r"^expires_at is missing or of a wrong type$"):
        from_text(json.dumps(document))


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("cleaning", [True, False], ids=["interrupted", "killed"])
@pytest.mark.parametrize("blow", [Killed, OSError(28, "No space left on device")], ids=["end", "full"])
@pytest.mark.parametrize("at", range(8))
def test_a_save_that_is_cut_short_anywhere_leaves_the_old_or_the_new(
    store: Store, monkeypatch: pytest.MonkeyPatch, at: int, cleaning: bool,
    blow: type[BaseException] | BaseException,
) -> None:
    save(store, OLD)
    with monkeypatch.context() as patch:
        calls = _strike(patch, at, blow)
        if not cleaning:
            patch.setattr(Path, "unlink", lambda self, missing_ok=False: None)
        try:
            problem = store.save(NEW)
            assert isinstance(problem, Problem) is (calls["made"] > at)
        except Killed:
            pass
    assert store.load() in (OLD, NEW)
    assert save(store, NEW) is None, "what was left behind is in nobody's way"
    assert store.load() == NEW
    assert {path.suffix for path in store.path.parent.iterdir()} == {".json", ".lock"}


def _strike(patch: pytest.MonkeyPatch, at: int, blow: type[BaseException] | BaseException) -> dict[str, int]:
    """Make the `at`th system call of a save fail; counts them."""
    calls = {"made": 0}

    def wrapped(call: Callable[..., object]) -> Callable[..., object]:
        def strike(*args: object, **options: object) -> object:
            calls["made"] += 1
            if calls["made"] == at + 1:
                raise blow
            return call(*args, **options)
        return strike

    for name in ("open", "fchmod", "fsync", "replace"):
        patch.setattr(os, name, wrapped(getattr(os, name)))
    return calls


def test_removing_leaves_nothing(store: Store) -> None:
    save(store, OLD)
    store.path.with_name(store.path.name + ".new").write_text("half a file")
    assert store.remove() is None
    assert store.remove() is None
    assert store.load() is None
    assert [path.suffix for path in store.path.parent.iterdir()] == [".lock"]


def test_a_lock_that_is_never_freed_is_told(store: Store) -> None:
    with store.locked(), store.locked(patience=0.0) as problem:
        assert problem
        assert problem.kind is Kind.UNAVAILABLE


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, profile: Profile) -> None:
    (tmp_path / "data").write_text("in the way")
    problem = Store(profile).check()
    assert problem
    assert problem.kind is Kind.USAGE
    assert Store(profile).load() is None


def test_killed_after_any_byte_a_save_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    """With SIGKILL, by the kernel: no clean-up of any kind runs."""
    done = subprocess.run([sys.executable, "-m", "tests.unit.killed", str(tmp_path / "data")],
                          capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["old"], told["new"]) == (told["bytes"] + 2, 1)
    assert told["bytes"] > 500
