"""Trading an ID token for AWS credentials: AssumeRoleWithWebIdentity, a call to AWS STS that nobody signs.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

import hashlib
import re
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tui.config import ROLE_ARN, Profile
from tui.credentials.model import AwsCredentials
from tui.identity.proof import Proof
from tui.problem import Denial, Kind, Problem
from tui.text import plain

if TYPE_CHECKING:
    from types_boto3_sts import STSClient

DURATION = 3600
"""Seconds: the most that every role allows, whatever its MaxSessionDuration."""
EXPIRED = "ExpiredToken"
"""The `code` of the one problem that a fresh ID token solves."""
_WORDS = {
    EXPIRED: (Kind.SIGN_IN, "AWS finds the ID token expired", "Sign in again."),
    "InvalidIdentityToken": (
        Kind.SIGN_IN, "AWS does not accept the identity provider's token",
        "Compare it with the provider in IAM: its URL is the issuer, its audiences list the client."),
    "IDPCommunicationError": (
        Kind.UNAVAILABLE, "AWS cannot reach the identity provider", "Try again in a moment."),
    "IDPRejectedClaim": (Kind.SIGN_IN, "The identity provider has AWS refuse this sign-in", "Sign in again."),
    "MalformedPolicyDocument": (Kind.USAGE, "AWS finds a policy malformed", "Check the role in IAM."),
    "PackedPolicyTooLarge": (Kind.USAGE, "The token has too many tags", "Ask for fewer claims in it."),
    "RegionDisabled": (Kind.USAGE, "AWS STS is off in this region", "Activate it there, or change `region`."),
    "ValidationError": (Kind.USAGE, "AWS STS does not accept the request", "Check the role and its profile."),
}
_DENIED = re.compile(
    r"(?:User: (?P<who>\S+) .*)?perform:? (?P<action>[\w-]+:\w+)(?: on resource: (?P<resource>\S+))?")


def exchange(profile: Profile, token: Proof, *, now: float) -> AwsCredentials | Problem | Denial:
    """Credentials of the role that is meant for `token`. Blocks on the network."""
    from tui.credentials.aws import sts

    role = role_for(profile, token)
    if isinstance(role, Problem):
        return role
    client = sts(profile)
    if isinstance(client, Problem):
        return client
    with closing(client):
        answer = _assume(client, role, token, now)
    return answer if isinstance(answer, Problem | Denial) else _read(answer, token)


def role_for(profile: Profile, token: Proof) -> str | Problem:
    """The role to ask for: the token's, else the profile's; its trust policy has the last word."""
    if not token.role:
        return profile.role_arn
    if ROLE_ARN.fullmatch(token.role):
        return token.role
    what = f"The claim `{profile.role_claim}` of the ID token names no IAM role"
    return Problem(Kind.SIGN_IN, what, token.origin, "Ask who runs the identity provider.")


def session_name(subject: str) -> str:
    """`subject` as 2 to 64 of `[\\w+=,.@-]`, told apart by a digest where it had to change."""
    name = re.sub(r"[^\w+=,.@-]", "-", subject, flags=re.ASCII)
    if name == subject and 2 <= len(name) <= 64:
        return name
    return f"{name[:55]}-{hashlib.sha256(subject.encode()).hexdigest()[:8]}"


def _assume(
    client: "STSClient", role: str, token: Proof, now: float,
) -> Mapping[str, Any] | Problem | Denial:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        return client.assume_role_with_web_identity(
            RoleArn=role, RoleSessionName=session_name(token.subject), WebIdentityToken=token.raw,
            DurationSeconds=DURATION)
    except ClientError as error:
        return refused(error.response, role, token, now)
    except BotoCoreError as error:
        what = f"AWS STS cannot be reached: {_reason(error)}"
    except (ResponseParserError, KeyError, ValueError, TypeError, AttributeError):  # its parser leaks
        what = "The answer of AWS STS cannot be read"
    return Problem(Kind.UNAVAILABLE, what, client.meta.endpoint_url, "Check the network and try again.")


def refused(response: Mapping[str, Any], role: str, token: Proof, now: float) -> Problem | Denial:
    """What an error answer of STS means; `response` is botocore's."""
    error, meta = response.get("Error", {}), response.get("ResponseMetadata", {})
    said = plain(str(error.get("Message", "")), 500)
    code = plain(str(error.get("Code", ""))).removesuffix("Exception")
    if code == "AccessDenied":
        return _denial(said, plain(str(meta.get("RequestId", ""))), role, token, now)
    busy = meta.get("HTTPStatusCode", 0) >= 500 or "Throttl" in code
    other = (Kind.UNAVAILABLE, "AWS STS is busy", "Try again in a moment.") if busy else (
        Kind.SIGN_IN, "AWS STS refuses the exchange", "Ask who runs the AWS account.")
    kind, what, todo = _WORDS.get(code, other)
    what = f"{what}: {said.rstrip('.')}" if said else what
    return Problem(kind, what, f"{role}, {token.origin}", todo, code)


def _denial(said: str, request_id: str, role: str, token: Proof, now: float) -> Denial:
    found = _DENIED.search(said)
    named = {key: value or "" for key, value in found.groupdict().items()} if found else {}
    return Denial(
        message=said,
        principal=named.get("who", ""),
        action=named.get("action", ""),
        resource=named.get("resource", ""),
        request_id=request_id,
        at=f"{datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H:%M:%SZ}",
        code="AccessDenied",
        inference=f"The trust policy of {role} does not accept sub {token.subject}, {token.origin}.",
        todo="Ask who runs the AWS account to compare the two.",
    )


def _read(answer: Mapping[str, Any], token: Proof) -> AwsCredentials | Problem:
    try:
        keys, principal = answer["Credentials"], answer["AssumedRoleUser"]["Arn"]
        owner, expires = answer["SubjectFromWebIdentityToken"], keys["Expiration"].timestamp()
        parts = (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    except (KeyError, TypeError, AttributeError):
        what = "The answer of AWS STS is incomplete"
        return Problem(Kind.UNAVAILABLE, what, token.origin, "Try again in a moment.")
    if not isinstance(owner, str) or not re.fullmatch(r"[\x20-\x7e]{1,255}", owner):
        return Problem(Kind.SIGN_IN, "AWS STS names nobody we know", token.origin, "Check the AWS endpoint.")
    return AwsCredentials(*parts, expires_at=expires, principal_arn=plain(principal, 500), owner_id=owner)


def _reason(error: Exception) -> str:
    """botocore's words without the request: its messages start with what happened and end in the URL."""
    return plain(str(error).split(" URL", 1)[0].split(": \"", 1)[0], 120)
