"""Properties of characters, paragraphs and table rows of a Word 97-2003 document ([MS-DOC] 2.6), with its styles."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vnplan_extract.readers.doc_file import Part, WordFile
from vnplan_extract.readers.table_rows import CellForm, RowForm

_BOLD, _ITALIC, _CAPS, _HIDDEN = 0x0835, 0x0836, 0x083B, 0x083C
_DELETED, _FIELD_HIDDEN, _SPECIAL, _PLAIN = 0x0800, 0x0802, 0x0855, 0x2A33
_CHARACTER_STYLE, _SYMBOL = 0x4A30, 0x6A09
_FONT_ASCII, _FONT_OTHER = 0x4A4F, 0x4A51
_TOGGLES = {_BOLD: "bold", _ITALIC: "italic", _CAPS: "caps", _HIDDEN: "hidden"}

_PARAGRAPH_STYLE, _IN_TABLE, _ROW_END, _DEPTH = 0x4600, 0x2416, 0x2417, 0x6649
_INNER_CELL_END, _INNER_ROW_END = 0x244B, 0x244C
_LIST_LEVEL, _LIST, _HUGE, _TABLE_PROPERTIES = 0x260A, 0x460B, 0x6646, 0x646B
_ROW_CELLS, _TABLE_BORDERS_80, _TABLE_BORDERS = 0xD608, 0xD605, 0xD613
_ROW_MERGE, _ROW_MERGE_DOWN, _CELL_BORDERS_80, _CELL_BORDERS = 0x5624, 0xD62B, 0xD620, 0xD62F
_CHANGED_TABS, _FIXED = 0xC615, {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_NO_STYLE = 0x0FFF
_NO_ROW = RowForm()


def sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The property modifiers of a list: code and operand ([MS-DOC] 2.2.5.1, 2.6); stops where it is cut short."""
    at = 0
    while at + 3 <= len(grpprl):
        code = grpprl[at] | grpprl[at + 1] << 8
        at += 2
        kind = code >> 13
        if kind != 6:
            size = _FIXED[kind]
        elif code == _ROW_CELLS:
            size = int.from_bytes(grpprl[at : at + 2], "little") - 1
            at += 2
        else:
            size = grpprl[at]
            at += 1
            if code == _CHANGED_TABS and size == 255:
                size = _tabs_size(grpprl, at)
        if size < 0 or at + size > len(grpprl):
            return
        yield code, grpprl[at : at + size]
        at += size


def _tabs_size(grpprl: bytes, at: int) -> int:
    """The true length of an operand that says 255 ([MS-DOC] 2.9.181, PChgTabsOperand)."""
    deleted = grpprl[at] if at < len(grpprl) else 0
    second = at + 1 + 4 * deleted
    added = grpprl[second] if second < len(grpprl) else 0
    return 2 + 4 * deleted + 3 * added


@dataclass(frozen=True, slots=True)
class Characters:
    """Formatting of a stretch of text; fonts are indices of the font table."""

    bold: bool = False
    italic: bool = False
    caps: bool = False
    hidden: bool = False
    deleted: bool = False
    special: bool = False
    ascii_font: int = 0
    other_font: int = 0
    symbol: tuple[int, int] | None = None  #: (font, code)


@dataclass(frozen=True, slots=True)
class ParagraphForm:
    """Formatting of a paragraph: its style, where it stands in tables, its place in a list (`use` 0: in none)."""

    style: int = 0
    depth: int = 0
    row_end: bool = False
    cell_end: bool = False  #: of a table within a table; other cells end with a character
    level: int | None = None
    use: int = 0
    row: RowForm = _NO_ROW


@dataclass(frozen=True, slots=True)
class _Style:
    base: int = _NO_STYLE
    paragraph: bytes = b""
    characters: bytes = b""


class Styles:
    """The style sheet and the font table, and what formatting comes out of them.

    Args:
        file: the opened document.
    """

    def __init__(self, file: WordFile) -> None:
        self._data = file.data
        self.fonts = _font_names(file.part(Part.FONTS))
        self._styles, ascii_font, other_font = _style_sheet(file.part(Part.STYLES))
        self._plain = Characters(ascii_font=ascii_font, other_font=other_font)
        self._of_style: dict[int, Characters] = {}
        self._characters: dict[tuple[int, bytes], Characters] = {}
        self._paragraphs: dict[bytes, ParagraphForm] = {}

    def font(self, index: int) -> str:
        """The name of a font, `""` for an index without one."""
        return self.fonts[index] if 0 <= index < len(self.fonts) else ""

    def characters(self, style: int, grpprl: bytes) -> Characters:
        """Formatting of characters with these properties in a paragraph of this style."""
        key = (style, grpprl)
        if key not in self._characters:
            base = self._style_characters(style)
            self._characters[key] = self._applied(base, base, grpprl) if grpprl else base
        return self._characters[key]

    def _style_characters(self, style: int) -> Characters:
        if style not in self._of_style:
            found = self._plain
            for member in reversed(self._lineage(style)):
                found = self._applied(found, found, member.characters)
            self._of_style[style] = found
        return self._of_style[style]

    def _lineage(self, style: int) -> list[_Style]:
        """A style and those it is based on."""
        found: list[_Style] = []
        while 0 <= style < len(self._styles) and len(found) < 20:
            found.append(self._styles[style])
            style = self._styles[style].base
        return found

    def _applied(self, start: Characters, style: Characters, grpprl: bytes) -> Characters:
        """`start` with properties applied; an on/off property may refer to what the style says."""
        changes: dict[str, bool | int | tuple[int, int]] = {}
        for code, operand in sprms(grpprl):
            if code in _TOGGLES:
                name = _TOGGLES[code]
                says = bool(getattr(style, name))
                changes[name] = {0x80: says, 0x81: not says}.get(operand[0], operand[0] == 1)
            elif code == _DELETED:
                changes["deleted"] = operand[0] == 1
            elif code == _FIELD_HIDDEN:
                changes["hidden"] = operand[0] == 1
            elif code == _SPECIAL:
                changes["special"] = operand[0] == 1
            elif code == _FONT_ASCII:
                changes["ascii_font"] = int.from_bytes(operand, "little")
            elif code == _FONT_OTHER:
                changes["other_font"] = int.from_bytes(operand, "little")
            elif code == _SYMBOL:
                changes["symbol"] = struct.unpack("<HH", operand)
                changes["special"] = True
            elif code == _PLAIN:
                changes = {"special": changes.get("special", start.special)}
                start = style
            elif code == _CHARACTER_STYLE:
                for member in reversed(self._lineage(int.from_bytes(operand, "little"))):
                    start = self._applied(start, style, member.characters)
        return replace(start, **changes) if changes else start  # type: ignore[arg-type]

    def paragraph(self, properties: bytes) -> ParagraphForm:
        """Formatting of a paragraph from its style's number (two bytes) and its own properties."""
        if properties not in self._paragraphs:
            self._paragraphs[properties] = self._paragraph(properties)
        return self._paragraphs[properties]

    def _paragraph(self, properties: bytes) -> ParagraphForm:
        style = int.from_bytes(properties[:2], "little")
        own = list(self._with_referred(properties[2:]))
        for code, operand in own:
            if code == _PARAGRAPH_STYLE:
                style = int.from_bytes(operand, "little")
        use, level = 0, None
        in_table = ends = inner_ends = inner_row = False
        depth: int | None = None
        row: list[tuple[int, bytes]] = []
        lineage = [list(sprms(member.paragraph)) for member in reversed(self._lineage(style))]
        for code, operand in (item for group in (*lineage, own) for item in group):
            if code == _LIST:
                use = int.from_bytes(operand, "little", signed=True)
            elif code == _LIST_LEVEL:
                level = operand[0]
            elif code == _IN_TABLE:
                in_table = operand[0] == 1
            elif code == _ROW_END:
                ends = operand[0] == 1
            elif code == _INNER_CELL_END:
                inner_ends = operand[0] == 1
            elif code == _INNER_ROW_END:
                inner_row = operand[0] == 1
            elif code == _DEPTH:
                depth = int.from_bytes(operand, "little", signed=True)
            elif code >> 10 & 7 == 5:
                row.append((code, operand))
        if depth is None:
            depth = int(in_table or ends)
        form = row_form(row) if ends or inner_row else _NO_ROW
        return ParagraphForm(style, max(0, depth), ends or inner_row, inner_ends, level, use, form)

    def _with_referred(self, grpprl: bytes) -> Iterator[tuple[int, bytes]]:
        """The properties, those included that are too long and lie in the stream Data ([MS-DOC] 2.9.200)."""
        for code, operand in sprms(grpprl):
            if code in (_HUGE, _TABLE_PROPERTIES):
                at = int.from_bytes(operand, "little")
                size = int.from_bytes(self._data[at : at + 2], "little")
                yield from sprms(self._data[at + 2 : at + 2 + size])
            else:
                yield code, operand


def row_form(properties: list[tuple[int, bytes]]) -> RowForm:
    """The cells of a row from its properties ([MS-DOC] 2.9.315, TDefTableOperand)."""
    left, cells, lines = 0, list[CellForm](), 0
    for code, operand in properties:
        if code == _ROW_CELLS and operand:
            left, cells = _row_cells(operand)
        elif code == _TABLE_BORDERS_80:
            lines = sum(_is_drawn(operand[n : n + 4], 1) for n in range(0, 24, 4))
        elif code == _TABLE_BORDERS:
            lines = sum(_is_drawn(operand[n : n + 8], 5) for n in range(0, 48, 8))
        elif code == _ROW_MERGE and len(operand) == 2:
            for n in range(operand[0] + 1, min(operand[1], len(cells))):
                cells[n] = replace(cells[n], joins_left=True)
        elif code == _ROW_MERGE_DOWN and len(operand) == 2 and operand[0] < len(cells):
            cells[operand[0]] = replace(cells[operand[0]], joins_above=operand[1] == 1)
        elif code in (_CELL_BORDERS_80, _CELL_BORDERS) and len(operand) >= 7:
            drawn = _is_drawn(operand[3:], 1 if code == _CELL_BORDERS_80 else 5)
            sides = (operand[2] & 0x0F).bit_count()
            for n in range(operand[0], min(operand[1], len(cells))):
                cells[n] = replace(cells[n], lines=max(cells[n].lines, sides if drawn else 0))
    return RowForm(left, tuple(cells), lines)


def _row_cells(operand: bytes) -> tuple[int, list[CellForm]]:
    count = operand[0]
    if len(operand) < 1 + 2 * (count + 1):
        return 0, []
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    base = 1 + 2 * (count + 1)
    cells = []
    for n in range(count):
        form = operand[base + 20 * n : base + 20 * (n + 1)].ljust(20, b"\0")
        flags = form[0] | form[1] << 8
        lines = sum(_is_drawn(form[at : at + 4], 1) for at in range(4, 20, 4))
        cells.append(CellForm(edges[n + 1], bool(flags & 2), flags & 0x60 == 0x20, lines))
    return edges[0], cells


def _is_drawn(border: bytes, kind_at: int) -> bool:
    """Whether a border ([MS-DOC] 2.9.16, 2.9.17) is a line; its kind is the byte at `kind_at`."""
    return len(border) > kind_at and border[kind_at] not in (0, 0xFF)


def _font_names(raw: bytes) -> list[str]:
    """The font table ([MS-DOC] 2.9.286, SttbfFfn)."""
    names: list[str] = []
    at = 4
    for _ in range(int.from_bytes(raw[:2], "little")):
        if at >= len(raw):
            break
        size = raw[at]
        name = raw[at + 40 : at + 1 + size].decode("utf-16-le", "replace")  # FFN: 40 bytes, then the names
        names.append(name.split("\0", 1)[0])
        at += 1 + size
    return names


def _style_sheet(raw: bytes) -> tuple[list[_Style], int, int]:
    """The styles by number, and the default fonts for ASCII and for other letters ([MS-DOC] 2.9.271, STSH)."""
    if len(raw) < 20:
        return [], 0, 0
    header = int.from_bytes(raw[:2], "little")
    count, base_size = struct.unpack_from("<HH", raw, 2)
    ascii_font, _, other_font = struct.unpack_from("<3H", raw, 14)
    styles: list[_Style] = []
    at = 2 + header
    for _ in range(count):
        if at + 2 > len(raw):
            break
        size = int.from_bytes(raw[at : at + 2], "little")
        styles.append(_style(raw[at + 2 : at + 2 + size], base_size))
        at += 2 + size
    return styles, ascii_font, other_font


def _style(std: bytes, base_size: int) -> _Style:
    if len(std) < base_size + 2 or base_size < 8:
        return _Style()
    kind_and_base, count_and_next = struct.unpack_from("<HH", std, 2)
    at = base_size + 2 + 2 * int.from_bytes(std[base_size : base_size + 2], "little") + 2  # its name
    parts: list[bytes] = []
    for _ in range(count_and_next & 0x0F):
        at += at & 1
        size = int.from_bytes(std[at : at + 2], "little")
        parts.append(std[at + 2 : at + 2 + size])
        at += 2 + size
    base, kind = kind_and_base >> 4, kind_and_base & 0x0F
    if kind == 1 and parts:  # of paragraphs: its own number, its properties; then those of characters
        return _Style(base, parts[0][2:], parts[1] if len(parts) > 1 else b"")
    if kind == 2 and parts:  # of characters
        return _Style(base, b"", parts[0])
    return _Style(base)
