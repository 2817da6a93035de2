"""What whoever signed in is told: tokens, device, and what they work as."""

from __future__ import annotations

from uuid import UUID

import msgspec
from pydantic import BaseModel
from starlette.responses import Response

from store.people.access import LIFE
from store.people.devices.sessions import Opened
from store.people.roles import Role


class WorksAs(BaseModel):
    """For a party, of a region, in a role; officials in a jurisdiction (county code prefix)."""

    party: str
    party_region: str
    role: str
    jurisdiction: str


class SignedIn(BaseModel):
    """`state`: active, or waiting until another device or the cooperative confirms this one; then there is no access.

    `second_factor_missing`: the access token opens nothing but the addresses where a second factor is set up.
    """

    session: UUID
    person: str
    device: UUID
    state: str
    refresh_token: str
    access_token: str | None
    expires_in: int
    second_factor_missing: bool
    works_as: WorksAs
    roles: list[WorksAs]


def told(opened: Opened, status: int = 201) -> Response:
    """A session at its beginning (201) or after a refresh (200); never kept by any cache."""
    return answer(
        {
            "session": opened.session,
            "person": opened.person,
            "device": opened.device,
            "state": opened.state,
            "refresh_token": opened.refresh,
            "access_token": opened.access or None,
            "expires_in": int(LIFE.total_seconds()),
            "second_factor_missing": opened.half,
            "works_as": as_told(opened.role),
            "roles": [as_told(one) for one in opened.roles],
        },
        status,
    )


def as_told(role: Role) -> dict[str, str]:
    return role._asdict()


def answer(content: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, {"Cache-Control": "no-store"}, "application/json")


def nothing() -> Response:
    return Response(status_code=204, headers={"Cache-Control": "no-store"})
