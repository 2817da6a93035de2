"""The characters that GS1 allows in lots, serials and extensions."""

from domain.gs1.malformed import MalformedIdentifier

CHARACTER_SET_82 = frozenset("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
LONGEST = 20


def checked_text(text: str, what: str, longest: int = LONGEST) -> str:
    """`text` itself when it is 1 to `longest` characters of set 82 (GS1 General Specifications figure 7.11-1).

    A value of dots alone is refused: browsers and proxies resolve such path segments away, so no label can carry it.
    """
    if not 1 <= len(text) <= longest:
        raise MalformedIdentifier(text, f"{what} must have 1 to {longest} characters")
    if not CHARACTER_SET_82.issuperset(text):
        raise MalformedIdentifier(text, f"{what} has a character outside GS1 character set 82")
    if text in (".", ".."):
        raise MalformedIdentifier(text, f"{what} cannot be written in a path")
    return text
