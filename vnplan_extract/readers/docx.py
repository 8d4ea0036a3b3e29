"""DOCX: paragraphs and tables in document order, with the numbers of lists as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from vnplan_extract.document import Cell, Line, Page, Table
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.docx_numbering import Numbering
from vnplan_extract.readers.ooxml import Package, attribute, child, children, local, switch, value

#: Elements whose content is shown where they stand.
_TRANSPARENT = frozenset(
    (
        *("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml"),
        *("oMath", "oMathPara", "dir", "bdo", "ruby", "rubyBase"),
    )
)
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOTTO = re.compile(r"(?i)cộng\s+h[òo][àa]\s+xã\s+hội|đảng\s+cộng\s+sản\s+việt\s+nam")
_RECIPIENTS = re.compile(r"(?i)^\s*nơi\s+nhận\b", re.MULTILINE)
_NUMBER_LINE = re.compile(r"(?i)^\s*số\s*:", re.MULTILINE)
_LINE_END = re.compile(r"[\r\n]+")
_SIDES = ("top", "left", "start", "bottom", "right", "end", "insideH", "insideV")


@dataclass(slots=True)
class _Style:
    based_on: str | None = None
    properties: etree._Element | None = None  #: rPr
    number: str | None = None
    level: int | None = None
    bordered: bool = False


@dataclass(slots=True)
class _Paragraph:
    text: str
    bold: bool = False
    italic: bool = False
    boxes: list[_Paragraph] = field(default_factory=list)  #: of text boxes anchored in it

    def flat(self) -> Iterator[_Paragraph]:
        if self.text.strip():
            yield self
        for inner in self.boxes:
            yield from inner.flat()


@dataclass(slots=True)
class _TableCell:
    row: int
    column: int
    rows: int
    columns: int
    paragraphs: list[_Paragraph]


@dataclass(slots=True)
class _DocxTable:
    rows: int
    cells: list[_TableCell]
    bordered: bool

    def text(self) -> str:
        return "\n".join(p.text for cell in self.cells for p in cell.paragraphs)


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read a DOCX as one page without a size; each paragraph is one `Line`.

    The two-column header and footer, tables without rules, come out as the left column and then the right one.
    Running heads and feet are left out, but a first head that bears the number of the document; footnotes stand at
    the end. Tracked deletions are ignored, insertions kept.

    Raises:
        PlanError: E101 no text, E103 damaged, E104 encrypted, E105 over a limit.
    """
    package = Package(data, limits)
    main = next(iter(package.related("").get("officeDocument", [])), "word/document.xml")
    root = package.part(main)
    body = child(root, "body")
    if body is None:
        raise PlanError("E103", detail=f"{main} is missing")
    content = _Reader(package, main, limits).read(body)
    if progress:
        progress(1, 1)
    return content


class _Reader:
    def __init__(self, package: Package, main: str, limits: Limits) -> None:
        self._package = package
        self._related = package.related(main)
        self._limits = limits
        self._styles = _styles(self._one("styles"))
        numbers = {name: style.number for name, style in self._styles.items() if style.number}
        self._numbering = Numbering(self._one("numbering"), numbers)
        self._notes: list[tuple[str, str]] = []  #: (kind, id) in the order of their marks
        self._parts: list[str] = []
        self._length = 0
        self._lines: list[Line] = []
        self._tables: list[Table] = []

    def _one(self, kind: str) -> etree._Element | None:
        names = self._related.get(kind)
        return self._package.part(names[0]) if names else None

    def read(self, body: etree._Element) -> Content:
        head = self._first_head(body)
        blocks = [*head, *self._blocks(body)]
        seen_text = False
        for block in blocks:
            if isinstance(block, _Paragraph):
                for paragraph in block.flat():
                    self._paragraph(paragraph)
                    seen_text = True
            elif _is_layout(block, first=not seen_text):
                for paragraph in _by_columns(block):
                    self._paragraph(paragraph)
                seen_text = True
            else:
                self._table(block)
                seen_text = True
        for number, (kind, identity) in enumerate(self._notes, 1):
            self._note(number, kind, identity)
        text = "".join(self._parts)
        if not text.strip():
            raise PlanError("E101")
        page = Page(1, 0, len(text), tuple(self._lines))
        return Content(text, (page,), tuple(self._tables), ("utf-8",))

    # Writing

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        self._limits.check("text_characters", self._length)

    def _paragraph(self, paragraph: _Paragraph) -> None:
        if self._length:
            self._add("\n")
        self._line(paragraph)

    def _line(self, paragraph: _Paragraph) -> None:
        start = self._length
        self._add(paragraph.text)
        self._lines.append(Line(start, self._length, bold=paragraph.bold, italic=paragraph.italic))

    def _table(self, table: _DocxTable) -> None:
        if not table.text().strip():
            return
        if self._length:
            self._add("\n")
        begin = self._length
        cells: list[Cell] = []
        last_row = -1
        for cell in table.cells:
            if last_row >= 0:
                self._add("\n" if cell.row != last_row else "\t")
            last_row = cell.row
            start = self._length
            for index, paragraph in enumerate(p for outer in cell.paragraphs for p in outer.flat()):
                if index:
                    self._add("\n")
                self._line(paragraph)
            cells.append(Cell(start, self._length, cell.row, cell.column, cell.rows, cell.columns))
        self._tables.append(Table(begin, self._length, 1, tuple(cells)))

    def _note(self, number: int, kind: str, identity: str) -> None:
        root = self._one(kind)
        for note in root if root is not None else ():
            if attribute(note, "id") == identity:
                paragraphs = [p for block in self._blocks(note) for p in _paragraphs_of(block)]
                mark = str(number).translate(_SUPERSCRIPTS)
                for index, paragraph in enumerate(paragraphs):
                    text = paragraph.text.strip()
                    self._paragraph(_Paragraph(f"{mark} {text}" if index == 0 else text))
                return

    # Reading

    def _first_head(self, body: etree._Element) -> list[_Paragraph | _DocxTable]:
        """The first page's head, where it bears the number of the document or the national motto."""
        section = next((element for element in body.iter() if local(element) == "sectPr"), None)
        heads = {attribute(h, "type"): attribute(h, "id") for h in children(section, "headerReference")}
        identity = heads.get("first") if switch(child(section, "titlePg")) else heads.get("default")
        names = self._related.get(f"id:{identity}") if identity else None
        root = self._package.part(names[0]) if names else None
        if root is None:
            return []
        blocks = list(self._blocks(root))
        text = "\n".join(p.text for block in blocks for p in _paragraphs_of(block))
        return blocks if _NUMBER_LINE.search(text) or _MOTTO.search(text) else []

    def _blocks(self, parent: etree._Element) -> Iterator[_Paragraph | _DocxTable]:
        for element in parent:
            name = local(element)
            if name == "p":
                yield self._read_paragraph(element)
            elif name == "tbl":
                yield self._read_table(element)
            elif name in _TRANSPARENT:
                yield from self._blocks(element)
            elif name == "AlternateContent":
                chosen = _alternative(element)
                if chosen is not None:
                    yield from self._blocks(chosen)

    def _read_paragraph(self, element: etree._Element) -> _Paragraph:
        properties = child(element, "pPr")
        style = value(properties, "pStyle")
        runs = _Runs(self, style)
        runs.read(element)
        number = self._number(properties, style)
        text = "".join(runs.texts).strip()
        if number and (text or number[0].isalnum()):
            text = f"{number} {text}".rstrip()
        return _Paragraph(text, runs.all_bold(), runs.all_italic(), runs.boxes)

    def _number(self, properties: etree._Element | None, style: str | None) -> str:
        own = child(properties, "numPr")
        number, level = value(own, "numId"), value(own, "ilvl")
        name, passed = style, 0
        while number is None and name in self._styles and passed < 20:
            inherited = self._styles[name]
            if inherited.number:
                number = inherited.number
                if level is None:
                    level = str(
                        inherited.level if inherited.level is not None else self._numbering.level_of_style(number, name)
                    )
            name, passed = inherited.based_on, passed + 1
        if number is None or number == "0":
            return ""
        return self._numbering.next(number, int(level) if level and level.isdecimal() else 0)

    def style_switch(self, name: str | None, key: str) -> bool | None:
        """What a style or those it is based on say of an on/off property of runs."""
        for _ in range(20):
            style = self._styles.get(name or "")
            if style is None:
                return None
            found = switch(child(style.properties, key))
            if found is not None:
                return found
            name = style.based_on
        return None

    def note_mark(self, kind: str, identity: str) -> str:
        """Take note of a footnote's mark; its sign as printed."""
        self._notes.append((kind, identity))
        return " " + str(len(self._notes)).translate(_SUPERSCRIPTS)

    def box(self, element: etree._Element) -> list[_Paragraph]:
        """The paragraphs of a text box."""
        return [p for block in self._blocks(element) for p in _paragraphs_of(block)]

    def _read_table(self, element: etree._Element) -> _DocxTable:
        bordered = _has_borders(child(element, "tblPr", "tblBorders"))
        name, passed = value(element, "tblPr", "tblStyle"), 0
        while not bordered and name in self._styles and passed < 20:
            bordered = self._styles[name].bordered
            name, passed = self._styles[name].based_on, passed + 1
        cells: list[_TableCell] = []
        open_cells: dict[int, _TableCell] = {}  #: column -> the cell that runs down through it
        count = 0
        for row in _rows(element):
            if child(row, "trPr", "del") is not None:
                continue
            column = _whole(value(row, "trPr", "gridBefore"))
            for item in _cells(row):
                properties = child(item, "tcPr")
                across = max(1, _whole(value(properties, "gridSpan")) or 1)
                merge = child(properties, "vMerge")
                bordered = bordered or _has_borders(child(properties, "tcBorders"))
                if merge is not None and attribute(merge, "val") != "restart" and column in open_cells:
                    open_cells[column].rows = count - open_cells[column].row + 1
                else:
                    paragraphs = [p for block in self._blocks(item) for p in _paragraphs_of(block)]
                    cell = _TableCell(count, column, 1, across, paragraphs)
                    cells.append(cell)
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = cell
                column += across
            count += 1
        return _DocxTable(count, cells, bordered)


class _Runs:
    """The runs of one paragraph: text, type, text boxes."""

    def __init__(self, reader: _Reader, style: str | None) -> None:
        self._reader = reader
        self._style = style
        self.texts: list[str] = []
        self.boxes: list[_Paragraph] = []
        self._bold: list[bool] = []
        self._italic: list[bool] = []

    def all_bold(self) -> bool:
        return bool(self._bold) and all(self._bold)

    def all_italic(self) -> bool:
        return bool(self._italic) and all(self._italic)

    def read(self, parent: etree._Element) -> None:
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element)
            elif name in _TRANSPARENT:
                self.read(element)
            elif name == "AlternateContent":
                chosen = _alternative(element)
                if chosen is not None:
                    self.read(chosen)
            elif name not in ("pPr", "del", "moveFrom", "sdtPr"):
                self.read_formula(element)

    def read_formula(self, element: etree._Element) -> None:
        """Text inside formulas, whose runs are nested in fractions, powers and the like."""
        if "/math" in str(element.tag):
            self.read(element)

    def _run(self, run: etree._Element) -> None:
        properties = child(run, "rPr")
        if switch(child(properties, "vanish")):
            return
        text = self._content(run)
        if not text:
            return
        if self._on(properties, "caps"):
            text = text.upper()
        if text.strip():
            self._bold.append(self._on(properties, "b"))
            self._italic.append(self._on(properties, "i"))
        self.texts.append(text)

    def _on(self, properties: etree._Element | None, key: str) -> bool:
        found = switch(child(properties, key))
        if found is None:
            found = self._reader.style_switch(value(properties, "rStyle"), key)
        if found is None:
            found = self._reader.style_switch(self._style, key)
        return bool(found)

    def _content(self, run: etree._Element) -> str:
        parts: list[str] = []
        for element in run:
            name = local(element)
            if name == "t":
                parts.append(_LINE_END.sub(" ", element.text or ""))
            elif name == "br" and attribute(element, "type") in ("page", "column"):
                parts.append("\n")
            elif name in _BREAKS:
                parts.append(_BREAKS[name])
            elif name == "sym":
                parts.append(_symbol(attribute(element, "char")))
            elif name in ("footnoteReference", "endnoteReference"):
                kind = "footnotes" if name[0] == "f" else "endnotes"
                parts.append(self._reader.note_mark(kind, attribute(element, "id") or ""))
            elif name == "AlternateContent":
                chosen = _alternative(element)
                if chosen is not None:
                    self._drawing(chosen)
            elif name in ("drawing", "pict", "object"):
                self._drawing(element)
        return "".join(parts)

    def _drawing(self, element: etree._Element) -> None:
        for item in element:
            name = local(item)
            if name == "txbxContent":
                self.boxes += self._reader.box(item)
            elif name == "AlternateContent":
                chosen = _alternative(item)
                if chosen is not None:
                    self._drawing(chosen)
            else:
                self._drawing(item)


def _symbol(code: str | None) -> str:
    try:
        return chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0


def _alternative(element: etree._Element) -> etree._Element | None:
    """The first form of what is given in several (ISO/IEC 29500-3, 9.3): its text is the same in each."""
    found = child(element, "Choice")
    return found if found is not None else child(element, "Fallback")


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    for item in element:
        name = local(item)
        if name == "tr":
            yield item
        elif name in _TRANSPARENT:
            yield from _rows(item)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for item in row:
        name = local(item)
        if name == "tc":
            yield item
        elif name in _TRANSPARENT:
            yield from _cells(item)


def _has_borders(borders: etree._Element | None) -> bool:
    """Whether the lines between cells are drawn; one line alone is an underline or a frame."""
    drawn = {
        local(side)
        for side in (borders if borders is not None else ())
        if local(side) in _SIDES and attribute(side, "val") not in ("nil", "none", None)
    }
    return len(drawn) > 1


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for element in children(root, "style"):
        numbers = child(element, "pPr", "numPr")
        level = value(numbers, "ilvl")
        found[attribute(element, "styleId") or ""] = _Style(
            value(element, "basedOn"),
            child(element, "rPr"),
            value(numbers, "numId"),
            int(level) if level and level.isdecimal() else None,
            _has_borders(child(element, "tblPr", "tblBorders")),
        )
    return found


def _paragraphs_of(block: _Paragraph | _DocxTable) -> Iterable[_Paragraph]:
    """The paragraphs of a block; a table inside a cell gives a paragraph a row."""
    if isinstance(block, _Paragraph):
        return [block]
    if _is_layout(block, first=False):
        return _by_columns(block)
    rows: dict[int, list[str]] = {}
    for cell in block.cells:
        rows.setdefault(cell.row, []).append(" ".join(p.text for p in cell.paragraphs))
    return [_Paragraph("\t".join(texts)) for _, texts in sorted(rows.items())]


def _is_layout(table: _DocxTable, *, first: bool) -> bool:
    """Whether a table only sets text side by side: the header and footer of Nghị định 30/2020/NĐ-CP, Annex I."""
    columns = {cell.column for cell in table.cells}
    if len(columns) > 3 or table.rows > 12:
        return False
    text = table.text()
    if _MOTTO.search(text) or _RECIPIENTS.search(text):
        return True
    return not table.bordered and (first or table.rows == 1)


def _by_columns(table: _DocxTable) -> list[_Paragraph]:
    """The paragraphs of a layout table, column by column."""
    ordered = sorted(table.cells, key=lambda cell: (cell.column, cell.row))
    return [p for cell in ordered for outer in cell.paragraphs for p in outer.flat()]
