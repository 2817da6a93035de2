"""Know at once which streams are new, so that thousands of rows do not ask the database one by one."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from uuid import UUID

from psycopg.sql import SQL, Identifier

from api.importing.wishes import Wish
from api.regions import Regions
from domain.aggregate import Aggregate
from domain.lot import Lot
from domain.party import Party
from domain.site import Site
from domain.stock import Stock


@contextmanager
def known_absent(regions: Regions, region: str, wishes: Iterable[Wish]) -> Generator[None]:
    """Within, the region remembers what the wishes will tell and was never recorded, as blank.

    Where another process records one meanwhile, the save loses the race and is decided again, as always.
    """
    streams: dict[UUID, type[Aggregate]] = {}
    for wish in wishes:
        match wish.path:
            case "harvests":
                lot, site = wish.body["lot"], wish.body["site"]
                streams |= {Lot.stream_id(lot): Lot, Stock.stream_id(lot, site): Stock}
            case "parties":
                streams[Party.stream_id(wish.body["party"])] = Party
            case "sites":
                streams[Site.stream_id(wish.body["site"])] = Site
            case _:
                continue
    absent = streams.keys() - _present(regions, region, list(streams))
    regions[region].keep(streams[stream].blank(stream) for stream in absent)
    try:
        yield
    finally:
        regions[region].forget(absent)


def _present(regions: Regions, region: str, streams: list[UUID]) -> set[UUID]:
    query = SQL("SELECT originator_id FROM {}.event WHERE originator_id = ANY(%s) AND originator_version = 1")
    with regions.datastore.connection() as connection:
        return {row[0] for row in connection.execute(query.format(Identifier(region)), (streams,))}
