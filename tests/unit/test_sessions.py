"""Sessions are opened by what was issued for them, whole, and by nothing else."""

import base64

import pytest

from tui.sandbox.sessions import Session, Sessions


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


SESSION = Session("dynacart-cart", "AROAEXAMPLE", "alice", 1000.0, 4600.0, {"idp:sub": ("alice",)})


def test_what_was_issued_is_opened_again_even_by_another_process() -> None:
    given = Sessions("secret", Clock()).issue(SESSION)
    later = Sessions("secret", Clock())
    assert later.open(given.access_key, given.token) == SESSION
    assert later.secret_of(given.access_key) == given.secret
    assert given.expires == SESSION.expires


def test_another_account_opens_nothing() -> None:
    given = Sessions("secret", Clock()).issue(SESSION)
    assert Sessions("other", Clock()).open(given.access_key, given.token) is None


@pytest.mark.parametrize("token", ["", ".", "x.y", "e30=."])
def test_a_made_up_token(token: str) -> None:
    assert Sessions("secret", Clock()).open("ASIAEXAMPLE", token) is None


def test_the_token_of_another_key() -> None:
    sessions = Sessions("secret", Clock())
    one, two = sessions.issue(SESSION), sessions.issue(SESSION)
    assert one.access_key != two.access_key
    assert one.secret != two.secret
    assert sessions.open(one.access_key, two.token) is None


def test_a_token_changed_by_its_bearer() -> None:
    sessions = Sessions("secret", Clock())
    given = sessions.issue(SESSION)
    sealed, _, mac = given.token.partition(".")
    forged = base64.b64encode(base64.b64decode(sealed).replace(b"alice", b"bobby")).decode()
    assert sessions.open(given.access_key, f"{forged}.{mac}") is None


def test_time_runs_out() -> None:
    clock = Clock()
    sessions = Sessions("secret", clock)
    assert not sessions.expired(SESSION)
    clock.now = SESSION.expires
    assert sessions.expired(SESSION)


def test_all_can_be_ended_and_new_ones_begin() -> None:
    clock = Clock()
    sessions = Sessions("secret", clock)
    sessions.end_all()
    assert sessions.expired(SESSION)
    assert not sessions.expired(Session("r", "i", "n", issued=clock.now + 1, expires=clock.now + 900))


def test_no_secret_is_shown() -> None:
    sessions = Sessions("secret", Clock())
    given = sessions.issue(SESSION)
    for shown in (repr(given), repr(sessions)):
        assert given.secret not in shown
        assert given.token not in shown
