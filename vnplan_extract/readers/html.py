"""HTML: saved pages of legal portals, documents that Word saved as web pages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from vnplan_extract.document import Line
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.blocks import Block, Paragraph, Run, TableBlock, TableCell, Writer, capitals
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.html_page import BLOCKS, find_document
from vnplan_extract.readers.plain import is_hard_wrapped

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
#: What browsers take a declared encoding for (WHATWG Encoding Standard, 4.2).
_READ_AS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_STYLE_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?(?:\.([\w-]+))?", re.IGNORECASE)
_GENERIC = frozenset(("serif", "sans-serif", "monospace", "inherit", "initial", "system-ui", "unset", "cursive"))
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARKER = re.compile(r"\s*(?:[-–—+•*·]|\(?(?:\d+|[a-zđ]|[ivxIVX]+)[.)/])")
_BORDER = re.compile(r"border(?:-(?:top|left|right|bottom))?\s*:[^;]*(?:solid|double|dotted|dashed|windowtext)", re.I)
_NO_BORDER = re.compile(r"border\s*:\s*(?:none|0|medium\s+none)", re.IGNORECASE)
#: Above a signature; the points of `T/M` and the like vary.
_SIGNATURE = re.compile(r"^\s*(?:(?:TM|KT|TL|TUQ|Q)\s?\.|T/M|K/T|T/L)", re.MULTILINE)
_CELL_TAGS = ("td", "th")
_MOST_SPAN = 1_000  # the bound of HTML for columns
_NESTING = 20  # tables inside tables; what lies deeper is read as text


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read the document of a page as one page without a size; each paragraph or line broken off is a `Line`.

    Raises:
        PlanError: E101 the page holds no document, E103 it cannot be parsed, E105 over a limit.
    """
    text, encoding, invalid = decode(data)
    limits.check("text_characters", len(text) // 10)
    root = _parsed(text, limits)
    fonts = _fonts_of_styles(root)
    found = find_document(root)
    if found is None:
        raise PlanError("E101")
    writer = Writer(limits)
    builder = _Builder(fonts)
    writer.write(builder.blocks(found))
    content = writer.content((encoding,))
    if progress:
        progress(1, 1)
    lines: tuple[Line, ...] = content.pages[0].lines
    broken = builder.breaks * 2 > len(lines)
    return replace(
        content,
        problems=(PlanError("E110", count=invalid),) if invalid else (),
        wrapped=broken and is_hard_wrapped(content.text, lines),
    )


def decode(data: bytes) -> tuple[str, str, int]:
    """The text, the name of its encoding, and how many bytes were replaced by U+FFFD.

    A byte order mark comes first, then what the bytes show to be UTF-8, then what the page declares. Bytes of a
    legacy Vietnamese font stay the letters of windows-1252 that they are declared to be.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], name)
    if data[1:2] == b"\0" and data[:1] == b"<":
        return _decoded(data, "utf-16-le")
    try:
        return data.decode("utf-8"), "utf-8", 0
    except UnicodeDecodeError:
        pass
    match = _DECLARED.search(data[:_DECLARED_WITHIN])
    declared = match[1].decode("ascii", "replace").lower() if match else "windows-1252"
    try:
        name = codecs.lookup(_READ_AS.get(declared, declared)).name
        "".encode(name)  # a codec of text, not `rot13` or `zip`
    except LookupError:
        name = "cp1252"
    return _decoded(data, name)


def _decoded(data: bytes, name: str) -> tuple[str, str, int]:
    shown = {"cp1252": "windows-1252", "cp1258": "windows-1258"}.get(name, name)
    if name in ("cp1252", "cp1258", "iso8859-1"):
        codecs.register_error("vnplan-c1", _as_control)
        return data.decode("cp1252" if name == "iso8859-1" else name, "vnplan-c1"), shown, 0
    text = data.decode(name, "replace")
    return text, shown, text.count("\ufffd")


def _as_control(error: UnicodeError) -> tuple[str, int]:
    """A byte that windows-1252 leaves open is the control character of its number, as browsers have it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


def _parsed(text: str, limits: Limits) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    if text.startswith("<?xml"):
        text = text[text.find(">") + 1 :]
    try:
        root = etree.fromstring(text.replace("\0", "\ufffd").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise PlanError("E103", detail="the page cannot be parsed") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        limits.check("xml_depth", 1 << 30)  # what lies deeper is lost
    if root is None:
        raise PlanError("E101")
    return root


def _fonts_of_styles(root: etree._Element) -> dict[tuple[str, str], str]:
    """(tag or "", class or "") -> the font that a style sheet of the page gives it."""
    fonts: dict[tuple[str, str], str] = {}
    for style in root.iter("style"):
        sheet = style.text or ""
        if "font-family" not in sheet:
            continue
        for selectors, declarations in _STYLE_RULE.findall(sheet):
            if font := _font_family(declarations):
                for selector in selectors.split(","):
                    if (match := _SELECTOR.fullmatch(selector.strip())) and match[0]:
                        fonts[(match[1] or "").lower(), match[2] or ""] = font
    return fonts


def _font_family(declarations: str) -> str:
    """The first family that style declarations name."""
    at = declarations.lower().rfind("font-family")
    if at < 0:
        return ""
    name = declarations[at:].partition(":")[2].partition(";")[0].split(",")[0].strip().strip("\"'").strip()
    return "" if name.lower() in _GENERIC or len(name) > 80 else name


@dataclass(frozen=True, slots=True)
class _Style:
    """How text is shown where an element stands."""

    font: str = ""
    bold: bool = False
    italic: bool = False
    pre: bool = False
    capital: bool = False
    raised: bool = False


@dataclass(slots=True)
class _List:
    """A list that is open: `kind` is that of its numbers, `""` for dashes, None for nothing at all."""

    kind: str | None
    next: int = 1


@dataclass(slots=True)
class _Builder:
    """Makes blocks of an element."""

    fonts: dict[tuple[str, str], str]
    breaks: int = 0
    depth: int = 0  #: of the tables that are open

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        """The paragraphs and tables of an element in order."""
        return _Walk(self, root).blocks()

    def table(self, element: etree._Element) -> Iterator[Block]:
        """A table, or the paragraphs of one that only sets text in place."""
        self.depth += 1
        try:
            yield from self._table(element)
        finally:
            self.depth -= 1

    def _table(self, element: etree._Element) -> Iterator[Block]:
        for caption in element.iterchildren("caption"):
            yield from self.blocks(caption)
        grid = _Grid(element)
        holds_table = next(element.iterdescendants("table"), None) is not None
        if holds_table or grid.columns < 2 or len(grid.cells) < 2:
            yield from self.blocks_of_cells(element)
            return
        cells = [
            TableCell(row, column, rows, columns, [b for b in self.blocks(cell) if isinstance(b, Paragraph)])
            for row, column, rows, columns, cell in grid.cells
        ]
        table = TableBlock(grid.rows, cells, _has_borders(element))
        if grid.rows <= 3 and grid.columns <= 3 and _SIGNATURE.search(table.text()):
            ordered = sorted(cells, key=lambda cell: (cell.column, cell.row))
            yield from (paragraph for cell in ordered for paragraph in cell.paragraphs)
        else:
            yield table

    def blocks_of_cells(self, element: etree._Element) -> Iterator[Block]:
        """The content of the cells of a table, one after another."""
        for row in _rows(element):
            for cell in row.iterchildren(*_CELL_TAGS):
                yield from self.blocks(cell)

    def style_of(self, element: etree._Element, outer: _Style) -> _Style:
        """The style inside an element."""
        tag = str(element.tag).lower()
        declared = element.get("style") or ""
        font = _font_family(declared) if "font-family" in declared.lower() else ""
        if not font and tag == "font":
            font = (element.get("face") or "").split(",")[0].strip().strip("'\"")
        if not font and self.fonts:
            names = (element.get("class") or "").split()
            font = next((f for n in names if (f := self.fonts.get((tag, n)) or self.fonts.get(("", n)))), "")
            font = font or self.fonts.get((tag, ""), "")
        changes: dict[str, object] = {}
        if font:
            changes["font"] = font
        if tag in ("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"):
            changes["bold"] = True
        elif tag in ("i", "em"):
            changes["italic"] = True
        elif tag in ("pre", "xmp"):
            changes["pre"] = True
        elif tag in ("sup", "sub"):
            changes["raised"] = tag == "sup"
        if declared:
            changes.update(_declared_style(declared.lower()))
        return replace(outer, **changes) if changes else outer  # type: ignore[arg-type]


def _declared_style(declared: str) -> dict[str, object]:
    changes: dict[str, object] = {}
    if "font-weight" in declared:
        weight = declared[declared.rindex("font-weight") + 11 :].lstrip(" :")
        changes["bold"] = weight.startswith(("bold", "6", "7", "8", "9"))
    if "font-style" in declared:
        changes["italic"] = (
            declared[declared.rindex("font-style") + 10 :].lstrip(" :").startswith(("italic", "oblique"))
        )
    if "text-transform" in declared:
        changes["capital"] = declared[declared.rindex("text-transform") + 14 :].lstrip(" :").startswith("uppercase")
    if "vertical-align" in declared:
        changes["raised"] = declared[declared.rindex("vertical-align") + 14 :].lstrip(" :").startswith("super")
    if "white-space" in declared:
        changes["pre"] = (
            declared[declared.rindex("white-space") + 11 :].lstrip(" :").startswith(("pre", "break-spaces"))
        )
    return changes


class _Walk:
    """One walk over an element: text is gathered into paragraphs, tables are handed over."""

    def __init__(self, builder: _Builder, root: etree._Element) -> None:
        self._builder = builder
        self._root = root
        self._runs: list[Run] = []
        self._lists: list[_List] = []
        self._marker = ""
        self._ready: list[Block] = []

    def blocks(self) -> Iterator[Block]:
        styles = [_Style()]
        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            tag = str(element.tag).lower()
            if event == "start":
                style = self._builder.style_of(element, styles[-1])
                styles.append(style)
                if tag in BLOCKS:
                    self._end_paragraph()
                    yield from self._taken()
                if tag == "table" and self._builder.depth < _NESTING:
                    walk.skip_subtree()
                    yield from self._builder.table(element)
                    continue
                if tag in ("ul", "ol", "menu", "dir"):
                    self._lists.append(_list_of(element, tag))
                elif tag == "li":
                    self._marker = self._next_marker(element)
                self._add(element.text, style)
            else:
                styles.pop()
                if tag in BLOCKS:
                    self._builder.breaks += tag == "br"
                    self._end_paragraph()
                    yield from self._taken()
                if tag in ("ul", "ol", "menu", "dir") and self._lists:
                    self._lists.pop()
                if element is not self._root:
                    self._add(element.tail, styles[-1])
        self._end_paragraph()
        yield from self._taken()

    def _taken(self) -> list[Block]:
        ready, self._ready = self._ready, []
        return ready

    def _add(self, text: str | None, style: _Style) -> None:
        if not text:
            return
        if style.pre:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._run(first, style)
            for other in others:
                self._builder.breaks += 1
                self._end_paragraph()
                self._run(other, style)
            return
        text = _SPACES.sub(" ", text)
        if text[0] == " " and (not self._runs or self._runs[-1].text.endswith(" ")):
            text = text[1:]
        self._run(text, style)

    def _run(self, text: str, style: _Style) -> None:
        if not text:
            return
        if style.capital:
            text = capitals(text, style.font)
        if style.raised and text.strip().isdigit() and text.isascii():
            text = text.translate(_SUPERSCRIPTS)
        self._runs.append(Run(text, style.bold, style.italic, style.font))

    def _end_paragraph(self) -> None:
        runs, self._runs = self._runs, []
        paragraph = Paragraph.of(runs)
        if not paragraph.text:
            return
        if self._marker and not _MARKER.match(paragraph.text):
            paragraph = Paragraph.of(runs, self._marker)
        self._marker = ""
        self._ready.append(paragraph)

    def _next_marker(self, item: etree._Element) -> str:
        if not self._lists or self._lists[-1].kind is None:
            return ""
        current = self._lists[-1]
        if not current.kind:
            return "-"
        number = _whole(item.get("value"), current.next)
        current.next = number + 1
        return f"{_list_number(number, current.kind)}."


def _list_of(element: etree._Element, tag: str) -> _List:
    style = (element.get("style") or "").lower()
    if re.search(r"list-style(?:-type)?\s*:\s*none", style):
        return _List(None)
    if tag != "ol":
        return _List("")
    kind = element.get("type") or "1"
    return _List(kind if kind in ("1", "a", "A", "i", "I") else "1", _whole(element.get("start"), 1))


_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def _list_number(number: int, kind: str) -> str:
    """The number of a list's item: `3`, `c`, `III`."""
    shown = str(number)
    if kind in "aA" and 1 <= number <= 26:
        shown = chr(ord("a") + number - 1)
    elif kind in "iI" and 1 <= number <= 99:
        shown = _TENS[number // 10] + _ONES[number % 10]
    return shown.upper() if kind.isupper() else shown


def _whole(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table; those of its foot stand at the end."""
    feet: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody"):
            yield from child.iterchildren("tr")
        elif child.tag == "tfoot":
            feet += child.iterchildren("tr")
    yield from feet


@dataclass(slots=True, init=False)
class _Grid:
    """The cells of a table at their rows and columns (HTML, 4.9.12.1), empty rows left out."""

    rows: int
    columns: int
    cells: list[tuple[int, int, int, int, etree._Element]] = field(default_factory=list)

    def __init__(self, table: etree._Element) -> None:
        self.rows, self.columns, self.cells = 0, 0, []
        taken: dict[int, int] = {}  #: column -> the first row in which it is free again
        rows = [row for row in _rows(table) if next(row.iterchildren(*_CELL_TAGS), None) is not None]
        for number, row in enumerate(rows):
            column = 0
            for cell in row.iterchildren(*_CELL_TAGS):
                while taken.get(column, 0) > number:
                    column += 1
                across = max(1, min(_whole(cell.get("colspan"), 1), _MOST_SPAN - column))
                down = max(1, min(_whole(cell.get("rowspan"), 1) or len(rows), len(rows) - number))
                for inner in range(column, column + across):
                    taken[inner] = number + down
                self.cells.append((number, column, down, across, cell))
                column += across
            self.columns = max(self.columns, column)
        self.rows = len(rows)


def _has_borders(table: etree._Element) -> bool:
    if _whole(table.get("border"), 0) > 0 and not _NO_BORDER.search(table.get("style") or ""):
        return True
    return any(_BORDER.search(element.get("style") or "") for element in table.iter("table", *_CELL_TAGS))
