"""IAM policies: what a document says about one request. Pure, and closed where it does not understand.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: an explicit deny
wins, then an allow is needed, else the request is implicitly denied. A statement that cannot be understood
(unknown element, unknown operator, wrong type) never allows; if it might be a Deny, it denies.
"""

from collections.abc import Iterable, Sequence
from dataclasses import field
from enum import Enum
from typing import Literal

from tui.record import record
from tui.sandbox import strictjson
from tui.sandbox.conditions import Test, all_of, any_of, tests
from tui.sandbox.templates import Context, MalformedError, Template, parse

Kind = Literal["identity", "trust"]
"""Permissions, about resources; or a role's trust policy, about principals."""

_ELEMENTS = {
    "identity": {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"},
    "trust": {"Sid", "Effect", "Action", "NotAction", "Principal", "Condition"},
}


class Verdict(Enum):
    """How a request came out."""

    ALLOWED = "allowed"
    IMPLICIT = "implicitly denied"
    EXPLICIT = "explicitly denied"


@record
class Decision:
    """A verdict, and the statement behind it ("" where none said anything)."""

    verdict: Verdict
    statement: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the request may go ahead."""
        return self.verdict is Verdict.ALLOWED


@record
class Request:
    """One action on one resource. `principal` is the ARN of who vouches, for trust policies only."""

    action: str
    resource: str = ""
    context: Context = field(default_factory=dict)
    principal: str = ""


@record
class Statement:
    """One understood statement, or one `broken` that is only remembered for what it must not let through."""

    name: str
    deny: bool
    broken: bool = False
    kind: Kind = "identity"
    actions: tuple[Template, ...] = ()
    not_actions: bool = False
    resources: tuple[Template, ...] = ()
    not_resources: bool = False
    principals: tuple[str, ...] = ()
    tests: tuple[Test, ...] = ()

    def applies(self, request: Request) -> bool | None:
        """Whether the statement speaks about the request; None if that cannot be told."""
        if self.broken:
            return None
        acts = any(action.matches(request.action, {}, fold=True) for action in self.actions)
        if acts is self.not_actions:
            return False
        about = self._about_resource(request) if self.kind == "identity" else self._about_principal(request)
        if about is False:
            return False
        return all_of((about, *(test.holds(request.context) for test in self.tests)))

    def _about_resource(self, request: Request) -> bool | None:
        arn, context = request.resource, request.context
        named = any_of(resource.matches(arn, context, arn=True) for resource in self.resources)
        return None if named is None else named is not self.not_resources

    def _about_principal(self, request: Request) -> bool | None:
        """An exact name is a name; `*` is everybody to a Deny and nobody in particular to an Allow."""
        return True if request.principal in self.principals else None if "*" in self.principals else False


def decide(statements: Sequence[Statement], request: Request) -> Decision:
    """What the statements of all policies of one type, together, say about `request`."""
    allowed = ""
    for statement in statements:
        applies = statement.applies(request)
        if statement.deny and applies is not False:
            return Decision(Verdict.EXPLICIT, statement.name)
        if not statement.deny and applies and not allowed:
            allowed = statement.name
    return Decision(Verdict.ALLOWED, allowed) if allowed else Decision(Verdict.IMPLICIT)


def read(document: object, name: str, kind: Kind = "identity") -> tuple[Statement, ...]:
    """The statements of a policy document, given as JSON text or its value; `name` is the policy's."""
    try:
        value = strictjson.loads(document) if isinstance(document, str) else document
        statements, variables = _statements(value)
    except ValueError:
        return (_broken(f"{name}[unreadable]", deny=True),)
    return tuple(
        _read(statement, f"{name}[{number}]", kind, variables)
        for number, statement in enumerate(statements)
    )


def _statements(document: object) -> tuple[list[object], bool]:
    if not isinstance(document, dict) or not document.keys() <= {"Version", "Id", "Statement"}:
        raise MalformedError("not a policy document")
    version = document.get("Version", "2008-10-17")
    if version not in ("2012-10-17", "2008-10-17"):
        raise MalformedError("unknown version")
    statements = document.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        raise MalformedError("no statements")
    return statements, version == "2012-10-17"


def _broken(name: str, *, deny: bool) -> Statement:
    return Statement(name, deny=deny, broken=True)


def _read(statement: object, name: str, kind: Kind, variables: bool) -> Statement:
    if not isinstance(statement, dict):
        return _broken(name, deny=True)
    if isinstance(statement.get("Sid"), str) and statement["Sid"]:
        name = f"{name.partition('[')[0]}[{statement['Sid']}]"
    try:
        return _understand(statement, name, kind, variables)
    except MalformedError:
        return _broken(name, deny=statement.get("Effect") != "Allow")


def _understand(statement: dict[str, object], name: str, kind: Kind, variables: bool) -> Statement:
    if not statement.keys() <= _ELEMENTS[kind]:
        raise MalformedError("unknown element")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise MalformedError("Effect is neither Allow nor Deny")
    actions, not_actions = _either(statement, "Action", "NotAction")
    resources, not_resources = (
        _either(statement, "Resource", "NotResource") if kind == "identity" else ((), False))
    return Statement(
        name, deny=statement["Effect"] == "Deny", kind=kind,
        actions=tuple(parse(action, variables=False) for action in actions), not_actions=not_actions,
        resources=tuple(parse(arn, variables=variables) for arn in resources), not_resources=not_resources,
        principals=_principals(statement.get("Principal")) if kind == "trust" else (),
        tests=tests(statement.get("Condition", {}), variables=variables),
    )


def _either(statement: dict[str, object], element: str, negated: str) -> tuple[tuple[str, ...], bool]:
    """The texts of exactly one of the two elements, and whether it is the negated one."""
    if (element in statement) is (negated in statement):
        raise MalformedError(f"one of {element} and {negated} is needed")
    return _texts(statement.get(element, statement.get(negated))), negated in statement


def _texts(value: object) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise MalformedError("not a text or list of texts")
    return tuple(texts)


def _principals(value: object) -> tuple[str, ...]:
    """ARNs of identity providers, or `*`; other kinds of principal are understood and never match here."""
    if value == "*":
        return ("*",)
    if not isinstance(value, dict) or not value:
        raise MalformedError("no principal")
    if not value.keys() <= {"AWS", "Federated", "Service", "CanonicalUser"}:
        raise MalformedError("unknown kind of principal")
    named: Iterable[tuple[str, tuple[str, ...]]] = ((kind, _texts(names)) for kind, names in value.items())
    return tuple(name for kind, names in named for name in names if kind == "Federated" or name == "*")
