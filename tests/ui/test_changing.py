"""The keys that change the cart: shown at once, sent as they should be, taken back by `u`."""

import pytest

from tests.ui.driving import editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, line
from tui.cart.edits import Add, ChangeBy, Move, Remove, SetNote, SetTo
from tui.cart.model import CART, SAVED, LineKey
from tui.screens import cart_asks


@pytest.mark.parametrize(("key", "qty", "total"), [("plus", 5, "€72.50"), ("equals_sign", 5, "€72.50"),
                                                   ("minus", 3, "€43.50")])
async def test_one_more_one_fewer(services: FakeServices, key: str, qty: int, total: str) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "j", "j", key)
        assert row_text(pilot, "Stoneware").endswith(f"- {qty} + {total} ✓ saved")
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == qty


async def test_an_edit_shows_before_it_is_saved(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.hold("write")
        await keys(pilot, "plus")
        assert row_text(pilot, "Ethiopia").endswith("- 3 + €39.60 … saving")
        assert row_text(pilot, "total") == "8 lines · 1 unsaved · 1 unpriced · 16 units total €272.70"
        services.release()
        await settled(pilot)
        assert row_text(pilot, "Ethiopia").endswith("- 3 + €39.60 ✓ saved")


async def test_the_last_one_goes_by_d_alone(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "j", "j", "j", "minus")
        assert "this is the last one; d removes the line" in row_text(pilot, "this is the last")
        assert services.called("write") == []


async def test_never_more_than_999() -> None:
    async with running(editor(services := FakeServices(lines=[line("MUG-350", 999)], goods=GOODS))) as pilot:
        await keys(pilot, "plus")
        assert row_text(pilot, "999 is") == "999 is the most"
        assert services.called("write") == []


@pytest.mark.parametrize("start", [(), ("enter",)])
async def test_a_quantity_is_typed_in_its_row(services: FakeServices, start: tuple[str, ...]) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, *start, "4", "2")
        assert "[ 42▏]" in row_text(pilot, "Ethiopia")
        assert row_text(pilot, "Enter set") == "Enter set Esc leave it + more - fewer ↓ down"
        await keys(pilot, "backspace", "0", "enter")
        assert row_text(pilot, "Ethiopia").endswith("- 40 + €528.00 ✓ saved")
        assert [type(edit) for edit in services.called("write")] == [SetTo]


@pytest.mark.parametrize("typed", [("7", "escape"), ("enter", "escape"), ("enter", "enter"), ("2", "enter")])
async def test_a_quantity_left_or_kept_is_no_edit(services: FakeServices, typed: tuple[str, ...]) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, *typed)
        assert row_text(pilot, "Ethiopia").endswith("- 2 + €26.40 ✓ saved")
        assert services.called("write") == []


@pytest.mark.parametrize("typed", [("0",), ("1", "0", "0", "0")])
async def test_a_quantity_out_of_range_is_not_taken(services: FakeServices, typed: tuple[str, ...]) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, *typed)
        assert "a quantity is between 1 and 999" in screen_text(pilot)
        await keys(pilot, "escape")
        assert services.called("write") == []


async def test_while_typing_other_keys_do_nothing_but_say_so(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "3", "d")
        assert "Enter takes the number, Esc leaves it" in screen_text(pilot)
        assert services.called("write") == []


@pytest.mark.parametrize(("pressed", "qty"), [
    (("3", "plus"), 7), (("3", "minus"), 1), (("1", "2", "equals_sign", "minus"), 15),
    (("enter", "plus"), 5),
])
async def test_a_number_before_plus_or_minus_is_how_many(
    services: FakeServices, pressed: tuple[str, ...], qty: int,
) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "j", "j", *pressed)
        assert f"- {qty} +" in row_text(pilot, "Stoneware")
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == qty
        assert all(isinstance(edit, ChangeBy) for edit in services.called("write"))


@pytest.mark.parametrize(("pressed", "said"), [
    (("9", "minus"), "there are only 4; d removes the line"), (("9", "9", "9", "plus"), "999 is the most")])
async def test_too_many_at_once_is_refused_whole(
    services: FakeServices, pressed: tuple[str, ...], said: str,
) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "j", "j", *pressed)
        assert row_text(pilot, said) == said
        assert services.called("write") == []
        await keys(pilot, "plus")
        assert services.table["alice"][LineKey(CART, "MUG-350")].qty == 5


@pytest.mark.parametrize("key", ["d", "delete"])
async def test_remove_and_undo(services: FakeServices, key: str) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "j", "j", key)
        assert "removed Stoneware mug; u takes that back" in screen_text(pilot)
        assert "MUG-350" not in screen_text(pilot)
        await keys(pilot, "u")
        assert row_text(pilot, "MUG-350").endswith("€58.00 ✓ saved")
        assert "taken back: remove Stoneware mug" in screen_text(pilot)
        assert [type(edit) for edit in services.called("write")] == [Remove, Add]
        assert services.table["alice"][LineKey(CART, "MUG-350")].note == "two of them for Mira"


async def test_redo(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus", "u", "U")
        assert row_text(pilot, "Ethiopia").endswith("- 3 + €39.60 ✓ saved")
        assert [edit.by for edit in services.called("write")] == [1, -1, 1]


async def test_undo_of_what_changed_elsewhere_says_why_not(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        services.elsewhere(line("BEA-ETH", 9, rev="other", added=1))
        await keys(pilot, "r", "u")
        assert "BEA-ETH was changed elsewhere since" in screen_text(pilot)
        assert len(services.called("write")) == 1


@pytest.mark.parametrize(("key", "said"), [("u", "there is nothing to take back"),
                                           ("U", "nothing was taken back")])
async def test_nothing_to_undo(services: FakeServices, key: str, said: str) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, key)
        assert row_text(pilot, said) == said


async def test_move_to_the_other_list_and_back(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "m")
        assert "moved Ethiopia Yirgacheffe, 250 g to saved; u takes that back" in screen_text(pilot)
        assert "cart 7 saved 3" in row_text(pilot, "dynacart")
        await keys(pilot, "tab")
        assert row_text(pilot, "Ethiopia").endswith("✓ saved")
        await keys(pilot, "u")
        assert "cart 8 saved 2" in row_text(pilot, "dynacart")
        assert [type(edit) for edit in services.called("write")] == [Move, Move]


async def test_a_move_adds_to_the_line_that_is_there() -> None:
    services = FakeServices(lines=[line("MUG-350", 2), line("MUG-350", 3, SAVED)], goods=GOODS)
    async with running(editor(services)) as pilot:
        await keys(pilot, "m", "tab")
        assert row_text(pilot, "Stoneware").endswith("- 5 + €72.50 ✓ saved")


async def test_a_note_is_written_changed_and_taken_away(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "n", *"[b]hi", "enter")
        assert row_text(pilot, "✎ [b]hi") == "✎ [b]hi"
        assert "… ✎" in row_text(pilot, "Ethiopia")
        await keys(pilot, "n", *["backspace"] * 5, "enter")
        assert services.table["alice"][LineKey(CART, "BEA-ETH")].note == ""
        assert [type(edit) for edit in services.called("write")] == [SetNote, SetNote]


async def test_a_note_left_or_unchanged_is_no_edit(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await keys(pilot, "n", "x", "escape", "n", "enter")
        assert services.called("write") == []


async def test_a_burst_is_a_handful_of_writes(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cart_asks, "QUIET", 3600.0)
    async with running(editor(services)) as pilot:
        await keys(pilot, *["plus"] * 40)
        assert [edit.by for edit in services.called("write")] == [1]
        assert row_text(pilot, "Ethiopia").endswith("- 42 + €554.40 … saving")
        await keys(pilot, "j", "d")
        assert [edit.by for edit in services.called("write") if isinstance(edit, ChangeBy)] == [1, 39]
        assert services.table["alice"][LineKey(CART, "BEA-ETH")].qty == 42


async def test_an_answer_does_not_end_a_burst(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cart_asks, "QUIET", 3600.0)
    async with running(editor(services)) as pilot:
        services.hold("write")
        await keys(pilot, "plus", "plus", "plus")
        services.release()
        await settled(pilot)
        assert [edit.by for edit in services.called("write")] == [1]
        assert row_text(pilot, "Ethiopia").endswith("- 5 + €66.00 … saving")


async def test_a_burst_is_sent_when_the_keys_rest(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cart_asks, "QUIET", 0.01)
    async with running(editor(services)) as pilot:
        await keys(pilot, *["plus"] * 10)
        while services.table["alice"][LineKey(CART, "BEA-ETH")].qty < 12:
            await settled(pilot)
        assert row_text(pilot, "Ethiopia").endswith("- 12 + €158.40 ✓ saved")


async def test_edits_of_one_line_go_in_order(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        services.hold("write")
        await keys(pilot, "plus", "5", "enter", "d", "plus")
        services.release()
        await settled(pilot)
        ours = [edit for edit in services.called("write") if edit.key.sku == "BEA-ETH"]
        assert [type(edit) for edit in ours] == [ChangeBy, SetTo, Remove]
        assert LineKey(CART, "BEA-ETH") not in services.table["alice"]
        assert row_text(pilot, "Paper").endswith("- 4 + €27.60 ✓ saved")


@pytest.mark.parametrize("key", ["plus", "minus", "d", "m", "n", "enter"])
async def test_without_a_line_a_key_says_why(key: str) -> None:
    async with running(editor(FakeServices(goods=GOODS))) as pilot:
        await keys(pilot, key)
        assert "there is no line here; a adds one" in screen_text(pilot)
