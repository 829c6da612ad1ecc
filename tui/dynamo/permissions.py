"""What may I do? Found out by probes that change nothing.

DynamoDB authorises a write before it looks at its condition. So a write with a condition that can never hold
proves by *ConditionalCheckFailed* that it is allowed, and by *AccessDenied* that it is not. Every probe names
the attributes and options the application itself uses, as a policy may be about them. Reads ask for one line.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tui.cart.model import CART, LineKey
from tui.cart.outcomes import Denied
from tui.cart.permission import CHANGE, MOVE, REMOVE, Permission
from tui.dynamo import expressions
from tui.dynamo.ask import ERRORS, ask
from tui.dynamo.call import Call
from tui.dynamo.conditions import only_conditions
from tui.dynamo.errors import failure, garbled
from tui.problem import Denial, Kind, Problem
from tui.record import record

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Parameters = dict[str, Any]

NEVER = "attribute_exists(#pk) AND attribute_not_exists(#pk)"
_WRITTEN = [name for name in expressions.LINE if name != "sk"]
_HOPELESS = (Kind.UNAVAILABLE, Kind.SIGN_IN)
"""After a problem of these kinds nothing more is asked: it would only take long to fail likewise."""
_SHAPES: dict[str, tuple[str, type]] = {"query": ("Items", list), "batch_get_item": ("Responses", dict)}
"""What an answer to a read must hold to be DynamoDB's; a GetItem that finds nothing holds nothing."""
_CARRIED_OUT = Problem(Kind.BUG, "A write whose condition cannot hold was carried out",
                       todo="Check the endpoint: this is not how DynamoDB behaves.")


@record
class _Probe:
    what: str
    method: str
    actions: tuple[str, ...]
    parameters: Parameters
    writes: bool = False
    catalog: bool = False
    index: str = ""


class Prober:
    """Asks on behalf of `owner`, who is signed in. Blocks: one round trip a probe, one after the other."""

    def __init__(
        self, client: "DynamoDBClient", *, cart: str, catalog: str, index: str, owner: str,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._client, self._cart, self._catalog, self._index = client, cart, catalog, index
        self._owner, self._now = owner, now

    def permissions(self) -> tuple[Permission, ...]:
        """An answer for each thing the application does, reads first."""
        return tuple(self._answers())

    def _answers(self) -> Iterator[Permission]:
        readable, lost = False, None
        for probe in self._probes():
            why = lost or self._try(probe, readable=readable)
            readable = readable or (why is None and not probe.catalog)
            if isinstance(why, Problem) and why.kind in _HOPELESS:
                lost = why
            place = f"{self._catalog}/index/{probe.index}" if probe.index else (
                self._catalog if probe.catalog else self._cart)
            yield Permission(probe.what, probe.actions, place, why, probe.writes)

    def _probes(self) -> tuple[_Probe, ...]:
        """What the application does."""
        listing = {**expressions.lines(self._cart, self._owner, None), "Limit": 1}
        shelf = {**expressions.category(self._catalog, self._index, "#", None), "Limit": 1}
        moving = {"TransactItems": [{"Delete": self._deletion("here")}, {"Update": self._update("there")}]}
        return (
            _Probe("list lines", "query", ("dynamodb:Query",), listing),
            _Probe("read a line", "get_item", ("dynamodb:GetItem",),
                   expressions.line(self._cart, self._owner, LineKey(CART, "probe"))),
            _Probe(CHANGE, "update_item", ("dynamodb:UpdateItem",),
                   {**self._update("here"), "ReturnValues": "NONE"}, writes=True),
            _Probe(REMOVE, "delete_item", ("dynamodb:DeleteItem",),
                   {**self._deletion("here"), "ReturnValues": "NONE"}, writes=True),
            _Probe(MOVE, "transact_write_items", ("dynamodb:DeleteItem", "dynamodb:UpdateItem"),
                   moving, writes=True),
            _Probe("look up products", "batch_get_item", ("dynamodb:BatchGetItem",),
                   expressions.products(self._catalog, ["#"]), catalog=True),
            _Probe("browse the catalog", "query", ("dynamodb:Query",), shelf, catalog=True,
                   index=self._index),
        )

    def _key(self, name: str) -> Parameters:
        """A key of the owner's that is no line's: it belongs to no list."""
        return {"pk": {"S": self._owner}, "sk": {"S": f"probe#{name}"}}

    def _deletion(self, name: str) -> Parameters:
        return {"TableName": self._cart, "Key": self._key(name), "ConditionExpression": NEVER,
                "ExpressionAttributeNames": {"#pk": "pk"}}

    def _update(self, name: str) -> Parameters:
        names = {f"#{each}": each for each in _WRITTEN}
        return {"TableName": self._cart, "Key": self._key(name), "ConditionExpression": NEVER,
                "UpdateExpression": "SET " + ", ".join(f"{each} = :none" for each in names),
                "ExpressionAttributeNames": {"#pk": "pk", **names},
                "ExpressionAttributeValues": {":none": {"S": "none"}}}

    def _try(self, probe: _Probe, *, readable: bool) -> Denial | Problem | None:
        """What refused it or kept it from being found out, None where it is allowed."""
        setting = "catalog_table" if probe.catalog else "cart_table"
        owner = "" if probe.catalog else self._owner
        call = Call(self._catalog if probe.catalog else self._cart, setting, self._client.meta.region_name,
                    self._client.meta.endpoint_url, index=probe.index, actions=probe.actions,
                    owner=owner, me=owner, writes=probe.writes, readable=readable)
        try:
            answer = ask(self._client, probe.method, probe.parameters)
        except ERRORS as error:
            if probe.writes and only_conditions(error):
                return None
            outcome = failure(error, call, self._now())
            return outcome.denial if isinstance(outcome, Denied) else outcome.problem
        if probe.writes:
            return replace(_CARRIED_OUT, where=call.place)
        member, kind = _SHAPES.get(probe.method, ("ResponseMetadata", dict))
        return None if isinstance(answer.get(member), kind) else garbled(call).problem
