"""What each new edit gets: its id, a UUIDv7 (RFC 9562 section 5.7, ids sort by time), and its time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from random import SystemRandom

from tui.cart.intents import Stamp

_ENTROPY = SystemRandom().getrandbits
"""What `secrets.randbits` is, without OpenSSL, which that loads."""


def uuid7(now: Callable[[], float] = time.time, entropy: Callable[[int], int] = _ENTROPY) -> str:
    """A new id: 48 bits of Unix milliseconds, then version, variant and 74 random bits."""
    millis = int(now() * 1000) & (1 << 48) - 1
    value = millis << 80 | 0x7 << 76 | entropy(12) << 64 | 0b10 << 62 | entropy(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def stamp(now: Callable[[], float] = time.time) -> Stamp:
    """Id and time of an edit made now."""
    moment = now()
    at = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return Stamp(uuid7(lambda: moment), at.replace("+00:00", "Z"))


def stamps(now: Callable[[], float] = time.time) -> Callable[[], Stamp]:
    """Stamps of times that rise by a millisecond or more, so that lines keep the order they were made in."""
    last = 0.0

    def rising() -> Stamp:
        nonlocal last
        last = max(now(), last + 0.001)
        return stamp(lambda: last)

    return rising
