"""The CloudFormation template: tables, identity provider, roles; one for every kind of provider.

The skeleton is `template.json`; policies come from `policies`, with functions of CloudFormation in the gaps.
A name in the place of a key cannot be a function, and an issuer is part of the names of its condition keys:
such a trust policy is JSON text that `Fn::Sub` completes. Parameters that end up in it hold no quotes.

Outputs are named as the keys of a profile are (`CartTable` is `cart_table`); `dynacart configure` reads them.
"""

import json

from tui.infra.filling import Document, filled
from tui.infra.policies import (
    KEYS,
    Provider,
    Role,
    Tables,
    audience_key,
    permissions,
    subject_key,
    trust,
)

_KIND = {"Ref": "ProviderKind"}
_ISSUER_NAME = {"Fn::Select": ["1", {"Fn::Split": ["://", {"Fn::Join": ["", [{"Ref": "Issuer"}, "://"]]}]}]}


def template() -> Document:
    """The whole template, ready for `json.dumps`."""
    return filled("template.json", {
        "<providers>": {
            kind: {"Prefix": keys.prefix or "-", "Subject": keys.subject, "Audience": keys.audience}
            for kind, keys in KEYS.items()},
        "<role-mappings>": _role_mappings(),
        "<cart-permissions>": _permissions("cart"), "<viewer-permissions>": _permissions("viewer"),
        "<cart-trust>": _trust("CartSubjects"), "<viewer-trust>": _trust("ViewerSubjects"),
    })


def _permissions(role: Role) -> Document:
    return permissions(
        role,
        Tables({"Fn::GetAtt": ["CartTable", "Arn"]}, {"Fn::GetAtt": ["CatalogTable", "Arn"]},
               {"Fn::Sub": "${CatalogTable.Arn}/index/${CatalogIndexName}"}),
        owner={"Fn::Join": ["", ["${", _prefix(), ":", _named("Subject"), "}"]]},
        same={"Fn::If": ["IsSaml", {"saml:namequalifier": {"Ref": "SamlNameQualifier"}},
                         {"Ref": "AWS::NoValue"}]},
    )


def _trust(subjects: str) -> Document:
    return {"Fn::If": ["IsSaml", _plain_trust("saml", subjects), {
        "Fn::If": ["IsCognito", _plain_trust("cognito", subjects), _web_trust(subjects)]}]}


def _plain_trust(provider: Provider, subjects: str) -> Document:
    """Of a provider whose condition keys are always the same."""
    saml = {"Fn::If": ["HasProvider", {"Ref": "ExistingProviderArn"}, {"Ref": "SamlProvider"}]}
    return trust(
        provider,
        principal=saml if provider == "saml" else KEYS[provider].prefix,
        audiences={"Ref": "ClientIds" if provider == "saml" else "IdentityPool"},
        subjects={"Ref": subjects},
        subject_key=subject_key(provider), audience_key=audience_key(provider),
    )


def _web_trust(subjects: str) -> Document:
    """Of any provider whose tokens go to STS itself."""
    created = {"Fn::GetAtt": ["OidcProvider", "Arn"]}
    oidc = {"Fn::If": ["HasProvider", {"Ref": "ExistingProviderArn"}, created]}
    text = json.dumps(trust(
        "oidc", principal="${Principal}", audiences=["${Audiences}"], subjects=["${Subjects}"],
        subject_key="${Prefix}:${Subject}", audience_key="${Prefix}:${Audience}"))
    return {"Fn::Sub": [text, {
        "Principal": {"Fn::If": ["IsOidc", oidc, _named("Prefix")]},
        "Audiences": _listed("ClientIds"), "Subjects": _listed(subjects),
        "Prefix": _prefix(), "Subject": _named("Subject"), "Audience": _named("Audience"),
    }]}


def _role_mappings() -> Document:
    """By whom an identity pool is told who is only to read; the key of each mapping is a name and no more."""
    vouching = {
        "CreatesUserPool": {"Fn::Sub": "${UserPool.ProviderName}:${UserPoolClient}"},
        "CreatesOidc": {"Fn::GetAtt": ["OidcProvider", "Arn"]}, "CreatesSaml": {"Ref": "SamlProvider"},
        "HasGoogle": KEYS["google"].prefix, "HasFacebook": KEYS["facebook"].prefix}
    rule = {"Claim": {"Ref": "ViewerClaim"}, "MatchType": "Equals", "Value": {"Ref": "ViewerClaimValue"},
            "RoleARN": {"Fn::GetAtt": ["ViewerRole", "Arn"]}}
    return {condition: {"Fn::If": [condition, {
        "IdentityProvider": name, "Type": "Rules", "AmbiguousRoleResolution": "AuthenticatedRole",
        "RulesConfiguration": {"Rules": [rule]},
    }, {"Ref": "AWS::NoValue"}]} for condition, name in vouching.items()}


def _prefix() -> Document:
    return {"Fn::If": ["IsOidc", _ISSUER_NAME, _named("Prefix")]}


def _named(what: str) -> Document:
    return {"Fn::FindInMap": ["Providers", _KIND, what]}


def _listed(parameter: str) -> Document:
    """The values of a list, to stand between the quotes of a JSON array's only member."""
    return {"Fn::Join": ['", "', {"Ref": parameter}]}
