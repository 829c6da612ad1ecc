"""One sign-in, many threads and processes: one renews, nobody gets another person's credentials."""

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace

from tests.unit.idp import CLIENT, NOW, ROLE, Idp
from tests.unit.peers import Answer, Request
from tests.unit.signed_in import HOUR, LATE, Clock, fresh_tokens, key_of, problem_of, store, stored, tokens
from tui.config import Profile
from tui.credentials.model import AwsCredentials, SignIn
from tui.credentials.session import Session
from tui.credentials.store import Store
from tui.problem import Denial, Kind, Problem


def theirs(profile: Profile) -> SignIn:
    """The stored sign-in as another process has renewed it."""
    found = stored(profile)
    aws = replace(found.credentials, access_key_id="THEIRS", expires_at=NOW + 2 * HOUR)
    return replace(found, credentials=aws)


def test_what_another_process_has_renewed_is_taken_over(
    idp: Idp, session: Session, profile: Profile, clock: Clock,
) -> None:
    store(profile, theirs(profile))
    clock.now = LATE
    assert key_of(session.current()) == "THEIRS"
    assert idp.asked == []


def test_credentials_that_aws_calls_expired_are_replaced_by_another_processs(
    idp: Idp, session: Session, profile: Profile,
) -> None:
    store(profile, theirs(profile))
    session.expire("ASIA1")
    assert key_of(session.current()) == "THEIRS"
    assert idp.asked == []


def test_credentials_that_are_no_longer_ours_may_expire(idp: Idp, session: Session) -> None:
    session.expire("ASIA0")
    assert key_of(session.current()) == "ASIA1"
    assert idp.asked == []


def test_a_rejection_is_no_matter_if_another_process_came_first_unseen(
    idp: Idp, session: Session, profile: Profile, clock: Clock,
) -> None:
    latest = theirs(profile)

    def overtaken(_: Request) -> Answer:
        Store(profile).save(latest)
        return Answer({"error": "invalid_grant"}, 400)

    idp.routes["/token"], clock.now = overtaken, NOW + HOUR - 30
    assert key_of(session.current()) == "THEIRS"


def test_somebody_elses_sign_in_does_not_slip_under_the_cart(
    idp: Idp, session: Session, profile: Profile, clock: Clock,
) -> None:
    bob = Session.sign_in(profile, tokens(idp, sub="bob", name="Bob Okafor"), clock)
    assert isinstance(bob, Session)
    clock.now = LATE
    assert session.person.owner_id == "alice"
    assert key_of(session.current()) == "ASIA1"
    assert problem_of(session.trouble).what == "Bob Okafor has signed in here, in place of Alice Moreau"
    clock.now = NOW + HOUR
    assert problem_of(session.current()).kind is Kind.SIGN_IN
    assert stored(profile).person.owner_id == "bob"


def test_somebody_elses_fresh_credentials_are_not_ours_either(
    idp: Idp, session: Session, profile: Profile, clock: Clock,
) -> None:
    clock.now, idp.aws_life = LATE, 2 * HOUR
    assert isinstance(Session.sign_in(profile, tokens(idp, sub="bob"), clock), Session)
    idp.asked.clear()
    assert key_of(session.current()) == "ASIA1"
    assert session.person.owner_id == "alice"
    assert idp.asked == [], "nor are they ours to renew"


def test_signing_out_elsewhere_is_noticed_at_the_next_refresh(
    session: Session, profile: Profile, clock: Clock,
) -> None:
    Store(profile).remove()
    clock.now = LATE
    assert key_of(session.current()) == "ASIA1"
    clock.now = NOW + HOUR
    assert problem_of(session.current()).what == "You have signed out meanwhile"
    assert Store(profile).load() is None, "nothing comes back by itself"


def in_threads(number: int, work: Callable[[], AwsCredentials | Problem | Denial]) -> list[str]:
    """The keys that `number` threads, let go at once, come back with."""
    keys, gate = list[str](), threading.Barrier(number)

    def run() -> None:
        gate.wait()
        keys.append(key_of(work()))

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return keys


def test_many_threads_make_one_refresh(idp: Idp, session: Session, clock: Clock) -> None:
    fresh_tokens(idp)
    clock.now = NOW + HOUR
    assert in_threads(20, session.current) == ["ASIA2"] * 20
    assert len(idp.asked_for("/token")) == 1


def test_while_one_thread_refreshes_the_others_go_on(idp: Idp, session: Session, clock: Clock) -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow(request: Request) -> Answer:
        asked.set()
        assert answer.wait(10)
        return idp.sts(request)

    idp.routes["/"], idp.aws_life, clock.now = slow, 2 * HOUR, LATE
    first = threading.Thread(target=session.current)
    first.start()
    assert asked.wait(10)
    assert key_of(session.current()) == "ASIA1"
    assert session.person.expires_at == NOW + HOUR, "nobody waited"
    answer.set()
    first.join()
    assert session.person.expires_at == NOW + 2 * HOUR


PROCESS = f"""
import sys
from pathlib import Path
from tui.config import Profile
from tui.credentials.session import Session
issuer, folder, now = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
profile = Profile(
    "test", folder, "us-east-1", issuer, {CLIENT!r}, {ROLE!r}, "a", "b", endpoints={{"sts": issuer}})
session = Session.open(profile, lambda: now)
print("ready", flush=True)
sys.stdin.readline()
print(session.current().access_key_id)
"""


def test_twenty_processes_make_one_refresh(
    idp: Idp, session: Session, profile: Profile, clock: Clock,
) -> None:
    fresh_tokens(idp)
    command = [sys.executable, "-c", PROCESS, idp.url, str(profile.data_dir), str(NOW + HOUR)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                 for _ in range(20)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate()[0] for process in processes] == ["ASIA2\n"] * 20
    assert len(idp.asked_for("/token")) == len(idp.asked_for("/")) == 1
