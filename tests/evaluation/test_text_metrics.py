from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.evaluation.text_metrics import (
    DigitsMadeWrong,
    ErrorRate,
    align,
    character_errors,
    digits_made_wrong,
    plain,
    unordered_word_errors,
    word_errors,
)

WORDS = st.lists(st.sampled_from(["một", "hai", "ba", "2024", "12/KH-UBND"]), max_size=12)


@pytest.mark.parametrize(
    ("truth", "text", "words", "characters"),
    [
        ("đến năm 2025", "đến năm 2025", 0, 0),
        ("đến năm 2025", "đên năm 2026", 2, 2),
        ("đến năm 2025", "đến  năm\n2025 ", 0, 0),
        ("giai đoạn 2021 – 2025", "giai đoạn 2021 - 2025", 0, 0),
        ("cộng hoà", "cộng hòa", 0, 0),
        ("cộng hòa", "cộng ho\u0300a", 0, 0),
        ("đến năm 2025", "đếnnăm 2025", 2, 1),
        ("đến năm", "", 2, 7),
    ],
)
def test_errors(truth: str, text: str, words: int, characters: int) -> None:
    assert word_errors(truth, text).errors == words
    assert character_errors(truth, text).errors == characters


def test_rate_is_over_the_truth_and_adds_up() -> None:
    assert word_errors("a b c d", "a x c d").rate == 0.25
    assert word_errors("", "thừa").rate == 1
    assert ErrorRate(1, 4) + ErrorRate(2, 4) == ErrorRate(3, 8)


def test_order_does_not_count_where_asked() -> None:
    assert unordered_word_errors("a b c d", "c d a b").errors == 0
    assert word_errors("a b c d", "c d a b").errors == 4
    assert unordered_word_errors("a b", "a x y").errors == 2


def test_alignment() -> None:
    assert align(["a", "b", "c"], ["a", "x", "c", "d"]) == [(0, 0), (1, 1), (2, 2), (None, 3)]


@given(WORDS, WORDS)
def test_alignment_holds_each_word_once(truth: list[str], words: list[str]) -> None:
    pairs = align(truth, words)
    assert [a for a, _ in pairs if a is not None] == list(range(len(truth)))
    assert [b for _, b in pairs if b is not None] == list(range(len(words)))
    different = sum(a is None or b is None or truth[a] != words[b] for a, b in pairs)
    assert different == word_errors(" ".join(truth), " ".join(words)).errors


@pytest.mark.parametrize(
    ("truth", "before", "after", "wrong"),
    [
        ("ngày 12/3/2024", "ngày 12/3/2024", "ngày 12/3/2624", [("12/3/2024", "12/3/2024", "12/3/2624")]),
        ("ngày 12/3/2024", "ngày 12/8/2024", "ngày 12/3/2624", []),  # it was wrong before
        ("Số 12/KH-UBND", "Số 12/KH-UBND", "Số 12/KH-UBNĐ", []),  # a letter is no digit
        ("Số 12/KH-UBND", "Số 12/KH-UBND", "Số", [("12/KH-UBND", "12/KH-UBND", None)]),
        ("A 15 B C D", "A 15 B C D", "B C D A 15", []),  # read at another place
        ("năm 2012 quý I/2012", "nằm I/2012", "năm quý I/2012", []),  # that was another number
        ("15 và 15", "15 và 15", "15 và 16", [("15", "15", "16")]),
    ],
)
def test_digits_made_wrong(truth: str, before: str, after: str, wrong: list[tuple[str, str, str | None]]) -> None:
    assert digits_made_wrong(truth, before, after) == [DigitsMadeWrong(*item) for item in wrong]


@given(WORDS, WORDS)
def test_nothing_is_made_wrong_by_the_same_text(truth: list[str], words: list[str]) -> None:
    assert digits_made_wrong(" ".join(truth), " ".join(words), " ".join(words)) == []


def test_plain_keeps_what_counts() -> None:
    assert plain("“Kế  hoạch”\u00a0…") == '"Kế hoạch" ...'
