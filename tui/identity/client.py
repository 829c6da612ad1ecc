"""Our side of OAuth 2.0 at one provider: the three requests we ever send it, over Authlib's session, and the
one address we send the person to."""

from typing import Any

import requests
from authlib.integrations.requests_client.oauth2_session import OAuth2ClientAuth, OAuth2Session

from tui.config import Profile
from tui.identity import words
from tui.identity.discovery import Provider
from tui.identity.http import guard, json_object, place, retry_after, unreachable, unusable
from tui.identity.tokens import Transient
from tui.presets import PRESETS
from tui.problem import Kind, Problem
from tui.record import record


@record
class Error:
    """The provider's error answer (RFC 6749 section 5.2): code, its own words, `interval`, as they came."""

    code: str
    description: str
    where: str
    interval: object = None


Answer = dict[str, Any] | Error | Transient


class _Stop(Exception):
    def __init__(self, answer: Error | Transient) -> None:
        self.answer = answer


class Client:
    """One client at one provider. Not to be shared between threads."""

    def __init__(self, profile: Profile, provider: Provider) -> None:
        method, secret = _auth_method(profile, provider), profile.client_secret or None
        self._asks = PRESETS[profile.provider].asks
        self._provider, self._scope = provider, " ".join(profile.scopes)
        self._proof = OAuth2ClientAuth(profile.client_id, secret, method)
        self._oauth = guard(OAuth2Session(profile.client_id, secret, token_endpoint_auth_method=method,
                                          code_challenge_method="S256"))
        self._oauth.register_compliance_hook("access_token_response", _stop_at_errors)

    def ask_code(self) -> Answer:
        """Start a device authorization (RFC 8628 section 3.1)."""
        response = self._post(self._provider.device_authorization_endpoint, {"scope": self._scope})
        if isinstance(response, Problem):
            return Transient(response)
        return _failure(response) or json_object(response) or {}

    def authorization_url(self, redirect_uri: str, *, state: str, nonce: str, verifier: str) -> str:
        """Where the person decides (RFC 6749 section 4.1.1), with PKCE (RFC 7636) and a nonce."""
        url, _ = self._oauth.create_authorization_url(
            self._provider.authorization_endpoint, state, verifier, redirect_uri=redirect_uri,
            scope=self._scope, nonce=nonce, **self._asks)
        return str(url)

    def ask_tokens(self, grant_type: str, **parameters: str) -> Answer:
        """One request to the token endpoint; an error is told by its JSON code, never by the status alone."""
        url = self._provider.token_endpoint
        try:
            return dict(self._oauth.fetch_token(url, grant_type=grant_type, **parameters))
        except _Stop as stop:
            return stop.answer
        except (requests.RequestException, OSError) as error:
            return Transient(unreachable(error, url))
        except (ValueError, TypeError):
            problem = Problem(Kind.UNAVAILABLE, words.UNREADABLE, place(url), "Try again in a moment.")
            return Transient(problem)

    def revoke(self, token: str, hint: str) -> Problem | None:
        """Make `token` worthless (RFC 7009 section 2); None once the provider has confirmed it."""
        form = {"token": token, "token_type_hint": hint}
        response = self._post(self._provider.revocation_endpoint, form)
        if isinstance(response, Problem):
            return response
        if response.ok:
            return None
        failure = _failure(response)
        if isinstance(failure, Error) and failure.code == "invalid_token":  # worthless already (Google)
            return None
        if isinstance(failure, Error):
            return words.problem(failure.code, failure.description, failure.where)
        return unusable(response)

    def _post(self, url: str, form: dict[str, str]) -> requests.Response | Problem:
        try:
            return self._oauth.post(url, form, auth=self._proof)
        except (requests.RequestException, OSError) as error:
            return unreachable(error, url)


def _auth_method(profile: Profile, provider: Provider) -> str:
    """How to show the client secret: in the body where allowed, as few agree on the encoding Basic needs."""
    if not profile.client_secret:
        return "none"
    return "client_secret_post" if "client_secret_post" in provider.auth_methods else "client_secret_basic"


def _stop_at_errors(response: requests.Response) -> requests.Response:
    if failure := _failure(response):
        raise _Stop(failure)
    return response


def _failure(response: requests.Response) -> Error | Transient | None:
    """What is wrong with an answer that should hold JSON; None if nothing is.

    A code of the protocol counts whatever the status; one we do not know counts less than a 5xx. Google
    names its quota error `error_code`; Facebook and gateways answer with objects of their own.
    """
    body, where = json_object(response), place(response.url)
    if body is None:
        return Transient(unusable(response), retry_after(response))
    error = body.get("error") or body.get("error_code")
    if error in words.BUSY or (_busy(response) and error not in words.DECIDED):
        return Transient(unusable(response), retry_after(response))
    if isinstance(error, str):
        return Error(error, _text(body.get("error_description")), where, body.get("interval"))
    if error or not response.ok:
        detail = error.get("message") if isinstance(error, dict) else body.get("message")
        return Error(f"HTTP {response.status_code}", _text(detail), where)
    return None


def _busy(response: requests.Response) -> bool:
    return response.status_code in (408, 429) or response.status_code >= 500


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
