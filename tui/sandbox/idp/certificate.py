"""The SAML identity provider's key and certificate, and the metadata IAM knows it by."""

import base64
from dataclasses import field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tui.record import record
from tui.sandbox.files import write_private
from tui.sandbox.people import SAML_ENTITY

_YEARS = timedelta(days=3650)
_END = "-----END CERTIFICATE-----\n"


@record
class Certificate:
    """Both in PEM."""

    pem: str
    key: str = field(repr=False)

    def metadata(self, sso: str) -> str:
        """What an administrator uploads with iam:CreateSAMLProvider (SAML 2.0 metadata)."""
        der = base64.b64encode(x509.load_pem_x509_certificate(self.pem.encode()).public_bytes(Encoding.DER))
        return (
            f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{SAML_ENTITY}">'
            '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
            '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
            f"<ds:X509Data><ds:X509Certificate>{der.decode()}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
            "</md:KeyDescriptor><md:SingleSignOnService "
            f'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{sso}"/>'
            "</md:IDPSSODescriptor></md:EntityDescriptor>")


def load(file: Path | None) -> Certificate:
    """The one kept in `file`; a new one, kept there where there is a file, if there is none."""
    if file and file.exists():
        pem, end, key = file.read_text("utf-8").partition(_END)
        return Certificate(pem + end, key)
    key_object = generate_private_key(65537, 2048)
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sandbox")]), datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key_object.public_key(), x509.random_serial_number(), now - timedelta(1), now + _YEARS,
    ).sign(key_object, SHA256())
    key = key_object.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    certificate = Certificate(made.public_bytes(Encoding.PEM).decode(), key)
    if file:
        write_private(file, certificate.pem + certificate.key)
    return certificate
