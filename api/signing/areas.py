"""The routes of people, one module a noun. Apart from the package, which errors and tokens import from."""

from __future__ import annotations

from api.looks import casebook
from api.looks import reading as looks
from api.signing import (
    clients,
    codes,
    devices,
    factors,
    invitations,
    joining,
    members,
    new_passwords,
    pages,
    passkeys,
    passwords,
    providers,
    roster,
    sessions,
)

_WAYS_IN = (codes, sessions, new_passwords, providers, passwords, factors, passkeys, clients)
AREAS = (*_WAYS_IN, joining, devices, invitations, members, roster, looks, casebook, pages)
