"""What the editor holds does not grow with what is done in it.

`python -m tests.scale.leaks` edits for hours on the sandbox, and measures memory, too.
"""

import gc
from collections.abc import Sequence

import pytest
from textual._styles_cache import StylesCache

from tests.scale.leaks import constant, growth
from tests.scale.long import Sample, Sitting
from tests.ui.driving import editor, keys, running, screen_text
from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, LINES
from tui.cart.journal import Journal


@pytest.fixture
def services() -> FakeServices:
    return FakeServices(lines=LINES, goods=GOODS)


async def test_threads_and_descriptors_are_as_many_after_the_edits_as_before(services: FakeServices) -> None:
    sitting = Sitting(services, lambda: None)
    await sitting.go_on(edits=22, every=1, told=lambda _: None)
    assert len(services.called("write")) > 15
    assert len(sitting.samples) > 2
    assert all(constant(sitting.samples).values()), sitting.samples


async def test_carts_that_were_only_looked_at_are_let_go_of(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed: list[Journal] = []
    close = Journal.close

    def noted(journal: Journal) -> None:
        closed.append(journal)
        close(journal)

    monkeypatch.setattr(Journal, "close", noted)
    async with running(app := editor(services)) as pilot:
        for number in range(3):
            await keys(pilot, "o", *f"bob{number}", "enter")
        await keys(pilot, "escape")
        assert list(app.cart_screen.desks) == ["alice"]
        assert len(closed) == 3
        assert "Ethiopia" in screen_text(pilot)


async def test_a_cart_that_was_edited_keeps_what_can_be_undone(services: FakeServices) -> None:
    services.table["bob"] = {each.key: each for each in LINES[:2]}
    async with running(editor(services)) as pilot:
        await keys(pilot, "o", *"bob", "enter", "plus", "escape", "o", *"bob", "enter")
        after = services.table["bob"][LINES[0].key].qty
        await keys(pilot, "u")
        assert services.table["bob"][LINES[0].key].qty == after - 1


async def test_a_cart_that_is_left_while_it_is_read_takes_its_answer(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.hold("read")
        await keys(pilot, "o", *"bob", "enter", "escape")
        services.release("read")
        await keys(pilot, "plus")
        assert "✓ saved" in screen_text(pilot)


async def test_what_dialogs_have_painted_goes_with_them(services: FakeServices) -> None:
    def painted() -> int:
        gc.collect()
        return sum(isinstance(each, StylesCache) for each in gc.get_objects())

    async with running(editor(services)) as pilot:
        await keys(pilot, "question_mark", "escape", "n", "escape")
        before = painted()
        for _ in range(3):
            await keys(pilot, "question_mark", "escape", "n", "escape")
        assert painted() == before


def test_what_grows_is_told() -> None:
    def samples(*last: int) -> Sequence[Sample]:
        return [Sample(0, 0, 90, 1, 9, 3), Sample(1000, 0, 100, 1, 12, 5), Sample(2000, 0, *last)]

    assert list(constant(samples(100, 1, 12, 5)).values()) == [True, True, True]
    assert list(constant(samples(100, 2, 16, 25)).values()) == [False, False, False]
    assert growth(samples(103, 1, 12, 5)) == 3
