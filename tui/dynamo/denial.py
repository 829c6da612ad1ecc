"""From AWS's words about a refusal to a `Denial`: what the service said, and apart from it what we conclude.

Wording: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html. Every part may be
missing; a condition on keys or attributes that fails reads the same as no permission at all.
"""

import re
from dataclasses import replace

from tui.dynamo.call import Call
from tui.problem import Denial
from tui.text import plain

LENGTH = 2000
"""Characters of a message that are read and kept."""

_WHO = re.compile(r"\bUser: (\S{1,600}) is not authorized", re.I)
_ACTION = re.compile(r"\bnot authorized to perform:? ([\w-]{1,60}:[\w*]{1,120})", re.I)
_RESOURCE = re.compile(r"\bon resource: \"?([^\s\"]{1,1200})", re.I)
_IMPLICIT = re.compile(r"\bbecause no ([\w -]{1,60}?) allows the [\w-]{1,60}:[\w*]{1,120} action.*", re.I)
_EXPLICIT = re.compile(
    r"\b(?:with|due to) an explicit deny\b"
    r"(?: (?:transitively )?(?:in|through) (?:an?|the) ([\w -]{1,60}?(?:policy|boundary))\b)?.*", re.I)
_ROLE = re.compile(r"arn:[\w-]{1,20}:sts::(\d{12}):assumed-role/([^/\s]{1,64})/")


def parse(message: str, *, code: str, request_id: str, at: str) -> Denial:
    """What the service said, in parts; a part it left out is ""."""
    said = plain(message, LENGTH)
    denial = Denial(
        message=said,
        principal=_part(_WHO, said),
        action=_part(_ACTION, said),
        resource=_part(_RESOURCE, said),
        request_id=plain(request_id),
        at=at,
        code=plain(code),
    )
    if found := _EXPLICIT.search(said):
        return replace(denial, refusal="explicit", policy_type=_policy_type(found[1]), reason=found[0])
    if found := _IMPLICIT.search(said):
        return replace(denial, refusal="implicit", policy_type=_policy_type(found[1]), reason=found[0])
    return denial


def explain(denial: Denial, call: Call) -> Denial:
    """`denial` with what we conclude from it and from what was tried, and what to do next."""
    found = _ROLE.match(denial.principal)
    role = f"role {found[2]}" if found else "role"
    ask = f"Ask the administrator of {f'account {found[1]}' if found else 'the AWS account'}"
    wanted = f"{' and '.join(call.actions)} on {call.table}"
    blamed = denial.policy_type or "policy"
    if denial.refusal == "explicit":
        return _with(denial, f"A {blamed} forbids this, whatever else allows it.",
                     f"{ask} about that {blamed}.")
    if call.owner != call.me:
        mine = f"your {role} reaches only those of {plain(call.me)}"
        return _with(denial, f"These rows belong to {plain(call.owner)}, {mine}.", "Open your own cart.")
    if call.writes and call.readable:
        return _with(denial, f"Your {role} may read these rows but not change them.",
                     f"{ask} to allow {wanted}, or sign in as somebody who may.")
    if denial.refusal == "implicit" and denial.policy_type not in ("", "identity-based policy"):
        return _with(denial, f"Whatever your other policies allow, the {blamed} does not allow it.",
                     f"{ask} to allow {wanted} there too.")
    whose = " for the rows of your owner id" if call.owner else ""
    return _with(denial, f"Your {role} has no permission for {wanted}{whose}.",
                 f"{ask} to allow it, or check the table in your profile, `{call.setting}`.")


def _with(denial: Denial, inference: str, todo: str) -> Denial:
    return replace(denial, inference=plain(inference, 500), todo=plain(todo, 500))


def _part(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _policy_type(named: str | None) -> str:
    """The policy type in one wording; AWS also prints "sessions policy"."""
    words = " ".join((named or "").split())
    return "session policy" if words.lower() == "sessions policy" else words
