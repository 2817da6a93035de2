"""Open the vault for the rows of one answer: one query for the references in their first facts, one for the values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

import msgspec
from psycopg.sql import SQL, Identifier

from api.regions import Regions
from domain.party import Party
from domain.sale import Sale
from domain.shipment import Shipment
from domain.site import Site
from store.datastore import Datastore
from store.vault import Vault

Personal = dict[str, str]
"""Field -> value, as the vault keeps them."""
_FACTS: Final = SQL("SELECT originator_id, state FROM {}.event WHERE originator_id = ANY(%s) AND topic = %s")


class _Referring(msgspec.Struct):
    """The parts of a fact that refer to the vault."""

    vault: str = ""
    vehicle: str = ""


_decode: Final = msgspec.json.Decoder(_Referring).decode


def of_parties(regions: Regions, region: str, parties: Iterable[str]) -> dict[str, Personal]:
    """Party -> `name` and `phone` of a household. What was erased is not there, here and below."""
    return _opened(regions, region, {Party.stream_id(one): one for one in parties}, Party.Registered.TOPIC)


def of_sites(regions: Regions, region: str, sites: Iterable[str]) -> dict[str, Personal]:
    """Site -> `name`, `point` and `outline` (JSON) of a household's plot."""
    return _opened(regions, region, {Site.stream_id(one): one for one in sites}, Site.Registered.TOPIC)


def of_shipments(regions: Regions, region: str, shipments: Iterable[str]) -> dict[str, Personal]:
    """Shipment -> `plate`, `driver`, `phone`."""
    return _opened(regions, region, {Shipment.stream_id(one): one for one in shipments}, Shipment.Dispatched.TOPIC)


def of_sales(regions: Regions, region: str, sales: Iterable[str]) -> dict[str, Personal]:
    """Sale -> `name` and `phone` of a buyer without an account."""
    return _opened(regions, region, {Sale.stream_id(one): one for one in sales}, Sale.SoldWholesale.TOPIC)


def _opened(regions: Regions, region: str, streams: dict[UUID, str], topic: str) -> dict[str, Personal]:
    return opened(regions.datastore, regions.vault(region), region, streams, topic)


def opened(
    datastore: Datastore, vault: Vault, region: str, streams: Mapping[UUID, str], topic: str
) -> dict[str, Personal]:
    """`streams`: id -> key. `topic`: of the fact that refers to the vault."""
    if not streams:
        return {}
    with datastore.connection() as connection:
        rows = connection.execute(_FACTS.format(Identifier(region)), (list(streams), topic)).fetchall()
    references: dict[str, UUID] = {}
    for stream, state in rows:
        fact = _decode(state)
        if reference := fact.vault or fact.vehicle:
            references[streams[stream]] = UUID(reference)
    values = vault.open_all(references.values())
    return {key: values[reference] for key, reference in references.items() if reference in values}
