"""RTF: text and its encodings, formatting, tables, notes, groups that are no text, damage."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read, sniff

SHARED = Path(__file__).parents[3] / "shared" / "documents"
FONTS = (
    r"{\fonttbl{\f0\froman\fcharset0{\*\panose 02020603050405020304}Times New Roman{\*\falt Tahoma};}"
    r"{\f1\fswiss\fcharset0 .VnTime;}{\f2\fnil\fcharset2 Symbol;}{\f3\fnil\fcharset163 Arial (Vietnamese);}"
    r"{\f4\fnil\fcharset1 VNI-Times;}{\f5\fnil\fcharset238 Times New Roman CE;}{\f6\fmodern\fcharset0 Courier New;}}"
)


def rtf(body: str, head: str = r"\ansi\ansicpg1252\deff0") -> bytes:
    return ("{\\rtf1" + head + FONTS + body + "}").encode("latin-1")


def read_rtf(body: str, head: str = r"\ansi\ansicpg1252\deff0") -> Document:
    return read(rtf(body, head), "a.rtf", Limits())


def lines(document: Document) -> list[str]:
    return [document.text.value[line.start : line.end] for line in document.pages[0].lines]


def escaped(text: str, fallback: str = "?") -> str:
    """Text as `\\u` escapes, as Word writes it: units of 16 bits, signed."""
    raw = text.encode("utf-16-le")
    units = [int.from_bytes(raw[n : n + 2], "little") for n in range(0, len(raw), 2)]
    return "".join(f"\\u{unit - 65536 if unit > 32767 else unit}{fallback}" for unit in units)


def code(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(PlanError) as caught:
        read(data, "a.rtf", limits or Limits())
    return caught.value.kind.code


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"M\'f4 t\'e2\par", ["Mô tâ"]),
        (r"K\u7871?ho\u7841?ch", ["Kếhoạch"]),
        (r"K\u7871\'3fhai\par ba", ["Kếhai", "ba"]),
        (r"\uc0 K\u7871 ho\u7841 ch", ["Kếhoạch"]),
        (r"{\uc2 \u7871xy}\u7841z.", ["ếạ."]),
        (r"\u7871\par b", ["ế", "b"]),
        (r"\u-10187?\u-8879?", ["\U0001d551"]),
        (r"a\tab b\line c\~d\_e\-f\emdash\{\}\\", ["a\tb\nc\u00a0d-ef—{}\\"]),
        ("chia\r\nhai", ["chiahai"]),
        ("ba\\\nhai", ["ba", "hai"]),
        (r"{\f1 K\'d5 ho\'b9ch}", ["K\xd5 ho\xb9ch"]),
        (r"{\f3 a\'cc\'f0}", ["a\u0300\u0111"]),
        (r"{\f5 \'e3}", ["\u0103"]),
        (r"{\f4 \'f1\'81}", ["\xf1\x81"]),
        (r"{\f2 \'b3\'b7} 90%", ["≥• 90%"]),
        (r"{\f2 \u-3917?}", ["≥"]),
        (r"{\upr{a?}{\*\ud{\u7871?}}} b", ["ế b"]),
        (r"\bin5 }{\\}x", ["x"]),
        (r"{\v hidden}{\deleted gone}{\caps hoa}", ["HOA"]),
        (r"a{\field{\*\fldinst PAGE}{\fldrslt 1}}b", ["a1b"]),
        (r"{\pict\wmetafile8 0102}{\*\unknown x{\b y}}{\info{\title t}}{\footer f}z", ["z"]),
        (r"a{\object{\*\objdata 00}{\result b}}", ["ab"]),
        (r"mot\sect hai\page ba", ["mot", "hai\nba"]),
    ],
)
def test_text(body: str, expected: list[str]) -> None:
    assert lines(read_rtf(body)) == expected


@pytest.mark.parametrize(
    ("body", "head", "expected", "encodings"),
    [
        (r"\'f0", r"\ansi\ansicpg1258\deff7", "\u0111", ("windows-1258",)),
        (r"{\f4 \'f0}", r"\ansi\ansicpg1258\deff0", "\xf0", ("windows-1252",)),
        (r"\'8e", r"\mac\deff7", "é", ("mac-roman",)),
        (r"\u273?\'e0", r"\ansi\deff0", "đ\xe0", ("utf-16", "windows-1252")),
        ("ascii", r"\ansi\ansicpg99999\deff0", "ascii", ("us-ascii",)),
    ],
)
def test_code_pages(body: str, head: str, expected: str, encodings: tuple[str, ...]) -> None:
    document = read_rtf(body, head)
    assert (document.text.value, document.encodings) == (expected, encodings)


@settings(max_examples=80, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs", "Co"]), min_size=1, max_size=40)
)
def test_escaped_text_comes_back(text: str) -> None:
    assert read_rtf(escaped(text)).text.value == text.strip()


@given(st.binary(min_size=1, max_size=40))
def test_bytes_in_a_legacy_font_stay_apart(raw: bytes) -> None:
    high = bytes(byte | 0x80 for byte in raw)
    value = read_rtf("x{\\f1 " + "".join(f"\\'{byte:02x}" for byte in high) + "}x").text.value[1:-1]
    assert value == "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in high)


def test_type_and_fonts() -> None:
    document = read_rtf(r"{\b Mot}\par\b hai{\b0  ba}\plain\par{\f1\i bon}\par{\f5 nam}\f7 x")
    page = document.pages[0]
    assert [(line.bold, line.italic) for line in page.lines] == [
        (True, False), (False, False), (False, True), (False, False),
    ]  # fmt: skip
    runs = [(document.text.value[run.start : run.end], run.font) for run in document.fonts]
    assert runs == [("Mot\nhai ba", "Times New Roman"), ("bon", ".VnTime"), ("nam", "Times New Roman")]


def test_capitals_of_a_legacy_font_stay_as_stored() -> None:
    assert lines(read_rtf(r"{\caps\f1 \'b5b}{\caps a}")) == ["\xb5bA"]


ROW = r"\trowd\trbrdrt\brdrs\trbrdrl\brdrs"


def row(edges: list[int], cells: list[str], *, form: str = ROW, merges: dict[int, str] | None = None) -> str:
    merged = merges or {}
    formats = "".join(f"{merged.get(n, '')}\\cellx{edge}" for n, edge in enumerate(edges))
    return f"{form}{formats}\\pard\\intbl " + "".join(f"{cell}\\cell " for cell in cells) + "\\row\n"


def grid(document: Document) -> list[tuple[int, int, int, int, str]]:
    value = document.text.value
    return [(c.row, c.column, c.rows, c.columns, value[c.start : c.end]) for t in document.tables for c in t.cells]


def test_table_with_merged_cells() -> None:
    body = (
        r"Phu luc\par "
        + row([1000, 3000, 5000], ["STT", "Kinh phi", ""], merges={0: r"\clvmgf", 1: r"\clmgf", 2: r"\clmrg"})
        + row([1010, 3000, 5000], ["", "2024", "2025"], merges={0: r"\clvmrg"})
        + row([1000, 5000], ["1", r"10\par 20"])
        + r"\pard Het\par"
    )
    document = read_rtf(body)
    assert grid(document) == [
        (0, 0, 2, 1, "STT"), (0, 1, 1, 2, "Kinh phi"), (1, 1, 1, 1, "2024"), (1, 2, 1, 1, "2025"),
        (2, 0, 1, 1, "1"), (2, 1, 1, 2, "10\n20"),
    ]  # fmt: skip
    assert lines(document)[-1] == "Het"


def test_tables_with_a_paragraph_between_them_are_two() -> None:
    document = read_rtf(r"x\par " + row([1, 2000], ["a", "b"]) + r"\pard\par " + row([1, 2000], ["c", "d"]))
    assert len(document.tables) == 2


def test_table_in_a_cell_becomes_lines() -> None:
    inner = (
        r"\pard\intbl\itap2 1\nestcell 2\nestcell"
        r"{\*\nesttableprops\trowd\trbrdrt\brdrs\trbrdrl\brdrs\cellx500\cellx900\nestrow}"
        r"{\nonesttables\par}"
    )
    document = read_rtf(
        r"x\par " + ROW + r"\cellx1000\cellx5000\pard\intbl a\cell truoc\par " + inner
        + r"\pard\intbl\itap1 sau\cell " + ROW + r"\cellx1000\cellx5000\row\pard y\par"
    )  # fmt: skip
    assert grid(document) == [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "truoc\n1\t2\nsau")]


@pytest.mark.parametrize(
    "motto",
    [
        escaped("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        r"{\f1 C\'e9NG H\'dfA X\'b7 H\'e9I CH\'f1 NGH\'dcA VI\'d6T NAM}",
        r"{\f4 CO\'c4NG HO\'d8A XA\'d5 HO\'c4I CHU\'db NGH\'d3A VIE\'c4T NAM}",
    ],
)
def test_header_is_read_column_by_column_in_any_encoding(motto: str) -> None:
    rows = row([4000, 9000], ["UBND XA", motto]) + row([4000, 9000], ["1/KH", "ngay"])
    document = read_rtf(rows + r"\pard KE HOACH")
    assert not document.tables
    assert [lines(document)[n] for n in (0, 1, 3, 4)] == ["UBND XA", "1/KH", "ngay", "KE HOACH"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (r"\f0 1.\tab", "1. Viec"),
        (r"\f2\'b7\tab", "- Viec"),
        (r"\f0 +\tab", "+ Viec"),
        (r"\f6 o\tab", "- Viec"),
        (r"\f1 \'a7i\'d2u 1.\tab", "\xa7i\xd2u 1. Viec"),
    ],
)
def test_number_of_a_list_is_text(number: str, expected: str) -> None:
    body = rf"{{\listtext\pard\plain{number}}}{{\*\pn\pnlvlbody{{\pntxtb (}}}}Viec\par Sau"
    assert lines(read_rtf(body)) == [expected, "Sau"]


def test_notes_stand_at_the_end() -> None:
    body = r"Chi tieu{\super \chftn{\footnote\pard\plain{\super\chftn} Tam tinh.\par Hai.}} nam\par Sau"
    document = read_rtf(body)
    assert lines(document) == ["Chi tieu ¹ nam", "Sau", "¹ Tam tinh.", "Hai."]


def test_text_box_stands_behind_its_paragraph() -> None:
    shape = r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt Trong hop\par}}{\shprslt{\pict 00}}}"
    assert lines(read_rtf(rf"Truoc{shape} so do\par Sau")) == ["Truoc so do", "Trong hop", "Sau"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"{\header S\u7889?: 12/KH-UBND}KE HOACH", ["Số: 12/KH-UBND", "KE HOACH"]),
        (r"{\header Trang 1}KE HOACH", ["KE HOACH"]),
        (r"{\headerf S\u7889?: 12/KH-UBND}KE HOACH", ["KE HOACH"]),
        (r"\titlepg{\headerf S\u7889?: 12/KH-UBND}{\header x}KE HOACH", ["Số: 12/KH-UBND", "KE HOACH"]),
    ],
)
def test_first_head_with_the_number_is_text(body: str, expected: list[str]) -> None:
    assert lines(read_rtf(body)) == expected


def test_damage_and_limits() -> None:
    whole = rtf(r"Muc\par {\b tieu}\par")
    assert read(whole + b"\0\0 more", "a.rtf", Limits()).media_type == sniff.RTF
    assert code(rtf("")) == "E101"
    assert code(whole[:-8]) == "E103"
    assert code(whole[:60]) == "E103"
    assert code(rtf(r"{\pict 00")[:-1]) == "E103"
    assert code(rtf(r"{\pict {00}")[:-1]) == "E103"
    assert code(rtf("")[:90] + b"}") == "E103"
    assert code(rtf("{" * 500 + "x" + "}" * 500), Limits(rtf_depth=100)) == "E105"
    assert code(rtf("{\\pict" + "{" * 500 + "}" * 501), Limits(rtf_depth=100)) == "E105"
    assert code(b"{\\rtf1" + b"{\\fonttbl" + b"{" * 500 + b"}" * 502, Limits(rtf_depth=100)) == "E105"
    assert code(rtf("x" * 500), Limits(text_characters=400)) == "E105"


def test_without_its_last_brace_it_is_whole() -> None:
    assert read(rtf(r"Muc tieu\par")[:-1], "a.rtf", Limits()).text.value == "Muc tieu"


WHOLE = rtf(row([1000, 2000], ["a", r"{\b b}"]) + r"\pard{\footnote x}{\listtext 1.}\u7871?{\field{\fldrslt z}}\par")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from(b"{}\\'u*0a \xff")), max_size=8))
def test_damage_never_escapes_as_another_error(changes: list[tuple[float, int]]) -> None:
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[int(place * len(data))] = byte
    with contextlib.suppress(PlanError):
        read(bytes(data), "a.rtf", Limits())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
@pytest.mark.parametrize(
    ("name", "words", "tables", "font"),
    [
        ("btc-08-2001-tcvn3.rtf", "S\xe8: 08 /2001/TT-BTC", 0, ".VnTime"),
        ("phieu-trinh-253.rtf", "Tờ trình số 253/TTr-SNV ngày 22/01/2025", 1, "Times New Roman"),
    ],
)
def test_real_documents(name: str, words: str, tables: int, font: str) -> None:
    document = read((SHARED / name).read_bytes(), name, Limits())
    assert words in document.text.value
    assert len(document.tables) == tables
    assert font in {run.font for run in document.fonts}
