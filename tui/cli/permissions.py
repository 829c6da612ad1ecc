"""`dynacart permissions`: what may I do, and what says so where I may not."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.cart.permission import Permission
    from tui.cli.outside import Outside


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `permissions`."""
    parser = subparsers.add_parser(
        "permissions", help="show what you may do with your cart and the catalog",
        description="Asks about each thing the application does, by reads and by writes whose condition can "
                    "never hold: IAM answers, and nothing changes.")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the answers; exits 0 whatever they are, but as its problem says where none is to be had."""
    from tui.cli.outside import outside

    with outside(args) as found:
        return found if isinstance(found, int) else _show(args, found)


def _show(args: argparse.Namespace, outside: "Outside") -> int:
    from tui.cart.permission import Verdict
    from tui.cli.output import OK, data_json, fail
    from tui.problem import Problem

    answers = outside.services.permissions()
    if isinstance(answers, Problem):
        return fail(answers, as_json=args.json)
    if all(answer.verdict is Verdict.UNKNOWN for answer in answers) and isinstance(answers[0].why, Problem):
        return fail(answers[0].why, as_json=args.json)
    if args.json:
        data_json({"owner": outside.person.owner_id, "principal": outside.person.principal_arn,
                   "permissions": [as_json(answer) for answer in answers]})
    else:
        _print(answers)
    return OK


def as_json(answer: "Permission") -> dict[str, object]:
    """What the service said and what we infer stay apart, as everywhere."""
    from tui.problem import Denial

    why = answer.why
    said = {"message": why.message, "reason": why.reason, "request_id": why.request_id,
            "inference": why.inference} if isinstance(why, Denial) else {"message": why.what} if why else {}
    return {"what": answer.what, "actions": list(answer.actions), "on": answer.place,
            "verdict": answer.verdict.value, **said, **({"todo": why.todo} if why else {})}


def _print(answers: "tuple[Permission, ...]") -> None:
    """A table of the answers; what follows from those that are no plain yes is narration, each once."""
    from tui.cart.permission import Rights
    from tui.cli.output import data, say
    from tui.cli.table import lines
    from tui.problem import Denial
    from tui.text import plain

    rows = [(each.what, each.verdict.value, ", ".join(each.actions), each.place) for each in answers]
    for text in lines(("What", "Verdict", "Action", "On"), rows):
        data(text)
    for why in Rights(answers).whys:
        if isinstance(why, Denial):
            say(plain(why.message, 2000))
            say(f"  What we make of it: {why.inference}")
            say(f"  What to do: {why.todo}")
        else:
            say(plain(str(why), 1000))
