# ruff: noqa: E402 - the bench is a script, not an installed package
"""The measurements of restoration count what they say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import bench_restore as bench

from vnplan_extract.normalise.restore import Restored, RestoredWord
from vnplan_extract.text import Text


@pytest.mark.parametrize(
    ("truth", "got", "words", "right", "numbers", "numbers_right"),
    [
        ("Số: 176/KH-UBND", "Số: 176/KH-UBND", 2, 2, 1, 1),
        ("Số: 176/KH-UBND", "Sổ: 176/KH-UBNĐ", 2, 0, 1, 0),
        ("ngày 07 tháng 06", "ngày 07tháng 06", 4, 2, 2, 1),  # glued
        ("ngày 07 tháng", "ngà y 07 tháng", 3, 2, 1, 1),  # split
        ("Kế hoạch", "kế hoạch", 2, 1, 0, 0),  # case counts
        ("năm.", "năm", 1, 0, 0, 0),  # so does punctuation
        ("uỷ ban hoà", "ủy ban hòa", 3, 3, 0, 0),  # the place of the tone does not
        ("", "l", 0, 0, 0, 0),
    ],
)
def test_words_and_numbers(truth: str, got: str, words: int, right: int, numbers: int, numbers_right: int) -> None:
    tally = bench.Tally()
    tally.add(truth, got)
    assert (tally.words, tally.right, tally.numbers, tally.numbers_right) == (words, right, numbers, numbers_right)


def test_errors_of_the_least_sure() -> None:
    tally = bench.Tally()
    tally.add(" ".join(["a"] * 40), " ".join(["a"] * 38 + ["b", "b"]), [0.9] * 38 + [0.1, 0.95])
    assert tally.errors_of_the_least_sure() == 0.5


def test_a_word_is_as_sure_as_the_least_sure_part_of_it() -> None:
    text = "Kế hoạch\n\n(xã hội), 07"
    spans = [(0, 2, 0.9), (3, 8, 0.8), (11, 13, 0.7), (14, 16, 0.4), (16, 17, 0.6)]
    done = Restored(Text(text), tuple(RestoredWord(*span) for span in spans))
    assert bench.confidences(done) == [[0.9, 0.8], [], [0.7, 0.4, 1.0]]


def test_typed_plain() -> None:
    assert bench.typed_plain("Đồng Tháp, được") == "Dong Thap, duoc"
