"""The timetable of a code: patient with the provider, honest about the time that is left."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.idp import CODE
from tui.identity.device import Pending, SlowDown
from tui.identity.schedule import DRIFT, LONGEST, MARGIN, STEP, Moment, Schedule
from tui.identity.tokens import Transient
from tui.problem import Kind, Problem

START = Moment(1000.0, 1_800_000_000.0)
LOST = Transient(Problem(Kind.UNAVAILABLE, "lost"))


def later(seconds: float, wall: float | None = None) -> Moment:
    return Moment(START.monotonic + seconds, START.wall + (seconds if wall is None else wall))


def begun(interval: float = 5.0, expires_in: float = 600.0) -> Schedule:
    return Schedule.begin(replace(CODE, interval=interval, expires_in=expires_in), START)


def delay(schedule: Schedule) -> float:
    return schedule.next_delay(START)


def test_the_first_poll_waits_a_whole_interval_and_a_margin() -> None:
    assert delay(begun(5.0)) == 5.0 * MARGIN


def test_a_poll_is_due_once_its_time_has_come() -> None:
    assert begun(5.0).next_delay(later(100)) == 0.0


def test_the_wait_counts_from_the_last_answer() -> None:
    schedule = begun(5.0).after(Pending(), later(50))
    assert schedule.next_delay(later(50)) == 5.0 * MARGIN


def test_slow_down_lasts_for_all_later_polls() -> None:
    schedule = begun(5.0).after(SlowDown(), START)
    assert delay(schedule) == (5.0 + STEP) * MARGIN
    assert delay(schedule.after(Pending(), START)) == (5.0 + STEP) * MARGIN
    assert delay(schedule.after(SlowDown(), START)) == (5.0 + 2 * STEP) * MARGIN


@pytest.mark.parametrize(("asked", "interval"), [(3.0, 10.0), (10.0, 10.0), (30.0, 30.0)])
def test_the_providers_own_interval_counts_where_it_is_longer(asked: float, interval: float) -> None:
    assert delay(begun(5.0).after(SlowDown(asked), START)) == interval * MARGIN


def test_lost_answers_double_the_wait_up_to_a_minute_until_one_comes_through() -> None:
    schedule, waits = begun(5.0), []
    for _ in range(6):
        schedule = schedule.after(LOST, START)
        waits.append(delay(schedule))
    assert waits == [10.0, 20.0, 40.0, LONGEST, LONGEST, LONGEST]
    assert delay(schedule.after(Pending(), START)) == 5.0 * MARGIN


def test_doubling_never_shortens_a_long_interval() -> None:
    assert delay(begun(120.0).after(LOST, START)) == 120.0 * MARGIN


def test_retry_after_is_honoured() -> None:
    assert delay(begun(5.0).after(replace(LOST, retry_after=90.0), START)) == 90.0


def test_time_runs_out_by_the_clock_that_has_gone_further() -> None:
    schedule = begun(expires_in=600.0)
    assert schedule.time_left(later(100)) == 500.0
    assert schedule.time_left(later(100, wall=500)) == 100.0, "the computer slept"
    assert schedule.time_left(later(100, wall=-9000)) == 500.0, "the wall clock was set back"
    assert schedule.time_left(later(601)) == 0.0


def test_a_fast_clock_is_suspected_after_some_slow_downs() -> None:
    schedule = begun()
    for _ in range(DRIFT - 1):
        schedule = schedule.after(SlowDown(), START)
    assert schedule.hint == ""
    assert "clock" in schedule.after(SlowDown(), START).hint


OUTCOMES = st.one_of(
    st.just(Pending()),
    st.builds(SlowDown, st.floats(0, 3600)),
    st.builds(Transient, st.just(LOST.problem), st.floats(0, 300)))


@given(st.floats(1, 3600), st.floats(1, 3600), st.lists(st.tuples(OUTCOMES, st.floats(0, 100)), max_size=40))
def test_whatever_comes_the_provider_is_never_asked_too_soon(
    interval: float, expires_in: float, story: list[tuple[Pending | SlowDown | Transient, float]],
) -> None:
    schedule, now, floor = begun(interval, expires_in), START, interval
    for outcome, elapsed in story:
        now = Moment(now.monotonic + elapsed, now.wall + elapsed)
        left = schedule.time_left(now)
        schedule = schedule.after(outcome, now)
        floor += STEP if isinstance(outcome, SlowDown) else 0.0
        assert schedule.interval >= floor - 1e-6
        assert schedule.next_delay(now) >= schedule.interval
        assert schedule.next_delay(now) < 4000 * MARGIN + STEP * 50
        assert schedule.time_left(now) == left, "no outcome makes a code live longer"
