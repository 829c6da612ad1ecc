"""How we talk to an identity provider: short, bounded, encrypted, and without surprises.

Every session made ready by `guard` refuses plain http to other machines (also behind a redirect), gives up
after `TIMEOUT`, reads at most `LIMIT` bytes, follows no redirect of a POST, keeps no cookies, takes CA bundle
and proxy from the environment, never a proxy for loopback and never a password from `~/.netrc`.
"""

import os
import re
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from tui import __version__
from tui.config import check_url, loopback
from tui.problem import Kind, Problem
from tui.record import record
from tui.text import plain

TIMEOUT = (3.0, 10.0)
"""Seconds to connect, and between two bytes."""
PATIENCE = 30.0
"""Seconds for a whole answer, however slowly it drips."""
LIMIT = 256 * 1024
"""Bytes of one answer, unpacked."""
LONGEST_WAIT = 300.0
"""The most seconds of Retry-After we believe."""

S = TypeVar("S", bound=requests.Session)


@record
class Reply:
    """A JSON object, and the server's clock (seconds since the epoch) where it showed one."""

    body: Mapping[str, Any]
    date: float | None


class Unacceptable(requests.RequestException):
    """We will not go on with this request or answer; the text says why."""


class _Guard(HTTPAdapter):
    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        url = request.url or ""
        if why := check_url(url):
            raise Unacceptable(f"The address {why}")
        proxies = {} if loopback(url) else get_environ_proxies(url)
        try:
            response = super().send(request, True, TIMEOUT, _ca_bundle(), proxies=proxies)
            with response:
                body = _read(response.raw)
        except HTTPError as error:
            raise requests.ConnectionError(error, request=request) from error
        if response.is_redirect and request.method == "POST":
            raise Unacceptable("The server redirects a request that holds secrets")
        response.raw, response.encoding = BytesIO(body), "utf-8"
        return response


def guard(session: S) -> S:
    """`session`, made to keep the rules of this module."""
    session.trust_env = False
    session.max_redirects = 3
    session.headers["User-Agent"] = f"dynacart/{__version__}"
    session.headers["Accept"] = "application/json"
    for prefix in ("https://", "http://", ""):
        session.mount(prefix, _Guard())
    return session


def get_json(url: str) -> Reply | Problem:
    """The JSON object at `url`; anything else is a problem that names host and reason."""
    try:
        with guard(requests.Session()) as session:
            response = session.get(url)
    except (requests.RequestException, OSError) as error:
        return unreachable(error, url)
    body = json_object(response)
    if response.status_code != requests.codes.ok or body is None:
        return unusable(response)
    return Reply(body, http_date(response.headers.get("Date", "")))


def reach(url: str) -> float | Problem | None:
    """The clock of the server at `url`, None if it shows none; any answer will do, as long as it is one.

    So will 500: some providers fail on whoever comes to their sign-in page with no request at all.
    """
    try:
        with guard(requests.Session()) as session:
            response = session.get(url)
    except (requests.RequestException, OSError) as error:
        return unreachable(error, url)
    if response.status_code > requests.codes.internal_server_error:
        return unusable(response)
    return http_date(response.headers.get("Date", ""))


def json_object(response: requests.Response) -> dict[str, Any] | None:
    """The answer's JSON object; None if it is none, whatever its content type claims."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def retry_after(response: requests.Response) -> float:
    """Seconds the server asks us to wait (RFC 9110 section 10.2.3), bounded; 0 if it names none."""
    value = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return min(float(value), LONGEST_WAIT)
    when, now = http_date(value), http_date(response.headers.get("Date", ""))
    if when is None:
        return 0.0
    return min(max(0.0, when - (time.time() if now is None else now)), LONGEST_WAIT)


def http_date(value: str) -> float | None:
    """Seconds since the epoch of an HTTP date, or None."""
    try:
        return parsedate_to_datetime(value).replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def unusable(response: requests.Response) -> Problem:
    """What to say of an answer that came through but holds nothing we can use.

    Never a matter of signing in again: it may come from a proxy, or a hotel's network, in between.
    """
    host = plain(urlsplit(response.url).hostname or "", 80)
    busy = response.status_code in (408, 429) or response.status_code >= 500
    todo = "Try again in a moment." if busy else "Check the address in the profile."
    what = f"{host} gave no usable answer (HTTP {response.status_code})"
    return Problem(Kind.UNAVAILABLE, what, place(response.url), todo)


def unreachable(error: Exception, url: str) -> Problem:
    """What to say of a request that got no answer at all. Never quotes the request."""
    host = plain(urlsplit(url).hostname or "", 80)
    what, todo = f"{host} cannot be reached", "Check the network and try again."
    match error:
        case Unacceptable():
            what, todo = plain(str(error)), "Check the address in the profile."
        case requests.exceptions.SSLError():
            what = f"{host} shows a certificate that cannot be verified"
            todo = "If a proxy of your organisation is in between, set AWS_CA_BUNDLE to its CA file."
        case requests.exceptions.ProxyError():
            what = f"The proxy on the way to {host} does not let us through"
            todo = "Check HTTPS_PROXY and NO_PROXY."
        case requests.Timeout():
            what = f"{host} did not answer in time"
        case requests.TooManyRedirects():
            what, todo = f"{host} redirects in circles", "Check the address in the profile."
        case requests.RequestException():
            if reason := re.search(r"\[Errno -?\d+\] ([^'\")>]+)", str(error)):
                what += f": {plain(reason[1], 80)}"
        case _:
            what, todo = plain(str(error)), "Check AWS_CA_BUNDLE and REQUESTS_CA_BUNDLE."
    return Problem(Kind.UNAVAILABLE, what, place(url), todo)


def place(url: str) -> str:
    """`url` for a message: without user, query and fragment, which may hold secrets."""
    parts = urlsplit(url)
    return plain(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")


def _ca_bundle() -> str | bool:
    names = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    return next((path for name in names if (path := os.environ.get(name))), True)


def _read(raw: BaseHTTPResponse) -> bytes:
    """The whole body of a urllib3 response, unpacked; too much or too slow is refused."""
    body, deadline = bytearray(), time.monotonic() + PATIENCE
    while chunk := raw.read1(16384, decode_content=True):
        body += chunk
        if len(body) > LIMIT:
            raise Unacceptable("The answer is too long")
        if time.monotonic() > deadline:
            raise requests.ReadTimeout("The answer comes too slowly")
    return bytes(body)
