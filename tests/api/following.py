"""What a worker does, once, in this thread."""

from __future__ import annotations

from api.regions import Regions
from projections.catalogue import PROJECTIONS
from projections.follower import Follower, follow
from projections.log import Log
from projections.tables import ensure_tables


def catch_up(regions: Regions) -> None:
    """Bring every projection of every region up to its head."""
    store = regions.datastore
    ensure_tables(store, regions, PROJECTIONS)
    for region in regions:
        for one in PROJECTIONS:
            follower = Follower(store, region, one)
            follower.locate()
            while follow(follower, Log(store, region)):
                pass
