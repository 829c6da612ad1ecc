"""What the person may not do: keys dim with a reason, a page of answers, and every refusal of the run."""

import asyncio
from dataclasses import replace

import pytest
from textual.widgets import Static

from tests.ui.driving import LARGE, editor, keys, row_text, running, screen_text, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import DENIAL, LINES, OFFLINE, READ_DENIAL
from tui.cart.outcomes import Denied
from tui.cart.permission import CHANGE, MOVE, REMOVE, Permission
from tui.problem import Denial, Problem
from tui.screens.cart_link import RightsCame
from tui.screens.permissions import PermissionsScreen
from tui.screens.refusals import RefusalsScreen

READ = Permission("list lines", ("dynamodb:Query",), "dynacart-cart")
REASON = "dynamodb:UpdateItem is not allowed to you; ! says why, r asks again"


def rights(**whys: Denial | Problem | None) -> tuple[Permission, ...]:
    """All is allowed but what is named."""
    actions = {"change": (CHANGE, ("dynamodb:UpdateItem",)), "remove": (REMOVE, ("dynamodb:DeleteItem",)),
               "move": (MOVE, ("dynamodb:DeleteItem", "dynamodb:UpdateItem"))}
    return (READ, *(Permission(what, names, "dynacart-cart", whys.get(key), writes=True)
                    for key, (what, names) in actions.items()))


VIEWER = rights(change=DENIAL, remove=DENIAL, move=DENIAL)


async def test_after_the_first_refusal_the_editor_is_read_only(services: FakeServices) -> None:
    services.script("write", Denied(DENIAL))
    services.script("permissions", VIEWER)
    async with running(editor(services), LARGE) as pilot:
        assert "read-only" not in screen_text(pilot)
        await keys(pilot, "plus")
        assert "read-only" in row_text(pilot, "dynacart")
        assert "✗ You may read this cart and not change it. Press ! to see why." in screen_text(pilot)
        wrote = len(services.called("write"))
        for key in ("plus", "minus", "enter", "d", "m", "n", "a", "u", "U"):
            await keys(pilot, key)
            assert row_text(pilot, "is not allowed") == REASON, key
        assert len(services.called("write")) == wrote
        await keys(pilot, "slash", "escape", "tab", "question_mark")
        assert "Every refusal of this run" in screen_text(pilot)


async def test_one_refusal_does_not_make_it_read_only(services: FakeServices) -> None:
    """It may have been about this very edit: what IAM answers about all of them counts."""
    services.script("write", Denied(DENIAL))
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus")
        assert services.called("permissions") == [None]
        assert "read-only" not in screen_text(pilot)
        await keys(pilot, "plus")
        assert row_text(pilot, "BEA-ETH").endswith("- 3 + €39.60 ✓ saved")


async def test_it_is_asked_once_until_the_cart_is_read_again(services: FakeServices) -> None:
    services.script("write", Denied(DENIAL), Denied(DENIAL), Denied(DENIAL))
    services.script("permissions", rights(remove=DENIAL))
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus", "j", "plus")
        assert services.called("permissions") == [None]
        await keys(pilot, "r", "plus")
        assert services.called("permissions") == [None, None]


@pytest.mark.parametrize(("refused", "dim", "live"), [
    ("remove", ("d",), ("plus", "n")), ("move", ("m",), ("plus", "d")),
    ("change", ("plus", "n", "a"), ("d",))])
async def test_only_what_is_refused_is_dim(
    refused: str, dim: tuple[str, ...], live: tuple[str, ...], services: FakeServices,
) -> None:
    services.script("write", Denied(DENIAL))
    services.script("permissions", rights(**{refused: DENIAL}))
    async with running(editor(services), LARGE) as pilot:
        await keys(pilot, "plus", *dim)
        assert "read-only" not in screen_text(pilot)
        for key in dim:
            await keys(pilot, key)
            assert row_text(pilot, "is not allowed") == REASON
        await keys(pilot, "j", "j", "exclamation_mark")
        assert "IAM refused to add 1 x Ethiopia" in screen_text(pilot)
        await keys(pilot, "escape")
        for key in live:
            await keys(pilot, key)
            assert "is not allowed" not in screen_text(pilot)
            await keys(pilot, "escape")


async def test_unknown_is_not_forbidden(services: FakeServices) -> None:
    services.script("write", Denied(DENIAL))
    services.script("permissions", OFFLINE)
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus", "plus")
        assert "read-only" not in screen_text(pilot)
        assert row_text(pilot, "BEA-ETH").endswith("✓ saved")


async def test_from_an_open_catalog_neither(services: FakeServices) -> None:
    services.script("write", Denied(DENIAL))
    services.script("permissions", VIEWER)
    async with running(editor(services), LARGE) as pilot:
        await keys(pilot, "a", *"grinder", "enter")
        assert len(services.called("write")) == 1
        await keys(pilot, "enter")
        assert len(services.called("write")) == 1
        assert row_text(pilot, "is not allowed") == REASON


async def test_reading_again_asks_again(services: FakeServices) -> None:
    services.script("write", Denied(DENIAL))
    services.script("permissions", VIEWER)
    async with running(editor(services)) as pilot:
        await keys(pilot, "plus", "r")
        assert "read-only" not in screen_text(pilot)
        await keys(pilot, "plus")
        assert row_text(pilot, "BEA-ETH").endswith("✓ saved")


async def test_the_reason_in_full(services: FakeServices) -> None:
    services.script("permissions", VIEWER)
    async with running(editor(services), LARGE) as pilot:
        await keys(pilot, "exclamation_mark")
        assert "nothing was refused" in screen_text(pilot)
        await keys(pilot, "p", "escape", "exclamation_mark")
        assert "IAM lets you read this cart and not change it" in screen_text(pilot)
        assert row_text(pilot, "we conclude") == f"we conclude {DENIAL.inference}"


async def test_another_person_s_cart_is_another_matter(services: FakeServices) -> None:
    services.table["bob"] = {line.key: line for line in LINES[:2]}
    services.script("permissions", VIEWER)
    async with running(editor(services)) as pilot:
        await keys(pilot, "p", "escape")
        assert "read-only" in screen_text(pilot)
        await keys(pilot, "o", "b", "o", "b", "enter")
        assert "read-only" not in screen_text(pilot)
        services.script("write", Denied(DENIAL))
        await keys(pilot, "plus")
        assert len(services.called("write")) == 1, "IAM decides about it, and not what is known of one's own"
        assert services.called("permissions") == [None]


async def test_the_page_of_answers(services: FakeServices) -> None:
    services.script("permissions", rights(change=DENIAL, remove=OFFLINE))
    services.hold("permissions")
    async with running(editor(services), LARGE) as pilot:
        await keys(pilot, "p")
        assert isinstance(pilot.app.screen, PermissionsScreen)
        assert "Asking IAM…" in screen_text(pilot)
        services.release("permissions")
        await keys(pilot, "down")
        assert row_text(pilot, "list lines") == "✓ list lines allowed: dynamodb:Query on dynacart-cart"
        assert row_text(pilot, "add and") == (
            "✗ add and change lines denied: dynamodb:UpdateItem on dynacart-cart")
        assert row_text(pilot, "remove l") == "? remove lines unknown: dynamodb:DeleteItem on dynacart-cart"
        assert row_text(pilot, "move lines allowed")
        assert f"we conclude {DENIAL.inference}" in row_text(pilot, "we conclude")
        assert "not found out DynamoDB cannot be reached" in row_text(pilot, "not found out")
        await keys(pilot, "p")
        assert not isinstance(pilot.app.screen, PermissionsScreen)


async def test_a_page_without_answers(services: FakeServices) -> None:
    services.script("permissions", OFFLINE)
    async with running(editor(services)) as pilot:
        await keys(pilot, "p")
        assert "This cannot be found out: DynamoDB cannot be reached" in screen_text(pilot)


async def test_every_refusal_of_the_run(services: FakeServices) -> None:
    services.script("write", Denied(DENIAL))
    async with running(editor(services), LARGE) as pilot:
        await keys(pilot, "h")
        assert "nothing was refused in this run" in screen_text(pilot)
        await keys(pilot, "plus", "plus")
        services.script("read", Denied(READ_DENIAL))
        await keys(pilot, "o", "b", "o", "b", "enter", "escape")
        services.script("catalog", Denied(replace(DENIAL, action="dynamodb:BatchGetItem")))
        await keys(pilot, "a", "escape", "h")
        assert isinstance(pilot.app.screen, RefusalsScreen)
        text = screen_text(pilot)
        assert "3 refusals in this run" in text
        assert "IAM does not let you read the catalog" in text
        await keys(pilot, "y")
        copied = pilot.app.clipboard
        order = [copied.index(part) for part in ("read the catalog", "read bob's cart", "refused to add 1")]
        assert order == sorted(order), "the newest first"
        await keys(pilot, "h")
        assert not isinstance(pilot.app.screen, RefusalsScreen)


@pytest.mark.parametrize("turns", range(4))
async def test_the_answer_may_come_before_the_page_is_there(turns: int) -> None:
    """Somebody had been asking already."""
    async with running(app := editor(FakeServices(lines=LINES))) as pilot:
        app.cart_screen._asking = True
        app.cart_screen.do_permissions()
        for _ in range(turns):
            await asyncio.sleep(0)
        app.cart_screen.post_message(RightsCame(()))
        await settled(pilot)
        assert isinstance(pilot.app.screen, PermissionsScreen)
        assert "Asking" not in str(pilot.app.screen.query_one("#text", Static).content)
