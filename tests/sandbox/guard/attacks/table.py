"""The whole table."""

from tests.sandbox.guard.attacks import attributes, mixtures, others, own
from tests.sandbox.guard.attacks.rows import tried

ROWS = tried([*others.ROWS, *own.ROWS, *attributes.ROWS, *mixtures.ROWS])
