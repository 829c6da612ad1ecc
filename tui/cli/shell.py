"""`dynacart completion` and `man`: what a shell and a manual know of the commands, from the parser itself."""

import argparse

SHELLS = ("bash", "zsh", "fish")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register both commands."""
    completion = subparsers.add_parser(
        "completion", help="print what makes a shell complete commands",
        description="Prints a script for your shell: eval \"$(dynacart completion bash)\" in ~/.bashrc, "
                    "dynacart completion zsh > a file _dynacart in your $fpath, or "
                    "dynacart completion fish > ~/.config/fish/completions/dynacart.fish")
    completion.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish")
    completion.set_defaults(run=_completion)
    manual = subparsers.add_parser("man", help="print the manual page",
                                   description="Prints the manual page. To read it: dynacart man | man -l -")
    manual.set_defaults(run=_man)


def _completion(args: argparse.Namespace) -> int:
    from tui.cli.completion import script
    from tui.cli.output import OK, data

    data(script(args.shell).rstrip("\n"))
    return OK


def _man(_args: argparse.Namespace) -> int:
    from tui.cli import parser
    from tui.cli.manual import page
    from tui.cli.output import OK, data

    data(page(parser()).rstrip("\n"))
    return OK
