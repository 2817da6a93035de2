"""The unified social credit code (统一社会信用代码): 18 characters, two of which check the others."""

from __future__ import annotations

import re
from typing import Final

from domain.errors import WrongCreditCode

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015, table 3: no I, O, S, V or Z, which are misread."""
_FORM: Final = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def read_credit_code(text: str) -> str:
    """`text` in capitals, when it is a code: authority and kind (2), place (6 digits), body code (9), check (1).

    The body code checks itself (GB 11714-1997: weights, modulo 11, X for 10), the last character checks all (GB
    32100-2015, 4.6: powers of 3, modulo 31). Village collectives (N2...) have letters in front. Raises WrongCreditCode.

    >>> read_credit_code("91440300708461136t")
    '91440300708461136T'
    """
    code = text.strip().upper()
    if not _FORM.fullmatch(code) or code[16] != body_check(code[8:16]) or code[17] != check(code[:17]):
        raise WrongCreditCode(credit_code=text[:40])
    return code


def check(first: str) -> str:
    """The last character of a code whose first 17 are `first`."""
    total = sum(ALPHABET.index(one) * pow(3, place, 31) for place, one in enumerate(first))
    return ALPHABET[-total % 31]


def body_check(first: str) -> str:
    """The ninth character of a body code whose first eight are `first`; here letters count from A as 10."""
    total = sum(int(one, 36) * weight for one, weight in zip(first, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
