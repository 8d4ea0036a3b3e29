"""Reading order of a page from the places of its words.

Everything here is in points with the origin at the top left of the page turned upright.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A run of characters without white space: a word, or a part of one.

    `first` and `last` are the places of its characters in the order of the file. `confidence` is an OCR engine's, 1.0
    where none was used; what an engine has read is whole words.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    first: int
    last: int
    confidence: float = 1.0
    whole: bool = False  #: a word of its own, however near others stand

    @property
    def height(self) -> float:
        """Height of its type, in points."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """How far down its middle stands."""
        return (self.y0 + self.y1) / 2


Row = list[Glyphs]

_MOTTO = re.compile(r"(?i:c[ộo]ng\s*h[òo][àaả]\s*x[ãa])|(?i:đảng\s+cộng\s+sản\s+việt)|[ĐD][ộo]c\s+l[ậa]p\s*[-–—]\s*T")
_RECIPIENTS = re.compile(r"(?i)n[ơo]i\s*nh[ậa]n\b\s*:?")
_NARROWEST_GUTTER = 0.55  # of the height of a line
_HEADER_ROWS = 12
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNIT = re.compile(r"(?:^|[\d/(])[kcdm]?m$")


def rows_of(words: Iterable[Glyphs]) -> list[Row]:
    """The words in visual rows from top to bottom, each from left to right.

    Words stand in one row where their middles differ by less than half their height, which holds for footnote marks
    and for two sizes of type side by side.
    """
    rows: list[Row] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0, word.first)):
        if rows:
            anchor = rows[-1][0]
            if word.middle - anchor.middle < 0.5 * max(anchor.height, word.height):
                rows[-1].append(word)
                continue
        rows.append([word])
    for row in rows:
        row.sort(key=lambda word: (word.x0, word.first))
    return [_without_doubles(row) for row in rows]


def _without_doubles(row: Row) -> Row:
    """Without words printed twice at one place, as programs do to make them look bold."""
    kept: Row = []
    for word in row:
        if kept and kept[-1].text == word.text and word.x0 - kept[-1].x0 < 0.3 * (word.x1 - word.x0):
            continue
        kept.append(word)
    return kept


def text_of(row: Row) -> tuple[str, list[tuple[int, int]]]:
    """The text of a row, and the span of each of its words in it.

    A word is set apart by a space, unless it touches the one before and did not follow it in the file (a number
    stamped in front of `/KH-UBND`).
    """
    usual = sorted([word.y1 - word.y0 for word in row])[len(row) // 2]
    bottom = sorted([word.y1 for word in row])[len(row) // 2]
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for index, word in enumerate(row):
        text = word.text
        before = row[index - 1] if index else None
        joined = False
        if before and not (before.whole and word.whole):
            gap = word.x0 - before.x1
            neighbours = word.first == before.last + 1
            stamped = abs(word.first - before.last) > 4
            if text[0] == "/" and stamped:
                joined = gap < usual and before.text[:1].isdecimal()
            else:
                joined = gap < 0.15 * usual and (neighbours or (stamped and not _apart(before.text, text)))
        raised = not word.whole and word.height < 0.8 * usual and word.y1 < bottom - 0.1 * usual
        if raised and text.isdecimal() and not (before and text in "23" and _UNIT.search(before.text)):
            text, joined = text.translate(_SUPERSCRIPTS), False
        if before and not joined:
            parts.append(" ")
            length += 1
        parts.append(text)
        spans.append((length, length + len(text)))
        length += len(text)
    return "".join(parts), spans


def _apart(before: str, after: str) -> bool:
    """Whether a number and a word meet, which are two words however near they stand."""
    return (before[-1].isdecimal() and after[0].isalpha()) or (before[-1].isalpha() and after[0].isdecimal())


def reading_order(rows: list[Row], page_width: float) -> list[Row]:
    """The rows with the columns of header and footer one behind the other, the left one first.

    Nghị định 30/2020/NĐ-CP, Annex I: the issuing body and number stand left of the national motto and date, the
    recipients left of the signature. Nothing else on a page is cut into columns.
    """
    ordered: list[Row] = []
    at = 0
    for start, end, gutter in _columns(rows, page_width):
        if start < at:
            continue
        ordered += rows[at:start]
        words = [word for row in rows[start:end] for word in row]
        ordered += rows_of(word for word in words if word.x0 < gutter)
        ordered += rows_of(word for word in words if word.x0 >= gutter)
        at = end
    return ordered + rows[at:]


def _columns(rows: list[Row], page_width: float) -> list[tuple[int, int, float]]:
    """(first row, row behind the last, x of the gutter) of each part set in two columns."""
    found: list[tuple[int, int, float]] = []
    for index, row in enumerate(rows):
        if found and index < found[-1][1]:
            continue
        text = _composed(row)
        block = None
        if _MOTTO.search(text):
            block = _header(rows, index, page_width, _motto_x(row))
        elif _RECIPIENTS.match(text):
            block = _footer(rows, index, page_width)
        elif index < 4 and not found:
            block = _centred_pair(rows, index, page_width)
        if block:
            found.append(block)
    return found


def _composed(row: Row) -> str:
    return unicodedata.normalize("NFC", " ".join([word.text for word in row]))


def _motto_x(row: Row) -> float:
    for index, word in enumerate(row):
        if _MOTTO.match(_composed(row[index:])):
            return word.x0
    return row[0].x0


def _gaps(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The stretches of x that no word of the rows touches, between the outermost words."""
    spans = sorted((word.x0, word.x1) for row in rows for word in row)
    gaps = []
    reach = spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 > reach:
            gaps.append((reach, x0))
        reach = max(reach, x1)
    return gaps


def _gutter(rows: Sequence[Row], page_width: float, left_of: float | None = None) -> tuple[float, float] | None:
    """The widest gap that can part two columns."""
    least = _NARROWEST_GUTTER * median(word.height for row in rows for word in row)
    fitting = [
        gap
        for gap in _gaps(rows)
        if gap[1] - gap[0] >= least
        and 0.2 * page_width < (gap[0] + gap[1]) / 2 < 0.75 * page_width
        and (left_of is None or gap[0] < left_of)
    ]
    return max(fitting, key=lambda gap: gap[1] - gap[0], default=None)


def _both_sides(row: Row, gutter: tuple[float, float]) -> bool:
    return row[0].x0 < gutter[0] + 1 and row[-1].x1 > gutter[1] - 1


def _header(rows: list[Row], seed: int, page_width: float, motto_x: float) -> tuple[int, int, float] | None:
    start, end = seed, seed + 1
    gutter = _gutter(rows[seed:end], page_width, motto_x + 1)
    if gutter is None and motto_x < 0.3 * page_width:
        return None  # the motto alone, or over the whole width
    while end < min(len(rows), seed + _HEADER_ROWS):
        wider = _gutter(rows[start : end + 1], page_width, motto_x + 1)
        if wider is None and (gutter is not None or rows[end][0].x0 < 0.35 * page_width < rows[end][-1].x1):
            break
        gutter, end = wider or gutter, end + 1
    while start > 0 and seed - start < 4:
        wider = _gutter(rows[start - 1 : end], page_width, motto_x + 1)
        if wider is None:
            break
        gutter, start = wider, start - 1
    if gutter is None:
        return None
    start, end = _trimmed(rows, start, end, gutter, seed)
    return (start, end, (gutter[0] + gutter[1]) / 2) if end - start > 1 else None


def _trimmed(rows: list[Row], start: int, end: int, gutter: tuple[float, float], seed: int) -> tuple[int, int]:
    """Without the rows at the end that stand in one column only, but for those centred under the left one."""
    both = [index for index in range(start, end) if _both_sides(rows[index], gutter)]
    near = both or range(max(start, seed - 3), min(end, seed + 4))
    left = [word for index in near for word in rows[index] if word.x1 <= gutter[1]]
    if not left:
        return seed, seed + 1
    centre = (min(word.x0 for word in left) + max(word.x1 for word in left)) / 2
    height = left[0].height
    last = max([seed, *both])
    bottom = max((w.y1 for row in rows[start : last + 1] for w in row if w.x1 <= gutter[1]), default=rows[seed][0].y1)
    for index in range(last + 1, end):
        row = rows[index]
        if row[-1].x1 > gutter[1]:
            continue
        if row[0].y0 - bottom > 1.5 * height or abs((row[0].x0 + row[-1].x1) / 2 - centre) > 2 * height:
            break
        last, bottom = index, row[0].y1
    first = min([seed, *both])
    while first > start and rows[first][0].y0 - rows[first - 1][0].y1 < 1.5 * height:
        first -= 1
    return first, last + 1


def _footer(rows: list[Row], seed: int, page_width: float) -> tuple[int, int, float] | None:
    end = seed
    gutter = None
    while end < len(rows):
        wider = _gutter(rows[seed : end + 1], page_width)
        if wider is None and (gutter is not None or rows[end][-1].x1 > 0.75 * page_width):
            break
        gutter, end = wider or gutter, end + 1
    if gutter is None:
        return None
    start = seed
    while start > 0:  # the signer's capacity may stand a little higher than the recipients
        row = rows[start - 1]
        if row[0].x0 < gutter[0] or rows[start][0].y0 - row[0].y1 > 2 * row[0].height:
            break
        start -= 1
    return start, end, (gutter[0] + gutter[1]) / 2


def _centred_pair(rows: list[Row], seed: int, page_width: float) -> tuple[int, int, float] | None:
    """A header whose words cannot be read: rows of two columns, each set around an axis of its own."""
    end = seed
    gutter = None
    while end < min(len(rows), seed + _HEADER_ROWS):
        wider = _gutter(rows[seed : end + 1], page_width)
        if wider is None or not _both_sides(rows[end], wider):
            break
        gutter, end = wider, end + 1
    if gutter is None or end - seed < 2:
        return None
    tolerance = 0.03 * page_width
    for side in (0, 1):
        centres, widths, lefts = [], [], []
        for row in rows[seed:end]:
            words = [word for word in row if (word.x0 >= (gutter[0] + gutter[1]) / 2) == bool(side)]
            if not words:
                return None
            centres.append((words[0].x0 + words[-1].x1) / 2)
            widths.append(words[-1].x1 - words[0].x0)
            lefts.append(words[0].x0)
        if max(centres) - min(centres) > tolerance or max(widths) < 0.1 * page_width:
            return None
        if max(lefts) - min(lefts) < 2:  # columns set flush left are lists
            return None
    return seed, end, (gutter[0] + gutter[1]) / 2
