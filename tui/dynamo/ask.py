"""One call of the client, whose answer is DynamoDB's or no answer at all; and for reads, trying again."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from tui.cart.outcomes import Denied, Unavailable
from tui.dynamo.call import Call
from tui.dynamo.errors import failure
from tui.problem import Kind

ERRORS = (ClientError, BotoCoreError, ResponseParserError)
"""All that `ask` raises."""
PAUSES = (0.1, 0.4)
"""Seconds, at the most, before a read that failed is tried again: with full jitter, so that clients which
failed together do not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/)."""


def ask(client: Any, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - by name
    """The answer to `method`.

    What stands between, such as a proxy, may answer instead, even with 200: botocore's parser stumbles over
    another shape and takes other text for an empty answer. But every answer of DynamoDB has a request id.
    """
    call = getattr(client, method)
    try:
        answer: dict[str, Any] = call(**parameters)
    except ERRORS:
        raise
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ResponseParserError(str(error)) from error
    if not answer.get("ResponseMetadata", {}).get("RequestId"):
        raise ResponseParserError("The answer has no request id")
    return answer


def read(
    client: Any, method: str, parameters: Mapping[str, Any], call: Call, *,  # noqa: ANN401 - by name
    now: Callable[[], float], sleep: Callable[[float], None], jitter: Callable[[], float] = random.random,
) -> dict[str, Any] | Denied | Unavailable:
    """Likewise for what changes nothing, tried again where the trouble may pass: the answer, or why none."""
    for pause in PAUSES:
        outcome = _once(client, method, parameters, call, now)
        if not (isinstance(outcome, Unavailable) and outcome.problem.kind is Kind.UNAVAILABLE):
            return outcome
        sleep(pause * jitter())
    return _once(client, method, parameters, call, now)


def _once(
    client: Any, method: str, parameters: Mapping[str, Any], call: Call, now: Callable[[], float],  # noqa: ANN401
) -> dict[str, Any] | Denied | Unavailable:
    try:
        return ask(client, method, parameters)
    except ERRORS as error:
        return failure(error, call, now())
