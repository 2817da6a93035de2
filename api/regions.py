"""The regions of one process: their event-sourced applications on one datastore, and the vaults beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import domain.events  # noqa: F401  registers every topic
from domain.region import COMMONS, Region
from store.datastore import Datastore, install, uninstall
from store.settings import Settings
from store.vault import Vault


class Regions(Mapping[str, Region]):
    """Region by name, `commons` among them. Thread-safe; one a process."""

    def __init__(self, settings: Settings, datastore: Datastore) -> None:
        install(datastore)
        self.settings = settings
        self.datastore = datastore
        env = {"PERSISTENCE_MODULE": "store.persistence"}
        self.commons = Region(COMMONS, env=env)
        self._regions = {name: Region(name, self.commons, env) for name in settings.regions} | {COMMONS: self.commons}
        self._vaults = {name: Vault(datastore, name, settings.vault_key) for name in self._regions}

    @classmethod
    def open(cls, settings: Settings, conninfo: str) -> Regions:
        """On a datastore of its own at `conninfo` (a migrated database); close it at the end."""
        return cls(settings, Datastore.of(settings, conninfo))

    def __getitem__(self, name: str) -> Region:
        return self._regions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._regions)

    def __len__(self) -> int:
        return len(self._regions)

    def vault(self, name: str) -> Vault:
        """Where the personal values of a region are kept."""
        return self._vaults[name]

    def close(self) -> None:
        """Record what still waits, then close every connection."""
        for region in self._regions.values():
            region.close()
        self.datastore.close()
        uninstall(self.datastore)
