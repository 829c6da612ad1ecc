"""Expressions: every attribute they name, whose partition they ask for, and what they may not hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox.expressions import ExpressionError, Slot, read

ALIASES = {"#q": "qty", "#n": "note", "#dot": "a.b", "#pk": "pk", "#other": "pk"}


def names(text: str, slot: Slot) -> set[str]:
    return read(text, slot, ALIASES).names()


@pytest.mark.parametrize(("text", "slot", "expected"), [
    ("pk, sk, #q", "projection", {"pk", "sk", "qty"}),
    ("note.inner[3].deep, #q[0]", "projection", {"note", "qty"}),
    ("#dot", "projection", {"a.b"}),
    ("#n.#q", "projection", {"note"}),
    ("note.price", "projection", {"note"}),
    ("rev = :seen", "condition", {"rev"}),
    ("attribute_not_exists(pk)", "condition", {"pk"}),
    ("attribute_not_exists (pk) or NOT (#q > :q and size(#n) <= price)", "condition",
     {"pk", "qty", "note", "price"}),
    ("rev in (:a, other) AND x between :a and y", "condition", {"rev", "other", "x", "y"}),
    ("contains(tags, secret)", "condition", {"tags", "secret"}),
    ("SET", "condition", {"SET"}),
    ("a.AND = :x", "condition", {"a"}),
    ("REMOVE a.SET", "update", {"a"}),
    ("SET a = :x -- comment", "update", {"a", "comment"}),
    ("SET #q = #q + :n, #n = if_not_exists(note, price) REMOVE old[1], b ADD c :c DELETE d :d", "update",
     {"qty", "note", "price", "old", "b", "c", "d"}),
    ("set l = list_append(l, :v)", "update", {"l"}),
    ("SET a = b - c", "update", {"a", "b", "c"}),
    ("SET a=size", "update", {"a", "size"}),
    ("pk=:p AND begins_with(sk,:l)", "key", {"pk", "sk"}),
    ("#pk = :p and sk BETWEEN :a AND :b", "key", {"pk", "sk"}),
])
def test_the_names_in_an_expression(text: str, slot: Slot, expected: set[str]) -> None:
    assert names(text, slot) == expected


@pytest.mark.parametrize(("text", "slot"), [
    ("", "projection"),
    ("   ", "projection"),
    ("pk; price", "projection"),
    ("pk, préis", "projection"),
    ("pk\u00a0, price", "projection"),
    ("#unknown", "projection"),
    ("note.#unknown", "projection"),
    ("size(note)", "projection"),
    ("note[#q]", "projection"),
    ("note[]", "projection"),
    ("note[1", "projection"),
    ("note.", "projection"),
    ("1", "projection"),
    ("a.1", "projection"),
    ("evil(pk)", "condition"),
    ("a = 'x'", "condition"),
    ("a = \"x\"", "condition"),
    ("attribute_exists(AND)", "condition"),
    ("a = OR", "condition"),
    ("begins_with(a, :b)", "update"),
    ("if_not_exists(a, :b)", "condition"),
    ("SET a = ADD", "update"),
])
def test_what_is_not_an_expression(text: str, slot: Slot) -> None:
    with pytest.raises(ExpressionError):
        read(text, slot, ALIASES).names()


@pytest.mark.parametrize(("text", "expected"), [
    ("SET #q = :q, note = rev REMOVE a.b, c ADD d :d", {"qty", "note", "a", "c", "d"}),
    ("SET note = if_not_exists(pk, sk), #q = list_append(pk, :v)", {"note", "qty"}),
    ("REMOVE #pk", {"pk"}),
    ("add sk :one", {"sk"}),
    ("DELETE tags :t SET #other = :p", {"tags", "pk"}),
])
def test_what_an_update_writes(text: str, expected: set[str]) -> None:
    assert read(text, "update", ALIASES).targets() == expected


@pytest.mark.parametrize("text", [
    "pk = :p",
    "pk=:p",
    "#pk = :p AND begins_with(sk, :l)",
    "begins_with(sk, :l) and pk = :p",
    "sk BETWEEN :a AND :b AND pk = :p",
    "pk = :p AND sk > :l",
])
def test_whose_partition_a_query_reads(text: str) -> None:
    assert read(text, "key", ALIASES).key_value("pk") == ":p"


@pytest.mark.parametrize("text", [
    "sk = :p",
    "pk > :p",
    "pk <> :p",
    ":p = pk",
    "begins_with(pk, :p)",
    "pk BETWEEN :p AND :q",
    "pk = :p AND pk = :q",
    "pk = :p AND #pk = :q",
    "#pk = :p AND #other = :q",
    "pk = :p AND sk = pk",
    "pk = sk",
    "pk = :p OR pk = :q",
    "pk = :p AND sk = :s OR pk = :q",
    "NOT pk = :p",
    "(pk = :p)",
    "pk.a = :p",
    "pk = :p, pk = :q",
])
def test_a_query_about_no_one_partition(text: str) -> None:
    with pytest.raises(ExpressionError):
        read(text, "key", ALIASES).key_value("pk")


paths = st.from_regex(r"\A[a-z]{1,4}[0-9]?(\.[a-z]{1,3}|\[[0-9]\]){0,2}\Z")


@given(st.lists(paths, min_size=1, max_size=5))
def test_a_projection_names_exactly_the_heads_of_its_paths(listed: list[str]) -> None:
    heads = {path.split(".")[0].split("[")[0] for path in listed}
    assert names(" , ".join(listed), "projection") == heads


@given(st.text(st.sampled_from("ab #:.,()[]=<>+-0ANDORSET"), max_size=20), st.sampled_from(
    ["projection", "condition", "key", "update"]))
def test_any_text_is_read_or_refused(text: str, slot: Slot) -> None:
    try:
        found = read(text, slot, {"#a": "x"}).names()
    except ExpressionError:
        return
    assert all(name == "x" or name in text for name in found)
