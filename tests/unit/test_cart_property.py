"""Two editors, one table, lost and slow answers, dead networks: no edit is lost, none is applied twice."""

from collections import Counter
from functools import partial
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.unit.table import OFFLINE, TEA, Table, line, stamps
from tui.cart import intents
from tui.cart.cart import Cart
from tui.cart.edits import Edit, Move, keys, result, seen
from tui.cart.intents import Refused
from tui.cart.model import CART, LISTS, QTY_MAX, QTY_MIN, LineKey
from tui.cart.outcomes import Outcome, Unavailable
from tui.cart.queue import PARALLEL
from tui.cart.rebase import Choice

SKUS = ("TEA", "MUG")
BOTH = st.sampled_from((0, 1))
KEYS = st.builds(LineKey, st.sampled_from(LISTS), st.sampled_from(SKUS))
FATES = st.sampled_from(("answered", "lost", "not sent"))
NUMBERS = st.integers(1, 5) | st.just(500)
KINDS = ("add", "by", "less", "set", "note", "remove", "move")


def intent(cart: Cart, what: str, key: LineKey, qty: int) -> Edit | Refused:
    """What a person does to the line that is shown."""
    shown, stamp = cart.line(key), cart.stamp()
    to = next(name for name in LISTS if name != key.list)
    return {
        "add": partial(intents.add, shown, key, qty, stamp),
        "by": partial(intents.change_by, shown, key, qty, stamp),
        "less": partial(intents.change_by, shown, key, -qty, stamp),
        "set": partial(intents.set_to, shown, key, qty, stamp),
        "note": partial(intents.set_note, shown, key, "n" * qty, stamp),
        "remove": partial(intents.remove, shown, key, stamp),
        "move": partial(intents.move, shown, cart.line(LineKey(to, key.sku)), key, to, stamp),
    }[what]()


class TwoEditors(RuleBasedStateMachine):
    """Both carts edit, send, lose answers, reload, undo and settle, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table.of(line(2), line(990, key=LineKey(CART, "MUG")))
        self.carts = [Cart(stamps("a")), Cart(stamps("b"))]
        self.flights: list[tuple[Cart, Edit, Outcome]] = []
        for cart in self.carts:
            cart.load(self.table.lines.values())

    @rule(who=BOTH, key=KEYS, qty=NUMBERS, what=st.sampled_from(KINDS))
    def edit(self, who: int, key: LineKey, qty: int, what: str) -> None:
        self.carts[who].accept(intent(self.carts[who], what, key, qty))

    @rule(who=BOTH, redo=st.booleans())
    def take_back(self, who: int, redo: bool) -> None:
        self.carts[who].redo() if redo else self.carts[who].undo()

    @rule(who=BOTH, fate=FATES)
    def send(self, who: int, fate: str) -> None:
        cart = self.carts[who]
        for attempt in cart.ready():
            outcome: Outcome = Unavailable(OFFLINE, unsure=fate == "lost")
            if fate != "not sent":
                answer = self.table.send(attempt)
                outcome = answer if fate == "answered" else outcome
            self.flights.append((cart, attempt.edit, outcome))

    @precondition(lambda self: self.flights)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        cart, edit, outcome = self.flights.pop(data.draw(st.integers(0, len(self.flights) - 1)))
        touched = cart.settle(edit, outcome)
        assert touched.issuperset(keys(edit))

    @rule(who=BOTH)
    def retry(self, who: int) -> None:
        self.carts[who].retry()

    @rule(who=BOTH, choice=st.sampled_from(Choice))
    def resolve(self, who: int, choice: Choice) -> None:
        for clash in self.carts[who].clashes()[:1]:
            self.carts[who].resolve(clash, choice)

    @rule(who=BOTH)
    def load(self, who: int) -> None:
        self.carts[who].load(self.table.lines.values())

    @invariant()
    def shown_is_confirmed_and_pending(self) -> None:
        for cart in self.carts:
            for key in (LineKey(name, sku) for name in LISTS for sku in SKUS):
                pending = [entry.edit for entry in cart.queue.of(key)]
                for before, after in pairwise(pending):
                    if not any(clash.edit is after for clash in cart.clashes()):
                        assert seen(after)[key] == result(before)[key]
                shown = cart.line(key)
                assert shown == (result(pending[-1])[key] if pending else cart.known.lines.get(key))
                assert shown is None or QTY_MIN <= shown.qty <= QTY_MAX

    @invariant()
    def one_edit_of_a_line_is_under_way(self) -> None:
        for cart in self.carts:
            flying = [edit for who, edit, _ in self.flights if who is cart]
            touched = [key for edit in flying for key in keys(edit)]
            assert len(flying) <= PARALLEL
            assert len(touched) == len(set(touched))

    @invariant()
    def nothing_is_written_twice(self) -> None:
        ids = Counter(edit.id for edit in self.table.written)
        assert all(times == 1 for times in ids.values())

    def teardown(self) -> None:
        for cart, edit, outcome in self.flights:
            cart.settle(edit, outcome)
        while any(len(cart.queue) for cart in self.carts):
            for cart in self.carts:
                cart.retry()
                for clash in cart.clashes():
                    cart.resolve(clash, Choice.MINE)
                for attempt in cart.ready():
                    cart.settle(attempt.edit, self.table.send(attempt))
        for cart in self.carts:
            cart.load(self.table.lines.values())
            assert {each.key: each for name in LISTS for each in cart.lines(name)} == self.table.lines


TwoEditors.TestCase.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
test_two_editors = TwoEditors.TestCase


def run(cart: Cart, table: Table, fates: list[str]) -> None:
    """Send all there is, each write with the next fate; after the last fate the network works."""
    while batch := cart.ready():
        for attempt in batch:
            edit, fate = attempt.edit, fates.pop() if fates else "answered"
            answer: Outcome = table.send(attempt) if fate != "not sent" else Unavailable(OFFLINE)
            cart.settle(edit, answer if fate == "answered" else Unavailable(OFFLINE, unsure=fate == "lost"))
        cart.retry()


@settings(max_examples=100, deadline=None)
@given(presses=st.lists(st.integers(-3, 5), max_size=20), fates=st.lists(FATES, max_size=20), data=st.data())
def test_every_press_counts_once_whatever_the_network_does(
    presses: list[int], fates: list[str], data: st.DataObject,
) -> None:
    table, cart = Table.of(line(50)), Cart(stamps())
    cart.load(table.lines.values())
    for by in presses:
        cart.accept(intents.change_by(cart.line(TEA), TEA, by, cart.stamp()))
        if data.draw(st.booleans()):
            run(cart, table, fates[:1])
            del fates[:1]
    run(cart, table, fates)
    assert table.lines[TEA].qty == 50 + sum(presses)
    assert cart.line(TEA) == table.lines[TEA]


@settings(max_examples=100, deadline=None)
@given(presses=st.lists(st.tuples(BOTH, st.integers(-3, 5), st.booleans()), max_size=20))
def test_presses_of_two_editors_add_up(presses: list[tuple[int, int, bool]]) -> None:
    table, carts = Table.of(line(200)), [Cart(stamps("a")), Cart(stamps("b"))]
    for cart in carts:
        cart.load(table.lines.values())
    for who, by, flush in presses:
        carts[who].accept(intents.change_by(carts[who].line(TEA), TEA, by, carts[who].stamp()))
        if flush:
            run(carts[who], table, [])
    for cart in carts:
        run(cart, table, [])
    assert table.lines[TEA].qty == 200 + sum(by for _, by, _ in presses)


@settings(max_examples=100, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(KINDS), KEYS, NUMBERS, st.booleans()), max_size=12))
def test_undoing_everything_restores_every_line(steps: list[tuple[str, LineKey, int, bool]]) -> None:
    table, cart = Table.of(line(2), line(990, key=LineKey(CART, "MUG"), note="n")), Cart(stamps())
    cart.load(table.lines.values())
    before = {(each.key, each.qty, each.note, each.added_at) for each in table.lines.values()}
    for what, key, qty, flush in steps:
        wanted = intent(cart, what, key, qty)
        if not (isinstance(wanted, Move) and wanted.there):
            cart.accept(wanted)
        if flush:
            run(cart, table, [])
    for _ in range(2):
        while cart.redo() != Refused("there is nothing to redo"):
            pass
        while cart.undo() != Refused("there is nothing to undo"):
            pass
        run(cart, table, [])
        assert {(each.key, each.qty, each.note, each.added_at) for each in table.lines.values()} == before
