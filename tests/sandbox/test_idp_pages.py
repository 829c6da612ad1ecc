"""The verification page, the control endpoint, and who may reach them (RFC 8628 3.3, 5.4)."""

import re
from html.parser import HTMLParser

import pytest
import requests

from tests.sandbox.conftest import Idp
from tests.sandbox.test_idp_device import begin, claims, poll


def show(idp: Idp, user_code: str) -> requests.Response:
    return requests.get(f"{idp.issuer}/device", params={"user_code": user_code}, timeout=5)


def press(idp: Idp, page: requests.Response, **changed: str) -> requests.Response:
    """Send the form of `page` as a browser would."""
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)) | changed
    headers = {"Origin": idp.issuer}
    return requests.post(f"{idp.issuer}/device", data=form, headers=headers, timeout=5)


def control(idp: Idp, path: str, body: object, **headers: str) -> requests.Response:
    shown = {"X-Sandbox-Token": idp.token} | headers
    return requests.post(f"{idp.issuer}/_sandbox/{path}", json=body, headers=shown, timeout=5)


class Links(HTMLParser):
    """Collects every address a page refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v or "" for k, v in attrs if k in ("src", "href", "action")]


def test_a_person_lets_a_device_in_on_the_page(idp: Idp) -> None:
    device = begin(idp)
    page = requests.get(device["verification_uri_complete"], timeout=5)
    assert device["user_code"] in page.text
    assert "know who you are" in page.text
    assert "see your e-mail address" not in page.text
    done = press(idp, page, person="bob")
    assert "Signed in as bob" in done.text
    assert claims(idp, poll(idp, device)["id_token"])["sub"] == "bob"


def test_a_person_turns_a_device_away_on_the_page(idp: Idp) -> None:
    device = begin(idp)
    assert "Denied" in press(idp, show(idp, device["user_code"]), person="").text
    assert poll(idp, device)["error"] == "access_denied"


def test_the_code_can_be_typed_any_way(idp: Idp) -> None:
    device = begin(idp)
    assert "Type the code" in requests.get(device["verification_uri"], timeout=5).text
    typed = device["user_code"].lower().replace("-", " ")
    press(idp, show(idp, typed), person="alice")
    assert "id_token" in poll(idp, device)


def test_pages_say_why_a_code_leads_nowhere(idp: Idp) -> None:
    device = begin(idp)
    page = show(idp, device["user_code"])
    press(idp, page, person="alice")
    for again in (show(idp, device["user_code"]), press(idp, page, person="bob")):
        assert again.status_code == 409
        assert 'role="alert"' in again.text
    assert claims(idp, poll(idp, device)["id_token"])["sub"] == "alice"
    late = begin(idp)
    page = show(idp, late["user_code"])
    idp.clock.now += 600
    assert show(idp, late["user_code"]).status_code == press(idp, page, person="bob").status_code == 410
    assert show(idp, "BBBB-BBBB").status_code == 404
    assert "<script>" not in show(idp, "<script>").text


def test_only_our_own_form_decides(idp: Idp) -> None:
    device, other = begin(idp), begin(idp)
    page = show(idp, device["user_code"])
    forged: list[dict[str, str]] = [{"seal": ""}, {"seal": "0" * 64}, {"seal": "é"}, {"person": "mallory"},
                                    {"user_code": other["user_code"]}]
    for change in forged:
        assert press(idp, page, **{"person": "alice"} | change).status_code == 403
    elsewhere = {"Origin": "https://evil.example"}
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text)) | {"person": "alice"}
    assert requests.post(f"{idp.issuer}/device", data=form, headers=elsewhere, timeout=5).status_code == 403
    assert poll(idp, device)["error"] == poll(idp, other)["error"] == "authorization_pending"


def test_pages_refer_to_nothing_outside_and_cannot_be_framed(idp: Idp) -> None:
    page = show(idp, begin(idp)["user_code"])
    assert Links(page.text).found == ["/static/page.css"]
    style = requests.get(f"{idp.issuer}/static/page.css", timeout=5)
    assert style.headers["Content-Type"].startswith("text/css")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_name_for_this_machine_gets_no_answer(idp: Idp, host: str) -> None:
    answer = requests.get(f"{idp.issuer}/device", headers={"Host": host}, timeout=5)
    assert answer.status_code in (400, 421)


def test_large_requests_are_refused(idp: Idp) -> None:
    form = {"client_id": "dynacart-cli", "scope": "x" * 20_000}
    assert requests.post(f"{idp.issuer}/device_authorization", data=form, timeout=5).status_code == 413


def test_whoever_shows_the_token_decides_without_the_page(idp: Idp) -> None:
    device, other = begin(idp), begin(idp)
    body = {"user_code": device["user_code"], "person": "viewer"}
    assert control(idp, "decision", body).status_code == 204
    assert control(idp, "decision", body).status_code == 409
    assert claims(idp, poll(idp, device)["id_token"])["sub"] == "viewer"
    assert control(idp, "decision", {"user_code": other["user_code"], "person": None}).status_code == 204
    assert poll(idp, other)["error"] == "access_denied"
    assert control(idp, "decision", {"user_code": "BBBB-BBBB", "person": "bob"}).status_code == 404


@pytest.mark.parametrize("token", ["", "guess", "\xe9"])
def test_without_the_token_nothing_is_decided(idp: Idp, token: str) -> None:
    device = begin(idp)
    body = {"user_code": device["user_code"], "person": "alice"}
    answer = control(idp, "decision", body, **{"X-Sandbox-Token": token})
    assert answer.status_code == 403
    assert control(idp, "faults", {}, **{"X-Sandbox-Token": token}).status_code == 403
    assert control(idp, "decision", body, Origin="https://evil.example").status_code == 403
    assert poll(idp, device)["error"] == "authorization_pending"


@pytest.mark.parametrize("body", [
    None, [], {}, {"person": "alice"}, {"user_code": 1, "person": "alice"}, {"user_code": "x", "person": 1},
    {"user_code": "BBBB-BBBB", "person": "mallory"},
])
def test_odd_decisions_are_refused(idp: Idp, body: object) -> None:
    assert control(idp, "decision", body).status_code == 422
    assert control(idp, "faults", body).status_code == 422


def test_faults_are_switched_by_whoever_shows_the_token(idp: Idp) -> None:
    fault = {"kind": "server_error", "path": "/jwks", "times": 1}
    assert control(idp, "faults", fault).status_code == 204
    assert [requests.get(f"{idp.issuer}/jwks", timeout=5).status_code for _ in range(2)] == [503, 200]
