"""The Security Token Service: who am I, and a token in exchange for credentials.

https://docs.aws.amazon.com/STS/latest/APIReference/. Another way of vouching for people (SAML, an identity
pool) is another exchange here that ends in `assume`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from tui.record import record
from tui.sandbox import policy, wire
from tui.sandbox.iam import Iam, Role
from tui.sandbox.logins import Logins
from tui.sandbox.people import ACCOUNT
from tui.sandbox.policy import Request
from tui.sandbox.sessions import Session, Sessions
from tui.sandbox.web_identity import Rejected, Vouched

VERSION = "2011-06-15"
SHORTEST, USUAL = 900, 3600
"""Seconds a session lasts."""

_ROLE = re.compile(r"arn:aws:iam::([0-9]{12}):role/((?:[\w+=,.@/-]+/)?([\w+=,.@-]{1,64}))", re.ASCII)
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_WEB_IDENTITY = {"Action", "Version", "RoleArn", "RoleSessionName", "WebIdentityToken", "DurationSeconds",
                 "ProviderId"}


@record
class Caller:
    """Who signed a request, as GetCallerIdentity tells it."""

    arn: str
    user_id: str


class Sts:
    """The two calls of STS that need no permission."""

    def __init__(
        self, iam: Iam, tokens: Logins, sessions: Sessions, clock: Callable[[], float],
    ) -> None:
        self._iam, self._tokens, self._sessions, self._clock = iam, tokens, sessions, clock

    def caller_identity(self, caller: Caller) -> wire.Reply:
        """Answer GetCallerIdentity."""
        return wire.query_reply("sts", "GetCallerIdentity", _elements({
            "Arn": caller.arn, "UserId": caller.user_id, "Account": ACCOUNT}))

    async def assume_role_with_web_identity(self, form: Mapping[str, str]) -> wire.Reply:
        """Answer AssumeRoleWithWebIdentity, which nobody signs: the token is the proof."""
        duration = _duration(form)
        if isinstance(duration, Rejected):
            return _rejected(duration)
        vouched = await self._tokens.verify(form["WebIdentityToken"], form.get("ProviderId", ""))
        if isinstance(vouched, Rejected):
            return _rejected(vouched)
        assumed = await self.assume("AssumeRoleWithWebIdentity", form, vouched, duration)
        if isinstance(assumed, Rejected):
            return _rejected(assumed)
        result = self._credentials(assumed) + _elements({
            "SubjectFromWebIdentityToken": vouched.subject, "Audience": vouched.audience,
            "Provider": vouched.provider})
        return wire.query_reply("sts", "AssumeRoleWithWebIdentity", result)

    async def assume_role_with_saml(self, form: Mapping[str, str]) -> wire.Reply:
        """Answer AssumeRoleWithSAML: the response is the proof, and names the session."""
        response = form.get("SAMLAssertion", "")
        known = {"RoleSessionName": "from-the-response", **form, "WebIdentityToken": response}
        duration = _duration({key: known[key] for key in known.keys() & _WEB_IDENTITY})
        if isinstance(duration, Rejected):
            return _rejected(duration)
        provider = form.get("PrincipalArn", "")
        vouched = await self._tokens.saml.verify(response, provider, form["RoleArn"])
        if isinstance(vouched, Rejected):
            return _rejected(vouched)
        named = {**form, "RoleSessionName": vouched.subject}
        assumed = await self.assume("AssumeRoleWithSAML", named, vouched, duration)
        if isinstance(assumed, Rejected):
            return _rejected(assumed)
        told = {"Subject": vouched.subject, "SubjectType": vouched.keys["saml:sub_type"][0],
                "Issuer": vouched.keys["saml:iss"][0], "Audience": vouched.audience,
                "NameQualifier": vouched.keys["saml:namequalifier"][0]}
        return wire.query_reply("sts", "AssumeRoleWithSAML", self._credentials(assumed) + _elements(told))

    async def assume(
        self, action: str, form: Mapping[str, str], vouched: Vouched, duration: int,
    ) -> Session | Rejected:
        """A session in the role the form names, if the role trusts who vouches, for this person."""
        role = await self._role(form["RoleArn"])
        request = Request(f"sts:{action}", context=vouched.keys, principal=vouched.provider)
        if role is None or not policy.decide(role.trust, request).allowed:
            return Rejected("AccessDenied", f"Not authorized to perform sts:{action}", 403)
        if duration > role.longest:
            return Rejected("ValidationError",
                            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        now = self._clock()
        return Session(role.name, role.role_id, form["RoleSessionName"], now, now + duration, vouched.keys)

    async def _role(self, arn: str) -> Role | None:
        named = _ROLE.fullmatch(arn)
        role = await self._iam.role(named[3]) if named else None
        return role if role and role.arn == arn else None

    def _credentials(self, session: Session) -> str:
        made = self._sessions.issue(session)
        expires = datetime.fromtimestamp(made.expires, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        credentials = _elements({
            "AccessKeyId": made.access_key, "SecretAccessKey": made.secret, "SessionToken": made.token,
            "Expiration": expires})
        user = _elements({"AssumedRoleId": f"{session.role_id}:{session.name}", "Arn": session.arn})
        return f"<Credentials>{credentials}</Credentials><AssumedRoleUser>{user}</AssumedRoleUser>"


def _duration(form: Mapping[str, str]) -> int | Rejected:
    """How long the session is to last, in seconds, if the form is sound at all."""
    if strange := min(form.keys() - _WEB_IDENTITY, default=""):
        return Rejected("ValidationError", f"The sandbox does not support the parameter {strange}")
    sound = {
        "roleArn": 20 <= len(form.get("RoleArn", "")) <= 2048,
        "roleSessionName": _SESSION_NAME.fullmatch(form.get("RoleSessionName", "")),
        "webIdentityToken": 4 <= len(form.get("WebIdentityToken", "")) <= 100_000,
        "durationSeconds": re.fullmatch(r"[0-9]{1,9}", form.get("DurationSeconds", str(USUAL))),
    }
    for name, fine in sound.items():
        if not fine:
            return Rejected("ValidationError",
                            f"1 validation error detected: Value at '{name}' failed to satisfy constraint")
    duration = int(form.get("DurationSeconds", USUAL))
    if duration < SHORTEST:
        return Rejected("ValidationError", (
            f"1 validation error detected: Value '{duration}' at 'durationSeconds' failed to satisfy "
            f"constraint: Member must have value greater than or equal to {SHORTEST}"))
    return duration


def _elements(values: Mapping[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())


def _rejected(rejected: Rejected) -> wire.Reply:
    return wire.query_error("sts", rejected.code, rejected.message, rejected.status)
