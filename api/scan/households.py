"""A household on a page that everybody may scan: 黎**, opened from the vault each time that a page is made."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

from api.policy import fields
from api.policy.fields import masked_name, shown
from api.policy.registers import Household
from api.reads.personal import opened
from domain.party import Party
from store.datastore import Datastore
from store.settings import Settings
from store.vault import Vault


class Households:
    """Masked names by party, of one process; who was erased has none."""

    def __init__(self, datastore: Datastore, settings: Settings) -> None:
        self._datastore = datastore
        self._vaults = {name: Vault(datastore, name, settings.vault_key) for name in settings.regions}

    async def __call__(self, households: Mapping[str, Collection[str]]) -> dict[str, str]:
        """`households`: by their region."""
        found: dict[str, str] = {}
        for region, parties in households.items():
            if parties and region in self._vaults:
                found |= await asyncio.to_thread(self._masked, region, parties)
        return found

    def _masked(self, region: str, parties: Collection[str]) -> dict[str, str]:
        streams = {Party.stream_id(party): party for party in parties}
        values = opened(self._datastore, self._vaults[region], region, streams, Party.Registered.TOPIC)
        return {party: _told(party, one.get("name", "")) for party, one in values.items()}


def _told(party: str, name: str) -> str:
    return shown(fields.household_name(None, Household(party, "")), name, masked_name(name))
