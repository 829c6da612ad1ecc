"""Misbehaviour on request, for seeing how a client copes."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["slow_down", "pending", "server_error", "malformed", "quota"]
"""Ask devices to slow down; never come to a decision; answer 503; answer something that is no JSON;
say that a quota is used up, in Google's way."""
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(slots=True)
class Faults:
    """One fault at a time: the next `times` answers of `path` that it can spoil."""

    kind: Kind | None = None
    path: str = "/token"
    times: int = 0

    def strikes(self, kind: Kind, path: str) -> bool:
        """Whether the answer being made is to be spoilt by `kind`; uses up one of `times`."""
        if self.kind != kind or self.path != path or self.times <= 0:
            return False
        self.times -= 1
        return True
