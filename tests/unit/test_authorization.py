"""Signing in by browser: what is sent, what comes back, and what of it is believed."""

import base64
import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import requests

from tests.unit.browsing import back, query, started
from tests.unit.idp import CLIENT, NOW, Idp
from tests.unit.peers import Answer
from tui.config import Profile
from tui.identity import words
from tui.identity.authorization import BrowserFlow
from tui.identity.device import DeviceFlow
from tui.identity.openid import EitherFlow, begin, prove
from tui.identity.proof import Proof
from tui.identity.steps import DeviceCode, Pending, Refusal, Refused, Visit
from tui.identity.tokens import Tokens, Transient
from tui.problem import Kind, Problem

VERIFIES = ("code_verifier", "code", "redirect_uri", "grant_type", "client_id")


@pytest.fixture
def flow(idp: Idp, profile: Profile) -> Iterator[BrowserFlow]:
    idp.document["authorization_endpoint"] = f"{idp.url}/authorize"
    idp.tokens = [idp.grant()]
    flow = BrowserFlow(profile)
    yield flow
    flow.close()


def refused(outcome: object) -> Refused:
    assert isinstance(outcome, Refused), outcome
    return outcome


def test_the_address_asks_for_a_code_with_pkce_state_and_nonce(idp: Idp, flow: BrowserFlow) -> None:
    visit = started(flow)
    asked = query(visit)
    assert visit.url.startswith(f"{idp.url}/authorize?")
    assert asked["redirect_uri"] == visit.back
    assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
    assert (asked["scope"], asked["code_challenge_method"]) == ("openid profile offline_access", "S256")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert asked["state"] not in repr(visit)


def test_each_attempt_has_secrets_of_its_own(flow: BrowserFlow) -> None:
    first, second = query(started(flow)), query(started(flow))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_the_browser_coming_back_brings_tokens(idp: Idp, flow: BrowserFlow) -> None:
    visit = started(flow)
    assert isinstance(flow.poll(visit), Pending)
    page = back(visit, code="the code")
    assert page.status_code == 200
    assert "goes on there" in page.text
    tokens = flow.poll(visit)
    assert isinstance(tokens, Tokens)
    assert tokens.nonce == query(visit)["nonce"]
    (asked,) = idp.asked_for("/token")
    assert set(asked.form) == set(VERIFIES)
    assert (asked.form["code"], asked.form["redirect_uri"]) == ("the code", visit.back)
    digest = hashlib.sha256(asked.form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == query(visit)["code_challenge"]


def test_nobody_else_on_the_network_can_come(flow: BrowserFlow) -> None:
    port = urlsplit(started(flow).back).port
    others = {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in ("127.0.0.2", *others - {"127.0.0.1"}):
        with pytest.raises(OSError, match=r"refused|unreachable|assign"):
            socket.create_connection((address, port), 2)


@pytest.mark.parametrize("state", ["", "guess", "\u00e9"])
def test_another_state_is_told_so_and_changes_nothing(idp: Idp, flow: BrowserFlow, state: str) -> None:
    visit = started(flow)
    page = back(visit, code="a code of mallory", state=state)
    assert page.status_code == 400
    assert words.NOT_OURS in page.text
    assert isinstance(flow.poll(visit), Pending)
    assert idp.asked_for("/token") == []
    back(visit, code="the code")
    assert isinstance(flow.poll(visit), Tokens)


def test_one_answer_is_taken_and_no_second(idp: Idp, flow: BrowserFlow) -> None:
    visit = started(flow)
    assert back(visit, code="the code").status_code == 200
    assert back(visit, code="another").status_code == 400
    assert isinstance(flow.poll(visit), Tokens)
    with pytest.raises(requests.ConnectionError):
        back(visit, code="the code")
    assert [asked.form["code"] for asked in idp.asked_for("/token")] == ["the code"]


def test_nor_while_the_first_is_still_being_redeemed(idp: Idp, flow: BrowserFlow) -> None:
    idp.tokens = [Answer(status=503), idp.grant()]
    visit = started(flow)
    assert back(visit, code="the code").status_code == 200
    assert isinstance(flow.poll(visit), Transient)
    assert back(visit, code="another").status_code == 400
    assert isinstance(flow.poll(visit), Tokens)
    assert [asked.form["code"] for asked in idp.asked_for("/token")] == ["the code"] * 2


def test_a_state_of_a_former_attempt_is_refused(flow: BrowserFlow) -> None:
    former = query(started(flow))["state"]
    assert back(started(flow), code="the code", state=former).status_code == 400


@pytest.mark.parametrize(("path", "host"), [("favicon.ico", ""), ("", "evil.example"), ("", "localhost:80")])
def test_other_paths_and_names_get_nothing(flow: BrowserFlow, path: str, host: str) -> None:
    visit = started(flow)
    headers = {"Host": host} if host else {}
    params = {"state": query(visit)["state"], "code": "x"}
    page = requests.get(visit.back + path, params=params, headers=headers, timeout=5)
    assert page.status_code == 404
    assert isinstance(flow.poll(visit), Pending)


def test_the_page_loads_nothing_and_shows_nothing_of_what_came(flow: BrowserFlow) -> None:
    page = back(started(flow), code="the code", state="<script>")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "script" not in page.text
    assert "the code" not in page.text


def test_an_idle_connection_holds_nobody_up(flow: BrowserFlow) -> None:
    visit = started(flow)
    port = urlsplit(visit.back).port
    assert port
    with socket.create_connection(("127.0.0.1", port)):
        assert back(visit, code="the code").status_code == 200


@pytest.mark.parametrize(("error", "kind", "what"), [
    ("access_denied", Refusal.DENIED, "The sign-in was declined"),
    ("login_required", Refusal.OTHER, "The identity provider answered login_required: you \u2026 must"),
])
def test_an_error_that_comes_back_is_told(flow: BrowserFlow, error: str, kind: Refusal, what: str) -> None:
    visit = started(flow)
    back(visit, error=error, error_description="you\x1b[2J \u2026 must.")
    outcome = refused(flow.poll(visit))
    assert (outcome.kind, outcome.problem.what) == (kind, what)


@pytest.mark.parametrize("came", [{}, {"code": ""}, {"code": "x", "iss": "https://evil.example"}])
def test_what_comes_back_without_a_code_or_from_another_issuer_is_refused(
    idp: Idp, flow: BrowserFlow, came: dict[str, str],
) -> None:
    visit = started(flow)
    back(visit, **came)
    assert refused(flow.poll(visit)).problem.kind is Kind.SIGN_IN
    assert idp.asked_for("/token") == []


def test_a_code_that_is_refused_ends_the_attempt(idp: Idp, flow: BrowserFlow) -> None:
    idp.tokens = [Answer({"error": "invalid_grant"}, 400)]
    visit = started(flow)
    back(visit, code="the code")
    assert refused(flow.poll(visit)).problem.code == "invalid_grant"


def test_a_bad_moment_of_the_network_costs_no_sign_in(idp: Idp, flow: BrowserFlow) -> None:
    idp.tokens = [Answer(status=503), idp.grant()]
    visit = started(flow)
    back(visit, code="the code")
    assert isinstance(flow.poll(visit), Transient)
    assert isinstance(flow.poll(visit), Tokens)


def test_the_address_can_be_pasted(flow: BrowserFlow) -> None:
    visit = started(flow)
    address = f"{visit.back}?{urlencode({'state': query(visit)['state'], 'code': 'the code'})}"
    assert isinstance(flow.answer([f"  {address}\n"]), Tokens)


@pytest.mark.parametrize("pasted", ["", "the code", "http://127.0.0.1/?code=x&state=y", "\x00", "http://[::1"])
def test_something_else_pasted_is_refused_and_the_attempt_goes_on(flow: BrowserFlow, pasted: str) -> None:
    visit = started(flow)
    outcome = refused(flow.answer([pasted]))
    assert outcome.problem.what == words.NOT_OURS
    assert "Paste the whole address" in outcome.problem.todo
    back(visit, code="the code")
    assert isinstance(flow.poll(visit), Tokens)


def test_ports_are_tried_in_turn(idp: Idp, tmp_path: Path) -> None:
    idp.document["authorization_endpoint"] = f"{idp.url}/authorize"
    with socket.socket() as taken, socket.socket() as free:
        for each in (taken, free):
            each.bind(("127.0.0.1", 0))
        taken.listen()
        uris = [f"http://localhost:{each.getsockname()[1]}/callback" for each in (taken, free)]
        free.close()
        flow = BrowserFlow(idp.profile(tmp_path, redirect_uris=tuple(uris)))
        assert started(flow).back == uris[1]
        second = BrowserFlow(idp.profile(tmp_path, redirect_uris=tuple(uris)))
        problem = second.start()
        flow.close()
    assert isinstance(problem, Problem)
    assert problem.kind is Kind.USAGE
    assert "redirect_uris" in problem.todo


def test_a_token_of_another_sign_in_is_refused(idp: Idp, profile: Profile) -> None:
    for told, believed in (("mine", True), ("other", False), (None, False), (5, False)):
        tokens = Tokens(idp.id_token(nonce=told), "", nonce="mine")
        proof = prove(profile, tokens, NOW)
        assert isinstance(proof, Proof) is believed
        if isinstance(proof, Problem):
            assert proof.what == "The ID token belongs to another sign-in"


def test_a_code_elsewhere_is_the_first_choice(idp: Idp, profile: Profile) -> None:
    idp.document["authorization_endpoint"] = f"{idp.url}/authorize"
    idp.device = Answer({"device_code": "d", "user_code": "U", "verification_uri": "https://idp.example"})
    assert isinstance(begin(profile).start(), DeviceCode)


@pytest.mark.parametrize("device", [
    None,
    Answer({"error": "unauthorized_client"}, 401),
    Answer({"error": "invalid_grant", "error_description":
            "Client not allowed OAuth 2.0 Device Authorization Grant"}, 400),
])
def test_a_browser_is_where_that_is_not_offered_to_us(
    idp: Idp, profile: Profile, device: Answer | None,
) -> None:
    idp.document["authorization_endpoint"] = f"{idp.url}/authorize"
    if device:
        idp.device = device
    else:
        del idp.document["device_authorization_endpoint"]
    flow = begin(profile)
    assert isinstance(flow, EitherFlow)
    assert isinstance(flow.start(), Visit)
    flow.close()


def test_what_no_browser_would_solve_is_told(idp: Idp, profile: Profile) -> None:
    idp.document["authorization_endpoint"] = f"{idp.url}/authorize"
    idp.device = Answer({"error": "invalid_scope"}, 400)
    problem = begin(profile).start()
    assert isinstance(problem, Problem)
    assert problem.code == "invalid_scope"


def test_a_flow_can_be_forced(idp: Idp, tmp_path: Path) -> None:
    assert isinstance(begin(idp.profile(tmp_path, flow="device")), DeviceFlow)
    browser = begin(idp.profile(tmp_path, flow="browser"))
    problem = browser.start()
    assert isinstance(problem, Problem)
    assert problem.what == words.NO_BROWSER_GRANT
