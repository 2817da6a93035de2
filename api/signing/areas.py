"""The routes of signing in, one module a noun. Apart from the package, which errors and tokens import from."""

from __future__ import annotations

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
    roster,
    sessions,
)

AREAS = (codes, sessions, joining, devices, invitations, members, roster, passwords, factors, passkeys, clients)
