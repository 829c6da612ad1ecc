"""A few people with the real client on the real sandbox, and whether the check would find what goes wrong.

`python -m tests.scale` has a thousand; how long anything takes is no test's business.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.stage import Stage
from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import TABLE
from tests.scale.account import costs, settle, uneven
from tests.scale.crowd import LINES, Crowd
from tests.scale.report import Measured, table, verdicts
from tests.scale.shopper import FIRST, KINDS, Done, Row, Shopper
from tui.cart.cart import Attempt
from tui.cart.edits import result
from tui.cart.outcomes import Saved
from tui.cli.sandbox_process import Ready, SandboxProcess

PEOPLE = 3


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    """Three made-up people who have opened their carts."""
    with SandboxProcess(people=PEOPLE) as process:
        ready = process.ready()
        assert isinstance(ready, Ready), ready
        gathered = Crowd.gathered(Stage(Sandbox.of(ready), tmp_path), ready.people[-PEOPLE:], "here")
        gathered.arrive()
        yield gathered
        gathered.leave()


def measured(crowd: Crowd) -> Measured:
    return Measured(crowd, pace=1, seconds=1, memory=1, kept_out=crowd.kept_out(), account=crowd.account(),
                    client=0, sandbox=0)


def test_each_cart_holds_what_its_person_did_and_the_check_would_tell(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch,
) -> None:
    for who in crowd.people:
        who.edit()
        who.edit()
    found = measured(crowd)
    assert len(found.edits) == 2 * PEOPLE, "and the first of each"
    assert set(crowd.others) == {"alice", "bob", "viewer"}
    assert all(verdicts([found]).values()), verdicts([found])
    assert found.kept_out == PEOPLE
    taken = costs(crowd.done)
    assert taken["open"] == {(2, 1 + LINES / 2)}, "all lines at once, and half a unit a product"
    assert all(each == {(1, 4.0 if action == "move" else 1.0)}
               for action, each in taken.items() if action in (FIRST, *KINDS))
    assert "all edits" in table(found, found)

    admin, first = crowd.stage.admin, crowd.people[0]
    admin.update_item(TableName=TABLE, Key={"pk": {"S": "bob"}, "sk": {"S": "cart#COF-ESP-1K"}},
                      UpdateExpression="SET qty = :qty", ExpressionAttributeValues={":qty": {"N": "77"}})
    monkeypatch.setattr(Shopper, "_write", lambda who, attempt: _claimed(attempt))
    first.edit()
    account = crowd.account()
    assert len(account.strange) == 1
    assert account.strange[0].startswith("bob, cart#COF-ESP-1K: 77")
    assert account.lost, "it was never sent"
    assert all(text.startswith(first.name) for text in account.lost)
    assert list(verdicts([measured(crowd)]).values()) == [False, False, False, True]


def _claimed(attempt: Attempt) -> Saved:
    """What a client would say that forgets to write."""
    return Saved(result(attempt.edit))


ONE, TWO = Row(1, "", "first"), Row(2, "", "second")


@pytest.mark.parametrize(("wanted", "found", "lost", "strange"), [
    ({"cart#A": TWO}, {"cart#A": TWO}, 0, 0),
    ({"cart#A": TWO}, {"cart#A": ONE}, 1, 0),
    ({"cart#A": TWO}, {}, 1, 0),
    ({}, {"cart#A": ONE}, 1, 0),
    ({"cart#A": TWO}, {"cart#A": Row(2, "", "theirs")}, 0, 1),
    ({"cart#A": TWO}, {"cart#A": TWO._replace(qty=3)}, 0, 1),
    ({"cart#A": TWO}, {"cart#A": TWO, "saved#A": Row(2, "", "theirs")}, 0, 1),
])
def test_what_differs_is_an_edit_that_was_lost_or_somebody_elses_doing(
    wanted: dict[str, Row], found: dict[str, Row], lost: int, strange: int,
) -> None:
    account = settle({"me": wanted, "still": {"cart#B": ONE}}, {"me": found, "still": {"cart#B": ONE}},
                     {"me": {"first", "second"}})
    assert (len(account.lost), len(account.strange)) == (lost, strange)


@pytest.mark.parametrize("found", [{}, {"cart#B": TWO}, {"cart#B": ONE, "cart#C": ONE}])
def test_who_did_nothing_keeps_what_they_had(found: dict[str, Row]) -> None:
    account = settle({"still": {"cart#B": ONE}}, {"still": found}, {})
    assert (account.lost, len(account.strange)) == ([], 1)
    assert settle({}, {"nobody": {"cart#B": ONE}}, {}).strange, "and rows come from nowhere"


def test_an_action_that_costs_some_people_more_is_named() -> None:
    few = costs([Done("set", 0.1, 1, 1.0), Done("move", 0.1, 1, 4.0)])
    many = costs([Done("set", 0.1, 1, 1.0), Done("set", 0.1, 2, 1.0), Done("move", 0.1, 1, 5.0)])
    assert uneven([few, few]) == []
    assert uneven([few, many]) == ["move"]
