"""The binary structures of a Word 97-2003 document ([MS-DOC]): streams, text and where its properties lie.

Positions in the text are character positions ("CP") of [MS-DOC] 2.2.1: they count 16-bit units over all stories.
Positions in the stream are byte offsets ("FC").
"""

from __future__ import annotations

import codecs
import io
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits

_PAGE = 512  #: bytes of a page of formatted properties ([MS-DOC] 2.9.33, 2.9.174)
_FIRST_WORD_97 = 0x00C1 - 0x20  #: nFib below it is that of Word 6 or 95 ([MS-DOC] 2.5.2)
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200  #: flags of FibBase
_WORD_95 = "application/msword, Word 6/95"
#: cp1252, with the five bytes that it leaves open as the control characters of the same number, for legacy fonts.
CP1252 = "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


class Part(IntEnum):
    """Index of a structure in `fibRgFcLcb` ([MS-DOC] 2.5.6)."""

    STYLES = 1
    FOOTNOTE_MARKS = 2
    FOOTNOTES = 3
    SECTIONS = 6
    HEADS = 11
    CHARACTER_PAGES = 12
    PARAGRAPH_PAGES = 13
    FONTS = 15
    PIECES = 33
    SHAPES = 40
    ENDNOTE_MARKS = 46
    ENDNOTES = 47
    DRAWINGS = 50
    TEXT_BOXES = 56
    LISTS = 73
    LIST_USES = 74


@dataclass(frozen=True, slots=True)
class Story:
    """A part of the text by its character positions: the main text, the footnotes, …."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int  #: CP
    end: int
    offset: int  #: FC
    width: int  #: bytes a character, 1 or 2
    properties: bytes  #: grpprl that holds for the whole piece

    @property
    def end_offset(self) -> int:
        return self.offset + (self.end - self.start) * self.width


class WordFile:
    """An opened document.

    Args:
        data: the bytes of the file.
        limits: `text_characters` bounds the text.

    Raises:
        PlanError: E102 Word 6 or 95, E103 damaged, E104 encrypted, E105.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        streams = _streams(data)
        self.main = streams.get("WordDocument", b"")
        if len(self.main) < 0x20:
            raise PlanError("E103", detail="no stream WordDocument")
        magic, version = struct.unpack_from("<HH", self.main)
        flags = self._u16(10)
        if magic not in (0xA5EC, 0xA5DC, 0xA5DB):
            raise PlanError("E103", detail="the stream WordDocument is no Word document")
        if version < _FIRST_WORD_97:
            raise PlanError("E102", media_type=_WORD_95)
        if flags & _ENCRYPTED:
            raise PlanError("E104")
        name = "1Table" if flags & _TABLE_1 else "0Table"
        if name not in streams:
            raise PlanError("E103", detail=f"no stream {name}")
        self.table = streams[name]
        self.data = streams.get("Data", b"")
        self._read_fib()
        self._pieces = self._read_pieces(limits)
        self._starts = [piece.start for piece in self._pieces]
        self.text = "".join(self._decoded(piece) for piece in self._pieces)
        widths = {piece.width for piece in self._pieces}
        self.encodings = tuple(name for width, name in ((1, "windows-1252"), (2, "utf-16")) if width in widths)

    def _u16(self, at: int) -> int:
        return int.from_bytes(self.main[at : at + 2], "little")

    def _read_fib(self) -> None:
        """Read the file information block: lengths of the stories, places of the parts."""
        at = 0x20
        at += 2 + 2 * self._u16(at)  # csw, fibRgW
        lengths = at + 2
        at = lengths + 4 * self._u16(at)  # cslw, fibRgLw
        self._parts_at, self._parts = at + 2, self._u16(at)  # cbRgFcLcb
        if self._parts_at + 8 * self._parts > len(self.main) or at - lengths < 4 * 11:
            raise PlanError("E103", detail="the file information block is cut short")
        counts = struct.unpack_from("<8i", self.main, lengths + 12)
        if min(counts) < 0:
            raise PlanError("E103", detail="a story has a negative length")
        ends = [0]
        for count in counts:
            ends.append(ends[-1] + count)
        self.stories = [Story(*pair) for pair in pairwise(ends)]
        self.body, self.footnotes, self.heads, _, _, self.endnotes, self.boxes, _ = self.stories

    def part(self, part: Part) -> bytes:
        """A structure of the table stream, empty where it is absent."""
        return self.part_with_rest(part)[0]

    def part_with_rest(self, part: Part) -> tuple[bytes, bytes]:
        """A structure and what follows it in the stream (the levels of lists are not counted in their part)."""
        if part >= self._parts:
            return b"", b""
        offset, length = struct.unpack_from("<II", self.main, self._parts_at + 8 * part)
        found = self.table[offset : offset + length]
        if len(found) < length:
            raise PlanError("E103", detail="the table stream is cut short")
        return found, self.table[offset + length :] if length else b""

    def plc(self, part: Part, size: int) -> tuple[list[int], list[bytes]]:
        """A PLC ([MS-DOC] 2.2.2): n + 1 positions and n data of `size` bytes."""
        raw = self.part(part)
        count = max(0, (len(raw) - 4) // (4 + size))
        if not count:
            return [], []
        positions = list(struct.unpack_from(f"<{count + 1}I", raw))
        base = 4 * (count + 1)
        return positions, [raw[base + size * n : base + size * (n + 1)] for n in range(count)]

    def _read_pieces(self, limits: Limits) -> list[_Piece]:
        """The piece table ([MS-DOC] 2.9.38)."""
        raw = self.part(Part.PIECES)
        shared: list[bytes] = []
        at = 0
        while raw[at : at + 1] == b"\x01":  # Prc
            length = int.from_bytes(raw[at + 1 : at + 3], "little")
            shared.append(raw[at + 3 : at + 3 + length])
            at += 3 + length
        if raw[at : at + 1] != b"\x02":
            raise PlanError("E103", detail="no piece table")
        plc = raw[at + 5 : at + 5 + int.from_bytes(raw[at + 1 : at + 5], "little")]
        count = max(0, (len(plc) - 4) // 12)
        positions = struct.unpack_from(f"<{count + 1}I", plc) if count else ()
        if count and (positions[0] != 0 or any(a >= b for a, b in pairwise(positions))):
            raise PlanError("E103", detail="the piece table is out of order")
        end = positions[-1] if count else 0
        limits.check("text_characters", end)
        if end < self.boxes.end:
            raise PlanError("E103", detail="the piece table does not reach the end of the text")
        pieces = []
        for n in range(count):
            _, raw_offset, prm = struct.unpack_from("<HIH", plc, 4 * (count + 1) + 8 * n)
            narrow = bool(raw_offset & 0x40000000)
            offset = (raw_offset & 0x3FFFFFFF) // 2 if narrow else raw_offset & 0x3FFFFFFF
            piece = _Piece(positions[n], positions[n + 1], offset, 1 if narrow else 2, _modifier(prm, shared))
            if piece.end_offset > len(self.main):
                raise PlanError("E103", detail="text lies beyond the end of the stream")
            pieces.append(piece)
        return pieces

    def _decoded(self, piece: _Piece) -> str:
        raw = self.main[piece.offset : piece.end_offset]
        if piece.width == 1:
            return codecs.charmap_decode(raw, "strict", CP1252)[0]
        try:
            text = raw.decode("utf-16-le")
        except UnicodeDecodeError:
            text = ""
        if len(text) == len(raw) // 2:
            return text
        return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))  # pairs stay two positions

    def offset_of(self, position: int) -> tuple[int, bytes]:
        """The FC of a CP, and the properties of its piece."""
        piece = self._pieces[max(0, bisect_right(self._starts, position) - 1)]
        return piece.offset + (position - piece.start) * piece.width, piece.properties

    def character_runs(self) -> Iterator[tuple[int, int, bytes]]:
        """(start, end, grpprl) of each stretch of text of one formatting, in CP, in order and without gaps."""
        formatted = self._formatted(Part.CHARACTER_PAGES, _character_properties)
        starts = [start for start, _, _ in formatted]
        for piece in self._pieces:
            at = piece.offset
            index = max(0, bisect_right(starts, at) - 1)
            while at < piece.end_offset:
                while index < len(formatted) and formatted[index][1] <= at:
                    index += 1
                if index == len(formatted):
                    stop, properties = piece.end_offset, b""
                elif formatted[index][0] > at:
                    stop, properties = min(piece.end_offset, formatted[index][0]), b""
                else:
                    _, stop, properties = formatted[index]
                    stop = min(piece.end_offset, stop)
                first = piece.start + (at - piece.offset) // piece.width
                last = piece.start + (stop - piece.offset) // piece.width
                if first < last:
                    yield first, last, properties + piece.properties
                at = stop

    def paragraph_properties(self) -> list[tuple[int, int, bytes]]:
        """(start, end, istd and grpprl) of each paragraph, in FC, sorted."""
        return self._formatted(Part.PARAGRAPH_PAGES, _paragraph_properties)

    def _formatted(self, part: Part, properties: Callable[[bytes, int, int], bytes]) -> list[tuple[int, int, bytes]]:
        """The runs of all pages of formatted properties of one kind ([MS-DOC] 2.4.6.1, 2.4.6.2)."""
        found: list[tuple[int, int, bytes]] = []
        for raw in self.plc(part, 4)[1]:
            at = (int.from_bytes(raw, "little") & 0x3FFFFF) * _PAGE
            page = self.main[at : at + _PAGE]
            if len(page) < _PAGE:
                continue  # of a file whose text is whole all the same
            count = page[-1]
            if 4 * (count + 1) > _PAGE:
                continue
            offsets = struct.unpack_from(f"<{count + 1}I", page)
            for n in range(count):
                if offsets[n] < offsets[n + 1]:
                    found.append((offsets[n], offsets[n + 1], properties(page, count, n)))
        found.sort(key=lambda run: run[0])
        return found


def _character_properties(page: bytes, count: int, n: int) -> bytes:
    at = 2 * page[4 * (count + 1) + n] if 4 * (count + 1) + n < _PAGE else 0
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _paragraph_properties(page: bytes, count: int, n: int) -> bytes:
    entry = 4 * (count + 1) + 13 * n
    at = 2 * page[entry] if entry < _PAGE else 0
    if not at:
        return b""
    if page[at]:
        return page[at + 1 : at + 2 * page[at]]
    return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < _PAGE else b""


#: Index in a piece's modifier of one byte -> the property that it sets ([MS-DOC] 2.9.190, Prm0).
_SHORT = {
    0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x43: 0x0802, 0x55: 0x0835, 0x56: 0x0836, 0x5B: 0x083B, 0x5C: 0x083C,
}  # fmt: skip


def _modifier(prm: int, shared: list[bytes]) -> bytes:
    """The properties that a piece adds to those of its text."""
    if prm & 1:
        return shared[prm >> 1] if prm >> 1 < len(shared) else b""
    sprm = _SHORT.get(prm >> 1 & 0x7F)
    return struct.pack("<HB", sprm, prm >> 8) if sprm else b""


def _streams(data: bytes) -> dict[str, bytes]:
    """The streams of the container that hold the text and its properties.

    Raises:
        PlanError: E103 the container is damaged or cut short.
    """
    import olefile

    found: dict[str, bytes] = {}
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            for name in ("WordDocument", "0Table", "1Table", "Data"):
                if not container.exists(name):
                    continue
                stream = container.openstream(name).read()
                if len(stream) < container.get_size(name) and name != "Data":
                    raise PlanError("E103", detail=f"the stream {name} is cut short")
                found[name] = stream
    except PlanError:
        raise
    except Exception as error:  # olefile lets index, struct and recursion errors of damaged containers through
        raise PlanError("E103", detail="the OLE container is damaged") from error
    return found
