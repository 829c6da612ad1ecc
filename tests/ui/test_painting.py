"""How little is painted: over a slow line every needless byte is felt."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.css.styles import RulesMap
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from tests.ui.driving import editor, keys, running, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE, line, product
from tui.cart.model import LineKey
from tui.screens.cart_asks import REFRESH
from tui.screens.cart_view import CartView
from tui.widgets.keyed import Keyed
from tui.widgets.lines import LineRow

Painted = list[tuple[str | None, int]]
"""Which widgets were asked to paint, and how many lines of them (0: all of it)."""


@contextmanager
def painted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Painted]:
    """Note what is painted."""
    noted: Painted = []
    refresh = Widget.refresh

    def note(self: Widget, *regions: Region, **options: bool) -> Widget:
        if not isinstance(self, Screen):
            noted.append((self.id, sum(region.height for region in regions)))
        return refresh(self, *regions, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Widget, "refresh", note)
        yield noted


async def test_a_cursor_move_paints_two_lines(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(editor(services)) as pilot:
        with painted(monkeypatch) as noted:
            await keys(pilot, "j")
        assert noted == [("lines", 1), ("lines", 1)]


async def test_one_more_paints_its_line_and_what_it_changes_around(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        services.hold("write")
        with painted(monkeypatch) as noted:
            await keys(pilot, "plus")
        assert noted == [("lines", 1), ("totals", 0)]


async def test_nothing_is_painted_while_nothing_happens(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(app := editor(services, clock=lambda: ALICE.expires_at)) as pilot:
        with painted(monkeypatch) as noted:
            app.cart_screen.renew_if_due()
            await settled(pilot)
            await keys(pilot, "home")
        assert services.called("refresh") == [None]
        assert noted == []


async def test_a_cart_that_is_read_again_and_is_the_same_paints_nothing(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [ALICE.expires_at - 3600]
    async with running(app := editor(services, clock=lambda: now[0])) as pilot:
        reads = len(services.called("read"))
        now[0] += REFRESH
        with painted(monkeypatch) as noted:
            app.cart_screen.refresh_if_active()
            await settled(pilot)
        assert len(services.called("read")) == reads + 1
        assert noted == []


async def test_a_key_costs_the_same_with_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    services = FakeServices(lines=[line(f"P-{n:04}", added=n) for n in range(1000)],
                            goods=[product(f"P-{n:04}", f"Product {n}", "1") for n in range(1000)])
    async with running(editor(services)) as pilot:
        asked: list[LineKey] = []
        screen = pilot.app.screen
        assert isinstance(screen, CartView)

        def facts(key: LineKey) -> LineRow | None:
            asked.append(key)
            return screen.row(key)

        monkeypatch.setattr(screen.table, "_facts", facts)
        await keys(pilot, "j", "plus")
        assert 0 < len(asked) < 20


@pytest.mark.parametrize("pressed", ["j", "slash", "a", "o"])
async def test_who_has_the_focus_looks_the_same_styled_anew(pressed: str, services: FakeServices) -> None:
    """So none needs to be, with each change of the focus."""
    async with running(editor(services)) as pilot:
        await keys(pilot, pressed)
        focused = pilot.app.screen.focused
        assert isinstance(focused, Keyed)
        assert focused.has_pseudo_class("focus")
        for with_focus in (True, False):
            before = _rules(focused)
            pilot.app.stylesheet.apply(focused)
            assert _rules(focused) == before
            if with_focus:
                pilot.app.screen.set_focus(None)
                await settled(pilot)
                assert not focused.has_pseudo_class("focus")


def _rules(widget: Widget) -> list[RulesMap]:
    parts = [widget.styles, *(widget.get_component_styles(part) for part in sorted(widget._component_styles))]
    return [styles.get_rules() for styles in parts]
