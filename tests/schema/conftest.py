"""The product behind real HTTP, with an identity provider, and the town in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.regions import Regions
from store.settings import from_environment
from tests.schema.served import provider, served
from tests.schema.town import Town
from tests.schema.trying import Doors


@pytest.fixture(scope="module")
def address(conninfo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with provider() as issuer, served(conninfo, data_of(tmp_path_factory), issuer) as found:
        yield found


@pytest.fixture(scope="module")
def doors(address: str) -> Doors:
    return Doors(address)


@pytest.fixture(scope="module")
def town(address: str, conninfo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """With the secrets of the server, so that what stands in its tables can be read and written here."""
    settings = from_environment({"SUYUAN_DATA": str(data_of(tmp_path_factory))})
    regions = Regions.open(settings, conninfo)
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        yield Town(client, regions)
    regions.close()


def data_of(factory: pytest.TempPathFactory) -> Path:
    """One folder for the secrets of the product and of the town."""
    folder = factory.getbasetemp() / "product"
    folder.mkdir(exist_ok=True)
    return folder
