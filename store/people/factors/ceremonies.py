"""What a browser is asked in a passkey ceremony, and whether its answer is right: the library's part of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from store.people.errors import PasskeyRefused
from store.people.factors.passkeys import LIFE

_WRONG: Final = (WebAuthnException, ValueError, LookupError, TypeError)
"""What the library raises for answers that cannot be read, beside its own."""


class Registered(NamedTuple):
    """A passkey as its device made it."""

    id: bytes
    public_key: bytes
    sign_count: int


def registration_options(rp: str, person: str, challenge: bytes, known: Sequence[bytes]) -> dict[str, Any]:
    """For a passkey that is kept on the device and asks for its PIN or a finger; none of those that are `known`."""
    options = generate_registration_options(
        rp_id=rp,
        rp_name="Suyuan 溯源",
        user_id=UUID(person).bytes,
        user_name=f"溯源 {person[:8]}",
        challenge=challenge,
        timeout=int(LIFE.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json_dict(options)


def registered(rp: str, origins: list[str], challenge: bytes, credential: Mapping[str, Any]) -> Registered:
    """Raises PasskeyRefused."""
    try:
        made = verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=rp,
            expected_origin=origins,
            require_user_verification=True,
        )
    except _WRONG:
        raise PasskeyRefused(reason="answer") from None
    return Registered(made.credential_id, made.credential_public_key, made.sign_count)


def assertion_options(rp: str, challenge: bytes) -> dict[str, Any]:
    """For whatever passkey of this site the device has."""
    options = generate_authentication_options(
        rp_id=rp,
        challenge=challenge,
        timeout=int(LIFE.total_seconds() * 1000),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def credential_id(credential: Mapping[str, Any]) -> bytes:
    """Which passkey answers. Raises PasskeyRefused."""
    try:
        return base64url_to_bytes(str(credential.get("rawId", "")))
    except ValueError:
        raise PasskeyRefused(reason="answer") from None


def asserted(
    rp: str, origins: list[str], challenge: bytes, credential: Mapping[str, Any], public_key: bytes, sign_count: int
) -> int:
    """The passkey's new count; a copy whose counter went back is refused. Raises PasskeyRefused."""
    try:
        shown = verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=rp,
            expected_origin=origins,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except _WRONG:
        raise PasskeyRefused(reason="answer") from None
    return shown.new_sign_count
