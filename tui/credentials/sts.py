"""Trading a proof for AWS credentials: AssumeRoleWithWebIdentity and AssumeRoleWithSAML, which nobody signs.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html and, beside it,
API_AssumeRoleWithSAML.html
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from tui.config import ROLE_ARN, Profile
from tui.credentials.asking import Said, Words, ask, told
from tui.credentials.model import AwsCredentials
from tui.identity.proof import Proof
from tui.problem import Denial, Kind, Problem
from tui.text import plain

if TYPE_CHECKING:
    from types_boto3_sts import STSClient

SERVICE = "AWS STS"
DURATION, SHORTEST = 3600, 900
"""Seconds to ask for: what every role of AWS allows, and the least there is where a role allows less."""
EXPIRED = "ExpiredToken"
"""The `code` of the one problem that a fresh proof solves."""
_WORDS: Words = {
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
_OF_SAML: Words = {
    **_WORDS,
    EXPIRED: (
        Kind.SIGN_IN, "AWS finds the SAML response too old", "Sign in again: it is good for five minutes."),
    "InvalidIdentityToken": (
        Kind.SIGN_IN, "AWS does not accept the identity provider's SAML response",
        "Compare it with the provider in IAM: its metadata holds the issuer and the certificate."),
}
_DENIED = re.compile(
    r"(?:User: (?P<who>\S+) .*)?perform:? (?P<action>[\w-]+:\w+)(?: on resource: (?P<resource>\S+))?")


def exchange(profile: Profile, proof: Proof, *, now: float, provider_id: str = "",
             ) -> AwsCredentials | Problem | Denial:
    """Credentials of the role that is meant for `proof`. Blocks on the network.

    `provider_id` names who gave an access token; an ID token says so itself.
    """
    from tui.credentials.aws import unsigned

    role = role_for(profile, proof)
    if isinstance(role, Problem):
        return role
    client = unsigned(profile, "sts")
    if isinstance(client, Problem):
        return client
    with closing(client):
        answer = _assume(client, role, proof, provider_id)
    if isinstance(answer, Said):
        return refused(answer, role, proof, now)
    return answer if isinstance(answer, Problem) else _read(answer, proof)


def role_for(profile: Profile, proof: Proof) -> str | Problem:
    """The role to ask for: the proof's, else the profile's; its trust policy has the last word."""
    if not proof.role:
        return profile.role_arn
    if ROLE_ARN.fullmatch(proof.role):
        return proof.role
    what = f"The claim `{profile.role_claim}` of the ID token names no IAM role"
    return Problem(Kind.SIGN_IN, what, proof.origin, "Ask who runs the identity provider.")


def session_name(subject: str) -> str:
    """`subject` as 2 to 64 of `[\\w+=,.@-]`, told apart by a digest where it had to change."""
    name = re.sub(r"[^\w+=,.@-]", "-", subject, flags=re.ASCII)
    if name == subject and 2 <= len(name) <= 64:
        return name
    return f"{name[:55]}-{hashlib.sha256(subject.encode()).hexdigest()[:8]}"


def _assume(
    client: "STSClient", role: str, proof: Proof, provider_id: str,
) -> Mapping[str, Any] | Said | Problem:
    """The answer, to a shorter session where the role allows less than usual."""
    named: dict[str, Any] = {"ProviderId": provider_id} if provider_id else {}
    call: Callable[..., Mapping[str, Any]] = partial(
        client.assume_role_with_saml, RoleArn=role, PrincipalArn=proof.saml_provider, SAMLAssertion=proof.raw,
    ) if proof.saml_provider else partial(
        client.assume_role_with_web_identity, RoleArn=role, RoleSessionName=session_name(proof.subject),
        WebIdentityToken=proof.raw, **named)
    for duration in (DURATION, SHORTEST):
        answer = ask(SERVICE, client.meta.endpoint_url, partial(call, DurationSeconds=duration))
        if not (isinstance(answer, Said) and "MaxSessionDuration" in answer.message):
            break
    return answer


def refused(said: Said, role: str, proof: Proof, now: float) -> Problem | Denial:
    """What an error answer of STS means for the exchange of `proof`."""
    if said.code != "AccessDenied":
        words = _OF_SAML if proof.saml_provider else _WORDS
        return told(said, words, SERVICE, f"{role}, {proof.origin}")
    found = _DENIED.search(said.message)
    named = {key: value or "" for key, value in found.groupdict().items()} if found else {}
    return Denial(
        message=said.message,
        principal=named.get("who", ""),
        action=named.get("action", ""),
        resource=named.get("resource", ""),
        request_id=said.request_id,
        at=f"{datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H:%M:%SZ}",
        code="AccessDenied",
        inference=f"The trust policy of {role} does not accept sub {proof.subject}, {proof.origin}.",
        todo="Ask who runs the AWS account to compare the two.",
    )


def _read(answer: Mapping[str, Any], proof: Proof) -> AwsCredentials | Problem:
    try:
        keys, principal = answer["Credentials"], answer["AssumedRoleUser"]["Arn"]
        owner = answer["Subject" if proof.saml_provider else "SubjectFromWebIdentityToken"]
        expires = keys["Expiration"].timestamp()
        parts = (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    except (KeyError, TypeError, AttributeError):
        what = "The answer of AWS STS is incomplete"
        return Problem(Kind.UNAVAILABLE, what, proof.origin, "Try again in a moment.")
    if not isinstance(owner, str) or not re.fullmatch(r"[\x20-\x7e]{1,255}", owner):
        return Problem(Kind.SIGN_IN, "AWS STS names nobody we know", proof.origin, "Check the AWS endpoint.")
    return AwsCredentials(*parts, expires_at=expires, principal_arn=plain(principal, 500), owner_id=owner)
