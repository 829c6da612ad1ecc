"""The cart of the editor on the table, over HTTP: bursts, two editors at once, lost answers, refusals."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import administrator, put_back, sign_in, store_of
from tui.cart import intents
from tui.cart.cart import Attempt, Cart, State
from tui.cart.deliver import PAUSES, deliver
from tui.cart.edits import Add, Edit, Move, Remove, SetNote, SetTo
from tui.cart.ids import stamp, uuid7
from tui.cart.model import CART, SAVED, Line, LineKey
from tui.cart.outcomes import Conflict, Denied, Loaded, Outcome, Saved, Unavailable
from tui.dynamo.store import CartStore
from tui.problem import Kind

LEMONS, TEA = LineKey(CART, "FRU-LEM-500"), LineKey(CART, "TEA-EAR-100")
AT = "2026-01-01T00:00:00.000Z"


@pytest.fixture(scope="module")
def configs(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("people")
    return {name: sign_in(sandbox, folder / name, name) for name in ("alice", "viewer")}


@pytest.fixture(scope="module")
def person(configs: dict[str, Path]) -> Callable[[str], CartStore]:
    return lambda name: store_of(configs[name])


@pytest.fixture
def alice(sandbox: Sandbox, person: Callable[[str], CartStore]) -> Iterator[CartStore]:
    with put_back(administrator(sandbox), "alice"):
        yield person("alice")


@pytest.fixture
def faults(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """What is to go wrong, until the end of the test; pauses between attempts take no time."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)

    def spoil(**counts: int) -> None:
        assert sandbox.control.spoil_aws(**counts) is None

    yield spoil
    spoil(lose=0, throttle=0, error5xx=0, latency_ms=0)


def there(store: CartStore, key: LineKey) -> Line:
    line = store.line(key)
    assert isinstance(line, Line)
    return line


def opened(store: CartStore) -> Cart:
    cart, page = Cart(stamp), store.page()
    assert isinstance(page, Loaded)
    cart.load(page.lines)
    return cart


def drain(cart: Cart, store: CartStore, *, pauses: Sequence[float] = ()) -> int:
    """Send all there is, some at once. How many writes it took."""
    writes: list[Attempt] = []

    def write(attempt: Attempt) -> Outcome:
        writes.append(attempt)
        return store.apply(attempt.edit, unsure=attempt.unsure)

    deliver(cart, write, sleep=lambda seconds: None, pauses=pauses)
    return len(writes)


def test_an_edit_of_each_kind(alice: CartStore) -> None:
    added = alice.apply(Add(uuid7(), TEA, 2, AT, "black"))
    assert isinstance(added, Saved)
    assert added.lines[TEA] == there(alice, TEA)
    noted = alice.apply(SetNote(uuid7(), TEA, "", AT, there(alice, TEA)))
    assert isinstance(noted, Saved)
    assert noted.lines[TEA] == there(alice, TEA)
    move = Move(uuid7(), TEA, LineKey(SAVED, TEA.sku), AT, there(alice, TEA))
    moved = alice.apply(move)
    assert isinstance(moved, Saved)
    assert alice.line(TEA) is None
    assert moved.lines[move.to] == there(alice, move.to)
    assert isinstance(alice.apply(Remove(uuid7(), move.to, AT, there(alice, move.to))), Saved)
    assert alice.line(move.to) is None


def test_a_conflict_tells_the_lines_as_they_are(alice: CartStore) -> None:
    now = there(alice, LEMONS)
    stale = replace(now, rev="stale")
    assert alice.apply(SetTo(uuid7(), LEMONS, 9, AT, stale)) == Conflict({LEMONS: now})
    assert alice.apply(Remove(uuid7(), LEMONS, AT, stale)) == Conflict({LEMONS: now})
    assert alice.apply(Add(uuid7(), LEMONS, 9, AT)) == Conflict({LEMONS: now})
    assert alice.apply(SetTo(uuid7(), TEA, 9, AT, replace(stale, key=TEA))) == Conflict({TEA: None})
    to = LineKey(SAVED, LEMONS.sku)
    assert alice.apply(Move(uuid7(), LEMONS, to, AT, stale)) == Conflict({LEMONS: now, to: None})


def test_the_same_move_twice_is_one(alice: CartStore) -> None:
    move = Move(uuid7(), LEMONS, LineKey(SAVED, LEMONS.sku), AT, there(alice, LEMONS))
    assert isinstance(alice.apply(move), Saved)
    assert isinstance(alice.apply(move), Saved)
    assert there(alice, move.to).qty == 3


def test_a_hundred_presses_in_a_burst_are_few_writes(alice: CartStore, faults: Callable[..., None]) -> None:
    faults(latency_ms=20)
    cart = opened(alice)
    with ThreadPoolExecutor(4) as pool:
        flights: list[tuple[Edit, Future[Outcome]]] = []
        for _ in range(100):
            cart.accept(intents.change_by(cart.line(LEMONS), LEMONS, 1, stamp()))
            flights += [(each.edit, pool.submit(alice.apply, each.edit)) for each in cart.ready()]
    for edit, flight in flights:
        cart.settle(edit, flight.result())
    assert len(flights) + drain(cart, alice) <= 5
    line = cart.line(LEMONS)
    assert line == there(alice, LEMONS)
    assert line.qty == 103


def test_two_editors_at_once_add_up(alice: CartStore) -> None:
    carts = [opened(alice), opened(alice)]
    for cart in carts:
        for _ in range(3):
            cart.accept(intents.change_by(cart.line(LEMONS), LEMONS, 1, stamp()))
    for cart in carts:
        drain(cart, alice)
    assert there(alice, LEMONS).qty == 9
    assert [cart.clashes() for cart in carts] == [[], []]


@pytest.mark.parametrize("lost", [1, 3])
def test_lost_answers_lose_nothing_and_count_nothing_twice(
    alice: CartStore, faults: Callable[..., None], lost: int,
) -> None:
    cart = opened(alice)
    faults(lose=lost)
    cart.accept(intents.change_by(cart.line(LEMONS), LEMONS, 4, stamp()))
    drain(cart, alice)
    assert cart.state(LEMONS) is State.UNAVAILABLE
    cart.accept(intents.change_by(cart.line(LEMONS), LEMONS, 1, stamp()))
    cart.retry()
    drain(cart, alice, pauses=PAUSES)
    assert there(alice, LEMONS).qty == 8
    assert cart.line(LEMONS) == there(alice, LEMONS)
    assert cart.state(LEMONS) is State.SAVED


def test_a_dead_network_holds_edits_up_until_it_is_back(
    alice: CartStore, faults: Callable[..., None],
) -> None:
    cart = opened(alice)
    faults(throttle=1)
    cart.accept(intents.set_to(cart.line(LEMONS), LEMONS, 7, stamp()))
    drain(cart, alice)
    assert cart.state(LEMONS) is State.UNAVAILABLE
    cart.retry()
    drain(cart, alice)
    assert (cart.state(LEMONS), there(alice, LEMONS).qty) == (State.SAVED, 7)


def test_a_denied_edit_rolls_back_and_is_explained(person: Callable[[str], CartStore]) -> None:
    store = person("viewer")
    cart = opened(store)
    line = cart.lines(CART)[0]
    cart.accept(intents.change_by(line, line.key, 1, stamp()))
    drain(cart, store)
    assert (cart.line(line.key), cart.state(line.key)) == (line, State.DENIED)
    outcome = store.apply(SetTo(uuid7(), line.key, 9, AT, line))
    assert isinstance(outcome, Denied)
    denial = outcome.denial
    assert denial.action == "dynamodb:UpdateItem"
    assert denial.inference == "Your role dynacart-viewer may read these rows but not change them."
    assert denial.request_id


def test_a_table_that_does_not_exist(sandbox: Sandbox) -> None:
    store = CartStore(administrator(sandbox), "no-such-table", "alice")
    for outcome in (store.page(), store.apply(Add(uuid7(), TEA, 1, AT))):
        assert isinstance(outcome, Unavailable)
        assert (outcome.problem.kind, outcome.problem.what) == (Kind.USAGE, "There is no table no-such-table")
        assert "us-east-1" in outcome.problem.where
        assert sandbox.aws_endpoint in outcome.problem.where
