"""Who lives in the sandbox, and what everything in its AWS account is called."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["cart", "viewer"]

ACCOUNT = "123456789012"
REGION = "us-east-1"
CART_TABLE = "dynacart-cart"
CATALOG_TABLE = "dynacart-catalog"
INDEX = "by_category"
CLIENT_ID = "dynacart-cli"
GOOGLE_CLIENT, GOOGLE_SECRET = "4711-sandbox.apps.googleusercontent.com", "GOCSPX-of-the-sandbox"
FACEBOOK_APP, FACEBOOK_TOKEN = "230815230815", "client-token-of-the-sandbox"
"""What Google and Facebook know the client by; their secrets are none in a program people have."""
GOOGLE = "accounts.google.com"
"""What IAM and identity pools call Google, wherever it answers."""
GOOGLE_PATH, FACEBOOK_PATH = "/google", "/facebook"
"""Where under the identity provider's address these two answer."""
PASSWORD = "Correct-Horse-9"  # noqa: S105 - everybody's, in the user pool of the sandbox
CALLBACKS = tuple(f"http://localhost:{port}/callback" for port in range(47811, 47819))
"""Where its managed login may lead back to: Cognito compares them to the letter, port included."""
SAML_PATH = "/saml"
SAML_ENTITY = "urn:dynacart:sandbox:saml"
"""What the SAML identity provider calls itself."""
SAML_PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/dynacart-saml"
SAML_CALLBACKS = tuple(f"http://localhost:{port}/" for port in range(47821, 47829))
POOLS = {"pool": f"{REGION}:00000000-0000-4000-8000-000000000001",
         "pool-basic": f"{REGION}:00000000-0000-4000-8000-000000000002"}
"""The identity pools, by what a profile calls the exchange: who is who is a matter of each."""


@dataclass(frozen=True)
class Person:
    """Someone who can sign in; `name` is the OpenID Connect subject, and so the owner id of the cart."""

    name: str
    role: Role
    full_name: str
    email: str
    number: str = ""
    """The subject where providers number people, as Google and Facebook do."""


PEOPLE = (
    Person("alice", "cart", "Alice Moreau", "alice@example.com", "108204268033311374501"),
    Person("bob", "cart", "Bob Okafor", "bob@example.com", "108204268033311374502"),
    Person("viewer", "viewer", "Vera Iewer", "viewer@example.com", "108204268033311374503"),
)


def made_up(count: int) -> tuple[Person, ...]:
    """So many more, each with a cart of their own that is empty: person-00001 and so on."""
    def one(number: int) -> Person:
        name = f"person-{number:05}"
        mail, subject = f"{name}@example.com", f"2082042680333{number:08}"
        return Person(name, "cart", f"Person No. {number}", mail, subject)

    return tuple(map(one, range(1, count + 1)))


def role_arn(role: Role) -> str:
    """The ARN of the IAM role behind `role`: `cart` may edit its own rows, `viewer` only read them."""
    return f"arn:aws:iam::{ACCOUNT}:role/dynacart-{role}"


def federated_prefix(way: str) -> str:
    """How the names of roles begin for people who come by `way`: google, saml, pool and so on."""
    return f"dynacart-{way}"


def federated_role(way: str, role: Role = "cart") -> str:
    """The ARN of one of their roles."""
    return f"arn:aws:iam::{ACCOUNT}:role/{federated_prefix(way)}-{role}"
