"""What can go wrong with a request, and how often it does."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from random import Random

LATE = 0.03
"""Seconds that an answer is late, at the most."""


class Fault(Enum):
    """What becomes of a request instead of being answered."""

    CUT = "the connection ends before the request arrives"
    LOST = "carried out, and the answer is lost"
    TWICE = "arrives twice, and the second answer is given"
    LATE = "answered late"
    ERROR_BEFORE = "HTTP 500, and nothing was done"
    ERROR_AFTER = "HTTP 500, and it was carried out"
    THROTTLED = "throttled"


@dataclass
class Faults:
    """Draws the fate of each request; `rates` are the probabilities, which may be changed at any time."""

    random: Random
    rates: Mapping[Fault, float] = field(default_factory=dict)
    happened: Counter[Fault] = field(default_factory=Counter)

    def draw(self) -> Fault | None:
        """The fate of the next request; None is an ordinary answer."""
        point = self.random.random()
        for fault, rate in self.rates.items():
            point -= rate
            if point < 0:
                self.happened[fault] += 1
                return fault
        return None


@dataclass(frozen=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def on_the_wire(self) -> bytes:
        """The bytes of it, to be sent at once."""
        kept = [f"{name}: {value}" for name, value in self.headers
                if name.lower() not in ("connection", "content-length", "transfer-encoding")]
        head = "\r\n".join((f"HTTP/1.1 {self.status} -", *kept, f"Content-Length: {len(self.body)}"))
        return f"{head}\r\n\r\n".encode("latin-1") + self.body


def error(status: int, code: str) -> Answer:
    """An error as DynamoDB tells it."""
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "A fault of the test"}
    headers = (("Content-Type", "application/x-amz-json-1.0"), ("x-amzn-RequestId", "CHAOS"))
    return Answer(status, headers, json.dumps(body).encode())


BROKEN = error(500, "InternalServerError")
SLOW_DOWN = error(400, "ProvisionedThroughputExceededException")
