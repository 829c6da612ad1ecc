"""Refresh tokens, their rotation and reuse, revocation and userinfo over HTTP (RFC 6749 6, 7009, 9700)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sandbox.conftest import Idp, Provider
from tests.sandbox.test_idp_device import begin, claims, poll


def sign_in(idp: Provider, person: str = "alice") -> dict[str, Any]:
    device = begin(idp)
    idp.approve(device["user_code"], person)
    return poll(idp, device)


def refresh(idp: Provider, token: str, **more: str) -> dict[str, Any]:
    form = {"client_id": "dynacart-cli", "grant_type": "refresh_token", "refresh_token": token} | more
    return dict(requests.post(f"{idp.issuer}/token", data=form, timeout=5).json())


def revoke(idp: Provider, token: str, **more: str) -> requests.Response:
    form = {"client_id": "dynacart-cli", "token": token} | more
    return requests.post(f"{idp.issuer}/revoke", data=form, timeout=5)


def userinfo(idp: Provider, access_token: str) -> requests.Response:
    shown = {"Authorization": f"Bearer {access_token}"}
    return requests.get(f"{idp.issuer}/userinfo", headers=shown, timeout=5)


def test_a_refresh_renews_everything_for_the_same_person(idp: Idp) -> None:
    first = sign_in(idp, "bob")
    idp.clock.now += 3000
    second = refresh(idp, first["refresh_token"])
    told = claims(idp, second["id_token"])
    assert (told["sub"], told["iat"], told["auth_time"]) == ("bob", 1_800_003_000, 1_800_000_000)
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert "id_token" in refresh(idp, second["refresh_token"])


def test_using_an_old_refresh_token_ends_the_sign_in_for_all_who_hold_it(idp: Idp) -> None:
    first = sign_in(idp)
    other = sign_in(idp)
    second = refresh(idp, first["refresh_token"])
    assert refresh(idp, first["refresh_token"])["error"] == "invalid_grant"
    assert refresh(idp, second["refresh_token"])["error"] == "invalid_grant"
    assert userinfo(idp, second["access_token"]).status_code == 401
    assert "id_token" in refresh(idp, other["refresh_token"])


@pytest.mark.parametrize("token", ["", "nonsense", "a.b", ".", "é.é"])
def test_made_up_refresh_tokens_are_refused(idp: Idp, token: str) -> None:
    assert refresh(idp, token)["error"] == "invalid_grant"


def test_a_sign_in_unused_for_thirty_days_is_over(idp: Idp) -> None:
    token = sign_in(idp)["refresh_token"]
    idp.clock.now += 29 * 86400
    token = refresh(idp, token)["refresh_token"]
    idp.clock.now += 30 * 86400
    assert refresh(idp, token)["error"] == "invalid_grant"


def test_a_refresh_may_ask_for_less_and_never_for_more(idp: Idp) -> None:
    token = sign_in(idp)["refresh_token"]
    less = refresh(idp, token, scope="openid")
    assert less["scope"] == "openid"
    assert refresh(idp, less["refresh_token"], scope="openid email")["error"] == "invalid_scope"


@pytest.mark.parametrize("which", ["refresh_token", "access_token"])
def test_revoking_either_token_ends_the_sign_in(idp: Idp, which: str) -> None:
    tokens = sign_in(idp)
    assert revoke(idp, tokens[which], token_type_hint=which).status_code == 200
    assert refresh(idp, tokens["refresh_token"])["error"] == "invalid_grant"
    assert userinfo(idp, tokens["access_token"]).status_code == 401


def test_revoking_what_is_unknown_succeeds(idp: Idp) -> None:
    assert revoke(idp, "never heard of").status_code == 200


def test_userinfo_tells_whose_token_it_is(idp: Idp) -> None:
    tokens = sign_in(idp, "viewer")
    assert userinfo(idp, tokens["access_token"]).json()["sub"] == "viewer"
    idp.clock.now += 3600
    answer = userinfo(idp, tokens["access_token"])
    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


def test_sign_ins_and_the_key_survive_a_restart(make_idp: Callable[..., Idp]) -> None:
    tokens = sign_in(make_idp())
    idp = make_idp()
    assert claims(idp, tokens["id_token"])["sub"] == "alice"
    assert "id_token" in refresh(idp, tokens["refresh_token"])


def test_what_is_kept_is_private_and_cannot_be_used_by_who_reads_it(idp: Idp, tmp_path: Path) -> None:
    tokens = sign_in(idp)
    kept = tmp_path / "idp-sign-ins.json"
    assert tokens["refresh_token"].partition(".")[2] not in kept.read_text()
    assert {f.stat().st_mode & 0o777 for f in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("content", ["", "{", "[1]", "{\"id\": 1}", "[{\"id\": \"x\"}]", "null", "[[]]"])
def test_spoilt_files_cost_a_new_sign_in_and_nothing_more(
    make_idp: Callable[..., Idp], tmp_path: Path, content: str,
) -> None:
    (tmp_path / "idp-sign-ins.json").write_text(content)
    (tmp_path / "idp-key.json").write_text(content)
    assert "id_token" in sign_in(make_idp())


def test_kept_sign_ins_of_wrong_types_are_not_believed(make_idp: Callable[..., Idp], tmp_path: Path) -> None:
    tokens = sign_in(make_idp())
    kept = tmp_path / "idp-sign-ins.json"
    (entry,) = json.loads(kept.read_text())
    kept.write_text(json.dumps([entry | {"expires_at": "never"}]))
    assert refresh(make_idp(), tokens["refresh_token"])["error"] == "invalid_grant"


def test_sign_ins_are_bounded(idp: Idp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.sandbox.idp.sign_ins.LIMIT", 2)
    first, second, third = [sign_in(idp) for _ in range(3)]
    assert refresh(idp, first["refresh_token"])["error"] == "invalid_grant"
    assert "id_token" in refresh(idp, second["refresh_token"])
    assert "id_token" in refresh(idp, third["refresh_token"])
