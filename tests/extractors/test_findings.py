"""Findings: what contradicts itself is found, and what agrees is left alone."""

# ruff: noqa: E501 - a case a line
from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document, Line, Page
from vnplan_extract.extractors import budget, findings, tables
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.record import Finding, Header, Period
from vnplan_extract.text import Text

PLAN = Header(number="12/KH-UBND", issued_on="2024-03-15", period=Period(start="2024", end="2024"))


def context_of(text: str) -> Context:
    lines = []
    at = 0
    for line in text.split("\n"):
        if line:
            lines.append(Line(at, at + len(line)))
        at += len(line) + 1
    page = Page(1, 0, len(text), tuple(lines))
    return Context(Document("plan.txt", "0" * 64, len(text), "text/plain", Text(text), (page,)))


def found(text: str, header: Header = PLAN) -> list[Finding]:
    context, given = context_of(text), HeaderResult(header=header)
    amounts, money = budget.extract(context, given), tables.extract(context)
    return findings.extract(context, given, amounts, money)


@pytest.mark.parametrize(
    ("text", "kind", "quote", "note"),
    [
        # shares
        ("Có 250 hộ nghèo, chiếm 6% trong tổng số 5.000 hộ dân toàn xã.", "share_mismatch", "250 hộ nghèo, chiếm 6%", "5 %"),
        ("Huyện có 800 cán bộ, trong đó 120 cán bộ là nữ, chiếm 25%.", "share_mismatch", "120 cán bộ là nữ, chiếm 25%", "15 %"),
        ("Dân số toàn huyện có 20.000 hộ, với 90.000 người.\n- Có 1.500 hộ nghèo, chiếm tỷ lệ 8,5% so với tổng số gia đình.", "share_mismatch", "1.500 hộ nghèo, chiếm tỷ lệ 8,5% so với tổng số gia đình", "7,5 %"),
        ("Dân số toàn huyện là 90.000 người.\n- Có 900 người mù chữ, chiếm 2% dân số.", "share_mismatch", "900 người mù chữ, chiếm 2% dân số", "1 %"),
        ("Dân số của xã có 8.000 người, trong đó:\n- Nữ: 4.100 người, chiếm 55%;", "share_mismatch", "4.100 người, chiếm 55%", "51,25 %"),
        ("Đến nay 30/40 xã đạt chuẩn (70%).", "share_mismatch", "30/40 xã đạt chuẩn (70%", "75 %"),
        ("Lực lượng gồm nam 45%, nữ 57%.", "share_mismatch", "nam 45%, nữ 57%", "102 %"),
        # sums
        ("Cả xã có 90 hộ, gồm 50 hộ làm ruộng và 30 hộ buôn bán.", "sum_mismatch", "90 hộ, gồm 50 hộ làm ruộng và 30 hộ", "50 + 30 = 80 hộ; in 90 hộ"),
        ("Có 120 người (nam 70 người, nữ 40 người).", "sum_mismatch", "120 người (nam 70 người, nữ 40", "110"),
        ("Ngân sách tỉnh: 20 triệu đồng/năm, giai đoạn 2021 - 2025 là: 80 triệu đồng.", "sum_mismatch", "20 triệu đồng/năm, giai đoạn 2021 - 2025 là: 80 triệu đồng", "5 x 20.000.000 = 100.000.000"),
        ("Tổng kinh phí: 900 triệu đồng, gồm: ngân sách tỉnh 500 triệu đồng; nguồn xã hội hóa 300 triệu đồng.", "sum_mismatch", "Tổng kinh phí: 900 triệu đồng", "800.000.000"),
        ("Tổng kinh phí: 900 triệu đồng, trong đó:\n- Ngân sách tỉnh: 500 triệu đồng;\n- Ngân sách huyện: 300 triệu đồng;\n- Xã hội hóa: 50 triệu đồng.", "sum_mismatch", "Tổng kinh phí: 900 triệu đồng", "850.000.000"),
        # changes
        ("Số thôn đạt chuẩn từ 40 thôn năm 2020 lên 65 thôn năm 2021, tăng 20 thôn.", "change_mismatch", "từ 40 thôn năm 2020 lên 65 thôn năm 2021, tăng 20 thôn", "65 - 40 = 25"),
        ("Số vụ cháy từ 50 vụ xuống còn 40 vụ, giảm 25%.", "change_mismatch", "từ 50 vụ xuống còn 40 vụ, giảm 25%", "giảm 20 %"),
        ("Năm 2019 có 300 học viên, đến năm 2020 có 340 học viên, tăng 50 học viên.", "change_mismatch", "340 học viên, tăng 50 học viên", "340 - 300 = 40"),
        ("Năm 2021 là 450 hộ, giảm 60 hộ so với năm 2020 (500 hộ).", "change_mismatch", "450 hộ, giảm 60 hộ so với năm 2020 (500 hộ", "-50"),
        ("Năm 2022 xảy ra 30 vụ cháy, bị thương 10 người; so với cùng kỳ giảm 20 vụ (-66,7%), tăng 02 người (+25%).", "change_mismatch", "giảm 20 vụ (-66,7%)", "30 + 20 = 50 vụ cùng kỳ; 20 / 50 = 40 %"),
        # periods and dates
        ("Thực hiện giai đoạn 2025 - 2021.", "reversed_period", "giai đoạn 2025 - 2021", "2021"),
        ("Làm từ năm 2026 đến năm 2024.", "reversed_period", "từ năm 2026 đến năm 2024", "2024"),
        ("Làm từ ngày 20/6/2024 đến ngày 10/6/2024.", "reversed_period", "từ ngày 20/6/2024 đến ngày 10/6/2024", "2024-06-10"),
        ("Làm từ Quý III/2024 đến Quý I/2024.", "reversed_period", "từ Quý III/2024 đến Quý I/2024", "2024-03"),
        ("Mỗi năm ngân sách tỉnh cấp 20 triệu đồng, 3 năm là 80 triệu đồng.", "sum_mismatch", "20 triệu đồng, 3 năm", "60.000.000"),
        ("Nộp hồ sơ ngày 31/6/2024.", "suspect_date", "ngày 31/6/2024", "ngày 31 tháng 6 năm 2024"),
        ("Họp ngày 10 tháng 13 năm 2024.", "suspect_date", "ngày 10 tháng 13 năm 2024", "tháng 13"),
        ("Họp thứ Hai, ngày 20/3/2024.", "suspect_date", "thứ Hai, ngày 20/3/2024", "thứ Tư"),
        ("Các xã gửi báo cáo trước ngày 01/02/2024.", "suspect_date", "gửi báo cáo trước ngày 01/02/2024", "01/02/2024"),
        ("Theo Quyết định số 15/2019/QĐ-UBND ngày 02/5/2019 của UBND tỉnh. Nay bãi bỏ Quyết định số 15/2019/QĐ-UBND ngày 12/5/2019.", "suspect_date", "Quyết định số 15/2019/QĐ-UBND ngày 12/5/2019", "02/05/2019"),
        ("Theo Quyết định số 99/QĐ-TTg ngày 02/5/2019 của Thủ tướng Chính phủ về việc giao vốn. Nội dung khác theo Quyết định số 99/QĐ-TTg ngày 02/5/2020.", "suspect_date", "Quyết định số 99/QĐ-TTg ngày 02/5/2020", "02/05/2019"),
        # numbers
        ("Toàn huyện có l2.345 người.", "suspect_number", "l2.345 người", "12.345"),
        ("Chi 5OO triệu đồng.", "suspect_number", "5OO triệu", "500"),
        ("Chi 1.25.000 đồng cho mỗi lớp.", "suspect_number", "1.25.000 đồng", "ba chữ số"),
        ("Nghị định số 40/2019/NĐ-CP ngày 13/5/2019; Nghị định số 40/2019/NĐ-BTC ngày 13/5/2019; Nghị định số 40/2019/NĐ-CP.", "suspect_number", "Nghị định số 40/2019/NĐ-BTC ngày 13/5/2019", "40/2019/NĐ-CP"),
        ("Các hồ: Đồng Mít 1 (9ha), Suối Cát (7 ha), Đồng Mít 1 (12 ha).", "suspect_number", "Đồng Mít 1 (9ha), Suối Cát (7 ha), Đồng Mít 1 (12 ha)", "9 và 12"),
    ],
)  # fmt: skip
def test_what_contradicts_itself(text: str, kind: str, quote: str, note: str) -> None:
    (finding,) = found(text)
    assert finding.kind == kind
    assert quote in finding.evidence[0].quote
    assert note in finding.note


@pytest.mark.parametrize(
    "text",
    [
        # shares that agree, or whose total is not certain
        "Có 250 hộ nghèo, chiếm 5% trong tổng số 5.000 hộ dân toàn xã.",
        "Có 251 hộ nghèo, chiếm 5,0% trong tổng số 5.000 hộ dân toàn xã.",
        "Có 250 hộ nghèo, chiếm khoảng 9% trong tổng số 5.000 hộ dân.",
        "Có gần 250 hộ nghèo, chiếm 6% trong tổng số 5.000 hộ dân.",
        "Dân số của xã là 5.000 người. Có 250 người mới, chiếm 9% nâng tổng số người.",
        "Xã có 5.000 hộ. Có 250 hộ nghèo, chiếm 9% số hộ dân tộc thiểu số.",
        "Dân số từ 15 tuổi trở lên là 9.000 người.\n- Có 500 người, chiếm 2% dân số.",
        "Huyện có 800 cán bộ, trong đó 120 cán bộ là nữ, chiếm 15%.",
        "Đến nay 30/40 xã đạt chuẩn (75%).",
        "Tháng 10/2020 lần lượt giảm 31,1%.",
        "Lực lượng gồm nam 45%, nữ 55%; năm trước nam 45%, nữ 56%.",
        # sums
        "Cả xã có 80 hộ, gồm 50 hộ làm ruộng và 30 hộ buôn bán.",
        "Cả xã có 90 hộ, gồm 50 hộ làm ruộng và 30 lao động.",
        "Cả xã có 14 hộ, gồm:\n- 03 hộ làm ruộng, 05 hộ buôn bán;\n- 06 hộ khác.",
        "Có 110 người (nam 70 người, nữ 40 người).",
        "Ngân sách tỉnh: 20 triệu đồng/năm, giai đoạn 2021 - 2025 là: 100 triệu đồng.",
        "Tổng kinh phí: 800 triệu đồng, gồm: ngân sách tỉnh 500 triệu đồng; nguồn xã hội hóa 300 triệu đồng.",
        "Tổng kinh phí: 900 triệu đồng, trong đó ngân sách tỉnh 500 triệu đồng, ngân sách huyện 300 triệu đồng.",
        "Tổng kinh phí: 1,3 tỷ đồng, gồm: ngân sách tỉnh 750 triệu đồng; nguồn xã hội hóa 520 triệu đồng.",
        # changes
        "Số thôn đạt chuẩn từ 40 thôn năm 2020 lên 65 thôn năm 2021, tăng 25 thôn (62,5%).",
        "Mở rộng từ 66 ha lên 85 ha), khu Đông (tăng 182 ha).",
        "Tỷ lệ từ 9% lên 15%, tăng 6%.",
        "Năm 2019 có 5 trường, đến năm 2020 có 340 học viên, tăng 50 học viên.",
        "Năm 2022 xảy ra 30 vụ cháy, bị thương 10 người; so với cùng kỳ giảm 20 vụ (-40%), tăng 02 người (+25%).",
        # periods and dates
        "Thực hiện giai đoạn 2021 - 2025, từ tháng 11 năm 2023 đến tháng 3 năm 2024.",
        "Tuổi nghề là: 2015-2010 = 05 năm.",
        "Nộp hồ sơ ngày 30/6/2024, ngày 29/02/2024.",
        "Giấy phép ngày 1/30/2015, ngày 7/25/2013.",
        "Chi lương tháng 13 năm 2024.",
        "Họp thứ Tư, ngày 20/3/2024; thay đổi lần thứ Hai, ngày 20/3/2024.",
        "Các xã gửi báo cáo trước ngày 01/4/2024.",
        "Hồ sơ đã nộp trước ngày 01/02/2024 được giải quyết; nhà xây dựng trước ngày 01/7/2004.",
        "Theo Quyết định số 15/QĐ-UBND ngày 02/5/2019 của UBND tỉnh An và Quyết định số 15/QĐ-UBND ngày 12/5/2020 của UBND tỉnh Bình.",
        # numbers
        "Mã QL1A, đường ĐT.741, CO2, H2O, 10l nước, số 0243.6269.3723, mục 1.25.3.",
        "Thông tư số 12/2020/TT-BTC ngày 01/3/2020; Thông tư số 12/2020/TT-BYT ngày 05/6/2020.",
        "Nghị định số 40/2019/NĐ-CP - Điều 3; Nghị định số 40/2019/ND-CP ngày 13/5/2019; Nghị định số 40/2019/NĐ-CP ngày 13/5/2019.",
        "Quyết định số 60/QĐ-BYT ngày 02/5/2019 về việc công bố thủ tục hành chính mới; Quyết định số 61/QĐ-BYT ngày 02/5/2019 về việc công bố thủ tục hành chính mới.",
        "Các hồ: Đồng Mít 1 (9ha), Suối Cát (7 ha), Đồng Mít 2 (12 ha).",
    ],
)  # fmt: skip
def test_what_agrees_or_is_uncertain(text: str) -> None:
    assert [(finding.rule, finding.note) for finding in found(text)] == []


def test_a_letter_in_a_figure_leaves_a_change_without_any_reading() -> None:
    text = "Năm 2009 có 7.000 người, đến năm 2010 có l8.500 người, tăng: 1.300 người."
    kinds = {finding.kind: finding.note for finding in found(text)}
    assert set(kinds) == {"change_mismatch", "suspect_number"}
    assert "8.500 - 7.000 = 1.500; 18.500 - 7.000 = 11.500" in kinds["change_mismatch"]
    assert {finding.kind for finding in found(text.replace("1.300", "1.500"))} == {"suspect_number"}


@pytest.mark.parametrize("of", ["so tổng số", "số tổng số", "tính trên tổng số", "theo tổng số"])
def test_two_shares_of_one_figure(of: str) -> None:
    text = f"Dân số của huyện là 100.000 người.\n- Người khuyết tật có 2.000 người, trong đó: mù 500 người, chiếm 0,8% dân số và 20% {of} người khuyết tật."
    first, second = found(text)
    assert "500 người, chiếm 0,8% dân số" in first.evidence[0].quote
    assert second.evidence[0].quote == f"20% {of} người khuyết tật"
    assert [evidence.quote for evidence in second.evidence[1:]] == ["2.000 người"]


TABLE = [
    ["TT", "Nội dung", "Tổng kinh phí", "2024", "2025"],
    ["1", "Sửa cầu", "30", "10", "20"],
    ["2", "Mua cây", "70", "40", "30"],
    ["3", "In sách", "50", "25", "25"],
    ["", "Cộng", "150", "75", "75"],
]


def table(*changed: tuple[int, int, str]) -> str:
    rows = [list(row) for row in TABLE]
    for row, column, value in changed:
        rows[row][column] = value
    return "Đơn vị tính: triệu đồng\n" + "".join("\t".join(row) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("changed", "quote", "rule"),
    [
        ([(2, 2, "80")], "80", "finding.table_row"),  # a row's total, which the column's total contradicts too
        ([(2, 3, "45")], "45", "finding.table_row"),
        ([(4, 4, "85")], "85", "finding.table_row"),
    ],
)
def test_one_wrong_cell_of_a_table_is_one_finding(changed: list[tuple[int, int, str]], quote: str, rule: str) -> None:
    (finding,) = found(table(*changed))
    assert (finding.evidence[0].quote, finding.rule) == (quote, rule)


def test_a_table_that_adds_up_or_is_not_understood() -> None:
    assert found(table()) == []
    assert found(table((1, 2, "31"), (2, 2, "71"), (3, 2, "52"), (4, 2, "199"), (4, 3, "1"), (4, 4, "2"))) == []


SHARES = [
    ["Nguồn vốn", "TH 2023", "Ước 2024", "KH 2025", "Ước 2024/TH 2023", "KH 2025/Ước 2024"],
    ["Tổng số", "200,0", "250,0", "300,0", "125,0", "120,0"],
    ["1. Ngân sách", "50,0", "60,0", "90,0", "120,0", "150,0"],
    ["So với tổng số", "25,0", "24,0", "30,0", "", ""],
    ["2. Dân góp", "150,0", "190,0", "210,0", "126,7", "110,5"],
    ["So với tổng số", "75,0", "76,0", "70,0", "", ""],
]


def test_a_wrong_share_of_a_table() -> None:
    def of(rows: list[list[str]]) -> list[tuple[str, str]]:
        text = "".join("\t".join(row) + "\n" for row in rows)
        return [(f.evidence[0].quote, f.note) for f in found(text) if f.rule == "finding.table_share"]

    assert of(SHARES) == []
    wrong = [list(row) for row in SHARES]
    wrong[3][2] = "24,8"
    wrong[4][4] = "127,6"
    assert of(wrong) == [
        ("24,8", "60,0 / 250,0 = 24 % (làm tròn 24,0 %); in 24,8 %"),
        ("127,6", "190,0 / 150,0 = 126,667 % (làm tròn 126,7 %); in 127,6 %"),
    ]
    wrong[2][4] = wrong[2][5] = wrong[1][4] = "1,0"  # a reading that does not hold is none
    assert [quote for quote, _ in of(wrong)] == ["24,8"]


def test_a_wrong_product_of_a_table() -> None:
    rows = [["Vật tư", "Số lượng", "Đơn giá", "Thành tiền"]]
    rows += [[f"Cây {name}", str(count), "15", str(count * 15)] for count, name in enumerate("ABCDE", 3)]
    text = "".join("\t".join(row) + "\n" for row in rows)
    assert found(text) == []
    (finding,) = found(text.replace("\t75\n", "\t78\n"))
    assert (finding.rule, finding.note) == ("finding.table_product", "5 x 15 = 75; in 78")


def test_a_total_in_the_text_against_its_table() -> None:
    (finding,) = found("Tổng kinh phí: 170 triệu đồng, phân ra:\n" + table())
    assert finding.rule == "finding.table_and_text"
    assert found("Tổng kinh phí: 150 triệu đồng, phân ra:\n" + table()) == []


def test_ids_and_notes() -> None:
    results = found("Giai đoạn 2025 - 2021. Nộp ngày 31/6/2024.")
    assert [finding.id for finding in results] == ["f1", "f2"]
    assert all(finding.note and 0 < finding.confidence < 1 for finding in results)


_PIECES = st.sampled_from(
    ["Có ", "từ ", "lên ", "tăng ", "giảm ", "chiếm ", "12", "1.250", "2,5%", " hộ", " người", ", ", ". ", "; ", "trong đó ", "gồm ",
     "năm 2020 ", "ngày 31/2/2024 ", "triệu đồng", "/năm", "(", ")", "\n", "- ", "Quyết định số 5/2020/QĐ-TTg ", "so với ", "dân số ", "nam ", "nữ "]
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_text_gives_exact_quotes(text: str) -> None:
    for finding in found(text):
        for evidence in finding.evidence:
            assert evidence.quote == text[evidence.start : evidence.end] != ""


@pytest.mark.parametrize(
    "line",
    [
        "- Có 500 hộ, trong đó 120 hộ nghèo, chiếm 30%; từ 5 hộ lên 9 hộ, tăng 3 hộ.\n",
        "có 500 hộ, gồm 120 hộ nghèo, tăng 20 hộ (12%) so với năm 2020, từ ",
        "Quyết định số 5/2020/QĐ-TTg ngày 01/02/2020, ",
        "1.1.1.1.1.1.1.1",
    ],
)
def test_time_grows_with_the_text_only(line: str) -> None:
    times = []
    for count in (200, 800):
        context = context_of(line * count)
        assert context.blocks is not None
        start = time.process_time()
        findings.extract(context, HeaderResult(header=PLAN), [], [])
        times.append(time.process_time() - start)
    assert times[1] < 12 * times[0] + 0.2
