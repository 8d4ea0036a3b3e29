"""Abbreviations inside names and their expansions (`abbreviations.tsv`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from vnplan_extract.data._tsv import read_table
from vnplan_extract.syllables import without_marks

COLUMNS = ("abbreviation", "expansion", "preceded_by", "followed_by", "certain", "source")

_DROP = re.compile(r"(?:\s+và\s+)|[\s&,.\-‐‑‒–—]+")
_UPPER = "A-ZÐĐĂÂÊÔƠƯÀÁẢÃẠẰẮẲẴẶẦẤẨẪẬÈÉẺẼẸỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌỒỐỔỖỘỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴ"
# A run of capitals (`UBND`, `TTg`, `TTr`) and further runs joined to it: `LĐ-TB&XH`, `NN và PTNT`, `VH, TT & DL`.
_RUN = rf"[{_UPPER}][{_UPPER}]+[a-z]?(?![\w])|[{_UPPER}](?![\w])"
_TOKEN = re.compile(rf"(?<!\w)(?:{_RUN})")
_JOIN = re.compile(rf"(?:\s?[-–&,]\s?|\s+và\s+)(?:{_RUN})")
_ROMAN = re.compile(r"[IVX]+")
# What can be a syllable, its marks left out: `CA TRỰC` in capitals is not `Công an`. An abbreviation of three
# consonants or more cannot.
_SYLLABLE = re.compile(r"[^AEIOUY]{0,3}[AEIOUY]{1,3}[^AEIOUY]{0,2}")
_MOST_PARTS = 5
_LOOK_BACK = 40


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """One reading of an abbreviation.

    `abbreviation` is written without `&`, `-`, commas and blanks. `preceded_by` and `followed_by` are alternations
    (regular expressions) of what must stand right before and after it, empty where anything may. `certain`
    tells whether it may be expanded wherever the context fits.
    """

    abbreviation: str
    expansion: str
    preceded_by: str
    followed_by: str
    certain: bool
    source: str

    def fits(self, before: str, after: str) -> bool:
        """Tell whether the text before and after allows this reading."""
        return (not self.preceded_by or _before(self.preceded_by).search(before) is not None) and (
            not self.followed_by or _after(self.followed_by).match(after) is not None
        )


@cache
def _before(alternation: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^\w])(?:{alternation})[\s\-&,.]*$")


@cache
def _after(alternation: str) -> re.Pattern[str]:
    return re.compile(rf"[\s.]*(?:{alternation})(?!\w)")


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """Give every row, in the order of the table."""
    return tuple(
        Abbreviation(short, expansion, before, after, certain == "yes", source)
        for short, expansion, before, after, certain, source in read_table("abbreviations.tsv", COLUMNS)
    )


@cache
def _by_key() -> dict[str, tuple[Abbreviation, ...]]:
    index: dict[str, tuple[Abbreviation, ...]] = {}
    for row in abbreviations():
        index[row.abbreviation] = (*index.get(row.abbreviation, ()), row)
    return index


def abbreviation_key(text: str) -> str:
    """Fold an abbreviation as printed to the form of the table: `LĐ-TB&XH`, `LĐTB và XH` give `LĐTBXH`."""
    return _DROP.sub("", text.strip().replace("Ð", "Đ"))


def abbreviations_of(text: str) -> tuple[Abbreviation, ...]:
    """Give every reading of an abbreviation as printed, in the order in which they are tried."""
    return _by_key().get(abbreviation_key(text), ())


def _reading(text: str, before: str, after: str) -> Abbreviation | None:
    for row in abbreviations_of(text):
        if row.fits(before, after):
            return row
    return None


@lru_cache(maxsize=16384)
def expand_abbreviation(text: str, before: str = "", after: str = "") -> str | None:
    """Give what an abbreviation stands for between the texts `before` and `after`, or None if that is not certain.

    `TT` is `Thường trực` before `HĐND`, and None alone, for it may be `Trung tâm`.
    """
    row = _reading(text, before, after)
    return row.expansion if row is not None and row.certain else None


def _looks_like_words(text: str) -> bool:
    letters = without_marks(text.upper())
    return len(letters) < 3 or _SYLLABLE.fullmatch(letters) is not None


@lru_cache(maxsize=16384)
def expand_name(text: str) -> tuple[str, bool]:
    """Expand the abbreviations in a name: `Phòng LĐ-TB&XH` gives `Phòng Lao động - Thương binh và Xã hội`.

    Gives the name and whether it is certain: False where a reading is only likely or a run of two capitals or more
    is not in the table (it then stays as it is). In a name in capitals only what cannot be a word is expanded.
    """
    parts: list[str] = []
    certain = True
    capitals = text.isupper() and any(
        len(word) > 2 and word not in _by_key() and _looks_like_words(word) for word in re.findall(r"\w+", text)
    )
    position = 0
    while True:
        match = _TOKEN.search(text, position)
        if match is None:
            break
        ends = [match.end()]
        while len(ends) < _MOST_PARTS:
            further = _JOIN.match(text, ends[-1])
            if further is None:
                break
            ends.append(further.end())
        parts.append(text[position : match.start()])
        before = "".join(parts)[-_LOOK_BACK:]
        for end in reversed(ends):
            row = _reading(text[match.start() : end], before, text[end : end + _LOOK_BACK])
            if row is not None and not (capitals and _looks_like_words(text[match.start() : end])):
                parts.append(row.expansion)
                certain = certain and row.certain
                position = end
                if text[end : end + 1] == "." and text[end + 1 :].strip():  # `TT. HĐND`, `VP.UBND`
                    position = end + 1
                    if not text[position].isspace():
                        parts.append(" ")
                break
        else:
            position = match.end()
            parts.append(match[0])
            # A word of a name in capitals is no abbreviation, nor is a Roman numeral or a single letter.
            if len(match[0]) > 1 and not capitals and not _ROMAN.fullmatch(match[0]):
                certain = False
    parts.append(text[position:])
    return "".join(parts), certain
