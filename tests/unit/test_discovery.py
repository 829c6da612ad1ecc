"""Finding a provider's endpoints, and believing only a provider that is who it should be."""

import pytest

from tests.unit.idp import Idp
from tests.unit.peers import Answer
from tui.identity.discovery import Provider, discover, read
from tui.problem import Kind, Problem

ISSUER = "https://idp.example"
DOCUMENT = {"issuer": ISSUER, "token_endpoint": f"{ISSUER}/token", "jwks_uri": f"{ISSUER}/jwks"}


def refusal(**changes: object) -> Problem:
    outcome = read({**DOCUMENT, **changes}, ISSUER, "where")
    assert isinstance(outcome, Problem)
    assert (outcome.kind, outcome.where) == (Kind.SIGN_IN, "where")
    return outcome


def test_a_provider_is_found(idp: Idp) -> None:
    idp.document["token_endpoint_auth_methods_supported"] = ["none", 5]
    assert discover(idp.url) == Provider(
        idp.url, ("none",), f"{idp.url}/token", f"{idp.url}/jwks", f"{idp.url}/device", f"{idp.url}/revoke")


def test_a_slash_at_the_end_of_the_issuer_is_part_of_it(idp: Idp) -> None:
    idp.document["issuer"] = f"{idp.url}/"
    assert isinstance(discover(f"{idp.url}/"), Provider)
    assert isinstance(discover(idp.url), Problem)


def test_an_issuer_with_a_path_is_asked_below_it(idp: Idp) -> None:
    idp.routes["/realms/shop/.well-known/openid-configuration"] = lambda _: Answer(
        {**idp.document, "issuer": f"{idp.url}/realms/shop"})
    assert isinstance(discover(f"{idp.url}/realms/shop"), Provider)


@pytest.mark.parametrize("issuer", ["https://evil.example", "https://idp.example/", None, 5, ["https://idp.example"]])
def test_a_provider_that_calls_itself_otherwise_is_not_believed(issuer: object) -> None:
    problem = refusal(issuer=issuer)
    assert problem.what.startswith("The identity provider calls itself")
    assert "`issuer`" in problem.todo


@pytest.mark.parametrize("key", [
    "token_endpoint", "jwks_uri", "device_authorization_endpoint", "revocation_endpoint"])
@pytest.mark.parametrize("value", ["http://idp.example/x", "javascript:alert(1)", "/token", 5, ["https://a.example"]])
def test_an_endpoint_that_may_not_be_called_is_named(key: str, value: object) -> None:
    assert key in refusal(**{key: value}).what


@pytest.mark.parametrize("key", ["token_endpoint", "jwks_uri"])
def test_two_endpoints_must_be_there(key: str) -> None:
    assert key in refusal(**{key: ""}).what


def test_the_others_may_be_missing() -> None:
    provider = read(DOCUMENT, ISSUER, "")
    assert provider == Provider(ISSUER, (), f"{ISSUER}/token", f"{ISSUER}/jwks", "", "")


@pytest.mark.parametrize("answer", [Answer(b"<html>"), Answer(b"[]"), Answer(status=404), Answer({}, 500)])
def test_no_document_is_a_problem_that_names_the_place(idp: Idp, answer: Answer) -> None:
    idp.routes["/.well-known/openid-configuration"] = lambda _: answer
    problem = discover(idp.url)
    assert isinstance(problem, Problem)
    assert problem.where == f"{idp.url}/.well-known/openid-configuration"
