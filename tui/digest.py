"""Digests that make file names. Not by `hashlib`, which loads OpenSSL: the first paint does without."""

from contextlib import suppress
from importlib import import_module
from types import ModuleType

_MODULES = ("_sha2", "_sha256")
"""The interpreter's own, from Python 3.12 on and in 3.11; it may have been built without."""


def digest_of(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return str(_module().sha256(text.encode()).hexdigest())


def _module() -> ModuleType:
    for name in _MODULES:
        with suppress(ImportError):
            return import_module(name)
    return import_module("hashlib")
