"""Tone placement: `hòa` or `hoà`, as recorded edits.

Old style: in an open `oa`, `oe`, `uy` the tone stands on the first letter; new style: on the second.
Both agree where a letter follows (`hoàn`, `huỳnh`) and behind `q` (`quý`); a mark misplaced there is put right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal

from vnplan_extract.text import Edit

REASON = "tone_placement"

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSETS = frozenset(["", *"bcdđghklmnprstvx", "ch", "gh", "kh", "ng", "ngh", "nh", "ph", "th", "tr"])
_CODA = "n|nh|ng|t|c|ch|p|m|i|y|o"


def _with_tone(letter: str, tone: str) -> str:
    return unicodedata.normalize("NFC", letter + tone)


def _toned(letters: str) -> str:
    return "".join(_with_tone(letter, tone) for letter in letters for tone in _TONES)


def _alternatives(first: Callable[[str], str], second: Callable[[str], str]) -> str:
    return f"[{first('oO')}][{second('aAeE')}]|[{first('uU')}][{second('yY')}]"


@cache
def _pattern(placement: str) -> re.Pattern[str]:
    on_first, on_second = _alternatives(_toned, str), _alternatives(str, _toned)
    movable = on_second if placement == "old" else on_first
    letter = r"[^\W\d_]"
    # The letters before are looked at afterwards: a pattern that begins with what is rare runs fast.
    return re.compile(
        rf"(?P<open>{movable})(?!{letter}|[\u0300-\u036f])"
        rf"|(?P<closed>{on_first})(?=(?i:{_CODA})(?!{letter}))"
        rf"|(?<=[qQ])[{_toned('uU')}][aAeEiIyYăĂâÂêÊơƠ]"
    )


def edits(value: str, placement: Literal["old", "new"] = "old") -> Iterator[Edit]:
    """The edits that move tone marks to their place, in order; each covers the two vowel letters.

    Args:
        value: text in NFC.
        placement: `old` (`hòa`, `khỏe`, `ủy`) or `new` (`hoà`, `khoẻ`, `uỷ`).
    """
    for match in _pattern(placement).finditer(value):
        if match.lastgroup and _letters_before(value, match.start()) not in _ONSETS:
            continue
        yield Edit(*match.span(), _moved(match[0]), REASON)


def _letters_before(value: str, end: int) -> str:
    """The letters that end at `end`, in small letters, at most four (no onset has more than three)."""
    start = end
    while start and end - start < 4 and value[start - 1].isalpha():
        start -= 1
    return value[start:end].lower()


@cache
def _moved(pair: str) -> str:
    """The same two letters with the tone on the other one."""
    bare, tones = [], ""
    for letter in pair:
        marks = unicodedata.normalize("NFD", letter)
        tones += "".join(mark for mark in marks if mark in _TONES)
        bare.append(unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)))
    was_first = any(mark in _TONES for mark in unicodedata.normalize("NFD", pair[0]))
    at = 1 if was_first else 0
    bare[at] = _with_tone(bare[at], tones)
    return "".join(bare)
