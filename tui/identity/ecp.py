"""SAML without a browser: name and password, and a response in a SOAP envelope (ECP).

SAML 2.0 profiles section 4.2, as Shibboleth offers it: http://docs.oasis-open.org/security/saml/Post2.0/
saml-ecp/v2.0/. The password goes to the identity provider alone, over TLS, and is not kept.
"""

import base64
import re
from collections.abc import Sequence
from xml.parsers import expat

import requests
from requests.auth import HTTPBasicAuth

from tui.config import Profile
from tui.identity.assertion import Assertion, read
from tui.identity.http import guard, place, retry_after, unreachable, unusable
from tui.identity.saml import SamlFlow, offered
from tui.identity.saml_request import AWS, Request
from tui.identity.steps import Outcome, Prompt, Question, Refusal, Refused
from tui.identity.tokens import Transient
from tui.problem import Kind, Problem

_RESPONSE = "Response"
_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "Accept": "text/html; application/vnd.paos+xml",
            "PAOS": "ver='urn:liberty:paos:2003-08';'urn:oasis:names:tc:SAML:2.0:profiles:SSO:ecp'"}


class EcpFlow(SamlFlow):
    """Signing in by name and password. One thread at a time."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(profile)
        self._found: Assertion | None = None

    def start(self) -> Question:
        """Ask for name and password."""
        self._found = None
        says = f"Sign in at {place(self._profile.sign_in_url)}."
        return Question(says, (Prompt("User name"), Prompt("Password", secret=True)))

    def answer(self, values: Sequence[str]) -> Outcome:
        """Name and password first, then which role, if there are several."""
        if self._found is not None:
            return self._choose(self._found, values[0].strip() if values else "")
        request = Request.make(self._profile.client_id, AWS)
        reply = _post(self._profile.sign_in_url, request.envelope(), *values)
        if not isinstance(reply, bytes):
            return reply
        found = read(base64.b64encode(response_in(reply)).decode())
        if isinstance(found, Problem):
            return Refused(Refusal.OTHER, found)
        self._found = found
        return offered(found, self._profile)


def _post(url: str, envelope: str, name: str, password: str) -> bytes | Transient | Refused:
    try:
        with guard(requests.Session()) as session:
            response = session.post(url, envelope.encode(), headers=_HEADERS,
                                    auth=HTTPBasicAuth(name.encode(), password.encode()))
    except (requests.RequestException, OSError) as error:
        return Transient(unreachable(error, url))
    if response.status_code in (401, 403):
        what = "The identity provider does not let you in"
        return Refused(Refusal.OTHER, Problem(Kind.SIGN_IN, what, place(url), "Check name and password."))
    return response.content if response.ok else Transient(unusable(response), retry_after(response))


def response_in(envelope: bytes) -> bytes:
    """The SAML response in a SOAP envelope, byte for byte, since its signature covers how it is written.

    Namespaces declared above it are declared on it, where it does not do so itself. b"" where there is none.
    """
    finder = _Finder()
    try:
        finder.parser.Parse(envelope, True)
    except (expat.ExpatError, ValueError):
        return b""
    start, end = finder.start, finder.end
    if b"<!DOCTYPE" in envelope or start is None or end is None:
        return b""
    found = envelope[start:end]
    head = found[:found.index(b">")]
    missing = {name: uri for name, uri in finder.above.items() if f"{name}=".encode() not in head}
    added = "".join(f' {name}="{uri}"' for name, uri in missing.items()).encode()
    tag = re.match(rb"<[^\s/>]+", found)
    return found[:tag.end()] + added + found[tag.end():] if tag else b""


class _Finder:
    """Where the response begins and ends in the bytes, and the namespaces declared above it."""

    def __init__(self) -> None:
        self.start: int | None = None
        self.end: int | None = None
        self.above: dict[str, str] = {}
        self._depth = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._opened
        self.parser.EndElementHandler = self._closed

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.start is not None:
            self._depth += self.end is None
        elif name.rpartition(":")[2] == _RESPONSE and "Version" in attributes:  # not the header of that name
            self.start, self._depth = self.parser.CurrentByteIndex, 1
        else:
            self.above |= {key: value for key, value in attributes.items() if key.startswith("xmlns")}

    def _closed(self, name: str) -> None:
        if self.start is None or self.end is not None:
            return
        self._depth -= 1
        if self._depth == 0:
            self.end = self.parser.CurrentByteIndex + len(f"</{name}>".encode())
