"""What follows from naming a provider and an exchange in a profile: values that need not be written, and keys
that must be. Pure data; `tui.config` reads profiles by it.
"""

from collections.abc import Mapping
from dataclasses import field

from tui.record import record

Value = str | tuple[str, ...]
EVERYWHERE = ("region", "cart_table", "catalog_table")
"""Keys that every profile has."""


@record
class Preset:
    """One provider: keys it needs, values it brings along, and its flows, the automatic choice first."""

    required: tuple[str, ...]
    flows: tuple[str, ...]
    exchanges: tuple[str, ...] = ("sts", "pool", "pool-basic")
    defaults: Mapping[str, Value] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    """Keys that an exchange would need, and the provider tells itself."""
    refuses: Mapping[str, str] = field(default_factory=dict)
    """Values AWS or the provider has no use for, and why."""
    asks: Mapping[str, str] = field(default_factory=dict)
    """What a browser's request for authorization says besides the standard."""


PRESETS: Mapping[str, Preset] = {
    "oidc": Preset(("issuer", "client_id"), ("device", "browser")),
    # https://developers.google.com/identity/protocols/oauth2/limited-input-device: a secret that is none,
    # and a refresh token without asking for offline_access, a scope Google does not know
    "google": Preset(("client_id", "client_secret"), ("device", "browser"), defaults={
        "issuer": "https://accounts.google.com", "scopes": ("openid", "email", "profile")},
        asks={"access_type": "offline", "prompt": "consent"}),
    "facebook": Preset(("client_id", "client_secret"), ("device",), defaults={
        "issuer": "https://graph.facebook.com"}),
    "cognito": Preset(("user_pool_id", "client_id"), ("browser", "srp"), defaults={
        "scopes": ("openid", "profile")},
        refuses={"device": "Cognito user pools give no codes for another screen"}),
    "saml": Preset(("sign_in_url",), ("browser", "paste", "ecp"), ("sts", "pool"), optional=("role_arn",),
                   refuses={"pool-basic": "identity pools take SAML by `pool` only, the enhanced flow"},
                   defaults={"client_id": "urn:amazon:webservices",
                             "redirect_uris": ("http://localhost:7890/",)}),
}
NEEDS: Mapping[str, tuple[str, ...]] = {
    "sts": ("role_arn",), "pool": ("identity_pool_id",), "pool-basic": ("identity_pool_id", "role_arn")}
"""Exchanges, with the keys each one needs."""


def issuer_of(user_pool_id: str) -> str:
    """The issuer of a Cognito user pool, which its id tells."""
    region = user_pool_id.partition("_")[0]
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://cognito-idp.{region}.{domain}/{user_pool_id}"


def required(provider: str, exchange: str) -> tuple[str, ...]:
    """The keys a profile with these two must have."""
    first, *others = EVERYWHERE
    preset = PRESETS[provider]
    needs = (key for key in NEEDS[exchange] if key not in preset.optional)
    return (first, *preset.required, *needs, *others)
