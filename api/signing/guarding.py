"""Who may change what they prove themselves with: an official with a second factor only when signed in with two."""

from __future__ import annotations

from api.auth import Actor
from store.connection import StoreConnection
from store.people.devices.sessions import TWO, proved_by
from store.people.errors import SecondFactorMissing
from store.people.factors.passkeys import passkeys_of
from store.people.factors.totp import has_totp
from store.people.roles import TWO_FACTORS, roles_of


def may_change_factors(connection: StoreConnection, actor: Actor) -> None:
    """Raises SecondFactorMissing: whoever holds an official's phone number alone must not add a factor of their own."""
    official = any(one.role in TWO_FACTORS for one in roles_of(connection, actor.person))
    if not official or not (has_totp(connection, actor.person) or passkeys_of(connection, actor.person)):
        return
    if actor.session is None or proved_by(connection, actor.session) not in TWO:
        raise SecondFactorMissing
