"""The last digit of every GS1 key, which finds any single misread digit."""

from domain.gs1.malformed import MalformedIdentifier, WrongCheckDigit

DIGITS = frozenset("0123456789")


def check_digit(body: str) -> str:
    """The digit that completes `body` (GS1 General Specifications 7.9: weights 3, 1, 3 ... from the right).

    >>> check_digit("952123454321")
    '3'
    """
    return str(-(3 * sum(map(int, body[::-2])) + sum(map(int, body[-2::-2]))) % 10)


def checked(digits: str, length: int) -> str:
    """`digits` itself when it is `length` ASCII digits that end in the right check digit.

    Raises MalformedIdentifier or WrongCheckDigit.
    """
    if len(digits) != length or not DIGITS.issuperset(digits):
        raise MalformedIdentifier(digits, f"must be {length} digits")
    expected = check_digit(digits[:-1])
    if digits[-1] != expected:
        raise WrongCheckDigit(digits, found=digits[-1], expected=expected)
    return digits
