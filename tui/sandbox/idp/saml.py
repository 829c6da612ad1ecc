"""A SAML identity provider: single sign-on by browser and by ECP, responses signed for AWS.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html. Anybody may
be anyone here; with ECP everybody has the same password.
"""

import base64
import hmac
import secrets
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, request
from lxml import etree
from signxml.signer import XMLSigner

from tui.sandbox.idp.certificate import Certificate
from tui.sandbox.idp.server import Server
from tui.sandbox.people import PASSWORD, SAML_ENTITY, SAML_PATH, SAML_PROVIDER, Person, federated_role

LIFE = 300
"""Seconds a response is good for."""
AUDIENCE = "urn:amazon:webservices"
_AWS = "https://aws.amazon.com/SAML/Attributes/"
_NS = ('xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
       'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"')
_ENVELOPE = ('<soap11:Envelope xmlns:soap11="http://schemas.xmlsoap.org/soap/envelope/"><soap11:Header>'
             '<ecp:Response xmlns:ecp="urn:oasis:names:tc:SAML:2.0:profiles:SSO:ecp" '
             'soap11:mustUnderstand="1"/></soap11:Header><soap11:Body>{}</soap11:Body></soap11:Envelope>')


class Saml:
    """The endpoints under `/saml`; `roles` are offered to everybody in that order, or else each their own."""

    def __init__(self, server: Server, certificate: Certificate, roles: Sequence[str] = ()) -> None:
        self._server, self._certificate = server, certificate
        self.roles = roles

    def register(self, app: Flask) -> None:
        app.add_url_rule(f"{SAML_PATH}/sso", "saml_sso", self.sso, methods=["GET", "POST"])
        app.add_url_rule(f"{SAML_PATH}/ecp", "saml_ecp", self.ecp, methods=["POST"])

    def sso(self) -> Response:
        """Ask who it is, then have the browser post the response to whoever asked."""
        try:
            asked = _asked(zlib.decompress(base64.b64decode(request.args.get("SAMLRequest", "")), -15))
        except (ValueError, zlib.error, etree.XMLSyntaxError):
            return Response("This is no SAML request.", HTTPStatus.BAD_REQUEST, mimetype="text/plain")
        acs = asked.get("AssertionConsumerServiceURL", "")
        g.redirect_origin = acs
        person = self._server.people.get(request.form.get("person", ""))
        if person is None:
            names = "".join(f'<button name="person" value="{name}">{name}</button>'
                            for name in self._server.people)
            return Response(f'<form method="post">{names}</form>')
        response = base64.b64encode(self._response(person, asked)).decode()
        state = escape(request.args.get("RelayState", ""), quote=True)
        return Response(
            f'<form method="post" action="{escape(acs, quote=True)}">'
            f'<input type="hidden" name="SAMLResponse" value="{response}">'
            f'<input type="hidden" name="RelayState" value="{state}"><button>Continue</button></form>')

    def ecp(self) -> Response:
        """The same for a client that speaks SOAP and shows name and password itself."""
        shown = request.authorization
        person = self._server.people.get(shown.username or "") if shown else None
        given = (shown.password or "").encode() if shown else b""
        if person is None or not hmac.compare_digest(given, PASSWORD.encode()):
            challenge = {"WWW-Authenticate": 'Basic realm="sandbox"'}
            return Response("", HTTPStatus.UNAUTHORIZED, challenge)
        envelope = etree.fromstring(request.data)
        body = envelope.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
        response = self._response(person, _asked(etree.tostring(body[0])))
        return Response(_ENVELOPE.format(response.decode()), mimetype="text/xml")

    def _response(self, person: Person, asked: dict[str, str]) -> bytes:
        """A response of which the assertion is signed, as most providers do."""
        now = self._server.clock()
        issued, ends = (_iso(at) for at in (now, now + LIFE))
        acs, to = (escape(asked.get(name, ""), quote=True) for name in ("AssertionConsumerServiceURL", "ID"))
        roles = "".join(f"<saml:AttributeValue>{role},{SAML_PROVIDER}</saml:AttributeValue>"
                        for role in self.roles or (federated_role("saml", person.role),))
        assertion = (
            f'<saml:Assertion {_NS} ID="_{secrets.token_hex(16)}" Version="2.0" IssueInstant="{issued}">'
            f"<saml:Issuer>{SAML_ENTITY}</saml:Issuer><saml:Subject>"
            f'<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{person.name}'
            '</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
            f'<saml:SubjectConfirmationData InResponseTo="{to}" NotOnOrAfter="{ends}" Recipient="{acs}"/>'
            f'</saml:SubjectConfirmation></saml:Subject><saml:Conditions NotOnOrAfter="{ends}">'
            f"<saml:AudienceRestriction><saml:Audience>{AUDIENCE}</saml:Audience></saml:AudienceRestriction>"
            "</saml:Conditions><saml:AttributeStatement>"
            f'<saml:Attribute Name="{_AWS}Role">{roles}</saml:Attribute>'
            f'<saml:Attribute Name="{_AWS}RoleSessionName"><saml:AttributeValue>{person.name}'
            "</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>")
        signed = XMLSigner(c14n_algorithm=_EXCLUSIVE).sign(
            etree.fromstring(assertion), key=self._certificate.key, cert=self._certificate.pem)
        content: bytes = etree.tostring(signed)
        return (
            f'<samlp:Response {_NS} ID="_{secrets.token_hex(16)}" Version="2.0" IssueInstant="{issued}" '
            f'InResponseTo="{to}" Destination="{acs}"><saml:Issuer>{SAML_ENTITY}</saml:Issuer><samlp:Status>'
            '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
        ).encode() + content + b"</samlp:Response>"


_EXCLUSIVE: Any = "http://www.w3.org/2001/10/xml-exc-c14n#"


def _iso(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _asked(document: bytes) -> dict[str, str]:
    """The attributes of an authentication request."""
    return dict(etree.fromstring(document).attrib)
