"""The letters of printed Vietnamese and what each is made of: a base letter, a mark of shape, a tone."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from vnplan_extract.syllables import without_marks

_VOWELS = "aăâeêioôơuưy"
_CONSONANTS = "bcdđfghjklmnpqrstvwxz"
_VOWEL_STEMS = frozenset("aeiouy")
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_TONE_MARKS = frozenset(_TONES[1:])

SMALL = _CONSONANTS + "".join(unicodedata.normalize("NFC", vowel + tone) for tone in _TONES for vowel in _VOWELS)
#: Every letter that is printed, small and capital; a letter's place in it is its number in the channel.
LETTERS = SMALL + SMALL.upper()


@lru_cache(maxsize=4096)
def without_tone(letter: str) -> str:
    """`ề` → `ê`."""
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE_MARKS))


@lru_cache(maxsize=4096)
def base(letter: str) -> str:
    """The letter without any mark: `ề` → `e`, `Đ` → `D`; of what is no letter, itself."""
    return without_marks(letter) or letter


def skeleton(word: str) -> str:
    """The word in small letters without any mark."""
    return "".join(base(letter) for letter in word.lower())


def vowel_start(syllable: str) -> int:
    """Where the rime of a syllable in small letters begins; `qu` and `gi` belong to what stands before it."""
    for at, letter in enumerate(syllable):
        if base(letter) in "aeiouy":
            glide = at > 0 and syllable[at - 1] + base(letter) in ("qu", "gi")
            return at + 1 if glide and base(syllable[at + 1 : at + 2]) in _VOWEL_STEMS else at
    return len(syllable)
