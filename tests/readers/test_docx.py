"""DOCX: order, numbering, layout tables, tracked changes, notes, damage."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from vnplan_extract.document import Document
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read

SHARED = Path(__file__).parents[3] / "shared" / "documents"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{RELATIONS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def relation(identity: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identity}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def make(body: str, *, prefix: str = "", **parts: str) -> bytes:
    """A package with this body and further parts (`numbering`, `styles`, `footnotes`, `header`)."""
    links = "".join(relation(f"r_{name}", name, f"{name}.xml") for name in parts)
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f"<Relationships>{relation('r1', 'officeDocument', 'word/document.xml')}</Relationships>",
        "word/document.xml": f"{prefix}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships>{links}</Relationships>",
        **{f"word/{name}.xml": f"<w:{name} {NAMESPACES}>{xml}</w:{name}>" for name, xml in parts.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in members.items():
            archive.writestr(name, xml)
    return buffer.getvalue()


def p(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def item(number: int, level: int, text: str) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(p, paragraphs))}</w:tc>"


def table(*rows: str, borders: bool = True) -> str:
    sides = "".join(f'<w:{side} w:val="single"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    style = f"<w:tblPr><w:tblBorders>{sides if borders else ''}</w:tblBorders></w:tblPr>"
    return f"<w:tbl>{style}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def read_docx(data: bytes, limits: Limits | None = None) -> Document:
    return read(data, "a.docx", limits or Limits())


def lines(document: Document) -> list[str]:
    return [document.text.value[line.start : line.end] for line in document.pages[0].lines]


def level(index: int, form: str, text: str, more: str = "") -> str:
    forms = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{index}">{forms}</w:lvl>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "upperRoman", "%1.")
    + level(1, "decimal", "%2.")
    + level(2, "decimal", "%2.%3.")
    + level(3, "lowerLetter", "%4)")
    + "</w:abstractNum>"
    + '<w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "\uf0b7")
    + level(1, "bullet", "+")
    + "</w:abstractNum>"
    + '<w:abstractNum w:abstractNumId="2">'
    + level(0, "upperRoman", "Phần %1")
    + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    + level(2, "decimalZero", "(%3)", '<w:lvlRestart w:val="0"/>')
    + "</w:abstractNum>"
    + "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(3))
    + '<w:num w:numId="9"><w:abstractNumId w:val="0"/>'
    + '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)], ["I.", "1.", "2.", "II.", "1."]),
        ([(1, 1), (1, 2), (1, 2), (1, 1), (1, 2)], ["1.", "1.1.", "1.2.", "2.", "2.1."]),
        ([(1, 3)] * 3 + [(1, 2), (1, 3)], ["a)", "b)", "c)", "1.1.", "a)"]),
        ([(1, 1), (1, 1), (9, 1), (9, 1)], ["1.", "2.", "1.", "2."]),
        ([(2, 0), (2, 1)], ["-", "+"]),
        ([(3, 0), (3, 1), (3, 0), (3, 1)], ["Phần I", "1.1", "Phần II", "2.1"]),
        ([(3, 1), (3, 2), (3, 1), (3, 2)], ["1.1", "(01)", "1.2", "(02)"]),
        ([(0, 0), (77, 0)], ["", ""]),
    ],
)
def test_numbers_as_printed(items: list[tuple[int, int]], expected: list[str]) -> None:
    body = "".join(item(number, at, "Việc") for number, at in items)
    document = read_docx(make(body, numbering=NUMBERING))
    assert lines(document) == [f"{number} Việc".strip() for number in expected]


def test_number_of_a_style() -> None:
    styles = (
        '<w:style w:styleId="Muc"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="MucCon"><w:basedOn w:val="Muc"/></w:style>'
    )
    body = p("Một", '<w:pStyle w:val="Muc"/>') + p("Hai", '<w:pStyle w:val="MucCon"/>')
    body += p("Thường", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert lines(read_docx(make(body, numbering=NUMBERING, styles=styles))) == ["1. Một", "2. Hai", "Thường"]


def test_letters_and_roman_numbers_go_on() -> None:
    from vnplan_extract.readers.list_numbers import _letters, _roman

    assert [_letters(n) for n in (1, 26, 27, 28)] == ["a", "z", "aa", "bb"]
    assert [_roman(n) for n in (4, 9, 14, 40, 1999)] == ["iv", "ix", "xiv", "xl", "mcmxcix"]


HEADER = table(
    cell("ỦY BAN NHÂN DÂN", "XÃ AN BÌNH") + cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    cell("Số: 07/KH-UBND") + cell("An Bình, ngày 02 tháng 4 năm 2031"),
    borders=False,
)
FOOTER = table(cell("Nơi nhận:", "- Đảng ủy xã;", "- Lưu: VP.") + cell("CHỦ TỊCH", "Trần Thị Mai"), borders=False)


def test_header_and_footer_come_out_column_by_column() -> None:
    document = read_docx(make(HEADER + p("KẾ HOẠCH") + FOOTER))
    assert lines(document) == [
        *("ỦY BAN NHÂN DÂN", "XÃ AN BÌNH", "Số: 07/KH-UBND"),
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "An Bình, ngày 02 tháng 4 năm 2031"),
        "KẾ HOẠCH",
        *("Nơi nhận:", "- Đảng ủy xã;", "- Lưu: VP.", "CHỦ TỊCH", "Trần Thị Mai"),
    ]
    assert document.tables == ()
    assert not document.wrapped


def test_table_of_data_with_merged_cells() -> None:
    merged = '<w:vMerge w:val="restart"/>'
    rows = (
        cell("TT", properties=merged) + cell("Kinh phí", properties='<w:gridSpan w:val="2"/>'),
        cell("", properties="<w:vMerge/>") + cell("2031") + cell("2032"),
        cell("1") + cell("12", "13") + cell("20"),
    )
    document = read_docx(make(p("Kèm theo bảng sau") + table(*rows) + p("Hết")))
    (found,) = document.tables
    value = document.text.value
    assert [(c.row, c.column, c.rows, c.columns, value[c.start : c.end]) for c in found.cells] == [
        (0, 0, 2, 1, "TT"),
        (0, 1, 1, 2, "Kinh phí"),
        (1, 1, 1, 1, "2031"),
        (1, 2, 1, 1, "2032"),
        (2, 0, 1, 1, "1"),
        (2, 1, 1, 1, "12\n13"),
        (2, 2, 1, 1, "20"),
    ]
    assert value == "Kèm theo bảng sau\nTT\tKinh phí\n2031\t2032\n1\t12\n13\t20\nHết"
    assert found.shape == (3, 3)


def test_a_number_alone_in_its_cell_is_printed() -> None:
    number = '<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p></w:tc>'
    rows = [number + cell(f"Việc {n}") + cell("x") for n in (1, 2)]
    document = read_docx(make(p("Bảng") + table(*rows), numbering=NUMBERING))
    assert document.text.value == "Bảng\n1.\tViệc 1\tx\n2.\tViệc 2\tx"


RUNS = (
    "<w:p>"
    "<w:r><w:t>Giao</w:t></w:r><w:ins><w:r><w:t> Sở Y tế</w:t></w:r></w:ins>"
    "<w:del><w:r><w:delText> Sở Cũ</w:delText></w:r></w:del>"
    '<w:hyperlink r:id="x"><w:r><w:t> chủ trì</w:t></w:r></w:hyperlink>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> năm 2031</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    "<w:r><w:br/><w:t>dòng</w:t><w:tab/><w:t>hai</w:t><w:noBreakHyphen/><w:t>ba</w:t></w:r>"
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
    "<w:r><w:rPr><w:caps/></w:rPr><w:t> hoa</w:t></w:r>"
    "</w:p>"
)


def test_runs() -> None:
    document = read_docx(make(RUNS))
    assert document.text.value == "Giao Sở Y tế chủ trì năm 2031\ndòng\thai-ba HOA"
    assert len(document.pages[0].lines) == 1


def test_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('MẬT')}</w:txbxContent>"
    drawing = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape>{box}</v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    document = read_docx(make(f"<w:p><w:r>{drawing}<w:t>Kế hoạch</w:t></w:r></w:p>"))
    assert lines(document) == ["Kế hoạch", "MẬT"]


def test_bold_and_italic_of_whole_lines() -> None:
    styles = '<w:style w:styleId="Dam"><w:rPr><w:b/></w:rPr></w:style>'
    body = (
        p("Đậm", run="<w:b/>")
        + p("Nghiêng", run="<w:i/>")
        + p("Theo kiểu", '<w:pStyle w:val="Dam"/>')
        + p("Không", '<w:pStyle w:val="Dam"/>', '<w:b w:val="0"/>')
        + "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Một </w:t></w:r><w:r><w:t>phần</w:t></w:r></w:p>"
    )
    document = read_docx(make(body, styles=styles))
    assert [(line.bold, line.italic) for line in document.pages[0].lines] == [
        (True, False),
        (False, True),
        (True, False),
        (False, False),
        (False, False),
    ]


def test_footnotes_stand_at_the_end() -> None:
    notes = f'<w:footnote w:id="1">{p("Theo số liệu điều tra.")}</w:footnote>'
    body = '<w:p><w:r><w:t>Đạt 95%</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' + p("Hết")
    assert lines(read_docx(make(body, footnotes=notes))) == ["Đạt 95% ¹", "Hết", "¹ Theo số liệu điều tra."]


@pytest.mark.parametrize(
    ("text", "expected"), [("Số: 15/KH-UBND", ["Số: 15/KH-UBND", "KẾ HOẠCH"]), ("Trang 1", ["KẾ HOẠCH"])]
)
def test_running_head_counts_only_where_it_bears_the_number(text: str, expected: list[str]) -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="r_header"/></w:sectPr>'
    assert lines(read_docx(make(p("KẾ HOẠCH") + section, header=p(text)))) == expected


def test_made_by_another_program() -> None:
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.add_heading("KẾ HOẠCH", 0)
    made.add_paragraph("Tổ chức hội thi", style="List Number")
    made.add_paragraph("Tổng kết hội thi", style="List Number")
    made.add_paragraph("Kinh phí xã hội hóa", style="List Bullet")
    grid = made.add_table(2, 2, style="Table Grid")
    for index, text in enumerate(("Nội dung", "Số tiền", "Giải thưởng", "15")):
        grid.cell(index // 2, index % 2).text = text
    buffer = io.BytesIO()
    made.save(buffer)
    document = read_docx(buffer.getvalue())
    assert lines(document)[:4] == ["KẾ HOẠCH", "1. Tổ chức hội thi", "2. Tổng kết hội thi", "- Kinh phí xã hội hóa"]
    assert document.tables[0].shape == (2, 2)


def code(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(PlanError) as caught:
        read_docx(data, limits)
    return caught.value.kind.code


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_short(share: float) -> None:
    data = make("".join(p(f"Đoạn {n} của kế hoạch") for n in range(50)))
    assert code(data[: int(len(data) * share)]) == "E103"


def test_flipped_bytes_are_damage_not_a_crash() -> None:
    data = make("".join(p(f"Đoạn {n} của kế hoạch") for n in range(50)))
    for at in range(0, len(data), 7):
        broken = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        try:
            read_docx(broken)
        except PlanError as error:
            assert error.kind.code in ("E101", "E102", "E103", "E104", "E105")  # noqa: PT017


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (make(""), "E101"),
        (make(p("&lol;"), prefix='<!DOCTYPE a [<!ENTITY lol "lol">]>'), "E103"),
        (make(p("&xxe;"), prefix='<!DOCTYPE a [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'), "E103"),
        (make("<w:p>"), "E103"),
        (make("<w:sdt>" * 300 + p("sâu") + "</w:sdt>" * 300), "E105"),
        (make("<w:sdt>" * 5000 + p("sâu") + "</w:sdt>" * 5000), "E105"),
    ],
)
def test_hostile_documents(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_limits() -> None:
    bomb = make(p("a" * 20_000_000))
    assert code(bomb) == "E105"
    assert code(make(p("Kế hoạch")), Limits(archive_bytes=100)) == "E105"
    assert code(make(p("Kế hoạch " * 50)), Limits(text_characters=100)) == "E105"


@pytest.mark.skipif(not SHARED.exists(), reason="no shared documents")
@pytest.mark.parametrize(
    ("name", "head", "tables"),
    [
        ("lao-cai-2242.docx", "UBND TỈNH LÀO CAI\nSỞ CÔNG THƯƠNG\nSố:", 1),
        ("lao-cai-1894.docx", "UBND TỈNH LÀO CAI\nSỞ CÔNG THƯƠNG\nSố:", 0),
        ("lao-cai-chi-thi-11.docx", "ỦY BAN NHÂN DÂN", 1),
    ],
)
def test_real_documents(name: str, head: str, tables: int) -> None:
    document = read_docx((SHARED / name).read_bytes())
    assert document.text.value.startswith(head)
    assert len(document.tables) == tables
    assert "\nNơi nhận:" in document.text.value


def fonts_of(document: Document) -> list[tuple[str, str]]:
    return [(document.text.value[run.start : run.end], run.font) for run in document.fonts]


def test_fonts_are_those_of_run_style_or_default() -> None:
    def fonts(name: str) -> str:
        return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'

    styles = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts('Arial')}</w:rPr></w:rPrDefault></w:docDefaults>"
        f'<w:style w:type="paragraph" w:styleId="Goc"><w:rPr>{fonts(".VnTime")}</w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Goc"/></w:style>'
        f'<w:style w:type="character" w:styleId="Chu"><w:rPr>{fonts("VNI-Times")}</w:rPr></w:style>'
    )
    body = (
        p("a")
        + p("b", '<w:pStyle w:val="Con"/>')
        + p("c", '<w:pStyle w:val="Con"/>')
        + p("d", "", fonts(".VnTimeH") + "<w:caps/>")
        + p("\xb5", "", fonts(".VnTimeH") + "<w:caps/>")
        + p("e", '<w:pStyle w:val="Con"/>', '<w:rStyle w:val="Chu"/>')
        + p("f", "", '<w:rFonts w:asciiTheme="minorHAnsi" w:ascii="x"/>')
        + p("g", "", '<w:rFonts w:ascii="Symbol" w:hAnsi="VNI-Times"/>')
        + p("\xf1", "", '<w:rFonts w:ascii="Symbol" w:hAnsi="VNI-Times"/>')
    )
    assert fonts_of(read_docx(make(body, styles=styles))) == [
        ("a", "Arial"), ("b\nc", ".VnTime"), ("d\n\xb5", ".VnTimeH"), ("e", "VNI-Times"), ("g", "Symbol"),
        ("\xf1", "VNI-Times"),
    ]  # fmt: skip
