"""What botocore reads of AWS: as it would read it by itself."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import DataNotFoundError, EndpointVariantError
from botocore.loaders import create_loader
from botocore.session import Session as Core

from tui.config import SERVICES
from tui.credentials import sdk

PARTITIONS = {each["id"]: each["regions"] for each in create_loader().load_data("partitions")["partitions"]}


@pytest.fixture
def ours() -> Iterator[Core]:
    """A session that reads what we have for it, anew."""
    sdk.models.cache_clear()
    core = Core()
    core.register_component("data_loader", sdk.models())
    yield core
    sdk.models.cache_clear()


def traits(core: Core, service: str, region: str) -> list[object]:
    """Where its client sends requests, and how it signs them; or why there is no client."""
    try:
        client = core.create_client(service, region, aws_access_key_id="a", aws_secret_access_key="b")
    except EndpointVariantError as error:
        return [str(error)]
    signer, meta = vars(client)["_request_signer"], client.meta
    return [meta.endpoint_url, meta.region_name, meta.partition, signer.region_name, signer.signing_name,
            signer.signature_version]


@pytest.mark.parametrize("variant", ["", *sorted(sdk.VARIANTS)])
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", PARTITIONS)
def test_clients_are_those_of_botocore_in_every_partition(
    name: str, service: str, variant: str, ours: Core, monkeypatch: pytest.MonkeyPatch,
) -> None:
    if variant:
        monkeypatch.setenv(variant, "true")
    regions = [region for region in PARTITIONS[name] if not region.endswith("-global")]
    for region in {regions[0], regions[-1], f"{regions[0].rpartition('-')[0]}-9"}:
        found = traits(ours, service, region)
        assert found == traits(Core(), service, region)
        assert variant or found[2] == name


@pytest.mark.parametrize("service", SERVICES)
def test_models_are_read_as_botocore_reads_them(service: str) -> None:
    theirs, ours = create_loader(), sdk.models()
    for kind in ("service-2", "endpoint-rule-set-1", "paginators-1"):
        found = ours.load_service_model(service, kind)
        assert found == theirs.load_service_model(service, kind)
        assert list(found) == list(theirs.load_service_model(service, kind)), "in the same order"
    with pytest.raises(DataNotFoundError):
        ours.load_data("nothing")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("kind", ["service-2", "endpoint-rule-set-1"])
def test_the_models_that_are_said_to_be_there_are(service: str, kind: str) -> None:
    assert service in create_loader().list_available_services(kind)
    assert sdk.models().load_service_model(service, kind)
