"""What botocore reads of AWS before it makes a client: the same, in half the time.

It looks for hundreds of services before it reads the one. And where these are it still looks up in a
megabyte of `endpoints`, though each has rules of its own for that by now; what else it wants to know there,
of a region with nothing special about it, the short list of partitions tells as well.
"""

import gzip
import json
import os
from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader, Loader

from tui.config import SERVICES

VARIANTS = frozenset({"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"})
"""Variables that ask for endpoints out of the usual, which all of `endpoints` is read for."""
_USUAL = {"hostname": "{service}.{region}.{dnsSuffix}", "protocols": ["https"], "signatureVersions": ["v4"]}


@cache
def models() -> Loader:
    """Read once, not for each renewal and each person."""
    return _Models()


class _Files(JSONFileLoader):
    """Megabytes of JSON, as plain dicts. Those keep their order, too, and are made in half the time."""

    def load_file(self, file_path: str) -> object:
        """The content of the file of that name; None where there is none."""
        for suffix, opened in ((".json", open), (".json.gz", gzip.open)):
            try:
                with opened(f"{file_path}{suffix}", "rb") as file:
                    return json.load(file)
            except FileNotFoundError:
                continue
        return None


class _Models(Loader):
    FILE_LOADER_CLASS = _Files

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """The data of that name, and the file it is from."""
        if name != "endpoints" or not VARIANTS.isdisjoint(os.environ):
            return super().load_data_with_path(name)
        data, path = super().load_data_with_path("partitions")
        return {"version": 3, "partitions": [*map(_without_exceptions, data["partitions"])]}, path

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - all have models of each type
        """Those that are called here."""
        return [*SERVICES]


def _without_exceptions(partition: dict[str, Any]) -> dict[str, object]:
    """A partition as `endpoints` would have it, were no service of it an exception."""
    same = {name: partition[name] for name in ("regionRegex", "regions")}
    return {"partition": partition["id"], "dnsSuffix": partition["outputs"]["dnsSuffix"], **same,
            "services": {}, "defaults": _USUAL}
