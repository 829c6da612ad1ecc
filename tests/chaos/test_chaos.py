"""Clients that are killed, on a bad network, before the real sandbox: no edit is lost, none is written twice.

`python -m tests.chaos --rounds 200` plays on.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.chaos.faults import Fault
from tests.chaos.rounds import FIVE, Stage, play, press

Opening = Callable[..., AbstractContextManager[Stage]]

ROUNDS = 12


def test_every_accepted_edit_is_written_exactly_once(open_stage: Opening) -> None:
    with open_stage(seed=1) as made:
        account = play(made, ROUNDS)
    assert len(account.sure) > 100
    assert len(made.proxy.history) > 60
    assert made.happened["kills"] > 5
    assert made.happened["commands"] > 2
    assert set(made.proxy.faults.happened) == set(Fault)


@pytest.mark.parametrize(("rule", "rates", "kills", "seen"), [
    ("own-rev", {Fault.TWICE: 0.5}, 0, "written more than once"),
    ("journal", {Fault.CUT: 0.4}, 3, "lost: "),
])
def test_the_proof_fails_without(
    open_stage: Opening, rule: str, rates: dict[Fault, float], kills: int, seen: str,
) -> None:
    with (open_stage(seed=2, rates=rates, without=rule) as made,
          pytest.raises(AssertionError, match=f"^{seen}")):
        play(made, 4, kills=(kills,), commands=0)  # which keep the rules, whatever the clients do


def test_five_clients_that_add_1_to_one_line_200_times_each_add_1000(open_stage: Opening) -> None:
    with open_stage(seed=3, crew=FIVE, rates={}) as made:
        account = press(made, 200)
    assert account.questions == 0
    assert len(made.proxy.history) == 1001
