"""What a role may do and who may assume it, for each kind of identity provider.

`statements.json` holds the statements, `trust.json` the trust policy. Why they say what they say:

- ReadOwnCart, EditOwnCart: `dynamodb:LeadingKeys` must be the person's own id, so no key, index or partition
  of anybody else's is reached. `ForAllValues` alone would be content with no key at all, hence `Null`; so
  `Scan` is out of the question, and it is not granted either.
- `dynamodb:Attributes` names every attribute of a line, keys and the `rev` of conditions included: no price
  can be written, nor anything else be stored under somebody's key or asked about in a condition or filter.
- Reads must name what they want (`SPECIFIC_ATTRIBUTES`); DynamoDB would return everything otherwise.
- Lines are written by `UpdateItem` alone: `PutItem` and `BatchWriteItem` replace whole items without a look
  at their attributes. A transaction is judged as the `UpdateItem` and `DeleteItem` it is made of.
- `ReturnValues` may be ALL_OLD, which a policy limited by attributes usually forbids since it returns whole
  items. Here they are the person's own lines, made of nothing but these attributes; and it is what lets a
  failed condition bring the current line along (`ReturnValuesOnConditionCheckFailure`), one round trip an
  edit. ALL_NEW brings nothing the client did not know, so it is left out.
- ReadCatalog, BrowseCatalog: products by SKU and by one index; nothing writes them, nothing scans them.

The IAM guide wants StringLike for a variable among several values, the DynamoDB guide has StringEquals in all
its examples; the latter is the narrower, and what is used here.

Keys and variables by provider:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html, conditions on
rows: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from tui.infra.filling import Document, filled
from tui.record import record

Role = Literal["cart", "viewer"]
Provider = Literal["oidc", "google", "facebook", "cognito", "saml"]
"""Who vouches for a session; `cognito` is an identity pool, whoever vouched towards it. A Cognito user pool
whose tokens go to STS itself is `oidc`."""
PROVIDERS: tuple[Provider, ...] = get_args(Provider)

ROLES: Mapping[Role, frozenset[str]] = {
    "cart": frozenset({"ReadOwnCart", "EditOwnCart", "ReadCatalog", "BrowseCatalog"}),
    "viewer": frozenset({"ReadOwnCart", "ReadCatalog", "BrowseCatalog"}),
}
"""The statements of each role, by Sid."""


class Keys(NamedTuple):
    """How IAM calls what a provider's tokens say."""

    prefix: str
    """Of its condition keys, and who vouches in a trust policy; of an OpenID provider it is the issuer."""
    subject: str
    """What of a token is the owner id."""
    audience: str


KEYS: Mapping[Provider, Keys] = {
    "oidc": Keys("", "sub", "aud"),
    "google": Keys("accounts.google.com", "sub", "aud"),
    "facebook": Keys("graph.facebook.com", "id", "app_id"),
    "cognito": Keys("cognito-identity.amazonaws.com", "sub", "aud"),
    "saml": Keys("saml", "sub", "aud"),
}
MORE_TRUST: Mapping[Provider, Mapping[str, Mapping[str, str]]] = {
    "cognito": {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}},
    "saml": {"StringEquals": {"saml:sub_type": "persistent"}},
}
"""What else the trust policy asks: no guests of an identity pool, no subject made up for one session."""


@record
class Tables:
    """The ARNs of tables and index; in the place of each a template has a function that comes to it."""

    cart: object
    catalog: object
    index: object

    @classmethod
    def named(
        cls, cart: str, catalog: str, index: str, *, region: str, account: str, partition: str = "aws",
    ) -> "Tables":
        """The tables of these names; region and account may be `*`."""
        start = f"arn:{partition}:dynamodb:{region}:{account}:table/"
        return cls(start + cart, start + catalog, f"{start}{catalog}/index/{index}")


def permissions(role: Role, tables: Tables, *, owner: object, same: object = None) -> Document:
    """What `role` may do; `owner` is what `variable` says, `same` what `pinned`, or a template's function."""
    document = filled("statements.json", {
        "<cart-table>": tables.cart, "<catalog-table>": tables.catalog, "<catalog-index>": tables.index,
        "<owner>": owner})
    document["Statement"] = [each for each in document["Statement"] if each["Sid"] in ROLES[role]]
    for statement in document["Statement"]:
        if same is not None and "Condition" in statement:
            statement["Condition"]["StringEquals"] = same
    return document


def trust(
    provider: Provider, *, principal: object, audiences: object, subjects: object,
    subject_key: str, audience_key: str,
) -> Document:
    """Who may assume a role: `subjects` (with wildcards) of `principal`, signed in to `audiences`.

    `principal` is the ARN of a provider created in IAM, or else its prefix.
    """
    document = filled("trust.json", {
        "<provider>": principal, "<exchange>": exchange(provider), "<audience-key>": audience_key,
        "<audiences>": audiences, "<subject-key>": subject_key, "<subjects>": subjects})
    condition = document["Statement"][0]["Condition"]
    for operator, keys in MORE_TRUST.get(provider, {}).items():
        condition[operator] = {**condition.get(operator, {}), **keys}
    return document


def exchange(provider: Provider) -> str:
    """The action of STS by which people of `provider` get into a role."""
    return "sts:AssumeRoleWithSAML" if provider == "saml" else "sts:AssumeRoleWithWebIdentity"


def subject_key(provider: Provider, issuer: str = "") -> str:
    """The condition key that is the owner id; `issuer`, with or without scheme, is for `oidc` alone."""
    return f"{KEYS[provider].prefix or provider_name(issuer)}:{KEYS[provider].subject}"


def audience_key(provider: Provider, issuer: str = "") -> str:
    """The condition key that says for whom a token was made."""
    return f"{KEYS[provider].prefix or provider_name(issuer)}:{KEYS[provider].audience}"


def variable(key: str) -> str:
    """The policy variable that stands for the value of a condition key."""
    return f"${{{key}}}"


def pinned(provider: Provider, name_qualifier: str) -> Mapping[str, str] | None:
    """What must be the same for everybody: a SAML subject is unique only within one provider."""
    return {"saml:namequalifier": name_qualifier} if provider == "saml" else None


def name_qualifier(entity_id: str, account: str, provider: str) -> str:
    """How IAM names a SAML provider in `saml:namequalifier`; `entity_id` is what its metadata calls it.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html, NameQualifier.
    """
    import base64
    import hashlib

    digest = hashlib.sha1(f"{entity_id}{account}/{provider}".encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def provider_name(issuer: str) -> str:
    """How IAM calls an issuer in ARNs and condition keys: its URL without the scheme."""
    return issuer.partition("://")[2] or issuer
