"""Questions that no request over the wire puts to IAM here, asked of the policies themselves.

What if DynamoDB sent no leading key, or several; and whom do the roles trust, for each kind of provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.sandbox.guard.attacks.rows import CART, TABLE
from tui.infra.policies import Provider, audience_key, exchange, subject_key
from tui.sandbox.requests import UNSAID
from tui.sandbox.templates import Context

ISSUER = "https://idp.example.com/shop"
QUALIFIER = "Q="
GUESTS = "cognito-identity.amazonaws.com:amr"
ME = "alice"
_OWN: Context = {"leadingkeys": (ME,), "attributes": ("pk", "sk", "qty")}
_READS, _WRITES = ("GetItem", "Query"), ("UpdateItem", "DeleteItem")
_ELSEWHERE = {
    "another table": f"{TABLE}orders", "an index of the cart": f"{TABLE}{CART}/index/by_rev",
    "another account": f"arn:aws:dynamodb:us-east-1:999999999999:table/{CART}",
    "another region": f"arn:aws:dynamodb:eu-west-1:123456789012:table/{CART}"}


@dataclass(frozen=True, slots=True)
class Question:
    """Whether the roles that may do `action` at all may do it with these condition keys of DynamoDB's."""

    name: str
    action: str
    keys: Context
    allowed: bool = False
    session: Context = field(default_factory=dict)
    """Condition keys of the session that are not as they should be."""
    resource: str = TABLE + CART

    def context(self, provider: Provider) -> Context:
        """All condition keys."""
        return {**UNSAID, **{f"dynamodb:{key}": values for key, values in self.keys.items()},
                **session(provider), **self.session}


def session(provider: Provider) -> Context:
    """What alice's session brings along."""
    return {subject_key(provider, ISSUER): (ME,), "saml:namequalifier": (QUALIFIER,)}


QUESTIONS = [
    *(Question(f"{action} of one's own", action, _OWN, True) for action in (*_READS, *_WRITES)),
    *(Question(f"{action} with no leading key", action, {**_OWN, "leadingkeys": ()})
      for action in (*_READS, *_WRITES)),
    *(Question(f"{action} with another's key beside one's own", action, {**_OWN, "leadingkeys": (ME, "bob")})
      for action in (*_READS, *_WRITES)),
    *(Question(f"{action} with a price beside a quantity", action, {**_OWN, "attributes": ("qty", "price")})
      for action in (*_READS, *_WRITES)),
    *(Question(f"{action} of one's own in {what}", action, _OWN, resource=arn)
      for action in (*_READS, *_WRITES) for what, arn in _ELSEWHERE.items()),
    Question("a Query of everything", "Query", {**_OWN, "select": ("ALL_ATTRIBUTES",)}),
    Question("a deletion that returns the new", "DeleteItem", {**_OWN, "returnvalues": ("ALL_NEW",)}),
]
OTHER_IDP: Context = {"saml:namequalifier": ("another",)}
SAML_QUESTIONS = [
    Question(f"{action} of a namesake at another provider", action, _OWN, session=OTHER_IDP)
    for action in (*_READS, *_WRITES)]


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody at the door of a role: condition keys by what they are, `()` where absent."""

    name: str
    trusted: bool = False
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    principal: str = ""
    action: str = ""

    def context(self, provider: Provider) -> Context:
        """The keys of a sound token with the changes; `subject` and `audience` by the provider's names."""
        sound: Context = {
            subject_key(provider, ISSUER): (ME,), audience_key(provider, ISSUER): ("app1",),
            GUESTS: ("authenticated", "accounts.google.com"), "saml:sub_type": ("persistent",)}
        names = {"subject": subject_key(provider, ISSUER), "audience": audience_key(provider, ISSUER)}
        return {**sound, **{names.get(key, key): values for key, values in self.changed.items()}}

    def asks(self, provider: Provider) -> str:
        return self.action or exchange(provider)


STRANGERS = [
    Stranger("alice", trusted=True),
    Stranger("alice by the other app", True, {"audience": ("app2",)}),
    Stranger("carol, who is named too", True, {"subject": ("carol",)}),
    Stranger("bob, who is not named", changed={"subject": ("bob",)}),
    Stranger("nobody in particular", changed={"subject": ()}),
    Stranger("alice by a foreign app", changed={"audience": ("other",)}),
    Stranger("alice by no app", changed={"audience": ()}),
    Stranger("alice, as another provider says", principal="arn:aws:iam::123456789012:oidc-provider/other"),
    Stranger("alice by another way", action="sts:AssumeRole"),
]
MORE_STRANGERS: Mapping[str, list[Stranger]] = {
    "cognito": [Stranger("a guest", changed={GUESTS: ("unauthenticated",)}),
                Stranger("somebody of whom that is not said", changed={GUESTS: ()})],
    "saml": [Stranger("a subject for one session", changed={"saml:sub_type": ("transient",)}),
             Stranger("a subject of no kind", changed={"saml:sub_type": ()})],
}
