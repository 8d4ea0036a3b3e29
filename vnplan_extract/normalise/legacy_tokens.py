"""The tokens of stored text, and how they read in an encoding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vnplan_extract.normalise import encodings, language_model
from vnplan_extract.syllables import is_syllable

UNICODE = "utf-8"

#: The encodings that are told by the text. In this order where the evidence is equal.
BY_TEXT = ("tcvn3", "vni", "viscii", "vps", "windows-1258")

#: Characters beyond ASCII that a byte can stand for, in Windows-1252 or in Latin-1.
_HIGH = "\u0080-\u00ffŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
#: Letters that no such encoding can hold.
_LATER = "ĂăĐđĨĩŨũƠơƯư\u0300\u0301\u0303\u0309\u0323\u1ea0-\u1ef9"
#: Control codes that VISCII and VPS use as letters.
_CONTROLS = "\x02-\x06\x10-\x15\x19\x1c\x1d\x1e"
_ALL = f"A-Za-z{_HIGH}{_LATER}{_CONTROLS}"

#: A word or number, with the signs that touch it and could be letters.
TOKEN = re.compile(rf"[{_ALL}]+|\d[\d.,/]*")
#: One that holds a character beyond printing ASCII. Without the look behind, a long run of plain letters would be
#: searched from each of them.
HIGH_TOKEN = re.compile(f"(?<![{_ALL}])[A-Za-z]*[{_HIGH}{_CONTROLS}][{_ALL}]*")
LATER_LETTER = re.compile(f"[{_LATER}]")
_PLAIN = re.compile(f"[^\x80-\U0010ffff{_CONTROLS}]*")
LINE = re.compile(r"[^\n]+")
#: In TCVN3 a word of capitals has the small letters of a capitals font in it (`HO¹CH`).
CAPITALS = re.compile(r"(?=(?:[^A-Z¡-§]*[A-Z¡-§]){2})[^a-z]+$")
_LETTERS = re.compile(r"[^\W\d_]+")
#: Signs that stand beside words in Unicode text.
PUNCTUATION = "\u00a0«»“”‘’‚„–—…•·°§²³±×÷½‹›†‡‰€™"

# Logarithms to the base of ten, as the language model's.
#: A token that the encoding leaves without sense, beside what the language model says of an unknown word.
_SENSELESS = -3.0
#: A sign stands inside a word or at its edge, in Unicode.
_ODD_SIGN = -2.0
IMPOSSIBLE = -1e9

#: Tokens longer than this, in code points, are no words.
_LONGEST_WORDS = 60
_CACHED = 65536


@dataclass(frozen=True, slots=True)
class Reading:
    """A token in one encoding: its first and last word, what the words inside cost, whether it makes sense."""

    text: str
    first: str = ""
    last: str = ""
    inner: float = 0.0
    #: For a token with letters beyond ASCII: whether each word is a known Vietnamese syllable.
    is_good: bool = False


def is_plain(text: str) -> bool:
    """Whether `text` reads alike in every encoding: it has printing ASCII and white space alone."""
    return _PLAIN.fullmatch(text) is not None


def reading(token: str, name: str) -> Reading:
    """How `token` reads in the encoding `name`, or as it stands (`UNICODE`)."""
    if token[0].isdigit():
        return Reading(token, language_model.NUMBER, language_model.NUMBER)
    if len(token) > _LONGEST_WORDS:
        return Reading(token)
    return _reading_of_words(token, name)


@lru_cache(maxsize=_CACHED)
def _reading_of_words(token: str, name: str) -> Reading:
    if name != UNICODE and LATER_LETTER.search(token):
        return Reading(token, inner=IMPOSSIBLE)
    text = token if name == UNICODE else encodings.decode(token, name)
    core = text.strip(PUNCTUATION)
    if name == "tcvn3" and CAPITALS.match(token):
        text, core = text.upper(), core.upper()
    words = _LETTERS.findall(core)
    keys = [language_model.key(word) for word in words]
    model = language_model.model()
    inner = sum(model.log10(keys[at], keys[at - 1]) for at in range(1, len(keys)))
    odd = sum(1 for sign in core if not (sign.isalpha() or sign.isascii() or sign in PUNCTUATION))
    are_syllables = bool(keys) and all(word in model.ids and is_syllable(word) for word in keys)
    # A letter alone numbers an item; an abbreviation is in capitals.
    makes_sense = are_syllables or all(
        word.lower() in model.ids and (len(word) == 1 or word.isupper()) for word in words or ("",)
    )
    if name == UNICODE:
        inner += _ODD_SIGN * odd
    elif not text.isascii() and (odd or not makes_sense):
        inner += _SENSELESS
    is_good = are_syllables and not odd and not all(map(str.isascii, words)) and all(map(_is_cased, words))
    return Reading(text, keys[0] if keys else "", keys[-1] if keys else "", inner, is_good)


def _is_cased(word: str) -> bool:
    return word.islower() or word.isupper() or word.istitle()


@lru_cache(maxsize=_CACHED)
def is_clean(token: str) -> bool:
    """Whether the token is Vietnamese in Unicode, or punctuation."""
    core = token.strip(PUNCTUATION)
    return (
        (len(core) < 2 and not core < " ")
        or is_plain(core)
        or LATER_LETTER.search(core) is not None
        or (core.isalpha() and _is_cased(core) and is_syllable(core.lower()))
    )
