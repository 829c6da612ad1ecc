"""Keys of one's own: what `[keys]` may say, how mistakes are told, and how keys are called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_config import GOOD, problem, written
from tui.config import Profile, load
from tui.keymap import DEFAULT, Keymap, keymap_in, shown
from tui.keys import DEFAULTS, FIXED, PLACES
from tui.values import Flaw


def keymap(folder: Path, text: str) -> Keymap:
    profile = load(written(folder, f"{GOOD}\n[keys]\n{text}"), env={})
    assert isinstance(profile, Profile), profile
    assert profile.keymap is not None
    return profile.keymap


def test_without_keys_of_ones_own_nothing_changes(tmp_path: Path) -> None:
    profile = load(written(tmp_path, GOOD), env={})
    assert isinstance(profile, Profile)
    assert profile.keymap is None
    assert DEFAULT.keys("more") == ("+", "=")


def test_an_action_gets_the_keys_that_are_named(tmp_path: Path) -> None:
    found = keymap(tmp_path, 'down = ["ctrl+n", "Down"]\nadd = "A"\nhelp = "F5"')
    assert found.keys("down") == ("ctrl+n", "down")
    assert found.keys("add") == ("A",)
    assert found.keys("help") == ("f5",)
    assert found.keys("up") == ("up", "k")
    assert found.action("cart", "A") == "add"
    assert found.action("cart", "a") == ""


def test_keys_may_change_places(tmp_path: Path) -> None:
    found = keymap(tmp_path, 'undo = "r"\nreload = "u"')
    assert found.action("cart", "r") == "undo"
    assert found.action("goods", "u") == "reload"


@pytest.mark.parametrize(("line", "said"), [
    ('dwn = "n"', "`dwn` is not an action; did you mean `down`? (known: up, down, page_up"),
    ('"\\u001b[31m" = "n"', "is not an action (known: up"),
    ("down = 5", "`down` must be a key, or a list of keys"),
    ("down = []", "`down` must be a key, or a list of keys"),
    ('down = ["j", 5]', "`down` must be a key, or a list of keys"),
    ('down = "kp"', "`down` cannot have 'kp', which is not a key (known: one character, up, down"),
    ('down = ""', "`down` cannot have '', which is not a key"),
    ('down = "\\u001b[2J"', r"`down` cannot have '\x1b[2j', which is not a key"),
    ('down = "ctrl+c"', "`down` cannot have ctrl+c, which always quits"),
    ('down = "ctrl+m"', "`down` cannot have ctrl+m, which terminals do not tell from enter"),
    ('down = "5"', "`down` cannot have 5: a digit begins a number"),
    ('down = "backspace"', "`down` cannot have backspace, which corrects what is typed"),
    ('down = "shift+n"', "`down` cannot have shift+n: write the character that it types"),
    ('down = "n"', "`down` cannot have n, the key of `note` in the same place (The cart): choose another, "
                   "or give `note` another one"),
    ('categories = ["f2", "/"]', "`categories` cannot have /, the key of `search` in the same place"),
    ('back = "b"', "`back` needs a key that types no character as well: it is used while you type"),
    ('below = "ctrl+u"', "`below` cannot have ctrl+u, the key of `edit` in the same place"),
])
def test_a_mistake_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    found = problem(tmp_path, f"{GOOD}\n[keys]\nundo = \"z\"\n{line}\n")
    assert said in found.what
    expected = len(GOOD.splitlines()) + 4
    assert found.where.endswith(f":{expected}") or "u001b" in line


@pytest.mark.parametrize("line", ['keys.down = "n"', 'keys = {down = "n"}'])
def test_however_it_is_written(tmp_path: Path, line: str) -> None:
    found = problem(tmp_path, f"\n{line}\n{GOOD}")
    assert "`down` cannot have n" in found.what
    assert found.where.endswith(":2")


def test_keys_are_a_section(tmp_path: Path) -> None:
    assert "`keys` holds keys by the names of actions" in problem(tmp_path, f'keys = "vim"\n{GOOD}').what


@given(st.dictionaries(st.sampled_from([*DEFAULTS, "nothing"]), st.one_of(
    st.text(max_size=4), st.lists(st.sampled_from(["n", "f5", "ctrl+n", "up", "x", "?"]), max_size=3))))
def test_whatever_is_chosen_every_action_keeps_a_key_of_its_own(table: dict[str, object]) -> None:
    found = keymap_in(table)
    if isinstance(found, Flaw):
        return
    for name, place in PLACES.items():
        for use in place.uses:
            keys = found.keys(use.action, typing=place.typing)
            assert keys
            assert {found.action(name, key) for key in keys} == {use.action}


@pytest.mark.parametrize(("key", "expected"), [
    ("up", "↑"), ("escape", "Esc"), ("f5", "F5"), ("ctrl+r", "^R"), ("G", "G"), ("+", "+"),
    ("pageup", "PgUp"), ("space", "Space"), ("shift+tab", "Shift+Tab"), ("alt+x", "Alt+x"),
    ("ctrl+home", "^Home"),
])
def test_keys_are_called_as_people_read_them(key: str, expected: str) -> None:
    assert shown(key) == expected


def test_what_always_has_its_keys_cannot_be_given_others() -> None:
    assert not set(FIXED) & set(DEFAULTS)
    assert isinstance(keymap_in({"leave": "x"}), Flaw)
