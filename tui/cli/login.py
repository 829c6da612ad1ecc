"""Signing in on the command line: say what to do, wait for what comes of it. All of it goes to stderr."""

import argparse
import io
import os
import sys
import time
from collections.abc import Callable

from tui.cli import profile_of
from tui.cli.asking import interview, open_page, visit
from tui.cli.output import OK, denied, fail, say
from tui.config import Profile
from tui.credentials import ways
from tui.credentials.model import Person
from tui.credentials.session import Session
from tui.credentials.store import Store
from tui.identity import words
from tui.identity.schedule import Moment, Schedule
from tui.identity.steps import DeviceCode, Flow, Question, Refused, Visit
from tui.identity.tokens import Tokens
from tui.problem import Denial, Problem

UNDO = f"`dynacart login --flow {ways.AUTOMATIC}`"


def run_login(args: argparse.Namespace) -> int:
    """Sign in; exits 3 when that is refused or the code expires, 130 when interrupted."""
    profile = profile_of(args)
    if isinstance(profile, Problem):
        return fail(profile)
    named = profile.flow
    if args.flow:
        profile = ways.choose(profile, args.flow)
        if isinstance(profile, Problem):
            return fail(profile)
        if args.flow == ways.AUTOMATIC and (problem := ways.remember(profile, args.flow)):
            return fail(problem)
    person = login(profile, may_browse=not args.no_browser)
    if isinstance(person, Problem):
        return fail(person)
    if isinstance(person, Denial):
        return denied(person)
    say(f"Signed in as {person.name} ({person.owner_id}).")
    if profile.flow and not named:
        problem = ways.remember(profile, profile.flow)
        say(str(problem) if problem else f"From now on you sign in by {profile.flow}; {UNDO} undoes that.")
    from tui.cli.pending import resume

    resume(profile)
    return OK


def login(profile: Profile, *, may_browse: bool) -> Person | Problem | Denial:
    """Sign in; blocks until that has succeeded, was refused or took too long."""
    if problem := Store(profile).check():
        return problem
    flow = ways.begin(profile)
    try:
        tokens = _tokens(flow, profile, may_browse=may_browse)
    finally:
        flow.close()
    if isinstance(tokens, Problem):
        return tokens
    session = Session.sign_in(profile, tokens)
    return session.person if isinstance(session, Session) else session


def _tokens(flow: Flow, profile: Profile, *, may_browse: bool) -> Tokens | Problem:
    step = flow.start()
    match step:
        case DeviceCode():
            announce(step, may_browse=may_browse)
            return wait(flow, step, where=profile.issuer)
        case Visit():
            return visit(flow, step, may_browse=may_browse)
        case Question():
            return interview(flow, step)
        case problem:
            return problem


def announce(code: DeviceCode, *, may_browse: bool) -> None:
    """Show where to go and what to enter; picture and browser only where there is a person to see them."""
    watched = sys.stderr.isatty()
    if watched and os.environ.get("TERM") != "dumb":
        _draw(code.best_uri)
    say(f"Open {code.verification_uri} and enter the code {code.user_code}")
    if watched and may_browse and open_page(code.best_uri):
        say("Your browser should show it now.")


def wait(
    flow: Flow, code: DeviceCode, *, where: str,
    sleep: Callable[[float], None] = time.sleep, now: Callable[[], Moment] = Moment.now,
) -> Tokens | Problem:
    """Ask until the person has decided or the code has expired; says what changes meanwhile, once."""
    schedule, said = Schedule.begin(code, now()), ""
    while (left := schedule.time_left(now())) > 0:
        if delay := schedule.next_delay(now()):
            sleep(min(delay, left))
            continue
        outcome = flow.poll(code)
        if isinstance(outcome, Tokens):
            return outcome
        if isinstance(outcome, Refused):
            return outcome.problem
        if isinstance(outcome, Question):
            return interview(flow, outcome)
        schedule = schedule.after(outcome, now())
        if (says := schedule.hint or outcome.says) != said:
            say(f"{says} ...")
            said = says
    return words.problem("expired_token", "", where)


def _draw(address: str) -> None:
    """Draw a QR code in white on black, whatever the terminal's own colours, if it fits."""
    import segno

    picture = io.StringIO()
    try:
        symbol = segno.make_qr(address, error="l")
        symbol.terminal(out=picture, border=2, compact=True)
        rows = picture.getvalue().splitlines()
        screen = os.get_terminal_size(sys.stderr.fileno())
        if len(rows[0]) <= screen.columns and len(rows) < screen.lines - 1:
            say("\n".join(f"\x1b[97;40m{row}\x1b[0m" for row in rows))
    except (segno.DataOverflowError, OSError, UnicodeEncodeError):
        return
