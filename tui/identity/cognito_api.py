"""The user pool's own interface: calls that nobody signs, over the bounded HTTP of all identity providers.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
"""

import json
from collections.abc import Mapping
from typing import Any

import requests

from tui.config import Profile
from tui.identity.http import guard, json_object, place, retry_after, unreachable, unusable
from tui.identity.tokens import Transient
from tui.problem import Kind, Problem
from tui.record import record
from tui.text import plain

TARGET = "AWSCognitoIdentityProviderService"
_BUSY = ("TooManyRequests", "LimitExceeded", "InternalError", "Throttling", "ThrottledRequests")
_FORGOTTEN = "If it is forgotten, reset it on the page of the pool: dynacart login --flow browser"
_SETTINGS = "Check `user_pool_id` and `client_id` in the profile, and the flows of the app client."
_WORDS = {
    "NotAuthorized": ("The user pool does not let you in", f"Check name and password. {_FORGOTTEN}"),
    "UserNotFound": ("The user pool knows nobody of that name", "Check the name."),
    "UserNotConfirmed": ("This account has not been confirmed yet",
                         "Confirm it with the code that was sent to you, then sign in."),
    "PasswordResetRequired": (
        "The user pool wants a new password before it lets you in",
        "Choose \"Forgot your password?\" on the page of the pool: dynacart login --flow browser"),
    "ResourceNotFound": ("The user pool does not know this client", _SETTINGS),
    "InvalidParameter": ("The user pool does not accept the request", _SETTINGS),
    "ExpiredCode": ("The code has expired", "Sign in again for a new one."),
    "CodeMismatch": ("That code is not the right one", "Enter the newest code."),
    "InvalidPassword": ("That password does not meet the pool's policy", "Choose another one."),
    "RefreshTokenReuse": ("The refresh token was used before", "Sign in again."),
}


@record
class Failure:
    """An error of the user pool; `code` comes without the suffix `Exception`."""

    code: str
    message: str
    where: str

    @property
    def problem(self) -> Problem:
        """Our words, then the pool's own."""
        what, todo = _WORDS.get(self.code, (f"The user pool answered {self.code}", "Ask who runs it."))
        what = f"{what}: {self.message.rstrip('.')}" if self.message else what
        return Problem(Kind.SIGN_IN, what, self.where, todo, self.code)


Answer = Mapping[str, Any] | Failure | Transient


def call(profile: Profile, operation: str, **body: object) -> Answer:
    """What the profile's user pool answers. Blocks on the network."""
    region = profile.user_pool_id.partition("_")[0]
    url = profile.endpoint("cognito-idp") or f"https://cognito-idp.{region}.amazonaws.com/"
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{TARGET}.{operation}"}
    try:
        with guard(requests.Session()) as session:
            response = session.post(url, json.dumps({"ClientId": profile.client_id, **body}), headers=headers)
    except (requests.RequestException, OSError) as error:
        return Transient(unreachable(error, url))
    answer = json_object(response)
    if answer is None:  # RevokeToken answers with an empty body
        return {} if response.ok and not response.content else Transient(unusable(response))
    if response.ok:
        return answer
    code = plain(str(answer.get("__type", ""))).rpartition("#")[2].removesuffix("Exception")
    if code in _BUSY or response.status_code >= 500:
        return Transient(unusable(response), retry_after(response))
    return Failure(code, plain(str(answer.get("message", answer.get("Message", "")))), place(url))
