"""What we conclude from a refusal and from what was tried, and what to do next, in plain words.

A condition on keys or attributes that fails reads the same as no permission at all, and of several policies
that refuse AWS names one: so this is ours, and labelled as such wherever it is shown.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from tui.dynamo.call import Call
from tui.problem import Denial
from tui.record import record
from tui.text import plain

_ROLE = re.compile(r"arn:[\w-]{1,20}:sts::(\d{12}):assumed-role/([^/\s]{1,64})/")
IDENTITY = "identity-based policy"


@record
class _Kind:
    """One type of policy: what it is to somebody who never heard of it, and who can change it."""

    meaning: str
    todo: str


_KINDS: Mapping[str, _Kind] = {
    "resource-based policy": _Kind(
        "The table's own policy {verb} this, whatever your role may do.",
        "Ask {admin} about the policy of {table}."),
    "permissions boundary": _Kind(
        "The limit set on your role, its permissions boundary, {verb} this, whatever its policies say.",
        "Ask {admin} to widen the role's boundary."),
    "session policy": _Kind(
        "Your credentials were given out with less than the role has: their session policy {verb} this.",
        "Sign in again; if that does not help, ask {admin} how the credentials are given out."),
    "vpc endpoint policy": _Kind(
        "The network you are in {verb} this: its way to DynamoDB lets only some requests through.",
        "Try from another network, or ask who runs this one about its endpoint for DynamoDB."),
    "service control policy": _Kind(
        "Your organisation {verb} this for the whole account; nobody in the account can change that.",
        "Ask the administrator of your AWS organisation."),
    "resource control policy": _Kind(
        "Your organisation {verb} this for what the account holds; nobody in the account can change that.",
        "Ask the administrator of your AWS organisation."),
    "role trust policy": _Kind(
        "The role itself {verb} this: it says who may take it on, and does not name you.",
        "Ask {admin} to let you take on the role, or check `role_arn` in your profile."),
}


def explain(denial: Denial, call: Call) -> Denial:
    """`denial` with what we conclude from it and from what was tried, and what to do next."""
    found = _ROLE.match(denial.principal)
    role = f"role {found[2]}" if found else "role"
    admin = f"the administrator of {f'account {found[1]}' if found else 'the AWS account'}"
    kind = _KINDS.get(denial.policy_type.lower())
    if kind:
        verb = "forbids" if denial.refusal == "explicit" else "does not allow"
        return _with(denial, kind.meaning.format(verb=verb),
                     kind.todo.format(admin=admin, table=call.table))
    if denial.refusal == "explicit":
        blamed = denial.policy_type or "policy"
        return _with(denial, f"{_a(blamed)} forbids this, whatever else allows it.",
                     f"Ask {admin} about the deny in that {blamed}.")
    if denial.refusal == "implicit" and denial.policy_type not in ("", IDENTITY):
        blamed = denial.policy_type
        return _with(denial, f"Whatever your other policies allow, the {blamed} does not allow it.",
                     f"Ask {admin} to allow {_wanted(call)} there too.")
    return _nothing_allows(denial, call, role, admin)


def _nothing_allows(denial: Denial, call: Call, role: str, admin: str) -> Denial:
    """No policy of the role allows it: for whose rows it was, and what else is known of them, says why."""
    if call.owner != call.me:
        mine = f"your {role} reaches only those of {plain(call.me)}"
        return _with(denial, f"These rows belong to {plain(call.owner)}, {mine}.", "Open your own cart.")
    if call.writes and call.readable:
        return _with(denial, f"Your {role} may read these rows but not change them.",
                     f"Ask {admin} to allow {_wanted(call)}, or sign in as somebody who may.")
    whose = " for the rows of your owner id" if call.owner else ""
    return _with(denial, f"Your {role} has no permission for {_wanted(call)}{whose}.",
                 f"Ask {admin} to allow it, or check the table in your profile, `{call.setting}`.")


def _wanted(call: Call) -> str:
    return f"{' and '.join(call.actions)} on {call.table}"


def _a(noun: str) -> str:
    return f"An {noun}" if noun[:1].lower() in "aeiou" else f"A {noun}"


def _with(denial: Denial, inference: str, todo: str) -> Denial:
    return replace(denial, inference=plain(inference, 500), todo=plain(todo, 500))
