"""What STS makes of SAML responses that are not what they were when they were signed."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.person import Someone
from tests.sandbox.test_providers import profile_of
from tui.config import Profile
from tui.credentials.exchange import exchange
from tui.credentials.model import AwsCredentials
from tui.identity.proof import Proof
from tui.identity.providers import provider_of
from tui.problem import Denial, Problem
from tui.sandbox.people import SAML_PROVIDER, federated_role


@pytest.fixture
def profile(sandbox: Sandbox, tmp_path: Path) -> Profile:
    return profile_of(sandbox, "saml-ecp", tmp_path)


@pytest.fixture
def proof(sandbox: Sandbox, profile: Profile) -> Proof:
    tokens = Someone(sandbox, "alice").sign_in(profile)
    found = provider_of(profile).prove(profile, tokens, 0.0)
    assert isinstance(found, Proof)
    return found


def changed(proof: Proof, change: Callable[[str], str]) -> Proof:
    text = base64.b64decode(proof.raw).decode()
    assert change(text) != text
    return replace(proof, raw=base64.b64encode(change(text).encode()).decode())


def wrapped(text: str) -> str:
    """The signed assertion hidden below one that says bob (signature wrapping)."""
    assertion = re.findall(r"<saml:Assertion.*</saml:Assertion>", text, re.DOTALL)[0]
    forged = re.sub(r"<ds:Signature.*</ds:Signature>", "", assertion, flags=re.DOTALL)
    forged = forged.replace(">alice<", ">bob<").replace("</saml:Subject>", f"</saml:Subject>{assertion}")
    return text.replace(assertion, forged)


def test_as_it_was_signed_it_is_taken(profile: Profile, proof: Proof) -> None:
    credentials = exchange(profile, proof, now=0.0)
    assert isinstance(credentials, AwsCredentials)
    assert credentials.owner_id == "alice"
    assert (proof.saml_provider, proof.role) == (SAML_PROVIDER, federated_role("saml"))


@pytest.mark.parametrize("change", [
    lambda text: text.replace(">alice<", ">bob<"),
    lambda text: re.sub(r"<ds:Signature.*</ds:Signature>", "", text, flags=re.DOTALL),
    lambda text: text.replace("NotOnOrAfter=\"20", "NotOnOrAfter=\"30"),
    lambda text: re.sub(r"dynacart-saml-cart", "dynacart-cart", text),
])
def test_changed_it_is_not(profile: Profile, proof: Proof, change: Callable[[str], str]) -> None:
    problem = exchange(profile, changed(proof, change), now=0.0)
    assert isinstance(problem, Problem)
    assert problem.code == "InvalidIdentityToken"
    assert problem.what == ("AWS does not accept the identity provider's SAML response: "
                            "Response signature invalid")
    assert "certificate" in problem.todo
    assert proof.raw not in repr(problem)


def test_what_is_wrapped_around_the_signed_part_does_not_count(profile: Profile, proof: Proof) -> None:
    outcome = exchange(profile, changed(proof, wrapped), now=0.0)
    assert not isinstance(outcome, AwsCredentials) or outcome.owner_id == "alice"


def test_another_role_or_provider_is_not_given(profile: Profile, proof: Proof) -> None:
    for role in (federated_role("google"), federated_role("pool")):
        assert isinstance(exchange(profile, replace(proof, role=role), now=0.0), Denial)
    other = exchange(profile, replace(proof, saml_provider=SAML_PROVIDER + "x"), now=0.0)
    assert isinstance(other, Problem)
    assert "Specified provider doesn't exist" in other.what


def test_the_pool_takes_it_only_as_it_was_signed(sandbox: Sandbox, tmp_path: Path, proof: Proof) -> None:
    pool = profile_of(sandbox, "saml-ecp-pool", tmp_path / "pool")
    assert isinstance(exchange(pool, proof, now=0.0), AwsCredentials)
    forged = changed(proof, lambda text: text.replace(">alice<", ">bob<"))
    problem = exchange(pool, forged, now=0.0)
    assert isinstance(problem, Problem)
    assert problem.code == "NotAuthorized"
