"""Paragraphs and tables as word processors hold them, and the text that is written from them.

Shared by the readers of DOCX, DOC and RTF, so that the two-column header, notes, cells and fonts come out alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vnplan_extract.document import Cell, FontRun, Line, Page, Table
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Content

#: The national or the Party's motto, `Nơi nhận`, `Số: …/`, however the letters with marks are stored: a syllable's
#: marked letters are any one to four characters, as VNI and TCVN3 have them.
_MOTTO = re.compile(
    r"(?i)\bc\S{1,4}ng\s+h\S{1,4}\s+x\S{1,3}\s+h\S{1,4}i\s+ch\S{1,3}\s+ngh"
    r"|ng\s+c\S{1,4}ng\s+s\S{1,4}n\s+vi\S{1,4}t\s+nam"
)
_RECIPIENTS = re.compile(r"(?i)^\s*n\S{1,3}i\s+nh\S{1,3}n\b", re.MULTILINE)
_NUMBER_LINE = re.compile(r"(?i)^\s*s\S{1,3}\s*:[^\n]{0,30}/", re.MULTILINE)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Fonts whose letters are no Unicode: their capitals cannot be had by `str.upper`.
_LEGACY_FONT = re.compile(r"(?i)\.?vn|vps|vis|vietware|abc")

#: What a code of a symbol font looks like, for those that stand in plans.
_SYMBOLS: dict[str, dict[int, str]] = {
    "symbol": {
        **{ord(sign): sign for sign in " !#%&()+,-./0123456789:;<=>?[]_{|}"},
        0xA3: "≤", 0xAB: "↔", 0xAC: "←", 0xAE: "→", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷",
        0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xDE: "⇒",
    },
    "wingdings": {
        0x28: "☎", 0x2A: "✉", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x76: "❖", 0x80: "⓪", 0x8B: "⓿", 0xA7: "▪",
        0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFC: "✓", 0xFE: "☑",
        **{0x81 + n: chr(0x2460 + n) for n in range(10)}, **{0x8C + n: chr(0x2776 + n) for n in range(10)},
    },
}  # fmt: skip


def symbol(code: int, font: str) -> str:
    """The sign at `code` of a symbol font (0x20 to 0xFF, or that in U+F000 … U+F0FF); `""` for no character.

    What has no entry stays in the private use area, as word processors store it.
    """
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if not 0x20 <= low <= 0xFF:
        return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""
    return _SYMBOLS.get(font.lower(), {}).get(low) or chr(0xF000 + low)


def is_symbol_font(font: str) -> bool:
    """Whether the codes of a font are signs and no letters."""
    return font.lower() == "symbol" or font.lower().startswith(("wingdings", "webdings"))


def is_legacy_font(font: str) -> bool:
    """Whether the name is one of a font whose letters stand at places of their own."""
    return _LEGACY_FONT.match(font) is not None


def capitals(text: str, font: str) -> str:
    """The text in capitals, as a font effect shows it; that of a legacy font as it is stored."""
    return text if is_legacy_font(font) else text.upper()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph in one type; `font` is the font's name, `""` where it is unknown."""

    text: str
    bold: bool = False
    italic: bool = False
    font: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph; `fonts` are (start, end, name) in its text."""

    text: str
    bold: bool = False
    italic: bool = False
    boxes: list[Paragraph] = field(default_factory=list)  #: of text boxes anchored in it
    fonts: list[tuple[int, int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, runs: Sequence[Run], number: str = "", boxes: Iterable[Paragraph] = ()) -> Paragraph:
        """The paragraph that these runs make, without white space around it, behind its number in a list."""
        whole = "".join(run.text for run in runs)
        text = whole.strip()
        shift = len(whole.lstrip()) - len(whole) if text else 0
        prefix = ""
        if number and (text or number[0].isalnum()):
            prefix = f"{number} " if text else number
        shift += len(prefix)
        shown = [run for run in runs if run.text.strip()]
        fonts: list[tuple[int, int, str]] = []
        at = shift
        for run in runs:
            start, end = max(at, len(prefix)), min(at + len(run.text), len(prefix) + len(text))
            at += len(run.text)
            if run.font and start < end:
                fonts.append((0 if start == len(prefix) else start, end, run.font))
        bold = bool(shown) and all(run.bold for run in shown)
        italic = bool(shown) and all(run.italic for run in shown)
        return cls(prefix + text, bold, italic, list(boxes), fonts)

    def flat(self) -> Iterator[Paragraph]:
        """The paragraph, if it has text, and those of its text boxes."""
        if self.text.strip():
            yield self
        for inner in self.boxes:
            yield from inner.flat()


def joined(paragraphs: Iterable[Paragraph], separator: str) -> Paragraph:
    """The texts of paragraphs in one, without their type."""
    parts: list[str] = []
    fonts: list[tuple[int, int, str]] = []
    length = 0
    for paragraph in paragraphs:
        if parts:
            length += len(separator)
        fonts += [(start + length, end + length, font) for start, end, font in paragraph.fonts]
        parts.append(paragraph.text)
        length += len(paragraph.text)
    return Paragraph(separator.join(parts), fonts=fonts)


@dataclass(slots=True)
class TableCell:
    """A cell at its first row and column, with the rows and columns that it spans."""

    row: int
    column: int
    rows: int
    columns: int
    paragraphs: list[Paragraph]


@dataclass(slots=True)
class TableBlock:
    """A table; `bordered` tells whether lines are drawn between its cells."""

    rows: int
    cells: list[TableCell]
    bordered: bool

    def text(self) -> str:
        """Its text, for looking at."""
        return "\n".join(p.text for cell in self.cells for p in cell.paragraphs)


Block = Paragraph | TableBlock


def paragraphs_of(block: Block) -> Iterable[Paragraph]:
    """The paragraphs of a block; a table inside a cell gives a paragraph a row."""
    if isinstance(block, Paragraph):
        return [block]
    if is_layout(block, first=False):
        return by_columns(block)
    rows: dict[int, list[Paragraph]] = {}
    for cell in block.cells:
        rows.setdefault(cell.row, []).append(joined(cell.paragraphs, " "))
    return [joined(cells, "\t") for _, cells in sorted(rows.items())]


def is_layout(table: TableBlock, *, first: bool) -> bool:
    """Whether a table only sets text side by side: the header and footer of Nghị định 30/2020/NĐ-CP, Annex I."""
    columns = {cell.column for cell in table.cells}
    if len(columns) > 3 or table.rows > 12:
        return False
    text = table.text()
    if _MOTTO.search(text) or _RECIPIENTS.search(text):
        return True
    return not table.bordered and (first or table.rows == 1)


def by_columns(table: TableBlock) -> list[Paragraph]:
    """The paragraphs of a layout table, column by column."""
    ordered = sorted(table.cells, key=lambda cell: (cell.column, cell.row))
    return [p for cell in ordered for outer in cell.paragraphs for p in outer.flat()]


def bears_letterhead(blocks: Iterable[Block]) -> bool:
    """Whether a running head bears the number of the document or the motto, and so belongs to the text."""
    text = "\n".join(p.text for block in blocks for p in paragraphs_of(block))
    return bool(_NUMBER_LINE.search(text) or _MOTTO.search(text))


def note_mark(number: int) -> str:
    """The sign of the note with this number, as it stands in the text."""
    return " " + str(number).translate(_SUPERSCRIPTS)


class Writer:
    """Writes blocks into one text and keeps where its lines, tables and fonts are.

    Raises:
        PlanError: E105 over `text_characters`.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._lines: list[Line] = []
        self._tables: list[Table] = []
        self._fonts: list[FontRun] = []
        self._joins_at = 0  #: where a run of the same font goes on: only separators stand before it

    def write(self, blocks: Iterable[Block]) -> None:
        """Write the body: layout tables column by column, other tables row by row, cells parted by tabs."""
        for block in blocks:
            if isinstance(block, Paragraph):
                self._paragraphs(block.flat())
            elif is_layout(block, first=not self._lines):
                self._paragraphs(by_columns(block))
            else:
                self._table(block)

    def write_note(self, number: int, blocks: Iterable[Block]) -> None:
        """Write a footnote or endnote behind the body."""
        paragraphs = [p for block in blocks for p in paragraphs_of(block) if p.text.strip()]
        mark = Paragraph(note_mark(number).strip())
        for index, paragraph in enumerate(paragraphs):
            text = paragraph.text.strip()
            cut = len(paragraph.text) - len(paragraph.text.lstrip())
            fonts = [(max(0, a - cut), min(b - cut, len(text)), font) for a, b, font in paragraph.fonts]
            plain = Paragraph(text, fonts=[run for run in fonts if run[0] < run[1]])
            self._paragraphs([joined((mark, plain), " ") if index == 0 else plain])

    def content(self, encodings: tuple[str, ...]) -> Content:
        """What was written, as one page without a size.

        Raises:
            PlanError: E101 no text.
        """
        text = "".join(self._parts)
        if not text.strip():
            raise PlanError("E101")
        page = Page(1, 0, len(text), tuple(self._lines))
        return Content(text, (page,), tuple(self._tables), encodings, fonts=tuple(self._fonts))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        self._limits.check("text_characters", self._length)

    def _paragraphs(self, paragraphs: Iterable[Paragraph]) -> None:
        for paragraph in paragraphs:
            if self._length:
                self._separate("\n")
            self._line(paragraph)

    def _line(self, paragraph: Paragraph) -> None:
        start = self._length
        self._add(paragraph.text)
        self._lines.append(Line(start, self._length, bold=paragraph.bold, italic=paragraph.italic))
        for begin, end, font in paragraph.fonts:
            self._font(start + begin, start + end, font)

    def _separate(self, separator: str) -> None:
        if self._joins_at == self._length:
            self._joins_at += len(separator)
        self._add(separator)

    def _font(self, start: int, end: int, font: str) -> None:
        """Add a run, joined to the one before where it has the same font."""
        if self._fonts and self._fonts[-1].font == font and start == self._joins_at:
            self._fonts[-1] = FontRun(self._fonts[-1].start, end, font)
        else:
            self._fonts.append(FontRun(start, end, font))
        self._joins_at = end

    def _table(self, table: TableBlock) -> None:
        if not table.text().strip():
            return
        if self._length:
            self._separate("\n")
        begin = self._length
        cells: list[Cell] = []
        last_row = -1
        for cell in table.cells:
            if last_row >= 0:
                self._separate("\n" if cell.row != last_row else "\t")
            last_row = cell.row
            start = self._length
            for index, paragraph in enumerate(p for outer in cell.paragraphs for p in outer.flat()):
                if index:
                    self._separate("\n")
                self._line(paragraph)
            cells.append(Cell(start, self._length, cell.row, cell.column, cell.rows, cell.columns))
        self._tables.append(Table(begin, self._length, 1, tuple(cells)))
