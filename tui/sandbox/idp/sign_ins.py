"""Sign-ins: one person let into one client, with the chain of refresh tokens that followed from it.

A refresh token is `<id of the sign-in>.<secret>`. Only the hash of the newest secret is kept, so a token that
names a sign-in with another secret was used before, or stolen: the whole sign-in ends (RFC 9700 4.14.2).
"""

import hashlib
import hmac
import json
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin

from tui.record import record
from tui.sandbox.files import write_private

LIMIT = 1000
"""Sign-ins and access tokens remembered; the oldest go first."""


@dataclass(slots=True)
class SignIn(TokenMixin):
    """Times are seconds since the epoch; `refresh` is the SHA-256 of the newest secret, "" for none."""

    id: str
    person: str
    client_id: str
    scope: str
    auth_time: int
    expires_at: float
    refresh: str = field(default="", repr=False)

    def check_client(self, client: ClientMixin) -> bool:
        return client.get_client_id() == self.client_id

    def get_scope(self) -> str:
        return self.scope


@record
class Access(TokenMixin):
    """What an access token is good for; `sign_in` is gone from the book once revoked."""

    sign_in: SignIn
    expires_at: float
    clock: Callable[[], float]

    def get_scope(self) -> str:
        return self.sign_in.scope

    def is_expired(self) -> bool:
        return self.clock() >= self.expires_at

    def is_revoked(self) -> bool:
        return False


class SignIns:
    """The book of sign-ins; kept in `file` where there is one, so that they outlive the process."""

    def __init__(self, lifetime: float, clock: Callable[[], float], file: Path | None = None) -> None:
        self._lifetime, self._clock, self._file = lifetime, clock, file
        self._book: OrderedDict[str, SignIn] = OrderedDict()
        self._access: OrderedDict[str, Access] = OrderedDict()
        for sign_in in _read(file) if file else ():
            self._book[sign_in.id] = sign_in

    def open(self, person: str, client_id: str, scope: str) -> SignIn:
        now = self._clock()
        sign_in = SignIn(secrets.token_urlsafe(16), person, client_id, scope, int(now), now + self._lifetime)
        _remember(self._book, sign_in.id, sign_in)
        return sign_in

    def rotate(self, sign_in: SignIn) -> str:
        """A new refresh token for `sign_in`; the one before is used up."""
        secret = secrets.token_urlsafe(32)
        sign_in.refresh, sign_in.expires_at = _hash(secret), self._clock() + self._lifetime
        self._save()
        return f"{sign_in.id}.{secret}"

    def refresh(self, token: str) -> SignIn | None:
        """The sign-in `token` may renew; using an old token ends the sign-in it came from."""
        sign_in = self.of_refresh_token(token)
        if sign_in is None or self._clock() >= sign_in.expires_at:
            return None
        if not hmac.compare_digest(_hash(token.partition(".")[2]), sign_in.refresh):
            self.revoke(sign_in.id)
            return None
        return sign_in

    def of_refresh_token(self, token: str) -> SignIn | None:
        """The sign-in `token` belongs to, be it the newest token or an old one."""
        return self._book.get(token.partition(".")[0])

    def grant_access(self, token: str, sign_in: SignIn, lifetime: float) -> None:
        _remember(self._access, _hash(token), Access(sign_in, self._clock() + lifetime, self._clock))

    def access(self, token: str) -> Access | None:
        found = self._access.get(_hash(token))
        return found if found and found.sign_in.id in self._book else None

    def revoke(self, sign_in_id: str) -> None:
        if self._book.pop(sign_in_id, None):
            self._save()

    def revoke_all(self, person: str, client_id: str) -> None:
        """End every sign-in of this person into this client."""
        theirs = [one.id for one in self._book.values() if (one.person, one.client_id) == (person, client_id)]
        for sign_in_id in theirs:
            self.revoke(sign_in_id)

    def _save(self) -> None:
        if self._file:
            kept = [asdict(s) for s in self._book.values() if s.refresh and self._clock() < s.expires_at]
            write_private(self._file, json.dumps(kept))


_T = TypeVar("_T")


def _remember(book: OrderedDict[str, _T], key: str, value: _T) -> None:
    book[key] = value
    while len(book) > LIMIT:
        book.popitem(last=False)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _read(file: Path) -> list[SignIn]:
    """The sign-ins kept in `file`; a file that is not ours costs everybody a new sign-in, nothing more."""
    try:
        return [_sign_in(entry) for entry in json.loads(file.read_text("utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        logging.getLogger(__name__).warning("The kept sign-ins cannot be read, so there are none: %s", error)
        return []


def _sign_in(entry: dict[str, object]) -> SignIn:
    sign_in = SignIn(**entry)  # type: ignore[arg-type]
    for name, kind in SignIn.__annotations__.items():
        if not isinstance(getattr(sign_in, name), (int, float) if kind is float else kind):
            raise TypeError(f"{name} has the wrong type")
    return sign_in
