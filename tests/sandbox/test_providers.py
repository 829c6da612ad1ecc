"""Every provider with every exchange: from the sign-in to a line in one's own cart, and to no other's."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.conftest import Sandbox
from tests.sandbox.person import Someone
from tests.sandbox.signin import own_config
from tui.cli import main
from tui.config import Profile, load
from tui.credentials.aws import dynamodb
from tui.credentials.model import AwsCredentials, SignIn
from tui.credentials.session import Session, SignedOut, sign_out
from tui.credentials.store import Store
from tui.identity.tokens import Tokens
from tui.infra.policies import Role
from tui.presets import PRESETS
from tui.problem import Denial, Kind, Problem
from tui.sandbox.people import POOLS, federated_role

NUMBERS = {"alice": "108204268033311374501", "bob": "108204268033311374502"}
WAYS = ("sandbox", *(provider + exchange for exchange in ("", "-pool", "-pool-basic")
                     for provider in ("browser", "google", "facebook", "cognito", "cognito-srp")),
        *(f"saml{flow}{exchange}" for exchange in ("", "-pool") for flow in ("", "-ecp", "-paste")))
SKU = "TEA-EAR-100"


def profile_of(sandbox: Sandbox, way: str, folder: Path) -> Profile:
    folder.mkdir(exist_ok=True)
    profile = load(own_config(sandbox, folder), way, env={})
    assert isinstance(profile, Profile), profile
    return profile


def session_of(sandbox: Sandbox, name: str, way: str, folder: Path) -> Session:
    """`name`, who has signed in by `way`."""
    profile = profile_of(sandbox, way, folder)
    session = Session.sign_in(profile, Someone(sandbox, name).sign_in(profile))
    assert isinstance(session, Session), session
    return session


@pytest.mark.parametrize("way", WAYS)
def test_from_the_sign_in_to_a_line_of_ones_own_and_no_other(
    sandbox: Sandbox, way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    alice, bob = (session_of(sandbox, name, way, tmp_path / name) for name in ("alice", "bob"))

    def run(name: str, *words: str) -> int:
        capsys.readouterr()
        return main(["--config", str(tmp_path / name / "config.toml"), "--profile", way, *words])

    assert run("alice", "add", SKU, "2") == 0
    assert run("alice", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["owner"] == alice.person.owner_id
    assert SKU in [line["sku"] for line in listed["lines"]]
    assert run("bob", "list", "--owner", alice.person.owner_id) == 4
    client = dynamodb(bob)
    assert not isinstance(client, Problem)
    with pytest.raises(ClientError, match="not authorized to perform: dynamodb:DeleteItem"):
        client.delete_item(TableName="dynacart-cart", Key={
            "pk": {"S": alice.person.owner_id}, "sk": {"S": f"cart#{SKU}"}})
    assert run("alice", "remove", SKU) == 0


def test_no_provider_flow_or_exchange_is_left_out(sandbox: Sandbox, tmp_path: Path) -> None:
    tried = [profile_of(sandbox, way, tmp_path) for way in WAYS]
    assert {(profile.provider, profile.exchange) for profile in tried} == {
        (provider, exchange) for provider, preset in PRESETS.items() for exchange in preset.exchanges}
    for provider in ("cognito", "saml"):
        assert {(profile.flow, profile.exchange) for profile in tried if profile.provider == provider} == {
            (flow, exchange) for flow in PRESETS[provider].flows for exchange in PRESETS[provider].exchanges}


@pytest.mark.parametrize(("way", "expected"), [
    ("google", NUMBERS["alice"]), ("facebook", NUMBERS["alice"]), ("browser", "alice")])
def test_with_sts_the_owner_is_who_the_provider_says(
    sandbox: Sandbox, way: str, expected: str, tmp_path: Path,
) -> None:
    assert session_of(sandbox, "alice", way, tmp_path).person.owner_id == expected


def test_a_pool_knows_a_person_by_an_identity_that_stays(sandbox: Sandbox, tmp_path: Path) -> None:
    names = {(way, folder): session_of(sandbox, "alice", way, tmp_path / folder).person.owner_id
             for way in ("google-pool", "google-pool-basic", "facebook-pool") for folder in "ab"}
    assert all(name.startswith(f"{POOLS['pool'].partition(':')[0]}:") for name in names.values())
    assert len(set(names.values())) == 3, "one in each pool for Google, one for Facebook"


@pytest.mark.parametrize("way", ["browser-pool", "google-pool"])
@pytest.mark.parametrize(("name", "role"), [("alice", "cart"), ("viewer", "viewer")])
def test_a_pool_tells_by_a_claim_who_is_only_to_read(
    sandbox: Sandbox, name: str, role: Role, way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    session_of(sandbox, name, way, tmp_path)
    words = ("--config", str(tmp_path / "config.toml"), "--profile", way)
    capsys.readouterr()
    assert main([*words, "list"]) == 0
    assert main([*words, "add", SKU]) == (0 if role == "cart" else 4)
    assert role == "viewer" or main([*words, "remove", SKU]) == 0
    others: dict[Role, Role] = {"cart": "viewer", "viewer": "cart"}
    for asked in (role, others[role]):
        profile = replace(profile_of(sandbox, way, tmp_path / asked),
                          role_arn=federated_role("pool", asked))
        outcome = Session.sign_in(profile, Someone(sandbox, name).sign_in(profile))
        assert isinstance(outcome, Session) is (asked == role), "whoever asks for another role gets none"


def test_google_keeps_its_refresh_token_and_the_sign_in_goes_on(sandbox: Sandbox, tmp_path: Path) -> None:
    profile = profile_of(sandbox, "google", tmp_path)
    assert isinstance(Session.sign_in(profile, Someone(sandbox, "alice").sign_in(profile)), Session)
    store = Store(profile)
    before = store.load()
    assert isinstance(before, SignIn)
    with store.locked():
        aged = replace(before, proof=replace(before.proof, expires_at=0.0),
                       credentials=replace(before.credentials, expires_at=0.0))
        assert store.save(aged) is None
    session = Session.open(profile)
    assert isinstance(session, Session)
    assert not isinstance(session.current(), Problem | Denial)
    after = store.load()
    assert isinstance(after, SignIn)
    assert after.refresh_token == before.refresh_token
    assert after.proof.expires_at > 0
    gone = sign_out(profile)
    assert not isinstance(gone, Problem)
    assert gone.unrevoked is None


def test_facebook_has_nothing_to_refresh_and_says_until_when(
    sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    profile = profile_of(sandbox, "facebook", tmp_path)
    tokens = Someone(sandbox, "bob").sign_in(profile)
    assert (tokens.id_token, tokens.refresh_token) == ("", "")
    assert tokens.expires_in > 50 * 24 * 3600
    session = Session.sign_in(profile, tokens)
    assert isinstance(session, Session)
    assert session.person.name == "Bob Okafor"
    assert session.ends_at > session.person.expires_at + 50 * 24 * 3600
    capsys.readouterr()
    assert main(["--config", str(tmp_path / "config.toml"), "--profile", "facebook", "whoami"]) == 0
    assert "Sign-in ends" in capsys.readouterr().out


def test_a_pool_grants_the_role_that_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    profile = replace(profile_of(sandbox, "google-pool", tmp_path), role_arn=federated_role("pool", "cart"))
    session = Session.sign_in(profile, Someone(sandbox, "alice").sign_in(profile))
    assert isinstance(session, Session), session
    client = dynamodb(session)
    assert not isinstance(client, Problem)
    key = {"pk": {"S": session.person.owner_id}, "sk": {"S": "cart#nothing"}}
    assert "Item" not in client.get_item(TableName="dynacart-cart", Key=key, ProjectionExpression="sk")


@pytest.mark.parametrize("way", ["saml-ecp", "saml-paste-pool"])
def test_saml_knows_no_refresh_and_one_signs_in_again_in_place(
    sandbox: Sandbox, way: str, tmp_path: Path,
) -> None:
    profile = profile_of(sandbox, way, tmp_path)
    now = time.time()
    first = Session.sign_in(profile, Someone(sandbox, "alice").sign_in(profile), lambda: now)
    assert isinstance(first, Session)
    now += 2 * 3600
    ended = first.current()
    assert isinstance(ended, Problem)
    assert (ended.kind, ended.todo) == (Kind.SIGN_IN, "Sign in again.")
    now -= 2 * 3600
    assert first.renew(Someone(sandbox, "alice").sign_in(profile)) is None
    assert isinstance(first.current(), AwsCredentials)
    other = first.renew(Someone(sandbox, "bob").sign_in(profile))
    assert isinstance(other, Problem), "the cart on the screen is alice's"


@pytest.mark.parametrize("way", ["facebook", "facebook-pool"])
def test_signing_out_of_facebook_ends_its_token(sandbox: Sandbox, way: str, tmp_path: Path) -> None:
    profile = profile_of(sandbox, way, tmp_path)
    tokens = Someone(sandbox, "bob").sign_in(profile)
    assert isinstance(Session.sign_in(profile, tokens), Session)
    gone = sign_out(profile)
    assert isinstance(gone, SignedOut)
    assert gone.unrevoked is None
    outcome = Session.sign_in(profile, tokens)
    assert isinstance(outcome, Problem)
    assert outcome.what == "Facebook does not say whose access token it gave"


def test_signing_out_of_saml_has_nothing_to_revoke(sandbox: Sandbox, tmp_path: Path) -> None:
    gone = sign_out(session_of(sandbox, "alice", "saml-ecp", tmp_path).profile)
    assert isinstance(gone, SignedOut)
    assert gone.unrevoked is None


@pytest.mark.parametrize(("way", "change", "says"), [
    ("google-pool", {"identity_pool_id": "us-east-1:0"}, "There is no such identity pool"),
    ("google-pool", {"role_arn": "arn:aws:iam::123456789012:role/dynacart-google-cart"}, "has no role"),
    ("facebook", {"role_arn": "arn:aws:iam::123456789012:role/dynacart-google-cart"}, "trust policy"),
    ("google-pool-basic", {"role_arn": "arn:aws:iam::123456789012:role/dynacart-cart"}, "trust policy"),
])
def test_what_does_not_fit_together_is_told(
    sandbox: Sandbox, way: str, change: dict[str, str], says: str, tmp_path: Path,
) -> None:
    profile = replace(profile_of(sandbox, way, tmp_path), **change)  # type: ignore[arg-type]
    outcome = Session.sign_in(profile, Someone(sandbox, "alice").sign_in(profile))
    said = outcome.inference if isinstance(outcome, Denial) else str(outcome)
    assert says in said
    assert Store(profile).load() is None


def test_another_providers_token_is_not_taken(sandbox: Sandbox, tmp_path: Path) -> None:
    """An access token of Facebook's as an ID token, an ID token of the sandbox's as Google's."""
    google, browser = (profile_of(sandbox, way, tmp_path) for way in ("google", "browser"))
    stolen = Someone(sandbox, "alice").sign_in(browser)
    for tokens in (replace(stolen, nonce=""), Tokens("EAAnothing", "EAAnothing")):
        outcome = Session.sign_in(google, tokens)
        assert isinstance(outcome, Problem)
