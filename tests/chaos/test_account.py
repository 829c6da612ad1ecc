"""The proof sees each single thing that can be wrong with a history."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

import pytest

from tests.chaos.account import Account
from tests.chaos.crew import Ended
from tests.chaos.diary import heard, told
from tests.chaos.proxy import Wire
from tests.chaos.wire import Item
from tests.unit.table import TEA, TEA_SAVED, line
from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo, result
from tui.cart.model import Line
from tui.dynamo import expressions

OPERATIONS = {"update_item": "UpdateItem", "delete_item": "DeleteItem",
              "transact_write_items": "TransactWriteItems"}
START: dict[str, Item] = {"cart#TEA": {"qty": {"N": "2"}, "rev": {"S": "r0"}}}


def wire(edit: Edit, sender: str = "") -> Wire:
    """The write of an edit, as the store sends it."""
    request = expressions.write(edit, "t", "alice", tell=True)
    return Wire(sender, OPERATIONS[request.method], request.parameters)


@dataclass
class Story:
    """What happened: +2, ten of them, a note, a move to the saved lines and back, a remove, and some more."""

    account: Account = field(default_factory=lambda: Account(START))
    history: list[Wire] = field(default_factory=list)
    table: dict[str, Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: Line = line()
        for make in MAKES:
            edit = make(seen)
            self.told("wants", edit=told(edit), folds=[], cancels=False)
            self.told("accepted", id=edit.id)
            self.told("saved", ids=[edit.id])
            self.history.append(wire(edit))
            seen = next((after for after in result(edit).values() if after), seen)
        self.table = {"cart#TEA": {"qty": {"N": "4"}, "rev": {"S": "e7"}, "note": {"S": "new"},
                                   "added_at": {"S": "t7"}, "updated_at": {"S": "t7"}}}

    def told(self, entry: str, **more: object) -> Self:
        self.account.read([{"entry": entry, **more}])
        return self

    def want(self, edit: Edit, *, accepted: bool = True) -> Self:
        self.told("wants", edit=told(edit), folds=[], cancels=False)
        return self.told("accepted", id=edit.id) if accepted else self

    def check(self) -> None:
        self.account.check(self.history, self.table)


MAKES: tuple[Callable[[Line], Edit], ...] = (
    lambda seen: ChangeBy("e1", TEA, 2, "t1", seen),
    lambda seen: SetTo("e2", TEA, 10, "t2", seen),
    lambda seen: SetNote("e3", TEA, "words", "t3", seen),
    lambda seen: Move("e4", TEA, TEA_SAVED, "t4", seen),
    lambda seen: Move("e5", TEA_SAVED, TEA, "t5", seen),
    lambda seen: Remove("e6", TEA, "t6", seen),
    lambda seen: Add("e7", TEA, 4, "t7", "new"),
)
E7 = replace(line(4, "e7"), note="new", added_at="t7")
NEVER = ChangeBy("e8", TEA, 1, "t8", E7)


def again(story: Story) -> None:
    story.history[1:1] = [wire(ChangeBy("e1", TEA, 2, "t1", line(4, "e1", past=("r0",))))]
    story.history[2].parameters["ExpressionAttributeValues"][":seen"]["S"] = "e1"


def too_many(story: Story) -> None:
    story.history[0].parameters["ExpressionAttributeValues"][":qty"]["N"] = "5"


def another_set(story: Story) -> None:
    story.history[1].parameters["ExpressionAttributeValues"][":qty"]["N"] = "11"


def a_note_beside(story: Story) -> None:
    story.history[1] = wire(SetTo("e2", TEA, 10, "t2", line(4, "e1")))
    asked = story.history[1].parameters
    asked["UpdateExpression"] += ", #note = :note"
    asked["ExpressionAttributeNames"]["#note"] = "note"
    asked["ExpressionAttributeValues"][":note"] = {"S": "sneaked in"}


WRONG: dict[str, tuple[Callable[[Story], object], str]] = {
    "a write is gone": (lambda story: story.history.pop(), "the table is not what was written"),
    "the table has more": (lambda story: story.table.update({"cart#MUG": START["cart#TEA"]}), "the table is"),
    "written again": (again, "written more than once"),
    "out of order": (lambda story: story.history.reverse(), "was there already"),
    "accepted only": (lambda story: story.want(NEVER), "lost"),
    "found in a journal": (lambda story: story.told("adopts", ids=["e8"], edits=[told(NEVER)]), "lost"),
    "called saved": (lambda story: story.want(NEVER, accepted=False).told("saved", ids=["e8"]),
                     "called saved, and not written"),
    "refused": (lambda story: story.told("refused", id="e2"), "refused, and written"),
    "the same id": (lambda story: story.want(NEVER).want(NEVER), "two edits have the id"),
    "nobody's": (lambda story: story.account.wanted.pop("e2"), "nobody wanted"),
    "too many": (too_many, "changed by 3 where 2"),
    "another quantity": (another_set, "set 11"),
    "a note beside": (a_note_beside, "set 10, 'sneaked in'"),
    "a remove that did nothing": (lambda story: story.want(Remove("e8", TEA, "t8", E7)), "lost: Remove"),
    "another fold": (lambda story: story.told("sends", id="e1", ids=["e0", "e1"]), "stood for"),
    "a fold that is less": (lambda story: story.want(NEVER).account.within.update(e1=("e8", "e1")),
                            "changed by 2 where 3"),
}


def test_a_history_in_order_is_proved() -> None:
    Story().check()


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_seen(wrong: str) -> None:
    make, said = WRONG[wrong]

    def check() -> None:
        story = Story()
        make(story)
        story.check()

    with pytest.raises(AssertionError, match=said):
        check()


@pytest.mark.parametrize("let_go", [
    lambda story: story.want(NEVER, accepted=False),
    lambda story: story.want(NEVER).told("answers", asked=["e8"], edit=None),
    lambda story: story.told("wants", edit=told(NEVER), folds=["e7"], cancels=True),
    lambda story: story.want(Remove("e8", TEA, "t8", line(10, "e5"))),
])
def test_what_need_not_be_written(let_go: Callable[[Story], object]) -> None:
    story = Story()
    let_go(story)
    story.check()


@pytest.mark.parametrize(("code", "said", "written", "wrong"), [
    (0, "", True, ""),
    (0, "", False, "lost"),
    (5, "was changed elsewhere", False, ""),
    (5, "was changed elsewhere", True, "refused, and written"),
    (6, "The edit is kept", False, "lost"),
    (6, "No answer came", False, ""),
    (6, "No answer came", True, ""),
    (6, "DynamoDB cannot be reached", True, "refused, and written"),
    (1, "This is a bug", True, "has failed"),
])
def test_what_a_command_says_is_held_against_it(code: int, said: str, written: bool, wrong: str) -> None:
    sent = wire(replace(NEVER, id="c1"), "command.1")
    ended = Ended("command.1", ("add", "TEA", "1", "--list", "cart"), code, said)

    def check() -> None:
        story = Story()
        story.account.take(ended, [sent])
        if written:
            story.history.append(sent)
            story.table["cart#TEA"] |= {
                "qty": {"N": "5"}, "rev": {"S": "c1"}, "past": {"S": "e7"}, "updated_at": {"S": "t8"}}
        story.check()

    if wrong:
        with pytest.raises(AssertionError, match=wrong):
            check()
    else:
        check()


@pytest.mark.parametrize("written", ["c1", "c2"])
def test_of_two_edits_that_a_command_sent_the_first_was_not_written(written: str) -> None:
    story = Story()
    sent = [wire(replace(NEVER, id=each), "command.1") for each in ("c1", "c2")]
    story.account.take(Ended("command.1", ("add", "TEA", "1", "--list", "cart"), 0, ""), sent)
    story.history.append(sent[written == "c2"])
    story.table["cart#TEA"] |= {
        "qty": {"N": "5"}, "rev": {"S": written}, "past": {"S": "e7"}, "updated_at": {"S": "t8"}}
    if written == "c2":
        story.check()
    else:
        with pytest.raises(AssertionError, match=r"lost|refused, and written"):
            story.check()


@pytest.mark.parametrize("make", MAKES)
def test_diaries_keep_what_was_wanted(make: Callable[[Line], Edit]) -> None:
    edit = make(line())
    assert told(heard(told(edit))) == told(edit)
