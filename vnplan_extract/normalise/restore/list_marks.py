"""Marks of lists that their order tells: `l.` before `2.` is a 1, and the second `d)` in a row is `đ)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from vnplan_extract.text import Edit

CONFIDENCE = 0.9
_MARK = re.compile(
    r"^[ \t]*(?:(?P<spoilt>[lI|])|(?P<number>\d{1,2}|[IVX]{1,5})|(?P<letter>[a-zđ]))[.)](?=[ \t])", re.MULTILINE
)


def edits(text: str, start: int, end: int, reason: str) -> Iterator[Edit]:
    """The marks of `text[start:end]` that were read as others, as printed.

    Args:
        text: as read.
        start: of the stretch.
        end: of the stretch.
        reason: of the edits.
    """
    romans = list(_romans(text, start, end, reason))
    yield from romans
    yield from _points(text, start, end, reason)
    taken = {edit.start for edit in romans}
    spoilt = -1
    letter = ""
    for mark in _MARK.finditer(text, start, end):
        if mark["spoilt"] is not None:
            spoilt = mark.start("spoilt")
        elif mark["letter"] is not None:
            if mark["letter"] == letter == "d":
                yield Edit(mark.start("letter"), mark.end("letter"), "đ", reason, CONFIDENCE)
            letter = mark["letter"]
        elif spoilt >= 0:
            if mark["number"] == "2" and spoilt not in taken:
                yield Edit(spoilt, spoilt + 1, "1", reason, CONFIDENCE)
            spoilt = -1


#: A Roman number before a heading in capitals, and what those of strokes alone are read as.
_ROMAN = regex.compile(r"^[ \t]*(?P<number>[IVX]{1,5}|[IlH1|\]n]{1,4})[.,](?=[ \t]+\p{Lu}{2})", regex.MULTILINE)
_STROKES = re.compile(r"[IlH1|\]n]{1,4}")
_NUMBERS = ("I", "II", "III", "IV")


def _romans(text: str, start: int, end: int, reason: str) -> Iterator[Edit]:
    """The numbers of three headings before `IV`: `I`, `II`, `III`, however many strokes were read."""
    waiting: list[regex.Match[str]] = []
    for mark in _ROMAN.finditer(text, start, end):
        number = mark["number"]
        if _STROKES.fullmatch(number):
            waiting.append(mark)
            continue
        if number == _NUMBERS[-1] and len(waiting) == len(_NUMBERS) - 1:
            for printed, found in zip(_NUMBERS, waiting, strict=False):
                if found["number"] != printed:
                    yield Edit(found.start("number"), found.end("number"), printed, reason, CONFIDENCE)
        waiting.clear()


_COUNTED = re.compile(r"^[ \t]*(?P<number>\d{1,2})(?P<sign>[.,])(?=[ \t]+[^\W\d_])", re.MULTILINE)


def _points(text: str, start: int, end: int, reason: str) -> Iterator[Edit]:
    """The commas behind numbers of a list that goes on with them: `4, ` behind `3. `."""
    last = 0
    for mark in _COUNTED.finditer(text, start, end):
        number = int(mark["number"])
        if mark["sign"] == ".":
            last = number
        elif number == last + 1 > 1:
            yield Edit(mark.start("sign"), mark.end("sign"), ".", reason, CONFIDENCE)
            last = number
