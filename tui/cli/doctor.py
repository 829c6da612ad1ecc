"""`dynacart doctor`: is everything in place, and what to do about what is not. The checks change nothing.

Each check answers with findings; one that needs what a former one found missing says so and is passed over.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from tui.cli import profile_of
from tui.cli.output import OK, data, data_json
from tui.config import Profile, loopback
from tui.problem import Denial, Problem
from tui.record import record
from tui.text import plain

if TYPE_CHECKING:
    from tui.live import Live

Status = Literal["ok", "warning", "failed", "skipped"]
_MARKS: Mapping[Status, str] = {"ok": "✓", "warning": "!", "failed": "✗", "skipped": "-"}
OFF = 60.0
"""Seconds by which the clock may be wrong: AWS accepts five minutes, identity providers less."""
SMALLEST = (40, 15)
"""Columns and lines the editor makes do with."""


@record
class Finding:
    """What one check has found. `code` is the exit code that a failure stands for."""

    check: str
    status: Status
    says: str
    where: str = ""
    todo: str = ""
    code: int = OK


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    doctor = subparsers.add_parser(
        "doctor", help="check everything a profile needs, and say what to do",
        description="Checks configuration, store, terminal, identity provider, clock, sign-in, tables and "
                    "permissions. Changes nothing, and sends edits that an earlier run could not.")
    doctor.add_argument("--json", action="store_true", help="print one line of JSON")
    doctor.set_defaults(run=run_doctor)


def run_doctor(args: argparse.Namespace) -> int:
    """Check one after the other; the exit code is the first failure's."""
    profile = profile_of(args)
    findings: list[Finding] = []
    for finding in _examine(profile, time.time):
        findings.append(finding)
        if not args.json:
            _tell(finding)
    if isinstance(profile, Profile):
        from tui.cli.pending import resume

        resume(profile)
    failed = [finding for finding in findings if finding.status == "failed"]
    if args.json:
        data_json({"ok": not failed, "checks": [
            {"check": one.check, "status": one.status, "says": one.says, "where": one.where, "todo": one.todo}
            for one in findings]})
    return failed[0].code if failed else OK


def _tell(finding: Finding) -> None:
    place = f" ({finding.where})" if finding.where else ""
    data(f"{_MARKS[finding.status]} {finding.check:<18} {finding.says}{place}")
    if finding.todo:
        data(f"  {'':<18} {finding.todo}")


def _examine(profile: Profile | Problem, clock: Callable[[], float]) -> Iterator[Finding]:
    if isinstance(profile, Problem):
        yield _failed("configuration", profile)
        yield from _terminal()
        return
    yield Finding("configuration", "ok", f"Profile {profile.name}: {profile.provider}, {profile.exchange}")
    yield _store(profile)
    yield from _terminal()
    yield from _identity_provider(profile, clock)
    yield from _signed_in(profile, clock)


def _store(profile: Profile) -> Finding:
    from tui.credentials.store import Store

    problem = Store(profile).check()
    what = "in the keyring" if profile.store == "keyring" else f"in {profile.data_dir}"
    return _failed("store", problem) if problem else Finding("store", "ok", f"Sign-ins are kept {what}")


def _terminal() -> Iterator[Finding]:
    size = shutil.get_terminal_size()
    if not sys.stdout.isatty() or os.environ.get("TERM") in (None, "", "dumb"):
        yield Finding("terminal", "warning", "This is no terminal the editor could draw on",
                      todo="The commands work without one.")
    elif size < SMALLEST:
        yield Finding("terminal", "warning", f"The terminal is small: {size.columns} by {size.lines}",
                      todo="Enlarge it for the editor.")
    else:
        yield Finding("terminal", "ok", f"{size.columns} by {size.lines}, {os.environ['TERM']}")


def _identity_provider(profile: Profile, clock: Callable[[], float]) -> Iterator[Finding]:
    """It answers, its clock agrees with ours, and it lets this client begin a sign-in, which is given up."""
    from tui.credentials import ways
    from tui.identity.http import reach
    from tui.identity.steps import DeviceCode, Visit

    address = profile.sign_in_url or profile.issuer
    date = reach(address)
    if isinstance(date, Problem):
        yield _failed("identity provider", date)
        yield _skipped("clock", "identity provider")
        yield _skipped("client", "identity provider")
        return
    yield Finding("identity provider", "ok", "It answers", plain(address))
    yield _clock(date, clock())
    flow = ways.begin(profile)
    step = flow.start()
    flow.close()
    if isinstance(step, Problem):
        yield _failed("client", step)
        return
    how = "with a code" if isinstance(step, DeviceCode) else "by browser" if isinstance(step, Visit) \
        else "by answering questions"
    why = ", as was chosen with `dynacart login --flow`" if not profile.flow and ways.chosen(profile) else ""
    yield Finding("client", "ok", f"{profile.client_id} may sign in {how}{why}")


def _clock(date: float | None, now: float) -> Finding:
    if date is None:
        return Finding("clock", "warning", "The identity provider does not tell its time")
    off = now - date
    if abs(off) <= OFF:
        return Finding("clock", "ok", "Agrees with the identity provider's")
    which = "fast" if off > 0 else "slow"
    return Finding("clock", "failed", f"The clock of this computer is {abs(off):.0f} seconds {which}",
                   todo="Set it: tokens and signatures depend on it.", code=3)


def _signed_in(profile: Profile, clock: Callable[[], float]) -> Iterator[Finding]:
    from tui.credentials.session import Session
    from tui.live import Live

    session: Session | Problem | Denial = Session.open(profile, clock)
    if isinstance(session, Session) and isinstance(current := session.current(), Problem | Denial):
        session = current
    if not isinstance(session, Session):
        yield _failed("sign-in", session)
        for check in ("cart table", "permission to edit", "catalog table"):
            yield _skipped(check, "sign-in")
        return
    person = session.person
    left = max(0.0, (person.expires_at - clock()) / 60)
    yield Finding("sign-in", "ok", f"{person.name}, owner id {person.owner_id}, {left:.0f} minutes left")
    services = Live(profile, clock)
    services.open()
    yield from _tables(services, profile, person.owner_id)


def _tables(services: "Live", profile: Profile, owner: str) -> Iterator[Finding]:
    """Read, then a write whose condition can never hold: it is authorised before it is evaluated."""
    from tui.cart.cart import Attempt
    from tui.cart.edits import SetTo
    from tui.cart.ids import stamp
    from tui.cart.model import CART, Line, LineKey
    from tui.cart.outcomes import Denied, Unavailable

    at = "endpoint on this machine" if loopback(profile.endpoint("dynamodb") or "") else profile.region
    read = services.read(owner)
    yield _outcome("cart table", read, f"{profile.cart_table} can be read ({at})")
    if isinstance(read, Unavailable):
        yield _skipped("permission to edit", "cart table")
    else:
        mark, key = stamp(), LineKey(CART, "dynacart-doctor")
        never = Line(key, 1, rev="never")
        written = services.write(owner, Attempt(SetTo(mark.id, key, 1, mark.at, never), unsure=False))
        yield _outcome("permission to edit", written if isinstance(written, Denied | Unavailable) else None,
                       "IAM lets you edit your own cart")
    yield _outcome("catalog table", services.catalog(), f"{profile.catalog_table} can be read")


def _outcome(check: str, outcome: object, fine: str) -> Finding:
    from tui.cart.outcomes import Denied, Unavailable

    if isinstance(outcome, Denied):
        return _failed(check, outcome.denial)
    if isinstance(outcome, Unavailable):
        return _failed(check, outcome.problem)
    return Finding(check, "ok", fine)


def _failed(check: str, outcome: Problem | Denial) -> Finding:
    if isinstance(outcome, Denial):
        return Finding(check, "failed", f"Access denied: {plain(outcome.message, 500)}", outcome.request_id,
                       plain(f"{outcome.inference} {outcome.todo}".strip(), 500), code=4)
    return Finding(check, "failed", plain(outcome.what, 500), plain(outcome.where, 500),
                   plain(outcome.todo, 500), int(outcome.kind))


def _skipped(check: str, needs: str) -> Finding:
    return Finding(check, "skipped", f"Needs what failed above: {needs}")
