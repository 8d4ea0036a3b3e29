"""Pages laid out, and how they become one text.

A reader of pages (PDF, images) makes a `Sheet` of each: rows of words and tables in reading order.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from vnplan_extract.document import Box, Cell, FontRun, Line, Origin, Page, Table, Word
from vnplan_extract.errors import PlanError
from vnplan_extract.readers import pdf_tables
from vnplan_extract.readers.content import Content
from vnplan_extract.readers.pdf_layout import Glyphs, Row, reading_order, rows_of, text_of

_MARGIN = 0.12  #: of the page's height; page numbers stand there (Nghị định 30/2020, Annex I: centred at the top)
_PAGE_NUMBER = re.compile(r"(?:[-–—]\s*|(?i:trang|page)\s*)?(\d{1,4})(?:\s*[-–—]|\s*/\s*\d{1,4})?")
_SAME_COLUMNS = 6.0  #: points between the lines of two tables that are one
_SAME_SCANNED_COLUMNS = 9.0
_HEADING_ROWS = 3  #: of a table that may be repeated on its next page

#: (a, b, c), (d, e, f): x' = a·x + b·y + c, y' = d·x + e·y + f
Matrix = tuple[tuple[float, float, float], tuple[float, float, float]]


@dataclass(slots=True)
class Sheet:
    """One page as laid out: rows of words and tables in reading order."""

    number: int
    width: float
    height: float
    rotation: int = 0
    parts: list[Row | pdf_tables.PageTable] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)  #: `first` of words in bold type
    italic: set[int] = field(default_factory=set)
    fonts: dict[int, str] = field(default_factory=dict)  #: `first` of a word -> name of its font
    origin: Origin = Origin.TEXT_LAYER
    treatment: str = ""
    back: Matrix | None = None  #: from places on the sheet as laid out to those on the page, where they differ

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A rectangle of the sheet on the page; one of a straightened page keeps its size and moves with its middle."""
        if self.back is not None:
            (a, b, c), (d, e, f) = self.back
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            right, down = a * x + b * y + c - x, d * x + e * y + f - y
            x0, y0, x1, y1 = x0 + right, y0 + down, x1 + right, y1 + down
        return Box(
            _fraction(x0, self.width), _fraction(y0, self.height), _fraction(x1, self.width), _fraction(y1, self.height)
        )


def _fraction(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole)), 5) if whole else 0.0


def in_order(words: list[Glyphs], tables: list[pdf_tables.PageTable], width: float) -> list[Row | pdf_tables.PageTable]:
    """Rows and tables of a page of that width, in reading order."""
    parts: list[Row | pdf_tables.PageTable] = []
    rest = rows_of(words)
    for table in tables:
        above = [row for row in rest if row[0].middle < table.y0]
        rest = rest[len(above) :]
        parts += [*reading_order(above, width), table]
    return parts + list(reading_order(rest, width))


def drop_page_numbers(sheets: list[Sheet]) -> None:
    """Take out the numbers alone in the margins that run on from page to page."""
    found: dict[int, tuple[int, int]] = {}  # page -> (place in its parts, number)
    for sheet in sheets:
        rows = [index for index, part in enumerate(sheet.parts) if not isinstance(part, pdf_tables.PageTable)]
        for index in [*rows[:1], *rows[-1:]]:
            row = sheet.parts[index]
            assert isinstance(row, list)
            number = _PAGE_NUMBER.fullmatch(text_of(row)[0].strip())
            if not number or not _in_margin(sheet, row):
                continue
            found[sheet.number] = (index, int(number[1]))
            break
    offsets = Counter(value - page for page, (_, value) in found.items())
    for sheet in sheets:
        if sheet.number in found:
            index, value = found[sheet.number]
            if value == sheet.number or offsets[value - sheet.number] > 1:
                del sheet.parts[index]


def _in_margin(sheet: Sheet, row: Row) -> bool:
    middle = row[0].middle / sheet.height
    centre = (row[0].x0 + row[-1].x1) / 2 / sheet.width
    return (middle < _MARGIN or middle > 1 - _MARGIN) and (0.4 < centre < 0.6 or centre > 0.85)


class Assembly:
    """Puts the pages' rows and tables into one text."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._tables: list[Table] = []
        self._fonts: list[FontRun] = []
        self._open: tuple[pdf_tables.PageTable, int, list[list[str]]] | None = None

    def content(self, sheets: list[Sheet], problems: list[PlanError]) -> Content:
        """The content of a document of these pages, in their order."""
        pages: list[Page] = []
        for sheet in sheets:
            if pages:
                self._add("\n")
            start = self._length
            lines: list[Line] = []
            for index, part in enumerate(sheet.parts):
                if index:
                    self._add("\n")
                if isinstance(part, pdf_tables.PageTable):
                    lines += self._table(sheet, part, continues=index == 0)
                else:
                    lines.append(self._line(sheet, part))
                    self._open = None
            if not sheet.parts:
                self._open = None
            pages.append(
                Page(
                    sheet.number,
                    start,
                    self._length,
                    tuple(lines),
                    round(sheet.width, 2),
                    round(sheet.height, 2),
                    sheet.origin,
                    sheet.rotation,
                    treatment=sheet.treatment,
                )
            )
        return Content(
            "".join(self._parts), tuple(pages), tuple(self._tables), ("unicode",), tuple(self._fonts),
            tuple(problems), wrapped=True,
        )  # fmt: skip

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _words(self, sheet: Sheet, row: Row) -> tuple[Word, ...]:
        text, spans = text_of(row)
        start = self._length
        self._add(text)
        if sheet.fonts:
            for word, (a, b) in zip(row, spans, strict=True):
                self._add_font(start + a, start + b, sheet.fonts.get(word.first, ""))
        return tuple(
            Word(start + a, start + b, sheet.box(word.x0, word.y0, word.x1, word.y1), word.confidence)
            for word, (a, b) in zip(row, spans, strict=True)
        )

    def _add_font(self, start: int, end: int, font: str) -> None:
        """Note the font of a word, in one run with that before where it is the same."""
        if not font:
            return
        last = self._fonts[-1] if self._fonts else None
        if last and last.font == font and start - last.end <= 1:
            self._fonts[-1] = FontRun(last.start, end, font)
        else:
            self._fonts.append(FontRun(start, end, font))

    def _line(self, sheet: Sheet, row: Row) -> Line:
        start = self._length
        words = self._words(sheet, row)
        deciding = {row[0].first, row[len(row) // 2].first, row[-1].first}
        return Line(
            start, self._length, _row_box(sheet, [row]), words, deciding <= sheet.bold, deciding <= sheet.italic
        )

    def _table(self, sheet: Sheet, table: pdf_tables.PageTable, *, continues: bool) -> list[Line]:
        """Write a table: a line a row, tabs between cells; join it to the one that it goes on from."""
        begin = self._length
        lines: list[Line] = []
        cells: list[Cell] = []
        rows: dict[int, list[pdf_tables.PageCell]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(cell)
        for at, (row, members) in enumerate(sorted(rows.items())):
            if at:
                self._add("\n")
            start = self._length
            words: list[Word] = []
            for column, cell in enumerate(members):
                if column:
                    self._add("\t")
                inside = self._length
                for index, line in enumerate(cell.lines):
                    if index:
                        self._add(" ")
                    words += self._words(sheet, line)
                cells.append(Cell(inside, self._length, row, cell.column, cell.rows, cell.columns))
            box = _row_box(sheet, [line for cell in members for line in cell.lines])
            lines.append(Line(start, self._length, box, tuple(words)))
        self._keep(sheet, table, cells, begin, continues=continues)
        return lines

    def _keep(
        self, sheet: Sheet, table: pdf_tables.PageTable, cells: list[Cell], begin: int, *, continues: bool
    ) -> None:
        texts = _row_texts(table)
        if continues and self._open and _same_columns(self._open[0], table, scanned=sheet.origin == Origin.OCR):
            first, rows, heads = self._open
            repeated = _repeated(heads, texts, scanned=sheet.origin == Origin.OCR)
            last = self._tables[-1]
            moved = [
                Cell(cell.start, cell.end, cell.row - repeated + rows, cell.column, cell.rows, cell.columns)
                for cell in cells
                if cell.row >= repeated
            ]
            self._tables[-1] = Table(last.start, self._length, last.page, last.cells + tuple(moved))
            self._open = (first, rows + len(texts) - repeated, heads)
        else:
            self._tables.append(Table(begin, self._length, sheet.number, tuple(cells)))
            self._open = (table, len(texts), texts[:_HEADING_ROWS])


def _row_texts(table: pdf_tables.PageTable) -> list[list[str]]:
    count = max(cell.row + cell.rows for cell in table.cells)
    texts: list[list[str]] = [[] for _ in range(count)]
    for cell in table.cells:
        texts[cell.row].append(cell.text)
    return texts


def _repeated(heads: list[list[str]], texts: list[list[str]], *, scanned: bool) -> int:
    """How many rows at the beginning of a table repeat the heading of its part on the page before."""
    if scanned:
        from vnplan_extract.ocr.tables import repeated_heading

        return repeated_heading(heads, texts, _HEADING_ROWS)
    repeated = 0
    while repeated < min(len(heads), len(texts) - 1) and heads[repeated] == texts[repeated]:
        repeated += 1
    return repeated


def _same_columns(one: pdf_tables.PageTable, other: pdf_tables.PageTable, *, scanned: bool) -> bool:
    if len(one.columns) != len(other.columns):
        return False
    # Two sheets do not lie at the same place on a scanner.
    shift = median(b - a for a, b in zip(one.columns, other.columns, strict=True)) if scanned else 0.0
    tolerance = _SAME_SCANNED_COLUMNS if scanned else _SAME_COLUMNS
    return all(abs(b - a - shift) <= tolerance for a, b in zip(one.columns, other.columns, strict=True))


def _row_box(sheet: Sheet, rows: list[Row]) -> Box | None:
    words: list[Any] = [word for row in rows for word in row]
    if not words:
        return None
    return sheet.box(
        min(w.x0 for w in words), min(w.y0 for w in words), max(w.x1 for w in words), max(w.y1 for w in words)
    )
