"""The sandbox's AWS endpoint: DynamoDB, STS and IAM behind one ASGI application.

    aws = Aws(data_dir=folder, issuer="http://127.0.0.1:8080", keep=False)
    await aws.start(PEOPLE)      # tables, provider, roles, catalog, carts, the admin's credentials file
    ...serve `aws` with any ASGI server, on loopback...
    await aws.stop()             # with keep=True, state is on disk now
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from tui.sandbox.people import Person

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Aws:
    """One AWS account on loopback; an ASGI application once started.

    `data_dir` must exist; it receives the file `admin` (AWS credentials format, 0600) and, with `keep`, the
    account's state. `issuer` is the OpenID provider that may vouch for people; it is called only when
    somebody exchanges a token. `latency_ms` delays every answer. One instance a process.
    """

    def __init__(
        self, *, data_dir: Path, issuer: str, keep: bool, latency_ms: int = 0, clock: Callable[[], float] = time.time,
    ) -> None:
        self.admin_credentials = data_dir / "admin"
        self._issuer, self._keep, self._clock, self._latency_ms = issuer, keep, clock, latency_ms

    async def start(self, people: Sequence[Person]) -> None:
        """Open the account; create what is not there yet (nothing existing is overwritten but the policies)."""

    async def stop(self) -> None:
        """Close the account, saving its state when it is to be kept."""

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request; lifespan events are acknowledged and do nothing."""
