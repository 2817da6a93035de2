"""GS1 identity: one value for one thing, parsed once, printed in every form."""

from domain.gs1.identity import Gln, Gtin, Identity, Lgtin, Pgln, Sgln, Sgtin, Sscc
from domain.gs1.malformed import MalformedIdentifier, UnsupportedIdentifier, WrongCheckDigit
from domain.gs1.mint import EXAMPLE_PREFIX, mint_gln, mint_gtin, mint_pgln, mint_sscc
from domain.gs1.parsing import elements, parse

__all__ = [
    "EXAMPLE_PREFIX",
    "Gln",
    "Gtin",
    "Identity",
    "Lgtin",
    "MalformedIdentifier",
    "Pgln",
    "Sgln",
    "Sgtin",
    "Sscc",
    "UnsupportedIdentifier",
    "WrongCheckDigit",
    "elements",
    "mint_gln",
    "mint_gtin",
    "mint_pgln",
    "mint_sscc",
    "parse",
]
