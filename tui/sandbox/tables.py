"""The key attributes of the account's tables, as DescribeTable tells them."""

from collections.abc import Mapping
from typing import Any

from tui.sandbox.engine import Engine
from tui.sandbox.members import Keys


class TableKeys:
    """Read when first asked for, and anew after a table was created, changed or deleted."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: Mapping[str, Keys] | None = None

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._known = None

    async def all(self) -> Mapping[str, Keys]:
        """The keys of every table, by its name."""
        if self._known is None:
            self._known = {name: await self._keys(name) for name in await self._names()}
        return self._known

    async def _names(self) -> list[str]:
        names: list[str] = []
        page: dict[str, Any] = {"LastEvaluatedTableName": ""}
        while "LastEvaluatedTableName" in page:
            after = {"ExclusiveStartTableName": names[-1]} if names else {}
            page = await self._engine.dynamodb("ListTables", **after)
            names += page["TableNames"]
        return names

    async def _keys(self, name: str) -> Keys:
        described: dict[str, Any] = await self._engine.dynamodb("DescribeTable", TableName=name)
        table = described["Table"]
        indexes = (*table.get("GlobalSecondaryIndexes", ()), *table.get("LocalSecondaryIndexes", ()))
        return Keys(
            (*_named(table, "HASH"), *_named(table, "RANGE")),
            {index["IndexName"]: _named(index, "HASH") for index in indexes},
        )


def _named(described: dict[str, Any], kind: str) -> tuple[str, ...]:
    return tuple(key["AttributeName"] for key in described["KeySchema"] if key["KeyType"] == kind)
