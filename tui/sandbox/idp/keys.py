"""The provider's signing key, and the ID tokens it signs."""

import json
import logging
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from tui.sandbox.files import write_private

ALGORITHM = "RS256"


class SigningKey:
    """One RSA key; kept in `file` where there is one, so that tokens stay good across a restart."""

    def __init__(self, file: Path | None = None) -> None:
        self._key = (_read(file) if file else None) or RSAKey.generate_key(
            2048, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        if file:
            write_private(file, json.dumps(self._key.as_dict(private=True)))

    def jwks(self) -> dict[str, Any]:
        """The public half, as RFC 7517 5 has it."""
        return {"keys": [self._key.as_dict(private=False)]}

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid}, claims, self._key, [ALGORITHM])


def _read(file: Path) -> RSAKey | None:
    try:
        return RSAKey.import_key(json.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, JoseError) as error:
        logging.getLogger(__name__).warning("The kept key cannot be read, a new one is made: %s", error)
        return None
