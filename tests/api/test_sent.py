"""A command as it was sent: what a repeat must have in common with its first time."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from uuid import UUID

from api.policy import Actor
from api.sent import Sent, content_hash

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ACTOR = Actor("person", "9521234000013", "yunfu", "packer")
SENT = Sent(UUID(int=1), "POST", "/v1/yunfu/harvests", b'{"lot":"x"}', False, "", None, NOW)


def test_the_hash_is_the_one_that_was_always_stored() -> None:
    """Else every repeat of an older command would count as another command under its id."""
    told = content_hash(b"k" * 32, ACTOR, SENT)
    assert told.hex() == "8cc23a05fe204011cd637bb913ea85324af053bd086ce78b7107fef4c82dd97c"


def test_each_key_has_its_own_hashes() -> None:
    content = b'POST\0/v1/yunfu/harvests\x009521234000013\0{"lot":"x"}'
    for key in (b"k" * 32, b"l" * 32, b"k" * 32):
        assert content_hash(key, ACTOR, SENT) == hmac.digest(key, content, "sha256")
