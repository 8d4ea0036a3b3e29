"""Amounts of money in running text, and what is said of each."""

# ruff: noqa: E501 - a case a line
from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document, Line, Page
from vnplan_extract.extractors import budget
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.record import BudgetItem, Header, Period
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


PLAN = Header(issued_on="2021-03-01", period=Period(start="2021", end="2025"))


def found(text: str, header: Header = PLAN, **more: object) -> list[BudgetItem]:
    return budget.extract(context_of(text), HeaderResult(header=header, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "amount", "expected"),
    [
        ("Kinh phí: 300 triệu đồng.", 300_000_000, {"per": "total", "comparator": "=", "source": None, "role": "planned"}),
        ("Kinh phí khoảng 1,5 tỷ đồng.", 1_500_000_000, {"comparator": "~"}),
        ("Kinh phí không quá 20 triệu đồng/lớp.", 20_000_000, {"comparator": "<=", "per": "unit"}),
        ("Huy động trên 2 tỷ đồng từ doanh nghiệp đóng góp.", 2_000_000_000, {"comparator": ">=", "source": "social"}),
        ("Dự án có vốn từ 50 tỷ đồng trở lên.", 50_000_000_000, {"comparator": ">="}),
        ("Ngân sách tỉnh bố trí 40 triệu đồng/năm.", 40_000_000, {"per": "year", "source": "provincial"}),
        ("Mỗi năm, ngân sách huyện cấp 40 triệu đồng.", 40_000_000, {"per": "year", "source": "district"}),
        ("Phụ cấp 500.000 đồng/tháng.", 500_000, {"per": "month"}),
        ("Hỗ trợ 02 triệu đồng một hộ.", 2_000_000, {"per": "unit"}),
        ("Kinh phí 5 tỷ đồng do ngân sách trung ương cấp.", 5_000_000_000, {"source": "central"}),
        ("Ngân sách trung ương và ngân sách tỉnh: 5 tỷ đồng.", 5_000_000_000, {"source": "state"}),
        ("Ngân sách tỉnh và ngân sách huyện: 5 tỷ đồng.", 5_000_000_000, {"source": "local"}),
        ("Mua xuồng 5 tỷ đồng (từ ngân sách Trung ương và địa phương).", 5_000_000_000, {"source": "state"}),
        ("Ngân sách cấp huyện, xã: 5 tỷ đồng.", 5_000_000_000, {"source": "local"}),
        ("Vốn đối ứng của dân 90 triệu đồng.", 90_000_000, {"source": "social"}),
        ("Tổng số tiền nộp ngân sách nhà nước là 90 triệu đồng.", 90_000_000, {"source": None}),
        ("- Trung ương: 90 triệu đồng", 90_000_000, {"source": "central"}),
        ("Chi phí tối thiểu là 10 triệu đồng.", 10_000_000, {"comparator": ">="}),
        ("Chi họp 60.000 đồng/01người/01 cuộc họp.", 60_000, {"per": "unit"}),
        ("- Xã: 60.000 đồng/lần họp.", 60_000, {"per": "unit", "source": None}),
        ("Năm 2021 chi 4 tỷ đồng, gấp 2 lần năm 2020.", 4_000_000_000, {"start": "2021"}),
        ("Tổng chi ước đạt 9 tỷ đồng.", 9_000_000_000, {"role": "reported"}),
        ("Tổng thu là 9 tỷ đồng, bằng 104% dự toán.", 9_000_000_000, {"role": "reported"}),
        ("Kinh phí theo dự toán đã lập là 9 tỷ đồng.", 9_000_000_000, {"role": "planned"}),
        ("Kinh phí 2.500.000 đồng (Hai triệu, năm trăm nghìn đồng) từ ngân sách tỉnh.", 2_500_000, {"source": "provincial"}),
        ("Kinh phí 2 tỷ đồng (bằng chữ: Hai tỷ đồng).", 2_000_000_000, {"source": None}),
        ("Vốn của doanh nghiệp nhà nước: 90 triệu đồng.", 90_000_000, {"source": None}),
        ("Nguồn xã hội hóa: 90 triệu đồng.", 90_000_000, {"source": "social"}),
        ("Ngân sách nhà nước: 90 triệu đồng.", 90_000_000, {"source": "state"}),
        ("Năm 2020 đã chi 70 triệu đồng cho việc sửa trạm y tế.", 70_000_000, {"role": "reported", "start": "2020", "end": "2020"}),
        ("Chi trả nợ khoảng 9 tỷ đồng.", 9_000_000_000, {"role": "planned"}),
        ("Nguồn kinh phí trung ương cấp: 9 tỷ đồng.", 9_000_000_000, {"role": "planned", "source": "central"}),
        ("Tăng so với ước thực hiện, trong đó thu phí là 9 tỷ đồng.", 9_000_000_000, {"role": "planned"}),
        ("Tặng 40 xe lăn, trị giá 80 triệu đồng.", 80_000_000, {"role": "reported"}),
        ("Giai đoạn 2022 - 2024 dự kiến chi 9 tỷ đồng.", 9_000_000_000, {"role": "planned", "start": "2022", "end": "2024"}),
        ("Kinh phí đã được phê duyệt là 9 tỷ đồng.", 9_000_000_000, {"role": "planned", "start": "2021", "end": "2025"}),
    ],
)  # fmt: skip
def test_what_is_said_of_an_amount(text: str, amount: int, expected: dict[str, object]) -> None:
    (item,) = found(text)
    assert item.amount_vnd == amount
    assert {name: getattr(item, name) for name in expected} == expected


@pytest.mark.parametrize(
    "text",
    ["Xuất khẩu 5 tỷ USD, riêng vải (4,1 tỷ).", "Phạt tiền từ 2 triệu đồng.", "Phạt tiền từ 2 triệu đồng đến 3 triệu đồng.", "Có 12 đồng chí dự.", "Trồng 3 triệu cây.", "TT\tViệc\tTiền\n1\tHọp\t5 triệu đồng\n2\tIn\t6 triệu đồng\n"],
)  # fmt: skip
def test_no_amount(text: str) -> None:
    assert found(text) == []


def test_parts_in_brackets_have_sources_of_their_own() -> None:
    text = "d) Kinh phí: 200 triệu đồng (trong đó ngân sách trung ương đã hỗ trợ 50 triệu đồng và ngân sách tỉnh là 150 triệu đồng)."
    items = found(text)
    assert [(item.amount_vnd // 10**6, item.source, item.role) for item in items] == [
        (200, None, "planned"), (50, "central", "reported"), (150, "provincial", "planned"),
    ]  # fmt: skip


def test_what_stands_before_the_next_amount_is_said_of_that_one() -> None:
    text = "Kinh phí 9 tỷ đồng do ngân sách tỉnh cấp, gồm: năm 2022 là 4 tỷ đồng, năm 2023 là 5 tỷ đồng."
    years = [(item.start, item.end, item.source) for item in found(text)]
    assert years == [("2021", "2025", "provincial"), ("2022", "2022", "provincial"), ("2023", "2023", "provincial")]


def test_both_ends_of_a_range_are_for_one_unit() -> None:
    assert [item.per for item in found("Hỗ trợ từ 10 đến 15 triệu đồng/hộ.")] == ["unit", "unit"]


def test_both_ends_of_a_range_are_said_alike() -> None:
    first, second = found("Năm 2024, ngân sách tỉnh chi khoảng 10 - 15 triệu đồng.")
    assert (first.amount_vnd, second.amount_vnd) == (10_000_000, 15_000_000)
    for item in (first, second):
        assert (item.comparator, item.source, item.start) == ("~", "provincial", "2024")


def test_a_year_that_an_amount_is_compared_with_is_not_its_own() -> None:
    text = "Năm 2021 chi 5 tỷ đồng, tăng 4% so với năm 2020, trong đó trồng cây là 2 tỷ đồng, theo giá năm 2010."
    assert [item.start for item in found(text)] == ["2021", "2021"]
    text = "Mức hỗ trợ tăng từ 15 triệu đồng (năm 2022) lên 19 triệu đồng (năm 2023)."
    assert [item.start for item in found(text)] == ["2022", "2023"]


def test_the_months_of_a_year_are_not_its_last_one() -> None:
    first, second = found("Tháng 9 năm 2021 đã chi 2 tỷ đồng, cộng 9 tháng đã chi 20 tỷ đồng.")
    assert (first.start, first.end) == ("2021-09", "2021-09")
    assert (second.start, second.end) == ("2021", "2021")


def test_figures_of_a_list_set_apart_by_tabs_are_no_table() -> None:
    text = "Kinh phí 5 tỷ đồng, trong đó:\n- Ngân sách trung ương là:\t\t2 tỷ đồng\n- Ngân sách tỉnh là:\t\t3 tỷ đồng\n"
    assert [(item.amount_vnd, item.source) for item in found(text)][1:] == [
        (2_000_000_000, "central"), (3_000_000_000, "provincial"),
    ]  # fmt: skip


def test_an_amount_said_again_for_the_years_keeps_the_source() -> None:
    first, second = found("Ngân sách tỉnh: 10 triệu đồng/năm, giai đoạn 2022-2024 là: 30 triệu đồng.")
    assert (first.per, first.source) == ("year", "provincial")
    assert (second.per, second.source, second.start, second.end) == ("total", "provincial", "2022", "2024")


def test_years_from_the_time_label_beside_it_and_from_the_heading() -> None:
    text = (
        "1. Sửa nhà văn hóa các thôn\n"
        "a) Thời gian: Từ năm 2022 đến năm 2023.\n"
        "b) Kinh phí thực hiện: 400 triệu đồng.\n"
        "2. Giai đoạn 2024 - 2025\n"
        "- Kinh phí: 500 triệu đồng.\n"
    )
    first, second = found(text)
    assert (first.start, first.end, first.purpose) == ("2022", "2023", "Sửa nhà văn hóa các thôn")
    assert (second.start, second.end) == ("2024", "2025")


def test_a_deadline_is_no_span_of_years() -> None:
    (item,) = found("1. Sửa cầu dân sinh\na) Thời gian: Trước ngày 30/6/2022.\nb) Kinh phí: 400 triệu đồng.\n")
    assert (item.start, item.end) == ("2021", "2025")


def test_what_a_report_expects_of_the_year_before_its_plan_is_a_result() -> None:
    text = "- Tổng thu năm 2024 dự kiến đạt 9 tỷ đồng.\n- Tổng thu năm 2025 dự kiến đạt 10 tỷ đồng.\n"
    header = Header(doc_type="Báo cáo", period=Period(start="2025", end="2025"))
    assert [item.role for item in found(text, header)] == ["reported", "planned"]


def test_what_stands_in_a_section_on_results_is_reported() -> None:
    text = "I. KẾT QUẢ THỰC HIỆN\n1. Đã làm 3 km đường.\n- Kinh phí: 400 triệu đồng.\nII. NHIỆM VỤ\n1. Làm tiếp.\n- Kinh phí: 500 triệu đồng.\n"
    assert [item.role for item in found(text)] == ["reported", "planned"]


def test_a_total_covers_the_years_of_its_parts() -> None:
    text = (
        "IV. KINH PHÍ\nTổng kinh phí: 900 triệu đồng\n"
        "1. Giai đoạn 2021 - 2022: 400 triệu đồng, trong đó:\n- Ngân sách tỉnh: 400 triệu đồng.\n"
        "2. Giai đoạn 2023 - 2030: 500 triệu đồng.\n"
    )
    assert (found(text)[0].start, found(text)[0].end) == ("2021", "2030")


@pytest.mark.parametrize(("own", "source"), [("thành phố Hà Nội", "provincial"), ("tỉnh Hà Nam", "district")])
def test_a_city_is_of_the_level_of_the_document(own: str, source: str) -> None:
    (item,) = found("Ngân sách thành phố: 5 tỷ đồng.", own_province=own)
    assert item.source == source


@pytest.mark.parametrize(
    ("heading", "source"),
    [
        ("1. Nguồn ngân sách huyện:", "district"),
        ("1. Điều chỉnh dự toán chi ngân sách nhà nước năm 2024 của Phòng Y tế", "state"),
        ("1. Sửa trường học", None),
    ],
)
def test_a_heading_names_the_source_of_the_amounts_under_it(heading: str, source: str | None) -> None:
    (item,) = found(f"{heading}\n- Tăng chi mua sắm: 12 triệu đồng.\n")
    assert item.source == source


def test_one_statement_twice_is_one_item() -> None:
    text = "- Kinh phí sửa cầu Cây Me năm 2022: 5 tỷ đồng.\n- Kinh phí sửa cầu Cây Me năm 2022: 5 tỷ đồng.\n"
    assert len(found(text)) == 1


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="kinhphí1250.,/() \ntỷtriệuđồngnăm-", max_size=200))
def test_any_text_gives_exact_quotes(text: str) -> None:
    for item in found(text):
        assert item.evidence[0].quote == text[item.evidence[0].start : item.evidence[0].end]


def test_time_grows_with_the_text_only() -> None:
    line = "- Kinh phí sửa cầu năm 2022: 5 tỷ đồng, ngân sách tỉnh 3 tỷ đồng.\n"
    times = []
    for count in (300, 1200):
        context = context_of("1. Sửa cầu\n" + line * count)
        assert context.blocks
        start = time.process_time()
        budget.extract(context, HeaderResult(header=PLAN))
        times.append(time.process_time() - start)
    assert times[1] < 12 * times[0] + 0.2
