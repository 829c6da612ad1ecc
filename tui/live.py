"""The outside world itself, as `Services`: the profile's identity provider, STS and DynamoDB."""

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.cart.cart import Attempt
from tui.cart.outcomes import CatalogRead, Denied, Listed, Outcome, Read, Stock, Unavailable
from tui.cart.permission import Permission
from tui.config import Profile
from tui.credentials.model import Person
from tui.problem import Denial, Kind, Problem

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

    from tui.cart.journal import Journal
    from tui.cart.lastseen import LastSeen
    from tui.cart.shelf import Shelf, Shelved
    from tui.credentials.session import Session
    from tui.dynamo.catalog import Catalog
    from tui.dynamo.cost import Meter
    from tui.dynamo.store import CartStore
    from tui.identity.steps import Flow, Step
    from tui.identity.steps import Outcome as Poll
    from tui.identity.tokens import Tokens

_NOBODY = Problem(Kind.SIGN_IN, "You are not signed in", todo="Run: dynacart login")


class Live:
    """The outside itself: the profile's identity provider, STS and DynamoDB. Opens each when first asked."""

    meter: "Meter | None" = None  # counts what it consumes, or all of this process, where somebody asks

    def __init__(self, profile: Profile, clock: Callable[[], float] = time.time) -> None:
        self.profile = profile
        self._clock = clock
        self._lock = threading.Lock()
        self._flow: Flow | None = None
        self._session: Session | None = None
        self._client: DynamoDBClient | None = None
        self._stores: dict[str, CartStore] = {}
        self._catalog: Catalog | None = None

    def open(self) -> Person | Problem:
        """See `Services.open`."""
        found = self._stored()
        return found if isinstance(found, Problem) else self.refresh()

    def start_sign_in(self) -> "Step | Problem":
        """See `Services.start_sign_in`."""
        from tui.credentials.store import Store

        return Store(self.profile).check() or self._sign_in_flow().start()

    def poll(self, step: "Step") -> "Poll":
        """See `Services.poll`."""
        return self._sign_in_flow().poll(step)

    def answer(self, values: Sequence[str]) -> "Poll":
        """See `Services.answer`."""
        return self._sign_in_flow().answer(values)

    def stop_sign_in(self) -> None:
        """See `Services.stop_sign_in`."""
        if self._flow:
            self._flow.close()

    def _sign_in_flow(self) -> "Flow":
        from tui.credentials.ways import begin

        self._flow = self._flow or begin(self.profile)
        return self._flow

    def finish_sign_in(self, tokens: "Tokens") -> Person | Problem | Denial:
        """See `Services.finish_sign_in`. The person stays the same for a run: pending edits are theirs."""
        from tui.credentials.session import Session

        if self._session is not None:
            return self._session.renew(tokens) or self._session.person
        session = Session.sign_in(self.profile, tokens, self._clock)
        if not isinstance(session, Session):
            return session
        self._session = session
        return session.person

    def refresh(self) -> Person | Problem:
        """See `Services.refresh`."""
        if self._session is None:
            return _NOBODY
        current = self._session.current()
        if isinstance(current, Denial):
            return Problem(Kind.DENIED, f"AWS gives no credentials any more: {current.message}",
                           current.request_id, current.todo, current.code)
        return current if isinstance(current, Problem) else self._session.person

    def remembered(self) -> Person | None:
        """See `Services.remembered`."""
        found = self._stored()
        return None if isinstance(found, Problem) else found.person

    def seen(self, owner: str) -> bool:
        """See `Services.seen`."""
        from tui import keeping

        person = self.remembered()
        return person is not None and keeping.seen(self.profile, person.owner_id, owner or person.owner_id)

    def journal(self, owner: str) -> "Journal | Problem":
        """See `Services.journal`."""
        from tui import keeping

        person = self.remembered()
        return keeping.journal(self.profile, person.owner_id, owner) if person else _NOBODY

    def last_seen(self, owner: str) -> "LastSeen | None":
        """See `Services.last_seen`."""
        from tui import keeping

        person = self.remembered()
        return keeping.last_seen(self.profile, person.owner_id, owner) if person else None

    def read(self, owner: str, more: Mapping[str, object] | None = None) -> Read:
        """See `Services.read`."""
        store = self.store(owner)
        return Unavailable(store) if isinstance(store, Problem) else store.page(more)

    def write(self, owner: str, attempt: Attempt) -> Outcome:
        """See `Services.write`."""
        store = self.store(owner)
        if isinstance(store, Problem):
            return Unavailable(store)
        return store.apply(attempt.edit, unsure=attempt.unsure)

    def products(self, skus: Collection[str]) -> CatalogRead:
        """See `Services.products`."""
        catalog = self._products()
        return Unavailable(catalog) if isinstance(catalog, Problem) else catalog.products(skus)

    def stock(self, skus: Collection[str]) -> Stock:
        """See `Services.stock`."""
        catalog = self._products()
        return Unavailable(catalog) if isinstance(catalog, Problem) else catalog.stock(skus)

    def catalog(self) -> CatalogRead:
        """See `Services.catalog`."""
        catalog = self._products()
        if isinstance(catalog, Problem):
            return Unavailable(catalog)
        answer, shelf = catalog.all(), self._shelf()
        if shelf and isinstance(answer, Listed):
            shelf.keep(answer.products, self._clock(), answer.unreadable)
        elif shelf and isinstance(answer, Denied):
            shelf.forget()  # who may not read the catalog keeps none
        return answer

    def shelved(self) -> "Shelved":
        """See `Services.shelved`."""
        from tui.cart.shelf import Shelved

        shelf = self._shelf()
        return shelf.recall(self._clock()) if shelf else Shelved()

    def _shelf(self) -> "Shelf | None":
        from tui import keeping

        person = self.remembered()
        return keeping.shelf(self.profile, person.owner_id) if person else None

    def _stored(self) -> "Session | Problem":
        """The session of this run, opened from the stored sign-in when it is first asked for."""
        from tui.credentials.session import Session

        with self._lock:
            if self._session is None:
                found = Session.open(self.profile, self._clock)
                if isinstance(found, Problem):
                    return found
                self._session = found
            return self._session

    def permissions(self) -> tuple[Permission, ...] | Problem:
        """See `Services.permissions`."""
        from tui.dynamo.permissions import Prober

        with self._lock:
            client = self._dynamodb()
        if isinstance(client, Problem) or self._session is None:
            return client if isinstance(client, Problem) else _NOBODY
        profile, owner = self.profile, self._session.person.owner_id
        return Prober(client, cart=profile.cart_table, catalog=profile.catalog_table,
                      index=profile.catalog_index, owner=owner, now=self._clock).permissions()

    def store(self, owner: str) -> "CartStore | Problem":
        """The cart of `owner` ("" for the person's own), as the signed-in person reaches it."""
        from tui.dynamo.store import CartStore

        with self._lock:
            client = self._dynamodb()
            if isinstance(client, Problem) or self._session is None:
                return client if isinstance(client, Problem) else _NOBODY
            me = self._session.person.owner_id
            owner = owner or me
            if owner not in self._stores:
                table = self.profile.cart_table
                self._stores[owner] = CartStore(client, table, owner, me=me, now=self._clock)
            return self._stores[owner]

    def _products(self) -> "Catalog | Problem":
        from tui.dynamo.catalog import Catalog

        with self._lock:
            if self._catalog is None:
                client = self._dynamodb()
                if isinstance(client, Problem):
                    return client
                index = self.profile.catalog_index
                self._catalog = Catalog(client, self.profile.catalog_table, index, now=self._clock)
            return self._catalog

    def _dynamodb(self) -> "DynamoDBClient | Problem":
        """The one client; call with the lock held."""
        from tui.credentials.aws import dynamodb

        if self._session is None:
            return _NOBODY
        if self._client is None:
            made = dynamodb(self._session)
            if isinstance(made, Problem):
                return made
            if self.meter:
                self.meter.watch(made)
            self._client = made
        return self._client
