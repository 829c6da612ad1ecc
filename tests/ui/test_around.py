"""Around the cart: help, palette, themes, leaving, the sign-in's end, sizes, and bugs."""

from dataclasses import replace

import pytest
from textual.color import Color
from textual.command import CommandPalette
from textual.events import Key
from textual.keys import _character_to_key
from textual.theme import BUILTIN_THEMES
from textual.widgets import Input

from tests.ui.driving import burst, editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE, DENIAL, LINES, NOW, OFFLINE, SIGNED_OUT
from tui import in_order
from tui import keys as registry
from tui.app import Editor
from tui.cart.model import CART, LineKey
from tui.cart.outcomes import Denied, Unavailable
from tui.keymap import DEFAULT
from tui.look import themes
from tui.screens.cart import CartScreen
from tui.screens.help import HelpScreen
from tui.screens.placed import Placed
from tui.screens.sign_in import SignInScreen
from tui.widgets import marks
from tui.widgets.footer import Footer, fitting


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_names_every_key_and_every_mark(services: FakeServices, key: str) -> None:
    async with running(editor(services), (120, 120)) as pilot:
        await keys(pilot, key)
        for use in (use for place in registry.PLACES.values() for use in place.uses):
            assert use.help[:20] in screen_text(pilot)
        for mark in marks.ALL:
            assert f"{mark.glyph} {mark.word}" in screen_text(pilot)
        await keys(pilot, key)
        assert not isinstance(pilot.app.screen, HelpScreen)


async def test_help_scrolls_where_it_has_to(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "question_mark")
        assert "sold out" not in screen_text(pilot)
        await keys(pilot, "space", "space", "space", "space", "j")
        assert "○ sold out" in screen_text(pilot)
        await keys(pilot, "pageup", "pageup", "pageup", "pageup", "k", "k")
        assert "Changing" in screen_text(pilot)


async def test_the_palette_has_every_command(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "ctrl+p")
        palette = app.screen
        assert isinstance(palette, CommandPalette)
        assert not palette.query_one(Input).cursor_blink
        titles = {command.title for command in app.get_system_commands(app.cart_screen)}
        others = (*registry.MOVES, "palette", "digits")
        assert titles >= {use.help for use in registry.PLACES["cart"].uses if use.action not in others}


async def test_a_command_of_the_palette_is_the_action(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "ctrl+p", *"remove the line")
        await pilot.pause()
        await keys(pilot, "enter")
        await pilot.pause()
        await settled(pilot)
        assert "removed Ethiopia Yirgacheffe, 250 g" in screen_text(pilot)


async def test_on_top_of_a_dialog_the_palette_leaves_the_cart_alone(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "question_mark")
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert titles == {"Go back", "Quit, whatever is on the screen",
                          "Leave the editor in the background; fg comes back",
                          *[f"Use the theme {theme.name}" for theme in themes({})][1:]}


async def test_themes(services: FakeServices) -> None:
    own = {"dusk": {"based_on": "light", "panel": "#123456"}}
    async with running(app := editor(services, own_themes=own)) as pilot:
        known = {theme.name: theme for theme in themes(own)}
        for name in [*known][1:] + [*known][:1]:
            [command] = [command for command in app.get_system_commands(app.cart_screen)
                         if command.title == f"Use the theme {name}"]
            command.callback()
            await settled(pilot)
            assert app.theme == name
            style = app.cart_screen.table._style("rows--cursor", False)
            if known[name].ansi:
                assert style.reverse
            else:
                assert style.bgcolor is not None
                assert style.bgcolor.triplet is not None
                assert style.bgcolor.triplet.hex == known[name].panel


@pytest.mark.parametrize("theme", BUILTIN_THEMES)
async def test_a_theme_of_textual_does_as_well(theme: str, services: FakeServices) -> None:
    async with running(editor(services, theme=theme)) as pilot:
        for key in ("a", "escape", "question_mark", "escape", "p"):
            await keys(pilot, key)
        assert pilot.app.theme == theme
        muted, faint = (Color.parse(pilot.app.theme_variables[tone]) for tone in ("muted", "faint"))
        assert muted.ansi is not None or muted != faint


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
async def test_quit(services: FakeServices, key: str) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, key)
        assert not app.is_running or app._exit
    assert app.return_code == 0


async def test_quitting_tells_what_becomes_of_edits_that_are_not_saved(
    services: FakeServices, capsys: pytest.CaptureFixture[str],
) -> None:
    async with running(app := editor(services)) as pilot:
        services.elsewhere(replace(LINES[1], qty=9, rev="other"))
        await keys(pilot, "j", "5", "enter")
        services.script("write", Unavailable(OFFLINE))
        await keys(pilot, "j", "plus", "q")
        assert app._exit, "nothing is on its way, so there is nothing to wait for"
    assert told(capsys) == ("2 edits are not saved yet. They are kept, and sent when dynacart starts again. "
                         "You are asked about 1 conflict then.")


async def test_quitting_asked_twice_leaves_at_once_and_the_edit_is_sent_by_the_next_start(
    services: FakeServices, capsys: pytest.CaptureFixture[str],
) -> None:
    async with running(app := editor(services)) as pilot:
        services.hold("write")
        await keys(pilot, "plus", "q")
        assert app.is_running
        assert "saving…" in screen_text(pilot)
        await keys(pilot, "q")
        assert app._exit
        services.script("write", Unavailable(OFFLINE))
    assert told(capsys) == "1 edit is not saved yet. It is kept, and sent when dynacart starts again."
    assert services.table["alice"][LINES[0].key].qty == 2
    async with running(editor(services)) as pilot:
        assert row_text(pilot, "BEA-ETH").endswith("- 3 + €39.60 ✓ saved")
        assert "sent 1 edit kept from an earlier run" in screen_text(pilot)
    assert services.table["alice"][LINES[0].key].qty == 3


async def test_quitting_gives_edits_on_their_way_a_moment(
    services: FakeServices, capsys: pytest.CaptureFixture[str],
) -> None:
    async with running(app := editor(services)) as pilot:
        services.hold("write")
        await keys(pilot, "plus", "q")
        services.release()
        await settled(pilot)
        assert app._exit
    assert told(capsys) == ""
    assert services.table["alice"][LINES[0].key].qty == 3


async def test_quitting_does_not_wait_for_ever(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tui.app.GRACE", 0.001)
    async with running(app := editor(services)) as pilot:
        services.hold("write")
        await keys(pilot, "plus", "q")
        while not app._exit:
            await pilot.pause()
    assert told(capsys).startswith("1 edit is not saved yet.")


def told(capture: pytest.CaptureFixture[str]) -> str:
    """What the terminal is left with."""
    return " ".join(capture.readouterr().err.split())


async def test_ctrl_c_quits_from_a_line_that_is_typed(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, "slash", "q", "ctrl+c")
        assert app._exit


async def test_credentials_are_renewed_ahead_of_their_end_and_not_before(services: FakeServices) -> None:
    now = NOW
    async with running(app := editor(services, clock=lambda: now)) as pilot:
        app.cart_screen.renew_if_due()
        await settled(pilot)
        assert services.called("refresh") == []
        now = ALICE.expires_at - 300
        services.person = replace(ALICE, expires_at=NOW + 7200)
        app.cart_screen.renew_if_due()
        await settled(pilot)
        assert "until 17:06" in screen_text(pilot)


async def test_a_renewal_that_fails_signs_nobody_out(services: FakeServices) -> None:
    async with running(app := editor(services, clock=lambda: ALICE.expires_at)) as pilot:
        services.script("refresh", OFFLINE)
        app.cart_screen.renew_if_due()
        await settled(pilot)
        assert "~ The sign-in could not be renewed: DynamoDB cannot be reached." in screen_text(pilot)
        app.cart_screen.renew_if_due()
        await settled(pilot)
        assert "could not be renewed" not in screen_text(pilot)


async def test_a_sign_in_that_ended_is_renewed_in_place(services: FakeServices) -> None:
    async with running(app := editor(services, clock=lambda: ALICE.expires_at)) as pilot:
        services.hold("write")
        await keys(pilot, "plus")
        services.script("refresh", SIGNED_OUT, SIGNED_OUT)
        app.cart_screen.renew_if_due()
        app.cart_screen.renew_if_due()
        await settled(pilot)
        assert [type(screen) for screen in app.screen_stack[1:]] == [CartScreen, SignInScreen]
        app.screen.dismiss(replace(ALICE, expires_at=NOW + 7200))
        services.release()
        await settled(pilot)
        assert "until 17:06" in screen_text(pilot)
        assert row_text(pilot, "BEA-ETH").endswith("- 3 + €39.60 ✓ saved")


@pytest.mark.parametrize("size", [(39, 24), (80, 9)])
async def test_too_small_and_back(services: FakeServices, size: tuple[int, int]) -> None:
    services.script("write", Denied(DENIAL))
    async with running(editor(services), size) as pilot:
        await keys(pilot, "plus")
        assert row_text(pilot, "Too small").startswith("Too small: dynacart needs 40")
        assert "IAM" not in screen_text(pilot)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "Too small" not in screen_text(pilot)
        assert "Ethiopia" in screen_text(pilot)


@pytest.mark.parametrize("width", [40, 50, 60, 70, 80, 100, 120, 200])
async def test_every_width_shows_the_essentials(services: FakeServices, width: int) -> None:
    async with running(editor(services), (width, 12)) as pilot:
        assert row_text(pilot, "? help").startswith("? help q quit")
        assert row_text(pilot, "Ethiopia").endswith("✓ saved")
        assert "- 2 +" in row_text(pilot, "Ethiopia")
        assert all(len(row) <= width for row in screen_text(pilot).splitlines())


async def test_a_bug_is_told_without_the_values_of_variables(
    services: FakeServices, capsys: pytest.CaptureFixture[str],
) -> None:
    app = editor(services)

    def broken() -> None:
        password = "hunter2"  # noqa: F841 - what must not be printed
        raise RuntimeError("boom")

    async def run() -> None:
        async with running(app) as pilot:
            app.call_later(broken)
            await settled(pilot)

    with pytest.raises(RuntimeError, match="boom"):
        await run()
    app._print_error_renderables()
    told = capsys.readouterr().err
    assert "boom" in told
    assert "hunter2" not in told.replace('password = "hunter2"', "")
    assert app.return_code == 1


@pytest.mark.parametrize(("pressed", "first", "then"), [
    (("question_mark",), "Changing", "The filter"),
    (("a", "f1"), "The search of the catalog", "Changing"),
    (("a", "down", "question_mark"), "The list of the catalog", "Changing"),
    (("a", "f3", "question_mark"), "All about a product", "Changing"),
    (("n", "f1"), "A line to type", "Changing"),
    (("slash", "f1"), "The filter", "Changing"),
    (("p", "question_mark"), "Help and permissions", "Changing"),
])
async def test_help_begins_with_the_place_one_is_in(
    services: FakeServices, pressed: tuple[str, ...], first: str, then: str,
) -> None:
    async with running(app := editor(services, keymap=DEFAULT), (80, 150)) as pilot:
        await keys(pilot, *pressed)
        assert isinstance(app.screen, HelpScreen)
        text = screen_text(pilot)
        assert text.index(first) < text.index(then) < text.index("Signing in")
        assert text.index(first) < text.index("Marks of a line")
        below = app.screen_stack[-2]
        await keys(pilot, "escape")
        assert app.screen is below


@pytest.mark.parametrize(("pressed", "title", "done"), [
    (("a",), "category alone", "All categories"),
    (("a", "down"), "go to the search", "name, SKU or category"),
    (("a", "f3"), "add so many", "1 x Stoneware mug"), (("p",), "go back", "MUG-350"),
    (("n",), "leave it as it", "MUG-350"),
])
async def test_the_palette_has_the_commands_of_every_place(
    services: FakeServices, pressed: tuple[str, ...], title: str, done: str,
) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, *pressed, "ctrl+p", *title)
        await pilot.pause()
        await keys(pilot, "enter")
        await pilot.pause()
        await settled(pilot)
        assert not isinstance(app.screen, CommandPalette)
        assert done in screen_text(pilot)


@pytest.mark.parametrize("width", [120, 80, 40])
@pytest.mark.parametrize("pressed", [(), ("a",), ("a", "down"), ("a", "down", "5"), ("5",), ("slash", "m"),
                                     ("n",), ("a", "f3"), ("a", "f2"), ("p",), ("question_mark",)])
async def test_no_footer_is_cut(services: FakeServices, pressed: tuple[str, ...], width: int) -> None:
    async with running(app := editor(services), (width, 24)) as pilot:
        await keys(pilot, *pressed)
        footer = app.screen.query_one(Footer)
        shown = str(footer.visual)
        place = app.screen.place if isinstance(app.screen, Placed) else ""
        pieces = [f"{keys} {use.label}" for use, keys in fitting(place, DEFAULT, footer.content_size.width)]
        assert shown == "  ".join(pieces)
        assert shown in screen_text(pilot)


@pytest.mark.parametrize("pressed", [(), ("a", "down"), ("question_mark",)])
async def test_no_key_at_all_ends_the_editor(services: FakeServices, pressed: tuple[str, ...]) -> None:
    async with running(app := editor(services)) as pilot:
        await keys(pilot, *pressed)
        for character in (chr(code) for code in range(33, 127) if chr(code) not in "q"):
            app.post_message(Key(_character_to_key(character), character))
        await settled(pilot)
        assert app.is_running
        assert not app._exit
        assert app._exception is None


async def test_keys_that_come_together_are_done_one_after_another(services: FakeServices) -> None:
    async with running(app := editor(services)) as pilot:
        await burst(pilot, "slash", *"mug", "enter", "plus", "plus", "escape", "g", "minus")
        after = {key.sku: line.qty for key, line in services.table["alice"].items() if key.list == CART}
        assert (after["MUG-350"], after["BEA-ETH"]) == (6, 1)
        assert app.cart_screen.query_text == ""
        await keys(pilot, "a")
        await burst(pilot, *"mug", "down", "plus")
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == 7


async def test_keys_wait_for_what_they_are_meant_for_to_come_up(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        for times in (1, 2):
            await burst(pilot, "a", *"mug", "down", "plus", "escape", "escape", "escape", "g", "plus")
            after = {key.sku: line.qty for key, line in services.table["alice"].items() if key.list == CART}
            assert (after["MUG-350"], after["BEA-ETH"]) == (4 + times, 2 + times), screen_text(pilot)


async def test_a_key_that_never_ends_holds_up_no_others_for_long(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(in_order, "PATIENCE", 0.0)
    monkeypatch.setattr(Editor, "_over", lambda _app: None)
    async with running(editor(services)) as pilot:
        await keys(pilot, "slash", *"mug", "enter")
        await keys(pilot, "d")
        assert LineKey(CART, "MUG-350") not in services.table["alice"]
