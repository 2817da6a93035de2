"""The regions of one process: their event-sourced applications on one datastore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import domain.events  # noqa: F401  registers every topic
from domain.region import COMMONS, Region
from store.datastore import Datastore, install
from store.settings import Settings


class Regions(Mapping[str, Region]):
    """Region by name, `commons` among them. Thread-safe; one a process."""

    def __init__(self, settings: Settings, datastore: Datastore) -> None:
        install(datastore)
        self.settings = settings
        self.datastore = datastore
        env = {"PERSISTENCE_MODULE": "store.persistence"}
        self.commons = Region(COMMONS, env=env)
        self._regions = {name: Region(name, self.commons, env) for name in settings.regions} | {COMMONS: self.commons}

    @classmethod
    def open(cls, settings: Settings, conninfo: str) -> Regions:
        """On a datastore of its own at `conninfo`; close it at the end."""
        return cls(settings, Datastore.of(settings, conninfo))

    def __getitem__(self, name: str) -> Region:
        return self._regions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._regions)

    def __len__(self) -> int:
        return len(self._regions)

    def close(self) -> None:
        """Finish what waits to be recorded and close every connection."""
        for region in self._regions.values():
            region.close()
        self.datastore.close()
