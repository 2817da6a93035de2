"""The routes of people, one module a noun. Apart from the package, which errors and tokens import from."""

from __future__ import annotations

from api.looks import reading as looks
from api.signing import (
    clients,
    codes,
    devices,
    factors,
    invitations,
    joining,
    members,
    passkeys,
    passwords,
    providers,
    roster,
    sessions,
)

AREAS = (codes, sessions, joining, devices, invitations, members, roster, passwords, factors, passkeys, clients, looks)
