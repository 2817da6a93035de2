"""Which writes a role may do at all: what each door says, less what the policy then refuses such a role every time."""

from __future__ import annotations

from typing import Final

from api import auth
from tests.schema.town import WORKS

WRITES: Final = frozenset({"post", "put", "patch", "delete"})
DOORS: Final = {
    door.name: door.roles
    for door in (
        auth.MEMBER, auth.REGISTRAR, auth.LABELLER, auth.HOLDER, auth.WATCHER, auth.INVESTIGATOR, auth.INSPECTOR,
        auth.ADMINISTRATOR, auth.SUPERVISOR, auth.SIGNED_IN,
    )
}  # fmt: skip
_NOT_OURS: Final = frozenset({"register_party"})
"""Cooperatives register households, administrators register enterprises."""
_OF_A_PERSON: Final = frozenset(
    {
        "add_passkey", "begin_passkey", "begin_provider_link", "begin_totp", "confirm_device", "confirm_totp",
        "correct_held", "drop_passkey", "leave_party", "link_provider", "revoke_device", "set_password",
        "unlink_provider", "erase_me", "keep_picture", "give_consent", "withdraw_consent",
    }
)  # fmt: skip
"""Programs have no devices, factors or pictures, are nobody's members and agree to nothing."""
NEVER: Final[dict[str, frozenset[str]]] = {
    "grower": _NOT_OURS,
    "carrier": _NOT_OURS | {"bind_labels", "reprint_labels", "void_labels"},
    "market": _NOT_OURS,
    "buyer": _NOT_OURS,
    "cooperative": frozenset({"give_member_jurisdiction", "grant_acting"}),
    "partner": _OF_A_PERSON,
}
"""A carrier has no labels of its own; officials alone have areas; no cooperative takes the right to act by its word."""


def may(role: str, operation_id: str, door: str) -> bool:
    """Whether `role` of the town may do this to something."""
    if door == "Anyone":
        return True
    if role == "nobody" or operation_id in NEVER.get(role, frozenset()):
        return False
    return _role(role) in DOORS[door]


def _role(role: str) -> str:
    return "packer" if role == "partner" else WORKS[role].role


ENDS_ME: Final = frozenset({"sign_out", "leave_party", "erase_me", "revoke_device", "erase_subject"})
"""Whoever sends these may be somebody else afterwards, or nobody."""
ENDS_OTHERS: Final = frozenset({"erase_subject", "suspend_party", "suspend_member", "end_membership", "end_acting"})
"""What these name is not the same afterwards."""


def is_write(method: str) -> bool:
    return method.lower() in WRITES
