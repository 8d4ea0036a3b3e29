from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.values.dates import find_dates, parse_date, quarter_months


@pytest.mark.parametrize(
    ("text", "kind", "iso"),
    [
        ("ngày 07 tháng 6 năm 2021", "day", "2021-06-07"),
        ("NGÀY 07 THÁNG 6 NĂM 2021", "day", "2021-06-07"),
        ("ngày 07, tháng 6, năm 2021", "day", "2021-06-07"),
        ("ngày 26 tháng 0 6 năm 20 16", "day", "2016-06-26"),
        ("01/7/2011", "day", "2011-07-01"),
        ("31/08/2023", "day", "2023-08-31"),
        ("ngày 31/08/2023", "day", "2023-08-31"),
        ("ngày31/12/2025", "day", "2025-12-31"),
        ("15/ 12/ 2024", "day", "2024-12-15"),
        ("31-08-2023", "day", "2023-08-31"),
        ("31.8.2023", "day", "2023-08-31"),
        ("2023-08-31", "day", "2023-08-31"),
        ("01 tháng 3 năm 2027", "day", "2027-03-01"),
        ("tháng 6/2010", "month", "2010-06"),
        ("tháng 6 năm 2010", "month", "2010-06"),
        ("tháng 6, năm 2010", "month", "2010-06"),
        ("tháng Tám năm 1945", "month", "1945-08"),
        ("tháng mười hai năm 2020", "month", "2020-12"),
        ("tháng 7, 8/2024", "month", "2024-08"),
        ("ngày    tháng 4 năm 2026", "month", "2026-04"),
        ("ngày … tháng 4 năm 2026", "month", "2026-04"),
        ("ngày ..... tháng 4 năm 2026", "month", "2026-04"),
        ("ngày …/4/2026", "month", "2026-04"),
        ("ngày /4/2026", "month", "2026-04"),
        ("quý IV năm 2010", "quarter", "2010-12"),
        ("Quý II/2012", "quarter", "2012-06"),
        ("quý 4/2024", "quarter", "2024-12"),
        ("Quý II, III/2012", "quarter", "2012-09"),
        ("Quý II1/2012", "quarter", "2012-09"),
        ("năm 2024", "year", "2024"),
        ("ngày     tháng    năm 2024", "year", "2024"),
        ("ngày 25/3", "day_month", ""),
        ("ngày 15 tháng 12", "day_month", ""),
    ],
)
def test_a_date_is_found_and_read(text: str, kind: str, iso: str) -> None:
    read = parse_date(text)
    assert read is not None
    assert (read.kind, read.iso, read.valid) == (kind, iso, True)
    context = f"trước {text} phải xong"
    assert [(d.kind, d.iso, context[d.start : d.end]) for d in find_dates(context)] == [(kind, iso, text)]


@pytest.mark.parametrize(
    ("text", "iso", "day", "month"),
    [
        ("31/02/2024", "2024-02", 31, 2),
        ("29/02/2023", "2023-02", 29, 2),
        ("ngày 31 tháng 9 năm 2024", "2024-09", 31, 9),
        ("45/13/2024", "2024", 45, 13),
        ("tháng 13/2024", "2024", None, 13),
    ],
)
def test_an_impossible_date_keeps_what_is_possible(text: str, iso: str, day: int | None, month: int) -> None:
    found = list(find_dates(text))
    assert [(d.iso, d.valid, d.day, d.month) for d in found] == [(iso, False, day, month)]


@pytest.mark.parametrize(
    "text",
    [
        "13/2010/NĐ-CP", "202/2025/QH15", "Nghị định số 05/2025/NĐ-CP", "tỷ lệ 1/1000", "đạt 15/20 xã",
        "trực 24/24", "quý 10 ngày",
        "Quý Xa", "2024", "6/2024", "giai đoạn 2021 - 2025", "năm 2021 - 2025", "hai năm 01 lần", "1.1.2", "ngày 15",
        "ngày 10 tháng 10 năm 20023", "ngày … tháng … năm 20…", "tháng 6", "ngày 25/3/24",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert list(find_dates(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("trước ngày 01/6 và 01/12 hàng năm", ["ngày 01/6", "01/12"]),
        ("dịp 30/4 - 01/5", ["30/4", "01/5"]),
        ("01/12 hàng năm", ["01/12"]),
        ("từ ngày 01/3-30/6/2024", ["ngày 01/3", "30/6/2024"]),
        ("Quyết định số 05/2025/QĐ-UBND ngày 5/6/2025", ["ngày 5/6/2025"]),
        ("trong 6 tháng 3 năm 2024", ["tháng 3 năm 2024"]),
    ],
)
def test_days_without_a_year_need_a_word(text: str, found: list[str]) -> None:
    assert [text[d.start : d.end] for d in find_dates(text)] == found


def test_bare_years_and_months_on_request() -> None:
    text = "Từ 2021 - 2025, tháng 6 và quý II"
    assert [d.iso for d in find_dates(text, bare_years=True)] == ["2021", "2025"]
    months = list(find_dates(text, bare_months=True))
    assert [(d.kind, d.month, d.quarter, d.iso) for d in months] == [("month", 6, None, ""), ("quarter", None, 2, "")]
    assert [d.with_year(2024).iso for d in months] == ["2024-06", "2024-06"]
    assert [d.with_year(2024).first_iso for d in months] == ["2024-06", "2024-04"]


def test_a_day_and_month_become_a_day_in_a_year() -> None:
    read = parse_date("25/3")
    assert read is not None
    assert (read.kind, read.with_year(2024).kind, read.with_year(2024).iso) == ("day_month", "day", "2024-03-25")


def test_the_bounds_hold() -> None:
    text = "năm 2023, năm 2024, năm 2025"
    assert [d.year for d in find_dates(text, 5, 20)] == [2024]


@pytest.mark.parametrize(("quarter", "months"), [(1, (1, 3)), (2, (4, 6)), (3, (7, 9)), (4, (10, 12))])
def test_the_months_of_a_quarter(quarter: int, months: tuple[int, int]) -> None:
    assert quarter_months(quarter) == months


FORMS = [
    "ngày {d} tháng {m} năm {y}",
    "ngày {d:02} tháng {m:02} năm {y}",
    "{d}/{m}/{y}",
    "{d:02}/{m:02}/{y}",
    "{d}-{m}-{y}",
    "{d}.{m}.{y}",
]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(FORMS))
def test_a_date_written_in_any_form_reads_back(day: date, form: str) -> None:
    written = form.format(d=day.day, m=day.month, y=day.year)
    text = f"Báo cáo trước {written}, gửi Sở Nội vụ."
    found = list(find_dates(text))
    assert [(text[d.start : d.end], d.iso, d.valid) for d in found] == [(written, day.isoformat(), True)]


TEXTS = st.lists(
    st.sampled_from(
        [
            "1",
            "12",
            "31",
            "2024",
            "1999",
            "/",
            "-",
            ".",
            " ",
            " ",
            "…",
            "ngày ",
            "tháng ",
            "năm ",
            "quý ",
            "IV",
            "II",
            ",",
            "và ",
            "trước ",
            "đến ",
            "từ ",
            "hàng năm",
            "Tám ",
            "QĐ",
            "mùng ",
        ]
    ),
    max_size=14,
).map("".join)


@given(TEXTS | st.text())
def test_spans_do_not_overlap_and_read_to_the_same_date(text: str) -> None:
    last = 0
    for found in find_dates(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end
        again = parse_date(text[found.start : found.end])
        assert again is not None
        assert (again.kind, again.iso, again.valid) == (found.kind, found.iso, found.valid)
    parse_date(text)
