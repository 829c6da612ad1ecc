"""What can go wrong, as values: every layer answers with these, so that no exception reaches a screen.

Two shapes only. A `Problem` is anything the person or the administrator can act upon; a `Denial` is what
IAM refused. Both hold text from outside, unescaped and never to be parsed as markup.
"""

from enum import IntEnum

from tui.record import record


class Kind(IntEnum):
    """What sort of problem it is; the number is the command line's exit code."""

    BUG = 1
    USAGE = 2
    """Usage or configuration: a bad flag, a bad config file, a table that does not exist."""
    SIGN_IN = 3
    """Not signed in, or the sign-in failed."""
    DENIED = 4
    CONFLICT = 5
    UNAVAILABLE = 6
    """Not now: network, throttling, a 5xx. Worth retrying."""
    INTERRUPTED = 130


@record
class Problem:
    """One thing that is wrong, in words for the person who has to act.

    `what` is one sentence without a full stop; `where` is a file and line, URL, table or key; `todo` is the
    next step, one sentence; `code` is the peer's own error code where there is one
    (`invalid_client`, `ResourceNotFoundException`). None of them ever holds a secret.
    """

    kind: Kind
    what: str
    where: str = ""
    todo: str = ""
    code: str = ""

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        step = f" {self.todo}" if self.todo else ""
        return f"{self.what}{place}.{step}"


@record
class Denial:
    """A refusal by IAM: what the service said (`principal` to `request_id`), kept apart from what we infer.

    Any field the service left out is "". `message` is the service's sentence as it came. `refusal` is
    "implicit" (nothing allows it), "explicit" (a policy denies it) or "" where the service did not say;
    `policy_type` names the policy type AWS blamed ("identity-based policy", ...) and `policy` its ARN or id,
    where AWS told it. `at` is ISO 8601 UTC.
    """

    message: str
    principal: str = ""
    action: str = ""
    resource: str = ""
    reason: str = ""
    refusal: str = ""
    policy_type: str = ""
    policy: str = ""
    request_id: str = ""
    at: str = ""
    code: str = "AccessDeniedException"
    inference: str = ""
    """What we conclude, in one sentence; labelled as ours wherever it is shown."""
    todo: str = ""
    """What to do next, in one sentence."""
