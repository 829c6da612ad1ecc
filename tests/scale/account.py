"""Whether the table holds what people did, and whether what one costs depends on how many there are. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from tests.scale.shopper import Done, Row

Rows = Mapping[str, Mapping[str, Row]]
"""Lines by sort key, by owner."""
Costs = Mapping[str, frozenset[tuple[int, float]]]
"""Every number of requests and units that an action was seen to take."""


@dataclass
class Account:
    """What is wrong with the table, a sentence each."""

    lost: list[str] = field(default_factory=list)
    """An accepted edit is not in the table."""
    strange: list[str] = field(default_factory=list)
    """A row holds what its owner did not do."""


def settle(expected: Rows, table: Rows, revs: Mapping[str, Set[str]]) -> Account:
    """Compare what people say they did with what there is.

    `revs` are those that each of them has had in their cart: one of these in a row that should be further, or
    gone, is an edit that was lost. Owners without any have done nothing, and nobody was to touch their rows.
    """
    account = Account()
    for owner in {*expected, *table}:
        ours, theirs = expected.get(owner, {}), table.get(owner, {})
        for place in {*ours, *theirs}:
            wanted, found = ours.get(place), theirs.get(place)
            if wanted != found:
                lost = owner in revs and _older(found, wanted, revs[owner])
                (account.lost if lost else account.strange).append(
                    f"{owner}, {place}: {_told(found)} instead of {_told(wanted)}")
    return account


def costs(done: Iterable[Done]) -> Costs:
    """What actions took."""
    seen: dict[str, set[tuple[int, float]]] = defaultdict(set)
    for each in done:
        seen[each.action].add((each.requests, each.units))
    return {action: frozenset(taken) for action, taken in seen.items()}


def uneven(crowds: Iterable[Costs]) -> list[str]:
    """Actions whose units are not the same for everybody, in crowds of whatever size."""
    units: dict[str, set[float]] = defaultdict(set)
    for crowd in crowds:
        for action, taken in crowd.items():
            units[action] |= {each for _, each in taken}
    return sorted(action for action, each in units.items() if len(each) > 1)


def _older(found: Row | None, wanted: Row | None, revs: Set[str]) -> bool:
    return found is None or (found.rev in revs and (wanted is None or found.rev != wanted.rev))


def _told(row: Row | None) -> str:
    return "nothing" if row is None else f"{row.qty} {row.note!r} of {row.rev}"
