"""boto3 clients that know one person only: the one signed in here.

Nothing of the shell's own AWS set-up takes part: no `~/.aws`, no AWS_PROFILE, no AWS_ACCESS_KEY_ID, no
instance metadata. What does is AWS_ENDPOINT_URL_*, AWS_CA_BUNDLE, AWS_SDK_UA_APP_ID, HTTPS_PROXY and
NO_PROXY.
"""

import os
import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, cast, overload

from botocore import UNSIGNED
from botocore import __version__ as botocore_version
from botocore.config import Config
from botocore.credentials import CredentialProvider, CredentialResolver, Credentials, ReadOnlyCredentials
from botocore.exceptions import CredentialRetrievalError
from botocore.session import Session as Core

from tui import __version__
from tui.config import Profile, check_url, endpoint_variable, loopback
from tui.credentials.sdk import models
from tui.credentials.session import Session
from tui.problem import Denial, Kind, Problem
from tui.text import plain

if TYPE_CHECKING:
    from types_boto3_cognito_identity import CognitoIdentityClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_sts import STSClient

EXPIRED = ("ExpiredTokenException", "ExpiredToken")
CONNECTIONS = 16
"""How many requests may be under way at a time without opening a connection for one use."""


class NotSignedIn(CredentialRetrievalError):
    """There is nothing to sign a request with; `problem` is why, in our own words."""

    def __init__(self, problem: Problem | Denial) -> None:
        said = problem.what if isinstance(problem, Problem) else problem.message
        super().__init__(provider="dynacart", error_msg=said)
        self.problem = problem


def dynamodb(session: Session) -> "DynamoDBClient | Problem":
    """A client that signs each request with what `session.current()` gives at that moment.

    A request without credentials raises `NotSignedIn`. Each is sent once: whether a write may go again is not
    for the SDK to know, as its first answer may be lost. Nor are parameters checked here: all are made by
    `tui.dynamo.expressions`. Thread-safe, as every such client; create it once.
    """
    profile = session.profile
    url = _endpoint("dynamodb", profile)
    if isinstance(url, Problem):
        return url
    config = Config(user_agent=agent(), connect_timeout=2, read_timeout=4, parameter_validation=False,
                    max_pool_connections=CONNECTIONS,
                    retries={"mode": "standard", "total_max_attempts": 1})
    credentials = _Fresh(session)
    client = cast("DynamoDBClient", _isolated(credentials).create_client(
        "dynamodb", profile.region, endpoint_url=url or None, config=config.merge(_no_proxy(url))))
    retry = cast("Callable[..., None]", credentials.retry_expired)  # the stubs know no answer, botocore does
    client.meta.events.register_first("needs-retry.dynamodb", retry)
    return client


@overload
def unsigned(profile: Profile, service: Literal["sts"]) -> "STSClient | Problem": ...
@overload
def unsigned(profile: Profile, service: Literal["cognito-identity"]) -> "CognitoIdentityClient | Problem": ...
def unsigned(profile: Profile, service: Literal["sts", "cognito-identity"]) -> object:
    """A client for the calls of `service` that nobody signs."""
    import boto3

    url = _endpoint(service, profile)
    if isinstance(url, Problem):
        return url
    config = Config(user_agent=agent(), connect_timeout=3, read_timeout=10, signature_version=UNSIGNED,
                    retries={"mode": "standard", "total_max_attempts": 2})
    return boto3.Session(botocore_session=_isolated(None)).client(
        service, profile.region, endpoint_url=url or None, config=config.merge(_no_proxy(url)))


def agent() -> str:
    """Who asks, for CloudTrail: made once, where botocore would put its own together twice a request.

    With the application id that somebody may have set for it, 50 characters at the most
    (https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html).
    """
    app = re.sub(r"[^!$%&'*+.^_`|~0-9A-Za-z-]", "-", os.environ.get("AWS_SDK_UA_APP_ID", ""))[:50]
    return f"dynacart/{__version__} Botocore/{botocore_version}" + (f" app/{app}" if app else "")


def _endpoint(service: str, profile: Profile) -> str | Problem:
    """The URL of `service`, "" for the region's own; checked here, as the environment may name it."""
    url = profile.endpoint(service) or ""
    if url and (why := check_url(url)):
        return Problem(Kind.USAGE, f"The endpoint for {service} {why}", plain(url),
                       f"Check {endpoint_variable(service)} and AWS_ENDPOINT_URL.")
    return url


def _no_proxy(url: str) -> Config:
    """Nothing on loopback goes through a proxy, whatever NO_PROXY says."""
    return Config(proxies={} if url and loopback(url) else None)


def _isolated(credentials: Credentials | None) -> Core:
    """What makes clients, for `boto3.Session` too; that also loads resources and S3 transfers, for 18 ms."""
    core = Core(session_vars={
        "profile": (None, None, None, None),
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
        "defaults_mode": (None, None, "legacy", None),  # "auto" asks the instance metadata
    })
    core.register_component("credential_provider", CredentialResolver([_Only(credentials)]))
    core.register_component("data_loader", models())
    return core


class _Only(CredentialProvider):
    METHOD = "dynacart"

    def __init__(self, credentials: Credentials | None) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> Credentials | None:
        return self._credentials


class _Fresh(Credentials):
    """botocore asks for credentials at every request; so when they expire and how they refresh is ours."""

    def __init__(self, session: Session) -> None:
        super().__init__("", "")
        self._session, self._used = session, threading.local()

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        current = self._session.current()
        if isinstance(current, Problem | Denial):
            raise NotSignedIn(current)
        self._used.key = current.access_key_id
        return ReadOnlyCredentials(current.access_key_id, current.secret_access_key, current.session_token)

    def retry_expired(
        self, response: tuple[object, dict[str, Any]] | None, attempts: int, **_: object,
    ) -> int | None:
        """Sign once more, at once, with renewed credentials, where AWS finds them ended before we do.

        A handler of botocore's `needs-retry` event: the seconds to wait before the next try, None for no try.
        """
        code = response[1].get("Error", {}).get("Code") if response else None
        if attempts > 1 or code not in EXPIRED:
            return None
        self._session.expire(self._used.key)
        return 0
