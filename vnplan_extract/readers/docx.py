"""DOCX: paragraphs and tables in document order, with the numbers of lists as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.blocks import (
    Block,
    Paragraph,
    Run,
    TableBlock,
    TableCell,
    Writer,
    bears_letterhead,
    capitals,
    note_mark,
    paragraphs_of,
    symbol,
)
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.docx_numbering import lists_of
from vnplan_extract.readers.ooxml import Package, attribute, child, children, local, switch, value

#: Elements whose content is shown where they stand.
_TRANSPARENT = frozenset(
    (
        *("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml"),
        *("oMath", "oMathPara", "dir", "bdo", "ruby", "rubyBase"),
    )
)
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_LINE_END = re.compile(r"[\r\n]+")
_SIDES = ("top", "left", "start", "bottom", "right", "end", "insideH", "insideV")


@dataclass(slots=True)
class _Style:
    based_on: str | None = None
    properties: etree._Element | None = None  #: rPr
    number: str | None = None
    level: int | None = None
    bordered: bool = False
    default: bool = False  #: of paragraphs


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
        self._numbering = lists_of(self._one("numbering"), numbers)
        self._notes: list[tuple[str, str]] = []  #: (kind, id) in the order of their marks
        self._default_style = next((name for name, style in self._styles.items() if style.default), None)
        self._default_font = _default_font(self._one("styles"))
        self._style_fonts: dict[tuple[str | None, str], str | None] = {}

    def _one(self, kind: str) -> etree._Element | None:
        names = self._related.get(kind)
        return self._package.part(names[0]) if names else None

    def read(self, body: etree._Element) -> Content:
        writer = Writer(self._limits)
        writer.write([*self._first_head(body), *self._blocks(body)])
        for number, (kind, identity) in enumerate(self._notes, 1):
            root = self._one(kind)
            note = next((n for n in (root if root is not None else ()) if attribute(n, "id") == identity), None)
            if note is not None:
                writer.write_note(number, self._blocks(note))
        return writer.content(("utf-8",))

    def _first_head(self, body: etree._Element) -> list[Block]:
        """The first page's head, where it bears the number of the document or the national motto."""
        section = next((element for element in body.iter() if local(element) == "sectPr"), None)
        heads = {attribute(h, "type"): attribute(h, "id") for h in children(section, "headerReference")}
        identity = heads.get("first") if switch(child(section, "titlePg")) else heads.get("default")
        names = self._related.get(f"id:{identity}") if identity else None
        root = self._package.part(names[0]) if names else None
        if root is None:
            return []
        blocks = list(self._blocks(root))
        return blocks if bears_letterhead(blocks) else []

    def _blocks(self, parent: etree._Element) -> Iterator[Block]:
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

    def _read_paragraph(self, element: etree._Element) -> Paragraph:
        properties = child(element, "pPr")
        style = value(properties, "pStyle")
        runs = _Runs(self, style)
        runs.read(element)
        number = self._number(properties, style)
        return Paragraph.of(runs.runs, number, runs.boxes)

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

    def style_font(self, name: str | None, key: str) -> str | None:
        """The font that a style or those it is based on name for `ascii` or `hAnsi` letters."""
        if (name, key) not in self._style_fonts:
            found, style = None, self._styles.get(name or "")
            for _ in range(20):
                if style is None or found is not None:
                    break
                found = _font(style.properties, key)
                style = self._styles.get(style.based_on or "")
            self._style_fonts[name, key] = found
        return self._style_fonts[name, key]

    def font(self, properties: etree._Element | None, style: str | None, text: str) -> str:
        """The font of a run with these properties in a paragraph of this style."""
        key = "ascii" if text.isascii() else "hAnsi"
        found = _font(properties, key)
        if found is None:
            found = self.style_font(value(properties, "rStyle"), key)
        if found is None:
            found = self.style_font(style if style in self._styles else self._default_style, key)
        return self._default_font if found is None else found

    def note_mark(self, kind: str, identity: str) -> str:
        """Take note of a footnote's mark; its sign as printed."""
        self._notes.append((kind, identity))
        return note_mark(len(self._notes))

    def box(self, element: etree._Element) -> list[Paragraph]:
        """The paragraphs of a text box."""
        return [p for block in self._blocks(element) for p in paragraphs_of(block)]

    def _read_table(self, element: etree._Element) -> TableBlock:
        bordered = _has_borders(child(element, "tblPr", "tblBorders"))
        name, passed = value(element, "tblPr", "tblStyle"), 0
        while not bordered and name in self._styles and passed < 20:
            bordered = self._styles[name].bordered
            name, passed = self._styles[name].based_on, passed + 1
        cells: list[TableCell] = []
        open_cells: dict[int, TableCell] = {}  #: column -> the cell that runs down through it
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
                    paragraphs = [p for block in self._blocks(item) for p in paragraphs_of(block)]
                    cell = TableCell(count, column, 1, across, paragraphs)
                    cells.append(cell)
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = cell
                column += across
            count += 1
        return TableBlock(count, cells, bordered)


class _Runs:
    """The runs of one paragraph: text, type, text boxes."""

    def __init__(self, reader: _Reader, style: str | None) -> None:
        self._reader = reader
        self._style = style
        self.runs: list[Run] = []
        self.boxes: list[Paragraph] = []

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
        font = self._reader.font(properties, self._style, text)
        if self._on(properties, "caps"):
            text = capitals(text, font)
        self.runs.append(Run(text, self._on(properties, "b"), self._on(properties, "i"), font))

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
                parts.append(_symbol(attribute(element, "char"), attribute(element, "font")))
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


def _symbol(code: str | None, font: str | None) -> str:
    try:
        return symbol(int(code or "", 16), font or "")
    except ValueError:
        return ""


def _font(properties: etree._Element | None, key: str) -> str | None:
    """The font that run properties name; `""` for one of the theme, which is never a legacy font."""
    fonts = child(properties, "rFonts")
    if attribute(fonts, f"{key}Theme"):
        return ""
    return attribute(fonts, key) or attribute(fonts, "ascii")


def _default_font(styles: etree._Element | None) -> str:
    return _font(child(styles, "docDefaults", "rPrDefault", "rPr"), "ascii") or ""


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
            attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true", "on"),
        )
    return found
