"""Passwords that are refused: short ones, common ones, and those made of what others know of a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from store.people.errors import PasswordWeak

SHORTEST: Final = 10
LONGEST: Final = 200
_COMMON_WORDS: Final = """
    password passw0rd p@ssword p@ssw0rd password1 iloveyou letmein welcome admin administrator root qwerty
    qwertyuiop asdfghjkl zxcvbnm 1qaz2wsx 1q2w3e4r qazwsx abc123 a1b2c3 woaini woaini1314 5201314 1314520 suyuan
    xiaoming wangwei zhangwei nihao zhongguo beijing guangdong guangzhou shenzhen yunfu zhanjiang maoming zhaoqing
    yangjiang nongye shucai shuiguo mima mima123 default changeme test guest user dragon monkey sunshine princess
    football baseball superman trustno1 qq123456 aa123456 asd123 zxc123 qwe123 a123456 520520 88888888 66666666
"""
"""Our own choice of what people in China and elsewhere choose first."""
_RUNS: Final = ("01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz")


def must_be_strong(password: str, own_words: Iterable[str] = ()) -> str:
    """The password in its one written form (NFKC). `own_words`: number, name, party. Raises PasswordWeak with why."""
    read = unicodedata.normalize("NFKC", password)
    if not SHORTEST <= len(read) <= LONGEST:
        raise PasswordWeak(reason="length", shortest=SHORTEST, longest=LONGEST)
    plain = read.casefold()
    if any(len(word) >= 4 and word.casefold() in plain for word in own_words):
        raise PasswordWeak(reason="own-words")
    if len(set(plain)) < 5 or _left(plain) < 4:
        raise PasswordWeak(reason="common")
    return read


def _left(plain: str) -> int:
    """How many characters remain when common words, runs of keys, and digits at the ends (years) are taken out."""
    for word in sorted(_COMMON_WORDS.split(), key=len, reverse=True):
        plain = plain.replace(word, "")
    for run in (*_RUNS, *(one[::-1] for one in _RUNS)):
        for length in range(len(run), 3, -1):
            for start in range(len(run) - length + 1):
                plain = plain.replace(run[start : start + length], "")
    return len(plain.strip("0123456789!@#$%.,?*-_ "))
