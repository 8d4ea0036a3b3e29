"""Tables of money: their unit, and each amount under its labels."""

# ruff: noqa: E501 - a case a line
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document, Line, Page
from vnplan_extract.extractors import tables
from vnplan_extract.extractors.context import Context
from vnplan_extract.text import Text


def context_of(text: str) -> Context:
    lines = []
    at = 0
    for line in text.split("\n"):
        if line:
            lines.append(Line(at, at + len(line)))
        at += len(line) + 1
    page = Page(1, 0, len(text), tuple(lines))
    return Context(Document("plan.txt", "0" * 64, len(text), "text/plain", Text(text), (page,)))


YEARS = "TT\tNội dung\tTổng kinh phí\tTrong đó\t\n\t\t\t2024\t2025\n1\tSửa đường thôn\t300\t100\t200\n2\tMua cây giống\t1.250,5\t/\t1.250,5\n\tCộng\t1.550,5\t100\t1.450,5\n"


def cells(text: str) -> list[tuple[str, str, int]]:
    return [
        (cell.row, cell.column, cell.amount_vnd) for table in tables.extract(context_of(text)) for cell in table.cells
    ]


def test_amounts_under_a_heading_of_two_rows() -> None:
    found = cells("Đơn vị tính: Triệu đồng\n" + YEARS)
    assert found == [
        ("Sửa đường thôn", "Tổng kinh phí", 300_000_000),
        ("Sửa đường thôn", "2024", 100_000_000),
        ("Sửa đường thôn", "2025", 200_000_000),
        ("Mua cây giống", "Tổng kinh phí", 1_250_500_000),
        ("Mua cây giống", "2025", 1_250_500_000),
        ("Cộng", "Tổng kinh phí", 1_550_500_000),
        ("Cộng", "2024", 100_000_000),
        ("Cộng", "2025", 1_450_500_000),
    ]


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Đơn vị tính: Triệu đồng", 10**6), ("ĐVT: nghìn đồng", 10**3), ("(Đơn vị: 1.000 đồng)", 10**3),
        ("Đơn vị tính tiền: tỷ đồng", 10**9), ("Đơn vị tính: đồng", 1),
        ("ĐVIT: triệu đồng", 10**6), ("(ĐYT: 1.000 đồng)", 10**3), ("Đơn vi tinh: triệu đồng", 10**6),
    ],
)  # fmt: skip
def test_the_unit_above(label: str, unit: int) -> None:
    (table,) = tables.extract(context_of(f"{label}\n{YEARS.replace(',5', '')}"))
    assert table.unit_vnd == unit
    assert table.cells[0].amount_vnd == 300 * unit
    assert table.evidence[0].quote in label


@pytest.mark.parametrize(
    "line", ["Cộng: 10 triệu đồng", "Ghi chú: chi theo thực tế", "Vốn: 100 tỷ đồng", "ĐVIT: %", "ha:"]
)
def test_a_line_above_that_is_no_unit(line: str) -> None:
    assert tables.extract(context_of(f"{line}\n{YEARS.replace('Tổng kinh phí', 'Tổng số')}")) == []


def test_the_unit_in_the_heading_of_a_column() -> None:
    text = "STT\tHạng mục\tSố lượng\tKinh phí (triệu đồng)\n1\tTủ thuốc\t12\t36\n2\tGiường bệnh\t5\t0\n"
    assert cells(text) == [
        ("Tủ thuốc", "Kinh phí (triệu đồng)", 36_000_000),
        ("Giường bệnh", "Kinh phí (triệu đồng)", 0),
    ]


def test_column_numbers_are_heading() -> None:
    text = "ĐVT: triệu đồng\nTT\tViệc\tKinh phí\n(1)\t(2)\t(3)\n1\tHọp dân\t3\n2\tIn tờ rơi\t4\n"
    assert cells(text) == [("Họp dân", "Kinh phí", 3_000_000), ("In tờ rơi", "Kinh phí", 4_000_000)]


def test_columns_of_numbers_of_rows_and_of_counts_hold_no_money() -> None:
    text = (
        "ĐVT: triệu đồng\nMục NS\tTên mục\tMua sắm\tMua sắm\n\t\tSố lượng\tThành tiền\n"
        "111\tMua bàn ghế\t20\t30\n114\tMua quạt\t5\t4\n"
    )
    assert cells(text) == [("Mua bàn ghế", "Thành tiền", 30_000_000), ("Mua quạt", "Thành tiền", 4_000_000)]


def test_thousands_of_dong_stay_thousands_beside_a_foreign_number() -> None:
    text = "Đơn vị tính: đồng\nTT\tNội dung\tThành tiền\n1\tThuê cuốc\t3,750,000\n2\tThuê xuồng\t500.000\n"
    assert cells(text) == [("Thuê cuốc", "Thành tiền", 3_750_000), ("Thuê xuồng", "Thành tiền", 500_000)]


def test_columns_of_counts_by_year_hold_no_money() -> None:
    text = "Đơn vị tính: đồng\nTT\tNội dung\tSố học viên\tThành tiền\n\t\t2024\t2024\n1\tLớp vớt bèo\t6\t4.500.000\n"
    assert [amount for _, _, amount in cells(text)] == [4_500_000]


def test_the_unit_of_the_table_above_is_not_that_of_the_next() -> None:
    first = "ĐVT: triệu đồng\nTT\tViệc\tKinh phí\n1\tHọp dân\t3\n2\tIn tờ rơi\t4\n"
    second = "Phân công:\nTT\tViệc\tSố tổ\tCấp\n1\tHọp dân\t3\t2\n2\tIn tờ rơi\t4\t1\n"
    assert [cell[1] for cell in cells(first + second)] == ["Kinh phí", "Kinh phí"]


def test_foreign_style_where_the_table_shows_it() -> None:
    text = "Đơn vị tính: đồng\nTT\tViệc\tKinh phí\n1\tHọp dân\t1,234,000\n2\tIn tờ rơi\t31,600\n"
    assert [cell[2] for cell in cells(text)] == [1_234_000, 31_600]


@pytest.mark.parametrize(
    "text",
    [
        "TT\tXã\tSố hộ\n1\tAn Hòa\t120\n2\tAn Bình\t95\n",
        "Đơn vị tính: người\nTT\tXã\tNăm 2024\n1\tAn Hòa\t120\n2\tAn Bình\t95\n",
        "Đơn vị tính: triệu đồng\nTT\tXã\tGhi chú\n",
    ],
)
def test_no_money(text: str) -> None:
    assert cells(text) == []


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.lists(st.sampled_from(["", "1", "Việc", "2.500", "/", "2024", "Cộng"]), min_size=3, max_size=5), max_size=8
    )
)
def test_every_amount_is_a_cell_of_the_text(rows: list[list[str]]) -> None:
    text = "ĐVT: triệu đồng\n" + "".join("\t".join(row) + "\n" for row in rows)
    for table in tables.extract(context_of(text)):
        for cell in table.cells:
            evidence = cell.evidence[0]
            assert text[evidence.start : evidence.end] == evidence.quote
            assert cell.amount_vnd == int(evidence.quote.strip().replace(".", "")) * 10**6
