"""Keys of one's own: they do it, the old ones do not, and everything that tells a key tells them."""

import pytest
from textual.events import Key
from textual.widgets import Input

from tests.ui.driving import editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, LINES
from tests.ui.test_moving import sku
from tui.cart.model import CART, LineKey
from tui.keymap import Keymap, keymap_in
from tui.widgets.keyed import _spelt


def chosen(**table: object) -> Keymap:
    found = keymap_in(table)
    assert isinstance(found, Keymap), found
    return found


async def test_an_action_has_its_new_keys_and_not_its_old_ones(services: FakeServices) -> None:
    async with running(app := editor(services, keymap=chosen(down=["x", "ctrl+n"], more="*"))) as pilot:
        await keys(pilot, "x", "ctrl+n", "asterisk")
        assert sku(app) == "MUG-350"
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == 5
        await keys(pilot, "j", "down", "plus", "equals_sign")
        assert sku(app) == "MUG-350"
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == 5


async def test_two_actions_may_change_keys(services: FakeServices) -> None:
    async with running(editor(services, keymap=chosen(undo="d", remove="u"))) as pilot:
        await keys(pilot, "u")
        assert "removed Ethiopia Yirgacheffe, 250 g; d takes that back" in screen_text(pilot)
        await keys(pilot, "d")
        assert "taken back: remove Ethiopia" in screen_text(pilot)


async def test_counts_go_with_the_new_keys(services: FakeServices) -> None:
    async with running(app := editor(services, keymap=chosen(down="x", take="f4", back="f9"))) as pilot:
        await keys(pilot, "2", "x")
        assert sku(app) == "MUG-350"
        await keys(pilot, "1", "2")
        assert row_text(pilot, "F4 set") == "F4 set F9 leave it + more - fewer x down"
        await keys(pilot, "f4")
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == 12


async def test_a_letter_is_a_letter_where_one_types(services: FakeServices) -> None:
    keymap = chosen(help=["x", "f1"], categories=["z", "f2"], below=["Q", "tab"])
    async with running(app := editor(services, keymap=keymap)) as pilot:
        await keys(pilot, "a", *"xzQ")
        assert app.cart_screen.catalog is not None
        assert app.cart_screen.catalog.search.value == "xzQ"
        assert row_text(pilot, "F2 all") != ""
        await keys(pilot, "f1")
        assert "The search of the catalog" in screen_text(pilot)


async def test_footer_help_palette_and_sentences_tell_the_new_keys(services: FakeServices) -> None:
    keymap = chosen(add="A", quit="ctrl+x", remove="X", list="f6", move="f7")
    async with running(app := editor(services, keymap=keymap)) as pilot:
        assert "^X quit  A add" in screen_text(pilot).splitlines()[-1]
        shown = {command.title: command.help for command in app.get_system_commands(app.screen)}
        assert shown["Add products from the catalog"] == "A"
        await keys(pilot, "j", "j", "j", "minus")
        assert "this is the last one; X removes the line" in screen_text(pilot)
        await keys(pilot, "question_mark")
        assert row_text(pilot, "Remove the line") == "X Remove the line"
        await keys(pilot, "ctrl+x")
        assert app.is_running, "that is the key of the cart, and not of the page"


async def test_an_empty_cart_tells_the_new_keys() -> None:
    services = FakeServices(goods=GOODS)
    async with running(editor(services, keymap=chosen(add="A", move="f7", list="f6"))) as pilot:
        assert "Press A to add products from the catalog." in screen_text(pilot)
        await keys(pilot, "f6")
        assert "F7 moves a line here from the cart; F6 goes back to the cart." in screen_text(pilot)


@pytest.mark.parametrize("keymap", [chosen(), chosen(add="A")])
async def test_a_command_of_the_palette_is_done_whatever_its_key(
    services: FakeServices, keymap: Keymap,
) -> None:
    async with running(app := editor(services, keymap=keymap)) as pilot:
        await keys(pilot, "ctrl+p", *"add products")
        await pilot.pause()
        await keys(pilot, "enter")
        await pilot.pause()
        await settled(pilot)
        assert app.cart_screen.catalog_open
        assert isinstance(app.focused, Input)


async def test_dialogs_and_pages_have_them_too(services: FakeServices) -> None:
    keymap = chosen(close="f9", copy="Y", back="f8", take="f4")
    async with running(app := editor(services, keymap=keymap)) as pilot:
        await keys(pilot, "question_mark", "escape", "q")
        assert row_text(pilot, "F9 go back") == "F9 go back ↓ scroll"
        await keys(pilot, "f9")
        assert app.screen is app.cart_screen
        await keys(pilot, "n", *"for me", "escape")
        assert row_text(pilot, "F4 take it") == "F4 take it F8 leave it F1 help"
        await keys(pilot, "f4")
        assert services.table["alice"][LINES[0].key].note == "for me"


async def test_suspend_and_the_palette_too(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(app := editor(services, keymap=chosen(palette="f12", suspend="f11"))) as pilot:
        called: list[str] = []
        monkeypatch.setattr(app, "action_suspend_process", lambda: called.append("suspend"))
        await keys(pilot, "ctrl+z", "ctrl+p")
        assert app.screen is app.cart_screen
        assert called == []
        await keys(pilot, "f11", "f12")
        assert called == ["suspend"]
        assert app.screen is not app.cart_screen


@pytest.mark.parametrize("character", ["P", "-", "@"])
async def test_a_character_for_the_palette_is_none_while_one_types(
    services: FakeServices, character: str,
) -> None:
    keymap = chosen(palette=[character, "f12"], **({"less": "<"} if character == "-" else {}))
    async with running(app := editor(services, keymap=keymap)) as pilot:
        await keys(pilot, "a")
        app.post_message(Key(_spelt(character), character))
        await settled(pilot)
        assert app.cart_screen.catalog is not None
        assert app.cart_screen.catalog.search.value == character
        await keys(pilot, "escape", "escape")
        app.post_message(Key(_spelt(character), character))
        await settled(pilot)
        assert app.screen is not app.cart_screen
