"""From tokens to a sign-in, and from a sign-in to a fresher one: once for all running processes."""

from dataclasses import replace

from tui.config import Profile
from tui.credentials.exchange import exchange
from tui.credentials.model import SignIn
from tui.credentials.store import Store
from tui.credentials.sts import EXPIRED
from tui.identity.proof import Proof
from tui.identity.providers import provider_of
from tui.identity.tokens import Rejected, Tokens, Transient
from tui.problem import Denial, Kind, Problem
from tui.record import record

LEEWAY = 60.0
"""Seconds an ID token must still hold to be worth another exchange."""


def establish(profile: Profile, tokens: Tokens, now: float) -> SignIn | Problem | Denial:
    """Check the tokens and trade them for credentials. Blocks on the network; stores nothing."""
    proof = provider_of(profile).prove(profile, tokens, now)
    return proof if isinstance(proof, Problem) else _complete(profile, proof, tokens.refresh_token, now)


def renew(profile: Profile, store: Store, ours: SignIn, now: float) -> tuple[SignIn, Problem | Denial | None]:
    """The freshest sign-in to be had of the same person, and why it is not fresher or not stored.

    What another process has stored meanwhile will do; only the first one to take the lock renews.
    """
    with store.locked() as locked_out:
        stored = locked_out or store.load() or Problem(
            Kind.SIGN_IN, "You have signed out meanwhile", f"profile {profile.name}", "Sign in again.")
        if isinstance(stored, Problem):
            return ours, stored
        if problem := stranger(ours, stored):
            return ours, problem
        others = stored.credentials.access_key_id != ours.credentials.access_key_id
        if others and stored.lasts(now) > 0:
            return stored, None
        renewed = _Renewal(profile, store, stored, now).run()
        if isinstance(renewed, Problem | Denial):
            return ours, renewed
        return (ours, problem) if (problem := stranger(ours, renewed)) else (renewed, store.save(renewed))


def stranger(ours: SignIn, other: SignIn) -> Problem | None:
    """Why `other` must not take the place of `ours`: another person's credentials under a cart on screen."""
    mine, theirs = ours.person, other.person
    if mine.owner_id == theirs.owner_id:
        return None
    what = f"{theirs.name} has signed in here, in place of {mine.name}"
    return Problem(Kind.SIGN_IN, what, other.proof.issuer, f"Sign in again as {mine.name}.")


@record
class _Renewal:
    """One renewal of `stored`, under the lock of `store`."""

    profile: Profile
    store: Store
    stored: SignIn
    now: float

    def run(self) -> SignIn | Problem | Denial:
        """By another exchange while the proof holds, else by the refresh token."""
        proof, refresh_token = self.stored.proof, self.stored.refresh_token
        if proof.expires_at - self.now > LEEWAY:
            exchanged = _complete(self.profile, proof, refresh_token, self.now)
            if not (isinstance(exchanged, Problem) and exchanged.code == EXPIRED):
                return exchanged
        if not refresh_token:
            return Problem(Kind.SIGN_IN, "Your sign-in has ended", self.profile.issuer, "Sign in again.")
        match provider_of(self.profile).refresh(self.profile, refresh_token):
            case Transient() as lost:
                return lost.problem
            case Rejected() as rejected:
                return self._overtaken() or rejected.problem
            case tokens:
                return self._redeem(tokens)

    def _redeem(self, tokens: Tokens) -> SignIn | Problem | Denial:
        """Go on with fresh tokens. The old refresh token may be spent, so the new one is stored first."""
        self.store.save(replace(self.stored, refresh_token=tokens.refresh_token))
        proof = provider_of(self.profile).prove(self.profile, tokens, self.now)
        if isinstance(proof, Problem):
            return proof
        if proof.subject != self.stored.proof.subject:
            what = "The identity provider answered for somebody else"
            return Problem(Kind.SIGN_IN, what, proof.origin, "Sign in again.")
        return _complete(self.profile, proof, tokens.refresh_token, self.now)

    def _overtaken(self) -> SignIn | None:
        """What a process that could not see our lock (some network file systems) has stored meanwhile."""
        latest = self.store.load()
        return latest if isinstance(latest, SignIn) and latest.lasts(self.now) > 0 else None


def _complete(profile: Profile, proof: Proof, refresh_token: str, now: float) -> SignIn | Problem | Denial:
    credentials = exchange(profile, proof, now=now)
    if isinstance(credentials, Problem | Denial):
        return credentials
    return SignIn(proof, refresh_token, credentials, obtained_at=now)
