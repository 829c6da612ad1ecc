"""The editor on fake services in a real terminal.

python -m tests.ui.try_it [many|empty|offline|denied|conflict]
"""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.ui.driving import stamps
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE, DENIAL, GOODS, LINES, OFFLINE, READ_DENIAL, line, product
from tui.app import Editor
from tui.cart.cart import Attempt
from tui.cart.outcomes import Denied, Outcome, Read, Unavailable


class Slow(FakeServices):
    """Services that take a moment to write, and refuse everybody else's cart."""

    def write(self, owner: str, attempt: Attempt) -> Outcome:
        """After a moment."""
        time.sleep(0.15)
        return super().write(owner, attempt)

    def read(self, owner: str, more: Mapping[str, object] | None = None) -> Read:
        """One's own cart alone."""
        return super().read(owner, more) if owner == ALICE.owner_id else Denied(READ_DENIAL)


def made(what: str) -> FakeServices:
    """Services for one of the situations."""
    person = replace(ALICE, expires_at=time.time() + 3600)
    if what == "many":
        lines = [line(f"SKU-{n:05}", n % 9 + 1, added=n % 1440) for n in range(10_000)]
        goods = [product(f"SKU-{n:05}", f"Product number {n}", f"{n % 97}.50") for n in range(10_000)]
        return Slow(lines=lines, goods=goods, page=2500, person=person)
    services = Slow(lines=() if what == "empty" else LINES, goods=GOODS, person=person)
    answers: dict[str, Callable[[], object]] = {
        "offline": lambda: services.script("write", *[Unavailable(OFFLINE)] * 4),
        "denied": lambda: services.script("write", *[Denied(DENIAL)] * 20),
        "conflict": lambda: services.elsewhere(replace(LINES[2], qty=9, rev="other")),
    }
    answers.get(what, lambda: None)()
    return services


if __name__ == "__main__":
    Editor(made(sys.argv[1] if sys.argv[1:] else ""), profile_name="sandbox", stamp=stamps()).run()
