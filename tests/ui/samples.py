"""Fixed people, products, lines and failures for the editor's tests."""

from decimal import Decimal

from tui.cart.model import CART, SAVED, Line, LineKey, Product
from tui.identity.device import DeviceCode
from tui.problem import Denial, Kind, Problem
from tui.services import Person

NOW = 1_750_000_000.0
"""2025-06-15T15:06:40Z, the editor's clock in tests."""
AT = "2025-06-15T15:06:40Z"

ALICE = Person("alice", "alice", "arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice", NOW + 3600)
BOB = Person("bob", "bob", "arn:aws:sts::123456789012:assumed-role/dynacart-cart/bob", NOW + 3600)
CODE = DeviceCode("WDJB-MJHT", "https://id.example/device", "https://id.example/device?user_code=WDJB-MJHT",
                  600.0, 5.0, "device-code-of-the-tests")

SIGNED_OUT = Problem(Kind.SIGN_IN, "You are not signed in", todo="Sign in.")
OFFLINE = Problem(Kind.UNAVAILABLE, "DynamoDB cannot be reached", "https://dynamodb.us-east-1.amazonaws.com",
                  "It is tried again by itself.", "EndpointConnectionError")
NO_TABLE = Problem(Kind.USAGE, "The cart table does not exist", "dynacart-cart",
                   "Check `cart_table` of the profile.", "ResourceNotFoundException")
DENIAL = Denial(
    "User: arn:aws:sts::123456789012:assumed-role/dynacart-viewer/viewer is not authorized to perform: "
    "dynamodb:UpdateItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/dynacart-cart because no "
    "identity-based policy allows the dynamodb:UpdateItem action",
    principal="arn:aws:sts::123456789012:assumed-role/dynacart-viewer/viewer",
    action="dynamodb:UpdateItem",
    resource="arn:aws:dynamodb:us-east-1:123456789012:table/dynacart-cart",
    reason="no identity-based policy allows the dynamodb:UpdateItem action",
    refusal="implicit",
    policy_type="identity-based policy",
    request_id="8B4PJ2V5E8J2QTS8V4UPU2MLSRVV4KQNSO5AEMVJF66Q9ASUAAJG",
    at=AT,
    inference="The role dynacart-viewer reads carts and may not change them.",
    todo="Ask an administrator for a role that may write, or sign in as someone who may.",
)
READ_DENIAL = Denial(
    "User: arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice is not authorized to perform: "
    "dynamodb:Query on resource: arn:aws:dynamodb:us-east-1:123456789012:table/dynacart-cart because no "
    "identity-based policy allows the dynamodb:Query action",
    principal="arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice",
    action="dynamodb:Query",
    resource="arn:aws:dynamodb:us-east-1:123456789012:table/dynacart-cart",
    reason="no identity-based policy allows the dynamodb:Query action",
    refusal="implicit",
    policy_type="identity-based policy",
    request_id="Q2M8C3N0T3R5D9N1E7D0B0B5C4R7VV4KQNSO5AEMVJF66Q9ASUAAJG",
    at=AT,
    inference="The role lets you read lines whose partition key is alice, and bob's are not.",
    todo="Ask bob, or go back to your own cart.",
)


def product(sku: str, name: str, price: str, category: str = "kitchen", **more: str | bool) -> Product:
    """A product priced in EUR unless said otherwise."""
    currency = str(more.get("currency", "EUR"))
    return Product(sku, name, category, Decimal(price), currency, available=bool(more.get("available", True)))


def line(sku: str, qty: int = 1, name: str = CART, note: str = "", rev: str = "r1", added: int = 0) -> Line:
    """A line added `added` minutes after midnight."""
    at = f"2025-06-14T{added // 60:02}:{added % 60:02}:00Z"
    return Line(LineKey(name, sku), qty, rev, note, at, at)


GOODS = (
    product("MUG-350", "Stoneware mug", "14.50"),
    product("KET-090", "Pour-over kettle", "64.00"),
    product("FIL-100", "Paper filters, 100", "6.90"),
    product("BEA-ETH", "Ethiopia Yirgacheffe, 250 g", "13.20", "coffee"),
    product("BEA-COL", "Colombia Huila, 250 g", "11.80", "coffee"),
    product("GRI-HND", "Hand grinder", "119.00"),
    product("SCA-002", "Brew scale", "39.95"),
    product("CUP-JPN", "湯呑み yunomi cup", "28.00"),
    product("TEA-SEN", "Sencha 煎茶 🍵", "16.40", "tea"),
    product("APR-LIN", "Linen apron", "45.00", "textiles"),
    product("TOW-SET", "Tea towels, set of 3", "18.00", "textiles", available=False),
    product("BOK-CRA", "The Craft of Coffee", "32.00", "books"),
)
LINES = (
    line("BEA-ETH", 2, added=1),
    line("FIL-100", 3, added=2),
    line("MUG-350", 4, note="two of them for Mira", added=3),
    line("KET-090", 1, added=4),
    line("CUP-JPN", 2, added=5),
    line("TEA-SEN", 1, added=6),
    line("TOW-SET", 1, added=7),
    line("OLD-777", 1, added=8),
    line("GRI-HND", 1, SAVED, added=9),
    line("BOK-CRA", 1, SAVED, note="after the holidays", added=10),
)
