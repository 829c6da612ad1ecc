"""What a role may do, and AWS's sentences for what it may not.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html has the wording.
"""

import re

from tui.sandbox.iam import Role
from tui.sandbox.people import ACCOUNT, REGION
from tui.sandbox.policy import Request, Verdict, decide
from tui.sandbox.requests import Check

_PARTIQL = {"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"}
_VERBS = {"select": "PartiQLSelect", "insert": "PartiQLInsert", "update": "PartiQLUpdate",
          "delete": "PartiQLDelete"}
_TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/"


def judge(role: Role, request: Request) -> str:
    """Why `role` may not do this, as AWS puts it; "" if it may."""
    identity = decide(role.permissions, request).verdict
    boundary = Verdict.ALLOWED if role.boundary is None else decide(role.boundary, request).verdict
    if identity is Verdict.EXPLICIT:
        return "with an explicit deny in an identity-based policy"
    if boundary is Verdict.EXPLICIT:
        return "with an explicit deny in a permissions boundary"
    if identity is Verdict.IMPLICIT:
        return f"because no identity-based policy allows the {request.action} action"
    if boundary is Verdict.IMPLICIT:
        return f"because no permissions boundary allows the {request.action} action"
    return ""


def closed(role: Role, check: Check) -> str:
    """Why not, for what is not allowed whatever the policies say, as what it asks for is not read here."""
    asked = Request(check.action, check.resource, check.context)
    return judge(role, asked) or f"because no identity-based policy allows the {check.action} action"


def sentence(principal: str, action: str, resource: str, reason: str) -> str:
    """The message of AccessDenied; `resource` and `reason` may be ""."""
    place = f" on resource: {resource}" if resource else ""
    return f"User: {principal} is not authorized to perform: {action}{place} {reason}".rstrip()


def unjudged(operation: str, body: object) -> Check:
    """What to name in refusing an operation whose requests are not read: PartiQL and all administration."""
    request = body if isinstance(body, dict) else {}
    if operation in _PARTIQL:
        return _partiql(str(request))
    name = request.get("TableName")
    known = isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9_.-]{1,255}", name)
    return Check(f"dynamodb:{operation}", f"{_TABLE}{name if known else '*'}")


def _partiql(request: str) -> Check:
    """The first statement's action and table, where they can be seen at all."""
    verb = re.search(r"\b(select|insert|update|delete)\b", request, re.IGNORECASE)
    table = re.search(r"\b(?:from|into|update)\s+\"?([A-Za-z0-9_.-]{1,255})", request, re.IGNORECASE)
    action = _VERBS[verb[1].lower()] if verb else "PartiQLSelect"
    return Check(f"dynamodb:{action}", f"{_TABLE}{table[1] if table else '*'}")
