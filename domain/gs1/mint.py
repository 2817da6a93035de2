"""New keys under a company prefix: the same arguments always give the same key.

A key is drawn by hashing, so two seeds can meet; the caller sees that the key is taken and asks again with the next
`attempt`. Randomness comes in as an argument; nothing here is random.
"""

from hashlib import sha256
from uuid import UUID

from domain.gs1.check_digit import DIGITS, check_digit
from domain.gs1.identity import Gln, Gtin, Pgln, Sscc

EXAMPLE_PREFIX = "952"
"""GS1's prefix for examples and documentation; never a real company's."""


def mint_gln(prefix: str, seed: UUID, attempt: int = 0) -> Gln:
    """The key of a site that has none."""
    return Gln(_completed(prefix + _drawn("gln", prefix, seed, attempt, room=12 - len(_prefix(prefix)))))


def mint_pgln(prefix: str, seed: UUID, attempt: int = 0) -> Pgln:
    """The key of a party that has none."""
    return Pgln(_completed(prefix + _drawn("pgln", prefix, seed, attempt, room=12 - len(_prefix(prefix)))))


def mint_gtin(prefix: str, indicator: int, seed: UUID | int, attempt: int = 0) -> Gtin:
    """The key of a product in one pack.

    `indicator` is 0 for the base unit, 1 to 8 for larger packs of it, 9 for variable measure (General Specifications
    2.1.2). `seed` is either the item reference itself or a UUID to draw one from; packs of one product share it.
    """
    if not 0 <= indicator <= 9:
        raise ValueError(f"an indicator is one digit, not {indicator}")
    room = 12 - len(_prefix(prefix))
    if isinstance(seed, UUID):
        reference = _drawn("gtin", prefix, seed, attempt, room)
    else:
        reference = str(seed).zfill(room)
        if seed < 0 or len(reference) > room:
            raise ValueError(f"item reference {seed} does not fit into {room} digits")
    return Gtin(_completed(f"{indicator}{prefix}{reference}"))


def mint_sscc(prefix: str, extension: int, random_bits: int) -> Sscc:
    """The key of a logistic unit; `random_bits` (64 or more are plenty) is reduced to the free digits.

    Under a prefix of 3 digits 13 are free: a million units meet with a probability of about 5 %, so a caller
    checks that the key is free.
    """
    if not 0 <= extension <= 9 or random_bits < 0:
        raise ValueError("extension must be one digit and random_bits not negative")
    room = 16 - len(_prefix(prefix))
    return Sscc(_completed(f"{extension}{prefix}{random_bits % 10**room:0{room}d}"))


def _prefix(prefix: str) -> str:
    if not 3 <= len(prefix) <= 11 or not DIGITS.issuperset(prefix):
        raise ValueError(f"a key is minted under 3 to 11 digits, not {prefix!r}")
    return prefix


def _drawn(kind: str, prefix: str, seed: UUID, attempt: int, room: int) -> str:
    digest = sha256(f"{kind}|{prefix}|{seed}|{attempt}".encode()).digest()
    return f"{int.from_bytes(digest) % 10**room:0{room}d}"


def _completed(body: str) -> str:
    return body + check_digit(body)
