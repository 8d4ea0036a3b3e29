"""List numbers whose 1 was read as a letter: `l.` before an item that is followed by `2.`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnplan_extract.text import Edit

CONFIDENCE = 0.9
_MARK = re.compile(r"^[ \t]*(?:(?P<spoilt>[lI|])|(?P<number>\d{1,2}|[IVX]{1,5}))[.)](?=[ \t])", re.MULTILINE)


def edits(text: str, start: int, end: int, reason: str) -> Iterator[Edit]:
    """The marks of `text[start:end]` that are a 1, as printed: the next numbered item is the second.

    Args:
        text: as read.
        start: of the stretch.
        end: of the stretch.
        reason: of the edits.
    """
    spoilt = -1
    for mark in _MARK.finditer(text, start, end):
        if mark["spoilt"] is not None:
            spoilt = mark.start("spoilt")
        elif spoilt >= 0:
            if mark["number"] == "2":
                yield Edit(spoilt, spoilt + 1, "1", reason, CONFIDENCE)
            spoilt = -1
