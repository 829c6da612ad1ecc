"""What IAM knows, as values: roles with their policies, and identity providers.

Read through IAM's own API, so that whatever an administrator creates counts, and kept until the next
request to IAM.
"""

from urllib.parse import unquote

from tui.record import record
from tui.sandbox import policy
from tui.sandbox.engine import Element, Engine
from tui.sandbox.people import ACCOUNT
from tui.sandbox.policy import Statement


@record
class Role:
    """A role and all that decides about it."""

    name: str
    role_id: str
    arn: str
    longest: int
    """MaxSessionDuration, seconds."""
    trust: tuple[Statement, ...]
    permissions: tuple[Statement, ...]
    boundary: tuple[Statement, ...] | None
    """The permissions boundary's statements; None where there is no boundary."""


@record
class Provider:
    """An OpenID Connect provider that somebody registered, or that IAM knows by itself."""

    arn: str
    """The name, of one that IAM knows by itself."""
    issuer: str
    """Its URL, as registered."""
    audiences: tuple[str, ...]

    @property
    def built_in(self) -> bool:
        """Whether nobody has to register it; its audiences are for trust policies to judge then."""
        return not self.arn.startswith("arn:")

    @property
    def prefix(self) -> str:
        """Of its condition keys."""
        return self.arn if self.built_in else key_prefix(self.issuer).lower()


class Iam:
    """Roles and providers by name, read when first asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._roles: dict[str, Role | None] = {}
        self._providers: dict[str, Provider | None] = {}

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._roles.clear()
        self._providers.clear()

    async def role(self, name: str) -> Role | None:
        """The role called `name`, None if there is none."""
        if name not in self._roles:
            self._roles[name] = await self._read_role(name)
        return self._roles[name]

    async def provider(self, issuer: str) -> Provider | None:
        """The provider whose URL is `issuer`, scheme included; None if nobody registered it."""
        if issuer not in self._providers:
            self._providers[issuer] = await self._read_provider(issuer)
        return self._providers[issuer]

    async def _read_provider(self, issuer: str) -> Provider | None:
        arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{key_prefix(issuer).rstrip('/')}"
        found = await self._engine.iam("GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn)
        if found is None or found.text("Url") != issuer:
            return None
        return Provider(arn, issuer, tuple(found.members("ClientIDList")))

    async def _read_role(self, name: str) -> Role | None:
        found = await self._engine.iam("GetRole", RoleName=name)
        if found is None:
            return None
        boundary = found.text("PermissionsBoundaryArn")
        return Role(
            name, found.text("RoleId"), found.text("Arn"), int(found.text("MaxSessionDuration")),
            trust=policy.read(_document(found, "AssumeRolePolicyDocument"), name, "trust"),
            permissions=(*await self._inline(name), *await self._attached(name)),
            boundary=await self._managed(boundary) if boundary else None,
        )

    async def _inline(self, role: str) -> list[Statement]:
        names = await self._engine.iam("ListRolePolicies", RoleName=role)
        statements: list[Statement] = []
        for name in names.members("PolicyNames") if names else ():
            found = await self._engine.iam("GetRolePolicy", RoleName=role, PolicyName=name)
            statements += policy.read(_document(found, "PolicyDocument"), name)
        return statements

    async def _attached(self, role: str) -> list[Statement]:
        attached = await self._engine.iam("ListAttachedRolePolicies", RoleName=role)
        arns = attached.texts("PolicyArn") if attached else []
        return [statement for arn in arns for statement in await self._managed(arn)]

    async def _managed(self, arn: str) -> tuple[Statement, ...]:
        """The statements of a managed policy's default version; of one that is gone, a denial."""
        found = await self._engine.iam("GetPolicy", PolicyArn=arn)
        version = found.text("DefaultVersionId") if found else ""
        document = await self._engine.iam("GetPolicyVersion", PolicyArn=arn, VersionId=version)
        return policy.read(_document(document, "Document"), arn)


def key_prefix(issuer: str) -> str:
    """How IAM calls an issuer in ARNs and condition keys: its URL without the scheme."""
    return issuer.partition("://")[2]


def _document(found: Element | None, name: str) -> str:
    return unquote(found.text(name)) if found else ""
