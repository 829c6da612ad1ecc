"""Digests are SHA-256, whoever computes them."""

import hashlib

from tui.digest import digest_of


def test_it_is_sha_256() -> None:
    for text in ("", "a", "Ä" * 1000):
        assert digest_of(text) == hashlib.sha256(text.encode()).hexdigest()
