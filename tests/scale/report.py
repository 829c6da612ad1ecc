"""What came of a crowd as a table, and what is to be said of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import quantiles

from tests.scale.account import Account, costs, uneven
from tests.scale.crowd import Crowd
from tests.scale.shopper import FIRST, KINDS, Done

ACTIONS = ("sign in", "open", FIRST, *dict.fromkeys(KINDS))
EDITS = "all edits"


@dataclass
class Measured:
    """A crowd after work."""

    crowd: Crowd
    pace: float
    """Seconds between the edits of each."""
    seconds: float
    memory: float
    """MiB for each."""
    kept_out: int
    """How many could not reach their neighbour's cart."""
    account: Account
    client: float
    """Cores that all people together kept busy while they edited."""
    sandbox: float

    @cached_property
    def edits(self) -> list[Done]:
        """All edits but the first of each."""
        return [each for each in self.crowd.done if each.action in KINDS]

    @cached_property
    def latency(self) -> tuple[float, float]:
        """Median and 95th percentile of an edit, milliseconds."""
        return _latency(self.edits)


def table(found: Measured, first: Measured) -> str:
    """One crowd: what each action took; latency also as a multiple of the `first` crowd's."""
    number = len(found.crowd.people)
    heads = ("action", "times", "requests", "units", "p50 ms", "p95 ms")
    done = found.crowd.done
    lines = [*(_line(action, [each for each in done if each.action == action]) for action in ACTIONS),
             _line(EDITS, found.edits)]
    widths = [max(len(line[at]) for line in (heads, *lines)) for at in range(len(heads))]
    text = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
            for line in (heads, tuple("-" * width for width in widths), *lines)]
    times = [mine / theirs for mine, theirs in zip(found.latency, first.latency, strict=True)]
    return "\n".join([
        "", f"{number:,} people, an edit of each every {found.pace:.2f} s: "
        f"{len(found.edits) / found.seconds:.1f} edits a second", "", *text, "",
        f"latency beside {len(first.crowd.people)} people: p50 x {times[0]:.2f}, p95 x {times[1]:.2f}; "
        f"memory: {found.memory:.2f} MiB a person",
        f"busy: the sandbox {found.sandbox:.0%} of one core, which is all it can use; "
        f"the clients {found.client:.0%} of another", ""])


def verdicts(found: Sequence[Measured]) -> dict[str, bool]:
    """What has to hold for every crowd, and whether it does."""
    odd = uneven(costs(each.crowd.done) for each in found)
    accepted = sum(len(each.edits) + len(each.crowd.people) for each in found)
    lost = [text for each in found for text in each.account.lost]
    strange = [text for each in found for text in each.account.strange]
    unsaved = sum(each.crowd.unsaved for each in found)
    people = [len(each.crowd.people) for each in found]
    shown = "".join(f"; {text}" for text in (lost + strange)[:5])
    return {
        f"units of an action are the same for each of {' + '.join(map(str, people))} people"
        + (f", but not of: {', '.join(odd)}" if odd else ""): not odd,
        f"no edit is lost: of {accepted} accepted, {len(lost) + unsaved} are"
        + shown: not lost and not unsaved,
        f"no row holds what its owner did not do: {len(strange)} do, of everybody's": not strange,
        f"IAM keeps {sum(each.kept_out for each in found)} of {sum(people)} out of their neighbour's cart":
            all(each.kept_out == len(each.crowd.people) for each in found),
    }


def _line(action: str, done: Sequence[Done]) -> tuple[str, ...]:
    if not done:
        return (action, "0", "-", "-", "-", "-")
    requests, units = ([each.requests for each in done], [each.units for each in done])
    asked = action != ACTIONS[0]  # signing in asks nothing of DynamoDB
    return (action, f"{len(done):,}", _spread(requests) if asked else "-", _spread(units) if asked else "-",
            *(f"{each:.1f}" for each in _latency(done)))


def _spread(numbers: Sequence[float]) -> str:
    """The one number, or the mean and from where to where they go."""
    low, high = min(numbers), max(numbers)
    return f"{low:g}" if low == high else f"{sum(numbers) / len(numbers):.3f} ({low:g}-{high:g})"


def _latency(done: Sequence[Done]) -> tuple[float, float]:
    times = [each.seconds * 1000 for each in done] * 2  # quantiles wants two
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]
