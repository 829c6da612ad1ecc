"""The catalog table: products by SKU, and all of them by category. Never a Scan."""

import random
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from tui.cart.model import Product, sku_flaw
from tui.cart.outcomes import CatalogRead, Denied, Listed, Stock, Unavailable
from tui.dynamo import expressions, items
from tui.dynamo.ask import read
from tui.dynamo.call import Call
from tui.dynamo.errors import garbled, throttled
from tui.dynamo.items import Item

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")
Items = list[Item] | Denied | Unavailable

BATCH = 100
"""Keys a BatchGetItem (API reference)."""
CATEGORIES = "#"
"""The partition of the index that lists the categories, each by an item whose SKU is `#` and its name."""
_PARALLEL = 8
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds, at the most, before asking again for what DynamoDB left out (full jitter)."""


class Catalog:
    """The products of a shop, read through an index by category and name. Blocks; for any thread."""

    def __init__(
        self, client: "DynamoDBClient", table: str, index: str, *,
        sleep: Callable[[float], None] = time.sleep, now: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._jitter = jitter
        self._now = now
        self._call = Call(table, "catalog_table", client.meta.region_name, client.meta.endpoint_url)
        self._index = index

    def products(self, skus: Collection[str]) -> CatalogRead:
        """The products with these SKUs; unknown ones are left out."""
        return _listed(self._batches(skus, expressions.PRODUCT))

    def stock(self, skus: Collection[str]) -> Stock:
        """Which of these SKUs there are, and whether they are to be had: of thousands, the least to read."""
        found: dict[str, bool] = {}
        for answer in self._batches(skus, expressions.STOCK):
            if isinstance(answer, Denied | Unavailable):
                return answer
            found.update(each for item in answer if (each := items.stock(item)))
        return found

    def all(self) -> CatalogRead:
        """Every product, by category and name."""
        shelves = self._category(CATEGORIES)
        if isinstance(shelves, Denied | Unavailable):
            return shelves
        names = [name for item in shelves if (name := items.category(item))]
        return _listed(_at_once(self._category, names), sum(not items.category(item) for item in shelves))

    def _batches(self, skus: Collection[str], names: tuple[str, ...]) -> Iterable[Items]:
        wanted = [sku for sku in dict.fromkeys(skus) if not sku_flaw(sku)]
        batches = [wanted[start:start + BATCH] for start in range(0, len(wanted), BATCH)]
        return _at_once(lambda batch: self._batch(batch, names), batches)

    def _batch(self, skus: Sequence[str], names: tuple[str, ...]) -> Items:
        call = replace(self._call, actions=("dynamodb:BatchGetItem",))
        request, found = expressions.products(call.table, skus, names), list[Item]()
        for pause in (*_PAUSES, None):
            answer = self._read("batch_get_item", request, call)
            if isinstance(answer, Denied | Unavailable):
                return answer
            got, left = answer.get("Responses"), answer.get("UnprocessedKeys")
            if not isinstance(got, dict):
                return garbled(call)
            found += _items(got.get(call.table, []))
            if not left:
                return found
            request = {"RequestItems": left}
            if pause is not None:
                self._sleep(pause * self._jitter())
        return throttled(call)

    def _category(self, name: str) -> Items:
        call = replace(self._call, actions=("dynamodb:Query",), index=self._index)
        found: list[Item] = []
        more: Mapping[str, object] | None = None
        while True:
            answer = self._read("query", expressions.category(call.table, self._index, name, more), call)
            if isinstance(answer, Denied | Unavailable):
                return answer
            got, rest = answer.get("Items"), answer.get("LastEvaluatedKey")
            if not isinstance(got, list) or (rest and rest == more):
                return garbled(call)
            found += _items(got)
            if not rest:
                return found
            more = rest

    def _read(
        self, method: str, parameters: Mapping[str, Any], call: Call,
    ) -> dict[str, Any] | Denied | Unavailable:
        return read(self._client, method, parameters, call, now=self._now, sleep=self._sleep)


def _at_once(ask: Callable[[T], Items], wanted: Sequence[T]) -> Iterable[Items]:
    """`ask` for each, several at a time where there are several."""
    if len(wanted) <= 1:
        return [ask(each) for each in wanted]
    with ThreadPoolExecutor(min(len(wanted), _PARALLEL)) as pool:
        return list(pool.map(ask, wanted))


def _listed(reads: Iterable[Items], unreadable: int = 0) -> CatalogRead:
    """All that was read, once each and in order, or the first failure."""
    products: dict[str, Product] = {}
    for found in reads:
        if isinstance(found, Denied | Unavailable):
            return found
        for item in found:
            product = items.product(item)
            if product is None:
                unreadable += 1
            else:
                products[product.sku] = product
    return Listed(tuple(products.values()), unreadable)


def _items(values: object) -> list[Item]:
    return [value if isinstance(value, dict) else {} for value in values] if isinstance(values, list) else []
