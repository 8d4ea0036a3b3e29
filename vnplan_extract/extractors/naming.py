"""Names in capitals brought to the case in which running text prints them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from vnplan_extract import data
from vnplan_extract.extractors.context import one_line

_DASH = re.compile(r"\s*[-–—−]\s*")
#: What a territory is called before its name, the longest first.
LEVEL_WORDS = tuple(sorted((level.word for level in data.level_words()), key=lambda word: (-len(word), word)))
#: A pattern for any of them, without their abbreviations.
LEVELS = "|".join(word.replace(" ", r"\s+") for word in LEVEL_WORDS)
_ABBREVIATED = {short: level.word for level in data.level_words() for short in level.abbreviations}
_ANY_LEVEL = LEVELS + "|" + "|".join(re.escape(short) + r"\.?" for short in _ABBREVIATED)
_LEVEL = re.compile(rf"\b(?!xã\s+hội\b)(?P<level>{_ANY_LEVEL})\s+(?!ủy\b)(?P<name>[^,;:()]{{2,40}})$", re.IGNORECASE)
#: Party committees by the level of their territory: `Thành ủy Hà Nội` is of `thành phố Hà Nội`, `Đảng ủy …` of any.
_OF_COMMITTEE = {level.committee: level.word for level in data.level_words() if level.committee} | {"đảng ủy": ""}
_COMMITTEES = re.compile(r"\b(?:" + "|".join(_OF_COMMITTEE) + r")\b", re.IGNORECASE)
_COMMITTEE_OF = re.compile(rf"(?P<committee>{_COMMITTEES.pattern})\s+(?P<place>.+)", re.IGNORECASE)
_ENDS_IN_LEVEL = re.compile(rf"\b(?:{_ANY_LEVEL}|{_COMMITTEES.pattern})$", re.IGNORECASE)


def dashes(text: str) -> str:
    """The text on one line with ` - ` for every dash that stands between words."""
    return one_line(re.sub(r"(?<=\w)\s*[–—−]\s*(?=\w)|(?<=\w)\s+-\s*(?=\w)|(?<=\w)\s*-\s+(?=\w)", " - ", text))


def of_committee(text: str) -> str:
    """The territory that a party committee is named after: `HUYỆN ỦY BA TRI` as `huyện BA TRI`."""
    return _COMMITTEES.sub(lambda match: _OF_COMMITTEE[match.group().lower()], text)


def ends_in_level(text: str) -> bool:
    """Whether a text ends in a word behind which a place is named: a level or a Party committee."""
    return _ENDS_IN_LEVEL.search(text) is not None


def title_words(name: str) -> str:
    """Every word with a capital first letter: `BỈM SƠN` as `Bỉm Sơn`."""
    return " ".join(word[:1].upper() + word[1:].lower() for word in name.split())


def territory(text: str, on: str | None = None) -> str | None:
    """`TỈNH BÌNH ĐỊNH` as `tỉnh Bình Định`, `THỊ XÃ BỈM SƠN` as `thị xã Bỉm Sơn`.

    None where the text does not end in a level word and a name.
    """
    match = _LEVEL.search(one_line(text))
    if not match:
        return None
    level = one_line(match["level"].lower()).rstrip(".")
    level = _ABBREVIATED.get(level, level)
    name = place_name(match["name"], on)
    return f"{level} {name}"


def is_territory(text: str) -> bool:
    """Whether a text ends in a level word and a name that the tables of places know."""
    match = _LEVEL.search(one_line(text))
    return match is not None and data.province_of_place(match["name"]) is not None


def place_name(text: str, on: str | None = None) -> str:
    """A place's name in its own case, from the tables where they have it."""
    text = dashes(text)
    province = data.province_named(text, on) or data.province_named(text)
    if province is not None:
        return province.name
    return " - ".join(title_words(part) for part in text.split(" - "))


def proper_case(text: str, on: str | None = None) -> str:
    """The name of a body printed in capitals, in the case of running text.

    A name that the table of agencies knows takes its form there; the place at its end takes the
    form of the tables of places; of what is left, the first letter is a capital.
    """
    text = dashes(text)
    if not text.isupper():
        return text
    text = _DASH.sub(" - ", text)
    if committee := _COMMITTEE_OF.fullmatch(text):
        of = territory(committee["place"], on) or place_name(committee["place"], on)
        return f"{_sentence_case(committee['committee'])} {of}"
    level = _LEVEL.search(text)
    place = territory(text, on) if level else None
    head = text[: level.start()].strip() if level and place else text
    return f"{_body_case(head)} {place}" if place and head else place or _body_case(head)


@lru_cache(maxsize=1024)
def _body_case(text: str) -> str:
    row = data.agency_by_name(text)
    if row is not None and data.normalise_name(row.name) == data.normalise_name(text):
        return row.name
    words = text.lower().split()
    for size in range(len(words) - 1, 1, -1):  # the longest known name at the end: `… Sở Nội vụ`
        known = data.agency_by_name(" ".join(words[-size:]))
        if known is not None:
            return _sentence_case(" ".join(words[:-size])) + " " + known.name
    return _sentence_case(text)


_VOWEL = re.compile("[aeiouyăâêôơư]", re.IGNORECASE)


def _sentence_case(text: str) -> str:
    """Small letters behind the first one; an abbreviation, which has no vowel, stays as it is: `Phòng QLCN`."""
    words = [word.lower() if _VOWEL.search(unicodedata.normalize("NFD", word)) else word for word in text.split()]
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]
