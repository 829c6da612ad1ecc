"""The device grant over HTTP (RFC 8628)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.sandbox.conftest import Idp, Provider
from tui.sandbox.idp.faults import Faults

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SCOPE = "openid profile offline_access"


def begin(idp: Provider, **asked: str) -> dict[str, Any]:
    form = {"client_id": "dynacart-cli", "scope": SCOPE} | asked
    answer = requests.post(f"{idp.issuer}/device_authorization", data=form, timeout=5)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def poll(idp: Provider, device: dict[str, Any]) -> dict[str, Any]:
    form = {"client_id": "dynacart-cli", "grant_type": GRANT, "device_code": device["device_code"]}
    answer = requests.post(f"{idp.issuer}/token", data=form, timeout=5)
    assert answer.status_code == (400 if "error" in answer.json() else 200)
    assert answer.headers["Cache-Control"] == "no-store"
    return dict(answer.json())


def claims(idp: Provider, id_token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(requests.get(f"{idp.issuer}/jwks", timeout=5).json())
    return jwt.decode(id_token, keys, algorithms=["RS256"]).claims


def test_discovery_names_working_endpoints_of_its_own(idp: Idp) -> None:
    found = requests.get(f"{idp.issuer}/.well-known/openid-configuration", timeout=5).json()
    assert found["issuer"] == idp.issuer
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert GRANT in found["grant_types_supported"]
    for name, url in found.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert url.startswith(f"{idp.issuer}/")
            assert requests.head(url, timeout=5).status_code in (200, 400, 401, 405)


def test_published_keys_hold_nothing_private(idp: Idp) -> None:
    (key,) = requests.get(f"{idp.issuer}/jwks", timeout=5).json()["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}


def test_a_device_is_told_what_to_show(idp: Idp) -> None:
    device = begin(idp)
    assert re.fullmatch(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", device["user_code"])
    assert device["verification_uri"] == f"{idp.issuer}/device"
    assert device["verification_uri_complete"] == f"{idp.issuer}/device?user_code={device['user_code']}"
    assert (device["expires_in"], device["interval"]) == (600, 1)


def test_an_approved_device_receives_tokens_that_verify(idp: Idp) -> None:
    device = begin(idp)
    idp.approve(device["user_code"], "bob")
    tokens = poll(idp, device)
    assert claims(idp, tokens["id_token"]) == {
        "iss": idp.issuer,
        "aud": "dynacart-cli",
        "sub": "bob",
        "name": "Bob Okafor",
        "email": "bob@example.com",
        "role": "arn:aws:iam::123456789012:role/dynacart-cart",
        "iat": 1_800_000_000,
        "exp": 1_800_003_600,
        "auth_time": 1_800_000_000,
        "at_hash": claims(idp, tokens["id_token"])["at_hash"],
    }
    assert tokens["refresh_token"]
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 3600, SCOPE)


def test_the_viewer_is_meant_for_the_other_role(idp: Idp) -> None:
    device = begin(idp)
    idp.approve(device["user_code"], "viewer")
    role = claims(idp, poll(idp, device)["id_token"])["role"]
    assert role == "arn:aws:iam::123456789012:role/dynacart-viewer"


def test_without_offline_access_there_is_no_refresh_token(idp: Idp) -> None:
    device = begin(idp, scope="openid")
    idp.approve(device["user_code"], "alice")
    tokens = poll(idp, device)
    assert "refresh_token" not in tokens
    assert "id_token" in tokens


def test_without_openid_there_is_no_id_token(idp: Idp) -> None:
    device = begin(idp, scope="profile")
    idp.approve(device["user_code"], "alice")
    assert "id_token" not in poll(idp, device)


def test_a_device_code_is_good_for_one_sign_in(idp: Idp) -> None:
    device = begin(idp)
    idp.approve(device["user_code"], "alice")
    assert "id_token" in poll(idp, device)
    assert poll(idp, device)["error"] == "invalid_grant"


def test_pending_until_decided(idp: Idp) -> None:
    device = begin(idp)
    assert poll(idp, device)["error"] == "authorization_pending"
    idp.clock.now += 1
    assert poll(idp, device)["error"] == "authorization_pending"


def test_every_hasty_poll_adds_five_seconds_to_the_interval(idp: Idp) -> None:
    device = begin(idp)
    answers = []
    for wait in (0, 0.9, 6, 5.9, 10.9, 16):
        idp.clock.now += wait
        answers.append(poll(idp, device)["error"])
    assert answers == ["authorization_pending", "slow_down", "authorization_pending",
                       "slow_down", "slow_down", "authorization_pending"]


def test_a_hasty_poll_after_approval_is_let_in(idp: Idp) -> None:
    device = begin(idp)
    poll(idp, device)
    idp.approve(device["user_code"], "alice")
    assert "id_token" in poll(idp, device)


def test_denied(idp: Idp) -> None:
    device = begin(idp)
    idp.deny(device["user_code"])
    assert poll(idp, device)["error"] == "access_denied"
    assert poll(idp, device)["error"] == "access_denied"


def test_expired(make_idp: Callable[..., Idp]) -> None:
    idp = make_idp(code_lifetime=60)
    device = begin(idp)
    assert device["expires_in"] == 60
    idp.clock.now += 59.9
    assert poll(idp, device)["error"] == "authorization_pending"
    idp.clock.now += 0.1
    assert poll(idp, device)["error"] == "expired_token"


def test_an_approval_is_worth_nothing_once_expired(idp: Idp) -> None:
    device = begin(idp)
    idp.approve(device["user_code"], "alice")
    idp.clock.now += 600
    assert poll(idp, device)["error"] == "expired_token"


def test_codes_long_expired_are_forgotten(idp: Idp) -> None:
    device = begin(idp)
    idp.clock.now += 1201
    begin(idp)
    assert poll(idp, device)["error"] == "invalid_grant"


def test_codes_waiting_are_bounded(idp: Idp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.sandbox.idp.decisions.LIMIT", 3)
    first, *others = [begin(idp) for _ in range(4)]
    assert poll(idp, first)["error"] == "invalid_grant"
    assert {poll(idp, d)["error"] for d in others} == {"authorization_pending"}


@pytest.mark.parametrize("endpoint", ["device_authorization", "token", "revoke"])
def test_an_unknown_client_is_turned_away(idp: Idp, endpoint: str) -> None:
    for client in ({"client_id": "nobody"}, {}, {"client_id": "dynacart-cli", "client_secret": "guess"}):
        form = {"grant_type": "refresh_token", "refresh_token": "x", "token": "x"} | client
        answer = requests.post(f"{idp.issuer}/{endpoint}", data=form, timeout=5)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


@pytest.mark.parametrize(("form", "error"), [
    ({"grant_type": GRANT}, "invalid_request"),
    ({"grant_type": GRANT, "device_code": "made up"}, "invalid_grant"),
    ({"grant_type": "password", "username": "alice"}, "unsupported_grant_type"),
    ({}, "unsupported_grant_type"),
])
def test_odd_token_requests(idp: Idp, form: dict[str, str], error: str) -> None:
    answer = requests.post(f"{idp.issuer}/token", data={"client_id": "dynacart-cli"} | form, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_an_unknown_scope_is_refused(idp: Idp) -> None:
    form = {"client_id": "dynacart-cli", "scope": "openid admin"}
    answer = requests.post(f"{idp.issuer}/device_authorization", data=form, timeout=5)
    assert answer.json()["error"] == "invalid_scope"


def test_auto_approval_asks_nobody(make_idp: Callable[..., Idp]) -> None:
    idp = make_idp(auto_approve="viewer")
    assert claims(idp, poll(idp, begin(idp))["id_token"])["sub"] == "viewer"


def test_faults_spoil_as_many_answers_as_asked(idp: Idp) -> None:
    device = begin(idp)
    idp.approve(device["user_code"], "alice")
    form = {"client_id": "dynacart-cli", "grant_type": GRANT, "device_code": device["device_code"]}
    idp.server.faults = Faults("server_error", times=2)
    statuses = [requests.post(f"{idp.issuer}/token", data=form, timeout=5).status_code for _ in range(2)]
    assert statuses == [503, 503]
    idp.server.faults = Faults("malformed", times=1)
    answer = requests.post(f"{idp.issuer}/token", data=form, timeout=5)
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    idp.server.faults = Faults("pending", times=1)
    assert poll(idp, device)["error"] == "authorization_pending"
    assert "id_token" in poll(idp, device)


def test_a_fault_can_ask_devices_to_slow_down(idp: Idp) -> None:
    device = begin(idp)
    idp.server.faults = Faults("slow_down", times=1)
    assert poll(idp, device)["error"] == "slow_down"
    idp.clock.now += 1
    assert poll(idp, device)["error"] == "authorization_pending"
