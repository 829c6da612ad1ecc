"""A refusal in full: what the service said and what we conclude, kept apart and labelled."""


from typing import NamedTuple

from textual.content import Content

from tui.problem import Denial, Problem
from tui.text import plain
from tui.widgets.bars import beside

_LONG = 2000
_LABEL = 12
_UNSAID = "(not said)"

Facts = tuple[tuple[str, str], ...]


class Report(NamedTuple):
    """A headline, and facts by whose word they are: (title, facts by label)."""

    headline: str
    parts: tuple[tuple[str, Facts], ...]

    def __str__(self) -> str:
        lines = [f"dynacart: {self.headline}"]
        for title, facts in self.parts:
            lines += ["", title, *(f"  {label:{_LABEL}}{text}" for label, text in facts)]
        return "\n".join(lines) + "\n"

    def content(self, width: int, way: str = "") -> Content:
        """The report as it is shown; `way` is the way out, told before the details."""
        rows = [Content.styled(self.headline, "bold $error"), *([Content(way)] if way else [])]
        for title, facts in self.parts:
            rows += [Content(""), Content.styled(title, "$accent")]
            for label, text in facts:
                rows += beside((label, "$muted"), text, width, _LABEL)
        return Content("\n").join(rows)


def report(headline: str, why: Denial | Problem) -> Report:
    """The report of a refusal, or of a failure that is none."""
    if isinstance(why, Problem):
        what = "" if why.what in headline else why.what
        failed = _facts(("what", what), ("where", why.where), ("code", why.code), ("what to do", why.todo))
        return Report(headline, (("What happened", failed),) if failed else ())
    said = _facts(("who", why.principal or _UNSAID), ("what", why.action or _UNSAID),
                  ("on", why.resource or _UNSAID), ("why", _why(why)), ("policy", why.policy),
                  ("request", why.request_id or _UNSAID), ("time", why.at))
    ours = _facts(("we conclude", why.inference), ("what to do", why.todo))
    words = _facts((why.code, why.message))
    parts = (("What the service said", said), ("What we make of it", ours), ("In its own words", words))
    return Report(headline, tuple((title, facts) for title, facts in parts if facts))


def _facts(*facts: tuple[str, str]) -> Facts:
    return tuple((label, plain(text, _LONG)) for label, text in facts if text)


def _why(why: Denial) -> str:
    kind = {"implicit": "implicit deny", "explicit": "explicit deny"}.get(why.refusal, "")
    reason = why.reason.removeprefix("because ").removeprefix("with an explicit deny ")
    return ": ".join(part for part in (kind, reason) if part) or _UNSAID
