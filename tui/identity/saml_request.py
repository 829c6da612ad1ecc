"""What is asked of a SAML identity provider: an authentication request (SAML 2.0 core section 3.4.1)."""

import base64
import secrets
import time
import zlib
from collections.abc import Callable
from dataclasses import field, replace
from datetime import UTC, datetime
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from tui.record import record

AWS = "https://signin.aws.amazon.com/saml"
"""Where responses go that are not sent to this machine: the address AWS itself takes them at."""
_POST, _PAOS = ("urn:oasis:names:tc:SAML:2.0:bindings:" + name for name in ("HTTP-POST", "PAOS"))


@record
class Request:
    """One request. `id` comes back in the response, `state` beside it."""

    id: str
    issuer: str
    recipient: str
    state: str = field(repr=False)
    issued: datetime

    @classmethod
    def make(cls, issuer: str, recipient: str, clock: Callable[[], float] = time.time) -> "Request":
        """A new one of the application known as `issuer`, to be answered at `recipient`."""
        now = datetime.fromtimestamp(clock(), UTC)
        return cls(f"_{secrets.token_hex(20)}", issuer, recipient, secrets.token_urlsafe(32), now)

    def to(self, recipient: str) -> "Request":
        """The same, to be answered elsewhere."""
        return replace(self, recipient=recipient)

    def xml(self, binding: str = _POST) -> str:
        """The request as it is sent."""
        return (
            '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
            'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" '
            f'ID="{self.id}" Version="2.0" IssueInstant="{self.issued:%Y-%m-%dT%H:%M:%SZ}" '
            f"ProtocolBinding={quoteattr(binding)} AssertionConsumerServiceURL={quoteattr(self.recipient)}>"
            f"<saml:Issuer>{escape(self.issuer)}</saml:Issuer></samlp:AuthnRequest>")

    def url(self, page: str) -> str:
        """The address that carries it (HTTP redirect, SAML 2.0 bindings section 3.4.4)."""
        deflated = zlib.compress(self.xml().encode(), wbits=-15)
        query = urlencode({"SAMLRequest": base64.b64encode(deflated).decode(), "RelayState": self.state})
        return f"{page}{'&' if '?' in page else '?'}{query}"

    def envelope(self) -> str:
        """The SOAP message that carries it (ECP, SAML 2.0 profiles section 4.2)."""
        return ('<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
                f"{self.xml(_PAOS)}</S:Body></S:Envelope>")
