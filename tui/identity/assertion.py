"""What a SAML response says: who, until when, and which IAM roles are offered. Read, not believed.

SAML 2.0 core, and what AWS wants in it: https://docs.aws.amazon.com/IAM/latest/UserGuide/
id_roles_providers_create_saml_assertions.html. Its signature is for AWS to check, which knows the provider's
certificate; nothing is granted here.
"""

import base64
import binascii
import re
from dataclasses import field
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from tui.problem import Kind, Problem
from tui.record import record
from tui.text import plain

LONGEST = 100_000
"""Characters of a response, encoded, that AWS STS takes."""
_SAML, _PROTOCOL = "{urn:oasis:names:tc:SAML:2.0:assertion}", "{urn:oasis:names:tc:SAML:2.0:protocol}"
_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_AWS = "https://aws.amazon.com/SAML/Attributes/"
_ROLE = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]{1,576}", re.ASCII)
_PROVIDER = re.compile(r"arn:aws[\w-]*:iam::\d{12}:saml-provider/[\w.-]{1,128}", re.ASCII)


@record
class Offer:
    """A role that may be assumed, and the provider that IAM knows the sender by."""

    role: str
    provider: str


@record
class Assertion:
    """One response. `ends` is Unix seconds; `answers` is the id of the request it answers, "" for none."""

    raw: str = field(repr=False)
    issuer: str
    subject: str
    recipient: str
    ends: float
    name: str
    answers: str
    offers: tuple[Offer, ...]


def read(text: str) -> Assertion | Problem:
    """The response in `text`, base64 as a form carries it."""
    raw = re.sub(r"\s+", "", text)
    if len(raw) > LONGEST:
        return _bad("The SAML response is longer than AWS STS takes", "Ask for fewer attributes in it.")
    try:
        document = base64.b64decode(raw, validate=True)
        if b"<!DOCTYPE" in document or b"<!ENTITY" in document:
            raise ValueError
        root = ET.fromstring(document)  # noqa: S314 - no document type, hence no entities; bounded
    except (ValueError, binascii.Error, ET.ParseError, RecursionError):
        return _bad("This is no SAML response", "Paste the value of the form field SAMLResponse, whole.")
    if root.tag != f"{_PROTOCOL}Response":
        return _bad("This is no SAML response", "Paste the value of the form field SAMLResponse, whole.")
    status = root.find(f"{_PROTOCOL}Status/{_PROTOCOL}StatusCode")
    if status is None or status.get("Value") != _SUCCESS:
        message = root.findtext(f"{_PROTOCOL}Status/{_PROTOCOL}StatusMessage", "")
        return _bad(f"The identity provider let nobody in: {plain(message)}".rstrip(": "), "Sign in again.")
    assertions = root.findall(f"{_SAML}Assertion")
    if len(assertions) != 1:
        return _bad("The SAML response holds no assertion that can be read",
                    "Have the identity provider send one, signed and not encrypted.")
    return _assertion(raw, root, assertions[0])


def _assertion(raw: str, root: ET.Element, assertion: ET.Element) -> Assertion | Problem:
    name_id = assertion.find(f"{_SAML}Subject/{_SAML}NameID")
    confirmation = assertion.find(
        f"{_SAML}Subject/{_SAML}SubjectConfirmation/{_SAML}SubjectConfirmationData")
    subject = (name_id.text or "").strip() if name_id is not None else ""
    if name_id is None or confirmation is None or not re.fullmatch(r"[\x20-\x7e]{1,255}", subject):
        return _bad("The SAML response names nobody we could know", "Ask who runs the identity provider.")
    if name_id.get("Format") == _TRANSIENT:
        return _bad("The identity provider names you anew at every sign-in, and so your cart would be lost",
                    "Have it send a persistent name identifier.")
    ends = [_time(element.get("NotOnOrAfter", "")) for element in
            (confirmation, *assertion.findall(f"{_SAML}Conditions")) if element.get("NotOnOrAfter")]
    offers = tuple(offer for value in _values(assertion, "Role") if (offer := _offer(value)))
    if not offers:
        return _bad("The SAML response offers no IAM role",
                    f"Have the identity provider send the attribute {_AWS}Role.")
    if not ends or None in ends:
        return _bad("The SAML response does not say until when it holds",
                    "Ask who runs the identity provider.")
    name = next((plain(value, 80) for value in _values(assertion, "RoleSessionName")), "")
    return Assertion(
        raw, plain(assertion.findtext(f"{_SAML}Issuer", "").strip(), 500), subject,
        plain(confirmation.get("Recipient", ""), 500), min(end for end in ends if end), name or subject,
        confirmation.get("InResponseTo", "") or root.get("InResponseTo", ""), offers)


def _values(assertion: ET.Element, attribute: str) -> list[str]:
    """The texts of one of AWS's attributes."""
    return [(value.text or "").strip()
            for element in assertion.iterfind(f"{_SAML}AttributeStatement/{_SAML}Attribute")
            if element.get("Name") == _AWS + attribute
            for value in element.iterfind(f"{_SAML}AttributeValue")]


def _offer(value: str) -> Offer | None:
    """Role and provider, in either order: providers differ."""
    arns = [part.strip() for part in value.split(",")]
    role = next((arn for arn in arns if _ROLE.fullmatch(arn)), "")
    provider = next((arn for arn in arns if _PROVIDER.fullmatch(arn)), "")
    return Offer(role, provider) if role and provider and len(arns) == 2 else None


def _time(value: str) -> float | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _bad(what: str, todo: str) -> Problem:
    return Problem(Kind.SIGN_IN, what, todo=todo)
