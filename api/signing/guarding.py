"""Who may change or end what they prove themselves with: of officials with two factors only who showed both."""

from __future__ import annotations

from api.auth import Actor
from store.connection import StoreConnection
from store.people.devices.sessions import TWO, proved_by
from store.people.errors import SecondFactorMissing
from store.people.factors.passkeys import passkeys_of
from store.people.factors.totp import has_totp
from store.people.provider import links_of
from store.people.roles import TWO_FACTORS, roles_of


def may_change_factors(connection: StoreConnection, actor: Actor) -> None:
    """Raises SecondFactorMissing: whoever holds an official's phone number alone must not add a factor of their own.

    Whom a provider vouches for, and who has no factor here yet, comes by the provider to add the first one.
    """
    official = any(one.role in TWO_FACTORS for one in roles_of(connection, actor.person))
    own = has_totp(connection, actor.person) or passkeys_of(connection, actor.person)
    if not official or not (own or links_of(connection, actor.person)):
        return
    proved = proved_by(connection, actor.session) if actor.session is not None else ""
    if proved not in (TWO if own else TWO | {"provider"}):
        raise SecondFactorMissing
