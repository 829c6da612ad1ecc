"""One call of the client, whose answer is DynamoDB's or no answer at all."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

ERRORS = (ClientError, BotoCoreError, ResponseParserError)
"""All that `ask` raises."""


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
