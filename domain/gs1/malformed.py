"""What is wrong with a text that should name a thing: the parse errors of GS1 identifiers.

MalformedIdentifier
  WrongCheckDigit
  UnsupportedIdentifier
"""


class MalformedIdentifier(ValueError):
    """The text is not a well-formed GS1 identifier. `text` is what was read, `reason` says in English what is wrong."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{reason}: {text[:120]!r}")
        self.text = text
        self.reason = reason


class WrongCheckDigit(MalformedIdentifier):
    """The digits do not agree with their check digit: one of them was misread. `found` and `expected` are one digit."""

    def __init__(self, text: str, found: str, expected: str) -> None:
        super().__init__(text, f"check digit is {found}, must be {expected}")
        self.found = found
        self.expected = expected


class UnsupportedIdentifier(MalformedIdentifier):
    """Well-formed GS1 data, but it names no product, lot, item, logistic unit, place or party."""
