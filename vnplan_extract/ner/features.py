"""What the network sees of a token: four numbers, hashes of its forms.

Hashing instead of a vocabulary (Weinberger and others 2009) keeps the model small and lets it see words that it was not
trained on by their letters and shape.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vnplan_extract.ner.tokens import Line
from vnplan_extract.syllables import without_marks

#: Rows of the tables of: the word in small letters, its letters without marks, their ending, the shape.
SIZES = (16384, 8192, 2048, 512)
Features = NDArray[np.int64]
_KNOWN = 50_000  #: different tokens that are remembered


def features(line: Line) -> Features:
    """A row of `SIZES` numbers for each token."""
    rows = []
    behind = -1
    for token, (start, end) in zip(line.tokens, line.places, strict=True):
        rows.append(_of_token(token, start == behind))
        behind = end
    return np.array(rows, dtype=np.int64)


@lru_cache(maxsize=_KNOWN)
def _of_token(token: str, joined: bool) -> tuple[int, int, int, int]:
    """The numbers of a token; `joined` tells that nothing stands between it and the one before."""
    small = token.lower()
    if small[0].isdecimal():
        small = plain = _as_number(small)
    else:
        plain = without_marks(small)
    return (
        _hash(small, SIZES[0]),
        _hash(plain, SIZES[1]),
        _hash(plain[-3:], SIZES[2]),
        _hash(_shape(token) + ("+" if joined else ""), SIZES[3]),
    )


def _as_number(digits: str) -> str:
    """Years as years, other numbers by their length only."""
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return digits[:3] + "0"
    return "".join("0" if sign.isdecimal() else sign for sign in digits)


def _shape(token: str) -> str:
    """`Xx` of `Sở`, `XXX` of `UBND`, `00` of `15`; signs stand for themselves."""
    if len(token) == 1 and not token.isalnum():
        return token
    if token[0].isdecimal():
        return _as_number(token)[:10]
    if token.isupper():
        return "X" * min(len(token), 5)
    if token.islower():
        return "x" * min(len(token), 2)
    return "Xx" if token[1:].islower() else "xX"


def _hash(form: str, size: int) -> int:
    # 0 is what stands beside a line.
    return 1 + zlib.crc32(form.encode()) % (size - 1)
