"""DOC: text, formatting, tables, lists, notes and damage, in documents made here byte by byte ([MS-DOC], [MS-CFB])."""

from __future__ import annotations

import contextlib
import struct
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read, sniff
from vnplan_extract.readers.doc_shapes import outermost_groups
from vnplan_extract.readers.doc_styles import sprms

SHARED = Path(__file__).parents[3] / "shared" / "documents"
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
TEXT_AT, FIB_PARTS = 1024, 93


def ole(streams: dict[str, bytes], inside: dict[str, bytes] | None = None) -> bytes:
    """A container with these streams at its root, and those `inside` in a storage; none uses the mini stream."""
    inside = inside or {}
    names = [*streams, *(["ObjectPool"] if inside else []), *inside]
    bodies = {name: data.ljust(4096, b"\0") for name, data in {**streams, **inside}.items()}
    directory_sectors = -(-(len(names) + 1) // 4)
    fat = [FAT] + [n + 2 for n in range(directory_sectors - 1)] + [END]
    start = 1 + directory_sectors
    starts: dict[str, int] = {}
    payload = b""
    for name, body in bodies.items():
        sectors = -(-len(body) // 512)
        starts[name] = start
        fat += [*range(start + 1, start + sectors), END]
        payload += body.ljust(512 * sectors, b"\0")
        start += sectors
    assert len(fat) <= 128, "one sector of FAT is enough for these tests"

    def entry(name: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
        return (head + bytes(36) + struct.pack("<IQ", first, size)).ljust(128, b"\0")

    entries = entry("Root Entry", 5, FREE, 1 if names else FREE, END, 0)
    at_root = len(streams) + bool(inside)
    for index, name in enumerate(names, 1):
        right = index + 1 if index not in (at_root, len(names)) else FREE
        if name in bodies:
            entries += entry(name, 2, right, FREE, starts[name], len(bodies[name]))
        else:
            entries += entry(name, 1, right, index + 1, 0, 0)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    table = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    return header + table + entries.ljust(512 * directory_sectors, b"\0") + payload


def sprm(code: int, value: int | bytes) -> bytes:
    if isinstance(value, bytes):
        return struct.pack("<HB", code, len(value)) + value
    return struct.pack("<H", code) + value.to_bytes({0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2}[code >> 13], "little")


BOLD, ITALIC, HIDDEN, DELETED, CAPS = (sprm(code, 1) for code in (0x0835, 0x0836, 0x083C, 0x0800, 0x083B))


def font(number: int) -> bytes:
    return sprm(0x4A4F, number) + sprm(0x4A51, number)


IN_TABLE = sprm(0x2416, 1)
INNER = IN_TABLE + sprm(0x6649, 2)


def row_end(edges: list[int], flags: list[int] | None = None, *, lines: bool = True, inner: bool = False) -> bytes:
    border = b"\x04\x01\0\0" if lines else bytes(4)
    cells = b"".join(struct.pack("<H", flag) + b"\0\0" + border * 4 for flag in flags or [0] * (len(edges) - 1))
    body = bytes((len(edges) - 1,)) + struct.pack(f"<{len(edges)}h", *edges) + cells
    table = struct.pack("<HH", 0xD608, len(body) + 1) + body
    return (INNER + sprm(0x244C, 1) if inner else IN_TABLE + sprm(0x2417, 1)) + table


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass
class P:
    """A paragraph: its text with its mark, or runs with their properties; its own properties and style."""

    text: str | list[tuple[str, bytes]]
    properties: bytes = b""
    style: int = 0

    @property
    def runs(self) -> list[tuple[str, bytes]]:
        return [(self.text, b"")] if isinstance(self.text, str) else self.text


@dataclass
class Doc:
    body: list[P]
    notes: list[P] = field(default_factory=list)
    heads: list[P] = field(default_factory=list)
    boxes: list[P] = field(default_factory=list)
    wide: bool = True
    fonts: tuple[str, ...] = ("Times New Roman", ".VnTime", "Symbol")
    styles: tuple[tuple[int, int, bytes, bytes], ...] = ()  #: (kind, base, paragraph, characters)
    parts: dict[int, bytes] = field(default_factory=dict)
    flags: int = 0
    version: int = 0xC1
    piece_size: int = 0  #: characters of a piece, 0 for one piece

    def stories(self) -> list[list[P]]:
        return [self.body, self.notes, self.heads, [], [], [], self.boxes, []]

    def streams(self) -> dict[str, bytes]:
        paragraphs = [p for story in self.stories() for p in story]
        text = "".join(run for p in paragraphs for run, _ in p.runs)
        raw = text.encode("utf-16-le") if self.wide else bytes(map(ord, text))
        width = 2 if self.wide else 1
        main = bytearray(bytes(TEXT_AT) + raw)
        main += bytes(-len(main) % 512)
        characters: list[tuple[int, int, bytes]] = []
        forms: list[tuple[int, int, bytes]] = []
        at = TEXT_AT
        for p in paragraphs:
            start = at
            for run, properties in p.runs:
                characters.append((at, at + width * units(run), properties))
                at += width * units(run)
            forms.append((start, at, struct.pack("<H", p.style) + p.properties))
        parts = {15: self._fonts(), 1: self._styles(), 33: self._pieces(units(text), width), **self.parts}
        parts[12] = self._pages(main, characters, papx=False)
        parts[13] = self._pages(main, forms, papx=True)
        table, places = b"", {}
        for index, data in sorted(parts.items()):
            places[index] = (len(table), len(data) if index != 73 else 2 + 28 * int.from_bytes(data[:2], "little"))
            table += data
        fib = struct.pack("<HH", 0xA5EC, self.version) + bytes(6) + struct.pack("<H", 0x0200 | self.flags) + bytes(20)
        lengths = [sum(units(run) for p in story for run, _ in p.runs) for story in self.stories()]
        fib += struct.pack("<H28xH", 14, 22) + struct.pack("<22i", 0, 0, 0, *lengths, *[0] * 11)
        fib += struct.pack("<H", FIB_PARTS) + b"".join(
            struct.pack("<II", *places.get(index, (0, 0))) for index in range(FIB_PARTS)
        )
        main[: len(fib)] = fib
        return {"WordDocument": bytes(main), "1Table": table}

    def data(self) -> bytes:
        return ole(self.streams())

    def _pieces(self, count: int, width: int) -> bytes:
        step = self.piece_size or max(1, count)
        bounds = [*range(0, count, step), count]
        plc = struct.pack(f"<{len(bounds)}I", *bounds)
        for start in bounds[:-1]:
            offset = TEXT_AT + start * width
            plc += struct.pack("<HIH", 0, offset if self.wide else offset * 2 | 0x40000000, 0)
        return b"\x02" + struct.pack("<I", len(plc)) + plc

    def _fonts(self) -> bytes:
        names = [(bytes(39) + name.encode("utf-16-le") + b"\0\0") for name in self.fonts]
        return struct.pack("<HH", len(names), 0) + b"".join(bytes((len(name),)) + name for name in names)

    def _styles(self) -> bytes:
        raw = struct.pack("<H9H", 18, len(self.styles), 10, 0, 0, 0, 0, 0, 0, 0)
        for kind, base, paragraph, characters in self.styles:
            updates = [struct.pack("<H", 0) + paragraph, characters] if kind == 1 else [characters]
            std = struct.pack("<5H", 0, base << 4 | kind, len(updates), 0, 0) + struct.pack("<HHH", 1, ord("a"), 0)
            for update in updates:
                std += bytes(len(std) % 2) + struct.pack("<H", len(update)) + update
            raw += struct.pack("<H", len(std)) + std
        return raw

    @staticmethod
    def _pages(main: bytearray, runs: list[tuple[int, int, bytes]], *, papx: bool) -> bytes:
        """Pages of two runs each, appended to the main stream; the PLC that points to them."""
        firsts, numbers = [], []
        for index in range(0, len(runs), 2):
            pair = runs[index : index + 2]
            page = bytearray(512)
            page[511] = len(pair)
            struct.pack_into(f"<{len(pair) + 1}I", page, 0, *(start for start, _, _ in pair), pair[-1][1])
            for n, (_, _, properties) in enumerate(pair):
                at = 64 + 220 * n
                page[4 * (len(pair) + 1) + n * (13 if papx else 1)] = at // 2
                if papx:
                    words = (properties + b"\0" * (len(properties) % 2)).ljust(2, b"\0")
                    page[at : at + 2 + len(words)] = bytes((0, len(words) // 2)) + words
                else:
                    page[at : at + 1 + len(properties)] = bytes((len(properties),)) + properties
            firsts.append(pair[0][0])
            numbers.append(len(main) // 512)
            main += page
        end = runs[-1][1] if runs else 0
        return struct.pack(f"<{len(firsts) + 1}I{len(numbers)}I", *firsts, end, *numbers)


def read_doc(document: Doc, limits: Limits | None = None) -> Document:
    return read(document.data(), "a.doc", limits or Limits())


def lines(document: Document) -> list[str]:
    return [document.text.value[line.start : line.end] for line in document.pages[0].lines]


def cells(document: Document) -> list[list[tuple[int, int, int, int, str]]]:
    value = document.text.value
    return [[(c.row, c.column, c.rows, c.columns, value[c.start : c.end]) for c in t.cells] for t in document.tables]


def code(data: bytes) -> str:
    with pytest.raises(PlanError) as caught:
        read(data, "a.doc", Limits())
    return caught.value.kind.code


@pytest.mark.parametrize(("start", "piece_size"), [("Kế hoạch 𝟙", 0), ("Kế hoạch", 1), ("Kế hoạch", 7)])
def test_text_of_sixteen_bits(start: str, piece_size: int) -> None:
    document = read_doc(Doc([P(f"{start}\r"), P("năm\x0b2024\x1ehai\x1f\r")], piece_size=piece_size))
    assert document.media_type == sniff.DOC
    assert document.encodings == ("utf-16",)
    assert lines(document) == [start, "năm\n2024-hai"]


def test_text_of_eight_bits_keeps_every_byte_apart() -> None:
    text = "".join(map(chr, range(0x80, 0x100)))
    value = read_doc(Doc([P([(text + "\r", font(1))])], wide=False)).text.value
    assert len(set(value)) == 128
    assert value.encode("cp1252", "ignore")[-96:] == bytes(range(0xA0, 0x100))
    assert "\x81" in value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trước \x13 PAGE \x141\x15 sau\r", "Trước 1 sau"),
        ("\x13 HYPERLINK \x13 QUOTE \x14x\x15 \x14trang \x13 A \x14hai\x15\x15\r", "trang hai"),
        ("Bỏ \x13 SET a b\x15hết\r", "Bỏ hết"),
        ("Lẻ \x13 không đóng\r", "Lẻ  không đóng"),
        ("Lẻ \x15\x14 không mở\r", "Lẻ  không mở"),
    ],
)
def test_of_a_field_the_result_is_text(text: str, expected: str) -> None:
    assert lines(read_doc(Doc([P(text)]))) == [expected]


def test_type_and_fonts() -> None:
    body = [
        P([("Mục tiêu", BOLD), ("\r", b"")]),
        P([("Một ", BOLD), ("hai\r", ITALIC)]),
        P([("ba\r", ITALIC + font(1))]),
        P([("xoá", DELETED), ("ẩn", HIDDEN), ("hoa", CAPS), (" §\xb5\r", CAPS + font(1))]),
    ]
    document = read_doc(Doc(body))
    page = document.pages[0]
    assert lines(document) == ["Mục tiêu", "Một hai", "ba", "HOA §\xb5"]
    assert [(line.bold, line.italic) for line in page.lines] == [
        (True, False), (False, False), (False, True), (False, False),
    ]  # fmt: skip
    runs = [(document.text.value[run.start : run.end], run.font) for run in document.fonts]
    assert runs == [
        ("Mục tiêu\nMột hai", "Times New Roman"), ("ba", ".VnTime"), ("HOA", "Times New Roman"), (" §\xb5", ".VnTime"),
    ]  # fmt: skip


def test_styles_and_their_opposites() -> None:
    styles = (
        (1, 0xFFF, b"", b""),
        (1, 0, b"", BOLD + font(1)),
        (1, 1, b"", ITALIC),
        (2, 0xFFF, b"", BOLD),
    )
    body = [
        P("a\r", style=2),
        P([("b\r", sprm(0x0835, 0x81))], style=2),
        P([("c\r", sprm(0x0836, 0x80))], style=2),
        P([("d\r", sprm(0x4A30, 3))]),
        P("e\r", style=9),
    ]
    document = read_doc(Doc(body, styles=styles))
    assert [(line.bold, line.italic) for line in document.pages[0].lines] == [
        (True, True), (False, True), (True, True), (True, False), (False, False),
    ]  # fmt: skip
    assert [run.font for run in document.fonts] == [".VnTime", "Times New Roman"]


def test_symbols() -> None:
    body = [P([("đạt \uf0b3 9", font(2)), ("(", sprm(0x6A09, 2 | 0xF0B4 << 16)), ("1 \uf0b3\r", b"")])]
    assert lines(read_doc(Doc(body))) == ["đạt ≥ 9×1 \uf0b3"]


def table(rows: list[list[str]], ends: list[bytes]) -> list[P]:
    found = []
    for row, end in zip(rows, ends, strict=True):
        found += [P(f"{text}\x07", IN_TABLE) for text in row] + [P("\x07", end)]
    return found


def test_table_with_merged_cells() -> None:
    rows = [["STT", "Kinh phí", ""], ["", "2024", "2025"], ["1", "10", "20"]]
    ends = [
        row_end([0, 1000, 3000, 5000], [0x60, 1, 2]),
        row_end([0, 1010, 3000, 5000], [0x20, 0, 0]),
        row_end([0, 1000, 2990, 5000]),
    ]
    document = read_doc(Doc([P("Phụ lục\r"), *table(rows, ends), P("Hết\r")]))
    assert cells(document) == [
        [
            (0, 0, 2, 1, "STT"), (0, 1, 1, 2, "Kinh phí"), (1, 1, 1, 1, "2024"), (1, 2, 1, 1, "2025"),
            (2, 0, 1, 1, "1"), (2, 1, 1, 1, "10"), (2, 2, 1, 1, "20"),
        ],
    ]  # fmt: skip
    assert document.text.value == "Phụ lục\nSTT\tKinh phí\n2024\t2025\n1\t10\t20\nHết"


def test_wide_cell_spans_the_columns_below_it() -> None:
    ends = [row_end([0, 4000]), row_end([0, 2000, 4000])]
    document = read_doc(Doc([P("x\r"), *table([["Cả hai"], ["a", "b"]], ends), P("y\r")]))
    assert cells(document)[0][0] == (0, 0, 1, 2, "Cả hai")


def test_header_without_rules_is_read_column_by_column() -> None:
    rows = [["UBND XÃ AN BÌNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["Số: 1/KH-UBND", "An Bình, ngày 2 tháng 3"]]
    ends = [row_end([0, 4000, 9000], lines=False)] * 2
    document = read_doc(Doc([*table(rows, ends), P("KẾ HOẠCH\r")]))
    assert not document.tables
    assert lines(document) == [rows[0][0], rows[1][0], rows[0][1], rows[1][1], "KẾ HOẠCH"]


def test_table_in_a_cell_becomes_lines() -> None:
    end, inner_end = row_end([0, 2000, 9000]), row_end([0, 1000, 2000], inner=True)
    body = [
        P("x\r"),
        P("a\x07", IN_TABLE),
        P("trước\r", IN_TABLE),
        P("1\r", INNER + sprm(0x244B, 1)),
        P("2\r", INNER + sprm(0x244B, 1)),
        P("\r", inner_end),
        P("3\r", INNER + sprm(0x244B, 1)),
        P("4\r", INNER + sprm(0x244B, 1)),
        P("\r", inner_end),
        P("sau\x07", IN_TABLE),
        P("\x07", end),
    ]
    document = read_doc(Doc(body))
    assert cells(document) == [[(0, 0, 1, 1, "a"), (0, 1, 1, 1, "trước\n1\t2\n3\t4\nsau")]]


def test_table_without_an_end_of_its_last_row_is_kept() -> None:
    document = read_doc(Doc([P("x\r"), P("a\x07", IN_TABLE), P("b\x07", IN_TABLE), P("c\r", IN_TABLE), P("d\r")]))
    assert lines(document) == ["x", "a", "b", "c", "d"]


def level(kind: int, text: str, start: int = 1) -> bytes:
    """One level; a digit in the text stands for the count of that level, from 0."""
    units = "".join(chr(int(sign)) if sign.isdigit() else sign for sign in text)
    head = struct.pack("<iBB9sBIIBBBB", start, kind, 0, bytes(9), 0, 0, 0, 0, 0, 0, 0)
    return head + struct.pack("<H", len(units)) + units.encode("utf-16-le")


def lists() -> dict[int, bytes]:
    def head(identity: int, *, simple: bool) -> bytes:
        return struct.pack("<ii9HBB", identity, 0, *[0xFFF] * 9, simple, 0)

    deep = [level(1, "0."), level(0, "1."), level(4, "2)"), *[level(255, "")] * 6]
    plain = [level(23, "\uf0b7")]
    uses = struct.pack("<I", 3)
    uses += b"".join(struct.pack("<i8xBBBB", identity, n, 0, 0, 0) for identity, n in ((5, 0), (6, 0), (5, 1)))
    uses += b"\xff" * 4 + b"\xff" * 4 + b"\xff" * 4 + struct.pack("<iI", 7, 0x11)
    heads = head(5, simple=False) + head(6, simple=True)
    return {73: struct.pack("<H", 2) + heads + b"".join(deep + plain), 74: uses}


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)], ["I.", "1.", "2.", "II.", "1."]),
        ([(1, 2), (1, 2)], ["a)", "b)"]),
        ([(2, 0), (2, 0)], ["-", "-"]),
        ([(1, 1), (3, 1), (3, 1)], ["1.", "7.", "8."]),
        ([(4, 0), (0, 0), (2047, 0)], ["", "", ""]),
    ],
)
def test_numbers_as_printed(items: list[tuple[int, int]], expected: list[str]) -> None:
    body = [P("Việc\r", sprm(0x460B, use) + sprm(0x260A, at)) for use, at in items]
    assert lines(read_doc(Doc(body, parts=lists()))) == [f"{number} Việc".strip() for number in expected]


def test_number_of_a_style() -> None:
    styles = ((1, 0xFFF, sprm(0x460B, 1), b""),)
    assert lines(read_doc(Doc([P("Việc\r")], parts=lists(), styles=styles))) == ["I. Việc"]


def test_notes_stand_at_the_end() -> None:
    body = [P([("Chỉ tiêu", b""), ("\x02", sprm(0x0855, 1)), (" năm 2024\r", b"")])]
    parts = {2: struct.pack("<IIH", 8, 19, 1), 3: struct.pack("<III", 0, 12, 13)}
    document = read_doc(Doc(body, notes=[P("\x02 Tạm tính.\r")], parts=parts))
    assert lines(document) == ["Chỉ tiêu ¹ năm 2024", "¹ Tạm tính."]


def test_first_head_with_the_number_is_text() -> None:
    def document(text: str) -> Document:
        places = struct.pack("<14I", *[0] * 8, *[len(text)] * 6)
        parts = {6: struct.pack("<IIHIHI", 0, 9, 0, 0xFFFFFFFF, 0, 0), 11: places}
        return read_doc(Doc([P("KẾ HOẠCH\r")], heads=[P(text)], parts=parts))

    assert lines(document("Số: 12/KH-UBND\r")) == ["Số: 12/KH-UBND", "KẾ HOẠCH"]
    assert lines(document("Trang của tỉnh\r")) == ["KẾ HOẠCH"]


def test_text_box_stands_at_its_anchor() -> None:
    body = [P([("Đây", b""), ("\x08", sprm(0x0855, 1)), (" là sơ đồ\r", b"")]), P("Sau\r")]
    box = bytes(14) + struct.pack("<II", 1025, 0)
    parts = {40: struct.pack("<III22x", 3, 17, 1025), 56: struct.pack("<II", 0, 9) + box}
    assert lines(read_doc(Doc(body, boxes=[P("Văn thư\r\r")], parts=parts))) == ["Đây là sơ đồ", "Văn thư", "Sau"]


def record(kind: int, body: bytes, *, container: bool = True) -> bytes:
    return struct.pack("<HHI", 0xF if container else 2, kind, len(body)) + body


def shape(number: int) -> bytes:
    return record(0xF004, record(0xF00A, struct.pack("<II", number, 0), container=False))


def test_shapes_in_groups() -> None:
    inner = record(0xF003, shape(3) + shape(4))
    drawing = record(0xF002, record(0xF003, shape(0) + record(0xF003, shape(1) + shape(2) + inner) + shape(5)))
    groups = outermost_groups(record(0xF000, b"") + b"\0" + drawing)
    assert groups == {0: 0, 1: 1, 2: 1, 3: 1, 4: 1, 5: 5}
    assert outermost_groups(b"\xff" * 50) == {}


@given(st.binary(max_size=60))
def test_any_bytes_are_read_as_properties(raw: bytes) -> None:
    assert sum(2 + len(operand) for _, operand in sprms(raw)) <= len(raw)


def test_sprms_of_every_size() -> None:
    row = row_end([0, 100])
    raw = BOLD + font(1) + sprm(0xC60D, b"abc") + row + sprm(0x6649, 2)
    codes = [operator for operator, _ in sprms(raw)]
    assert codes == [0x0835, 0x4A4F, 0x4A51, 0xC60D, 0x2416, 0x2417, 0xD608, 0x6649]


def test_what_cannot_be_read() -> None:
    body = [P("Kế hoạch\r")]
    assert code(Doc(body, flags=0x0100).data()) == "E104"
    assert code(Doc(body, version=104).data()) == "E102"
    assert code(Doc([P("\r")]).data()) == "E101"
    assert code(ole({"WordDocument": Doc(body).streams()["WordDocument"]})) == "E103"
    assert code(ole({"WordDocument": b"x" * 5000, "1Table": b""})) == "E103"
    assert code(Doc(body, parts={33: b""}).data()) == "E103"
    assert code(Doc(body, parts={33: b"\x02" + struct.pack("<IIIHIH", 16, 0, 2, 0, 1024, 0)}).data()) == "E103"
    assert code(Doc(body, parts={33: b"\x02" + struct.pack("<IIIHIH", 16, 0, 9, 0, 9999999, 0)}).data()) == "E103"
    assert code(ole({"Other": b""})) == "E103"


def test_limit_is_checked_before_the_text_is_read() -> None:
    with pytest.raises(PlanError) as caught:
        read_doc(Doc([P("Kế hoạch\r")]), Limits(text_characters=8))
    assert caught.value.kind.code == "E105"


def test_stories_that_lie_over_one_another_count_each_time() -> None:
    body = [P([("Mục ", b""), *[("\x02", sprm(0x0855, 1))] * 8, ("\r", b"")])]
    marks = struct.pack("<9I", *range(4, 12), 13) + bytes(16)
    document = Doc(body, notes=[P("a" * 99 + "\r")], parts={2: marks, 3: struct.pack("<9I", *[0, 100] * 4, 0)})
    read_doc(document, Limits(text_characters=800))
    with pytest.raises(PlanError) as caught:
        read_doc(document, Limits(text_characters=200))
    assert caught.value.kind.code == "E105"


def test_properties_of_a_piece() -> None:
    plain = Doc([P("Mục tiêu\r")])
    shared = b"\x01" + struct.pack("<H", len(BOLD)) + BOLD
    for prm, expected in ((1, (True, False)), (0x0100 | 0x56 << 1, (False, True)), (0x03, (False, False))):
        plc = struct.pack("<IIHIH", 0, 9, 0, TEXT_AT, prm)
        plain.parts[33] = shared + b"\x02" + struct.pack("<I", len(plc)) + plc
        line = read_doc(plain).pages[0].lines[0]
        assert (line.bold, line.italic) == expected


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.7, 0.95])
def test_cut_short(share: float) -> None:
    data = Doc([P("Kế hoạch năm 2024 của xã\r")] * 60).data()
    assert code(data[: int(len(data) * share)]) in ("E102", "E103")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12))
def test_damage_never_escapes_as_another_error(changes: list[tuple[float, int]]) -> None:
    whole = bytearray(DAMAGED)
    for place, byte in changes:
        whole[int(place * len(whole))] = byte
    with contextlib.suppress(PlanError):
        read(bytes(whole), "a.doc", Limits())


DAMAGED = Doc(
    [P("Kế hoạch\r", sprm(0x460B, 1)), *table([["a", "b"]], [row_end([0, 100, 200])]), P("\x13 A \x14b\x15 \x02\r")],
    notes=[P("\x02 Ghi chú\r")],
    parts={**lists(), 2: struct.pack("<IIH", 20, 21, 1), 3: struct.pack("<III", 0, 9, 10)},
).data()


def test_document_inside_another_does_not_tell_the_type() -> None:
    assert sniff.media_type(ole({"Workbook": b""}, {"WordDocument": b""})) == sniff.XLS
    assert sniff.media_type(ole({"WordDocument": b""}, {"Workbook": b"", "EncryptedPackage": b""})) == sniff.DOC


def test_type_is_told_by_content() -> None:
    assert read(b"{\\rtf1 abc}", "a.doc", Limits()).media_type == sniff.RTF


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
@pytest.mark.parametrize(
    ("name", "words", "tables", "fonts"),
    [
        ("ke-hoach-dao-tao-2011.doc", "KẾ HOẠCH\nTriển khai", 1, {"Times New Roman"}),
        ("qd-15-ub.doc", "Số: 15/2010/QĐ-UBND\nCỘNG HÒA", 0, {"Times New Roman"}),
        ("lam-dong-1998-tcvn3.doc", "\xa7\xb8nh gi\xb8 chung v\xd2 h\xd6 th\xe8ng", 48, {"VNSTCVN3", "VNI-Times"}),
    ],
)
def test_real_documents(name: str, words: str, tables: int, fonts: set[str]) -> None:
    document = read((SHARED / name).read_bytes(), name, Limits())
    assert words in document.text.value
    assert len(document.tables) == tables
    assert fonts <= {run.font for run in document.fonts}
