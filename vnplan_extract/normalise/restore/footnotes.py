"""Marks of footnotes: raised and small, so that engines misread them more than any other number.

Footnotes are numbered through a document, and those of a page stand below it in the order of their marks. So a mark is
told by the notes themselves: where the notes before and behind are read, those between are counted; and where a page
has as many marks as notes, each mark is that of its note. Nothing is made of a mark that the notes do not tell.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from vnplan_extract.text import Edit

CONFIDENCE = 0.9
_LEAST_READ = 3  #: notes whose number was read, of a document
#: The beginning of a note: its number or what that was read as, then a capital letter.
_NOTE = regex.compile(
    r"^[ \t]*(?:(?P<number>\d{1,2})|(?P<sign>[®©™°*\"“”’]))(?=[ \t]?[-–]?[ \t]?\p{Lu})", regex.MULTILINE
)
#: What a mark behind a word is read as: signs that are nothing else there, quotation marks before a sign that ends
#: something, and numbers run into a word.
_MARK = regex.compile(
    r"(?:(?<=[\p{L}%.,;)])(?P<sign>[®©™°*])"
    r"|(?<=[\p{L}%])(?P<quote>[”’\"?])(?=\)|\.(?:[ \t]*$|[ \t]+\p{Lu}))"
    r"|(?<=\p{L}{2}|\d%)(?P<number>\d{1,2}))(?=[.,;:)]|[ \t]*$)",
    regex.MULTILINE,
)
_PAIRS = {"”": '“”"', "’": "‘’'", '"': '"“”', "?": ""}


@dataclass(frozen=True, slots=True)
class _Sign:
    """A note or a mark: `[start, end)` of the text, and the number that was read, if any."""

    start: int
    end: int
    number: int | None


def edits(text: str, start: int, end: int, reason: str) -> Iterator[Edit]:
    """The marks and numbers of footnotes of `text[start:end]` that were misread, as printed.

    Args:
        text: as read.
        start: of the stretch.
        end: of the stretch.
        reason: of the edits.
    """
    notes = _numbered([_sign(found) for found in _NOTE.finditer(text, start, end)])
    if not notes:
        return
    marks = _waiting(notes, [_sign(found) for found in _MARK.finditer(text, start, end) if _may_be_a_mark(text, found)])
    for own, page in _pages(notes, marks):
        pairs = list(zip(own, page, strict=False))
        if len(own) == len(page) and all(mark.number in (None, number) for mark, (number, _) in pairs):
            for mark, (number, note) in pairs:
                for sign in (mark, note):
                    if sign.number != number:
                        yield Edit(sign.start, sign.end, str(number), reason, CONFIDENCE)


def _sign(found: regex.Match[str]) -> _Sign:
    number = found["number"]
    group = next(name for name, value in found.groupdict().items() if value is not None)
    return _Sign(found.start(group), found.end(group), None if number is None else int(number))


def _may_be_a_mark(text: str, found: regex.Match[str]) -> bool:
    """Whether a quotation mark has no other of its kind on its line."""
    if found["quote"] is None:
        return True
    begin = text.rfind("\n", 0, found.start()) + 1
    stop = text.find("\n", found.end())
    beside = text[begin : found.start()] + text[found.end() : stop if stop >= 0 else len(text)]
    return not any(pair in beside for pair in _PAIRS[found["quote"]])


def _numbered(signs: Sequence[_Sign]) -> list[tuple[int, _Sign]]:
    """The notes with their numbers, from 1; none where too few were read.

    Notes between two that were read are numbered where there are as many as are missing, and a sign that is no number
    behind the last.
    """
    notes: list[tuple[int, _Sign]] = []
    waiting: list[_Sign] = []
    read = 0
    for sign in signs:
        missing = 0 if sign.number is None else sign.number - len(notes) - 1
        if sign.number is not None and missing in (0, len(waiting)):
            notes += zip(range(len(notes) + 1, sign.number), waiting, strict=False)
            notes.append((sign.number, sign))
            waiting.clear()
            read += 1
        elif notes:
            waiting.append(sign)
    for sign in waiting:
        if sign.number is not None:
            break
        notes.append((len(notes) + 1, sign))
    return notes if read >= _LEAST_READ else []


def _waiting(notes: Sequence[tuple[int, _Sign]], marks: Sequence[_Sign]) -> list[_Sign]:
    """The marks without those whose number is none of a note behind them: letters read as digits."""
    starts = [note.start for _, note in notes]
    return [m for m in marks if m.number is None or bisect(starts, m.start) < m.number <= len(notes)]


def _pages(
    notes: Sequence[tuple[int, _Sign]], marks: Sequence[_Sign]
) -> list[tuple[Sequence[_Sign], list[tuple[int, _Sign]]]]:
    """The marks and the notes of each page: notes between which there is no mark, and the marks before them."""
    pages: list[tuple[Sequence[_Sign], list[tuple[int, _Sign]]]] = []
    at = 0
    for note in notes:
        before = at
        while at < len(marks) and marks[at].start < note[1].start:
            at += 1
        if at > before or not pages:
            pages.append((marks[before:at], []))
        pages[-1][1].append(note)
    return pages
