"""One owner's lines in the cart table: a page of them, one of them, and edits as conditional writes."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tui.cart.edits import Add, Edit, result, seen
from tui.cart.model import Line, LineKey
from tui.cart.outcomes import Conflict, Denied, Loaded, Outcome, Read, Saved, Unavailable, Unreadable
from tui.dynamo import expressions, items
from tui.dynamo.ask import ERRORS, ask, read
from tui.dynamo.call import Call
from tui.dynamo.conditions import failed
from tui.dynamo.doubt import may_have_happened
from tui.dynamo.errors import failure, garbled
from tui.problem import Kind, Problem

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class CartStore:
    """The lines of `owner`, as `me` reaches them. Blocks; may be called from any thread.

    `client` is boto3's low-level DynamoDB client; `now` gives Unix seconds. Keep one store an owner for as
    long as the sign-in lasts: it remembers what IAM has allowed.
    """

    def __init__(
        self, client: "DynamoDBClient", table: str, owner: str, *,
        me: str = "", now: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.owner = owner
        self._client = client
        self._now = now
        self._sleep = sleep
        self._call = Call(table, "cart_table", client.meta.region_name, client.meta.endpoint_url,
                          owner=owner, me=me or owner)
        self._readable = False
        self._tells: bool | None = None
        """Whether IAM lets a failed condition tell the line; None while that is unknown."""

    def page(self, more: Mapping[str, object] | None = None) -> Read:
        """One page of the owner's lines; `more` continues a former page."""
        call = replace(self._call, actions=("dynamodb:Query",))
        answer = self._read("query", expressions.lines(call.table, self.owner, more), call)
        if isinstance(answer, Denied | Unavailable):
            return answer
        found, rest = answer.get("Items"), answer.get("LastEvaluatedKey")
        if not isinstance(found, list) or (rest and rest == more):
            return garbled(call)
        self._readable = True
        lines = [items.line(item) for item in found]
        return Loaded(lines=tuple(each for each in lines if isinstance(each, Line)),
                      unreadable=tuple(each for each in lines if isinstance(each, Unreadable)),
                      more=rest or None)

    def line(self, key: LineKey) -> Line | Denied | Unavailable | None:
        """One line as it is now; None where there is none."""
        call = replace(self._call, actions=("dynamodb:GetItem",))
        answer = self._read("get_item", expressions.line(call.table, self.owner, key), call)
        if isinstance(answer, Denied | Unavailable):
            return answer
        self._readable = True
        return _read(key, answer.get("Item"), call)

    def apply(self, edit: Edit, *, unsure: bool = False) -> Outcome:
        """Carry out one edit in one round trip: written whole, or not at all. It is sent once.

        Where IAM refuses the option that brings the line back with a failed condition, the write goes again
        without it, and if that helps the option is left out from then on. `unsure`: the edit was sent before
        and got no answer. Its condition keeps it from being written twice; but an add, whose condition holds
        again once somebody has removed the line, first looks.
        """
        if unsure and isinstance(edit, Add):
            found = self.line(edit.key)
            return found if isinstance(found, Denied | Unavailable) else Conflict({edit.key: found}, True)
        tell = self._tells is not False
        outcome = self._write(edit, tell)
        if tell and isinstance(outcome, Saved | Conflict):
            self._tells = True
        elif self._tells is None and isinstance(outcome, Denied):
            outcome = self._write(edit, False)
            if isinstance(outcome, Saved | Conflict):
                self._tells = False
        return outcome

    def _read(
        self, method: str, parameters: Mapping[str, Any], call: Call,
    ) -> dict[str, Any] | Denied | Unavailable:
        return read(self._client, method, parameters, call, now=self._now, sleep=self._sleep)

    def _write(self, edit: Edit, tell: bool) -> Outcome:
        request = expressions.write(edit, self._call.table, self.owner, tell=tell)
        call = replace(self._call, actions=request.actions, writes=True, readable=self._readable)
        try:
            ask(self._client, request.method, request.parameters)
        except ERRORS as error:
            if clashing := failed(edit, error):
                return self._conflict(edit, clashing, tell)
            outcome = failure(error, call, self._now())
            unsure = may_have_happened(error)
            return replace(outcome, unsure=unsure) if isinstance(outcome, Unavailable) else outcome
        return Saved(result(edit))

    def _conflict(self, edit: Edit, clashing: Mapping[LineKey, object], told: bool) -> Outcome:
        """The lines as they are, by what the failed conditions told or else by reading them."""
        current = dict(seen(edit))
        for key, item in clashing.items():
            known = told and (item is not None or current[key] is not None)
            found = _read(key, item, self._call) if known else self.line(key)
            if isinstance(found, Denied | Unavailable):
                return found
            current[key] = found
        return Conflict(current)


def _read(key: LineKey, item: object, call: Call) -> Line | Unavailable | None:
    """The line that DynamoDB gave for `key`."""
    if item is None:
        return None
    found = items.line(item) if isinstance(item, dict) else Unreadable("", "it is not an item")
    if isinstance(found, Line) and found.key == key:
        return found
    why = found.why if isinstance(found, Unreadable) else "it is another line"
    return Unavailable(Problem(Kind.CONFLICT, f"{key.sku} in {key.list} cannot be read: {why}", call.place,
                               "Have it put right with the program that wrote it."))
