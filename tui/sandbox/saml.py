"""SAML responses, verified the way STS does before it lets anyone assume a role.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html and, for the messages,
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html. Whom to believe is what an
administrator registered with iam:CreateSAMLProvider.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from xml.etree import ElementTree as ET

from tui.infra.policies import name_qualifier
from tui.record import record
from tui.sandbox.engine import Engine
from tui.sandbox.people import ACCOUNT
from tui.sandbox.web_identity import Rejected, Vouched

FRESH = 300.0
"""Seconds within which a response is to be redeemed."""
AUDIENCE = "urn:amazon:webservices"
_S = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_CERTIFICATE = "{http://www.w3.org/2000/09/xmldsig#}X509Certificate"
_AWS = "https://aws.amazon.com/SAML/Attributes/"
_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


@record
class Saml:
    """Verifies responses of whichever providers are registered."""

    engine: Engine
    clock: Callable[[], float]

    async def verify(self, response: str, provider: str, role: str = "") -> Vouched | Rejected:
        """Who the response is about, if `provider` signed it, for AWS, in time, and it offers `role`."""
        found = await self.engine.iam("GetSAMLProvider", SAMLProviderArn=provider)
        if found is None:
            return Rejected("InvalidIdentityToken", "Specified provider doesn't exist.")
        try:
            metadata = ET.fromstring(found.text("SAMLMetadataDocument"))  # noqa: S314 - an administrator's
            assertion = _signed(base64.b64decode(response, validate=True),
                                metadata.findtext(f".//{_CERTIFICATE}", ""))
        except (ValueError, binascii.Error, ET.ParseError):
            return Rejected("InvalidIdentityToken", "Invalid base64 SAMLResponse or metadata")
        if assertion is None:
            return Rejected("InvalidIdentityToken", "Response signature invalid")
        issuer = assertion.findtext(f"{_S}Issuer", "")
        if issuer != metadata.get("entityID"):
            return Rejected("InvalidIdentityToken", "Issuer not present in specified provider")
        return self._untimely(assertion) or _judge(assertion, issuer, provider, role)

    def _untimely(self, assertion: ET.Element) -> Rejected | None:
        now = self.clock()
        ends = [_time(element.get("NotOnOrAfter", "")) for element in assertion.iter()
                if "NotOnOrAfter" in element.attrib]
        if not ends or min(ends) <= now:
            return Rejected("ExpiredTokenException", "Response has expired")
        if _time(assertion.get("IssueInstant", "")) + FRESH <= now:
            return Rejected("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance")
        return None


def _signed(document: bytes, certificate: str) -> ET.Element | None:
    """What the provider's signature covers, and only that; None if it is not the provider's."""
    from signxml.exceptions import SignXMLException
    from signxml.verifier import VerifyResult, XMLVerifier

    if b"<!DOCTYPE" in document:
        return None
    pem = f"-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n"
    try:
        result = XMLVerifier().verify(document, x509_cert=pem)
    except (SignXMLException, ValueError, TypeError, SyntaxError):
        return None
    covered = result.signed_data if isinstance(result, VerifyResult) else b""
    element = ET.fromstring(covered)  # noqa: S314 - signed by who is believed, and without a document type
    return element if element.tag == f"{_S}Assertion" else element.find(f"{_S}Assertion")


def _judge(assertion: ET.Element, issuer: str, provider: str, role: str) -> Vouched | Rejected:
    """Audience and roles, then the condition keys of SAML."""
    audience = assertion.findtext(f"{_S}Conditions/{_S}AudienceRestriction/{_S}Audience", "")
    if audience != AUDIENCE:
        return Rejected("InvalidIdentityToken", "Response does not contain the required audience.")
    if not _values(assertion, "RoleSessionName"):
        return Rejected("InvalidIdentityToken", "RoleSessionName is required in AuthnResponse")
    offers = [{part.strip() for part in value.split(",")} for value in _values(assertion, "Role")]
    if role and {role, provider} not in offers:
        return Rejected("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML", 403)
    name_id = assertion.find(f"{_S}Subject/{_S}NameID")
    confirmation = assertion.find(f"{_S}Subject/{_S}SubjectConfirmation/{_S}SubjectConfirmationData")
    if name_id is None or confirmation is None or not name_id.text:
        return Rejected("InvalidIdentityToken", "Missing subject in AuthnResponse")
    kind = "persistent" if name_id.get("Format") == _PERSISTENT else name_id.get("Format", "")
    recipient = confirmation.get("Recipient", "")
    qualifier = name_qualifier(issuer, ACCOUNT, provider.rpartition("/")[2])
    keys = {"saml:sub": name_id.text, "saml:sub_type": kind, "saml:iss": issuer, "saml:aud": recipient,
            "saml:namequalifier": qualifier, "aws:federatedprovider": provider}
    return Vouched(provider, name_id.text, recipient, {key: (value,) for key, value in keys.items()})


def _values(assertion: ET.Element, attribute: str) -> list[str]:
    return [(value.text or "").strip() for element in assertion.iter(f"{_S}Attribute")
            if element.get("Name") == _AWS + attribute for value in element.iter(f"{_S}AttributeValue")]


def _time(value: str) -> float:
    return datetime.fromisoformat(value).timestamp() if value else 0.0
