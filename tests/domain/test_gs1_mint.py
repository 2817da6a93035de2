"""Keys are minted the same way from the same arguments, and always valid."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.gs1 import EXAMPLE_PREFIX, Gln, Gtin, Pgln, Sscc, mint_gln, mint_gtin, mint_pgln, mint_sscc

SEED = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
prefixes = st.text("0123456789", min_size=3, max_size=11)


def test_the_same_seed_gives_the_same_keys_for_ever():
    assert mint_gln(EXAMPLE_PREFIX, SEED) == Gln("9525878634207")
    assert mint_pgln(EXAMPLE_PREFIX, SEED) == Pgln("9521630758952")
    assert mint_gtin(EXAMPLE_PREFIX, 0, SEED) == Gtin("09526850687235")
    assert mint_sscc(EXAMPLE_PREFIX, 1, 2**64 - 1) == Sscc("195240737095516152")


@given(prefixes, st.uuids(), st.integers(0, 5), st.integers(0, 9), st.integers(0, 2**80))
def test_every_minted_key_is_valid_and_under_its_prefix(prefix: str, seed: UUID, attempt: int, digit: int, bits: int):
    assert mint_gln(prefix, seed, attempt).digits.startswith(prefix)
    assert mint_pgln(prefix, seed, attempt).digits.startswith(prefix)
    assert mint_gtin(prefix, digit, seed, attempt).digits.startswith(f"{digit}{prefix}")
    assert mint_sscc(prefix, digit, bits).digits.startswith(f"{digit}{prefix}")


def test_another_attempt_gives_another_key():
    assert len({mint_gln(EXAMPLE_PREFIX, SEED, attempt).digits for attempt in range(50)}) == 50


def test_a_site_and_a_party_of_one_seed_do_not_share_a_number():
    assert mint_gln(EXAMPLE_PREFIX, SEED).digits != mint_pgln(EXAMPLE_PREFIX, SEED).digits


def test_packs_of_one_product_share_its_reference():
    each, carton = mint_gtin(EXAMPLE_PREFIX, 0, SEED), mint_gtin(EXAMPLE_PREFIX, 1, SEED)
    assert each.digits[1:13] == carton.digits[1:13]


def test_an_item_reference_can_be_given():
    assert mint_gtin("9521234", 0, 54321) == Gtin("09521234543213")


@pytest.mark.parametrize("prefix", ["", "95", "952123454321", "95a", "９５２"])
def test_a_prefix_has_three_to_eleven_digits(prefix: str):
    with pytest.raises(ValueError, match="3 to 11 digits"):
        mint_gln(prefix, SEED)


@pytest.mark.parametrize(("indicator", "reference"), [(10, 1), (-1, 1), (0, 10**9), (0, -1)])
def test_a_reference_must_fit(indicator: int, reference: int):
    with pytest.raises(ValueError):  # noqa: PT011
        mint_gtin(EXAMPLE_PREFIX, indicator, reference)


@pytest.mark.parametrize(("extension", "bits"), [(10, 1), (-1, 1), (0, -1)])
def test_an_extension_is_one_digit_and_bits_are_not_negative(extension: int, bits: int):
    with pytest.raises(ValueError, match="extension"):
        mint_sscc(EXAMPLE_PREFIX, extension, bits)
