"""Partner systems: a party registers its programs; a program asks for a token with its key or an assertion."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import NAMESPACE_OID, uuid5

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from api.auth import MEMBER_ROLES, Anyone, Supervisor
from api.errors import InvalidParameter
from api.fields import Body
from api.signing.answers import answer, nothing
from api.signing.door import Here
from api.signing.form import Label, described, form
from store.people.access import issue_access
from store.people.clients.assertion import client_with_assertion
from store.people.clients.clients import MOST_DAYS, Client, add_client, client_with_key, clients_of, revoke_client
from store.people.roles import Role

router = APIRouter(prefix="/v1/people", tags=["programs"])
LIFE: Final = timedelta(minutes=10)
OPEN: Final = MEMBER_ROLES - {"supervisor"}
"""Roles of programs: none answers for people."""


class NewClient(Body):
    """`public_key`: a JWK, for programs that sign assertions; without it, the program gets a key of ours."""

    label: Label
    role: Annotated[str, StringConstraints(max_length=20)]
    scopes: Annotated[tuple[Literal["read", "record"], ...], Field(min_length=1, max_length=2)]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 365
    public_key: Annotated[dict[str, Any], Field(max_length=12)] | None = None


class ClientTold(BaseModel):
    """One program."""

    id: str
    label: str
    role: str
    scopes: str
    made_at: datetime
    expires_at: datetime


class ClientMade(ClientTold):
    """`key` is told this once; empty for a program that signs."""

    key: str


class Clients(BaseModel):
    """The oldest first."""

    items: list[ClientTold]


class ClientToken(Body):
    """Either. `assertion`: a JWT (RFC 7523) with iss and sub the program's id, aud this address, exp, jti."""

    key: Annotated[str, StringConstraints(max_length=200)] = ""
    assertion: Annotated[str, StringConstraints(max_length=4000)] = ""


class ClientAccess(BaseModel):
    """For the Authorization header."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str


@router.post(
    "/clients",
    operation_id="add_client",
    status_code=201,
    response_model=ClientMade,
    openapi_extra=described(NewClient),
)
def add(door: Here, actor: Supervisor, asked: Annotated[NewClient, Depends(form(NewClient))]) -> Response:
    """Register a program of one's own party."""
    if asked.role not in OPEN:
        raise InvalidParameter(parameter="role", code="role")
    with door.datastore.transaction() as connection:
        made, key = add_client(
            connection,
            Role(actor.party, actor.party_region, asked.role),
            scopes=asked.scopes,
            label=asked.label,
            by=actor.person,
            life=timedelta(days=asked.days),
            now=door.now(),
            public_key=asked.public_key,
        )
    return answer(_told(made) | {"key": key}, 201)


@router.get("/clients", operation_id="list_clients", response_model=Clients)
def list_clients(door: Here, actor: Supervisor) -> Response:
    """Of one's own party."""
    with door.datastore.connection() as connection:
        return answer({"items": [_told(one) for one in clients_of(connection, actor.party)]})


@router.delete("/clients/{client}", operation_id="revoke_client", status_code=204, response_class=Response)
def revoke(client: Annotated[str, Path(pattern="^[0-9a-f]{16}$")], door: Here, actor: Supervisor) -> Response:
    """End a program and its tokens."""
    with door.datastore.transaction() as connection:
        revoke_client(connection, client, actor.party, door.now())
    return nothing()


@router.post(
    "/client-tokens", operation_id="ask_client_token", response_model=ClientAccess, openapi_extra=described(ClientToken)
)
def ask(request: Request, _: Anyone, door: Here, asked: Annotated[ClientToken, Depends(form(ClientToken))]) -> Response:
    """A token for ten minutes."""
    now = door.now()
    with door.datastore.transaction() as connection:
        if asked.assertion:
            client = client_with_assertion(connection, door.keys, asked.assertion, door.addresses(request), now)
        else:
            client = client_with_key(connection, asked.key, now)
        session = uuid5(NAMESPACE_OID, client.person)
        token = issue_access(connection, client.person, client.acts_as, session, now, scopes=client.scopes, life=LIFE)
    seconds = int(LIFE.total_seconds())
    return answer({"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": client.scopes})


def _told(client: Client) -> dict[str, object]:
    return {name: getattr(client, name) for name in ClientTold.model_fields}
