"""Targets: which numbers are aims, and what is said of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document, Line, Page
from vnplan_extract.extractors import deadlines, targets
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.record import Header, Period, Target
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


def header_of(period: Period | None = None, doc_type: str | None = "Kế hoạch") -> HeaderResult:
    return HeaderResult(header=Header(doc_type=doc_type, issued_on="2024-03-01", period=period))


def found(text: str, **header: object) -> list[Target]:
    context, given = context_of(text), header_of(**header)  # type: ignore[arg-type]
    return targets.extract(context, given, deadlines.extract(context, given, []))


def values(text: str, **header: object) -> list[tuple[float, float | None, str]]:
    return [(t.value, t.value_max, t.unit) for t in found(text, **header)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("II. MỤC TIÊU\n- 80% hộ dân được dùng nước sạch.", [(80, None, "%")]),
        ("II. CHỈ TIÊU\n- Tỷ lệ che phủ rừng đạt 42,5%.", [(42.5, None, "%")]),
        ("II. NỘI DUNG\n- Phấn đấu giảm số vụ cháy từ 5% đến 10% so với năm 2023.", [(5, 10, "%")]),
        ("II. NỘI DUNG\n- Phấn đấu giảm số vụ cháy từ 5-10% so với năm 2023.", [(5, 10, "%")]),
        ("II. NỘI DUNG\n- Tổ chức 02 lớp tập huấn cho cán bộ xã.", [(2, None, "lớp")]),
        ("II. NỘI DUNG\n- Xây dựng ít nhất 01 - 02 nhà sinh hoạt cộng đồng.", [(1, 2, "nhà")]),
        ("II. NỘI DUNG\n- Mỗi thôn có ít nhất một cán bộ phụ trách thú y.", [(1, None, "cán bộ")]),
        ("II. NỘI DUNG\n- Phát hành 3.500 tờ gấp về phòng cháy.", [(3500, None, "tờ gấp")]),
        ("II. MỤC TIÊU\n- 60% hộ có hố xí, trong đó 30% hộ nghèo được giúp xây.", [(60, None, "%"), (30, None, "%")]),
        ("II. NỘI DUNG\n- Giữ mực nước hồ không vượt quá 3,2m trong mùa lũ.", [(3.2, None, "m")]),
        ("II. NỘI DUNG\n- Trồng mới 1.200 ha rừng phòng hộ.", [(1200, None, "ha")]),
        (
            "II. NỘI DUNG\n- Phấn đấu bồi dưỡng 40% số giáo viên mầm non (khoảng 350 người).",
            [(40, None, "%"), (350, None, "người")],
        ),
        ("II. NỘI DUNG\n- Nâng tỷ lệ che phủ rừng từ 38% năm 2023 lên 45%, phấn đấu dẫn đầu.", [(45, None, "%")]),
        ("II. MỤC TIÊU\n- Năm 2026 đón 1,5 triệu lượt khách.", [(1_500_000, None, "lượt khách")]),
        ("II. MỤC TIÊU\n- Giải quyết việc làm cho 900 lao động/năm.", [(900, None, "lao động/năm")]),
        (
            "II. MỤC TIÊU\n- Đến năm 2026 đạt 100% hộ có nước sạch, năm 2022 đạt 80%; 98% xã có trạm y tế.",
            [(100, None, "%"), (98, None, "%")],
        ),
        ("II. MỤC TIÊU\n- Có ít nhất 05 kiểm định viên mỗi trạm.", [(5, None, "kiểm định viên")]),
        ("II. MỤC TIÊU\n- Hàm lượng bụi ≤ 3 mg/m3, phấn đấu giảm dưới 2 mg/m3.", [(2, None, "mg/m3")]),
    ],
)
def test_aims(text: str, expected: list[tuple[float, float | None, str]]) -> None:
    found_values = values(text)
    assert [(v, m) for v, m, _ in found_values] == [(v, m) for v, m, _ in expected]
    assert [u.startswith("%") for _, _, u in found_values] == [u.startswith("%") for _, _, u in expected]


@pytest.mark.parametrize(
    "text",
    [
        "I. THỰC TRẠNG\n- Toàn huyện có 12 trạm y tế, 85% hộ dân dùng nước sạch.",
        "I. ĐÁNH GIÁ TỔNG QUÁT\n- Theo chỉ tiêu đã giao, tỷ lệ hộ nghèo còn 4%.",
        "I. TÌNH HÌNH THỰC HIỆN MỤC TIÊU VỀ NƯỚC SẠCH\n- Tỷ lệ hộ dùng nước sạch là 85%.",
        "I. KẾT QUẢ THỰC HIỆN CHỈ TIÊU\n- Tỷ lệ hộ dùng nước sạch là 85%, vượt mục tiêu.",
        "II. NỘI DUNG\n- Thu quỹ của huyện đạt 61,3% chỉ tiêu được giao.",
        "II. NỘI DUNG\n- Huyện hiện có 14 trường mầm non.",
        "II. NỘI DUNG\n- Đã tổ chức 05 lớp tập huấn cho 200 học viên.",
        "II. NỘI DUNG\n- Số người cao tuổi chiếm 12% dân số.",
        "II. NỘI DUNG\n- Thực hiện phương châm 04 tại chỗ và trực 24/7.",
        "II. NỘI DUNG\n- Hỗ trợ 50% kinh phí mua giống.",
        "II. KINH PHÍ\n- Tổng kinh phí 03 tỷ đồng, ngân sách tỉnh 70%.",
        "II. NỘI DUNG\n- Trẻ em từ 6 tuổi trở lên được khám răng.",
        "II. NỘI DUNG\n- Theo Điều 5 và khoản 3 Điều 12 Nghị định số 20/2021/NĐ-CP.",
        "II. NỘI DUNG\n- Rà soát các doanh nghiệp có từ 500 lao động trở lên.",
        "II. NỘI DUNG\n- Thực hiện 05 nhiệm vụ trọng tâm sau đây.",
        "II. NỘI DUNG\n- Liên hệ số điện thoại 0243.974.62.25 trước ngày 15/6/2024.",
        "",
    ],
)
def test_numbers_that_are_no_aims(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("phrase", "comparator"),
    [
        ("ít nhất 50%", ">="),
        ("tối thiểu 50%", ">="),
        ("trên 50%", ">="),
        ("hơn 50%", ">="),
        ("không dưới 50%", ">="),
        ("ít nhất có 50%", ">="),
        ("tối đa 50%", "<="),
        ("không quá 50%", "<="),
        ("dưới 50%", "<="),
        ("khoảng 50%", "~"),
        ("bình quân 50%", "~"),
        ("50%", "="),
    ],
)
def test_comparators(phrase: str, comparator: str) -> None:
    [target] = found(f"II. MỤC TIÊU\n- Phấn đấu {phrase} số hộ chăn nuôi có hầm biogas.")
    assert target.comparator == comparator


def test_upwards_stands_behind_the_number() -> None:
    [target] = found("II. MỤC TIÊU\n- Phấn đấu đạt 50% trở lên số hộ có hầm biogas.")
    assert target.comparator == ">="


@pytest.mark.parametrize(
    ("text", "change", "baseline"),
    [
        ("Phấn đấu tăng 10% số cộng tác viên so với thời điểm 2015.", "increase", "2015"),
        ("Phấn đấu giảm ít nhất 50% số vụ cháy so với năm 2020.", "decrease", "2020"),
        ("Kéo giảm tai nạn lao động từ 5% đến 10% so với cùng kỳ năm 2023.", "decrease", "2023"),
        ("Phấn đấu giảm tỷ lệ hộ nghèo xuống còn 3%.", None, None),
        ("Nâng tỷ lệ hộ dùng nước sạch lên 90%.", None, None),
        ("Tăng cường tuyên truyền, đảm bảo 100% hộ dân được phổ biến.", None, None),
    ],
)
def test_changes(text: str, change: str | None, baseline: str | None) -> None:
    [target] = found(f"II. MỤC TIÊU\n- {text}")
    assert (target.change, target.baseline) == (change, baseline)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("II. MỤC TIÊU\n- Đến năm 2028, 80% hộ dân được dùng nước sạch.", "2028"),
        ("II. MỤC TIÊU\n- 80% hộ dân được dùng nước sạch vào năm 2027.", "2027"),
        ("II. MỤC TIÊU\n1. Giai đoạn 2025 - 2026\n- 80% hộ dân được dùng nước sạch.", "2026"),
        ("II. MỤC TIÊU\nĐến năm 2029 hoàn thành các chỉ tiêu sau:\n- 80% hộ dân được dùng nước sạch.", "2029"),
        ("II. MỤC TIÊU\n- Từ năm 2026: đáp ứng 80% nhu cầu nước sạch của dân.", "2026"),
        (
            "II. NỘI DUNG\n1. Tập huấn\na) Nội dung:\nTổ chức 02 lớp tập huấn.\nb) Thời gian thực hiện: 2025-2026.",
            "2026",
        ),
        ("II. MỤC TIÊU\n- 80% hộ dân được dùng nước sạch.", "2030"),
        ("II. MỤC TIÊU\n- Phấn đấu tăng 8% số hộ dùng nước sạch so với năm 2022.", "2030"),
    ],
)
def test_by(text: str, by: str) -> None:
    [target] = found(text, period=Period(start="2024", end="2030"))
    assert target.by == by


def test_without_any_year_there_is_none() -> None:
    [target] = found("II. MỤC TIÊU\n- 80% hộ dân được dùng nước sạch.")
    assert target.by is None


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("II. MỤC TIÊU\n- Đến năm 2028, ít nhất 80% hộ dân được dùng nước sạch.", ["hộ dân được dùng nước sạch"]),
        ("II. MỤC TIÊU\n- Tỷ lệ trẻ em được tiêm chủng đạt trên 95%;", ["Tỷ lệ trẻ em được tiêm chủng"]),
        (
            "II. MỤC TIÊU\n- 60% hộ dân có hố xí hợp vệ sinh, trong đó 30% hộ nghèo được hỗ trợ xây mới.",
            ["hộ dân có hố xí hợp vệ sinh", "hộ nghèo được hỗ trợ xây mới"],
        ),
        (
            "II. MỤC TIÊU\n- Tỷ lệ hộ có hố xí đạt 60% vào năm 2025 và 80% vào năm 2028.",
            ["Tỷ lệ hộ có hố xí vào năm 2025", "Tỷ lệ hộ có hố xí"],
        ),
        ("II. MỤC TIÊU\nTỷ lệ hộ dùng nước sạch:\n- Thành thị: 95%.", ["Tỷ lệ hộ dùng nước sạch: Thành thị"]),
    ],
)
def test_subjects(text: str, subjects: list[str]) -> None:
    assert [target.subject for target in found(text)] == subjects


TABLE = """Bảng chỉ tiêu
TT\tChỉ tiêu\tĐơn vị tính\tThực hiện năm 2022\tNăm 2024\tNăm 2025
1\tTỷ lệ che phủ rừng\t%\t39\t41,5\t≥ 43
2\tSố cây trồng mới\t1.000 cây\t90\t120\t-
3\tTốc độ tăng diện tích rừng\t%\t1\t2 - 3\t
4\tGiá trị gỗ khai thác\ttriệu đồng\t90\t100\t110
"""


def test_a_table_of_aims_by_year() -> None:
    items = found(f"II. MỤC TIÊU\n{TABLE}")
    assert [(t.value, t.value_max, t.unit, t.comparator, t.change, t.by) for t in items] == [
        (41.5, None, "%", "=", None, "2024"), (43, None, "%", ">=", None, "2025"),
        (120_000, None, "cây", "=", None, "2024"), (2, 3, "%", "=", "increase", "2024"),
    ]  # fmt: skip
    assert items[0].subject == "Tỷ lệ che phủ rừng"


def test_the_planned_column_of_a_table_without_a_year_is_for_the_plan_s_end() -> None:
    table = "TT\tChỉ tiêu\tĐVT\tKế hoạch giao\tGhi chú\n1\tSố xã có vườn ươm\tXã\t7\t\n2\tSố vườn ươm mới\tVườn\t9\t\n"
    period = Period(start="2024", end="2025")
    assert [(t.value, t.unit, t.by) for t in found(f"II. MỤC TIÊU\n{table}", period=period)] == [
        (7, "xã", "2025"), (9, "vườn", "2025"),
    ]  # fmt: skip


def test_what_a_row_counts_is_told_by_the_row_over_it() -> None:
    rows = (
        "1. Diện tích rừng trồng\tNghìn ha\t5\nTăng so với năm trước\t%\t4\n"
        "- Cơ cấu rừng\t\t\n+ Keo\t%\t60\n+ Mỡ\t%\t40\n"
        "2. Cây giống:\t\t\nTrong đó:\t\t\n- Keo\tNgh. cây\t3\n- Cây mỡ ươm mới\tTr. cây\t2\n"
    )
    items = found(f"II. MỤC TIÊU\nChỉ tiêu\tĐơn vị\tKế hoạch năm 2024\n{rows}")
    assert [(t.subject, t.value, t.unit) for t in items] == [
        ("Diện tích rừng trồng", 5_000, "ha"), ("Diện tích rừng trồng: Tăng so với năm trước", 4, "%"),
        ("Cơ cấu rừng: Keo", 60, "%"), ("Cơ cấu rừng: Mỡ", 40, "%"),
        ("Cây giống: Keo", 3_000, "cây"), ("Cây mỡ ươm mới", 2_000_000, "cây"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "- Diện tích rừng đạt 95% (kế hoạch năm 2024 là 97%).",
        "- Đánh giá lại Dự án trồng mới 500 ha rừng.",
    ],
)
def test_what_was_planned_before_and_numbers_in_names_are_no_aims(text: str) -> None:
    assert all(value not in (97, 500) for value, *_ in values(f"II. MỤC TIÊU\n{text}"))


def test_a_part_has_what_its_whole_counts() -> None:
    text = "II. MỤC TIÊU\n- Phấn đấu sản lượng gỗ rừng đạt 900 tấn, trong đó keo đạt 500 tấn, mỡ đạt 400 tấn."
    assert [t.subject for t in found(text)] == ["sản lượng gỗ rừng", "sản lượng gỗ rừng: keo", "sản lượng gỗ rừng: mỡ"]


def test_what_is_supposed_in_a_note_is_no_aim() -> None:
    text = "II. MỤC TIÊU\n- Phấn đấu diện tích rừng tăng 5% (gồm ³ Nếu đủ giống, thì rừng tăng 9% và đồi tăng 8%."
    assert values(text) == values("II. MỤC TIÊU\n- Phấn đấu diện tích rừng tăng 5% (gồm")


def test_each_number_of_a_list_has_what_stands_before_it() -> None:
    text = "II. MỤC TIÊU\n- Phấn đấu nghề rừng, nghề cá tăng 4%, nghề mộc và nghề rèn tăng 11%."
    assert [t.subject for t in found(text)] == ["nghề rừng, nghề cá tăng", "nghề mộc và nghề rèn tăng"]


def test_a_report_s_numbers_are_results() -> None:
    text = "I. NỘI DUNG\n- Tổ chức 05 lớp tập huấn, đạt 90% kế hoạch."
    assert values(text, doc_type="Báo cáo") == []


PIECES = st.sampled_from(
    [
        "đạt 50%", "ít nhất một", "01 lớp", "từ 5 - 10%", "Phấn đấu", "tăng", "so với năm 2015", "\n", "- ",
        "I. MỤC TIÊU\n", ", ", "(khoảng 20 người)", "1.200 ha",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map(" ".join))
def test_any_text_gives_exact_spans(text: str) -> None:
    text = text.replace("\r", " ")
    for target in found(text):
        for evidence in target.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote
        assert "\n" not in target.subject
        assert target.value_max is None or target.value_max > target.value


def test_time_grows_with_the_length_of_the_text() -> None:
    item = "phấn đấu ít nhất 80% hộ dân được dùng nước sạch, trong đó 30% hộ nghèo; tổ chức 02 lớp tập huấn; "

    def seconds(count: int) -> float:
        context = context_of("II. MỤC TIÊU\n- " + item * count)  # all in one item
        assert context.blocks
        assert context.lower
        started = time.perf_counter()
        targets.extract(context, header_of(), [])
        return time.perf_counter() - started

    short = min(seconds(80) for _ in range(2))
    assert seconds(640) < 8 * short * 4 + 0.5
