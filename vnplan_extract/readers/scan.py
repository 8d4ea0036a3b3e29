"""From a page as OCR read it to a sheet: rows, reading order, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from vnplan_extract.document import Origin
from vnplan_extract.ocr.engine import EngineWord
from vnplan_extract.ocr.pages import RecognisedPage
from vnplan_extract.ocr.tables import ScannedTable
from vnplan_extract.readers import pdf_tables
from vnplan_extract.readers.pdf_layout import Glyphs, Row
from vnplan_extract.readers.sheets import Matrix, Sheet, in_order
from vnplan_extract.syllables import plausibility

_POINTS = 72
_WIDE_GAP = 2.5  #: times the height of a line: two columns, whose lines need not stand level
_TALL = 1.6  #: times the usual height of a word; higher ones hold more than their line
_MOST_SLOPE = 0.03  #: of a line on a page that was set straight
_HEADER = 0.33  #: of the height of the first page
_TEXT_WIDTH, _TEXT_WORDS = 0.6, 6  #: of the page, and words in small letters, that a row of its text has at least
_SURE_DAY = 0.88
_SURE_DIGITS = 0.92  #: of a number apart from its code; those written by hand are read with up to 0.88
_SURE_NUMBER = 0.8  #: of a number and its code in one word, as they stand where both are printed
_SURE_WORD = 0.7  #: of words from pictures on a page that is text otherwise
_SURE_SHARE = 0.6  #: of the letters in a picture that must be of such words, or it is a seal or a drawing
_PLAUSIBLE = 0.9
#: What stands before a number or day that is left open for handwriting (Nghị định 30/2020, Annex I).
_BLANK = re.compile(r"(?P<before>(?i:s[ốôỗ6])\s*[:;.]?|)(?P<digits>[^/]{1,6}|/.{1,3})(?P<behind>/[A-ZĐ]{2}.*)")
_PRINTED = re.compile(r"\d{1,6}(?:-[A-ZĐ]\w*)?")  # also of `36-KH/TU`
_BLANK_DAY = re.compile(r"(?P<before>(?i:ngày))(?P<digits>.{1,3}?)(?P<behind>tháng|)")
_DAY_SPOILT = re.compile(r"ngà[^\W\d]?")
_NUMBER_BEFORE = re.compile(r"(?i)s[ốôỗ6]")
_OPEN_BEFORE = re.compile(r"(?i)(?:s[ốôỗ6]\s*[:;.]?|ngày|ngà\S?)$")


def sheet_of(page: RecognisedPage, number: int, treatment: str, *, drawn: bool = False) -> Sheet:
    """The sheet of a page that was read by OCR.

    Args:
        page: as read.
        number: of the page.
        treatment: why it was read so; what was done to the image is added.
        drawn: its letters are of fonts of the file: nothing is written by hand.
    """
    scale = _POINTS / page.resolution
    width, height = page.page[0] * _POINTS, page.page[1] * _POINTS
    # The matrix of the page takes pixels to inches; both sides are points here.
    (a, b, c), (d, e, f) = page.back
    per_inch = _POINTS / scale
    back: Matrix = (
        (a * per_inch, b * per_inch, c * _POINTS),
        (d * per_inch, e * per_inch, f * _POINTS),
    )
    sheet = Sheet(number, width, height, page.rotation, origin=Origin.OCR, back=back)
    sheet.treatment = "; ".join([treatment, *page.steps]) if treatment else "; ".join(page.steps)
    words = glyphs_of(page.words, scale)
    tables = [_page_table(table, scale, len(words) + 1 + index * 10_000) for index, table in enumerate(page.tables)]
    sheet.parts = in_order(words, tables, page.width * scale)
    if number == 1 and not drawn:
        _leave_out_handwriting(sheet)
    return sheet


def placed(page: RecognisedPage, x: float, y: float, first: int) -> tuple[list[Glyphs], list[pdf_tables.PageTable]]:
    """The words and tables of a part of a page, at their place on the page; nothing of what is hardly text.

    Args:
        page: the part as read.
        x: of its left side, in points.
        y: of its top, in points.
        first: place of its first word in the order of the file.
    """
    everything = sum(len(word.text) for word in page.words)
    if page.rotation or not (everything or page.tables):
        return [], []
    sure = [word for word in page.words if word.confidence >= _SURE_WORD and plausibility(word.text) >= _PLAUSIBLE]
    words: list[Glyphs] = []
    scale = _POINTS / page.resolution
    if sum(len(word.text) for word in sure) >= _SURE_SHARE * everything:
        words = [_moved(word, x, y) for word in glyphs_of(sure, scale, first)]
    tables = [_page_table(table, scale, first + 10_000 * (index + 1)) for index, table in enumerate(page.tables)]
    return words, [_moved_table(table, x, y) for table in tables]


def _moved(word: Glyphs, x: float, y: float) -> Glyphs:
    return replace(word, x0=word.x0 + x, y0=word.y0 + y, x1=word.x1 + x, y1=word.y1 + y)


def _moved_table(table: pdf_tables.PageTable, x: float, y: float) -> pdf_tables.PageTable:
    cells = tuple(
        replace(cell, lines=tuple([_moved(word, x, y) for word in line] for line in cell.lines)) for cell in table.cells
    )
    return pdf_tables.PageTable(
        table.x0 + x, table.y0 + y, table.x1 + x, table.y1 + y, tuple(c + x for c in table.columns), cells
    )


def glyphs_of(words: Sequence[EngineWord], scale: float, first: int = 0) -> list[Glyphs]:
    """The words with places in points; those of one line stand level, whatever letters they are of.

    Args:
        words: as read.
        scale: points a pixel.
        first: place of the first of them in the order of the file.
    """
    found: list[Glyphs] = []
    usual = median(word.box[3] - word.box[1] for word in words) if words else 0.0
    for stretch in _stretches(words):
        solid = [word for word in stretch if sum(map(str.isalnum, word.text)) > 1] or stretch
        middle, slope = _middle(solid)
        heights = sorted(word.box[3] - word.box[1] for word in solid)
        half = min(heights[(3 * len(heights)) // 4], _TALL * usual) / 2
        for word in stretch:
            own = (word.box[1] + word.box[3]) / 2
            # An engine may put words of two lines into one.
            there = middle + slope * ((word.box[0] + word.box[2]) / 2 - _centre(solid))
            level = middle if abs(own - there) < half else own
            place = first + 2 * len(found)
            found.append(
                Glyphs(
                    word.text, word.box[0] * scale, (level - half) * scale, word.box[2] * scale,
                    (level + half) * scale, place, place, word.confidence, whole=True,
                )
            )  # fmt: skip
    return found


def _centre(words: Sequence[EngineWord]) -> float:
    return (words[0].box[0] + words[-1].box[2]) / 2


def _middle(words: Sequence[EngineWord]) -> tuple[float, float]:
    """The y of a line of words at its centre, and its fall a pixel to the right (Theil and Sen's estimator)."""
    points = [((word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2) for word in words]
    half = (len(points) + 1) // 2
    pairs = list(zip(points, points[half:], strict=False))
    slopes = [(other[1] - one[1]) / (other[0] - one[0]) for one, other in pairs if other[0] > one[0]]
    slope = median(slopes) if len(slopes) > 1 else 0.0
    if abs(slope) > _MOST_SLOPE:
        slope = 0.0
    return median(y - slope * (x - _centre(words)) for x, y in points), slope


def _stretches(words: Sequence[EngineWord]) -> Iterator[list[EngineWord]]:
    """Lines, cut at wide gaps."""
    stretch: list[EngineWord] = []
    for word in words:
        if stretch:
            last = stretch[-1]
            height = max(word.box[3] - word.box[1], last.box[3] - last.box[1])
            if word.line != last.line or word.box[0] - last.box[2] > _WIDE_GAP * height:
                yield stretch
                stretch = []
        stretch.append(word)
    if stretch:
        yield stretch


def _page_table(table: ScannedTable, scale: float, first: int) -> pdf_tables.PageTable:
    cells = []
    place = first
    for cell in table.cells:
        lines: list[Row] = []
        for line in cell.lines:
            row = [
                Glyphs(
                    word.text, word.box[0] * scale, word.box[1] * scale, word.box[2] * scale, word.box[3] * scale,
                    place + 2 * index, place + 2 * index, word.confidence, whole=True,
                )
                for index, word in enumerate(line)
            ]  # fmt: skip
            place += 2 * len(row)
            lines.append(row)
        cells.append(pdf_tables.PageCell(cell.row, cell.column, cell.rows, cell.columns, tuple(lines)))
    x0, y0, x1, y1 = (value * scale for value in table.box)
    return pdf_tables.PageTable(x0, y0, x1, y1, tuple(x * scale for x in table.columns), tuple(cells))


def _leave_out_handwriting(sheet: Sheet) -> None:
    """Take out the digits written by hand into the blanks of the header, which an engine can only guess.

    What is printed is read with certainty; a number must never be guessed.
    """
    rows = [part for part in sheet.parts if not isinstance(part, pdf_tables.PageTable)]
    bottom = min([_HEADER * sheet.height, *(row[0].middle for row in rows if _is_running(row, sheet.width))])
    for part in rows:
        if part[0].middle >= bottom:
            continue
        kept: Row = []
        for word in part:
            last = kept[-1].text if kept else ""
            own = len(kept) == bool(_OPEN_BEFORE.fullmatch(last))  # farther along a line `số` is of a cited document
            blank = (_BLANK.fullmatch(word.text) if own else None) or _BLANK_DAY.fullmatch(word.text)
            of_number = bool(_NUMBER_BEFORE.match(last))
            is_open = bool(_OPEN_BEFORE.search(last)) and (own or not of_number)
            if blank and not last and blank["before"] == "" and _is_word(blank["digits"]):
                blank = None  # `BIỂU/DANH MỤC`
            sure = _SURE_NUMBER if blank and blank["behind"].startswith("/") else _SURE_DAY
            if blank and (word.confidence < sure or not _PRINTED.fullmatch(blank["digits"])):
                kept += _cut(word, blank)
            elif not (
                is_open and word.confidence < (_SURE_DIGITS if of_number else _SURE_DAY) and _is_guess(word.text)
            ):
                kept.append(word)
        for index, word in enumerate(kept[:-1]):
            if _DAY_SPOILT.fullmatch(word.text) and kept[index + 1].text == "tháng":
                kept[index] = replace(word, text="ngày")  # the pen that filled in the day ran into it
        part[:] = kept


def _is_running(row: Row, width: float) -> bool:
    """Whether a row is of the text below the header: long, and mostly in small letters."""
    return row[-1].x1 - row[0].x0 > _TEXT_WIDTH * width and sum(word.text.islower() for word in row) >= _TEXT_WORDS


def _is_word(text: str) -> bool:
    return text.isalpha() and plausibility(text) >= _PLAUSIBLE


def _cut(word: Glyphs, blank: re.Match[str]) -> Row:
    """What stands before and behind a blank in one word."""
    width = (word.x1 - word.x0) / len(word.text)
    pieces = []
    for name in ("before", "behind"):
        if blank[name]:
            start, end = blank.span(name)
            pieces.append(replace(word, text=blank[name], x0=word.x0 + width * start, x1=word.x0 + width * end))
    return pieces


def _is_guess(text: str) -> bool:
    return len(text) <= 4 and "/" not in text and (any(c.isdecimal() for c in text) or len(text) <= 2)
