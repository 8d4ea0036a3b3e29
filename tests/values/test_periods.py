from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.values.periods import find_periods


@pytest.mark.parametrize(
    ("text", "first", "last", "rule"),
    [
        ("2010–2015", "2010", "2015", "range"),
        ("2021- 2030", "2021", "2030", "range"),
        ("giai đoạn 2021 - 2025", "2021", "2025", "range"),
        ("GIAI ĐOẠN 2021 - 2025", "2021", "2025", "range"),
        ("năm học 2024 - 2025", "2024", "2025", "range"),
        ("từ năm 2026 đến năm 2030", "2026", "2030", "from_to"),
        ("giai đoạn từ năm 2011 đến năm 2015", "2011", "2015", "from_to"),
        ("từ tháng 3 đến tháng 6 năm 2024", "2024-03", "2024-06", "from_to"),
        ("từ tháng 11 đến tháng 2 năm 2025", "2024-11", "2025-02", "from_to"),
        ("từ tháng 02/2026 đến tháng 01/2027", "2026-02", "2027-01", "from_to"),
        ("từ 6/2024 đến 12/2024", "2024-06", "2024-12", "from_to"),
        ("từ ngày 01/3 đến 30/6/2024", "2024-03-01", "2024-06-30", "from_to"),
        ("từ ngày 01 đến ngày 15 tháng 6 năm 2024", "2024-06-01", "2024-06-15", "from_to"),
        ("từ 01 - 15/6/2024", "2024-06-01", "2024-06-15", "from_to"),
        ("từ quý II/2012 đến hết năm 2012", "2012-04", "2012", "from_to"),
        ("từ nay đến năm 2025", None, "2025", "until"),
        ("đến hết năm 2025", None, "2025", "until"),
        ("đến năm 2030", None, "2030", "until"),
        ("tầm nhìn đến năm 2045", None, "2045", "until"),
        ("tầm nhìn 2065", None, "2065", "until"),
        ("định hướng đến 2020", None, "2020", "until"),
        ("tính đến 31/12/2023", None, "2023-12-31", "as_of"),
        ("trước ngày 15/12/2024", None, "2024-12-15", "before"),
        ("trước 30/9/2024", None, "2024-09-30", "before"),
        ("chậm nhất ngày 15/12/2024", None, "2024-12-15", "before"),
        ("trước thời điểm 30/4/2026", None, "2026-04-30", "before"),
        ("Quý II, III/2012", "2012-04", "2012-09", "quarters"),
        ("Quý II, II1/2012", "2012-04", "2012-09", "quarters"),
        ("Quý I - IV/2025", "2025-01", "2025-12", "quarters"),
        ("Quý III và quý IV năm 2024", "2024-07", "2024-12", "quarters"),
        ("Quý IV/2024, Quý I/2025", "2024-10", "2025-03", "quarters"),
        ("trong quý II năm 2025", "2025-04", "2025-06", "quarters"),
        ("tháng 7, 8/2024", "2024-07", "2024-08", "months"),
        ("6 tháng đầu năm 2024", "2024-01", "2024-06", "months"),
        ("6 tháng cuối năm 2024", "2024-07", "2024-12", "months"),
        ("năm 2024 và 2025", "2024", "2025", "years"),
        ("năm 2024, năm 2025, năm 2026", "2024", "2026", "years"),
        ("năm 2024", "2024", "2024", "year"),
        ("trong năm 2024", "2024", "2024", "within_year"),
        ("tháng 6/2024", "2024-06", "2024-06", "month"),
        ("trong tháng 9/2024", "2024-09", "2024-09", "within_month"),
        ("vào ngày 05/9/2024", "2024-09-05", "2024-09-05", "within_day"),
        ("từ năm 2025", "2025", None, "since"),
        ("từ quý III/2012", "2012-07", None, "since"),
        ("kể từ ngày 01/7/2024", "2024-07-01", None, "since"),
        ("từ năm 2025 trở đi", "2025", None, "since"),
        ("năm 2024 và các năm tiếp theo", "2024", None, "open"),
        ("Quý IV năm 2024 và các năm tiếp theo", "2024-10", None, "open"),
        ("Quý IV năm 2024, năm 2025 và các năm tiếp theo", "2024-10", None, "open"),
        ("từ nay đến năm 2025 và những năm tiếp theo", None, "2025", "until"),
    ],
)
def test_a_period_is_found_whole(text: str, first: str | None, last: str | None, rule: str) -> None:
    for context, offset in ((text, 0), (f"Thực hiện {text}.", 10)):
        found = [(p.start, p.end, p.first, p.last, p.rule, p.reversed) for p in find_periods(context)]
        assert found == [(offset, offset + len(text), first, last, rule, False)]


@pytest.mark.parametrize(
    "text",
    [
        "27-55 tuổi", "11h30 - 13h30", "0912-345-678", "ngày 5/6/2024", "2010-2015 người", "đến 2020 hộ",
        "Quyết định 32/2010/QĐ-TTg",
        "từ tháng 3 đến tháng 6", "đạt 15/20 xã", "trước ngày 15/12", "TCVN 7447-2010", "từ 10 đến 15 người",
    ],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    assert list(find_periods(text)) == []


def test_a_reversed_period_is_kept_as_printed() -> None:
    found = list(find_periods("giai đoạn 2016-2010; từ ngày 20/6/2024 đến ngày 10/6/2024"))
    assert [(p.first, p.last, p.reversed, [d.iso for d in p.dates]) for p in found] == [
        ("2016", "2010", True, ["2016", "2010"]),
        ("2024-06-20", "2024-06-10", True, ["2024-06-20", "2024-06-10"]),
    ]


def test_neighbouring_periods_stay_apart() -> None:
    text = "giai đoạn 2021 - 2025, định hướng đến năm 2030, tầm nhìn đến năm 2045"
    assert [(p.first, p.last, p.keyword) for p in find_periods(text)] == [
        ("2021", "2025", "giai đoạn"),
        (None, "2030", "định hướng"),
        (None, "2045", "tầm nhìn"),
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("từ tháng 3 đến tháng 6", "2024-03", "2024-06"),
        ("Quý II, III", "2024-04", "2024-09"),
        ("trước ngày 15/12", None, "2024-12-15"),
        ("từ tháng 3/2023 đến tháng 6", "2023-03", "2023-06"),
    ],
)
def test_a_year_from_outside(text: str, first: str | None, last: str | None) -> None:
    assert [(p.first, p.last) for p in find_periods(text, year=2024)] == [(first, last)]


def test_the_bounds_hold() -> None:
    text = "đến năm 2023, đến năm 2024, đến năm 2025"
    assert [p.last for p in find_periods(text, 6, 27)] == ["2024"]


@given(
    st.integers(1990, 2099),
    st.integers(1990, 2099),
    st.sampled_from(["{}-{}", "giai đoạn {} – {}", "từ năm {} đến năm {}"]),
)
def test_years_read_back(first: int, last: int, form: str) -> None:
    text = form.format(first, last)
    (found,) = find_periods(text)
    assert (found.start, found.end) == (0, len(text))
    assert (found.first, found.last, found.reversed) == (str(first), str(last), first > last)


TEXTS = st.lists(
    st.sampled_from(
        [
            "1",
            "6",
            "31/12",
            "2024",
            "2030",
            "15/6/2024",
            "/",
            " - ",
            "–",
            " ",
            " ",
            ", ",
            "ngày ",
            "tháng ",
            "năm ",
            "quý ",
            "IV",
            "II",
            " và ",
            "trước ",
            " đến ",
            "từ ",
            "từ nay ",
            "hết ",
            "giai đoạn ",
            "các năm tiếp theo",
            "trở đi",
            "trong ",
        ]
    ),
    max_size=14,
).map("".join)


@given(TEXTS | st.text(), st.none() | st.just(2024))
def test_periods_do_not_overlap(text: str, year: int | None) -> None:
    last = 0
    for period in find_periods(text, year=year):
        assert last <= period.start < period.end <= len(text)
        assert period.first or period.last
        assert period.dates
        assert all(period.start <= part.start < part.end <= period.end for part in period.dates)
        last = period.end
        bare = [part for part in period.dates if part.kind == "year" and part.end - part.start == 4]
        if bare or any(part.kind == "day_month" for part in period.dates):
            continue  # what `01/6` and a bare year are depends on what stands around them
        again = next(find_periods(text[period.start : period.end], year=year), None)
        assert again is not None
        assert (again.first, again.last, again.rule) == (period.first, period.last, period.rule)
