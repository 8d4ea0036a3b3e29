"""Which paragraphs of a text are to be restored.

Clean text is left alone: it is judged by how many of its words read as Vietnamese, and how many bear the marks of
Vietnamese (three of four words of printed Vietnamese do). What is in another language has few of both, as misread text
has; it is known by its commonest words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vnplan_extract.normalise.quality import vietnamese_quality

Mode = Literal["auto", "always", "never"]

_PARAGRAPH = re.compile(r"\S(?:.|\n(?![^\S\n]*\n))*")
_WORD = re.compile(r"[^\W\d_]+")
_MARKED = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
#: The commonest words of English, French and German that are no words of Vietnamese without its marks, or rare ones.
_FOREIGN = re.compile(
    r"of|and|for|with|this|from|are|was|were|been|which|have|has|shall|will|by|or|is|as"
    r"|les|des|et|dans|pour|une|sur|est|par|der|die|das|und|für"
)
#: Others that are words of Vietnamese without its marks, too (`tổ`, `thể`, `thật`, `đến`): they tell beside those only.
_AMBIGUOUS = re.compile(r"the|that|not|to|in|on|at|be|le|qui|den|von|mit")
_MISREAD = 0.8  #: quality of a whole text below which it was read without Vietnamese
_MISREAD_PARAGRAPH = 0.75  #: the same of a paragraph of a text that is clean else
_DAMAGED = 0.85  #: the same of one whose words bear marks: letters of it were lost
_MANY_WORDS = 40  #: words of such a paragraph
_CLEAN = 0.93  #: quality of a paragraph of a misread text that was read rightly
_LEAST_MARKED = 0.45  #: share of words with marks in Vietnamese as it is printed
_ENOUGH_WORDS = 6  #: words of a paragraph that can be judged by itself
_PART = 400  #: characters of a part of a long paragraph, at least
_MOST_FOREIGN = 0.12  #: share of such words in another language


@dataclass(frozen=True, slots=True)
class _Look:
    words: int
    quality: float
    marked: float
    foreign: float


def spans(text: str, mode: Mode) -> Iterator[tuple[int, int]]:
    """The stretches of `text` that are to be restored, in order.

    Args:
        text: any text.
        mode: `always` restores every paragraph, `never` none, `auto` those that were read without Vietnamese or
            typed without its marks.
    """
    if mode == "never":
        return
    whole = _look(text)
    is_misread = mode == "auto" and (whole.quality < _MISREAD or whole.marked < _LEAST_MARKED)
    for match in _PARAGRAPH.finditer(text):
        last: tuple[int, int] | None = None
        for start, end in _parts(text, *match.span()):
            if mode == "auto" and not _is_misread(_look(text[start:end]), is_misread):
                continue
            if last is not None and not text[last[1] : start].strip():
                last = (last[0], end)
                continue
            if last is not None:
                yield last
            last = (start, end)
        if last is not None:
            yield last


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph cut at ends of lines into parts that are long enough to be judged by themselves.

    Word processors end paragraphs with one line break, so that a whole chapter may stand without a blank line.
    """
    begin = start
    while begin < end:
        stop = begin
        while stop < end and stop - begin < _PART:
            found = text.find("\n", stop + 1, end)
            stop = end if found < 0 else found
        if end - stop < _PART:
            stop = end
        yield begin, stop
        begin = stop + 1


def _is_misread(paragraph: _Look, text_is_misread: bool) -> bool:
    if paragraph.foreign > _MOST_FOREIGN:
        return False
    if text_is_misread:
        is_clean = paragraph.quality >= _CLEAN and paragraph.marked >= _LEAST_MARKED
        return paragraph.words > 0 and not (is_clean and paragraph.words >= _ENOUGH_WORDS)
    if paragraph.marked < _LEAST_MARKED:
        return paragraph.words >= _ENOUGH_WORDS and paragraph.quality < _MISREAD_PARAGRAPH
    return paragraph.words >= _MANY_WORDS and paragraph.quality < _DAMAGED


def _look(text: str) -> _Look:
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    if not words:
        return _Look(0, 1.0, 1.0, 0.0)
    small = [word for word in words if not (word.isupper() and len(word) <= 6)] or words
    marked = sum(_MARKED.search(word) is not None for word in small) / len(small)
    foreign = sum(_FOREIGN.fullmatch(word.lower()) is not None for word in words)
    if foreign:
        foreign += sum(_AMBIGUOUS.fullmatch(word.lower()) is not None for word in words)
    return _Look(len(words), vietnamese_quality(text), marked, foreign / len(words))
