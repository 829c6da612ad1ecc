"""Device codes and authorization codes that are out, and who decided what about them."""

import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal, TypeVar

from tui.sandbox.idp.codes import AuthorizationCode, DeviceCode
from tui.sandbox.idp.settings import Settings

LIMIT = 1000
"""Codes waiting at a time, of each sort; the oldest go first."""
AUTHORIZATION_CODE_LIFETIME = 60
_Code = TypeVar("_Code", DeviceCode, AuthorizationCode)
Answer = Literal["done", "unknown", "expired", "decided"]


class Decisions:
    """Codes wait here; expired ones stay for another lifetime, so that their owner learns why."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self._settings, self._clock = settings, clock
        self._devices: OrderedDict[str, DeviceCode] = OrderedDict()
        self._codes: OrderedDict[str, AuthorizationCode] = OrderedDict()

    def add_device(self, device_code: str, user_code: str, client_id: str, scope: str) -> None:
        expires_at = self._clock() + self._settings.code_lifetime
        code = DeviceCode(
            device_code, user_code, client_id, scope, expires_at, self._settings.interval, self._clock)
        if self._settings.auto_approve:
            code.decision, code.person = "approved", self._settings.auto_approve
        self._devices[device_code] = code
        _tidy(self._devices, self._clock() - self._settings.code_lifetime)

    def device(self, device_code: str) -> DeviceCode | None:
        return self._devices.get(device_code)

    def device_by_user_code(self, user_code: str) -> DeviceCode | None:
        """The device that shows `user_code`, typed in any case, with or without its dash (RFC 8628 6.1)."""
        wanted = plain(user_code)
        return next((d for d in reversed(self._devices.values()) if plain(d.user_code) == wanted), None)

    def decide(self, user_code: str, person: str, *, approve: bool) -> Answer:
        """Let the device showing `user_code` in as `person`, or turn it away; the first decision stands."""
        device = self.device_by_user_code(user_code)
        if device is None:
            return "unknown"
        if device.is_expired():
            return "expired"
        if device.decision != "pending":
            return "decided"
        device.decision, device.person = "approved" if approve else "denied", person
        return "done"

    def redeem(self, device: DeviceCode) -> None:
        """A device code is good for one sign-in."""
        self._devices.pop(device.device_code, None)

    def add_code(self, code: AuthorizationCode) -> None:
        self._codes[code.code] = code
        _tidy(self._codes, self._clock() - self._settings.code_lifetime)

    def code(self, code: str) -> AuthorizationCode | None:
        return self._codes.get(code)


def _tidy(book: OrderedDict[str, _Code], long_ago: float) -> None:
    while book and (len(book) > LIMIT or next(iter(book.values())).expires_at < long_ago):
        book.popitem(last=False)


def plain(user_code: str) -> str:
    """`user_code` without what people add or leave out: case, dashes, blanks."""
    return re.sub(r"[^A-Z0-9]", "", user_code[:64].upper())
