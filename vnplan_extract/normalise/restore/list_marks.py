"""Marks of lists that their order tells: `l.` before `2.` is a 1, and the second `d)` in a row is `đ)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
            if mark["number"] == "2":
                yield Edit(spoilt, spoilt + 1, "1", reason, CONFIDENCE)
            spoilt = -1
