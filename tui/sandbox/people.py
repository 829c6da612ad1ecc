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


@dataclass(frozen=True)
class Person:
    """Someone who can sign in; `name` is the OpenID Connect subject, and so the owner id of the cart."""

    name: str
    role: Role
    full_name: str
    email: str


PEOPLE = (
    Person("alice", "cart", "Alice Moreau", "alice@example.com"),
    Person("bob", "cart", "Bob Okafor", "bob@example.com"),
    Person("viewer", "viewer", "Vera Iewer", "viewer@example.com"),
)


def role_arn(role: Role) -> str:
    """The ARN of the IAM role behind `role`: `cart` may edit its own rows, `viewer` only read them."""
    return f"arn:aws:iam::{ACCOUNT}:role/dynacart-{role}"
