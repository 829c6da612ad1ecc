"""The cart on the command line, over the real protocols: every command, every exit code."""

import shutil
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import TABLE, Shopper, administrator, put_back, sign_in, store_of
from tests.sandbox.signin import own_config, start, tokens_of
from tui import keeping
from tui.cart.edits import SetTo
from tui.cart.ids import uuid7
from tui.cart.model import CART, Line, LineKey
from tui.cart.outcomes import Denied, Loaded, Saved, Unavailable
from tui.config import Profile, load
from tui.credentials.session import Session
from tui.dynamo.store import CartStore

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TEA, COFFEE, LEMONS = "TEA-EAR-100", "COF-ETH-250", "FRU-LEM-500"


@pytest.fixture(scope="module")
def configs(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("people")
    return {name: sign_in(sandbox, folder / name, name) for name in sandbox.people}


@pytest.fixture(scope="module")
def admin(sandbox: Sandbox) -> "DynamoDBClient":
    return administrator(sandbox)


@pytest.fixture
def person(
    configs: dict[str, Path], capsys: pytest.CaptureFixture[str],
) -> Callable[[str], Shopper]:
    return lambda name: Shopper(name, configs[name], capsys)


@pytest.fixture
def alice(person: Callable[[str], Shopper], admin: "DynamoDBClient") -> Iterator[Shopper]:
    shopper = person("alice")
    with put_back(admin, "alice"):
        yield shopper
    shutil.rmtree(shopper.config.parent / "data" / "state", ignore_errors=True)


@pytest.fixture
def faults(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """What is to go wrong, until the end of the test; pauses between attempts take no time."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)

    def spoil(**counts: int) -> None:
        assert sandbox.control.spoil_aws(**counts) is None

    yield spoil
    spoil(lose=0, throttle=0, error5xx=0, latency_ms=0)


def lines(shopper: Shopper, name: str = CART) -> dict[str, Line]:
    """The lines of a list as they are on the table, by SKU."""
    page = store_of(shopper.config).page()
    assert isinstance(page, Loaded)
    return {line.key.sku: line for line in page.lines if line.key.list == name}


def test_a_line_from_add_to_remove(alice: Shopper) -> None:
    code, added = alice.json("add", TEA, "2", "--note", "for five o'clock")
    assert (code, added["owner"], added["list"]) == (0, "alice", "cart")
    assert set(added["line"]) == {"sku", "qty", "note", "rev", "updated_at"}
    assert lines(alice)[TEA].rev == added["line"]["rev"]
    assert alice.run("set", TEA, "5") == (0, "")
    assert alice.said == f"cart has 5 of {TEA}.\n"
    assert (lines(alice)[TEA].qty, lines(alice)[TEA].note) == (5, "for five o'clock")
    assert alice.run("note", TEA, "") == (0, "")
    assert lines(alice)[TEA].note == ""
    assert alice.json("move", TEA, "saved")[1]["list"] == "saved"
    assert (TEA in lines(alice), lines(alice, "saved")[TEA].qty) == (False, 5)
    gone = {"owner": "alice", "list": "saved", "line": None}
    assert alice.json("remove", TEA, "--list", "saved") == (0, gone)
    assert TEA not in lines(alice, "saved")


def test_adding_to_a_line_adds_up_and_its_note_stays_unless_there_is_a_new_one(alice: Shopper) -> None:
    alice.run("add", TEA, "--note", "old")
    assert alice.json("add", TEA, "3")[1]["line"] | {"rev": "", "updated_at": ""} == {
        "sku": TEA, "qty": 4, "note": "old", "rev": "", "updated_at": ""}
    assert alice.json("add", TEA, "1", "--note", "new")[1]["line"]["note"] == "new"
    assert (lines(alice)[TEA].qty, lines(alice)[TEA].note) == (5, "new")


def test_moving_onto_a_line_adds_up(alice: Shopper) -> None:
    alice.run("add", TEA, "2")
    alice.run("move", TEA, "saved")
    alice.run("add", TEA, "3")
    assert alice.json("move", TEA, "saved")[1]["line"]["qty"] == 5
    assert TEA not in lines(alice)


def test_the_list_as_json(alice: Shopper) -> None:
    code, listed = alice.json("list")
    assert code == 0
    assert (listed["owner"], listed["list"]) == ("alice", "cart")
    assert (listed["unreadable"], listed["unpriced"]) == (0, 0)
    first = listed["lines"][0]
    assert set(first) == {"sku", "name", "qty", "note", "price", "currency", "rev", "updated_at"}
    assert (first["sku"], first["qty"], Decimal(first["price"]), first["currency"]) == (
        COFFEE, 2, Decimal("9.80"), "EUR")
    total = sum(Decimal(line["price"]) * line["qty"] for line in listed["lines"])
    assert Decimal(listed["total"]) == Decimal(listed["totals"]["EUR"]) == total


def test_the_list_to_read(alice: Shopper) -> None:
    code, out = alice.run("list")
    heading, *rows, total = out.splitlines()
    assert code == 0
    assert heading.split() == ["SKU", "Name", "Qty", "Price", "Total", "Note"]
    matcha = next(row for row in rows if "抹茶" in row)
    coffee = next(row for row in rows if COFFEE in row)
    for row, price in ((matcha, "€19.50"), (coffee, "€9.80")):
        end = cell_len(row[:row.index(price)]) + len(price)
        assert end == heading.index("Price") + len("Price"), "columns are aligned by cells"
    assert total == f"alice's cart: {len(rows)} lines, 12 units, total €79.05"


def test_an_empty_list_says_so(alice: Shopper, admin: "DynamoDBClient") -> None:
    for sku in lines(alice, "saved"):
        alice.run("remove", sku, "--list", "saved")
    assert alice.run("list", "--list", "saved")[1].splitlines()[-1] == "alice's saved: empty"
    _, listed = alice.json("list", "--list", "saved")
    assert (listed["lines"], listed["total"], listed["totals"]) == ([], "0", {})


def test_what_is_no_line_is_counted_and_what_is_hostile_is_harmless(
    alice: Shopper, admin: "DynamoDBClient",
) -> None:
    good = {"pk": {"S": "alice"}, "qty": {"N": "1"}, "rev": {"S": "r"}, "added_at": {"S": "t"}}
    admin.put_item(TableName=TABLE, Item={**good, "sk": {"S": "wishlist#A"}})
    admin.put_item(TableName=TABLE, Item={**good, "sk": {"S": "cart#B"}, "qty": {"N": "5000"}})
    admin.put_item(TableName=TABLE, Item={**good, "sk": {"S": "cart#GONE"}, "note": {"S": "\x1b[31m\nred"}})
    code, out = alice.run("list")
    assert (code, "GONE" in out, "(not in the catalog)" in out, "\x1b" in out) == (0, True, True, False)
    assert out.splitlines()[-1].endswith("1 without a price")
    assert alice.said == "2 of the cart's items cannot be read and are left out.\n"
    assert alice.json("list")[1]["unreadable"] == 2
    code, told = alice.json("set", "B", "3")
    assert (code, told["error"]) == (5, "conflict")
    assert "cannot be read" in told["message"]


@pytest.mark.parametrize(("words", "why"), [
    (("set", "NOPE", "3"), "NOPE is not in cart."),
    (("remove", "NOPE"), "NOPE is not in cart."),
    (("note", "NOPE", "x"), "NOPE is not in cart."),
    (("move", "NOPE", "saved"), "NOPE is not in cart."),
    (("move", COFFEE, "cart"), f"{COFFEE} is already in cart."),
    (("set", COFFEE, "0"), "A quantity is between 1 and 999."),
    (("add", COFFEE, "1000"), "A quantity is between 1 and 999."),
    (("add", "NOPE"), "There is no NOPE in the catalog."),
    (("add", "TEA-GYO-050"), "TEA-GYO-050 is not available."),
    (("add", "a#b"), "A SKU holds no #, no control characters and no blanks around it."),
    (("list", "--owner", "x" * 3000), "An owner id is text of 1 to 2048 bytes."),
    (("list", "--owner", "\udcff"), "An owner id is text of 1 to 2048 bytes."),
    (("note", COFFEE, "n" * 501), "A note has at most 500 characters."),
    (("note", COFFEE, "two\nlines"), "A note is one line of text, without control characters."),
])
def test_what_cannot_be_is_refused_with_a_reason(
    alice: Shopper, words: tuple[str, ...], why: str,
) -> None:
    before = lines(alice)
    code, told = alice.json(*words)
    assert (code, told["error"], told["message"] + ".") == (2, "usage", why)
    assert alice.said == f"dynacart: {why}\n"
    assert lines(alice) == before


@pytest.mark.parametrize("words", [("set", COFFEE, "two"), ("set", COFFEE, "-1"), ("set", COFFEE, "٣"),
                                   ("move", COFFEE, "elsewhere"), ("list", "--list", "elsewhere"),
                                   ("set", COFFEE), ("list", "--owner")])
def test_a_wrong_command_line_is_usage(alice: Shopper, words: tuple[str, ...]) -> None:
    assert alice.run(*words) == (2, "")


def test_reading_somebody_elses_cart_is_denied_and_never_empty(alice: Shopper) -> None:
    code, out = alice.run("list", "--owner", "bob")
    assert (code, out) == (4, "")
    assert "These rows belong to bob" in alice.said
    code, told = alice.json("list", "--owner", "bob")
    assert code == 4
    assert told["error"] == "access_denied"
    assert told["principal"].endswith(":assumed-role/dynacart-cart/alice")
    assert told["action"] == "dynamodb:Query"
    assert told["resource"].endswith(":table/dynacart-cart")
    assert told["reason"] == "because no identity-based policy allows the dynamodb:Query action"
    assert told["request_id"]


@pytest.mark.parametrize(("words", "action"), [
    (("set", TEA, "9"), "dynamodb:UpdateItem"), (("note", TEA, "x"), "dynamodb:UpdateItem"),
    (("remove", TEA), "dynamodb:DeleteItem"), (("move", TEA, "saved"), "dynamodb:DeleteItem"),
    (("add", COFFEE), "dynamodb:UpdateItem"),
])
def test_who_may_only_read_is_denied_every_write(
    person: Callable[[str], Shopper], words: tuple[str, ...], action: str,
) -> None:
    viewer = person("viewer")
    before = lines(viewer)
    code, told = viewer.json(*words)
    assert (code, told["error"], told["action"]) == (4, "access_denied", action)
    assert lines(viewer) == before


def test_a_change_between_reading_and_writing_is_not_overwritten(
    alice: Shopper, monkeypatch: pytest.MonkeyPatch,
) -> None:
    meanwhile(alice, monkeypatch, 9)
    code, told = alice.json("set", COFFEE, "5")
    assert (code, told["error"], told["line"]["qty"]) == (5, "conflict", 9)
    assert alice.said == (f"dynacart: {COFFEE} was changed elsewhere meanwhile: cart has 9 of it. "
                          "Nothing was overwritten.\n")
    assert lines(alice)[COFFEE].qty == 9


def test_a_note_goes_on_a_line_whose_quantity_changed(
    alice: Shopper, monkeypatch: pytest.MonkeyPatch,
) -> None:
    meanwhile(alice, monkeypatch, 9)
    assert alice.run("note", COFFEE, "strong") == (0, "")
    assert (lines(alice)[COFFEE].qty, lines(alice)[COFFEE].note) == (9, "strong")


def meanwhile(shopper: Shopper, monkeypatch: pytest.MonkeyPatch, qty: int) -> None:
    """As soon as the next command has read a line, another editor sets its quantity."""
    read = CartStore.line

    def changed(self: CartStore, key: LineKey) -> Line | Denied | Unavailable | None:
        line = read(self, key)
        assert isinstance(line, Line)
        assert isinstance(self.apply(SetTo(uuid7(), key, qty, "2026-01-01T00:00:00Z", line)), Saved)
        return line

    monkeypatch.setattr(CartStore, "line", changed)


@pytest.mark.parametrize("lost", [1, 4])
def test_a_lost_answer_is_asked_for_again_and_nothing_counts_twice(
    alice: Shopper, faults: Callable[..., None], lost: int,
) -> None:
    faults(lose=lost)
    code, added = alice.json("add", LEMONS, "2")
    assert (code, added["line"]["qty"]) == (0, 5)
    assert lines(alice)[LEMONS].qty == 5


def test_a_move_whose_answer_is_lost_is_made_once(alice: Shopper, faults: Callable[..., None]) -> None:
    faults(lose=1)
    assert alice.run("move", LEMONS, "saved") == (0, "")
    assert (LEMONS in lines(alice), lines(alice, "saved")[LEMONS].qty) == (False, 3)


def test_a_doubt_that_stays_is_told(alice: Shopper, faults: Callable[..., None]) -> None:
    faults(error5xx=1000)
    code, told = alice.json("note", LEMONS, "zest")
    assert (code, told["error"]) == (6, "unavailable")
    assert "not known" not in alice.said, "reading changes nothing"
    faults(error5xx=0, lose=1000)
    code, told = alice.json("remove", LEMONS)
    assert code == 0, "gone is gone"
    code, told = alice.json("add", TEA)
    assert (code, told["line"]["qty"]) == (0, 1), "its rev tells whose it is"


@pytest.fixture
def unanswered(
    alice: Shopper, faults: Callable[..., None], monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., tuple[int, Any]]:
    """Runs a command whose reads work and whose writes meet a fault, for ever."""
    line = store_of(alice.config).line(LineKey(CART, LEMONS))

    def run(*words: str, fault: str = "error5xx") -> tuple[int, Any]:
        faults(**{fault: 1000})
        with monkeypatch.context() as patch:
            patch.setattr(CartStore, "line", lambda self, key: line)
            told = alice.json(*words)
        faults(**{fault: 0})
        return told

    return run


@pytest.mark.parametrize("fault", ["error5xx", "lose"])
def test_a_write_that_never_gets_an_answer_is_kept_and_settled_by_the_next_command(
    alice: Shopper, unanswered: Callable[..., tuple[int, Any]], fault: str,
) -> None:
    code, told = unanswered("set", LEMONS, "9", fault=fault)
    if fault == "error5xx":
        assert (code, told["error"], told["todo"]) == (
            6, "unavailable", "The edit is kept, and the next command makes sure of it: do not repeat it.")
    else:
        assert (code, told["line"]["qty"]) == (0, 9), "the second try finds its own rev"
    assert alice.run("list")[0] == 0
    assert alice.said == ("Sent 1 edit kept from an earlier run.\n" if fault == "error5xx" else "")
    assert lines(alice)[LEMONS].qty == 9
    assert alice.run("list")[0] == 0
    assert alice.said == "", "once"


@pytest.mark.parametrize("command", [
    "list", "list --list saved", "catalog lemon", f"add {TEA}", f"set {COFFEE} 3", f"remove {COFFEE}",
    f"move {COFFEE} saved", f"note {COFFEE} ground", "permissions", "whoami", "credentials", "doctor",
    "logout",
])
def test_any_command_sends_what_is_kept(
    sandbox: Sandbox, alice: Shopper, unanswered: Callable[..., tuple[int, Any]], command: str,
) -> None:
    assert unanswered("set", LEMONS, "9")[0] == 6
    assert alice.run(*command.split())[0] == 0
    assert alice.said.count("Sent 1 edit kept from an earlier run.\n") == 1
    sign_in_again(sandbox, alice)
    assert lines(alice)[LEMONS].qty == 9


def test_signing_out_forgets_the_cart_and_keeps_what_cannot_be_sent(
    sandbox: Sandbox, alice: Shopper, unanswered: Callable[..., tuple[int, Any]], faults: Callable[..., None],
) -> None:
    assert unanswered("set", LEMONS, "9")[0] == 6
    profile = load(alice.config)
    assert isinstance(profile, Profile)
    copy = keeping.last_seen(profile, "alice", "alice")
    assert copy
    copy.keep({LineKey(CART, LEMONS): None}, [], 1.0)
    faults(error5xx=1000)
    assert alice.run("logout")[0] == 0
    faults(error5xx=0)
    assert "1 edit not saved yet. It is kept, and sent when Alice Moreau signs in again." in alice.said
    assert copy.recall().at is None
    sign_in_again(sandbox, alice)
    assert alice.run("list")[0] == 0
    assert alice.said == "Sent 1 edit kept from an earlier run.\n"


def sign_in_again(sandbox: Sandbox, alice: Shopper) -> None:
    """Whether or not she has signed out."""
    profile = load(alice.config)
    assert isinstance(profile, Profile)
    assert isinstance(Session.sign_in(profile, tokens_of(sandbox, profile, "alice")), Session)
    store_of.cache_clear()


def test_edits_of_a_line_wait_for_one_that_is_not_settled(
    alice: Shopper, unanswered: Callable[..., tuple[int, Any]],
) -> None:
    assert unanswered("set", LEMONS, "9")[0] == 6
    code, told = unanswered("set", LEMONS, "10")
    assert (code, told["error"]) == (6, "unavailable")
    assert told["message"].startswith(f"An earlier edit of {LEMONS} has to be settled first")
    assert f"1 edit of {LEMONS} kept from an earlier run cannot be sent yet" in alice.said
    assert alice.json("set", LEMONS, "10")[1]["line"]["qty"] == 10


def test_a_kept_edit_that_meets_somebody_elses_asks_in_the_editor(
    alice: Shopper, unanswered: Callable[..., tuple[int, Any]],
) -> None:
    assert unanswered("set", LEMONS, "9")[0] == 6
    store = store_of(alice.config)
    line = store.line(LineKey(CART, LEMONS))
    assert isinstance(line, Line)
    assert isinstance(store.apply(SetTo(uuid7(), line.key, 40, "2026-01-01T00:00:00Z", line)), Saved)
    assert alice.run("catalog", "lemon")[0] == 0
    assert lines(alice)[LEMONS].qty == 40
    assert alice.said == (f"1 edit of {LEMONS} kept from an earlier run met a change made elsewhere; "
                          "the editor asks you what to do.\n")
    code, told = alice.json("set", LEMONS, "10")
    assert (code, told["error"], told["todo"]) == (5, "conflict", "Open the editor, and decide there.")


def test_a_command_killed_before_it_knew_the_answer_loses_nothing(
    alice: Shopper, faults: Callable[..., None],
) -> None:
    for qty in range(5, 45, 2):
        faults(lose=1000)
        process = start(alice.config, "add", LEMONS, "2")
        until(lambda qty=qty: lines(alice)[LEMONS].qty == qty)  # type: ignore[misc]
        process.kill()
        process.communicate()
        faults(lose=0)
        assert alice.run("list")[0] == 0
        assert lines(alice)[LEMONS].qty == qty
        if alice.said:  # else it had looked, and knew
            break
    assert alice.said == "Sent 1 edit kept from an earlier run.\n"


def until(happened: Callable[[], bool]) -> None:
    """Return once `happened`; what never does is an error."""
    for _ in range(3000):
        if happened():
            return
        Event().wait(0.01)
    raise AssertionError("it never happened")


def test_a_journal_that_cannot_be_written_refuses_edits_and_lets_read(alice: Shopper) -> None:
    alice.run("list")
    journal, = alice.config.parent.rglob("journal.db")
    journal.chmod(0o644)
    code, told = alice.json("set", LEMONS, "9")
    assert (code, told["error"], told["where"]) == (2, "usage", str(journal))
    assert told["message"] == "The journal of edits cannot be used: this file is open to other users"
    assert lines(alice)[LEMONS].qty == 3
    assert alice.run("list")[0] == 0
    assert "The journal of edits cannot be used" in alice.said


@pytest.mark.parametrize("fault", ["throttle", "error5xx"])
def test_a_hiccup_is_ridden_out(alice: Shopper, faults: Callable[..., None], fault: str) -> None:
    faults(**{fault: 1})
    assert alice.run("set", LEMONS, "4") == (0, "")
    assert lines(alice)[LEMONS].qty == 4


def test_more_than_a_hiccup_is_unavailable(alice: Shopper, faults: Callable[..., None]) -> None:
    faults(throttle=1000)
    code, told = alice.json("set", LEMONS, "4")
    assert (code, told["error"], told["message"]) == (6, "unavailable", "DynamoDB asks to slow down")


def test_nobody_signed_in(sandbox: Sandbox, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    nobody = Shopper("nobody", own_config(sandbox, tmp_path), capsys)
    for words in (("list",), ("add", TEA), ("set", TEA, "1"), ("catalog",)):
        code, told = nobody.json(*words)
        assert (code, told["error"]) == (3, "sign_in")


def test_the_catalog(alice: Shopper) -> None:
    code, everything = alice.json("catalog")
    assert (code, everything["unreadable"]) == (0, 0)
    products = everything["products"]
    assert len(products) > 100
    assert [p["category"] for p in products] == sorted(p["category"] for p in products)
    assert set(products[0]) == {"sku", "name", "category", "price", "currency", "description", "available"}
    assert {p["sku"] for p in alice.json("catalog", "MATCHA", "tea")[1]["products"]} == {"TEA-MAT-030"}
    assert {p["category"] for p in alice.json("catalog", "coffee")[1]["products"]} >= {"Coffee"}
    code, out = alice.run("catalog", "gyokuro")
    assert (code, out.splitlines()[1].split()[0], out.rstrip().endswith("not available")) == (
        0, "TEA-GYO-050", True)
    assert (alice.run("catalog", "zzz"), alice.said) == ((0, ""), "Nothing in the catalog matches.\n")


def test_a_line_that_vanishes_meanwhile_is_not_created_by_accident(
    alice: Shopper, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(CartStore, "line", lambda self, key: Line(key, 2, "a rev of old"))
    code, told = alice.json("set", TEA, "3")
    monkeypatch.undo()
    assert (code, told["error"], told["line"]) == (5, "conflict", None)
    assert "it is not in cart any more" in alice.said
    assert TEA not in lines(alice)


def test_the_catalog_is_read_again_when_it_is_old_or_when_told_to(
    alice: Shopper, faults: Callable[..., None], monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = alice.json("catalog", "--refresh")[1]
    faults(throttle=1000)
    assert alice.json("catalog") == (0, first)
    assert alice.said == ""
    assert alice.json("catalog", "--refresh")[0] == 6
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 240)
    assert alice.json("catalog") == (0, first)
    assert alice.said == "These are the prices as of 4 min ago; --refresh reads them again.\n"
    monkeypatch.setattr("time.time", lambda: now + 660)
    assert alice.json("catalog") == (0, first)
    assert alice.said == ("DynamoDB asks to slow down. These are the prices as of 11 min ago; "
                          "--refresh reads them again.\n")
    faults(throttle=0)
    assert alice.json("catalog") == (0, first)
    assert alice.said == ""


def test_a_copy_of_the_catalog_is_for_its_owner_alone_and_a_damaged_one_is_read_anew(alice: Shopper) -> None:
    first = alice.json("catalog")[1]
    copy, = alice.config.parent.rglob("catalog.db")
    assert copy.stat().st_mode & 0o777 == 0o600
    copy.write_bytes(b"junk " * 400)
    assert alice.json("catalog") == (0, first)
