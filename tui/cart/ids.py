"""Edit ids: UUIDv7 (RFC 9562 section 5.7), so that ids sort by the time they were made."""

import secrets
import time
import uuid
from collections.abc import Callable


def uuid7(now: Callable[[], float] = time.time, entropy: Callable[[int], int] = secrets.randbits) -> str:
    """A new id: 48 bits of Unix milliseconds, then version, variant and 74 random bits."""
    millis = int(now() * 1000) & (1 << 48) - 1
    value = millis << 80 | 0x7 << 76 | entropy(12) << 64 | 0b10 << 62 | entropy(62)
    return str(uuid.UUID(int=value))
