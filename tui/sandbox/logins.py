"""Whatever may vouch for a person: ID tokens, Facebook's access tokens, an identity pool's tokens."""

from tui.record import record
from tui.sandbox.facebook_tokens import PROVIDER as FACEBOOK
from tui.sandbox.facebook_tokens import FacebookTokens
from tui.sandbox.pool_tokens import PoolTokens
from tui.sandbox.saml import Saml
from tui.sandbox.web_identity import Rejected, Vouched, WebIdentity


@record
class Logins:
    """What AssumeRoleWithWebIdentity accepts, and beside it AssumeRoleWithSAML."""

    tokens: WebIdentity
    facebook: FacebookTokens
    pool: PoolTokens
    saml: Saml

    async def verify(self, token: str, provider_id: str = "") -> Vouched | Rejected:
        """Who the token is about; `provider_id` says whose it is where it does not itself."""
        if provider_id == FACEBOOK:
            return await self.facebook.verify(token)
        if provider_id:
            return Rejected("ValidationError", f"Unknown provider: {provider_id}")
        return self.pool.verify(token) or await self.tokens.verify(token)
