"""A screen that asks the outside in turns: each answer counts only while the turn that asked for it lasts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from textual import on
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tui.problem import Kind, Problem
from tui.text import plain
from tui.threads import in_thread

A = TypeVar("A")
R = TypeVar("R")


@dataclass(eq=False, repr=False)
class Answered(Message):
    """A worker's answer, handed over by `deliver` unless the turn that asked for it is over."""

    turn: int
    deliver: Callable[[], None]


class TurnScreen(Screen[R], Generic[R]):
    """Blocking calls run in worker threads that touch no widget; their answers come back as messages."""

    turn = 0

    def ask(self, what: str, call: Callable[[], A], then: Callable[[A], None]) -> None:
        """Call on a thread; `then` gets the answer on ours. `what` describes it and holds no secret."""
        turn = self.turn

        async def work() -> None:
            answer = await in_thread(call, what)
            self.post_message(Answered(turn, partial(then, answer)))

        task: Callable[[], Awaitable[None]] = work
        self.run_worker(task, exit_on_error=False, group=f"turn {turn}", description=what)

    def crashed(self, problem: Problem) -> None:
        """A call of this turn raised, which is a bug of ours: said where a screen has no place of its own."""
        self.notify(plain(str(problem), 500), severity="error", markup=False)

    @on(Answered)
    def _deliver(self, message: Answered) -> None:
        if message.turn == self.turn:
            message.deliver()

    @on(Worker.StateChanged)
    def _notice_crash(self, event: Worker.StateChanged) -> None:
        """Say so instead of waiting for ever."""
        if event.state is WorkerState.ERROR and event.worker.group == f"turn {self.turn}":
            name = type(event.worker.error).__name__
            self.crashed(Problem(Kind.BUG, f"Something went wrong while {event.worker.description}",
                                 todo="Please report it.", code=name))
