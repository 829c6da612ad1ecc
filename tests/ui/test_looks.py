"""The editor as pictures, by size and theme. After `pytest tests/ui --snapshot-update`, look at them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from rich.console import RenderableType
from textual.pilot import Pilot

from tests.ui.driving import LARGE, SMALL, keys, settled, stamps
from tests.ui.fakes import FakeServices
from tests.ui.samples import AT, DENIAL, GOODS, LINES, NOW, OFFLINE, READ_DENIAL, product
from tui.app import Editor
from tui.cart.lastseen import LastSeen
from tui.cart.outcomes import Denied, Loaded, Unavailable, Unreadable
from tui.cart.permission import CHANGE, MOVE, REMOVE, Permission
from tui.cart.shelf import Shelved
from tui.dynamo.call import Call
from tui.dynamo.denial import parse
from tui.dynamo.explanation import explain
from tui.problem import Kind, Problem

Size = tuple[int, int]
Compare = Callable[..., bool]
Pressing = Callable[[Pilot[Any]], Awaitable[None]]


class Pictured(Editor):
    """Lets go what is held once the picture has been taken, so that the threads can end."""

    def exit(self, result: int | None = None, return_code: int = 0,
             message: RenderableType | None = None) -> None:
        """As ever."""
        assert isinstance(self.services, FakeServices)
        self.services.release()
        super().exit(result, return_code, message)


@dataclass(frozen=True)
class Look:
    """One picture: the services, and what is pressed. `meanwhile` happens elsewhere before the keys."""

    pressed: tuple[str, ...] = ()
    script: tuple[tuple[str, object], ...] = ()
    held: str = ""
    meanwhile: Callable[[FakeServices], None] = lambda services: None
    empty: bool = False
    at_start: bool = False
    """The script is for the start, of an editor whose cart has been on the screen before."""
    lost: bool = False
    """The first line gets one more before anything happens elsewhere, and the answer as scripted."""

    async def play(self, pilot: Pilot[Any], services: FakeServices) -> None:
        """Bring the editor to where the picture is taken."""
        await settled(pilot)
        if not self.at_start:
            self.prepare(services)
        if self.held:
            services.hold(self.held)
        if self.lost:
            await keys(pilot, "plus")
        self.meanwhile(services)
        await keys(pilot, *self.pressed)

    def prepare(self, services: FakeServices) -> None:
        """Have the next calls answer as scripted."""
        for method, answer in self.script:
            services.script(method, answer)


def taken_elsewhere(services: FakeServices) -> None:
    """Somebody else changes the mugs, and takes the kettle."""
    services.elsewhere(replace(LINES[2], qty=9, rev="other"))
    services.elsewhere(None, LINES[3].key)


def hostile(services: FakeServices) -> None:
    """The catalog holds what no catalog should."""
    services.goods = [
        product("BEA-ETH", "[b]Bold[/b] \x1b[31mred\x07 \u202egnippans", "13.20"),
        product("FIL-100", "👩\u200d👩\u200d👧 family pack ❤\ufe0f " * 9, "6.90", currency="CHF"),
        product("MUG-350", "Zalgo " + "m\u0301\u0302\u0303\u0304" * 8, "123456.789"),
        product("KET-090", "1200 yen kettle", "1200", currency="JPY"),
        *GOODS[5:],
    ]


DENIED = (("write", Denied(DENIAL)),)
VIEWER = (*DENIED, ("permissions", (
    Permission("list lines", ("dynamodb:Query",), "dynacart-cart"),
    *(Permission(what, ("dynamodb:UpdateItem",), "dynacart-cart", DENIAL, writes=True)
      for what in (CHANGE, REMOVE, MOVE)),
    Permission("browse the catalog", ("dynamodb:Query",), "dynacart-catalog/index/by_category", OFFLINE))))
LOOKS = {
    "full": Look(),
    "empty": Look(empty=True),
    "saved": Look(("tab",)),
    "pending": Look(("plus", "plus", "down", "d", "down", "5", "enter"), held="write"),
    "quantity": Look(("j", "j", "1", "2")),
    "conflict": Look(("j", "j", "6", "enter"), meanwhile=taken_elsewhere),
    "decide": Look(("j", "j", "6", "enter", "c"), meanwhile=taken_elsewhere),
    "decide_gone": Look(("j", "j", "j", "3", "enter", "c"), meanwhile=taken_elsewhere),
    "denied": Look(("j", "plus"), DENIED),
    "refusal": Look(("j", "plus", "exclamation_mark"), DENIED),
    "read_only": Look(("j", "plus", "d"), VIEWER),
    "permissions": Look(("p",), VIEWER[1:]),
    "refusals": Look(("plus", "o", "b", "o", "b", "enter", "h"), (*DENIED, ("read", Denied(READ_DENIAL)))),
    "read_denied": Look(("o", "b", "o", "b", "enter"), (("read", Denied(READ_DENIAL)),)),
    "unavailable": Look(("j", "plus", "down", "d"), (("write", Unavailable(OFFLINE)),) * 2),
    "unreadable": Look(("r",), (("read", Loaded(LINES, (Unreadable("cart", "no SKU"),))),)),
    "catalog": Look(("a",)),
    "catalog_number": Look(("a", *"coffee", "down", "j", "j", "1", "2")),
    "catalog_search": Look(("a", *"ktl")),
    "catalog_old": Look(("a",), (("shelved", Shelved(GOODS, NOW - 7200)), ("catalog", Unavailable(OFFLINE)))),
    "catalog_hostile": Look(("r", "a", "down"), meanwhile=hostile),
    "product": Look(("a", *"mug", "f3", "1", "2")),
    "product_sold_out": Look(("a", *"towels", "f3")),
    "categories": Look(("a", "f2", "down")),
    "filter": Look(("slash", *"mug")),
    "no_match": Look(("slash", *"xyz", "enter")),
    "why_not": Look(("j", "j", "j", "minus")),
    "note": Look(("j", "j", "n")),
    "owner": Look(("o",)),
    "help": Look(("question_mark",)),
    "help_catalog": Look(("a", "f1")),
    "hostile": Look(("r",), meanwhile=hostile),
    "changed": Look(("r",), meanwhile=taken_elsewhere),
    "last_seen": Look(at_start=True, script=(("read", Unavailable(OFFLINE)),)),
    "kept": Look(("plus", "plus", "j", "d"), at_start=True, script=(
        ("read", Unavailable(OFFLINE)), *(("write", Unavailable(OFFLINE)),) * 2)),
    "doubt": Look(("r", "c"), (("write", Unavailable(OFFLINE, unsure=True)),), lost=True,
                  meanwhile=lambda services: services.elsewhere(replace(LINES[0], qty=9, rev="other"))),
    "unkept": Look(("plus",), at_start=True, script=(("journal", Problem(
        Kind.USAGE, "The journal of edits cannot be used: database or disk is full", "journal.db",
        "Check the disk and the file's rights; a damaged file has to be moved away.")),)),
}


@pytest.mark.parametrize("size", [(40, 15), SMALL, LARGE], ids=["40x15", "80x24", "120x40"])
@pytest.mark.parametrize("name", LOOKS)
def test_look(name: str, size: Size, services: FakeServices, snap_compare: Compare) -> None:
    assert taken(LOOKS[name], size, services, snap_compare)


WORDS = {
    "identity": "because no identity-based policy allows the dynamodb:UpdateItem action",
    "explicit": "with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/NoCarts",
    "resource": "with an explicit deny in a resource-based policy",
    "boundary": "because no permissions boundary allows the dynamodb:UpdateItem action",
    "session": "because no session policy allows the dynamodb:UpdateItem action",
    "vpc": "because no VPC endpoint policy allows the dynamodb:UpdateItem action",
    "scp": "with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/"
           "o-abcde12345/service_control_policy/p-1a2b3c4d",
    "rcp": "with an explicit deny in a resource control policy",
    "trust": "because no role trust policy allows the sts:AssumeRoleWithWebIdentity action",
    "unsaid": "",
}
"""The end of AWS's sentence, by what refuses."""


@pytest.mark.parametrize("kind", WORDS)
def test_a_refusal_of_each_kind(kind: str, services: FakeServices, snap_compare: Compare) -> None:
    start = DENIAL.message.partition(" because ")[0]
    said = parse(f"{start} {WORDS[kind]}".strip(), code=DENIAL.code, request_id=DENIAL.request_id, at=AT)
    call = Call("dynacart-cart", "cart_table", "us-east-1", "https://dynamodb.us-east-1.amazonaws.com",
                actions=("dynamodb:UpdateItem",), owner="viewer", me="viewer", writes=True, readable=True)
    look = Look(("j", "plus", "exclamation_mark"), (("write", Denied(explain(said, call))),))
    assert taken(look, LARGE, services, snap_compare)


@pytest.mark.parametrize("size", [(40, 10), (60, 15), (36, 9)], ids=["40x10", "60x15", "36x9"])
def test_small(size: Size, services: FakeServices, snap_compare: Compare) -> None:
    assert taken(Look(("j", "plus"), DENIED), size, services, snap_compare)


COLOURED = ("full", "pending", "denied", "refusal", "decide", "unavailable", "catalog_search", "product",
            "categories", "permissions", "help", "note")
"""Where colours say something, each on a screen of its own."""


@pytest.mark.parametrize("theme", ["light", "contrast", "contrast-light", "ansi-dark"])
@pytest.mark.parametrize("name", COLOURED)
def test_themes(name: str, theme: str, services: FakeServices, snap_compare: Compare) -> None:
    assert taken(LOOKS[name], SMALL, services, snap_compare, theme)


@pytest.mark.parametrize("name", COLOURED)
def test_without_colour(
    name: str, services: FakeServices, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert taken(LOOKS[name], SMALL, services, snap_compare)


def taken(look: Look, size: Size, services: FakeServices, compare: Compare, theme: str = "dark") -> bool:
    """Whether the picture is as it was."""
    if look.empty:
        services.table.clear()
    if look.at_start:
        look.prepare(services)
        LastSeen(services._folder("alice")).keep({line.key: line for line in LINES}, GOODS, NOW)
    app = Pictured(services, profile_name="sandbox", stamp=stamps(), clock=lambda: NOW, theme=theme)

    return compare(app, terminal_size=size, run_before=lambda pilot: look.play(pilot, services))
