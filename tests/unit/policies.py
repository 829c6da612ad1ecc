"""Policy documents in short, and what they say about one request."""

from tui.sandbox.policy import Request, Verdict, decide, read
from tui.sandbox.templates import Context

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/dynacart-cart"
GET = "dynamodb:GetItem"
ALLOWED, IMPLICIT, EXPLICIT = Verdict.ALLOWED, Verdict.IMPLICIT, Verdict.EXPLICIT


def statement(effect: str = "Allow", /, **elements: object) -> dict[str, object]:
    """Allows GET on TABLE unless told otherwise; None leaves an element out."""
    named = {"Effect": effect, "Action": GET, "Resource": TABLE, **elements}
    return {key: value for key, value in named.items() if value is not None}


def document(*statements: object, version: str = "2012-10-17") -> dict[str, object]:
    return {"Version": version, "Statement": list(statements)}


def ask(
    *statements: object, action: str = GET, resource: str = TABLE, context: Context | None = None,
    version: str = "2012-10-17",
) -> Verdict:
    request = Request(action, resource, {**_absent(*statements), **(context or {})})
    return decide(read(document(*statements, version=version), "p"), request).verdict


def _absent(*statements: object) -> Context:
    """The keys the statements ask for, each known to be absent."""
    blocks = [each["Condition"] for each in statements if isinstance(each, dict) and "Condition" in each]
    keys = [list(block.values()) for block in blocks if isinstance(block, dict)]
    return {key.lower(): () for named in keys for each in named if isinstance(each, dict) for key in each}


def condition(block: object, context: Context, effect: str = "Allow", version: str = "2012-10-17") -> Verdict:
    return ask(statement(effect, Condition=block), context=context, version=version)
