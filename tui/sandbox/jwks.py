"""The keys identity providers sign with, fetched from where they publish them.

OpenID Connect Discovery 1.0 section 4 for where, RFC 7517 for what.
"""

import asyncio
from collections.abc import Awaitable, Callable

from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from tui.config import check_url, loopback
from tui.record import record
from tui.sandbox import strictjson

SECONDS = 5.0
"""To wait for a provider."""
LARGEST = 1024 * 1024
"""Bytes of a provider's answer."""
FRESH = 300.0
"""Seconds that fetched keys are used; an unknown key id has them fetched at once."""

Fetch = Callable[[str], Awaitable[bytes]]


class UnreachableError(OSError):
    """The provider does not answer, or not with 200."""


class UnfitError(Exception):
    """What the provider publishes makes no sense."""


@record
class _Fetched:
    keys: KeySet
    until: float


class KeyRing:
    """The published keys of any number of issuers."""

    def __init__(self, clock: Callable[[], float], fetch: Fetch | None = None) -> None:
        self._clock, self._fetch = clock, fetch or _get
        self._known: dict[str, _Fetched] = {}

    async def key(self, issuer: str, kid: str | None) -> Key:
        """The key `kid` of `issuer`, or its only one; raises UnreachableError or, without one, UnfitError."""
        known = self._known.get(issuer)
        if known and known.until > self._clock() and (found := _find(known.keys, kid)):
            return found
        keys = await self._read(issuer)
        self._known[issuer] = _Fetched(keys, self._clock() + FRESH)
        if found := _find(keys, kid):
            return found
        raise UnfitError("no such key")

    async def _read(self, issuer: str) -> KeySet:
        discovery = await self._document(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if discovery.get("issuer") != issuer:
            raise UnfitError("the discovery document is another issuer's")
        listed = (await self._document(str(discovery.get("jwks_uri")))).get("keys")
        keys = [key for entry in (listed if isinstance(listed, list) else []) if (key := _import(entry))]
        if not keys:
            raise UnfitError("no keys to verify signatures with")
        return KeySet(keys)

    async def _document(self, url: str) -> dict[str, object]:
        if why := check_url(url):
            raise UnfitError(f"{url!r} {why}")
        try:
            value = strictjson.loads(await self._fetch(url))
        except ValueError as error:
            raise UnfitError(f"{url}: {error}") from None
        if not isinstance(value, dict):
            raise UnfitError(f"{url} holds no JSON object")
        return value


def _find(keys: KeySet, kid: str | None) -> Key | None:
    try:
        return keys.get_by_kid(kid)
    except JoseError:
        return None


def _import(entry: object) -> Key | None:
    """A public key for signatures; None for anything else a provider may list."""
    if not isinstance(entry, dict) or entry.get("kty") not in ("RSA", "EC"):
        return None
    if entry.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


async def _get(url: str) -> bytes:
    return await asyncio.to_thread(_get_now, url)


def _get_now(url: str) -> bytes:
    import requests

    try:
        with requests.Session() as session:
            session.trust_env = not loopback(url)
            answer = session.get(url, timeout=SECONDS, allow_redirects=False, stream=True)
            body: bytes = answer.raw.read(LARGEST + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise UnreachableError(str(error)) from None
    if answer.status_code != 200:
        raise UnreachableError(f"{url} answers {answer.status_code}")
    if len(body) > LARGEST:
        raise UnfitError(f"{url} is too large")
    return body
