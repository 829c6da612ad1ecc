"""What an identity provider hands out. Nothing here ever shows in a repr."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tokens:
    """One answer of a token endpoint (RFC 6749 section 5.1, OpenID Connect Core 1.0 section 3.1.3.3).

    None of it is checked yet. `refresh_token` is "" where the provider gave none.
    """

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
