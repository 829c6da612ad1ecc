"""How an identity provider is talked to: bounded, encrypted, through the right proxy, with no surprises."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.peers import Answer, Peer
from tui.identity import http
from tui.identity.http import LIMIT, Reply, get_json, place, reach
from tui.problem import Kind, Problem


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as running:
        yield running


@pytest.fixture
def tls_peer(certificate: Path) -> Iterator[Peer]:
    with Peer({"/": lambda _: Answer({"ok": True})}, certificate) as running:
        yield running


def problem(url: str) -> Problem:
    outcome = get_json(url)
    assert isinstance(outcome, Problem)
    return outcome


def test_a_json_object_comes_with_the_servers_clock(peer: Peer) -> None:
    peer.routes["/a"] = lambda _: Answer({"b": 1}, headers={"Date": "Fri, 15 Jan 2027 08:00:00 GMT"})
    assert get_json(f"{peer.url}/a") == Reply({"b": 1}, 1_800_000_000.0)


@pytest.mark.parametrize("date", [
    "", "yesterday", "Fri, 99 Jan 2027 08:00:00 GMT", "Fri, 15 Jan 99999 08:00:00 GMT"])
def test_a_clock_that_cannot_be_read_is_none(peer: Peer, date: str) -> None:
    peer.routes["/a"] = lambda _: Answer({}, headers={"Date": date})
    assert get_json(f"{peer.url}/a") == Reply({}, None)


@pytest.mark.parametrize(("url", "why"), [
    ("http://idp.example/a", "plain http to another machine"),
    ("ftp://idp.example/a", "is not an http(s) URL"),
    ("https://user:secret@idp.example/a", "user name or password"),
    ("file:///etc/passwd", "is not an http(s) URL"),
])
def test_no_address_is_called_that_may_not_be(url: str, why: str) -> None:
    refused = problem(url)
    assert why in refused.what
    assert "secret" not in str(refused)


def test_a_redirect_into_the_clear_is_not_followed(peer: Peer) -> None:
    peer.routes["/a"] = lambda _: Answer(status=302, headers={"Location": "http://idp.example/a"})
    assert "plain http" in problem(f"{peer.url}/a").what


def test_a_redirect_of_a_question_is_followed_a_few_times(peer: Peer) -> None:
    peer.routes["/a"] = lambda _: Answer(status=302, headers={"Location": "/b"})
    peer.routes["/b"] = lambda _: Answer({"here": True})
    assert isinstance(get_json(f"{peer.url}/a"), Reply)
    peer.routes["/b"] = lambda _: Answer(status=302, headers={"Location": "/a"})
    assert "redirects in circles" in problem(f"{peer.url}/a").what


def test_cookies_are_not_kept(peer: Peer) -> None:
    peer.routes["/a"] = lambda _: Answer(status=302, headers={"Location": "/b", "Set-Cookie": "a=b; Path=/"})
    peer.routes["/b"] = lambda _: Answer({})
    get_json(f"{peer.url}/a")
    assert "Cookie" not in peer.asked_for("/b")[0].headers


def test_no_password_is_taken_from_netrc(
    peer: Peer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login alice password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    peer.routes["/a"] = lambda _: Answer({})
    get_json(f"{peer.url}/a")
    assert "Authorization" not in peer.asked[0].headers


@pytest.mark.parametrize("answer", [
    Answer(b"x" * (LIMIT + 1)),
    Answer(gzip.compress(b" " * 50 * LIMIT), headers={"Content-Encoding": "gzip"})])
def test_an_answer_has_an_end(peer: Peer, answer: Answer) -> None:
    peer.routes["/a"] = lambda _: answer
    assert problem(f"{peer.url}/a").what == "The answer is too long"


def test_an_answer_that_drips_is_given_up(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PATIENCE", -1.0)
    peer.routes["/a"] = lambda _: Answer({})
    assert "did not answer in time" in problem(f"{peer.url}/a").what


def test_a_packed_answer_is_unpacked(peer: Peer) -> None:
    peer.routes["/a"] = lambda _: Answer(gzip.compress(b'{"b": 1}'), headers={"Content-Encoding": "gzip"})
    assert isinstance(get_json(f"{peer.url}/a"), Reply)


@pytest.mark.parametrize(("status", "todo"), [
    (401, "Check the address in the profile."), (404, "Check the address in the profile."),
    (204, "Check the address in the profile."),
    (429, "Try again in a moment."), (503, "Try again in a moment.")])
def test_an_answer_that_is_no_use_says_what_to_do(peer: Peer, status: int, todo: str) -> None:
    peer.routes["/a"] = lambda _: Answer(status=status)
    unusable = problem(f"{peer.url}/a?secret=1#2")
    assert (unusable.kind, unusable.where, unusable.todo) == (Kind.UNAVAILABLE, f"{peer.url}/a", todo)
    assert unusable.what == f"127.0.0.1 gave no usable answer (HTTP {status})"


@pytest.mark.parametrize(("status", "there"), [(200, True), (404, True), (500, True), (502, False)])
def test_to_be_there_any_answer_will_do(peer: Peer, status: int, there: bool) -> None:
    peer.routes["/a"] = lambda _: Answer(b"<html>", status, {"Date": "Fri, 15 Jan 2027 08:00:00 GMT"})
    found = reach(f"{peer.url}/a")
    assert (found == 1_800_000_000.0, isinstance(found, Problem)) == (there, not there)


def test_nobody_listening_is_said_plainly() -> None:
    with Peer() as gone:
        url = gone.url
    assert problem(url).what == "127.0.0.1 cannot be reached: Connection refused"


def test_a_name_that_does_not_exist_is_said_plainly() -> None:
    assert problem("https://idp.invalid/").what.startswith("idp.invalid cannot be reached")


def test_a_certificate_nobody_vouches_for_is_refused(tls_peer: Peer) -> None:
    refused = problem(f"{tls_peer.url}/")
    assert refused.what == "127.0.0.1 shows a certificate that cannot be verified"
    assert "AWS_CA_BUNDLE" in refused.todo


@pytest.mark.parametrize("name", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_environment_may_name_who_vouches(
    tls_peer: Peer, certificate: Path, monkeypatch: pytest.MonkeyPatch, name: str,
) -> None:
    monkeypatch.setenv(name, str(certificate))
    assert get_json(f"{tls_peer.url}/") == Reply({"ok": True}, None)


def test_a_missing_bundle_is_named(tls_peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere/ca.pem")
    missing = problem(f"{tls_peer.url}/")
    assert "/nowhere/ca.pem" in missing.what
    assert "AWS_CA_BUNDLE" in missing.todo


def test_loopback_never_goes_through_a_proxy(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        peer.routes["/a"] = lambda _: Answer({})
        assert isinstance(get_json(f"{peer.url}/a"), Reply)
        assert proxy.asked == []


def test_other_machines_are_reached_through_the_proxy(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", peer.url)
    refused = problem("https://idp.invalid/")
    assert refused.what == "The proxy on the way to idp.invalid does not let us through"
    assert peer.asked[0].method == "CONNECT"


def test_no_proxy_is_honoured(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", peer.url)
    monkeypatch.setenv("NO_PROXY", "idp.invalid")
    problem("https://idp.invalid/")
    assert peer.asked == []


def test_a_place_tells_no_secret() -> None:
    assert place("https://user:secret@idp.example/a?code=secret#token=secret") == "https://idp.example/a"
