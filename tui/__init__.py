"""dynacart: a terminal shopping cart that edits DynamoDB directly."""

__version__ = "0.1.0"
