"""What was read of a document: pages, lines, words and tables over one text.

Every `start` and `end` counts code points of `Document.text.value`, the text as normalised so
far; `end` is exclusive. Boxes are fractions of the page, origin top left.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from vnplan_extract.errors import PlanError
from vnplan_extract.text import Text


class Origin(StrEnum):
    """Where a page's text came from (RECORD.md, `pages[].origin`)."""

    TEXT = "text"
    TEXT_LAYER = "text_layer"
    OCR = "ocr"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in fractions of its width and height, origin top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place; `confidence` is the OCR engine's, 1.0 where none was used."""

    start: int
    end: int
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line (PDF), one line of a text file, or one paragraph (DOCX)."""

    start: int
    end: int
    box: Box | None = None
    words: tuple[Word, ...] = ()
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. A cell that spans rows or columns stands at its first ones."""

    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table found by the reader; its cells' texts lie in reading order inside its range.

    A table that runs over pages is one `Table` (its repeated heading row is kept once in
    `cells`). `page` is the 1-based page on which it begins.
    """

    start: int
    end: int
    page: int
    cells: tuple[Cell, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """(number of rows, number of columns)."""
        rows = max((cell.row + cell.rows for cell in self.cells), default=0)
        columns = max((cell.column + cell.columns for cell in self.cells), default=0)
        return rows, columns


@dataclass(frozen=True, slots=True)
class FontRun:
    """A stretch of the text and the name of its font as the file gives it (`.VnTime`, `VNI-Times`).

    The name is evidence of how the letters are stored (`normalise/encodings`). Neighbouring runs of one font are
    one run; text whose font is unknown is in no run.
    """

    start: int
    end: int
    font: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page. A text file or a DOCX is one page without a size, a sheet of a workbook one with its `name`."""

    number: int
    start: int
    end: int
    lines: tuple[Line, ...] = ()
    width: float | None = None  #: points
    height: float | None = None  #: points
    origin: Origin = Origin.TEXT
    rotation: int = 0
    quality: float = 1.0
    name: str | None = None
    treatment: str = ""  #: what was done to read it, and why, where it was not simply read


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read. Immutable: a stage returns a new one."""

    name: str
    sha256: str
    size: int
    media_type: str
    text: Text
    pages: tuple[Page, ...]
    tables: tuple[Table, ...] = ()
    encodings: tuple[str, ...] = ()
    #: In order, without overlap.
    fonts: tuple[FontRun, ...] = ()
    problems: tuple[PlanError, ...] = field(default=(), compare=False)
    #: True where a line break is a break of a visual line and not of a paragraph.
    wrapped: bool = False

    def page_at(self, offset: int) -> Page:
        """The page that holds the code point at `offset` (the last one for the end of text)."""
        low, high = 0, len(self.pages) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.pages[middle].start <= offset:
                low = middle
            else:
                high = middle - 1
        return self.pages[low]

    def with_text(self, text: Text) -> Document:
        """This document over `text`, an edited form of its present text.

        Every offset of pages, lines, words, cells and font runs is carried over.

        Args:
            text: must come from this document's own text by `Text.apply`.
        """
        step = text.since(self.text)
        if not step.edits:
            return replace(self, text=text)

        def moved(item: _Placed, **more: Any) -> _Placed:
            start, end = step.span_to_value(item.start, item.end)
            return replace(item, start=start, end=end, **more)

        # What is inserted between pages belongs to the page before, at the very beginning to the first: each
        # character that stood on a page or was put beside it stays on a page.
        starts = [page.start for page in self.pages] + [len(self.text.value)]

        def moved_page(page: Page, next_start: int) -> Page:
            lines = tuple(moved(line, words=tuple(moved(word) for word in line.words)) for line in page.lines)
            changed = moved(page, lines=lines)
            start = 0 if page.start == 0 and page is self.pages[0] else changed.start
            end = max(changed.end, step.span_to_value(page.end, next_start)[0])
            if page.end == next_start == len(self.text.value):
                end = len(text.value)
            return replace(changed, start=start, end=end)

        return replace(
            self,
            text=text,
            pages=tuple(moved_page(*pair) for pair in zip(self.pages, starts[1:], strict=True)),
            tables=tuple(moved(table, cells=tuple(moved(cell) for cell in table.cells)) for table in self.tables),
            fonts=tuple(moved(run) for run in self.fonts),
        )


_Placed = TypeVar("_Placed", Page, Line, Word, Cell, Table, FontRun)
