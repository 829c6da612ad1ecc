"""A profile for each way to sign in to the sandbox, beside its own: for trying them out, and for tests."""

import json
from collections.abc import Mapping

from tui.sandbox.people import (
    CALLBACKS,
    CART_TABLE,
    CATALOG_TABLE,
    CLIENT_ID,
    FACEBOOK_APP,
    FACEBOOK_PATH,
    FACEBOOK_TOKEN,
    GOOGLE_CLIENT,
    GOOGLE_PATH,
    GOOGLE_SECRET,
    POOLS,
    REGION,
    SAML_CALLBACKS,
    SAML_PATH,
    federated_role,
    role_arn,
)

Keys = Mapping[str, str]


def sections(aws_endpoint: str, issuer: str, user_pool: tuple[str, str]) -> str:
    """The profiles as TOML; `user_pool` is its id and the client's."""
    providers: dict[str, Keys] = {
        "google": {"provider": "google", "issuer": issuer + GOOGLE_PATH, "client_id": GOOGLE_CLIENT,
                   "client_secret": GOOGLE_SECRET},
        "facebook": {"provider": "facebook", "issuer": issuer + FACEBOOK_PATH, "client_id": FACEBOOK_APP,
                     "client_secret": FACEBOOK_TOKEN},
        "browser": {"provider": "oidc", "issuer": issuer, "client_id": CLIENT_ID, "flow": "browser"},
    }
    pool, client = user_pool
    for name, flow in (("cognito", "browser"), ("cognito-srp", "srp")):
        providers[name] = {"provider": "cognito", "issuer": f"{aws_endpoint}/{pool}", "user_pool_id": pool,
                           "client_id": client, "flow": flow}
    for name, flow in (("saml", "browser"), ("saml-ecp", "ecp"), ("saml-paste", "paste")):
        page = "ecp" if flow == "ecp" else "sso"
        providers[name] = {"provider": "saml", "sign_in_url": f"{issuer}{SAML_PATH}/{page}", "flow": flow}
    roles = {"google": federated_role("google"), "facebook": federated_role("facebook"),
             "browser": role_arn("cart"), "cognito": federated_role("cognito"),
             "cognito-srp": federated_role("cognito")}
    profiles: dict[str, Keys] = {
        name: {**keys, "role_arn": roles.get(name, "")} for name, keys in providers.items()}
    for name, keys in providers.items():
        profiles[f"{name}-pool"] = {**keys, "exchange": "pool", "identity_pool_id": POOLS["pool"]}
        if keys["provider"] != "saml":  # which works with the enhanced flow only
            profiles[f"{name}-pool-basic"] = {
                **keys, "exchange": "pool-basic", "identity_pool_id": POOLS["pool-basic"],
                "role_arn": federated_role("pool-basic")}
    return "\n".join(_section(name, keys, aws_endpoint) for name, keys in profiles.items())


def _section(name: str, keys: Keys, aws_endpoint: str) -> str:
    tables = {"region": REGION, "cart_table": CART_TABLE, "catalog_table": CATALOG_TABLE}
    lines = [f'{key} = "{value}"' for key, value in {**tables, **keys}.items() if value]
    services = ("dynamodb", "sts", "cognito-identity", "cognito-idp")
    ends = [f'endpoints.{service} = "{aws_endpoint}"' for service in services]
    uris = {"cognito": CALLBACKS, "saml": SAML_CALLBACKS}.get(keys["provider"])
    back = [f"redirect_uris = {json.dumps(uris)}"] if uris else []
    return "\n".join((f"[profile.{name}]", *lines, *back, *ends, ""))
