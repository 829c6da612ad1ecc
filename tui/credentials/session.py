"""The signed-in person of a profile, with credentials that stay fresh.

    Session.open(profile)             -> Session | Problem           the stored sign-in; no network
    Session.sign_in(profile, tokens)  -> Session | Problem | Denial  check, exchange, store; blocks
    session.renew(tokens)             -> Problem | Denial | None     sign in again in place, same person only
    session.current()                 -> AwsCredentials | Problem | Denial  refreshes when due, may block
    session.expire(access_key_id)     AWS calls these credentials expired: the next `current` renews them
    session.due(now)                  -> seconds until `current` would refresh
    session.person                    -> who is signed in
    session.ends_at                   -> when that ends for good, where it is known
    session.trouble                   -> why the last refresh failed, or None
    sign_out(profile)                 -> SignedOut | Problem         revoke, forget

Every method may be called from any thread; a background refresher is `current()`, called `due` seconds from
now. A failed refresh ends nothing while the credentials still hold. `Problem(Kind.SIGN_IN)`: sign in again.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.config import Profile
from tui.credentials.model import AwsCredentials, Person, SignIn
from tui.credentials.store import Store
from tui.problem import Denial, Kind, Problem
from tui.record import record

if TYPE_CHECKING:
    from tui.identity.tokens import Tokens

PAUSE = 30.0
"""Seconds between tries to refresh while the credentials still hold."""
SHORT_PAUSE = 5.0
"""The same once they do not, so that a dead network is not asked again at every request."""


@record
class _State:
    """Replaced whole, so that no thread sees half a change."""

    sign_in: SignIn
    trouble: Problem | Denial | None = None
    retry_at: float = 0.0

    def due(self, now: float) -> float:
        return max(0.0, self.sign_in.lasts(now), self.retry_at - now)

    def best(self, now: float) -> AwsCredentials | Problem | Denial:
        if self.trouble is None or self.sign_in.holds(now):
            return self.sign_in.credentials
        return self.trouble


class Session:
    """One signed-in person in one process; see the module for what it offers."""

    def __init__(self, profile: Profile, sign_in: SignIn, clock: Callable[[], float] = time.time) -> None:
        self.profile = profile
        self._store, self._clock = Store(profile), clock
        self._state = _State(sign_in)
        self._refreshing = threading.Lock()

    @classmethod
    def open(cls, profile: Profile, clock: Callable[[], float] = time.time) -> "Session | Problem":
        """The stored sign-in, however old; `current` says whether it is still good."""
        found = Store(profile).load()
        if isinstance(found, SignIn):
            return cls(profile, found, clock)
        return found or _nobody(profile)

    @classmethod
    def sign_in(
        cls, profile: Profile, tokens: "Tokens", clock: Callable[[], float] = time.time,
    ) -> "Session | Problem | Denial":
        """Turn a provider's tokens into a stored sign-in."""
        from tui.credentials.renewal import establish

        sign_in = establish(profile, tokens, clock())
        if not isinstance(sign_in, SignIn):
            return sign_in
        session = cls(profile, sign_in, clock)
        return session._keep(sign_in) or session

    def renew(self, tokens: "Tokens") -> Problem | Denial | None:
        """Go on with new tokens of the same person; another person's are refused and nothing changes."""
        from tui.credentials.renewal import establish, stranger

        sign_in = establish(self.profile, tokens, self._clock())
        if not isinstance(sign_in, SignIn):
            return sign_in
        return stranger(self._state.sign_in, sign_in) or self._keep(sign_in)

    @property
    def person(self) -> Person:
        """Who is signed in, and until when without a refresh."""
        return self._state.sign_in.person

    @property
    def ends_at(self) -> float:
        """When the person has to sign in again (Unix seconds) where nothing can be refreshed; else 0."""
        sign_in = self._state.sign_in
        return 0.0 if sign_in.refresh_token else sign_in.proof.expires_at

    @property
    def trouble(self) -> Problem | Denial | None:
        """Why the last refresh failed, while the credentials may still hold; None if it did not."""
        return self._state.trouble

    def due(self, now: float) -> float:
        """Seconds from `now` until it is time to refresh, or to try again; 0 if it is."""
        return self._state.due(now)

    def current(self) -> AwsCredentials | Problem | Denial:
        """Credentials that hold, fresh ones if it is time.

        One thread refreshes; the others go on with what they have, and wait only if that has ended.
        """
        now, state = self._clock(), self._state
        if state.due(now) > 0:
            return state.best(now)
        if not self._refreshing.acquire(blocking=not state.sign_in.holds(now)):
            return state.sign_in.credentials
        try:
            if self._state.due(now) == 0:
                self._refresh(now)
        finally:
            self._refreshing.release()
        return self._state.best(now)

    def expire(self, access_key_id: str) -> None:
        """Take AWS at its word that these credentials have ended; no matter if they are no longer ours.

        Right after a refresh it changes nothing: then it is not their age that AWS dislikes.
        """
        with self._refreshing:
            state = self._state
            if state.sign_in.credentials.access_key_id == access_key_id:
                ended = replace(state.sign_in.credentials, expires_at=self._clock())
                self._state = replace(state, sign_in=replace(state.sign_in, credentials=ended))

    def _refresh(self, now: float) -> None:
        from tui.credentials.renewal import renew

        sign_in, trouble = renew(self.profile, self._store, self._state.sign_in, now)
        pause = PAUSE if sign_in.holds(now) else SHORT_PAUSE
        self._state = _State(sign_in, trouble, self._clock() + pause)

    def _keep(self, sign_in: SignIn) -> Problem | None:
        with self._refreshing, self._store.locked() as locked_out:
            problem = locked_out or self._store.save(sign_in)
            if not problem:
                self._state = _State(sign_in)
            return problem


@record
class SignedOut:
    """What signing out did. The AWS credentials hold until `person.expires_at`: nothing ends those sooner."""

    person: Person
    unrevoked: Problem | None
    """Why the identity provider may still accept what it gave out; None if it does not."""


def sign_out(profile: Profile) -> SignedOut | Problem:
    """Revoke what lasts if that can be done, forget the sign-in in any case. Blocks on the network."""
    from tui.identity.providers import provider_of

    store = Store(profile)
    with store.locked() as problem:
        if problem:
            return problem
        found = store.load()
        if found is None:
            return _nobody(profile)
        if isinstance(found, Problem):
            return store.remove() or found
        unrevoked = provider_of(profile).revoke(profile, found.refresh_token, found.proof)
        return store.remove() or SignedOut(found.person, unrevoked)


def _nobody(profile: Profile) -> Problem:
    return Problem(Kind.SIGN_IN, "You are not signed in", f"profile {profile.name}", "Run: dynacart login")
