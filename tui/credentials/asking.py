"""One call to AWS that nobody signs, and its outcome as a value: an answer, a refusal, or none of both."""

from collections.abc import Callable, Mapping
from typing import Any

from tui.problem import Kind, Problem
from tui.record import record
from tui.text import plain

Words = Mapping[str, tuple[Kind, str, str]]
"""By error code: what kind of problem it is, what it means, what to do."""


@record
class Said:
    """An error answer; all of it safe to show. `code` comes without the suffix `Exception`."""

    code: str
    message: str
    request_id: str
    status: int

    @property
    def expired(self) -> bool:
        """Whether a fresh token is all that is needed."""
        return self.code == "ExpiredToken" or "token expired" in self.message.lower()


def ask(service: str, url: str, call: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any] | Said | Problem:
    """What comes of `call`, a botocore operation of `service` at `url`. Blocks on the network."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        return call()
    except ClientError as error:
        return said(error.response)
    except BotoCoreError as error:
        what = f"{service} cannot be reached: {_reason(error)}"
    except (ResponseParserError, KeyError, ValueError, TypeError, AttributeError):  # its parser leaks
        what = f"{service} gives an answer that cannot be read"
    return Problem(Kind.UNAVAILABLE, what, url, "Check the network and try again.")


def said(response: Mapping[str, Any]) -> Said:
    """The error in `response`, which is botocore's."""
    error, meta = response.get("Error", {}), response.get("ResponseMetadata", {})
    return Said(plain(str(error.get("Code", ""))).removesuffix("Exception"),
                plain(str(error.get("Message", "")), 500), plain(str(meta.get("RequestId", ""))),
                int(meta.get("HTTPStatusCode", 0)))


def told(said: Said, words: Words, service: str, where: str) -> Problem:
    """What to tell of `said`: our words for its code, then the service's own."""
    busy = said.status >= 500 or "Throttl" in said.code or said.code == "TooManyRequests"
    other = (Kind.UNAVAILABLE, f"{service} is busy", "Try again in a moment.") if busy else (
        Kind.SIGN_IN, f"{service} refuses the exchange", "Ask who runs the AWS account.")
    kind, what, todo = words.get(said.code, other)
    what = f"{what}: {said.message.rstrip('.')}" if said.message else what
    return Problem(kind, what, where, todo, said.code)


def _reason(error: Exception) -> str:
    """botocore's words without the request: its messages start with what happened and end in the URL."""
    return plain(str(error).split(" URL", 1)[0].split(": \"", 1)[0], 120)
