"""A bare DataTable whose rows boto3 reads from a cart: what an editor takes that can do nothing.

python -m tests.bench.bare_shop ENDPOINT TABLE OWNER, with credentials in the environment as AWS has them.
"""

import sys

import boto3
from textual.widgets import DataTable

from tests.bench.bare import Bare


class BareShop(Bare):
    """Bare, and the lines of `owner`."""

    def __init__(self, endpoint: str, table: str, owner: str) -> None:
        super().__init__(0)
        self._endpoint, self._from, self._owner = endpoint, table, owner

    def on_mount(self) -> None:
        """Besides what is mounted anyway, the lines."""
        self.run_worker(self._read, thread=True)

    def _read(self) -> None:
        client = boto3.client("dynamodb", endpoint_url=self._endpoint)
        answer = client.query(
            TableName=self._from, KeyConditionExpression="pk = :pk", ConsistentRead=True,
            ProjectionExpression="sk, qty, note, rev, added_at, updated_at", Select="SPECIFIC_ATTRIBUTES",
            ExpressionAttributeValues={":pk": {"S": self._owner}})
        skus = [item["sk"]["S"].partition("#")[2] for item in answer["Items"]]
        self.call_from_thread(self._show, skus)

    def _show(self, skus: list[str]) -> None:
        table = self.query_one(DataTable)
        for n, sku in enumerate(skus):
            table.add_row(f"Product number {n}", sku, "9.50", "1", "9.50", "saved", key=sku)


if __name__ == "__main__":
    BareShop(*sys.argv[1:]).run()
