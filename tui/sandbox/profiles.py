"""A profile for each way to sign in to the sandbox, beside its own: for trying them out, and for tests."""

from collections.abc import Mapping

from tui.sandbox.people import (
    CART_TABLE,
    CATALOG_TABLE,
    CLIENT_ID,
    FACEBOOK_APP,
    FACEBOOK_PATH,
    FACEBOOK_TOKEN,
    GOOGLE_CLIENT,
    GOOGLE_PATH,
    GOOGLE_SECRET,
    POOL,
    REGION,
    federated_role,
    pool_role,
    role_arn,
)

Keys = Mapping[str, str]


def sections(aws_endpoint: str, issuer: str) -> str:
    """The profiles as TOML."""
    providers: dict[str, Keys] = {
        "google": {"provider": "google", "issuer": issuer + GOOGLE_PATH, "client_id": GOOGLE_CLIENT,
                   "client_secret": GOOGLE_SECRET},
        "facebook": {"provider": "facebook", "issuer": issuer + FACEBOOK_PATH, "client_id": FACEBOOK_APP,
                     "client_secret": FACEBOOK_TOKEN},
        "browser": {"provider": "oidc", "issuer": issuer, "client_id": CLIENT_ID, "flow": "browser"},
    }
    roles = {"google": federated_role("google"), "facebook": federated_role("facebook"),
             "browser": role_arn("cart")}
    profiles = {name: {**keys, "role_arn": roles[name]} for name, keys in providers.items()}
    for name, keys in providers.items():
        pool = {"identity_pool_id": POOL}
        profiles[f"{name}-pool"] = {**keys, "exchange": "pool", **pool}
        profiles[f"{name}-pool-basic"] = {**keys, "exchange": "pool-basic", "role_arn": pool_role(), **pool}
    return "\n".join(_section(name, keys, aws_endpoint) for name, keys in profiles.items())


def _section(name: str, keys: Keys, aws_endpoint: str) -> str:
    tables = {"region": REGION, "cart_table": CART_TABLE, "catalog_table": CATALOG_TABLE}
    lines = [f'{key} = "{value}"' for key, value in {**tables, **keys}.items()]
    services = ("dynamodb", "sts", "cognito-identity")
    ends = [f'endpoints.{service} = "{aws_endpoint}"' for service in services]
    return "\n".join((f"[profile.{name}]", *lines, *ends, ""))
