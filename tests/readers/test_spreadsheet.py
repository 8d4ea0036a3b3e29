"""XLS and XLSX: pages, tables, lines, fonts; what is hidden; damaged and hostile workbooks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import spreadsheets as made

from vnplan_extract.document import Document
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read, sniff

SHARED = Path(__file__).parents[3] / "shared" / "documents"


C, S, rows = made.C, made.S, made.rows
Make = Callable[..., bytes]


@pytest.fixture(params=["xls", "xlsx"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "xls":
        pytest.importorskip("xlwt")
    function: Make = getattr(made, request.param)
    return function


def read_book(data: bytes, limits: Limits | None = None) -> Document:
    return read(data, "bieu.xls", limits or Limits())


def grid(document: Document, index: int = 0) -> list[list[str]]:
    table = document.tables[index]
    height, width = table.shape
    found = [[""] * width for _ in range(height)]
    for cell in table.cells:
        found[cell.row][cell.column] = document.text.value[cell.start : cell.end]
    return found


HEAD = rows(
    ["ỦY BAN NHÂN DÂN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["HUYỆN AN PHÚC", None, None, "Độc lập - Tự do - Hạnh phúc"],
    ["Số: 12/KH-UBND", None, None, "An Phúc, ngày 05 tháng 3 năm 2031"],
)
TITLE = {(4, 0): C("DỰ TOÁN KINH PHÍ", bold=True), (5, 3): C("Đơn vị: triệu đồng")}
TABLE = rows(
    ["STT", "Nội dung", "Năm 2031", "Năm 2032"],
    [1, "Trồng rừng phòng hộ", C(1250.5, "#,##0.0", ruled=True), C(800, "#,##0", ruled=True)],
    [2, "Tập huấn", "", C(45, "#,##0", ruled=True)],
    top=6, ruled=True,
)  # fmt: skip
FOOT = rows(["Nơi nhận:", None, None, "TM. ỦY BAN NHÂN DÂN"], ["- Như trên;", None, None, "CHỦ TỊCH"], top=10)
NAME = {(14, 3): C("Lê Văn Sáng")}


def test_a_sheet_reads_as_a_document(make: Make) -> None:
    document = read_book(make(S({**HEAD, **TITLE, **TABLE, **FOOT, **NAME}, merges=[(4, 4, 0, 3)])))
    assert document.text.value == (
        "ỦY BAN NHÂN DÂN\nHUYỆN AN PHÚC\nSố: 12/KH-UBND\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nAn Phúc, ngày 05 tháng 3 năm 2031\n"
        "DỰ TOÁN KINH PHÍ\nĐơn vị: triệu đồng\n"
        "STT\tNội dung\tNăm 2031\tNăm 2032\n1\tTrồng rừng phòng hộ\t1.250,5\t800\n2\tTập huấn\t\t45\n"
        "Nơi nhận:\n- Như trên;\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLê Văn Sáng"
    )
    [page] = document.pages
    assert (page.number, page.name, page.start, page.end) == (1, "Biểu 1", 0, len(document.text.value))
    title = next(line for line in page.lines if document.text.value[line.start :].startswith("DỰ TOÁN"))
    assert title.bold
    assert document.tables[0].shape == (3, 4)
    assert document.problems == ()


def test_each_sheet_is_a_page(make: Make) -> None:
    document = read_book(
        make(
            S(rows(["Biểu thu"]), name="Thu"), S({}, name="Trống"), S(rows(["Bí mật"]), name="Ẩn", hidden=True),
            S(rows(["Biểu chi"]), name="Chi"),
        )
    )  # fmt: skip
    assert [(page.number, page.name) for page in document.pages] == [(1, "Thu"), (4, "Chi")]
    assert document.text.value == "Biểu thu\nBiểu chi"


def test_names_of_sheets_reach_the_record(make: Make) -> None:
    from vnplan_extract.pipeline import run

    record = run(make(S(rows(["Một"]), name="Biểu 1"), S(rows(["Hai"]), name="PL 02")), "a.xls")
    assert [page.name for page in record.pages] == ["Biểu 1", "PL 02"]


def test_merged_headings_span(make: Make) -> None:
    cells = rows(
        ["STT", "Nội dung", "Kinh phí", ""], ["", "", "Tỉnh", "Huyện"], ["1", "Tập huấn", "5", "6"], ruled=True
    )
    document = read_book(make(S(cells, merges=[(0, 1, 0, 0), (0, 1, 1, 1), (0, 0, 2, 3)])))
    assert grid(document) == [
        ["STT", "Nội dung", "Kinh phí", ""],
        ["", "", "Tỉnh", "Huyện"],
        ["1", "Tập huấn", "5", "6"],
    ]
    spans = {document.text.value[c.start : c.end]: (c.rows, c.columns) for c in document.tables[0].cells}
    assert spans["STT"] == spans["Nội dung"] == (2, 1)
    assert spans["Kinh phí"] == (1, 2)


def test_empty_rows_of_a_merged_cell_are_no_rows(make: Make) -> None:
    cells = rows(["Tên", "Số"], ["", ""], ["a", "1"], ruled=True)
    document = read_book(make(S(cells, merges=[(0, 1, 0, 0), (0, 1, 1, 1)])))
    assert grid(document) == [["Tên", "Số"], ["a", "1"]]
    assert all(cell.rows == 1 for cell in document.tables[0].cells)


def test_hidden_rows_and_columns_are_left_out(make: Make) -> None:
    cells = rows(["Tên", "nháp", "Số"], ["cũ", "x", "1"], ["a", "x", "2"], ["b", "x", "3"], ruled=True)
    document = read_book(make(S(cells, hidden_rows=(1,), hidden_columns=(1,))))
    assert grid(document) == [["Tên", "Số"], ["a", "2"], ["b", "3"]]


def test_lines_of_a_cell(make: Make) -> None:
    cells = {
        (0, 0): C("UBND TỈNH\nSỞ TÀI CHÍNH"),
        **rows(["Tên", "Thực hiện \nnăm 2031"], ["a", "1"], top=2, ruled=True),
    }
    document = read_book(make(S(cells)))
    assert document.text.value == "UBND TỈNH\nSỞ TÀI CHÍNH\nTên\tThực hiện\nnăm 2031\na\t1"
    assert [document.text.value[line.start : line.end] for line in document.pages[0].lines[:2]] == [
        "UBND TỈNH",
        "SỞ TÀI CHÍNH",
    ]


def test_two_tables_on_a_sheet(make: Make) -> None:
    first = rows(["Thu", "Số"], ["a", "1"], ruled=True)
    second = rows(["Chi", "Số", "Ghi chú"], ["b", "2", "x"], top=4, ruled=True)
    beside = rows(["nháp"], ["7"], top=0, left=6)
    document = read_book(make(S({**first, (3, 0): C("Biểu chi"), **second, **beside})))
    assert document.text.value == "Thu\tSố\na\t1\nnháp\n7\nBiểu chi\nChi\tSố\tGhi chú\nb\t2\tx"
    assert [table.shape for table in document.tables] == [(2, 2), (2, 3)]


def test_table_without_rules(make: Make) -> None:
    cells = {
        **HEAD, (4, 0): C("BIỂU THU"),
        **rows(["TT", "Khoản thu", "Số tiền"], [1, "Phí", 25], ["II", "Khoản khác", None], [2, "Lệ phí", 30], top=6),
        **rows(["NGƯỜI LẬP", None, "THỦ TRƯỞNG"], ["(Ký, ghi rõ họ tên)", None, "(Ký, đóng dấu)"], top=12),
    }  # fmt: skip
    document = read_book(make(S(cells)))
    assert len(document.tables) == 1
    assert grid(document) == [
        ["TT", "Khoản thu", "Số tiền"],
        ["1", "Phí", "25"],
        ["II", "Khoản khác", ""],
        ["2", "Lệ phí", "30"],
    ]
    assert document.text.value.endswith("NGƯỜI LẬP\n(Ký, ghi rõ họ tên)\nTHỦ TRƯỞNG\n(Ký, đóng dấu)")


def test_fonts_are_kept_by_stretch(make: Make) -> None:
    cells = rows(
        [C("KÕ ho¹ch", font=".VnTime"), C("n¨m", font=".VnTime"), C("2031", font="Arial")], ["x", 1, 2], ["y", 3, 4]
    )
    document = read_book(make(S(cells)))
    text = document.text.value
    assert [(text[f.start : f.end], f.font) for f in document.fonts][:2] == [
        ("KÕ ho¹ch\tn¨m", ".VnTime"),
        ("2031", "Arial"),
    ]


def test_text_is_never_changed(make: Make) -> None:
    document = read_book(make(S(rows(["007", "1.5", " 3/4 ", "1,250"]))))
    assert document.text.value == "007\n1.5\n3/4\n1,250"


def test_truth_values(make: Make) -> None:
    assert read_book(make(S(rows([True, False])))).text.value == "TRUE\nFALSE"


def code(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(PlanError) as caught:
        read_book(data, limits)
    return caught.value.kind.code


def test_nothing_shown(make: Make) -> None:
    assert code(make(S({}))) == "E101"
    assert code(make(S(rows(["a"]), name="Một", hidden=True), S(rows(["  "]), name="Hai"))) == "E101"


def test_limits(make: Make) -> None:
    data = make(S(rows(*[["Kế hoạch", 1, 2]] * 50)), S(rows(["x"]), name="b"))
    assert code(data, Limits(sheet_cells=100)) == "E105"
    assert code(data, Limits(pages=1)) == "E105"
    assert code(data, Limits(text_characters=100)) == "E105"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_cut_short(make: Make, share: float) -> None:
    data = make(S(rows(*[["Kế hoạch", n, 2] for n in range(300)])))
    try:
        read_book(data[: int(len(data) * share)])
    except PlanError as error:
        assert error.kind.code in ("E101", "E102", "E103")  # noqa: PT017


def test_flipped_bytes_are_damage_not_a_crash(make: Make) -> None:
    data = make(S(rows(*[["Kế hoạch", n, 2] for n in range(30)])))
    for at in range(0, len(data), max(1, len(data) // 150)):
        broken = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        try:
            read_book(broken)
        except PlanError as error:
            assert error.kind.code in ("E101", "E102", "E103", "E104", "E105")  # noqa: PT017


# XLSX alone

SHEET = '<worksheet xmlns="{}">{}<sheetData>{}</sheetData></worksheet>'


def sheet_of(data: str, before: str = "") -> bytes:
    data_bytes: bytes = made.xlsx(S(rows(["x"])), xl__worksheets__sheet1_xml=SHEET.format(made.MAIN, before, data))
    return data_bytes


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1" t="inlineStr"><is><t>Kế hoạch</t></is></c>', "Kế hoạch"),
        (
            '<c r="A1" t="inlineStr"><is><r><t>Kế </t></r><r><t>hoạch</t></r><rPh sb="0"><t>x</t></rPh></is></c>',
            "Kế hoạch",
        ),
        ('<c r="A1" t="str"><f>A2</f><v>Kế hoạch</v></c>', "Kế hoạch"),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A1" t="d"><v>2031-03-05</v></c>', "47912"),
        ('<c r="A1" t="str"><v>một_x000D_\nhai</v></c>', "một\nhai"),
        ("<c><v>3</v></c>", "3"),
        ('<c r="A1" s="99"><v>3</v></c>', "3"),
        ('<c r="A1" t="s"><v>0</v></c>', "x"),
    ],
)
def test_kinds_of_cells(cell: str, expected: str) -> None:
    assert read_book(sheet_of(f'<row r="1">{cell}</row>')).text.value == expected


DRAWING = """<d:wsDr xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><d:twoCellAnchor>
<d:from><d:col>{column}</d:col><d:row>{row}</d:row></d:from><d:to><d:col>{column}</d:col><d:row>{row}</d:row></d:to>
<d:sp><d:nvSpPr><d:cNvPr id="2" name="TextBox 1"{hidden}/></d:nvSpPr><d:txBody>
<a:p><a:r><a:rPr><a:latin typeface="VNI-Times"/></a:rPr><a:t>Ñôn vò tính: </a:t></a:r>
<a:r><a:t>triệu đồng</a:t></a:r></a:p>
<a:p><a:r><a:t>(dự kiến)</a:t></a:r></a:p></d:txBody></d:sp></d:twoCellAnchor></d:wsDr>"""


@pytest.mark.parametrize(
    ("row", "column", "hidden", "expected"),
    [
        (1, 1, "", ["Biểu số 1", "Ñôn vò tính: triệu đồng", "(dự kiến)", "TT\tNội dung", "1\tTrồng cây"]),
        (0, 0, "", ["Biểu số 1", "TT\tNội dung", "1\tTrồng cây", "Ñôn vò tính: triệu đồng", "(dự kiến)"]),
        (3, 1, "", ["Biểu số 1", "TT\tNội dung", "1\tTrồng cây", "Ñôn vò tính: triệu đồng", "(dự kiến)"]),
        (1, 1, ' hidden="1"', ["Biểu số 1", "TT\tNội dung", "1\tTrồng cây"]),
    ],
)
def test_text_boxes(row: int, column: int, hidden: str, expected: list[str]) -> None:
    table = rows(["TT", "Nội dung"], ["1", "Trồng cây"], top=2, ruled=True)
    data = made.xlsx(
        S({(0, 0): C("Biểu số 1"), **table}),
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{made.PACKAGE}"><Relationship Id="d" '
            f'Type="{made.RELATIONS}/drawing" Target="../drawings/drawing1.xml"/></Relationships>',
            "xl/drawings/drawing1.xml": DRAWING.format(row=row, column=column, hidden=hidden),
        },
    )
    document = read_book(data)
    assert document.text.value.split("\n") == expected
    stored = [
        document.text.value[run.start : run.end].split(":")[0] for run in document.fonts if run.font == "VNI-Times"
    ]
    assert stored == ([] if hidden else ["Ñôn vò tính"])


def test_formulas_without_a_saved_value_are_told() -> None:
    document = read_book(sheet_of('<row r="1"><c r="A1"><f>SUM(B1:B9)</f></c><c r="B1"><v>3</v></c></row>'))
    assert document.text.value == "3"
    assert [(p.kind.code, p.page, p.fields["count"]) for p in document.problems] == [("E112", 1, 1)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (made.xlsx(S(rows(["x"])), xl__worksheets__sheet1_xml="<worksheet>"), "E103"),
        (
            made.xlsx(
                S(rows(["x"])), xl__worksheets__sheet1_xml='<!DOCTYPE a [<!ENTITY l "l">]><worksheet>&l;</worksheet>'
            ),
            "E103",
        ),
        (made.xlsx(S(rows(["x"])), xl__workbook_xml="<workbook/>"), "E101"),
        (sheet_of("<a>" * 300 + "</a>" * 300), "E105"),
        (sheet_of('<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 400_000), "E105"),
    ],
)
def test_hostile_workbooks(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_a_cell_far_away_costs_nothing() -> None:
    document = read_book(sheet_of('<row r="1048576"><c r="XFD1048576"><v>3</v></c></row>'))
    assert document.text.value == "3"


# Real workbooks


@pytest.mark.skipif(not SHARED.exists(), reason="no shared documents")
def test_real_workbooks() -> None:
    plan = read((SHARED / "bieu-2003-tcvn3.xls").read_bytes(), "a.xls", Limits())
    assert plan.media_type == sniff.XLS
    assert [page.name for page in plan.pages][:3] == ["TH", "GDP", "NN"]
    assert len(plan.pages) == 9
    large = [table.shape for table in plan.tables if table.shape[0] > 3]
    assert len(large) == 9
    assert {run.font for run in plan.fonts} >= {".VnTimeH", ".VnTime", ".VnAvant"}
    annex = read((SHARED / "can-gio-mau21-vni.xls").read_bytes(), "a.xls", Limits())
    assert [table.shape for table in annex.tables] == [(19, 3)]
    assert "103.660.200" in annex.text.value
    assert {run.font.lower() for run in annex.fonts} == {"vni-times"}
