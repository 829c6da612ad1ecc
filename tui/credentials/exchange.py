"""Which way a proof becomes AWS credentials: STS or an identity pool, and by which name of the provider."""

from tui.config import Profile
from tui.credentials import pool, sts
from tui.credentials.model import AwsCredentials
from tui.identity.proof import Proof
from tui.problem import Denial, Problem

_FIXED = {"facebook": "graph.facebook.com"}
"""Providers of access tokens, which do not say themselves whose they are."""


def exchange(profile: Profile, proof: Proof, *, now: float) -> AwsCredentials | Problem | Denial:
    """Credentials for `proof`. Blocks on the network."""
    known_as = _FIXED.get(profile.provider, "")
    if profile.exchange == "sts":
        return sts.exchange(profile, proof, now=now, provider_id=known_as)
    return pool.exchange(profile, proof, known_as or _login(proof), now=now)


def _login(proof: Proof) -> str:
    """What an identity pool calls who vouches: the issuer's URL without its scheme, or the SAML provider.

    https://docs.aws.amazon.com/cognito/latest/developerguide/open-id.html
    """
    return proof.saml_provider or proof.issuer.partition("://")[2].rstrip("/")
