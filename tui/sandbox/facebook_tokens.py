"""Facebook access tokens, checked the way AWS does: by asking Facebook whose they are and for which app.

Condition keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
"""

import asyncio

from tui.config import loopback
from tui.record import record
from tui.sandbox import strictjson
from tui.sandbox.web_identity import Rejected, Vouched

PROVIDER = "graph.facebook.com"
"""What STS, identity pools and trust policies call Facebook."""
SECONDS = 5.0
LARGEST = 64 * 1024
"""Bytes."""


@record
class FacebookTokens:
    """Verifies access tokens at the Graph API of `url`."""

    url: str

    async def verify(self, token: str) -> Vouched | Rejected:
        """Who the token is about, as Facebook tells."""
        return await asyncio.to_thread(self._verify, token)

    def _verify(self, token: str) -> Vouched | Rejected:
        try:
            person, app = self._id("/me", token), self._id("/app", token)
        except OSError:  # what `requests` raises is one, too
            return Rejected("IDPCommunicationError", "The identity provider could not be reached")
        if not person or not app:
            return Rejected("InvalidIdentityToken", "Error validating access token")
        keys = {f"{PROVIDER}:id": (person,), f"{PROVIDER}:app_id": (app,),
                "aws:federatedprovider": (PROVIDER,)}
        return Vouched(PROVIDER, person, app, keys)

    def _id(self, path: str, token: str) -> str:
        """The id that the object at `path` has for the holder of `token`; "" where Facebook says no."""
        import requests

        with requests.Session() as session:
            session.trust_env = not loopback(self.url)
            answer = session.get(self.url + path, headers={"Authorization": f"Bearer {token}"},
                                 timeout=SECONDS, allow_redirects=False)
        try:
            body = strictjson.loads(answer.content[:LARGEST])
        except ValueError:
            return ""
        found = body.get("id") if answer.status_code == 200 and isinstance(body, dict) else None
        return found if isinstance(found, str) else ""
