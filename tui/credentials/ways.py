"""How a person chose to sign in: kept beside the sign-in, for a profile that names no `flow` of its own."""

from dataclasses import replace

from tui.config import Profile
from tui.credentials.private import PrivateFile
from tui.credentials.store import Store
from tui.identity.providers import provider_of
from tui.identity.steps import Flow
from tui.presets import PRESETS
from tui.problem import Kind, Problem

AUTOMATIC = "auto"
"""The choice to have none: whichever flow suits."""


def begin(profile: Profile) -> Flow:
    """A sign-in by the flow that the profile names, else by the one that was chosen, else by what suits."""
    return provider_of(profile).begin(replace(profile, flow=profile.flow or chosen(profile)))


def chosen(profile: Profile) -> str:
    """The flow that was chosen for a profile; "" for none, and for what is not one of its provider's."""
    kept = _place(profile).read()
    return kept if isinstance(kept, str) and kept in PRESETS[profile.provider].flows else ""


def choose(profile: Profile, flow: str) -> Profile | Problem:
    """The profile with `flow` for its own, for now."""
    known = PRESETS[profile.provider].flows
    if flow in (AUTOMATIC, *known):
        return replace(profile, flow="" if flow == AUTOMATIC else flow)
    what = f"{profile.provider} has no sign-in by {flow}"
    return Problem(Kind.USAGE, what, f"profile {profile.name}", f"Choose one of: {', '.join(known)}.")


def remember(profile: Profile, flow: str) -> Problem | None:
    """Sign in by `flow` from now on."""
    with Store(profile).locked() as problem:
        if problem:
            return problem
        place = _place(profile)
        return place.remove() if flow == AUTOMATIC else place.replace(flow)


def _place(profile: Profile) -> PrivateFile:
    return PrivateFile(Store(profile).path.with_suffix(".flow"))
