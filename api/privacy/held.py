"""What is held on me: every value in the vault, everything that the store of people has, and who looked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Actor, SignedInPerson
from api.fields import Body, RegionName, one_line
from api.policy.eyes import eyes_of
from api.privacy.retention import TERMS, kind_of
from api.privacy.subjects import must_be_allowed, subjects_of
from api.signing.answers import answer, nothing
from api.signing.door import Door, Here
from api.signing.form import described, form
from api.signing.guarding import may_change_factors
from store.looks import looks_at
from store.people.errors import NotFound, NumberStands
from store.people.held import held_of
from store.pictures import KEY, PICTURE

router = APIRouter(prefix="/v1/people/me/held", tags=["privacy"])
MOST_LOOKS: Final = 1_000
"""The newest; all of them are at /v1/people/looks, page by page."""
STANDING: Final = frozenset({PICTURE, KEY, "consent"})
"""Fields that are no words of anybody: what was sent, and what was agreed to."""
Word = Annotated[str, StringConstraints(min_length=1, max_length=2_000), AfterValidator(one_line)]


class EntryTold(BaseModel):
    """One entry of the vault of `region`, under the id `subject`. `law`: why it is kept.

    `locked_until`: its end was asked for, and the law wants it until then; nobody else is shown it. Of a picture the
    field is its address in that region.
    """

    region: str
    ref: UUID
    subject: str
    kind: str
    fields: dict[str, str]
    law: str
    kept_at: datetime
    corrected_at: datetime | None
    locked_until: datetime | None


class HeldTold(BaseModel):
    """`entries`: of oneself, and of the household that one works for. The other lists: ids, times, one's own words."""

    made_at: datetime
    person: str
    entries: list[EntryTold]
    account: list[dict[str, Any]]
    memberships: list[dict[str, Any]]
    devices: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    desk_sessions: list[dict[str, Any]]
    passkeys: list[dict[str, Any]]
    passwords: list[dict[str, Any]]
    authenticators: list[dict[str, Any]]
    provider_links: list[dict[str, Any]]
    invitations_used: list[dict[str, Any]]
    exports: list[dict[str, Any]]
    imports: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    erasures: list[dict[str, Any]]
    looks: list[dict[str, Any]]


class Correction(Body):
    """The values that are wrong, by field, as they should be."""

    fields: Annotated[dict[str, Word], Field(min_length=1, max_length=6)]


@router.get("", operation_id="read_held", response_model=HeldTold)
async def read_held(request: Request, door: Here, actor: SignedInPerson) -> Response:
    """A copy of everything (PIPL article 45), as a file."""
    told = await run_in_threadpool(_held, door, actor)
    owners = await run_in_threadpool(subjects_of, door.regions, actor)
    async with door.datastore.reading(eyes_of(actor)) as connection:
        looks = await looks_at(connection, owners, limit=MOST_LOOKS)
    told["looks"] = [
        {
            "at": one.at,
            "authority": one.party,
            "role": one.role,
            "basis": one.basis,
            "reference": one.reference,
            "what": one.what,
            "seen": {owner: ids for owner, ids in one.seen.items() if owner in owners},
        }
        for _, one in looks
    ]
    made = answer(told)
    made.headers["Content-Disposition"] = 'attachment; filename="suyuan-held-on-me.json"'
    return made


@router.post(
    "/{region}/{ref}/corrections",
    operation_id="correct_held",
    status_code=204,
    response_class=Response,
    openapi_extra=described(Correction),
)
def correct_held(
    region: RegionName,
    ref: UUID,
    door: Here,
    actor: SignedInPerson,
    asked: Annotated[Correction, Depends(form(Correction))],
) -> Response:
    """Put values right (PIPL article 46). The old ones are gone; the facts refer to the entry as before.

    Not the number that one signs in with: whoever has another one joins with it anew, by an invitation.
    """
    if region not in door.regions:
        raise NotFound
    vault = door.regions.vault(region)
    with door.datastore.transaction() as connection:
        subject = vault.subject_of(connection, ref)
        if subject is None:
            raise NotFound
        must_be_allowed(connection, door.regions, actor, "correct", subject)
        if subject == actor.person:
            may_change_factors(connection, actor)
        held = vault.taken(connection, subject)
        wrong = next((one for one in held if one.ref == ref), None)
        if wrong is None or not asked.fields.keys() <= wrong.fields.keys() - STANDING:
            raise NotFound
        if kind_of(subject, wrong.fields) == "account":
            raise NumberStands
        right = wrong._replace(fields=wrong.fields | asked.fields, corrected_at=door.now())
        vault.keep_only(connection, subject, [right if one is wrong else one for one in held])
    return nothing()


def _held(door: Door, actor: Actor) -> dict[str, Any]:
    regions = door.regions
    entries = [
        {
            "region": region,
            "subject": subject,
            "kind": (kind := kind_of(subject, one.fields)),
            "law": TERMS[kind].law,
            **one._asdict(),
            "fields": {name: value for name, value in one.fields.items() if name != KEY},
        }
        for subject in subjects_of(regions, actor)
        for region in regions
        for one in regions.vault(region).held(subject)
    ]
    with door.datastore.connection() as connection:
        return {"made_at": door.now(), "person": actor.person, "entries": entries, **held_of(connection, actor.person)}
