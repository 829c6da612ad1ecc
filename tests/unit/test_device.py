"""The device authorization grant, against an identity provider that has every bad habit seen in the wild."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.idp import CLIENT, CODE, Idp
from tests.unit.peers import Answer, Peer
from tui.identity import words
from tui.identity.device import (
    DeviceCode,
    DeviceFlow,
    Pending,
    Refusal,
    Refused,
    SlowDown,
    Tokens,
    Transient,
    read_code,
    seconds,
)
from tui.problem import Kind, Problem

GOOD = {"device_code": "the device code", "user_code": "WDJB-MJHT", "expires_in": 900, "interval": 5,
        "verification_uri": "https://idp.example/device",
        "verification_uri_complete": "https://idp.example/device?user_code=WDJB-MJHT"}


@pytest.fixture
def flow(idp: Idp, tmp_path: Path) -> DeviceFlow:
    return DeviceFlow(idp.profile(tmp_path))


def started(flow: DeviceFlow) -> DeviceCode:
    code = flow.start()
    assert isinstance(code, DeviceCode)
    return code


def unusable(answer: dict[str, Any]) -> Problem:
    problem = read_code(answer, "https://idp.example")
    assert isinstance(problem, Problem)
    return problem


def usable(**changes: object) -> DeviceCode:
    code = read_code({**GOOD, **changes}, "https://idp.example")
    assert isinstance(code, DeviceCode)
    return code


def test_a_code_is_asked_for_as_a_public_client(idp: Idp, flow: DeviceFlow) -> None:
    idp.device = Answer(GOOD)
    code = started(flow)
    assert (code.user_code, code.verification_uri) == ("WDJB-MJHT", "https://idp.example/device")
    assert code.best_uri == GOOD["verification_uri_complete"]
    assert (code.expires_in, code.interval, code.device_code) == (900.0, 5.0, "the device code")
    assert "the device code" not in repr(code)
    (asked,) = idp.asked_for("/device")
    assert asked.form == {"client_id": CLIENT, "scope": "openid profile offline_access"}
    assert "Authorization" not in asked.headers


@pytest.mark.parametrize(("supported", "in_body"), [
    (["client_secret_basic"], False), (["client_secret_post", "client_secret_basic"], True), (None, False)])
def test_a_secret_is_shown_the_way_the_provider_likes(
    idp: Idp, tmp_path: Path, supported: object, in_body: bool,
) -> None:
    idp.document["token_endpoint_auth_methods_supported"] = supported
    idp.device = Answer(GOOD)
    flow = DeviceFlow(idp.profile(tmp_path, client_secret="s3cret"))
    flow.poll(started(flow))
    for path in ("/device", "/token"):
        (asked,) = idp.asked_for(path)
        assert ("client_secret" in asked.form) is in_body
        assert ("Authorization" in asked.headers) is not in_body
    assert "s3cret" not in repr(flow)


def test_a_poll_names_grant_code_and_client_once(idp: Idp, flow: DeviceFlow) -> None:
    assert isinstance(flow.poll(CODE), Pending)
    (asked,) = idp.asked_for("/token")
    assert asked.form == {"grant_type": "urn:ietf:params:oauth:grant-type:device_code",
                          "device_code": "the device code", "client_id": CLIENT}


def test_approval_brings_tokens(idp: Idp, flow: DeviceFlow) -> None:
    idp.tokens = [idp.grant(id_token="an id token")]
    tokens = flow.poll(CODE)
    assert tokens == Tokens("an id token", "an access token", "a refresh token")
    assert "token" not in repr(tokens).removeprefix("Tokens")


@pytest.mark.parametrize("refresh_token", [None, 5, ""])
def test_a_provider_may_give_no_refresh_token(idp: Idp, flow: DeviceFlow, refresh_token: object) -> None:
    idp.tokens = [idp.grant(refresh_token=refresh_token)]
    tokens = flow.poll(CODE)
    assert isinstance(tokens, Tokens)
    assert tokens.refresh_token == ""


@pytest.mark.parametrize("id_token", [None, 5, ""])
def test_without_an_id_token_there_is_nothing_to_prove(
    idp: Idp, flow: DeviceFlow, id_token: object,
) -> None:
    idp.tokens = [idp.grant(id_token=id_token)]
    outcome = flow.poll(CODE)
    assert isinstance(outcome, Refused)
    assert outcome.problem.what == words.NOTHING_TO_PROVE


@pytest.mark.parametrize("status", [400, 403, 428, 500, 200])
@pytest.mark.parametrize("error", ["authorization_pending", "slow_down"])
def test_the_error_counts_and_never_the_status(idp: Idp, flow: DeviceFlow, error: str, status: int) -> None:
    idp.tokens = [Answer({"error": error}, status)]
    assert isinstance(flow.poll(CODE), Pending if error == "authorization_pending" else SlowDown)


@pytest.mark.parametrize(("interval", "told"), [
    (30, 30.0), ("15", 15.0), (None, 0.0), (-5, 0.0), ("soon", 0.0), (1e99, 3600.0), (True, 0.0), ([9], 0.0)])
def test_slow_down_may_name_an_interval(
    idp: Idp, flow: DeviceFlow, interval: object, told: float,
) -> None:
    idp.tokens = [Answer({"error": "slow_down", "interval": interval}, 400)]
    assert flow.poll(CODE) == SlowDown(told)


@pytest.mark.parametrize(("error", "kind", "what"), [
    ("access_denied", Refusal.DENIED, "The sign-in was declined"),
    ("authorization_declined", Refusal.DENIED, "The sign-in was declined"),
    ("expired_token", Refusal.EXPIRED, "The code has expired"),
    ("bad_verification_code", Refusal.EXPIRED, "The code has expired"),
    ("expired", Refusal.EXPIRED, "The code has expired"),
    ("invalid_client", Refusal.CLIENT, "The identity provider does not accept this client: nope"),
    ("unauthorized_client", Refusal.CLIENT,
     "The identity provider does not let this client sign in this way: nope"),
    ("unsupported_grant_type", Refusal.CLIENT,
     "The identity provider does not let this client sign in this way: nope"),
    ("org_internal", Refusal.CLIENT, "Your organisation does not allow this sign-in: nope"),
    ("invalid_grant", Refusal.OTHER, "The identity provider no longer accepts this code: nope"),
    ("flux_capacitor", Refusal.OTHER, "The identity provider answered flux_capacitor: nope"),
])
def test_refusals_end_the_polling_in_words(
    idp: Idp, flow: DeviceFlow, error: str, kind: Refusal, what: str,
) -> None:
    idp.tokens = [Answer({"error": error, "error_description": "nope."}, 400)]
    outcome = flow.poll(CODE)
    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.problem.what, outcome.problem.code) == (kind, what, error)
    assert outcome.problem.where == f"{idp.url}/token"
    assert outcome.problem.kind is Kind.SIGN_IN
    assert what in outcome.says


def test_a_providers_words_cannot_drive_the_terminal(idp: Idp, flow: DeviceFlow) -> None:
    idp.tokens = [Answer({"error": "\x1b[2Jodd\n", "error_description": "\x1b]52;c;eHh4\x07fine\u202e"}, 400)]
    outcome = flow.poll(CODE)
    assert isinstance(outcome, Refused)
    assert outcome.problem.what == "The identity provider answered odd: fine"


@pytest.mark.parametrize(("body", "what"), [
    ({"error": {"message": "Bad app", "code": 7}}, "The identity provider answered HTTP 400: Bad app"),
    ({"error": ["x"]}, "The identity provider answered HTTP 400"),
    ({"message": "Not Found"}, "The identity provider answered HTTP 400: Not Found"),
    ({}, "The identity provider answered HTTP 400"),
])
def test_errors_of_another_shape_end_the_polling_too(
    idp: Idp, flow: DeviceFlow, body: dict[str, Any], what: str,
) -> None:
    idp.tokens = [Answer(body, 400)]
    outcome = flow.poll(CODE)
    assert isinstance(outcome, Refused)
    assert outcome.problem.what == what


@pytest.mark.parametrize("answer", [
    Answer(b"<html>Bad Gateway</html>", 502),
    Answer(b"", 503),
    Answer({"error": "server_error"}, 500),
    Answer({"error": "temporarily_unavailable"}, 400),
    Answer({"error": "overloaded"}, 503),
    Answer({"error": ["x"]}, 503),
    Answer({"error_code": "rate_limit_exceeded"}, 403),
    Answer({"message": "Too Many Requests"}, 429),
    Answer(b"<html>Sign in to the hotel's network</html>"),
    Answer(b"[1, 2]"),
    Answer(b"[" * 100_000),
    Answer(b'{"access_token": "a", "expires_in": "soon"}'),
    Answer(b'{"access_token": "a", "expires_in": [3600]}'),
    Answer(b"\xff\xfe\x00"),
    Answer(b"{" + b" " * 300_000 + b"}"),
    Answer(b"", 307, {"Location": "https://evil.example/token"}),
    Answer(b"{}", 200, {"Content-Length": "50"}),
    Answer(b"garbage", 200, {"Content-Encoding": "gzip"}),
])
def test_what_is_no_answer_leaves_the_code_alive(idp: Idp, flow: DeviceFlow, answer: Answer) -> None:
    idp.tokens = [answer]
    outcome = flow.poll(CODE)
    assert isinstance(outcome, Transient)
    assert outcome.says.endswith("; trying again")


def test_a_lost_network_leaves_the_code_alive(tmp_path: Path) -> None:
    with Idp() as idp:
        idp.device = Answer(GOOD)
        flow = DeviceFlow(idp.profile(tmp_path))
        started(flow)
    outcome = flow.poll(CODE)
    assert isinstance(outcome, Transient)
    assert outcome.problem.what == "127.0.0.1 cannot be reached: Connection refused"
    assert outcome.problem.kind is Kind.UNAVAILABLE


@pytest.mark.parametrize(("header", "wait"), [
    ({"Retry-After": "17"}, 17.0),
    ({"Retry-After": "999999"}, 300.0),
    ({"Retry-After": "soon"}, 0.0),
    ({}, 0.0),
    ({"Retry-After": "Fri, 15 Jan 2027 08:00:40 GMT", "Date": "Fri, 15 Jan 2027 08:00:00 GMT"}, 40.0),
    ({"Retry-After": "Fri, 15 Jan 2027 07:00:00 GMT", "Date": "Fri, 15 Jan 2027 08:00:00 GMT"}, 0.0),
])
def test_a_busy_provider_may_say_for_how_long(
    idp: Idp, flow: DeviceFlow, header: dict[str, str], wait: float,
) -> None:
    idp.tokens = [Answer(b"", 503, header)]
    outcome = flow.poll(CODE)
    assert isinstance(outcome, Transient)
    assert outcome.retry_after == wait


def test_a_secret_is_never_sent_on_to_where_a_redirect_points(idp: Idp, tmp_path: Path) -> None:
    with Peer() as elsewhere:
        for status in (301, 302, 303, 307, 308):
            idp.tokens = [Answer(b"", status, {"Location": f"{elsewhere.url}/token"})]
            assert isinstance(DeviceFlow(idp.profile(tmp_path)).poll(CODE), Transient)
        assert elsewhere.asked == []


def test_a_provider_without_the_grant_says_so(idp: Idp, flow: DeviceFlow) -> None:
    del idp.document["device_authorization_endpoint"]
    problem = flow.start()
    assert isinstance(problem, Problem)
    assert problem.what == words.NO_DEVICE_GRANT


def test_a_refused_start_is_told_like_a_refused_poll(idp: Idp, flow: DeviceFlow) -> None:
    idp.device = Answer({"error": "invalid_client"}, 401)
    problem = flow.start()
    assert isinstance(problem, Problem)
    assert problem.what == "The identity provider does not accept this client"


def test_a_busy_start_is_worth_retrying(idp: Idp, flow: DeviceFlow) -> None:
    idp.device = Answer(status=503)
    problem = flow.start()
    assert isinstance(problem, Problem)
    assert problem.kind is Kind.UNAVAILABLE


def test_google_says_url_where_the_rfc_says_uri() -> None:
    answer = {"device_code": "d", "user_code": "u", "verification_url": "https://www.google.com/device"}
    code = read_code(answer, "")
    assert isinstance(code, DeviceCode)
    assert code.best_uri == "https://www.google.com/device"


@pytest.mark.parametrize(("changes", "expires_in", "interval"), [
    ({"interval": None}, 900.0, 5.0),
    ({"interval": "7"}, 900.0, 7.0),
    ({"interval": 0}, 900.0, 5.0),
    ({"interval": -3}, 900.0, 5.0),
    ({"interval": 0.01}, 900.0, 1.0),
    ({"interval": True}, 900.0, 5.0),
    ({"interval": "often"}, 900.0, 5.0),
    ({"interval": 10**400}, 900.0, 5.0),
    ({"expires_in": None}, 600.0, 5.0),
    ({"expires_in": "300"}, 300.0, 5.0),
    ({"expires_in": 0}, 600.0, 5.0),
    ({"expires_in": 10**9}, 3600.0, 5.0),
    ({"expires_in": float("inf")}, 600.0, 5.0),
    ({"expires_in": float("nan")}, 600.0, 5.0),
])
def test_absurd_times_are_kept_in_bounds(
    changes: dict[str, Any], expires_in: float, interval: float,
) -> None:
    code = usable(**changes)
    assert (code.expires_in, code.interval) == (expires_in, interval)


@pytest.mark.parametrize("changes", [
    {"device_code": None}, {"device_code": ""}, {"device_code": 5},
    {"user_code": None}, {"user_code": ""}, {"user_code": "\x1b[0m"}, {"user_code": ["A"]},
    {"verification_uri": None}, {"verification_uri": "http://idp.example/device"},
    {"verification_uri": "javascript:alert(1)"}, {"verification_uri": "file:///etc/passwd"},
    {"verification_uri": "https://user:pass@idp.example"}, {"verification_uri": "https://idp.example/\x1b[2J"},
    {"verification_uri": "https://idp.example/\u202egpj.exe"}, {"verification_uri": ["https://idp.example"]},
    {"verification_uri": "https://idp.example/" + "x" * 2000},
])
def test_a_code_that_cannot_be_shown_safely_is_no_code(changes: dict[str, Any]) -> None:
    assert unusable({**GOOD, **changes}).what == "The identity provider gave no usable code"


@pytest.mark.parametrize("complete", ["http://idp.example", "-u evil", 5, None, "https://idp.example/\x07"])
def test_an_unsafe_shortcut_is_dropped_and_the_code_kept(complete: object) -> None:
    code = usable(verification_uri_complete=complete)
    assert (code.verification_uri_complete, code.best_uri) == ("", "https://idp.example/device")
    assert code.user_code == "WDJB-MJHT"


def test_a_user_code_is_shown_without_what_could_drive_the_terminal() -> None:
    assert usable(user_code="WD\x1b[31mJB\n-MJHT\u202e").user_code == "WDJB -MJHT"


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), JSON))
def test_no_answer_breaks_the_reader(changes: dict[str, Any]) -> None:
    code = read_code({**GOOD, **changes}, "")
    if isinstance(code, DeviceCode):
        assert 1 <= code.interval <= 3600
        assert 0 < code.expires_in <= 3600


@given(JSON)
def test_seconds_are_always_positive(value: object) -> None:
    assert seconds(value, 5.0) > 0
