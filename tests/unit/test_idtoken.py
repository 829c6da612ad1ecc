"""Which ID tokens are believed, and what is said of the others."""

import base64
import hashlib
import hmac
import json
from typing import Any, Literal

import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.unit.idp import CLIENT, KEY, NOW, ROLE, Idp
from tests.unit.peers import Answer
from tui.identity.idtoken import verify
from tui.identity.proof import Proof
from tui.problem import Kind, Problem

RSA = RSAKey.generate_key(2048, {"kid": "rsa"})


def check(idp: Idp, token: str, **options: object) -> Proof | Problem:
    return verify(token, idp.provider, CLIENT, **{"now": NOW, **options})  # type: ignore[arg-type]


def refusal(idp: Idp, token: str, **options: object) -> Problem:
    outcome = check(idp, token, **options)
    assert isinstance(outcome, Problem)
    assert outcome.kind is Kind.SIGN_IN
    assert token not in f"{outcome!r}"
    return outcome


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def forged(header: dict[str, Any], claims: dict[str, Any], secret: bytes | None) -> str:
    """A token put together by hand, since no library would sign it."""
    text = ".".join(unpadded(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{unpadded(hmac.digest(secret, text.encode(), hashlib.sha256)) if secret else ''}"


def test_a_good_token_tells_who_it_is(idp: Idp) -> None:
    token = check(idp, idp.id_token(role=ROLE), role_claim="role")
    assert isinstance(token, Proof)
    assert (token.issuer, token.subject, token.audience) == (idp.url, "alice", (CLIENT,))
    assert (token.name, token.role, token.expires_at) == ("Alice Moreau", ROLE, NOW + 3600)
    assert token.raw not in repr(token)


@pytest.mark.parametrize("alg", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_every_rsa_algorithm_counts(idp: Idp, alg: str) -> None:
    idp.publish([RSA])
    assert isinstance(check(idp, idp.id_token(RSA, {"alg": alg})), Proof)


@pytest.mark.parametrize(("curve", "alg"), [("P-256", "ES256"), ("P-384", "ES384"), ("P-521", "ES512")])
def test_every_elliptic_algorithm_counts(idp: Idp, curve: Literal["P-256"], alg: str) -> None:
    key = ECKey.generate_key(curve, {"kid": "other"})
    idp.publish([key])
    assert isinstance(check(idp, idp.id_token(key, {"alg": alg})), Proof)


def test_without_a_kid_the_key_that_fits_is_found(idp: Idp) -> None:
    other = ECKey.generate_key("P-256", {"kid": "second"})
    idp.publish([RSA, KEY, other])
    assert isinstance(check(idp, idp.id_token(other, {"kid": None})), Proof)


def test_keys_are_fetched_again_when_the_token_names_an_unknown_one(idp: Idp) -> None:
    newer = ECKey.generate_key("P-256", {"kid": "newer"})
    answers: list[dict[str, object]] = [idp.jwks, {"keys": [newer.as_dict(private=False)]}]
    idp.routes["/jwks"] = lambda _: Answer(answers.pop(0))
    assert isinstance(check(idp, idp.id_token(newer)), Proof)


def test_an_unknown_key_is_named_after_one_more_fetch(idp: Idp) -> None:
    stranger = ECKey.generate_key("P-256", {"kid": "stranger"})
    assert "stranger" in refusal(idp, idp.id_token(stranger)).what
    assert len(idp.asked_for("/jwks")) == 2


def test_the_right_kid_with_the_wrong_key_is_refused(idp: Idp) -> None:
    wrong = ECKey.generate_key("P-256", {"kid": "first"})
    assert "not signed by its issuer" in refusal(idp, idp.id_token(wrong)).what


def test_changed_claims_break_the_signature(idp: Idp) -> None:
    header, _, signature = idp.id_token().split(".")
    changed = unpadded(json.dumps(idp.claims(sub="bob")).encode())
    assert "not signed by its issuer" in refusal(idp, f"{header}.{changed}.{signature}").what


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
def test_no_signature_is_no_proof(idp: Idp, alg: str) -> None:
    assert "proves nothing" in refusal(idp, forged({"alg": alg, "kid": "first"}, idp.claims(), None)).what


@pytest.mark.parametrize("secret", [
    KEY.as_pem(private=False), json.dumps(KEY.as_dict(private=False)).encode(), KEY.as_der(private=False)],
    ids=["pem", "jwk", "der"])
def test_a_published_key_is_no_shared_secret(idp: Idp, secret: bytes) -> None:
    assert "HS256" in refusal(idp, forged({"alg": "HS256", "kid": "first"}, idp.claims(), secret)).what


def test_a_published_shared_secret_is_never_used(idp: Idp) -> None:
    secret = OctKey.import_key("0123456789abcdef0123456789abcdef", {"kid": "first"})
    idp.jwks = {"keys": [{**secret.as_dict(), "alg": "ES256"}]}
    assert "publishes no ES256 key" in refusal(idp, idp.id_token()).what


@pytest.mark.parametrize("change", [
    {"use": "enc"}, {"alg": "ES384"}, {"kty": "RSA"}, {"x": "AAAA"}, {"x": 5}])
def test_a_key_for_something_else_is_not_used(idp: Idp, change: dict[str, Any]) -> None:
    idp.jwks = {"keys": [{**KEY.as_dict(private=False), **change}]}
    assert "publishes no ES256 key" in refusal(idp, idp.id_token()).what


def test_a_weak_rsa_key_is_not_used(idp: Idp) -> None:
    with pytest.warns(SecurityWarning):
        weak = RSAKey.generate_key(1024, {"kid": "weak"})
    idp.publish([weak])
    assert "publishes no RS256 key" in refusal(idp, idp.id_token(weak)).what


@pytest.mark.parametrize("keys", [None, "keys", [None, 5, "x", {}], {"kty": "EC"}])
def test_nonsense_among_the_keys_is_passed_over(idp: Idp, keys: object) -> None:
    idp.jwks = {"keys": keys}
    assert "publishes no" in refusal(idp, idp.id_token()).what


def test_without_keys_there_is_no_verdict(idp: Idp) -> None:
    idp.routes["/jwks"] = lambda _: Answer(status=503)
    outcome = check(idp, idp.id_token())
    assert isinstance(outcome, Problem)
    assert outcome.kind is Kind.UNAVAILABLE


@pytest.mark.parametrize("token", [
    "", "x", "a.b", "a.b.c", "..", "a.b.c.d.e", "é.é.é", "e30.e30.e30",
    unpadded(b'{"alg":["ES256"]}') + ".e30.", unpadded(b"[" * 5000) + ".e30.",
    unpadded(b'{"alg":"ES256","crit":["b64"],"b64":false}') + ".e30.",
])
def test_what_is_no_token_is_refused(idp: Idp, token: str) -> None:
    outcome = check(idp, token)
    assert isinstance(outcome, Problem)


def test_a_token_too_long_for_aws_is_refused_before_anything_else(idp: Idp) -> None:
    assert "longer than AWS STS takes" in refusal(idp, idp.id_token(groups="x" * 20_000)).what
    assert not idp.asked


@pytest.mark.parametrize(("changes", "what"), [
    ({"iss": "https://evil.example"}, "another issuer"),
    ({"iss": None}, "another issuer"),
    ({"iss": ["https://evil.example"]}, "another issuer"),
    ({"aud": "another-client"}, "another client"),
    ({"aud": None}, "another client"),
    ({"aud": []}, "another client"),
    ({"aud": {CLIENT: 1}}, "another client"),
    ({"aud": [CLIENT, "another"]}, "issued to another client"),
    ({"aud": [CLIENT, "another"], "azp": "another"}, "issued to another client"),
    ({"azp": "another"}, "issued to another client"),
    ({"sub": None}, "names nobody"),
    ({"sub": ""}, "names nobody"),
    ({"sub": 7}, "names nobody"),
    ({"sub": "a" * 256}, "names nobody"),
    ({"sub": "ali\nce"}, "names nobody"),
    ({"sub": "alicé"}, "names nobody"),
    ({"exp": None}, "does not say when"),
    ({"iat": None}, "does not say when"),
    ({"exp": "tomorrow"}, "does not say when"),
    ({"exp": True}, "does not say when"),
    ({"exp": 10**30}, "does not say when"),
    ({"exp": float("nan")}, "does not say when"),
    ({"nbf": "never"}, "does not say when"),
])
def test_claims_that_do_not_hold_are_told(idp: Idp, changes: dict[str, Any], what: str) -> None:
    assert what in refusal(idp, idp.id_token(**changes)).what


def test_several_audiences_need_to_name_us_as_the_party(idp: Idp) -> None:
    assert isinstance(check(idp, idp.id_token(aud=["another", CLIENT], azp=CLIENT)), Proof)


def test_a_problem_names_issuer_audience_and_expiry(idp: Idp) -> None:
    where = refusal(idp, idp.id_token(iss="https://evil.example", aud=["a", "b"])).where
    assert where == "iss https://evil.example, aud a, b, exp 2027-01-15 09:00:00Z"


def test_what_a_token_claims_cannot_drive_the_terminal(idp: Idp) -> None:
    problem = refusal(idp, idp.id_token(iss="https://evil.example/\x1b[2J\nexp never", aud="\u202egnp"))
    assert problem.where.startswith("iss https://evil.example/ exp never, aud gnp")


@pytest.mark.parametrize(("changes", "good"), [
    ({"exp": NOW - 59}, True), ({"exp": NOW - 60}, False),
    ({"iat": NOW + 60}, True), ({"iat": NOW + 61}, False),
    ({"nbf": NOW + 60}, True), ({"nbf": NOW + 61}, False),
])
def test_clocks_may_differ_by_a_minute(idp: Idp, changes: dict[str, Any], good: bool) -> None:
    assert isinstance(check(idp, idp.id_token(**changes)), Proof) is good


def test_an_expired_token_is_told_as_such(idp: Idp) -> None:
    assert refusal(idp, idp.id_token(exp=NOW - 600)).what == "The ID token has expired"


@pytest.mark.parametrize(("now", "what"), [
    (NOW + 3 * 3600, "The ID token has expired: the clock of this computer is 3 hours fast"),
    (NOW - 3 * 86400, "The ID token is from the future: the clock of this computer is 3 days slow"),
    (NOW - 200, "The ID token is from the future: the clock of this computer is 3 minutes slow"),
    (NOW - 100, "The ID token is from the future: the clock of this computer is 100 seconds slow"),
])
def test_a_wrong_clock_is_blamed_with_the_issuers_own(idp: Idp, now: float, what: str) -> None:
    assert refusal(idp, idp.id_token(exp=NOW + 3600), now=now).what == what


def test_a_token_from_the_future_hints_at_the_clock_even_without_proof(idp: Idp) -> None:
    idp.routes["/jwks"] = lambda _: Answer(idp.jwks)
    assert "the clock of this computer seems wrong" in refusal(idp, idp.id_token(iat=NOW + 600)).what


@pytest.mark.parametrize(("changes", "name"), [
    ({"name": None}, "alice"),
    ({"name": None, "email": "alice@example.com"}, "alice@example.com"),
    ({"name": " \x07 ", "preferred_username": "al"}, "al"),
    ({"name": "Ali\x1b[31mce\n"}, "Alice"),
    ({"name": {"first": "Alice"}}, "alice"),
])
def test_the_friendliest_name_is_shown(idp: Idp, changes: dict[str, Any], name: str) -> None:
    token = check(idp, idp.id_token(**changes))
    assert isinstance(token, Proof)
    assert token.name == name


@pytest.mark.parametrize("role", [None, 5, ["arn"]])
def test_a_role_that_is_no_text_is_none(idp: Idp, role: object) -> None:
    token = check(idp, idp.id_token(role=role), role_claim="role")
    assert isinstance(token, Proof)
    assert token.role == ""
