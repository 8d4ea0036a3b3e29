"""XLSX: cells as they are shown, with the names of their fonts (ISO/IEC 29500-1, 18)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.ooxml import Package, attribute, child, children, local, switch, value
from vnplan_extract.readers.spreadsheet import Place, Sheet, SheetCell, content_of
from vnplan_extract.readers.spreadsheet_format import BUILT_IN, show, show_text

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
_EPOCH = dt.datetime(1899, 12, 30)

_Item = TypeVar("_Item")
_Runs = tuple[tuple[str, str | None], ...]  #: stretches of text, each with its font where it has one of its own


@dataclass(frozen=True, slots=True)
class _Font:
    name: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    """The format of cells: number format, font, whether rules are drawn."""

    code: str = "General"
    font: _Font = _Font()
    ruled: bool = False


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read a workbook, a visible sheet a page; numbers as their formats show them, texts as stored.

    Formulas give the value that was saved with them.

    Raises:
        PlanError: E101 nothing is shown, E102 a binary workbook, E103 damaged, E104 encrypted, E105 over a limit.
    """
    package = Package(data, limits)
    main = next(iter(package.related("").get("officeDocument", [])), "xl/workbook.xml")
    if main.endswith(".bin"):
        raise PlanError("E102", media_type=_BINARY)
    root = package.part(main)
    if root is None:
        raise PlanError("E103", detail=f"{main} is missing")
    return _Workbook(package, main, root, limits).read(progress)


class _Workbook:
    def __init__(self, package: Package, main: str, root: etree._Element, limits: Limits) -> None:
        self._package = package
        self._related = package.related(main)
        self._limits = limits
        self._root = root
        self._epoch_1904 = attribute(child(root, "workbookPr"), "date1904") in ("1", "true")
        self._styles = _styles(self._one("styles"))
        self._strings = [_runs_of(item) for item in children(self._one("sharedStrings"), "si")]
        self._cells = 0

    def _one(self, kind: str) -> etree._Element | None:
        names = self._related.get(kind)
        return self._package.part(names[0]) if names else None

    def read(self, progress: Progress | None) -> Content:
        visible = [
            (number, attribute(sheet, "name") or "", part)
            for number, sheet in enumerate(children(child(self._root, "sheets"), "sheet"), 1)
            if attribute(sheet, "state") in (None, "visible") and (part := self._part_of(sheet))
        ]
        self._limits.check("pages", len(visible))
        sheets = (self._sheet(number, name, part) for number, name, part in visible)
        return content_of(sheets, len(visible), self._limits, progress, "utf-8")

    def _part_of(self, sheet: etree._Element) -> str | None:
        """The part of a worksheet; None for a sheet that is a chart."""
        # Both `sheetId` and `r:id` end in the letters id; the relation's is the one with a namespace.
        identity = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
        names = self._related.get(f"id:{identity}", [])
        return names[0] if names and names[0] in self._related.get("worksheet", []) else None

    def _sheet(self, number: int, name: str, part: str) -> Sheet:
        sheet = Sheet(number, name)
        hidden_rows: set[int] = set()
        hidden_columns: list[tuple[int, int]] = []
        row = column = -1
        for element in self._package.elements(part, ("col", "row", "c", "mergeCell"), starts=("row",)):
            kind = local(element)
            if kind == "row":
                row = _whole(attribute(element, "r"), row + 2) - 1
                column = -1
                if attribute(element, "hidden") in ("1", "true"):
                    hidden_rows.add(row)
            elif kind == "c":
                place = _place(attribute(element, "r")) or (row, column + 1)
                column = place[1]
                self._cells += 1
                self._limits.check("sheet_cells", self._cells)
                self._cell(sheet, place, element)
            elif kind == "mergeCell":
                first, _, last = (attribute(element, "ref") or "").partition(":")
                begin, end = _place(first), _place(last)
                if begin and end:
                    sheet.merges.append((begin[0], end[0] + 1, begin[1], end[1] + 1))
            elif attribute(element, "hidden") in ("1", "true"):
                hidden_columns.append((_whole(attribute(element, "min"), 1) - 1, _whole(attribute(element, "max"), 1)))
        for drawing in self._package.related(part).get("drawing", []):
            self._text_boxes(sheet, self._package.part(drawing))
        sheet.is_hidden_row = hidden_rows.__contains__
        sheet.is_hidden_column = _in_ranges(hidden_columns)
        return sheet

    def _text_boxes(self, sheet: Sheet, drawing: etree._Element | None) -> None:
        """Put the texts of shapes into the first free cells where they are drawn, or under all others."""
        for anchor in drawing if drawing is not None else ():
            runs = tuple(_shape_runs(anchor))
            if not "".join(text for text, _ in runs).strip():
                continue
            self._cells += 1
            self._limits.check("sheet_cells", self._cells)
            begin = _corner(child(anchor, "from"))
            end = _corner(child(anchor, "to")) or begin
            taken = (sheet.cells, sheet.ruled, _Ranges(sheet.merges))
            below = max((row for row, _ in (*sheet.cells, *sheet.ruled)), default=-1) + 2
            place = next(
                (place for place in _places(begin, end) if not any(place in places for places in taken)),
                (below, begin[1] if begin else 0),
            )
            sheet.cells[place] = SheetCell(runs)

    def _cell(self, sheet: Sheet, place: Place, element: etree._Element) -> None:
        style = self._styles[index] if (index := _whole(attribute(element, "s"), 0)) < len(self._styles) else _Style()
        if style.ruled:
            sheet.ruled.add(place)
        kind = attribute(element, "t") or "n"
        if kind == "inlineStr":
            runs = _runs_of(child(element, "is"))
        else:
            stored = child(element, "v")
            raw = (stored.text or "") if stored is not None else ""
            if not raw:
                sheet.unknown += child(element, "f") is not None and kind != "str"
                return
            runs = self._runs(kind, raw, style)
        if len(runs) == 1 and kind in ("s", "str", "inlineStr"):
            runs = ((show_text(runs[0][0], style.code), runs[0][1]),)
        named = tuple((text, style.font.name if font is None else font) for text, font in runs if text)
        if named:
            sheet.cells[place] = SheetCell(named, style.font.bold, style.font.italic)

    def _runs(self, kind: str, raw: str, style: _Style) -> _Runs:
        if kind == "s":
            index = _whole(raw, -1)
            return self._strings[index] if 0 <= index < len(self._strings) else ()
        if kind == "b":
            return (("TRUE" if raw.strip() == "1" else "FALSE", None),)
        if kind in ("str", "e"):
            return ((_unescaped(raw), None),)
        number = _serial(raw) if kind == "d" else _number(raw)
        if number is None:
            return ((raw, None),)
        return ((show(number, style.code, epoch_1904=self._epoch_1904 and kind != "d"), None),)


_MOST_PLACES = 200  #: under a text box that are looked at for a free one


def _places(begin: Place | None, end: Place | None) -> Iterator[Place]:
    """The cells under a shape, from its corner on."""
    if begin is None or end is None:
        return
    count = 0
    for row in range(begin[0], end[0] + 1):
        for column in range(begin[1], end[1] + 1):
            yield row, column
            count += 1
            if count == _MOST_PLACES:
                return


def _corner(marker: etree._Element | None) -> Place | None:
    row, column = child(marker, "row"), child(marker, "col")
    if row is None or column is None:
        return None
    return _whole(row.text, 0), _whole(column.text, 0)


class _Ranges:
    """Cells of merged ranges."""

    def __init__(self, merges: Sequence[tuple[int, int, int, int]]) -> None:
        self._merges = merges

    def __contains__(self, place: object) -> bool:
        return isinstance(place, tuple) and any(
            top <= place[0] < bottom and left <= place[1] < right for top, bottom, left, right in self._merges
        )


def _shape_runs(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The text of the shapes in an element with its fonts, a line a paragraph (ISO/IEC 29500-1, 21.1.2)."""
    for item in element:
        name = local(item)
        if name == "AlternateContent":
            chosen = child(item, "Choice")
            item = chosen if chosen is not None else item
        if name == "txBody":
            for paragraph in children(item, "p"):
                yield from _paragraph_runs(paragraph)
                yield "\n", ""
        elif attribute(_first(item), "hidden") not in ("1", "true"):
            yield from _shape_runs(item)


def _first(shape: etree._Element) -> etree._Element | None:
    """What is said of a shape that is not drawn: its name, whether it is hidden."""
    properties = next((item for item in shape if local(item).startswith("nv")), None)
    return child(properties, "cNvPr")


def _paragraph_runs(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    for item in paragraph:
        if local(item) == "br":
            yield "\n", ""
        elif local(item) in ("r", "fld"):
            font = attribute(child(item, "rPr", "latin"), "typeface") or ""
            text = "".join(part.text or "" for part in children(item, "t"))
            yield text, "" if font.startswith("+") else font  # one of the theme


def _number(raw: str) -> float | None:
    try:
        return float(raw)
    except ValueError:
        return None


def _serial(raw: str) -> float | None:
    """Days since the epoch of a date in ISO 8601."""
    try:
        moment = dt.datetime.fromisoformat(raw.strip().rstrip("Z"))
    except ValueError:
        return None
    return (moment.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _place(reference: str | None) -> Place | None:
    """Row and column of `AB12`."""
    match = _PLACE.fullmatch(reference or "")
    if match is None or match[2].strip("0") == "":
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _in_ranges(ranges: list[tuple[int, int]]) -> Callable[[int], bool]:
    return lambda index: any(low <= index < high for low, high in ranges)


def _runs_of(item: etree._Element | None) -> _Runs:
    """The stretches of a text; how Japanese is read aloud is left out."""
    return tuple(_text_runs(item))


def _text_runs(item: etree._Element | None) -> Iterator[tuple[str, str | None]]:
    for element in item if item is not None else ():
        name = local(element)
        if name == "t":
            yield _unescaped(element.text or ""), None
        elif name == "r":
            text = "".join(_unescaped(part.text or "") for part in children(element, "t"))
            yield text, value(element, "rPr", "rFont")


def _unescaped(text: str) -> str:
    """`_x000D_` is a character that XML cannot hold (ISO/IEC 29500-1, 22.9.2.19)."""
    return _ESCAPE.sub(lambda match: _character(int(match[1], 16)), text) if "_x" in text else text


def _character(code: int) -> str:
    if code in (9, 10, 13) or (32 <= code < 0xD800) or code >= 0xE000:
        return chr(code)
    return ""


def _styles(root: etree._Element | None) -> list[_Style]:
    codes = dict(BUILT_IN)
    for element in children(child(root, "numFmts"), "numFmt"):
        codes[_whole(attribute(element, "numFmtId"), -1)] = attribute(element, "formatCode") or "General"
    fonts = [
        _Font(value(element, "name") or "", bool(switch(child(element, "b"))), bool(switch(child(element, "i"))))
        for element in children(child(root, "fonts"), "font")
    ]
    ruled = [_is_ruled(element) for element in children(child(root, "borders"), "border")]
    return [
        _Style(
            codes.get(_whole(attribute(element, "numFmtId"), 0), "General"),
            _at(fonts, attribute(element, "fontId"), _Font()),
            _at(ruled, attribute(element, "borderId"), False),
        )
        for element in children(child(root, "cellXfs"), "xf")
    ]


def _is_ruled(border: etree._Element) -> bool:
    sides = ("left", "start", "right", "end", "top", "bottom")
    return sum(1 for s in border if local(s) in sides and attribute(s, "style") not in (None, "none")) > 1


def _at(items: list[_Item], index: str | None, otherwise: _Item) -> _Item:
    place = _whole(index, 0)
    return items[place] if place < len(items) else otherwise
