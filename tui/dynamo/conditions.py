"""Which conditions of a write failed, and what else cancelled a transaction."""

from typing import Any

from botocore.exceptions import ClientError

from tui.cart.edits import Edit, keys
from tui.cart.model import LineKey
from tui.dynamo.doubt import code

_FAILED = "ConditionalCheckFailed"
_NO_REASON = "None"
"""The code of a transaction's item that was no reason to cancel it (a string, not null)."""


def failed(edit: Edit, error: Exception) -> dict[LineKey, object]:
    """The lines that were not as the edit saw them, each with the item that came along, if one did.

    Empty where the write failed for another reason.
    """
    if not isinstance(error, ClientError) or other_reason(error):
        return {}
    response: dict[str, Any] = {**error.response}
    if code(error) == "ConditionalCheckFailedException":
        return {edit.key: response.get("Item")}
    return {key: reason.get("Item") for key, reason in zip(keys(edit), _reasons(error), strict=False)
            if reason.get("Code") == _FAILED}


def only_conditions(error: Exception) -> bool:
    """Whether conditions that did not hold, and nothing else, kept a write from being carried out."""
    if not isinstance(error, ClientError):
        return False
    codes = {each.get("Code") for each in _reasons(error)} - {_NO_REASON}
    return code(error) == "ConditionalCheckFailedException" or codes == {_FAILED}


def other_reason(error: ClientError) -> dict[str, Any]:
    """What else than a condition cancelled a transaction, as `Code` and `Message`; empty if nothing did."""
    return next((each for each in _reasons(error) if each.get("Code") not in (_FAILED, _NO_REASON)), {})


def _reasons(error: ClientError) -> list[dict[str, Any]]:
    """Why a transaction was cancelled, one reason an item, in their order."""
    response: dict[str, Any] = {**error.response}
    reasons = response.get("CancellationReasons") if code(error) == "TransactionCanceledException" else []
    return [each if isinstance(each, dict) else {} for each in reasons] if isinstance(reasons, list) else []
