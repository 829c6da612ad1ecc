"""The catalog through a real client: batches, categories, and what is left out."""

from typing import Any

import pytest

from tests.unit.wire import Error, Wire
from tui.cart.outcomes import Denied, Listed, Unavailable
from tui.dynamo.catalog import Catalog
from tui.problem import Kind


def item(sku: str, category: str = "Tea") -> dict[str, Any]:
    texts = {"sku": sku, "name": f"The {sku}", "category": category, "currency": "EUR"}
    return {"price": {"N": "4.5"}, **{name: {"S": text} for name, text in texts.items()}}


def catalog(*script: object) -> tuple[Catalog, Wire, list[float]]:
    wire, slept = Wire(*script), list[float]()
    return Catalog(wire.client, "goods", "by_category", sleep=slept.append, now=lambda: 0.0,
                   jitter=lambda: 0.5), wire, slept


def batch(*skus: str, left: list[str] | None = None) -> dict[str, Any]:
    keys = [{"sku": {"S": sku}} for sku in left or []]
    return {"Responses": {"goods": [item(sku) for sku in skus]},
            "UnprocessedKeys": {"goods": {"Keys": keys}} if keys else {}}


def skus(read: object) -> list[str]:
    assert isinstance(read, Listed)
    return [product.sku for product in read.products]


def test_products_come_in_batches_once_each() -> None:
    wanted = [f"S{number}" for number in range(250)]
    goods, wire, _ = catalog(*[{"Responses": {"goods": []}}] * 3)
    assert skus(goods.products([*wanted, *wanted])) == []
    sizes = sorted(len(body["RequestItems"]["goods"]["Keys"]) for _, body in wire.sent)
    assert sizes == [50, 100, 100]


def test_skus_that_can_name_nothing_are_not_asked_for() -> None:
    goods, wire, _ = catalog(batch("A"))
    assert skus(goods.products(["", "#Tea", "A\n", "A"])) == ["A"]
    assert wire.sent[0][1]["RequestItems"]["goods"]["Keys"] == [{"sku": {"S": "A"}}]
    assert skus(goods.products([])) == []
    assert len(wire.sent) == 1


def test_keys_left_out_are_asked_for_again_more_and_more_slowly() -> None:
    goods, wire, slept = catalog(batch("A", left=["B", "C"]), batch("B", left=["C"]), batch("C"))
    assert skus(goods.products(["A", "B", "C"])) == ["A", "B", "C"]
    assert wire.sent[2][1]["RequestItems"] == {"goods": {"Keys": [{"sku": {"S": "C"}}]}}
    assert slept == [0.025, 0.05]


def test_keys_left_out_for_good_are_a_problem() -> None:
    goods, wire, slept = catalog(*[batch(left=["A"])] * 20)
    read = goods.products(["A"])
    assert isinstance(read, Unavailable)
    assert (read.problem.kind, read.problem.what) == (Kind.UNAVAILABLE, "DynamoDB asks to slow down")
    assert (len(wire.sent), len(slept)) == (6, 5)


def test_what_is_no_product_is_counted() -> None:
    answer = batch("A")
    answer["Responses"]["goods"] += [{"sku": {"S": "B"}}, {**item("C"), "price": {"N": "NaN"}}]
    goods, _, _ = catalog(answer)
    read = goods.products(["A", "B", "C"])
    assert isinstance(read, Listed)
    assert (skus(read), read.unreadable) == (["A"], 2)


def test_of_stock_no_more_is_asked_than_whether_it_can_be_had() -> None:
    answer = {"Responses": {"goods": [
        {"sku": {"S": "A"}}, {"sku": {"S": "B"}, "available": {"BOOL": False}},
        {"sku": {"S": "C"}, "available": {"S": "no"}}, {"sku": {"N": "4"}, "available": {"BOOL": True}}]}}
    goods, wire, _ = catalog(answer)
    assert goods.stock(["A", "B", "C", "#Tea"]) == {"A": True, "B": False}
    asked = wire.sent[0][1]["RequestItems"]["goods"]
    assert [*asked["ExpressionAttributeNames"].values()] == ["sku", "available"]
    assert asked["Keys"] == [{"sku": {"S": sku}} for sku in "ABC"]


def test_stock_that_cannot_be_read_is_not_none_at_all() -> None:
    goods, _, _ = catalog(*[batch(left=["A"])] * 20)
    assert isinstance(goods.stock(["A"]), Unavailable)
    goods, _, _ = catalog(*[{}] * 20)
    assert isinstance(goods.stock(["A"]), Unavailable)


def test_everything_by_category() -> None:
    shelves = {"Items": [item("#Tea", "#"), {"sku": {"S": "odd"}}]}
    more = {"sku": {"S": "A"}, "category": {"S": "Tea"}, "name": {"S": "The A"}}
    first, second = {"Items": [item("A")], "LastEvaluatedKey": more}, {"Items": [item("B")]}
    goods, wire, _ = catalog(shelves, first, second)
    read = goods.all()
    assert isinstance(read, Listed)
    assert (skus(read), read.unreadable) == (["A", "B"], 1)
    assert [name for name, _ in wire.sent] == ["Query"] * 3, "never a Scan"
    asked = [body["ExpressionAttributeValues"][":category"]["S"] for _, body in wire.sent]
    assert asked == ["#", "Tea", "Tea"]
    assert wire.sent[2][1]["ExclusiveStartKey"] == more


def test_a_category_that_leads_to_itself_ends() -> None:
    page = {"Items": [], "LastEvaluatedKey": {"sku": {"S": "A"}}}
    assert isinstance(catalog(page, page)[0].all(), Unavailable)


def test_failures_are_told() -> None:
    no = Error("AccessDeniedException", "User: x is not authorized to perform: dynamodb:Query")
    assert isinstance(catalog(no)[0].all(), Denied)
    assert isinstance(catalog(no)[0].products(["A"]), Denied)
    assert isinstance(catalog({"Items": [item("#Tea", "#")]}, no)[0].all(), Denied)
    for answer in ({}, {"Items": "x"}, {"message": "<html>"}):
        assert isinstance(catalog(answer)[0].all(), Unavailable)
    assert isinstance(catalog({})[0].products(["A"]), Unavailable)
    missing = catalog(Error("ValidationException", "The table does not have the specified index: x"))[0].all()
    assert isinstance(missing, Unavailable)
    assert missing.problem.what == "The table goods has no index by_category"


@pytest.mark.parametrize("items", [[], [{"sku": {"S": "#"}}, {"sku": {"N": "1"}}, {}]])
def test_a_catalog_without_categories_is_empty(items: list[dict[str, Any]]) -> None:
    read = catalog({"Items": items})[0].all()
    assert read == Listed((), len(items))
