"""The README says of every statement and condition that ships which attack it stops."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.unit.test_infra import ISSUER, policy_of
from tui.infra.policies import PROVIDERS, ROLES, audience_key, subject_key, trust

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
Row = tuple[set[str], str, str]


def rows() -> Iterator[Row]:
    """The statements a row is about, what they say, and what that stops."""
    table = README.partition("| statement | what it says | what that stops |\n")[2].partition("\n\n")[0]
    about: set[str] = set()
    for line in table.splitlines()[1:]:
        statement, says, stops = (cell.strip() for cell in line.strip("|").split("|"))
        about = set(re.findall(r"`(\w+)`", statement)) or about
        yield about, says, stops


def shipped() -> list[dict[str, Any]]:
    """Every statement of every policy there is."""
    documents = [policy_of(role, provider) for role in ROLES for provider in PROVIDERS]
    documents += [trust(provider, principal="arn", audiences=["app"], subjects=["*"],
                        subject_key=subject_key(provider, ISSUER),
                        audience_key=audience_key(provider, ISSUER))
                  for provider in PROVIDERS]
    return list(chain.from_iterable(document["Statement"] for document in documents))


def conditions() -> set[tuple[str, str]]:
    """Statement and condition key, as the README calls it; `Null` is a condition of its own."""
    found = set()
    for statement in shipped():
        for operator, keys in statement.get("Condition", {}).items():
            for key in keys:
                short = key if key in ("saml:namequalifier", "saml:sub_type") else key.rpartition(":")[2]
                found.add((statement["Sid"], "Null" if operator == "Null" else short))
    return found


@pytest.mark.parametrize("sid", sorted({statement["Sid"] for statement in shipped()}))
def test_every_statement_is_there_against_something(sid: str) -> None:
    assert [stops for about, _, stops in rows() if sid in about and stops]


@pytest.mark.parametrize(("sid", "key"), sorted(conditions()))
def test_every_condition_is_there_against_something(sid: str, key: str) -> None:
    assert [stops for about, says, stops in rows() if sid in about and f"`{key}`" in says and stops], (
        f"no row of the README says what {key} of {sid} stops")


def test_the_readme_tells_of_no_statement_that_is_not_there() -> None:
    assert set(chain.from_iterable(about for about, _, _ in rows())) == {each["Sid"] for each in shipped()}
