"""What a sign-in consists of, in memory and in its file. No secret here ever shows in a repr."""

import json
from dataclasses import Field, asdict, field, fields, is_dataclass
from typing import Any, TypeVar, get_origin

from tui.identity.proof import Proof
from tui.record import record

VERSION = 2
"""Of the file's format; a file of another version is not read."""
AHEAD = 600.0
"""Seconds before their end when credentials are to be renewed; a quarter of their life if that is less. Up to
half as much again for each in their own way: who signed in together does not renew together."""
LAST_MOMENT = 15.0
"""Seconds before their end from which credentials are not trusted to survive one more request."""
T = TypeVar("T")


@record
class AwsCredentials:
    """Temporary credentials. `expires_at` is Unix seconds, `owner_id` what IAM compares with keys."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expires_at: float
    principal_arn: str
    owner_id: str


@record
class Person:
    """Who is signed in. `expires_at` is when the AWS credentials end, Unix seconds."""

    name: str
    owner_id: str
    principal_arn: str
    expires_at: float


@record
class SignIn:
    """Everything that outlives the process. `obtained_at`: when the credentials came, Unix seconds.

    `refresh_token` is "" where the identity provider gave none.
    """

    proof: Proof
    refresh_token: str = field(repr=False)
    credentials: AwsCredentials
    obtained_at: float

    @property
    def person(self) -> Person:
        """The person, without any secret."""
        aws = self.credentials
        return Person(self.proof.name, aws.owner_id, aws.principal_arn, aws.expires_at)

    def holds(self, now: float) -> bool:
        """Whether the credentials are still good for a request."""
        return self.credentials.expires_at - now > LAST_MOMENT

    def lasts(self, now: float) -> float:
        """Seconds until the credentials should be renewed; negative once that is overdue."""
        expires_at = self.credentials.expires_at
        ahead = min(AHEAD, (expires_at - self.obtained_at) / 4) * (1 + self._share / 2)
        return expires_at - max(LAST_MOMENT, ahead) - now

    @property
    def _share(self) -> float:
        """From 0 to 1, the same in every process; as random as the ids that AWS gives out."""
        return int.from_bytes(self.credentials.access_key_id.encode(), "big") % 1009 / 1009


def to_text(sign_in: SignIn) -> str:
    """The file's content: one JSON object with every secret in it."""
    return json.dumps({"version": VERSION, **asdict(sign_in)})


def from_text(text: str) -> SignIn:
    """The sign-in in a file's content; ValueError, which quotes nothing of it, where it is none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ValueError("not of this version")
    return _read(SignIn, document)


def _read(kind: type[T], data: object) -> T:
    if not isinstance(data, dict) or not is_dataclass(kind):
        raise ValueError("a section is missing")
    return kind(**{entry.name: _value(entry, data.get(entry.name)) for entry in fields(kind)})


def _value(entry: Field[Any], value: object) -> object:
    kind = entry.type
    if is_dataclass(kind) and isinstance(kind, type):
        return _read(kind, value)
    if kind is str and isinstance(value, str):
        return value
    if kind is float and isinstance(value, int | float) and 0 <= value < 1e11:
        return float(value)
    if get_origin(kind) is tuple and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    raise ValueError(f"{entry.name} is missing or of a wrong type")
