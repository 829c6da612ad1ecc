"""Tokens for other audiences, issuers and roles, and other doors of STS."""

from collections.abc import Mapping
from dataclasses import dataclass, field

OTHER_APP = "another-app"
"""A client that the provider in IAM knows too, and no role trusts."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A token with these claims, offered for a role; `code` is STS's answer, "" if it is credentials."""

    name: str
    code: str
    claims: Mapping[str, object] = field(default_factory=dict)
    role: str = "dynacart-cart"
    more: Mapping[str, object] = field(default_factory=dict)


INVALID, DENIED, EXPIRED = "InvalidIdentityToken", "AccessDenied", "ExpiredTokenException"
TOKENS = [
    Claimed("a sound token", ""),
    Claimed("for an app nobody knows", INVALID, {"aud": "other"}),
    Claimed("for another app of the same provider", DENIED, {"aud": OTHER_APP}),
    Claimed("for ours, but given to another app", INVALID, {"azp": "other"}),
    Claimed("for ours, but given to the provider's other app", DENIED, {"azp": OTHER_APP}),
    Claimed("for several, none of them ours", INVALID, {"aud": ["other", "more"]}),
    Claimed("for nobody", INVALID, {"aud": None}),
    Claimed("an access token, for an API", INVALID, {"aud": "https://api.example.com"}),
    Claimed("of another issuer", INVALID, {"iss": "https://login.example.com"}),
    Claimed("of our issuer with a path behind", INVALID, {"iss": "@issuer/more"}),
    Claimed("of a person whom no role trusts", DENIED, {"sub": "mallory"}),
    Claimed("of nobody", INVALID, {"sub": ""}),
    Claimed("of two people", INVALID, {"sub": ["alice", "bob"]}),
    Claimed("of everybody", DENIED, {"sub": "*"}),
    Claimed("of a person in another case", DENIED, {"sub": "Alice"}),
    Claimed("of a viewer, for the cart role", DENIED, {"sub": "viewer"}),
    Claimed("of alice, for the viewer role", DENIED, role="dynacart-viewer"),
    Claimed("for a role that is not there", DENIED, role="dynacart-admin"),
    Claimed("expired", EXPIRED, {"exp": 1, "iat": 0}),
    Claimed("not valid yet", INVALID, {"nbf": 99_999_999_999}),
    Claimed("with a policy of one's own", "ValidationError", more={"Policy": '{"Version": "2012-10-17"}'}),
    Claimed("for longer than the role allows", "ValidationError", more={"DurationSeconds": 43_200}),
    Claimed("with a provider named beside", "ValidationError", more={"ProviderId": "www.amazon.com"}),
]

DOORS: list[tuple[str, dict[str, str]]] = [
    ("AssumeRole", {"RoleArn": "arn:aws:iam::123456789012:role/dynacart-cart", "RoleSessionName": "x"}),
    ("GetSessionToken", {}), ("GetFederationToken", {"Name": "x"}), ("AssumeRoot", {"TargetPrincipal": "x"}),
    ("GetAccessKeyInfo", {"AccessKeyId": "x"}), ("DecodeAuthorizationMessage", {"EncodedMessage": "x"}),
]
"""What a session asks of STS beside who it is; all refused."""
