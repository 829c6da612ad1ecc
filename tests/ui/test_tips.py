"""Tips: one at a time, gone for good once done, and never in the way."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.driving import SMALL, editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, LINES
from tests.ui.test_remapped import chosen
from tui.app import Editor
from tui.keymap import DEFAULT
from tui.tips import TIPS, Tips

FIRST = "Try + and -, or type a quantity"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is kept before the test goes on."""
    monkeypatch.setattr("tui.tips.beside", lambda call, _name: call())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where what has been done is kept."""
    return tmp_path / "state" / "tips"


def tipped(place: Path, services: FakeServices, **table: object) -> Editor:
    app = editor(services, keymap=chosen(**table))
    app.tips = Tips(place)
    return app


async def test_one_tip_at_a_time_until_it_is_done(services: FakeServices, place: Path) -> None:
    services.lines = LINES
    async with running(tipped(place, services)) as pilot:
        assert row_text(pilot, "Try") == FIRST
        await keys(pilot, "plus")
        assert row_text(pilot, "Try") == "Try a: products from the catalog"
        await keys(pilot, "a", "escape")
        assert row_text(pilot, "Try") == "Try u: it takes the last edit back"
        await keys(pilot, "u", "j")
        assert row_text(pilot, "Try") == "Try ?: it tells every key"
        await keys(pilot, "question_mark", "escape")
        assert row_text(pilot, "Try") == "Try ^P: it finds every command"
        await keys(pilot, "ctrl+p", "escape")
        await pilot.pause()
        await keys(pilot, "k")
        assert row_text(pilot, "Try") == ""
    assert place.read_text().split() == ["add", "help", "more", "palette", "undo"]


async def test_what_was_done_is_not_told_again_another_time(services: FakeServices, place: Path) -> None:
    async with running(tipped(place, services)) as pilot:
        await keys(pilot, "5", "enter")
    async with running(tipped(place, services)) as pilot:
        assert row_text(pilot, "Try") == "Try a: products from the catalog"
    assert os.stat(place).st_mode & 0o077 == 0


async def test_a_tip_gives_way_to_what_there_is_to_say(services: FakeServices, place: Path) -> None:
    async with running(tipped(place, services)) as pilot:
        await keys(pilot, "j", "j")
        assert row_text(pilot, "✎ two of them") == "✎ two of them for Mira"
        await keys(pilot, "c")
        assert "no line waits for a decision" in screen_text(pilot)
        assert FIRST not in screen_text(pilot)


async def test_no_tip_about_what_cannot_be_done(place: Path) -> None:
    async with running(tipped(place, FakeServices(goods=GOODS))) as pilot:
        assert "Try" not in screen_text(pilot)
        assert "Press a to add products from the catalog." in screen_text(pilot)


async def test_a_tip_tells_the_chosen_keys(services: FakeServices, place: Path) -> None:
    async with running(tipped(place, services, more="f7", less="f6")) as pilot:
        assert row_text(pilot, "Try") == "Try F7 and F6, or type a quantity"


@pytest.mark.parametrize("damage", [
    lambda place: place.write_bytes(b"\xff\x00\x1b[31m nonsense"), lambda place: place.mkdir(),
    lambda place: place.symlink_to("/etc/passwd"), lambda place: place.touch(mode=0o000),
], ids=["nonsense", "folder", "link", "closed"])
async def test_a_broken_file_is_no_problem(services: FakeServices, place: Path, damage: object) -> None:
    assert callable(damage)
    place.parent.mkdir(mode=0o700)
    damage(place)
    async with running(tipped(place, services)) as pilot:
        assert row_text(pilot, "Try") == FIRST
        await keys(pilot, "plus")
        await settled(pilot)
        assert row_text(pilot, "Try") == "Try a: products from the catalog"


async def test_two_editors_keep_what_was_done_in_either(services: FakeServices, place: Path) -> None:
    one, other = Tips(place), Tips(place)
    assert one.say(lambda _: "", str) == other.say(lambda _: "", str)
    one.did("add")
    other.did("undo")
    other.did("nothing that there is a tip about")
    assert place.read_text().split() == ["add", "undo"]


async def test_without_a_place_there_are_none(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        assert "Try" not in screen_text(pilot)


def test_tips_fit_a_small_screen() -> None:
    for tip in TIPS:
        assert len(tip.says.format_map({name: DEFAULT.name(name) for name in tip.by})) <= 36


@pytest.mark.parametrize("size", [SMALL, (40, 15)], ids=["80x24", "40x15"])
def test_looks(size: tuple[int, int], services: FakeServices, place: Path,
               snap_compare: Callable[..., bool]) -> None:
    app = tipped(place, services)

    async def opened(pilot: Pilot[Any]) -> None:
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=opened)
