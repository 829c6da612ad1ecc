"""From AWS's words about a refusal to a `Denial`: what the service said, in parts.

Wording: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html, and as seen from
services that add the policy's ARN or an encoded copy of the request. Every part may be missing. What we
conclude from it is in `explanation`.
"""

import re
from dataclasses import replace

from tui.problem import Denial
from tui.text import plain

LENGTH = 2000
"""Characters of a message that are read and kept."""

_WHO = re.compile(r"\bUser: (\S{1,600}) is not authorized", re.I)
_ACTION = re.compile(r"\bnot authorized to perform:? ([\w-]{1,60}:[\w*]{1,120})", re.I)
_RESOURCE = re.compile(r"\bon resource: \"?([^\s\"]{1,1200})", re.I)
_IMPLICIT = re.compile(
    r"\bbecause no (?P<type>[\w -]{1,60}?) allows the [\w-]{1,60}:[\w*]{1,120} action\b", re.I)
_EXPLICIT = re.compile(
    r"\b(?:with|due to) an explicit deny\b"
    r"(?: (?:transitively )?(?:in|through) (?:an?|the) (?P<type>[\w -]{1,60}?(?:policy|boundary))\b)?", re.I)
_POLICY = re.compile(
    r"[\s:(]{1,3}(?:policy (?:id|arn): ?)?(arn:[^\s()\"]{1,600}|p-\w{4,60}|A[A-Z0-9]{6,60}\b)")
_ENCODED = re.compile(r"\s*Encoded authorization failure message:\s*\S*", re.I)
"""A copy of the request for the account's own people; of no use here, and not to be passed on."""


def parse(message: str, *, code: str, request_id: str, at: str) -> Denial:
    """What the service said, in parts; a part it left out is ""."""
    said = _ENCODED.sub("", plain(message, LENGTH))
    denial = Denial(
        message=said,
        principal=_part(_WHO, said),
        action=_part(_ACTION, said),
        resource=_part(_RESOURCE, said),
        request_id=plain(request_id),
        at=at,
        code=plain(code),
    )
    for refusal, pattern in (("explicit", _EXPLICIT), ("implicit", _IMPLICIT)):
        if found := pattern.search(said):
            named = _POLICY.match(said, found.end())
            policy = named[1].rstrip(".,;") if named else ""
            return replace(denial, refusal=refusal, policy_type=_policy_type(found["type"]), policy=policy,
                           reason=found[0])
    return denial


def _part(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _policy_type(named: str | None) -> str:
    """The policy type in one wording; AWS also prints "sessions policy"."""
    words = " ".join((named or "").split())
    return "session policy" if words.lower() == "sessions policy" else words
