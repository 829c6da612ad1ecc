"""Facebook: a code on another screen by a protocol of its own, an access token in place of an ID token.

https://developers.facebook.com/docs/facebook-login/for-devices. `client_id` is the app's id, `client_secret`
its client token, `issuer` the Graph API. Errors are told by `error_subcode`; there is no ID token and nothing
to refresh: a long-lived token is good for about 60 days, then the person signs in again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import requests

from tui.config import Profile
from tui.identity import words
from tui.identity.device import read_code, seconds
from tui.identity.http import guard, json_object, place, retry_after, unreachable, unusable
from tui.identity.proof import Proof
from tui.identity.steps import DeviceCode, Flow, Outcome, Pending, Refusal, Refused, SlowDown, Step
from tui.identity.tokens import Rejected, Tokens, Transient
from tui.problem import Kind, Problem
from tui.text import plain

SCOPES = "public_profile"
LIFE = 3600.0
"""Seconds a token is believed to live where Facebook does not say."""
_STATES = {1349174: "authorization_pending", 1349172: "slow_down", 1349173: "access_denied",
           1349152: "expired_token"}
_TOKEN = 190
"""Code of a token that is not accepted, or not any more."""
_CLIENT = (101, _TOKEN)
"""Codes of an app id or client token that is not accepted."""


class FacebookFlow:
    """Signing in with Facebook. One thread at a time."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def start(self) -> DeviceCode | Problem:
        """Ask for a new code."""
        answer = self._post("/device/login", scope=SCOPES)
        match answer:
            case Transient() | Refused():
                return answer.problem
            case Pending() | SlowDown():
                return Problem(Kind.UNAVAILABLE, words.UNREADABLE, self._profile.issuer,
                               "Try again in a moment.")
        return read_code({**answer, "device_code": answer.get("code")}, self._profile.issuer)

    def poll(self, step: Step) -> Outcome:
        """Ask once whether the person has decided."""
        if not isinstance(step, DeviceCode):
            return Pending()
        answer = self._post("/device/login_status", code=step.device_code)
        if not isinstance(answer, Mapping):
            return answer
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            return Refused(Refusal.OTHER, Problem(
                Kind.SIGN_IN, "Facebook gave no access token", self._profile.issuer, "Sign in again."))
        return Tokens("", token, expires_in=seconds(answer.get("expires_in"), LIFE))

    def answer(self, values: Sequence[str]) -> Outcome:  # noqa: ARG002 - see Flow
        """Nothing is asked of the person here but to go and approve."""
        return Pending()

    def close(self) -> None:
        """Nothing is held: a code that is given up expires by itself."""

    def _post(self, path: str, **form: str) -> Mapping[str, Any] | Pending | SlowDown | Transient | Refused:
        app = f"{self._profile.client_id}|{self._profile.client_secret}"
        url = self._profile.issuer.rstrip("/") + path
        try:
            with guard(requests.Session()) as session:
                response = session.post(url, {"access_token": app, **form})
        except (requests.RequestException, OSError) as error:
            return Transient(unreachable(error, url))
        body = json_object(response)
        if body is None or (response.status_code >= 500 and not isinstance(body.get("error"), dict)):
            return Transient(unusable(response), retry_after(response))
        if response.ok and not body.get("error"):
            return body
        return classify(body.get("error"), place(url))


def classify(error: object, where: str) -> Pending | SlowDown | Transient | Refused:
    """What an error object of the Graph API means; one we do not know ends the polling."""
    fields: Mapping[str, Any] = error if isinstance(error, dict) else {}
    message = fields.get("message")
    said = message if isinstance(message, str) else ""
    code, subcode = (value if isinstance(value, int) else 0
                     for value in (fields.get("code"), fields.get("error_subcode")))
    match _STATES.get(subcode, ""):
        case "authorization_pending":
            return Pending()
        case "slow_down":
            return SlowDown()
        case "access_denied":
            return Refused(Refusal.DENIED, words.problem("access_denied", said, where))
        case "expired_token":
            return Refused(Refusal.EXPIRED, words.problem("expired_token", said, where))
    if code in (1, 2, 4, 17, 341):  # unknown error, service, and rate limits of app and person
        return Transient(Problem(Kind.UNAVAILABLE, f"Facebook is busy: {plain(said)}", where))
    if code in _CLIENT:
        return Refused(Refusal.CLIENT, words.problem("invalid_client", said, where))
    what = f"Facebook answered {code}: {plain(said)}".rstrip(": ")
    return Refused(Refusal.OTHER, Problem(Kind.SIGN_IN, what, where, "Check the app's settings at Facebook.",
                                          str(code)))


def begin(profile: Profile) -> Flow:
    """See `IdentityProvider`."""
    return FacebookFlow(profile)


def prove(profile: Profile, tokens: Tokens, now: float) -> Proof | Problem:
    """See `IdentityProvider`: the access token itself, and whose it is by Facebook's own word."""
    url = profile.issuer.rstrip("/") + "/me"
    try:
        with guard(requests.Session()) as session:
            response = session.get(url, params={"fields": "id,name"},
                                   headers={"Authorization": f"Bearer {tokens.access_token}"})
    except (requests.RequestException, OSError) as error:
        return unreachable(error, url)
    body = json_object(response)
    if body is None or response.status_code >= 500:
        return unusable(response)
    person, name = body.get("id"), body.get("name")
    if not response.ok or not isinstance(person, str) or not (person.isascii() and person.isalnum()):
        return Problem(Kind.SIGN_IN, "Facebook does not say whose access token it gave", place(url),
                       "Sign in again.")
    shown = plain(name, 80) if isinstance(name, str) else ""
    return Proof(tokens.access_token, profile.issuer, person, (profile.client_id,),
                 now + (tokens.expires_in or LIFE), shown or person)


def refresh(profile: Profile, refresh_token: str) -> Tokens | Rejected | Transient:  # noqa: ARG001 - see there
    """See `IdentityProvider`; there is nothing to refresh with."""
    return Rejected(Problem(Kind.SIGN_IN, "Your sign-in has ended", profile.issuer, "Sign in again."))


def revoke(profile: Profile, refresh_token: str, proof: Proof) -> Problem | None:  # noqa: ARG001 - see there
    """See `IdentityProvider`: the app is taken out of the person's account, which ends all of its tokens.

    https://developers.facebook.com/docs/facebook-login/guides/permissions/request-revoke
    """
    url = profile.issuer.rstrip("/") + "/me/permissions"
    try:
        with guard(requests.Session()) as session:
            response = session.delete(url, headers={"Authorization": f"Bearer {proof.raw}"})
    except (requests.RequestException, OSError) as error:
        return unreachable(error, url)
    body = json_object(response) or {}
    if response.ok and (response.text.strip() == "true" or body.get("success") is True):
        return None
    refusal = body.get("error")
    if isinstance(refusal, dict) and refusal.get("code") == _TOKEN:  # it has ended already
        return None
    outcome = classify(refusal, place(url)) if refusal else None
    return outcome.problem if isinstance(outcome, Transient | Refused) else unusable(response)
