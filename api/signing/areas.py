"""The routes of signing in, one module a noun. Apart from the package, which errors and tokens import from."""

from __future__ import annotations

from api.signing import clients, codes, devices, factors, invitations, joining, passkeys, passwords, sessions

AREAS = (codes, sessions, joining, devices, invitations, passwords, factors, passkeys, clients)
