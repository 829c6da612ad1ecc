"""A browser that does what it is told: what the tests of signing in by browser share."""

from urllib.parse import parse_qs, urlsplit

import requests

from tui.identity.steps import Flow, Visit


def started(flow: Flow) -> Visit:
    visit = flow.start()
    assert isinstance(visit, Visit), visit
    return visit


def query(visit: Visit) -> dict[str, str]:
    """What the address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(visit.url).query).items()}


def back(visit: Visit, **came: str) -> requests.Response:
    """Lead the browser back with the state of the visit, unless told otherwise."""
    return requests.get(visit.back, params={"state": query(visit)["state"], **came}, timeout=5)
