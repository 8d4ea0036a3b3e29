"""RTF: paragraphs and tables in document order, with the numbers of lists as stored (specification 1.9.1)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NoReturn

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.blocks import (
    Block,
    Paragraph,
    Run,
    Writer,
    bears_letterhead,
    capitals,
    is_legacy_font,
    is_symbol_font,
    note_mark,
    paragraphs_of,
    symbol,
)
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.doc_file import CP1252
from vnplan_extract.readers.list_numbers import bullet
from vnplan_extract.readers.rtf_words import (
    ALIAS_ENDINGS,
    BOXES,
    CODE_PAGES,
    HEADS,
    KEPT,
    LEFT_OUT,
    LIST_TEXTS,
    NOTES,
    SWITCHES,
    SYMBOL_SET,
    TEXTS,
)
from vnplan_extract.readers.table_rows import CellForm, RowForm, TableStack

#: Brace, control word with its parameter, byte in hexadecimal, control symbol, text; ends of lines mean nothing.
_TOKEN = re.compile(rb"([{}])|\\([A-Za-z]+)(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\(.)|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL)
#: What matters in a group that is left out.
_NESTING = re.compile(rb"\\bin(\d{1,10}) ?|\\.|[{}]", re.DOTALL)
_HALVES = re.compile("[\ud800-\udfff]")
_CONTROLS = {code: None for code in range(0x20) if code not in (0x09, 0x0A)}
_ENDS_SKIPPING = frozenset(("par", "sect", "cell", "row", "nestcell", "nestrow"))
_WHOLE_ENDS = (b"}", b"\\par", b"\\cell", b"\\row")


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    r"""Read an RTF as one page without a size; each paragraph is one `Line`.

    Order and choice of text are those of the reader of DOCX. Bytes (`\'xx`) are decoded by the character set of
    their font; the fonts are in `Content.fonts`, so that the letters of legacy fonts can be told later.

    Raises:
        PlanError: E101 no text, E103 cut short, E105 over a limit.
    """
    content = _Reader(data, limits).read()
    if progress:
        progress(1, 1)
    return content


@dataclass(slots=True)
class _State:
    """What holds inside one group and ends with it."""

    bold: bool = False
    italic: bool = False
    hidden: bool = False
    caps: bool = False
    deleted: bool = False
    font: int = -1
    in_table: bool = False
    table_depth: int = 1
    fallback: int = 1  #: `\uc`: how many characters follow `\u` for readers that do not know it
    on_end: Callable[[], None] | None = None  #: what to do at the end of the group
    drop_next_group: bool = False


@dataclass(slots=True)
class _Font:
    name: str = ""
    code_page: str | None = None  #: None: that of the document
    symbols: bool = False


_NO_CELL = CellForm(0)


@dataclass(slots=True)
class _Row:
    """The form of a row while it is being told."""

    left: int = 0
    cells: list[CellForm] = field(default_factory=list)
    next_cell: CellForm = _NO_CELL
    lines: int = 0

    def form(self) -> RowForm:
        return RowForm(self.left, tuple(self.cells), self.lines)


@dataclass(slots=True)
class _Story:
    """A text of its own: the body, a note, a text box, a head, the number of a paragraph."""

    stack: TableStack = field(default_factory=TableStack)
    runs: list[Run] = field(default_factory=list)
    boxes: list[Paragraph] = field(default_factory=list)
    number: str = ""


class _Reader:
    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._states = [_State()]
        self._state = self._states[0]
        self._stories = [_Story()]
        self._story = self._stories[0]
        self._notes: list[list[Block]] = []
        self._heads: dict[str, list[Block]] = {}
        self._title_page = False
        self._fonts: dict[int, _Font] = {}
        self._default_font = 0
        self._code_page = "cp1252"
        self._encodings: dict[str, None] = {}
        self._rows = [_Row(), _Row()]  #: of tables, and of tables in tables
        self._nested_row = 0
        self._border_of = ""  #: `cell` or `row`: whose border is being told
        self._bytes = bytearray()
        self._parts: list[str] = []  #: text of the run that is being read
        self._length = 0
        self._skip = 0  #: characters of the fallback of `\u` that are left
        self._at = 0

    def read(self) -> Content:
        self._tokens()
        self._end_paragraph(self._depth())
        body = self._story.stack.blocks()
        head = self._heads.get("headerf") if self._title_page else self._heads.get("header")
        writer = Writer(self._limits)
        writer.write([*(head if head and bears_letterhead(head) else ()), *body])
        for number, blocks in enumerate(self._notes, 1):
            writer.write_note(number, blocks)
        return writer.content(tuple(self._encodings) or ("us-ascii",))

    # Tokens

    def _tokens(self) -> None:
        opened = False  # whether the last token was a brace, so that a control word may name the group
        starred = False
        while match := _TOKEN.match(self._data, self._at):
            self._at = match.end()
            kind = match.lastindex
            if kind == 6:
                self._text(match.group(6))
            elif kind == 4:
                self._byte(int(match.group(4), 16))
            elif kind in (2, 3):
                word = match.group(2).decode("ascii")
                number = match.group(3)
                if opened and self._names_group(word, starred):
                    opened = starred = False
                    continue
                self._word(word, int(number) if number else None)
            elif kind == 1:
                if match.group(1) == b"{":
                    self._open_group()
                    opened, starred = True, False
                    continue
                self._close_group()
                if len(self._states) == 1:
                    return
            elif kind == 5:
                if match.group(5) == b"*" and opened:
                    starred = True
                    continue
                self._sign(match.group(5))
            else:
                continue  # an end of line
            opened = starred = False
        if len(self._states) > 2 or not self._data.rstrip(b"\0\r\n \t").endswith(_WHOLE_ENDS):
            self._cut_short()

    @staticmethod
    def _cut_short() -> NoReturn:
        raise PlanError("E103", detail="the RTF ends before its last group is closed")

    def _open_group(self) -> None:
        self._flush_bytes()
        self._skip = 0
        if self._state.drop_next_group:
            self._state.drop_next_group = False
            self._leave_out()
            return
        self._states.append(replace(self._state, on_end=None, drop_next_group=False))
        self._limits.check("rtf_depth", len(self._states))
        self._state = self._states[-1]

    def _close_group(self) -> None:
        self._flush_bytes()
        self._skip = 0
        if len(self._states) == 1:
            return
        on_end = self._state.on_end
        if on_end is not None:
            on_end()
        self._flush_run()
        self._states.pop()
        self._state = self._states[-1]

    def _leave_out(self) -> None:
        """Go behind the end of the group whose beginning was just read."""
        depth = 1
        while match := _NESTING.search(self._data, self._at):
            self._at = match.end()
            token = match.group()
            if token == b"{":
                depth += 1
                self._limits.check("rtf_depth", len(self._states) + depth)
            elif token == b"}":
                depth -= 1
                if not depth:
                    return
            elif match.group(1):
                self._at += int(match.group(1))
        self._cut_short()

    def _names_group(self, word: str, starred: bool) -> bool:
        """Act on a control word that stands first in a group; whether it has been dealt with."""
        if word in LEFT_OUT or (starred and word not in KEPT) or (word[:1] == "m" and word.endswith("Pr")):
            self._leave_out()
            self._states.pop()
            self._state = self._states[-1]
        elif word == "fonttbl":
            self._font_table()
            self._states.pop()
            self._state = self._states[-1]
        elif word in NOTES:
            self._begin_story(self._end_note)
        elif word in BOXES:
            self._begin_story(self._end_box)
        elif word in HEADS:
            self._begin_story(lambda: self._end_head(word))
        elif word in LIST_TEXTS:
            self._begin_story(self._end_list_text)
        elif word == "nesttableprops":
            self._nested_row = 1
            self._state.on_end = self._end_nested_row
        elif word == "upr":  # the same twice, the second time in Unicode
            self._state.drop_next_group = True
        else:
            return False
        return True

    # Text

    def _text(self, raw: bytes) -> None:
        if self._skip:
            taken = min(self._skip, len(raw))
            self._skip -= taken
            raw = raw[taken:]
        self._bytes += raw

    def _byte(self, byte: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(byte)

    def _sign(self, raw: bytes) -> None:
        if self._skip:
            self._skip -= 1
        elif raw in (b"\r", b"\n"):
            self._word("par", None)
        else:
            self._add(TEXTS.get(raw.decode("latin-1"), ""))

    def _flush_bytes(self) -> None:
        if not self._bytes:
            return
        raw = bytes(self._bytes)
        self._bytes.clear()
        font = self._font()
        if font.symbols and is_symbol_font(font.name):
            self._put("".join(symbol(byte, font.name) if byte > 0x20 else chr(byte) for byte in raw))
        elif raw.isascii():
            self._put(raw.decode("ascii"))
        else:
            page = font.code_page or ("cp1252" if is_legacy_font(font.name) else self._code_page)
            self._encodings[_encoding_name(page)] = None
            self._put(
                codecs.charmap_decode(raw, "strict", CP1252)[0] if page == "cp1252" else raw.decode(page, "replace")
            )

    def _add(self, text: str) -> None:
        """Add text that is Unicode."""
        self._flush_bytes()
        self._put(text)

    def _put(self, text: str) -> None:
        if self._state.hidden or self._state.deleted:
            return
        self._length += len(text)
        self._limits.check("text_characters", self._length)
        self._parts.append(text)

    def _flush_run(self) -> None:
        """End the run that is being read: its formatting changes."""
        self._flush_bytes()
        if not self._parts:
            return
        text = "".join(self._parts).translate(_CONTROLS)
        self._parts.clear()
        if _HALVES.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        font = self._font().name
        if self._state.caps:
            text = capitals(text, font)
        if text:
            self._story.runs.append(Run(text, self._state.bold, self._state.italic, font))

    def _unicode(self, number: int) -> None:
        self._flush_bytes()
        self._skip = self._state.fallback
        code = number + 0x10000 if number < 0 else number
        if 0xF000 <= code <= 0xF0FF:
            self._put(symbol(code, self._font().name))
        elif 0 < code < 0x110000:
            if code >= 0x80:
                self._encodings["utf-16"] = None
            self._put(chr(code))

    # Control words

    def _word(self, word: str, number: int | None) -> None:
        if self._skip and word in TEXTS:
            self._skip -= 1
            return
        if word in _ENDS_SKIPPING:
            self._skip = 0
        if word == "u" and number is not None:
            self._unicode(number)
        elif word in TEXTS:
            self._add(TEXTS[word])
        elif word in SWITCHES:
            self._flush_run()
            setattr(self._state, SWITCHES[word], number != 0)
        elif word == "f" and number is not None:
            self._flush_run()
            self._state.font = number
        elif word == "plain":
            self._flush_run()
            state = self._state
            state.bold = state.italic = state.hidden = state.caps = state.deleted = False
            state.font = -1
        elif word in _ACTIONS:
            _ACTIONS[word](self, number)
        elif word.startswith(("cl", "tr", "brdr", "cellx")):
            self._row_word(word, number or 0)

    def _depth(self) -> int:
        return max(1, self._state.table_depth) if self._state.in_table else 0

    def _end_paragraph(self, depth: int) -> None:
        self._flush_run()
        story = self._story
        story.stack.add(Paragraph.of(story.runs, story.number, story.boxes), depth)
        story.runs, story.boxes, story.number = [], [], ""

    def _par(self, number: int | None) -> None:
        self._end_paragraph(self._depth())

    def _cell(self, number: int | None) -> None:
        self._end_paragraph(1)
        self._story.stack.end_cell(1)

    def _nested_cell(self, number: int | None) -> None:
        depth = max(2, self._state.table_depth)
        self._end_paragraph(depth)
        self._story.stack.end_cell(depth)

    def _row(self, number: int | None) -> None:
        self._flush_run()
        self._story.runs.clear()
        self._story.stack.end_row(1, self._rows[0].form())

    def _nest_row(self, number: int | None) -> None:
        self._flush_run()
        self._story.stack.end_row(max(2, self._state.table_depth), self._rows[1].form())

    def _end_nested_row(self) -> None:
        self._nested_row = 0

    def _new_row(self, number: int | None) -> None:
        self._rows[self._nested_row] = _Row()
        self._border_of = ""

    def _row_word(self, word: str, number: int) -> None:
        """A control word of the form of a row or cell, or of a border."""
        row = self._rows[self._nested_row]
        if word == "cellx":
            row.cells.append(replace(row.next_cell, right=number))
            row.next_cell = _NO_CELL
        elif word == "clmrg":
            row.next_cell = replace(row.next_cell, joins_left=True)
        elif word == "clvmrg":
            row.next_cell = replace(row.next_cell, joins_above=True)
        elif word == "trleft":
            row.left = number
        elif word.startswith("clbrdr"):
            self._border_of = "cell"
        elif word.startswith("trbrdr"):
            self._border_of = "row"
        elif word in ("brdrt", "brdrb", "brdrl", "brdrr", "brdrbtw", "brdrbar"):
            self._border_of = ""  # of a paragraph
        elif word.startswith("brdr") and word not in ("brdrw", "brdrcf", "brdrnone", "brdrnil", "brdrtbl"):
            if self._border_of == "cell":
                row.next_cell = replace(row.next_cell, lines=row.next_cell.lines + 1)
            elif self._border_of == "row":
                row.lines += 1
            self._border_of = ""

    def _end_of_paragraph_forms(self, number: int | None) -> None:
        self._state.in_table = False
        self._state.table_depth = 1
        self._border_of = ""

    def _in_table(self, number: int | None) -> None:
        self._state.in_table = number != 0

    def _table_depth(self, number: int | None) -> None:
        self._state.table_depth = 1 if number is None else number
        if self._state.table_depth > 1:
            self._state.in_table = True

    def _set_fallback(self, number: int | None) -> None:
        self._state.fallback = 1 if number is None else max(0, number)

    def _binary(self, number: int | None) -> None:
        self._at += max(0, number or 0)

    def _set_default_font(self, number: int | None) -> None:
        self._default_font = number or 0

    def _set_code_page(self, number: int | None) -> None:
        self._code_page = _code_page(number) or self._code_page

    def _set_title_page(self, number: int | None) -> None:
        self._title_page = True

    # Stories

    def _begin_story(self, on_end: Callable[[], None]) -> None:
        self._flush_run()  # the formatting is still that of the group outside
        self._stories.append(_Story())
        self._story = self._stories[-1]
        self._state.on_end = on_end
        self._state.in_table, self._state.table_depth = False, 1

    def _end_story(self) -> list[Block]:
        self._end_paragraph(self._depth())
        story = self._stories.pop()
        self._story = self._stories[-1]
        return story.stack.blocks()

    def _end_note(self) -> None:
        self._notes.append(self._end_story())
        self._story.runs.append(Run(note_mark(len(self._notes))))

    def _end_box(self) -> None:
        blocks = self._end_story()
        self._story.boxes += [p for block in blocks for p in paragraphs_of(block)]

    def _end_head(self, word: str) -> None:
        blocks = self._end_story()
        self._heads.setdefault("headerf" if word == "headerf" else "header", blocks)

    def _end_list_text(self) -> None:
        self._flush_run()
        text = "".join(run.text for run in self._story.runs).strip()
        self._story.runs.clear()
        font = self._font().name
        self._end_story()
        self._story.number = (
            bullet(text) if len(text) == 1 and (not text.isalnum() or "courier" in font.lower()) else text
        )

    # Fonts

    def _font(self) -> _Font:
        number = self._state.font if self._state.font >= 0 else self._default_font
        return self._fonts.get(number, _NO_FONT)

    def _font_table(self) -> None:
        """Read the font table, whose beginning was just read."""
        depth, number, page, charset = 1, 0, None, 1
        name = bytearray()
        text: list[str] = []
        while match := _TOKEN.match(self._data, self._at):
            self._at = match.end()
            kind = match.lastindex
            if kind == 1:
                depth += 1 if match.group(1) == b"{" else -1
                if not depth:
                    return
                self._limits.check("rtf_depth", len(self._states) + depth)
            elif kind in (2, 3):
                word, parameter = match.group(2), int(match.group(3) or 0)
                if word == b"f":
                    number, page, charset = parameter, None, 1
                    name.clear()
                    text.clear()
                elif word == b"fcharset":
                    charset = parameter
                elif word == b"cpg":
                    page = _code_page(parameter)
                elif word == b"u":
                    text.append(chr(parameter % 0x10000))
            elif kind == 5 and match.group(5) == b"*":
                self._leave_out()  # another name, the shape of the letters: the brace before it is open
                depth -= 1
            elif kind == 4:
                name.append(int(match.group(4), 16))
            elif kind == 6:
                name += match.group(6)
                if b";" in name:
                    shown = ("".join(text) + name.split(b";", 1)[0].decode("cp1252", "replace")).strip()
                    shown = shown.removesuffix(ALIAS_ENDINGS.get(charset, "\0"))
                    self._fonts[number] = _Font(shown, page or CODE_PAGES.get(charset), charset == SYMBOL_SET)
                    name.clear()
                    text.clear()
        self._cut_short()


_NO_FONT = _Font()

_ACTIONS: dict[str, Callable[[_Reader, int | None], None]] = {
    "par": _Reader._par,
    "sect": _Reader._par,
    "cell": _Reader._cell,
    "row": _Reader._row,
    "nestcell": _Reader._nested_cell,
    "nestrow": _Reader._nest_row,
    "trowd": _Reader._new_row,
    "pard": _Reader._end_of_paragraph_forms,
    "intbl": _Reader._in_table,
    "itap": _Reader._table_depth,
    "uc": _Reader._set_fallback,
    "bin": _Reader._binary,
    "deff": _Reader._set_default_font,
    "ansicpg": _Reader._set_code_page,
    "mac": lambda reader, _: reader._set_code_page(10000),
    "pc": lambda reader, _: reader._set_code_page(437),
    "pca": lambda reader, _: reader._set_code_page(850),
    "titlepg": _Reader._set_title_page,
}


def _code_page(number: int | None) -> str | None:
    """The codec of a code page's number, None where there is none."""
    name = {65001: "utf-8", 10000: "mac_roman", 936: "gbk", 950: "big5"}.get(number or 0, f"cp{number}")
    try:
        return codecs.lookup(name).name if number and number > 2 else None
    except LookupError:
        return None


def _encoding_name(codec: str) -> str:
    return f"windows-{codec[2:]}" if codec.startswith("cp125") else codec
