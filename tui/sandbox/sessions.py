"""Temporary credentials: who assumed which role, until when, and what their token said of them.

A session is kept nowhere: its token carries it, sealed with the account's own secret, and the secret access
key is derived from the access key id. So sessions outlive the process exactly where that secret does.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, field

from tui.record import record
from tui.sandbox.people import ACCOUNT
from tui.sandbox.templates import Context


@record
class Session:
    """Somebody in a role. Times are epoch seconds."""

    role: str
    """The role's name."""
    role_id: str
    name: str
    """What the caller named the session."""
    issued: float
    expires: float
    keys: Context = field(default_factory=dict)
    """The condition keys the token brought in, such as `accounts.google.com:sub`."""

    @property
    def arn(self) -> str:
        """The principal, as policies and refusals name it."""
        return f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.role}/{self.name}"


@record
class Credentials:
    """What STS hands out for a session."""

    access_key: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    expires: float


class Sessions:
    """Seals and opens sessions. `secret` is the account's; whoever has it can make any session."""

    def __init__(self, secret: str, clock: Callable[[], float]) -> None:
        self._secret, self._clock = secret.encode(), clock
        self._ended = 0.0

    def issue(self, session: Session) -> Credentials:
        """New credentials for `session`."""
        access_key = "ASIA" + base64.b32encode(secrets.token_bytes(10)).decode()
        sealed = base64.b64encode(json.dumps(asdict(session)).encode()).decode()
        token = f"{sealed}.{self._mac('token', access_key, sealed)}"
        return Credentials(access_key, self.secret_of(access_key), token, session.expires)

    def secret_of(self, access_key: str) -> str:
        """The secret access key that goes with `access_key`."""
        return self._mac("secret", access_key, "")

    def open(self, access_key: str, token: str) -> Session | None:
        """The session that was issued as these two, expired or not; None if none was."""
        sealed, _, mac = token.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac("token", access_key, sealed).encode()):
            return None
        value = json.loads(base64.b64decode(sealed))
        keys = {key: tuple(values) for key, values in value.pop("keys").items()}
        return Session(**value, keys=keys)

    def expired(self, session: Session) -> bool:
        """Whether the time of `session` is over, or was ended."""
        return session.expires <= self._clock() or session.issued <= self._ended

    def end_all(self) -> None:
        """Let every session issued until now be an expired one."""
        self._ended = self._clock()

    def _mac(self, purpose: str, access_key: str, text: str) -> str:
        message = "\0".join((purpose, access_key, text)).encode()
        return base64.b64encode(hmac.digest(self._secret, message, hashlib.sha256)).decode()[:40]
