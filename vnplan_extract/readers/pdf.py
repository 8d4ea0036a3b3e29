"""PDF with a text layer: text, words with boxes, reading order, ruled tables.

Text that was stamped on later (number and date as appearance of a signature field) is read as if it were printed.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from vnplan_extract.document import Box, Cell, Line, Origin, Page, Table, Word
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import pdf_tables
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.pdf_layout import Glyphs, Row, reading_order, rows_of, text_of

_STAMP_CHARACTERS = 300  #: a scan whose layer holds fewer has only the box of a signature
_SCAN_SHARE = 0.5  #: of the page that an image covers
_MARGIN = 0.12  #: of the page's height; page numbers stand there (Nghị định 30/2020, Annex I: centred at the top)
_PAGE_NUMBER = re.compile(r"(?:[-–—]\s*|(?i:trang|page)\s*)?(\d{1,4})(?:\s*[-–—]|\s*/\s*\d{1,4})?")
_TOKEN = re.compile(r"\S+")
_SAME_COLUMNS = 6.0  #: points between the lines of two tables that are one
#: What PDFium makes of a hyphen at the end of a line, and of what it cannot map.
_UNREADABLE = {0x2: "-", 0xFFFE: "-", 0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


@dataclass(slots=True)
class _Sheet:
    """One page as laid out: rows of words and tables in reading order."""

    number: int
    width: float
    height: float
    rotation: int = 0
    parts: list[Row | pdf_tables.PageTable] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)  #: `first` of words in bold type
    italic: set[int] = field(default_factory=set)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        return Box(
            _fraction(x0, self.width), _fraction(y0, self.height), _fraction(x1, self.width), _fraction(y1, self.height)
        )


def _fraction(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole)), 5) if whole else 0.0


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read the text layer of a PDF.

    Page numbers that stand alone in the margin are left out; footnotes follow the lines of their page. A page
    without text gives E108 in `problems`, one that cannot be read E109.

    Raises:
        PlanError: E103 damaged or cut short, E104 encrypted, E105 over a limit.
    """
    if _is_cut_short(data):
        raise PlanError("E103", detail="the end of the PDF is missing")
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise PlanError("E104") from error
        raise PlanError("E103", detail="PDF") from error
    try:
        return _read_pages(pdf, limits, progress)
    finally:
        pdf.close()


def _is_cut_short(data: bytes) -> bool:
    """Whether objects follow the last end mark, or there is none (ISO 32000-1, 7.5.5)."""
    end = data.rfind(b"%%EOF")
    return end < 0 or data.find(b" obj", end) >= 0


def _read_pages(pdf: pypdfium2.PdfDocument, limits: Limits, progress: Progress | None) -> Content:
    count = len(pdf)
    if not count:
        raise PlanError("E103", detail="no pages")
    limits.check("pages", count)
    sheets: list[_Sheet] = []
    problems: list[PlanError] = []
    characters = 0
    for number in range(1, count + 1):
        try:
            sheet, size, problem = _read_page(pdf, number)
        except MemoryError:
            raise
        except Exception as error:  # whatever is wrong with one page must not cost the others
            sheet, size = _Sheet(number, 0.0, 0.0), 0
            problem = PlanError("E109", page=number, detail=str(error) or type(error).__name__)
        sheets.append(sheet)
        if problem:
            problems.append(problem)
        characters += size
        limits.check("text_characters", characters)
        if progress:
            progress(number, count)
    if count == len([p for p in problems if p.kind.code == "E109"]):
        raise PlanError("E103", detail="no page can be read")
    _drop_page_numbers(sheets)
    return _Assembly().content(sheets, problems)


def _read_page(pdf: pypdfium2.PdfDocument, number: int) -> tuple[_Sheet, int, PlanError | None]:
    """One page laid out, how many characters it has, and what is wrong with it."""
    page = pdf[number - 1]
    try:
        layer = 1
        if pdfium_c.FPDFPage_GetAnnotCount(page):
            layer = _count_layer(page)
            # Makes the appearances of annotations and fields part of the page, in memory only.
            if pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS:
                page.close()
                page = pdf[number - 1]
        width, height = page.get_size()
        sheet = _Sheet(number, width, height)
        text_page = page.get_textpage()
        try:
            glyphs = _Reader(page, text_page)
            size = glyphs.visible
            if size == 0 or (size < _STAMP_CHARACTERS and (not layer or _image_share(page) > _SCAN_SHARE)):
                empty = pdfium_c.FPDFPage_CountObjects(page) == 0
                return sheet, 0, None if empty else PlanError("E108", page=number)
            sheet.rotation, sheet.width, sheet.height = glyphs.extra_turn, glyphs.width, glyphs.height
            words = glyphs.words()
            lines = [glyphs.segment(line) for line in pdf_tables.segments(page)]
            tables, loose = pdf_tables.find(lines, words) if lines else ([], words)
            sheet.parts = _in_order(loose, tables, glyphs.width)
            glyphs.mark_styles(sheet)
            return sheet, size, None
        finally:
            text_page.close()
    finally:
        page.close()


def _count_layer(page: pypdfium2.PdfPage) -> int:
    """Characters of the page's own content, without what was stamped on."""
    text_page = page.get_textpage()
    try:
        return int(pdfium_c.FPDFText_CountChars(text_page))
    finally:
        text_page.close()


def _image_share(page: pypdfium2.PdfPage) -> float:
    width, height = page.get_size()
    area = 0.0
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        area += max(0.0, right - left) * max(0.0, top - bottom)
    return area / (width * height) if width and height else 0.0


def _in_order(
    words: list[Glyphs], tables: list[pdf_tables.PageTable], width: float
) -> list[Row | pdf_tables.PageTable]:
    parts: list[Row | pdf_tables.PageTable] = []
    rest = rows_of(words)
    for table in tables:
        above = [row for row in rest if row[0].middle < table.y0]
        rest = rest[len(above) :]
        parts += [*reading_order(above, width), table]
    return parts + list(reading_order(rest, width))


class _Reader:
    """The characters of one page and their places as displayed."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> None:
        self._raw = text_page.raw
        count = max(0, pdfium_c.FPDFText_CountChars(self._raw))
        get = pdfium_c.FPDFText_GetUnicode
        codes = [get(self._raw, index) for index in range(count)]
        self._text = "".join(map(chr, codes)).translate(_UNREADABLE)
        self.visible = sum(map(len, self._text.split()))
        left, bottom, right, top = page.get_bbox()
        shown = page.get_rotation()
        self.turn = self._upright(shown)
        self.extra_turn = (self.turn - shown) % 360
        self._frame = (left, bottom, right, top)
        across = self.turn % 180 == 90
        self.width, self.height = (top - bottom, right - left) if across else (right - left, top - bottom)
        self._rectangle = pdfium_c.FS_RECTF()

    def _upright(self, shown: int) -> int:
        """How far the page must be turned, clockwise in degrees, for most of its text to be upright."""
        angles: Counter[int] = Counter()
        step = max(1, len(self._text) // 60)
        for index in range(0, len(self._text), step):
            if not self._text[index].isspace():
                angle = pdfium_c.FPDFText_GetCharAngle(self._raw, index)
                if angle >= 0:
                    angles[round(math.degrees(angle) / 90) % 4 * 90] += 1
        angle, times = max(angles.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
        return -angle % 360 if times > 0.7 * sum(angles.values()) else shown

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own coordinates on the upright page, origin top left."""
        left, bottom, right, top = self._frame
        if self.turn == 0:
            return x - left, top - y
        if self.turn == 90:
            return y - bottom, x - left
        if self.turn == 180:
            return right - x, y - bottom
        return top - y, right - x

    def segment(self, line: pdf_tables.Segment) -> pdf_tables.Segment:
        return (*self.point(line[0], line[1]), *self.point(line[2], line[3]))

    def _box(self, index: int) -> tuple[float, float, float, float]:
        r = self._rectangle
        if not pdfium_c.FPDFText_GetLooseCharBox(self._raw, index, r):
            return (0.0, 0.0, 0.0, 0.0)
        (xa, ya), (xb, yb) = self.point(r.left, r.bottom), self.point(r.right, r.top)
        return (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    def words(self) -> list[Glyphs]:
        found: list[Glyphs] = []
        for match in _TOKEN.finditer(self._text):
            found += self._word(match[0], match.start(), match.end() - 1)
        return found

    def _word(self, text: str, first: int, last: int) -> Iterator[Glyphs]:
        begin = self._box(first)
        end = self._box(last) if last > first else begin
        height = begin[3] - begin[1]
        middles = abs((begin[1] + begin[3]) - (end[1] + end[3])) / 2
        if last > first and (end[2] < begin[0] or middles > max(height, end[3] - end[1])):
            yield from self._scattered(text, first)
            return
        word = Glyphs(text, begin[0], min(begin[1], end[1]), max(begin[2], end[2]), max(begin[3], end[3]), first, last)
        if last > first and text[-1].isdecimal() and end[3] - end[1] < 0.8 * height and end[3] < begin[3]:
            size, mark = 1, end
            before = self._box(last - 1)
            if last - 1 > first and text[-2].isdecimal() and before[3] - before[1] < 0.8 * height:
                size, mark = 2, before
            start = last - size + 1
            yield Glyphs(text[:-size], begin[0], begin[1], min(word.x1, mark[0]), begin[3], first, start - 1)
            yield Glyphs(text[-size:], mark[0], mark[1], end[2], mark[3], start, last)
            return
        yield word

    def _scattered(self, text: str, first: int) -> Iterator[Glyphs]:
        """The characters of a word that does not stand on one line."""
        for index, character in enumerate(text, first):
            yield Glyphs(character, *self._box(index), index, index)

    def mark_styles(self, sheet: _Sheet) -> None:
        """Find the words in bold and italic type among those that decide over a line's style."""
        buffer = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        for part in sheet.parts:
            if isinstance(part, pdf_tables.PageTable):
                continue
            for word in {id(w): w for w in (part[0], part[len(part) // 2], part[-1])}.values():
                length = pdfium_c.FPDFText_GetFontInfo(self._raw, word.first, buffer, 128, flags)
                name = buffer.raw[: max(0, length - 1)].lower() if length <= 128 else b""
                if b"bold" in name or b"black" in name or flags.value & 1 << 18:
                    sheet.bold.add(word.first)
                if b"italic" in name or b"oblique" in name or flags.value & 1 << 6:
                    sheet.italic.add(word.first)


def _drop_page_numbers(sheets: list[_Sheet]) -> None:
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


def _in_margin(sheet: _Sheet, row: Row) -> bool:
    middle = row[0].middle / sheet.height
    centre = (row[0].x0 + row[-1].x1) / 2 / sheet.width
    return (middle < _MARGIN or middle > 1 - _MARGIN) and (0.4 < centre < 0.6 or centre > 0.85)


class _Assembly:
    """Puts the pages' rows and tables into one text."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._tables: list[Table] = []
        self._open: tuple[pdf_tables.PageTable, int, list[list[str]]] | None = None

    def content(self, sheets: list[_Sheet], problems: list[PlanError]) -> Content:
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
                    Origin.TEXT_LAYER,
                    sheet.rotation,
                )
            )
        return Content(
            "".join(self._parts), tuple(pages), tuple(self._tables), ("unicode",), tuple(problems), wrapped=True
        )

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _words(self, sheet: _Sheet, row: Row) -> tuple[Word, ...]:
        text, spans = text_of(row)
        start = self._length
        self._add(text)
        return tuple(
            Word(start + a, start + b, sheet.box(word.x0, word.y0, word.x1, word.y1))
            for word, (a, b) in zip(row, spans, strict=True)
        )

    def _line(self, sheet: _Sheet, row: Row) -> Line:
        start = self._length
        words = self._words(sheet, row)
        deciding = {row[0].first, row[len(row) // 2].first, row[-1].first}
        return Line(
            start, self._length, _row_box(sheet, [row]), words, deciding <= sheet.bold, deciding <= sheet.italic
        )

    def _table(self, sheet: _Sheet, table: pdf_tables.PageTable, *, continues: bool) -> list[Line]:
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
        self, sheet: _Sheet, table: pdf_tables.PageTable, cells: list[Cell], begin: int, *, continues: bool
    ) -> None:
        texts = _row_texts(table)
        if continues and self._open and _same_columns(self._open[0], table):
            first, rows, heads = self._open
            repeated = 0
            while repeated < min(len(heads), len(texts) - 1) and heads[repeated] == texts[repeated]:
                repeated += 1
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
            self._open = (table, len(texts), texts[:3])


def _row_texts(table: pdf_tables.PageTable) -> list[list[str]]:
    count = max(cell.row + cell.rows for cell in table.cells)
    texts: list[list[str]] = [[] for _ in range(count)]
    for cell in table.cells:
        texts[cell.row].append(cell.text)
    return texts


def _same_columns(one: pdf_tables.PageTable, other: pdf_tables.PageTable) -> bool:
    return len(one.columns) == len(other.columns) and all(
        abs(a - b) <= _SAME_COLUMNS for a, b in zip(one.columns, other.columns, strict=True)
    )


def _row_box(sheet: _Sheet, rows: list[Row]) -> Box | None:
    words: list[Any] = [word for row in rows for word in row]
    if not words:
        return None
    return sheet.box(
        min(w.x0 for w in words), min(w.y0 for w in words), max(w.x1 for w in words), max(w.y1 for w in words)
    )
