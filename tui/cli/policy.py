"""The policy of a role, as text for the console of IAM or for any tool that makes roles."""

import argparse
import json

from tui.cli import profile_of
from tui.cli.output import OK, data, fail, say
from tui.config import Profile
from tui.infra.filling import Document
from tui.infra.policies import (
    Provider,
    Tables,
    name_qualifier,
    permissions,
    pinned,
    subject_key,
    variable,
)
from tui.problem import Kind, Problem


def run_policy(args: argparse.Namespace) -> int:
    """Print the policy; exits 2 where what it depends on is not said."""
    asks_profile = not args.provider or (args.provider == "oidc" and not args.issuer)
    document = _of_profile(args) if asks_profile else _named(args)
    if isinstance(document, Problem):
        return fail(document)
    data(json.dumps(document, indent=2))
    return OK


def _named(args: argparse.Namespace) -> Document | Problem:
    if args.provider == "saml" and (not args.issuer or args.account == "*"):
        return Problem(Kind.USAGE, "A policy for saml depends on who vouches, and in which account",
                       todo="Name them with --issuer and --account.")
    tables = Tables.named(args.cart_table, args.catalog_table, args.catalog_index,
                          region=args.region, account=args.account, partition=_partition(args.region))
    qualifier = ""
    if args.provider == "saml":
        qualifier = name_qualifier(args.issuer, args.account, args.saml_provider)
        say(f"SamlNameQualifier, for the template: {qualifier}")
    return _document(args, args.provider, tables, args.issuer, qualifier)


def _of_profile(args: argparse.Namespace) -> Document | Problem:
    """The tables, region and account are the profile's, and the provider where the profile tells enough."""
    profile = profile_of(args)
    if isinstance(profile, Problem):
        return Problem(profile.kind, profile.what, profile.where,
                       "Put that right, or say it with --provider and --issuer.")
    provider = args.provider or _provider(profile)
    if provider == "saml":
        return Problem(Kind.USAGE, "The profile does not tell how IAM names its SAML provider",
                       todo="Say it with --provider saml, --issuer and --account.")
    arn = profile.role_arn.split(":")
    partition, account = (arn[1], arn[4]) if len(arn) > 4 else (_partition(profile.region), "*")
    tables = Tables.named(profile.cart_table, profile.catalog_table, profile.catalog_index,
                          region=profile.region, account=account, partition=partition)
    return _document(args, provider, tables, profile.issuer, "")


def _provider(profile: Profile) -> Provider:
    """Who vouches towards STS: behind an identity pool, that is the pool."""
    if profile.exchange != "sts":
        return "cognito"
    known: dict[str, Provider] = {"google": "google", "facebook": "facebook", "saml": "saml"}
    return known.get(profile.provider, "oidc")


def _document(
    args: argparse.Namespace, provider: Provider, tables: Tables, issuer: str, qualifier: str,
) -> Document:
    owner = variable(subject_key(provider, issuer))
    return permissions(args.role, tables, owner=owner, same=pinned(provider, qualifier))


def _partition(region: str) -> str:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"""
    return {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(region.rpartition("-")[0].rpartition("-")[0], "aws")
