"""Facebook's device login: every error it is known for, and tokens whose owner it tells."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.idp import CLIENT, CODE, NOW, PROOF, ROLE
from tests.unit.peers import Answer, Peer, Request
from tui.config import Profile
from tui.identity.facebook import FacebookFlow, prove, refresh, revoke
from tui.identity.proof import Proof
from tui.identity.steps import DeviceCode, Pending, Refusal, Refused, SlowDown
from tui.identity.tokens import Rejected, Tokens, Transient
from tui.problem import Kind, Problem

LOGIN = {"code": "the device code", "user_code": "A1NWZ9", "expires_in": 420, "interval": 5,
         "verification_uri": "https://www.facebook.com/device"}


@pytest.fixture
def graph() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


@pytest.fixture
def profile(graph: Peer, tmp_path: Path) -> Profile:
    return Profile("test", tmp_path, "us-east-1", graph.url, "4711", ROLE, "cart", "catalog",
                   provider="facebook", client_secret="a client token")


def says(*answers: Answer) -> Callable[[Request], Answer]:
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def error(code: int, subcode: int = 0, message: str = "because") -> Answer:
    fields = {"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode}
    return Answer({"error": fields}, 400)


def test_a_code_is_asked_for_with_app_and_client_token(graph: Peer, profile: Profile) -> None:
    graph.routes["/device/login"] = says(Answer(LOGIN))
    code = FacebookFlow(profile).start()
    assert isinstance(code, DeviceCode)
    assert (code.user_code, code.device_code, code.expires_in) == ("A1NWZ9", "the device code", 420.0)
    (asked,) = graph.asked
    assert asked.form == {"access_token": "4711|a client token", "scope": "public_profile"}


@pytest.mark.parametrize(("answer", "kind", "what"), [
    (error(190, message="Invalid OAuth access token."), Kind.SIGN_IN, "does not accept this client"),
    (error(101), Kind.SIGN_IN, "does not accept this client"),
    (error(4), Kind.UNAVAILABLE, "Facebook is busy"),
    (Answer(b"<html>", 502), Kind.UNAVAILABLE, "gave no usable answer"),
    (Answer({}), Kind.SIGN_IN, "gave no usable code"),
    (Answer({**LOGIN, "code": 5}), Kind.SIGN_IN, "gave no usable code"),
    (Answer({**LOGIN, "verification_uri": "javascript:x"}), Kind.SIGN_IN, "gave no usable code"),
    (error(31, 1349174), Kind.UNAVAILABLE, "cannot be read"),
])
def test_no_code_is_told(graph: Peer, profile: Profile, answer: Answer, kind: Kind, what: str) -> None:
    graph.routes["/device/login"] = says(answer)
    problem = FacebookFlow(profile).start()
    assert isinstance(problem, Problem)
    assert problem.kind is kind
    assert what in problem.what
    assert "a client token" not in repr(problem)


@pytest.mark.parametrize(("answer", "expected"), [
    (error(31, 1349174), Pending), (error(31, 1349172), SlowDown), (error(2), Transient),
    (Answer(status=503), Transient), (Answer(b"{}" * 200_000), Transient)])
def test_the_subcode_says_to_go_on(
    graph: Peer, profile: Profile, answer: Answer, expected: type[object],
) -> None:
    graph.routes["/device/login_status"] = says(answer)
    assert isinstance(FacebookFlow(profile).poll(CODE), expected)
    assert graph.asked[0].form["code"] == CODE.device_code


@pytest.mark.parametrize(("answer", "kind", "what"), [
    (error(31, 1349173), Refusal.DENIED, "The sign-in was declined"),
    (error(31, 1349152), Refusal.EXPIRED, "The code has expired"),
    (error(190), Refusal.CLIENT, "The identity provider does not accept this client: because"),
    (error(100, 33, "gone\x1b[2J"), Refusal.OTHER, "Facebook answered 100: gone"),
    (Answer({"error": "odd"}, 400), Refusal.OTHER, "Facebook answered 0"),
    (Answer({"error": {"error_subcode": "1349174"}}, 400), Refusal.OTHER, "Facebook answered 0"),
    (Answer({}, 404), Refusal.OTHER, "Facebook answered 0"),
    (Answer({"access_token": 5}), Refusal.OTHER, "Facebook gave no access token"),
])
def test_or_that_it_is_over(
    graph: Peer, profile: Profile, answer: Answer, kind: Refusal, what: str,
) -> None:
    graph.routes["/device/login_status"] = says(answer)
    outcome = FacebookFlow(profile).poll(CODE)
    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.problem.what) == (kind, what)


@pytest.mark.parametrize(("told", "life"), [
    (5_184_000, 5_184_000.0), ("60", 60.0), (0, 3600.0), (None, 3600.0)])
def test_success_is_an_access_token_with_a_life(
    graph: Peer, profile: Profile, told: object, life: float,
) -> None:
    graph.routes["/device/login_status"] = says(Answer({"access_token": "EAA", "expires_in": told}))
    assert FacebookFlow(profile).poll(CODE) == Tokens("", "EAA", expires_in=life)


def test_whose_it_is_facebook_says_itself(graph: Peer, profile: Profile) -> None:
    graph.routes["/me"] = says(Answer({"id": "10158", "name": "Alice\x1b]0;x\x07 Moreau"}))
    proof = prove(profile, Tokens("", "EAA", expires_in=60.0), NOW)
    assert proof == Proof("EAA", graph.url, "10158", ("4711",), NOW + 60, "Alice Moreau")
    (asked,) = graph.asked
    assert asked.headers["Authorization"] == "Bearer EAA"
    assert "EAA" not in repr(proof)


@pytest.mark.parametrize("answer", [
    error(190, 463), Answer({}), Answer({"id": 5}), Answer({"id": "10158/../me"}), Answer({"id": ""}),
    Answer(b"<html>"), Answer(status=500)])
def test_a_token_of_nobody_is_refused(graph: Peer, profile: Profile, answer: Answer) -> None:
    graph.routes["/me"] = says(answer)
    assert isinstance(prove(profile, Tokens("", "EAA"), NOW), Problem)


def test_there_is_nothing_to_refresh(profile: Profile) -> None:
    assert isinstance(refresh(profile, "x"), Rejected)


@pytest.mark.parametrize("answer", [Answer(b"true"), Answer({"success": True}), error(190, 463)])
def test_signing_out_takes_the_app_out_of_the_account(graph: Peer, profile: Profile, answer: Answer) -> None:
    graph.routes["/me/permissions"] = says(answer)
    assert revoke(profile, "", PROOF) is None
    (asked,) = graph.asked
    assert (asked.method, asked.headers["Authorization"]) == ("DELETE", "Bearer THE-PROOF")


@pytest.mark.parametrize(("answer", "kind"), [
    (error(2), Kind.UNAVAILABLE), (error(100), Kind.SIGN_IN), (error(31, 1349174), Kind.UNAVAILABLE),
    (Answer({"success": False}), Kind.UNAVAILABLE), (Answer(b"[]"), Kind.UNAVAILABLE),
    (Answer(b"<html>", 502), Kind.UNAVAILABLE), (Answer({"error": "190"}, 400), Kind.SIGN_IN)])
def test_a_revocation_that_failed_is_told(graph: Peer, profile: Profile, answer: Answer, kind: Kind) -> None:
    graph.routes["/me/permissions"] = says(answer)
    problem = revoke(profile, "", PROOF)
    assert problem
    assert problem.kind is kind
    assert PROOF.raw not in repr(problem)


def test_a_dead_network_is_worth_a_new_try(tmp_path: Path) -> None:
    with Peer() as gone:
        url = gone.url
    values: dict[str, Any] = {"provider": "facebook", "client_secret": "a client token"}
    profile = Profile("test", tmp_path, "us-east-1", url, CLIENT, ROLE, "cart", "catalog", **values)
    assert isinstance(FacebookFlow(profile).poll(CODE), Transient)
    outcome = prove(profile, Tokens("", "EAA"), NOW)
    assert isinstance(outcome, Problem)
    assert outcome.kind is Kind.UNAVAILABLE
