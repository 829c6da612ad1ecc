"""`dynacart login`, `logout`, `whoami` and `credentials`: who is signed in, on the command line."""

import argparse

FLOWS = ("auto", "device", "browser", "srp", "ecp", "paste")
"""Ways to sign in, of any provider; named here, so that reading a command line loads nothing for it."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the four commands."""
    login = subparsers.add_parser(
        "login", help="sign in with your identity provider",
        description="Shows a code to approve in a browser, on this or any other device, and waits for it.")
    login.add_argument("--no-browser", action="store_true", help="only print the address, open nothing")
    login.add_argument("--flow", choices=FLOWS, default="",
                       help="sign in this way, and from now on where the profile names none")
    login.set_defaults(run=_login)
    logout = subparsers.add_parser("logout", help="forget the sign-in and revoke it")
    logout.add_argument("--all", action="store_true",
                        help="of every profile, also of those no longer in the configuration")
    logout.set_defaults(run=_logout)
    whoami = subparsers.add_parser("whoami", help="show who is signed in, and until when")
    whoami.add_argument("--json", action="store_true", help="print one line of JSON")
    whoami.set_defaults(run=_whoami)
    credentials = subparsers.add_parser(
        "credentials", help="print the temporary AWS credentials for other programs",
        description="Never asks anything. As `credential_process = dynacart credentials` in ~/.aws/config it "
                    "gives AWS tools the rights of the person signed in here.")
    credentials.add_argument("--format", choices=("process", "env", "json"), default="process",
                             help="for credential_process (default), for a shell's eval, or as plain JSON")
    credentials.set_defaults(run=_credentials)


def _login(args: argparse.Namespace) -> int:
    from tui.cli.login import run_login

    return run_login(args)


def _logout(args: argparse.Namespace) -> int:
    from tui.cli.signed_in import run_logout

    return run_logout(args)


def _whoami(args: argparse.Namespace) -> int:
    from tui.cli.signed_in import run_whoami

    return run_whoami(args)


def _credentials(args: argparse.Namespace) -> int:
    from tui.cli.signed_in import run_credentials

    return run_credentials(args)
