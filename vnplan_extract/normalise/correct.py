"""Correction of words that OCR read: letters and diacritics, from the words on both sides.

Worn print loses tone marks and hooks (`tô chức` for `tổ chức`) and confuses letters of one shape. A word is replaced by
a syllable that differs in diacritics or in one letter of a like shape, where the language model finds it so much more
probable between its neighbours that the difference outweighs what the engine saw. Digits are never changed, nor any
word that holds one, nor abbreviations, nor how many words there are; but what stands among the strokes of a Roman
number, where no other number can stand, is a stroke of it (`quý II1/2012`, `HI. TỔ CHỨC`).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from vnplan_extract.document import Document, Origin, Word
from vnplan_extract.normalise import language_model
from vnplan_extract.text import Edit

REASON = "ocr"

#: How surely an engine that says it is certain is right: its confidence is not taken above.
_MOST_CERTAIN = 0.995
#: The logarithm to the base of ten of how often one diacritic, or one letter, is read as another of its kind.
_DIACRITIC = -1.9
_LETTER = -2.9
#: By how much the best reading must be better than the word as read (a logarithm to the base of ten).
_MARGIN = 1.2
#: What is added to it: for a word with a capital inside a sentence (names are rarer than the model knows), for each
#: neighbour that tells nothing, for a syllable that loses a mark (worn print loses marks more often than it gains any).
_NAME, _ALONE, _LOST_MARK = 0.8, 0.8, 0.5
_MOST_WORD = 7  #: letters of a syllable
_CORE = re.compile(r"[(\"'“‘]*([^\W\d_]+)[.,;:!?)\"'”’…]*")
_ENDS = frozenset(".,;:!?")

#: Strokes of Roman numbers read as other letters or digits; one true letter of such a number must be there.
_STROKES = str.maketrans({"H": "II", "1": "I", "l": "I", "L": "I", "|": "I", "!": "I"})
_MISREAD_ROMAN = r"(?=[1lL|!]*[IVXH])(?P<number>[IVXH1lL|!]{%s})"
_QUARTER = re.compile(_MISREAD_ROMAN % "1,4" + r"(?:/(?:19|20)\d\d)?[.,;:)]*")
_QUARTERS = frozenset(("I", "II", "III", "IV"))
_AFTER_QUARTER = frozenset(("quý", "và", "đến"))
_HEADING = re.compile(_MISREAD_ROMAN % "2,5" + r"\.")
_POINT_AS_LETTER = re.compile(r"(?P<number>[IVX]{1,4})L")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_SURE_STROKES = 0.9  #: confidence of such an edit

#: Letters, without diacritics, that are read for one another.
_ALIKE = (
    "ce", "co", "eo", "ao", "ea", "nu", "nh", "hb", "il", "it", "lt", "ij", "tf", "rt",
    "gq", "vy", "uv", "ui", "kh", "rn", "oq", "bo", "dđ", "mn",
)  # fmt: skip


def edits(document: Document) -> Iterator[Edit]:
    """The corrections of the document's pages that were read by OCR, as edits of its text.

    The edits keep the number of words; their confidence is the probability of the new word beside the old one.
    """
    text = document.text.value
    for page in document.pages:
        if page.origin is Origin.OCR:
            found = {e.start: e for e in _corrections(text, [word for line in page.lines for word in line.words])}
            for edit in (edit for line in page.lines for edit in _roman_numbers(text, line.words)):
                found = {at: other for at, other in found.items() if other.end <= edit.start or edit.end <= at}
                found[edit.start] = edit
            yield from sorted(found.values(), key=lambda edit: edit.start)


def _roman_numbers(text: str, words: Sequence[Word]) -> Iterator[Edit]:
    """The numbers of quarters and of headings in capitals with their strokes as Roman letters."""
    read = [text[word.start : word.end] for word in words]
    is_heading = len(read) > 2 and all(word.isupper() for word in read[1:3])
    in_quarters = False
    for at, (word, own) in enumerate(zip(words, read, strict=True)):
        match = _QUARTER.fullmatch(own) if in_quarters else None
        if at == 0 and is_heading:
            match = _HEADING.fullmatch(own)
            if (point := _POINT_AS_LETTER.fullmatch(own)) and _ROMAN.fullmatch(point["number"]):
                yield Edit(word.end - 1, word.end, ".", REASON, _SURE_STROKES)
        in_quarters = own.casefold() == "quý" or (in_quarters and (own in _AFTER_QUARTER or match is not None))
        if match is None:
            continue
        strokes = match["number"].translate(_STROKES)
        is_number = strokes in _QUARTERS if at else bool(_ROMAN.fullmatch(strokes))
        if is_number and strokes != match["number"]:
            begin, end = match.span("number")
            yield Edit(word.start + begin, word.start + end, strokes, REASON, _SURE_STROKES)


def _corrections(text: str, words: Sequence[Word]) -> Iterator[Edit]:
    cores = [_core(text, word) for word in words]
    keys = [language_model.key(text[slice(*core)]) if core else None for core in cores]
    for at, (word, core) in enumerate(zip(words, cores, strict=True)):
        if core is None or not 2 <= core[1] - core[0] <= _MOST_WORD:
            continue
        read = text[slice(*core)]
        if not (
            read.islower() or read.istitle() or (read.isupper() and len(read) > 1 and _is_heading(text, words, at))
        ):
            continue
        before = None if at == 0 or _ends(text, words[at - 1]) else _key(text, words, keys, at - 1)
        after = None if at + 1 == len(words) or _ends(text, word) else _key(text, words, keys, at + 1)
        telling = sum(near is not None and _tells(near) for near in (before, after))
        if not telling:
            continue
        margin = _MARGIN + (2 - telling) * _ALONE + _NAME * (read.istitle() and before is not None)
        found = _best(language_model.key(read), before or language_model.START, after, word.confidence, margin)
        if found:
            better = _in_case_of(read, found[0])
            if better != read:
                yield Edit(*core, better, REASON, round(1 / (1 + 10 ** -found[1]), 4))


def _core(text: str, word: Word) -> tuple[int, int] | None:
    """The letters of a word without the punctuation around; None where there is anything else in it."""
    match = _CORE.fullmatch(text, word.start, word.end)
    return match.span(1) if match else None


def _tells(neighbour: str) -> bool:
    return neighbour != language_model.NUMBER and language_model.known(neighbour)


def _ends(text: str, word: Word) -> bool:
    return text[word.end - 1] in _ENDS


def _key(text: str, words: Sequence[Word], keys: Sequence[str | None], at: int) -> str:
    """The neighbour as the model knows it."""
    return keys[at] or language_model.key(text[words[at].start : words[at].end])


def _is_heading(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a word in capitals stands beside another: alone it is an abbreviation."""
    return any(
        0 <= near < len(words)
        and (other := text[words[near].start : words[near].end].strip(".,;:()-")).isupper()
        and len(other) > 1
        and language_model.known(other)
        for near in (at - 1, at + 1)
    )


def _best(read: str, before: str, after: str | None, confidence: float, margin: float) -> tuple[str, float] | None:
    """The most probable other reading of a word, and by how much it is more probable than the word as read.

    None where no reading is better by `margin`.
    """
    log10 = language_model.model().log10
    certain = min(max(confidence, 0.02), _MOST_CERTAIN)
    own = log10(read, before) + (log10(after, read) if after else 0.0) + math.log10(certain)
    doubt = math.log10(1 - certain)
    wanted = own + margin
    if max(_DIACRITIC, doubt + _DIACRITIC / 2) < wanted:
        return None
    marks = len(_all_marks(read)) if language_model.known(read) else 0
    best: tuple[str, float] | None = None
    for other, cost in _readings(read):
        value = log10(other, before) + max(cost, doubt + cost / 2)
        if len(_all_marks(other)) < marks:
            value -= _LOST_MARK
        if value < wanted:
            continue  # what follows can only take from it
        value += log10(after, other) if after else 0.0
        if value >= wanted:
            best, wanted = (other, value - own), value
    return best


@lru_cache(maxsize=16_384)
def _readings(read: str) -> tuple[tuple[str, float], ...]:
    """The syllables that may be read as `read`, each with the logarithm of how often it is."""
    bare = _bare(read)
    known = _by_bare_form()
    found = {other: _distance(read, other) * _DIACRITIC for other in known.get(bare, ()) if other != read}
    for at, letter in enumerate(bare):
        for like in _alike().get(letter, ""):
            for other in known.get(bare[:at] + like + bare[at + 1 :], ()):
                cost = _LETTER + _distance(read[:at] + read[at + 1 :], other[:at] + other[at + 1 :]) * _DIACRITIC
                found[other] = max(cost, found.get(other, -math.inf))
    return tuple(found.items())


@cache
def _by_bare_form() -> dict[str, list[str]]:
    """The model's syllables by their letters without diacritics."""
    forms: dict[str, list[str]] = {}
    for word in language_model.model().ids:
        if word.isalpha() and len(word) <= _MOST_WORD:
            forms.setdefault(_bare(word), []).append(word)
    return forms


@cache
def _alike() -> dict[str, str]:
    table: dict[str, str] = {}
    for pair in _ALIKE:
        one, other = pair[0], pair[1]
        table[one] = table.get(one, "") + other
        table[other] = table.get(other, "") + one
    return table


@lru_cache(maxsize=1_024)
def _marks(letter: str) -> tuple[str, frozenset[str]]:
    parts = unicodedata.normalize("NFD", letter)
    return parts[0], frozenset(parts[1:])


def _bare(word: str) -> str:
    """The word without diacritics; `đ` is a letter of its own."""
    return word.translate(_bare_letters())


@cache
def _bare_letters() -> dict[int, str]:
    return {ord(letter): _marks(letter)[0] for letter in sorted(set("".join(language_model.model().ids)))}


@lru_cache(maxsize=16_384)
def _all_marks(word: str) -> tuple[str, ...]:
    return tuple(mark for letter in word for mark in sorted(_marks(letter)[1]))


def _distance(one: str, other: str) -> int:
    """In how many diacritics two words of the same letters differ; a mark on another letter counts once."""
    marks, others = _all_marks(one), _all_marks(other)
    left = [mark for mark in marks if mark not in others]
    right = [mark for mark in others if mark not in marks]
    moved = any(_marks(a)[1] != _marks(b)[1] for a, b in zip(one, other, strict=False))
    return max(len(left), len(right), int(moved))


def _in_case_of(read: str, word: str) -> str:
    if read.isupper() and len(read) > 1:
        return word.upper()
    return word.capitalize() if read[0].isupper() else word
