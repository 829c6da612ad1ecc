"""Authorization code with PKCE on a loopback redirect, over HTTP (RFC 6749 4.1, 7636, 8252)."""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.sandbox.conftest import Idp
from tests.sandbox.test_idp_device import claims
from tests.sandbox.test_idp_sign_ins import refresh

VERIFIER = "correct-horse-battery-staple-0123456789-abcdefg"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
REDIRECT = "http://127.0.0.1:49152/callback"
ASKED = {
    "response_type": "code",
    "client_id": "dynacart-cli",
    "redirect_uri": REDIRECT,
    "scope": "openid offline_access",
    "state": "opaque",
    "nonce": "once",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def ask(idp: Idp, **asked: str | None) -> requests.Response:
    query = {k: v for k, v in (ASKED | asked).items() if v is not None}
    return requests.get(f"{idp.issuer}/authorize", params=query, allow_redirects=False, timeout=5)


def decide(page: requests.Response, person: str) -> requests.Response:
    """Press the button of `person` ("" denies) on the page that asks."""
    form = {"seal": _seal(page), "person": person}
    return requests.post(page.url, data=form, allow_redirects=False, timeout=5)


def _seal(page: requests.Response) -> str:
    found = re.search(r'name="seal" value="(\w+)"', page.text)
    assert found
    return found.group(1)


def returned(answer: requests.Response) -> dict[str, str]:
    """What the browser carries back to the client."""
    assert answer.status_code == 302
    location = answer.headers["Location"]
    assert location.startswith(REDIRECT + "?")
    return {k: v[0] for k, v in parse_qs(urlsplit(location).query).items()}


def exchange(idp: Idp, code: str, **more: str) -> dict[str, Any]:
    form = {"client_id": "dynacart-cli", "grant_type": "authorization_code", "code": code,
            "redirect_uri": REDIRECT, "code_verifier": VERIFIER} | more
    return dict(requests.post(f"{idp.issuer}/token", data=form, timeout=5).json())


def a_code(idp: Idp, person: str = "alice") -> str:
    return returned(decide(ask(idp), person))["code"]


def test_a_person_signs_in_through_the_browser(idp: Idp) -> None:
    page = ask(idp)
    assert "Alice Moreau" in page.text
    back = returned(decide(page, "bob"))
    assert back["state"] == "opaque"
    tokens = exchange(idp, back["code"])
    told = claims(idp, tokens["id_token"])
    assert (told["sub"], told["nonce"], told["aud"]) == ("bob", "once", "dynacart-cli")
    assert "nonce" not in claims(idp, refresh(idp, tokens["refresh_token"])["id_token"])


def test_the_form_may_lead_back_to_the_client_and_nowhere_else(idp: Idp) -> None:
    policy = ask(idp).headers["Content-Security-Policy"]
    assert policy.endswith("form-action 'self' http://127.0.0.1:49152")


def test_a_denial_is_carried_back(idp: Idp) -> None:
    assert returned(decide(ask(idp), "")) == returned(decide(ask(idp), "mallory"))
    assert returned(decide(ask(idp), ""))["error"] == "access_denied"


def test_a_form_from_elsewhere_decides_nothing(idp: Idp) -> None:
    page = ask(idp)
    for seal in ({}, {"seal": "é"}, {"seal": "0" * 64}):
        form = {"person": "alice"} | seal
        assert requests.post(page.url, data=form, allow_redirects=False, timeout=5).status_code == 200
    other = page.url.replace("49152", "49153")
    form = {"person": "alice", "seal": _seal(page)}
    assert requests.post(other, data=form, allow_redirects=False, timeout=5).status_code == 200


@pytest.mark.parametrize("verifier", ["another-verifier-that-is-long-enough-0123456789", "short", ""])
def test_a_wrong_verifier_is_refused_and_burns_the_code(idp: Idp, verifier: str) -> None:
    code = a_code(idp)
    assert exchange(idp, code, code_verifier=verifier)["error"] in ("invalid_grant", "invalid_request")
    assert exchange(idp, code)["error"] == "invalid_grant"


def test_a_code_used_twice_ends_what_it_began(idp: Idp) -> None:
    code = a_code(idp)
    tokens = exchange(idp, code)
    assert exchange(idp, code)["error"] == "invalid_grant"
    assert refresh(idp, tokens["refresh_token"])["error"] == "invalid_grant"


def test_a_code_lasts_a_minute(idp: Idp) -> None:
    code = a_code(idp)
    idp.clock.now += 60
    assert exchange(idp, code)["error"] == "invalid_grant"


def test_a_code_is_bound_to_its_redirect(idp: Idp) -> None:
    assert exchange(idp, a_code(idp), redirect_uri=REDIRECT + "x")["error"] == "invalid_grant"


@pytest.mark.parametrize("redirect", ["http://127.0.0.1:1/", "http://127.0.0.1:65535/a/b", "http://[::1]:9/cb",
                                      "http://localhost:8400/callback", "http://127.0.0.1"])
def test_loopback_redirects_have_any_port(idp: Idp, redirect: str) -> None:
    assert ask(idp, redirect_uri=redirect).status_code == 200


@pytest.mark.parametrize("redirect", [
    None, "https://example.com/cb", "http://127.0.0.1.example.com/cb", "http://127.0.0.1@example.com/",
    "javascript:alert(1)", "http://127.0.0.1:80/?x=1", "http://127.0.0.1:80/#x", "http://evil\"/", "é",
    "http://127.0.0.1:80/\r\nX: y",
])
def test_any_other_redirect_is_not_followed(idp: Idp, redirect: str | None) -> None:
    answer = ask(idp, redirect_uri=redirect)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(("asked", "error"), [
    ({"code_challenge": None}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"scope": "openid admin"}, "invalid_scope"),
    ({"prompt": "none"}, "login_required"),
    ({"response_type": "token"}, "unsupported_response_type"),
])
def test_odd_requests_are_told_to_the_client(idp: Idp, asked: dict[str, str | None], error: str) -> None:
    back = returned(ask(idp, **asked))
    assert (back["error"], back["state"]) == (error, "opaque")


@pytest.mark.parametrize("asked", [{"client_id": "nobody"}, {"client_id": None}, {"response_type": "é\""}])
def test_requests_of_nobody_we_know_are_answered_here(idp: Idp, asked: dict[str, str | None]) -> None:
    answer = ask(idp, redirect_uri="http://127.0.0.1:1/" if "response_type" in asked else REDIRECT, **asked)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_auto_approval_asks_nobody(make_idp: Callable[..., Idp]) -> None:
    idp = make_idp(auto_approve="alice")
    assert claims(idp, exchange(idp, returned(ask(idp))["code"])["id_token"])["sub"] == "alice"
