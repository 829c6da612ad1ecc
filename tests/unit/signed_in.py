"""What the tests of a session share: alice, signed in at NOW, with credentials and ID token for one hour."""

from dataclasses import dataclass

from tests.unit.idp import NOW, Idp
from tui.config import Profile
from tui.credentials.model import AwsCredentials, SignIn
from tui.credentials.store import Store
from tui.identity.tokens import Tokens
from tui.problem import Denial, Problem

HOUR = 3600.0
LATE = NOW + HOUR - 300
"""Five minutes before the credentials of the first hour end: time to renew them."""


@dataclass
class Clock:
    now: float = NOW

    def __call__(self) -> float:
        return self.now


def tokens(idp: Idp, **claims: object) -> Tokens:
    return Tokens(idp.id_token(**claims), "an access token", "the refresh token")


def stored(profile: Profile) -> SignIn:
    found = Store(profile).load()
    assert isinstance(found, SignIn)
    return found


def store(profile: Profile, sign_in: SignIn) -> None:
    keeper = Store(profile)
    with keeper.locked() as problem:
        assert (problem or keeper.save(sign_in)) is None


def fresh_tokens(idp: Idp, **changes: object) -> None:
    """From now on the provider refreshes: an ID token for two more hours, a refresh token of its own."""
    claims = {"iat": int(NOW) + 3300, "exp": int(NOW) + 3 * 3600, **changes}
    idp.tokens = [idp.grant(id_token=idp.id_token(**claims), refresh_token="the next refresh token")]
    idp.aws_life = 2 * HOUR


def key_of(current: AwsCredentials | Problem | Denial) -> str:
    assert isinstance(current, AwsCredentials)
    return current.access_key_id


def problem_of(outcome: object) -> Problem:
    assert isinstance(outcome, Problem)
    return outcome


