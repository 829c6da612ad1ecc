"""`dynacart template`, `policy` and `configure`: the AWS side, for whoever administers the account."""

import argparse
import re
from collections.abc import Callable
from typing import get_args


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the three commands."""
    template = subparsers.add_parser(
        "template", help="print the CloudFormation template of the AWS side",
        description="Prints one CloudFormation template: tables, identity provider, roles, their policies.")
    template.set_defaults(run=_template)
    _add_policy(subparsers)
    _add_configure(subparsers)


def _add_policy(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from tui.infra.policies import PROVIDERS, Role

    parser = subparsers.add_parser(
        "policy", help="print the IAM policy that keeps people to their own rows",
        description="Prints the policy of a role. Without --provider everything is as the profile says, and "
                    "so it is for oidc without --issuer.")
    parser.add_argument("--provider", choices=PROVIDERS,
                        help="who vouches for people towards STS; cognito is an identity pool")
    parser.add_argument("--role", choices=get_args(Role), default="cart",
                        help="edits its person's cart (default), or only reads it")
    parser.add_argument("--issuer", default="", metavar="URL",
                        help="of oidc: the issuer; of saml: the entity id in the provider's metadata")
    parser.add_argument("--saml-provider", default="dynacart", metavar="NAME",
                        help="of saml: what the provider is called in IAM (default: dynacart)")
    parser.add_argument("--region", type=_like(r"[a-z0-9-]{5,30}|\*"), default="*", help="default: any")
    parser.add_argument("--account", type=_like(r"[0-9]{12}|\*"), default="*", help="default: one's own")
    parser.add_argument("--cart-table", type=_name, default="dynacart-cart", metavar="NAME")
    parser.add_argument("--catalog-table", type=_name, default="dynacart-catalog", metavar="NAME")
    parser.add_argument("--catalog-index", type=_name, default="by_category", metavar="NAME")
    parser.set_defaults(run=_policy)


def _add_configure(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "configure", help="write a profile from a deployed stack",
        description="Adds the profile named by --profile (default: the stack's name) to the configuration "
                    "file, from what the stack puts out. What is in the file stays as it is.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--from-stack", default="", metavar="NAME",
                        help="ask CloudFormation, with the AWS credentials of your shell")
    source.add_argument("--from-outputs", default="", metavar="FILE",
                        help="what `aws cloudformation describe-stacks` printed; - reads standard input")
    parser.add_argument("--region", default="", help="where the stack is (default: your shell's)")
    parser.set_defaults(run=_configure)


def _like(pattern: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise argparse.ArgumentTypeError(f"{text!r} is not like {pattern}")
        return text

    return check


_name = _like(r"[A-Za-z0-9_.-]{3,255}")


def _template(args: argparse.Namespace) -> int:  # noqa: ARG001 - there is nothing to choose
    import json

    from tui.cli.output import OK, data
    from tui.infra import template

    data(json.dumps(template(), indent=1))
    return OK


def _policy(args: argparse.Namespace) -> int:
    from tui.cli.policy import run_policy

    return run_policy(args)


def _configure(args: argparse.Namespace) -> int:
    from tui.cli.configure import run_configure

    return run_configure(args)
