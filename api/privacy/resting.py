"""What rests on a consent and goes with it: fields of one purpose, of every household that one worked for then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from api.privacy.retention import EXACT, TERMS, kind_of
from api.privacy.subjects import households_among
from api.regions import Regions
from store.connection import StoreConnection
from store.erasures import Erasures
from store.people.consents import Consent
from store.people.held import parties_since
from store.vault import Held
from store.vault.ledger import Retained


def households_under(connection: StoreConnection, regions: Regions, person: str, consent: Consent) -> list[str]:
    """Which households a person works for, or did when the consent was in force."""
    return households_among(regions, parties_since(connection, person, consent.given_at))


def erase_resting(regions: Regions, by: str, purpose: str, households: Iterable[str]) -> None:
    """Erase what rests on a consent to `purpose`; everything else stays as it is. Raises StoreError.

    Where nothing is left, nothing is written down: who asks again after a failure finds done what was done.
    """
    kinds = {kind for kind, term in TERMS.items() if term.consent == purpose}

    def goes(subject: str, one: Held) -> bool:
        return kind_of(subject, one.fields) in kinds and not EXACT.isdisjoint(one.fields)

    def stays(subject: str, one: Held, _: datetime) -> Retained | None:
        fields = one.fields.keys() - (EXACT if goes(subject, one) else set[str]())
        return Retained(tuple(sorted(fields)), one.locked_until) if fields else None

    erasures = Erasures(regions.datastore, regions.settings)
    for household in dict.fromkeys(households):
        if any(goes(household, one) for region in regions for one in regions.vault(region).held(household)):
            erasures.erase(household, basis="withdrawn", by=by, retain=stays)
