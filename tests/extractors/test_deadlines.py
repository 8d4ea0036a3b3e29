"""Deadlines: which times count, of what kind, and which are left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Cell, Document, Line, Page, Table
from vnplan_extract.extractors import deadlines
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.record import Citation, Deadline, Header, Period
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


def header_of(
    text: str = "",
    title: str | None = None,
    issued_on: str | None = "2024-03-01",
    period: Period | None = None,
    doc_type: str | None = "Kế hoạch",
) -> HeaderResult:
    start = text.find(title) if title else -1
    span = (start, start + len(title)) if title and start >= 0 else None
    header = Header(doc_type=doc_type, issued_on=issued_on, title=title, period=period)
    return HeaderResult(header=header, title_span=span, head_end=span[1] if span else 0)


def found(text: str, **header: object) -> list[tuple[str, str | None, str | None, str | None]]:
    items = deadlines.extract(context_of(text), header_of(text, **header), [])  # type: ignore[arg-type]
    return [(d.kind, d.start, d.end, d.recurrence) for d in items]


def point(end: str) -> tuple[str, None, str, None]:
    return ("point", None, end, None)


def period(start: str, end: str | None) -> tuple[str, str, str | None, None]:
    return ("period", start, end, None)


def recurring(rule: str) -> tuple[str, None, None, str]:
    return ("recurring", None, None, rule)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # labels
        ("1. Rà soát hồ sơ\na) Thời gian thực hiện: 2024-2026.", [period("2024", "2026")]),
        ("1. Rà soát hồ sơ\n- Thời gian thực hiện: Quý II, III/2024.", [period("2024-04", "2024-09")]),
        ("1. Rà soát hồ sơ\n- Thời gian thực hiện: Quý IV năm 2024.", [period("2024-10", "2024-12")]),
        ("1. Rà soát hồ sơ\n- Thời gian hoàn thành: Quý II/2024.", [point("2024-06")]),
        ("1. Rà soát hồ sơ\n- Thời gian hoàn thành: Tháng 9/2024.", [point("2024-09")]),
        ("1. Rà soát hồ sơ\n- Thời gian thực hiện: năm 2024 và các năm tiếp theo.", [period("2024", None)]),
        ("1. Rà soát hồ sơ\n- Thời gian thực hiện: Từ quý III/2024.", [period("2024-07", None)]),
        # a labelled time counts even where it was over before the plan was issued
        ("1. Rà soát hồ sơ\n- Thời gian thực hiện: 2021-2022.", [period("2021", "2022")]),
        # headings
        ("1. Giai đoạn 2025 - 2030\na) Mở rộng mạng lưới trạm y tế.", [period("2025", "2030")]),
        # sentences
        ("- Đến năm 2030, mạng lưới trạm y tế phủ khắp các xã.", [point("2030")]),
        ("- Đến hết năm 2025 hoàn thành việc sắp xếp kho lưu trữ.", [point("2025")]),
        ("- Gửi báo cáo về Sở Nội vụ trước ngày 15/12/2024.", [point("2024-12-15")]),
        ("- Hoàn thành việc chỉnh lý trong quý III năm 2024.", [point("2024-09")]),
        ("- Từ năm 2025: áp dụng sổ theo dõi điện tử.", [period("2025", None)]),
        ("- Năm 2026 số hộ dùng nước sạch đạt 70%.", [point("2026")]),
        ("- Từ ngày 01/8/2024 đến ngày 30/9/2024 kiểm tra các bến thủy.", [period("2024-08-01", "2024-09-30")]),
        # recurring
        ("- Hàng năm báo cáo kết quả về Sở Nội vụ.", [recurring("FREQ=YEARLY")]),
        ("- Hằng quý họp giao ban.", [recurring("FREQ=MONTHLY;INTERVAL=3")]),
        (
            "- Định kỳ hàng năm (vào ngày 01/12) gửi báo cáo.",
            [recurring("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1")],
        ),
    ],
)
def test_times_that_are_deadlines(text: str, expected: list[tuple[object, ...]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # the dates of documents, and the times in their names
        "- Thực hiện theo Quyết định số 15/QĐ-UBND ngày 04/02/2024 của Ủy ban nhân dân tỉnh.",
        "- Lồng ghép với Chương trình phát triển cây xanh giai đoạn 2021 - 2030.",
        "- Bám sát Quy hoạch tỉnh đến năm 2030, tầm nhìn đến năm 2050.",
        "- Luật Lưu trữ có hiệu lực thi hành từ ngày 01/7/2025.",
        # what is over, and results
        "- Trong giai đoạn 2016 - 2020 toàn huyện trồng mới nhiều đồi chè.",
        "- Năm 2022 số hộ dùng nước sạch đạt 55%.",
        # what a change is compared with
        "- Phấn đấu tăng 5% so với năm 2023.",
        # benefits, statistics
        "- Người trực được hưởng phụ cấp hàng tháng theo quy định.",
        # days of every fiscal year
        "- Năm ngân sách bắt đầu từ ngày 01/01 và kết thúc vào ngày 31/12 cùng năm.",
        "II. VỚT BÈO\n- Kết quả từ 04/3 đến 09/3: vớt 40 tấn bèo.",
        "- Số bèo từ năm 2024 chuyển sang còn nhiều.",
        "- Giai đoạn 2023 - 2024 vừa qua, bèo ít hơn.",
        "- Phấn đấu tăng 5% so với ước thực hiện năm 2024.",
        # what is daily by itself, and what is stated
        "- Phấn đấu mọi thôn có báo đến hàng ngày.",
        "- Phục vụ hoạt động hàng ngày của trạm.",
        "- Phần nước hàng năm còn lại khoảng một nửa.",
        "- Kế hoạch làm việc toàn khóa, hàng năm.",
        # vague
        "- Kiểm tra thường xuyên, định kỳ theo quy định.",
        "I. THỰC TRẠNG\n1. Đến năm 2023 toàn huyện còn nhiều hộ khó khăn.",
        "",
    ],
)
def test_times_that_are_none(text: str) -> None:
    assert found(text) == []


def test_the_title_says_the_plan_s_period_once() -> None:
    title = "Sắp xếp kho lưu trữ huyện năm 2024"
    text = (
        f"KẾ HOẠCH\n{title}\n\nI. MỤC ĐÍCH\n1. Sắp xếp kho lưu trữ trong năm 2024.\n- Năm 2024 đạt 90% hồ sơ được xếp."
    )
    assert found(text, title=title) == [period("2024", "2024")]


def test_a_title_up_to_a_year_is_a_point() -> None:
    title = "Phát triển mạng lưới trạm quan trắc đến năm 2030, tầm nhìn đến năm 2045"
    assert found(f"KẾ HOẠCH\n{title}\n", title=title) == [point("2030"), point("2045")]


def test_the_preamble_is_of_other_documents() -> None:
    title = "Chăm sóc cây xanh năm 2024"
    text = (
        f"KẾ HOẠCH\n{title}\nThực hiện Quyết định số 9/QĐ-TTg ngày 05/01/2022 phê duyệt Đề án cây xanh giai đoạn "
        "2022 - 2030, Ủy ban nhân dân huyện ban hành Kế hoạch như sau:\nI. MỤC TIÊU\n- Cây được chăm sóc."
    )
    assert found(text, title=title) == [period("2024", "2024")]


def test_one_item_for_one_time_with_every_place() -> None:
    text = "- Đến năm 2030, đường xã được trải nhựa.\n- Đến năm 2030, trạm bơm được sửa."
    items = deadlines.extract(context_of(text), header_of(text), [])
    assert [item.id for item in items] == ["d1"]
    assert [text[e.start : e.end] == e.quote for e in items[0].evidence] == [True, True]


def test_a_day_without_a_year_takes_the_plan_s_year() -> None:
    text = "- Gửi báo cáo trước ngày 25/11."
    assert found(text, period=Period(start="2025", end="2025")) == [point("2025-11-25")]
    assert found(text, period=Period(start="2025", end="2030")) == []


def test_neighbouring_periods_are_joined() -> None:
    text = "- Thời gian thực hiện: Quý IV năm 2024, năm 2025 và các năm tiếp theo."
    assert found(text) == [period("2024-10", None)]
    apart = "- Thời gian thực hiện: Quý I năm 2024, năm 2025 và các năm tiếp theo."
    assert found(apart) == [period("2024-01", "2024-03"), period("2025", None)]


def test_a_time_set_for_work_counts_though_it_was_over() -> None:
    assert found("- Gửi báo cáo trước ngày 15/01/2024.", issued_on="2024-03-01") == [point("2024-01-15")]
    assert found("- Rà soát xe được cấp trước ngày 15/01/2024.", issued_on="2024-03-01") == []


def test_a_date_that_cannot_be_is_no_deadline() -> None:
    assert found("- Gửi báo cáo trước ngày 31/9/2024.") == []


def test_the_columns_of_a_table_of_text_are_no_period() -> None:
    assert found("1. Kinh phí\nNội dung\tCác năm\t2024\t2025\t2026\n") == []


def document_of_rows(rows: list[list[str]]) -> Document:
    text = "\n".join("\t".join(row) for row in rows)
    cells = []
    at = 0
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            cells.append(Cell(at, at + len(cell), number, column))
            at += len(cell) + 1
    return replace(context_of(text).document, tables=(Table(0, len(text), 1, tuple(cells)),))


def test_a_column_of_times_is_a_label() -> None:
    rows = [["Nhiệm vụ", "Thời gian"], ["Rà soát hồ sơ", "Quý II/2024"], ["Xếp kho", "Năm 2023"]]
    items = deadlines.extract(Context(document_of_rows(rows)), header_of(), [])
    assert [(d.kind, d.start, d.end, d.rule) for d in items] == [
        ("period", "2024-04", "2024-06", "deadline.label"),
        ("period", "2023", "2023", "deadline.label"),
    ]


@pytest.mark.parametrize("head", ["Thời gian hoàn thành", "Thời hạn", "Hạn hoàn thành", "Ngày hoàn thành"])
def test_a_column_of_times_by_which_work_is_to_be_done_has_points(head: str) -> None:
    rows = [["Việc", head], ["Vớt bèo", "Tháng 5/2024"], ["Đo nước", "- Tháng 6/2024 - Tháng 6/2024"]]
    items = deadlines.extract(Context(document_of_rows(rows)), header_of(), [])
    assert [(d.kind, d.start, d.end) for d in items] == [("point", None, "2024-05"), ("point", None, "2024-06")]


@pytest.mark.parametrize("head", ["Thực hiện năm 2024", "Ước TH năm 2024", "Số lượng (đến cuối năm 2024)"])
def test_the_heading_of_a_column_of_results_is_no_deadline(head: str) -> None:
    rows = [["Chỉ tiêu", "Đơn vị", head], ["Bèo", "tấn", "40"]]
    assert deadlines.extract(Context(document_of_rows(rows)), header_of(), []) == []


def test_a_report_of_results_and_of_work_to_come_is_of_the_latter() -> None:
    title = "Tình hình vớt bèo tháng 3 và 3 tháng đầu năm 2024; nhiệm vụ tháng 4 năm 2024"
    assert found(title, title=title, doc_type="Báo cáo") == [period("2024-04", "2024-04")]


def test_a_text_of_no_type_tells_how_often_things_are_done() -> None:
    assert found("- Số liệu nước được cập nhật hàng tuần.", doc_type=None) == []
    assert found("- Trạm báo cáo hàng tuần.", doc_type=None) == [recurring("FREQ=WEEKLY")]


def test_a_missing_own_date_is_taken_from_the_latest_citation() -> None:
    text = "- Đến năm 2020 hoàn thành việc sắp xếp."
    context, header = context_of(text), header_of(issued_on=None)
    evidence = [context.evidence(0, 1)]
    citation = Citation(id="c1", type="Quyết định", date="2023-04-05", evidence=evidence, confidence=1, rule="r")
    assert deadlines.extract(context, header, [citation]) == []
    assert len(deadlines.extract(context, header, [])) == 1


def test_times_in_reads_a_stretch_only() -> None:
    text = "Đến năm 2025 xong. Đến năm 2030 xong."
    context, header = context_of(text), header_of()
    times = deadlines.times_in(context, header, 18, len(text))
    assert [(t.kind, t.end) for t in times] == [("point", "2030")]
    assert text[times[0].first : times[0].last].lower().endswith("2030")


PIECES = st.sampled_from(
    [
        "đến năm 2030", "Quý II/2024", "trước ngày 31/02/2024", "hàng năm", "giai đoạn 2021-2025", "Thời gian:", "\n",
        "- ", "I. ", "đạt 5%", ", ", "năm", "và các năm tiếp theo",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map(" ".join))
def test_any_text_gives_exact_spans(text: str) -> None:
    text = text.replace("\r", " ")
    items: list[Deadline] = deadlines.extract(context_of(text), header_of(text), [])
    for item in items:
        for evidence in item.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote
    values = [(d.kind, d.start, d.end, d.recurrence) for d in items]
    assert len(values) == len(set(values))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("II. NHIỆM VỤ\n- Thời gian: 2024.\n", [period("2024", "2024")]),
        ("II. NHIỆM VỤ\n- Thời gian: 2024 lượt người.\n", []),
        ("II. NHIỆM VỤ\n- Tiền cho Đề án trong cả giai đoạn 2024 - 2027.\n", [period("2024", "2027")]),
        ("II. NHIỆM VỤ\n- Báo cáo nhanh gửi trước 14 giờ hằng ngày.\n", [recurring("FREQ=DAILY")]),
        ("II. NHIỆM VỤ\n- Cửa cống đóng lúc 14 giờ hằng ngày.\n", []),
        ("II. NHIỆM VỤ\n- Bà con đi lại hằng ngày qua cầu.\n", []),
        ("II. NHIỆM VỤ\n- Giấy hết hiệu lực, định kỳ 06 tháng gửi Sở.\n", [recurring("FREQ=MONTHLY;INTERVAL=6")]),
    ],
)  # fmt: skip
def test_times_of_work_and_what_only_looks_like_them(text: str, expected: list[object]) -> None:
    assert found(text) == expected


def test_a_report_has_deadlines_where_it_looks_ahead() -> None:
    text = (
        "I. KẾT QUẢ THỰC HIỆN NHIỆM VỤ\n1. Về kênh\n- Giai đoạn 2024 - 2026 tỉnh dọn 30 km kênh.\n"
        "II. PHƯƠNG HƯỚNG, NHIỆM VỤ\n1. Về mương\n- Giai đoạn 2025 - 2027 dọn 40 km mương.\n"
    )
    assert found(text, doc_type="Báo cáo") == [period("2025", "2027")]
    assert len(found(text)) >= 1
