"""A guard against passes that are not linear; throughput is measured by `scripts/bench`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import pytest

from vnplan_extract.values.dates import find_dates
from vnplan_extract.values.money import find_money, unit_vnd
from vnplan_extract.values.numbers import find_numbers, find_words, is_foreign
from vnplan_extract.values.periods import find_periods
from vnplan_extract.values.recurrences import find_recurrences

SIZE = 60_000
PIECES = [
    "1", "1.", "1,", "1/", "1-", "1.1/1-1, ", " ", "(", "2020-", "01/6 ", "ngày ", "ngày….", "ngày 01/6 và ",
    "hàng năm ", "hàng năm, ",
    "Quý I, ", "I, ", "tháng 1, ", "6 tháng, ", "định kỳ 6 tháng, ", "1 đồng ", "1 tỷ ", "2 tỷ 2 ", "một trăm ",
    "hai đồng ", "năm ",
    "năm 2024, ", "năm 2024 và ", "0912 345 ", "01/6 (a) ", "mỗi năm a b ", "một năm ", "từ ", "đến ",
]  # fmt: skip


def label(text: str) -> Iterable[object]:
    return [unit_vnd(text)]


def style(text: str) -> Iterable[object]:
    return [is_foreign(text)]


@pytest.mark.parametrize(
    "find", [find_numbers, find_words, find_money, find_dates, find_periods, find_recurrences, label, style]
)
def test_adversarial_text_takes_linear_time(find: Callable[[str], Iterable[object]]) -> None:
    list(find("ngày 5 tháng 6 năm 2024, 2 tỷ đồng hàng năm"))  # compiles the patterns
    slow = {}
    for piece in PIECES:
        text = (piece * (SIZE // len(piece) + 1))[:SIZE]
        begun = time.process_time()
        for _ in find(text):
            pass
        took = time.process_time() - begun
        if took > 1:  # linear passes take less than 0.15 s, quadratic ones many seconds
            slow[piece] = took
    assert not slow
