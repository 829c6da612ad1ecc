"""Who may pass: every request is authenticated and judged here before the engine sees it.

Closed by default. The administrator may do everything the engine can; somebody in a role only what the
role's policies allow, of DynamoDB's operations on items; nobody in particular may only exchange a token.
What is forwarded are the very bytes that were judged.
"""

import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from tui.record import record
from tui.sandbox import capacity, denial, sigv4, strictjson, wire
from tui.sandbox.engine import FORM, IAM_VERSION, Engine, EngineError
from tui.sandbox.faults import Faults
from tui.sandbox.iam import Iam
from tui.sandbox.people import ACCOUNT, REGION
from tui.sandbox.policy import Request
from tui.sandbox.requests import OPERATIONS, Check, Invalid, checks
from tui.sandbox.sessions import Session, Sessions
from tui.sandbox.sigv4 import Fault, Refused
from tui.sandbox.sts import Caller, Sts
from tui.sandbox.tables import TableKeys
from tui.sandbox.templates import Context
from tui.sandbox.wire import Call, Reply, Service

CONTROL = "/_sandbox/faults"
TOKEN_HEADER = "x-sandbox-token"  # noqa: S105 - a header's name

_TARGET = re.compile(r"DynamoDB_20120810\.([A-Za-z]{1,64})")
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")
_UNKNOWN = Refused(Fault.UNKNOWN, "The security token included in the request is invalid.")
_EXPIRED = Refused(Fault.EXPIRED, "The security token included in the request is expired")
_ABSENT: Context = {f"aws:{name}": () for name in (
    "calledvia", "calledviafirst", "calledvialast", "multifactorauthage", "multifactorauthpresent",
    "principalorgid", "principalorgpaths", "principalservicename", "referer", "sourceaccount", "sourcearn",
    "sourceidentity", "sourcevpc", "sourcevpce", "username", "vpcsourceip")}
"""Global condition keys that no request of a session in here has."""
_NOT_FOUND = Reply(404, b"There is nothing here but POST / for DynamoDB, STS and IAM.\n")


@record
class Admin:
    """The one principal that may do everything."""

    access_key: str
    secret: str = field(repr=False)

    @property
    def caller(self) -> Caller:
        """The administrator as GetCallerIdentity tells it."""
        return Caller(f"arn:aws:iam::{ACCOUNT}:user/admin", "AIDASANDBOXADMINISTRA")


@record
class Answer:
    """A reply, and whether its last part is to get lost on the way."""

    reply: Reply
    lost: bool = False


@record
class Guard:
    """The one way to the engine."""

    engine: Engine
    iam: Iam
    sts: Sts
    sessions: Sessions
    tables: TableKeys
    admin: Admin
    faults: Faults
    control_token: str = field(repr=False)
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]

    async def answer(self, call: Call) -> Answer:
        """The answer to `call`, whatever it is."""
        if call.path == CONTROL:
            return Answer(self._control(call))
        if (call.method, call.path, call.query) != ("POST", "/", b""):
            return Answer(_NOT_FOUND)
        if self.faults.latency_ms:
            await self.sleep(self.faults.latency_ms / 1000)
        target = _TARGET.fullmatch(call.headers.get("x-amz-target", ""))
        service: Service = "dynamodb" if target else "sts"
        try:
            return await self._dynamodb(call, target[1]) if target else Answer(await self._query(call))
        except EngineError:
            return Answer(wire.failed(service))

    async def _query(self, call: Call) -> Reply:
        """STS and IAM, told apart by the version of their interface."""
        form = _form(call.body)
        service: Service = "iam" if form.get("Version") == IAM_VERSION else "sts"
        action = form.get("Action", "")
        if service == "sts" and action == "AssumeRoleWithWebIdentity":
            return await self.sts.assume_role_with_web_identity(form)
        if service == "sts" and action == "AssumeRoleWithSAML":
            return await self.sts.assume_role_with_saml(form)
        believed = self._authenticate(call, service)
        if isinstance(believed, Refused):
            return wire.not_believed(service, believed)
        if service == "sts" and action == "GetCallerIdentity":
            return self.sts.caller_identity(_caller(believed))
        if isinstance(believed, Session):
            reason = f"because no identity-based policy allows the {service}:{action} action"
            return wire.denied(service, denial.sentence(believed.arn, f"{service}:{action}", "", reason))
        if service == "sts":
            return wire.query_error("sts", "InvalidAction", f"Could not find operation {action}")
        self.iam.forget()
        return await self.engine.forward("iam", {"content-type": FORM}, call.body)

    async def _dynamodb(self, call: Call, operation: str) -> Answer:
        believed = self._authenticate(call, "dynamodb")
        if isinstance(believed, Refused):
            return Answer(wire.not_believed("dynamodb", believed))
        headers = {"x-amz-target": call.headers["x-amz-target"]}
        if isinstance(believed, Admin):
            if operation not in OPERATIONS:
                self.tables.forget()
            return Answer(await self.engine.forward("dynamodb", headers, call.body))
        if instead := self.faults.instead() or await self._refused(believed, operation, call.body):
            return Answer(instead)
        reply = await self.engine.forward("dynamodb", headers, call.body)
        reply = await capacity.told(self.engine, operation, call.body, reply)
        return Answer(reply, lost=operation in _WRITES and reply.status == 200 and self.faults.loses())

    def _authenticate(self, call: Call, service: Service) -> Admin | Session | Refused:
        """Who signed the request."""
        signature = sigv4.read(call.headers, service, self.clock())
        if isinstance(signature, Refused):
            return signature
        token = call.headers.get("x-amz-security-token")
        if token is None:
            known = hmac.compare_digest(signature.key, self.admin.access_key)
            caller: Admin | Session | None = self.admin if known else None
        else:
            caller = self.sessions.open(signature.key, token)
        if caller is None:
            return _UNKNOWN
        secret = caller.secret if isinstance(caller, Admin) else self.sessions.secret_of(signature.key)
        if not signature.matches(secret, call.headers, call.body):
            return sigv4.MISMATCH
        return _EXPIRED if isinstance(caller, Session) and self.sessions.expired(caller) else caller

    async def _refused(self, session: Session, operation: str, body: bytes) -> Reply | None:
        """The answer to what `session` may not do, or what makes no sense; None for what may go ahead."""
        role = await self.iam.role(session.role)
        if role is None or role.role_id != session.role_id:
            return wire.not_believed("dynamodb", _UNKNOWN)
        try:
            request = strictjson.loads(body)
        except ValueError:
            return wire.json_error("SerializationException", "The request is not sound JSON")
        if operation not in OPERATIONS:
            check = denial.unjudged(operation, request)
            return self._denied(session, check, denial.closed(role, check))
        asked = checks(operation, request, await self.tables.all())
        if isinstance(asked, Invalid):
            return wire.json_error("ValidationException", asked.message)
        known = {**session.keys, **self._circumstances(session)}
        for check in asked:
            request_context = {**known, **check.context}
            if reason := denial.judge(role, Request(check.action, check.resource, request_context)):
                return self._denied(session, check, reason)
        return None

    def _denied(self, session: Session, check: Check, reason: str) -> Reply:
        return wire.denied("dynamodb", denial.sentence(session.arn, check.action, check.resource, reason))

    def _circumstances(self, session: Session) -> Context:
        """The global condition keys there is an answer to; who asks for another is not understood."""
        now = self.clock()
        return {
            **_ABSENT,
            "aws:currenttime": (datetime.fromtimestamp(now, UTC).isoformat(),),
            "aws:epochtime": (str(int(now)),),
            "aws:tokenissuetime": (datetime.fromtimestamp(session.issued, UTC).isoformat(),),
            "aws:principalarn": (f"arn:aws:iam::{ACCOUNT}:role/{session.role}",),
            "aws:principalaccount": (ACCOUNT,),
            "aws:principaltype": ("AssumedRole",),
            "aws:userid": (f"{session.role_id}:{session.name}",),
            "aws:requestedregion": (REGION,),
            "aws:resourceaccount": (ACCOUNT,),
            "aws:securetransport": ("false",),
            "aws:viaawsservice": ("false",),
        }

    def _control(self, call: Call) -> Reply:
        """GET the faults, or POST new ones; `"expire_sessions": true` ends all sessions."""
        given = call.headers.get(TOKEN_HEADER, "")
        if not self.control_token or not hmac.compare_digest(given.encode(), self.control_token.encode()):
            return Reply(403)
        if call.method == "POST":
            try:
                wanted = strictjson.loads(call.body)
            except ValueError:
                wanted = None
            if not isinstance(wanted, dict):
                return Reply(422, b"A JSON object is expected.\n")
            expire = wanted.pop("expire_sessions", False)
            if why := self.faults.set(wanted):
                return Reply(422, f"{why}\n".encode())
            if expire is True:
                self.sessions.end_all()
        body = json.dumps(self.faults.current()).encode()
        return Reply(200, body, {"content-type": "application/json"})


def _caller(believed: Admin | Session) -> Caller:
    if isinstance(believed, Admin):
        return believed.caller
    return Caller(believed.arn, f"{believed.role_id}:{believed.name}")


def _form(body: bytes) -> Mapping[str, str]:
    """The parameters of a query request; none where one occurs twice or is not text."""
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        return {}
    form = dict(pairs)
    return form if len(form) == len(pairs) else {}
