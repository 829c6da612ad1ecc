"""Trouble on demand, for tests and for seeing the application cope.

People's requests to DynamoDB suffer; the administrator's do not, so that a test can look at what happened.
"""

from dataclasses import asdict, dataclass, fields

from tui.sandbox import wire

_THROTTLED = ("The level of configured provisioned throughput for the table was exceeded. Consider "
              "increasing your provisioning level with the UpdateTable API.")


@dataclass(slots=True)
class Faults:
    """What is to go wrong. All but the latency count down to 0 as they happen."""

    latency_ms: int = 0
    """Every answer, STS's too, comes this much later."""
    throttle: int = 0
    """So many requests are answered ProvisionedThroughputExceededException, undone."""
    error5xx: int = 0
    """So many requests are answered InternalServerError, undone."""
    lose: int = 0
    """So many writes are done, and the connection breaks off within the answer."""

    def set(self, wanted: dict[str, object]) -> str:
        """Take over the values named; why not, or ""."""
        known = {each.name for each in fields(self)}
        for name, value in wanted.items():
            if name not in known or type(value) is not int or not 0 <= value <= 1_000_000:
                return f"{name!r} must be one of {', '.join(sorted(known))}, and a number of at least 0"
        for name, value in wanted.items():
            setattr(self, name, value)
        return ""

    def current(self) -> dict[str, int]:
        """All values, by name."""
        return asdict(self)

    def instead(self) -> wire.Reply | None:
        """The answer the next request gets instead of being done, if it is its turn."""
        if self.throttle:
            self.throttle -= 1
            return wire.json_error("ProvisionedThroughputExceededException", _THROTTLED)
        if self.error5xx:
            self.error5xx -= 1
            return wire.json_error("InternalServerError", "Internal server error", 500)
        return None

    def loses(self) -> bool:
        """Whether the answer to the write just done is to be lost."""
        if not self.lose:
            return False
        self.lose -= 1
        return True
