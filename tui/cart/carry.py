"""One edit carried out to its end, for callers that wait: rebased where it can be, sent again in doubt."""

from collections.abc import Callable
from dataclasses import replace

from tui.cart.edits import Edit
from tui.cart.outcomes import Conflict, Denied, Outcome, Saved, Unavailable
from tui.cart.rebase import Clash, judge
from tui.problem import Kind, Problem

PAUSES = (0.2, 0.5, 1.0, 2.0)
"""Seconds before an edit whose fate is unknown goes again."""

_RESTLESS = Problem(Kind.CONFLICT, "The line is being changed all the time, nothing was overwritten",
                    todo="Try again in a moment.")


def carry_out(
    edit: Edit, write: Callable[[Edit], Outcome], sleep: Callable[[float], None],
) -> Saved | Clash | Denied | Unavailable:
    """What became of `edit` in the end. A problem whose fate stays unknown says so (`unsure`)."""
    unsure = False
    for pause in (*PAUSES, None):
        outcome = write(edit)
        match outcome:
            case Saved() | Denied():
                return outcome
            case Unavailable(problem, doubt):
                unsure = unsure or doubt
                if not unsure or pause is None or problem.kind is not Kind.UNAVAILABLE:
                    return replace(outcome, unsure=unsure)
                sleep(pause)
            case Conflict(current, doubt):
                verdict = judge(edit, Conflict(current, unsure or doubt))
                if isinstance(verdict, Saved | Clash):
                    return verdict
                edit, unsure = verdict, False
    return Unavailable(_RESTLESS)
