"""A hand-written thread pool that writes new lines of 2 each: python -m tests.bench.by_hand WORDS.

The words are the endpoint, the table, the owner, how many threads, and the SKUs. Credentials are in the
environment as AWS has them. Nothing is imported that this does not need.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

from tui.cart.edits import Add
from tui.cart.ids import stamp
from tui.cart.model import CART, LineKey
from tui.dynamo import expressions


def write_all(endpoint: str, table: str, owner: str, workers: int, skus: Sequence[str]) -> None:
    """Write a line for each SKU, on the condition that there is none."""
    client = boto3.client("dynamodb", endpoint_url=endpoint, config=Config(max_pool_connections=workers))

    def write(sku: str) -> None:
        made = stamp()
        edit = Add(made.id, LineKey(CART, sku), 2, made.at, "")
        client.update_item(**expressions.write(edit, table, owner, tell=True).parameters)

    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(write, skus):
            pass


if __name__ == "__main__":
    write_all(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5:])
