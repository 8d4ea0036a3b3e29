from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.values.recurrences import find_recurrences

YEARLY, MONTHLY, QUARTERLY, HALF = "FREQ=YEARLY", "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=6"


def on(month: int, day: int) -> str:
    return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("hàng năm", [YEARLY]),
        ("HẰNG NĂM", [YEARLY]),
        ("hàng quý", [QUARTERLY]),
        ("hằng tháng", [MONTHLY]),
        ("hàng tuần", ["FREQ=WEEKLY"]),
        ("hàng ngày", ["FREQ=DAILY"]),
        ("mỗi năm một lần", [YEARLY]),
        ("mỗi năm tổ chức một lần", [YEARLY]),
        ("mỗi quý 1 lần", [QUARTERLY]),
        ("hai năm tổ chức một lần", ["FREQ=YEARLY;INTERVAL=2"]),
        ("03 năm một lần", ["FREQ=YEARLY;INTERVAL=3"]),
        ("6 tháng một lần", [HALF]),
        ("6 tháng/lần", [HALF]),
        ("01 lần/năm", [YEARLY]),
        ("định kỳ 6 tháng", [HALF]),
        ("định kỳ 03 năm", ["FREQ=YEARLY;INTERVAL=3"]),
        ("định kỳ 02 năm một lần", ["FREQ=YEARLY;INTERVAL=2"]),
        ("định kỳ hằng quý", [QUARTERLY]),
        ("định kỳ tháng, quý, năm", [MONTHLY, QUARTERLY, YEARLY]),
        ("định kỳ 6 tháng, một năm", [HALF, YEARLY]),
        ("6 tháng, năm", [HALF, YEARLY]),
        ("6 tháng, hàng năm", [HALF, YEARLY]),
        ("6 tháng và cả năm", [HALF, YEARLY]),
        ("quý, 6 tháng, 9 tháng, năm", [QUARTERLY, HALF, YEARLY]),
        ("hàng tháng, hàng quý, hàng năm", [MONTHLY, QUARTERLY, YEARLY]),
        ("hàng tháng, quý, năm", [MONTHLY, QUARTERLY, YEARLY]),
        ("hàng năm và 5 năm", [YEARLY, "FREQ=YEARLY;INTERVAL=5"]),
        ("trước ngày 01/6 và 01/12 hàng năm", [on(6, 1), on(12, 1)]),
        ("trước ngày 15/12 hàng năm", [on(12, 15)]),
        ("ngày 15 tháng 12 hằng năm", [on(12, 15)]),
        ("định kỳ hàng năm (vào ngày 01/12)", [on(12, 1)]),
        ("hàng năm trước ngày 31/12", [on(12, 31)]),
        ("trước ngày 15/6 (báo cáo 6 tháng) và trước ngày 15/12 (báo cáo năm) hàng năm", [on(6, 15), on(12, 15)]),
        ("định kỳ 6 tháng (trước ngày 15/6) và năm (trước ngày 15/12)", [on(6, 15), on(12, 15)]),
        ("tháng 12 hàng năm", ["FREQ=YEARLY;BYMONTH=12"]),
        ("tháng 7 và tháng 11 hàng năm", ["FREQ=YEARLY;BYMONTH=7", "FREQ=YEARLY;BYMONTH=11"]),
        ("quý IV hàng năm", ["FREQ=YEARLY;BYMONTH=12"]),
        ("ngày 25 hàng tháng", ["FREQ=MONTHLY;BYMONTHDAY=25"]),
        ("hàng tháng (trước ngày 20)", ["FREQ=MONTHLY;BYMONTHDAY=20"]),
        ("hàng quý (trước ngày 15 của tháng cuối quý)", ["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"]),
        ("ngày 20 của tháng cuối quý", ["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=20"]),
        ("thứ sáu hàng tuần", ["FREQ=WEEKLY;BYDAY=FR"]),
        ("chủ nhật hàng tuần", ["FREQ=WEEKLY;BYDAY=SU"]),
    ],
)
def test_a_recurring_time_is_found_whole(text: str, rules: list[str]) -> None:
    for context, offset in ((text, 0), (f"Báo cáo {text}.", 8)):
        found = [(r.start, r.end, r.rule) for r in find_recurrences(context)]
        assert found == [(offset, offset + len(text), rule) for rule in rules]


@pytest.mark.parametrize(
    "text",
    [
        "mua hàng năm 2024", "hàng năm 2024", "mặt hàng ngày càng tăng", "ngân hàng tháng 5", "ngày, tháng, năm sinh",
        "báo cáo định kỳ", "thường xuyên, định kỳ", "trong 6 tháng, năm 2024", "trợ cấp một lần", "mỗi năm 20 lớp",
        "hàng hóa",
        "hàng chục năm", "nhà hàng", "hai năm qua",
    ],
)  # fmt: skip
def test_what_does_not_recur(text: str) -> None:
    assert list(find_recurrences(text)) == []


def test_a_full_date_behind_is_not_its_day() -> None:
    assert [r.rule for r in find_recurrences("hàng năm, trước ngày 10/12/2024")] == [YEARLY]


def test_the_bounds_hold() -> None:
    text = "hàng năm; hàng quý; hàng tháng"
    assert [r.rule for r in find_recurrences(text, 4, 18)] == [QUARTERLY]


RULE = re.compile(
    r"FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY)(;INTERVAL=([2-9]|[1-9]\d+))?(;BYMONTH=([1-9]|1[0-2]))?"
    r"(;BYMONTHDAY=([1-9]|[12]\d|3[01]))?(;BYDAY=(MO|TU|WE|TH|FR|SA|SU))?"
)
TEXTS = st.lists(
    st.sampled_from(
        [
            "1",
            "6",
            "03",
            "31/12",
            "15/6",
            "2024",
            "/",
            " - ",
            " ",
            " ",
            ", ",
            "ngày ",
            "tháng ",
            "năm ",
            "quý ",
            " và ",
            "trước ",
            "hàng ",
            "hằng ",
            "định kỳ ",
            "mỗi ",
            "một lần",
            "lần/",
            "(",
            ")",
            "thứ hai ",
            "hai ",
            "cuối ",
            "tuần ",
        ]
    ),
    max_size=14,
).map("".join)


@given(TEXTS | st.text())
def test_rules_are_well_formed_and_spans_read_again(text: str) -> None:
    last = 0
    for found in find_recurrences(text):
        assert last <= found.start < found.end <= len(text)
        last = found.start
        assert RULE.fullmatch(found.rule)
        assert found.rule in [again.rule for again in find_recurrences(text[found.start : found.end])]
