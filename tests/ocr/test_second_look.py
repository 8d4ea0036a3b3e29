"""Uncertain lines are read once more; the better reading is kept, and digits are not changed lightly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from vnplan_extract.ocr.engine import EngineWord
from vnplan_extract.ocr.second_look import read_again

HEIGHT = 40


def line(*words: tuple[str, float], number: int = 0, top: int = 100) -> list[EngineWord]:
    found, x = [], 50
    for text, confidence in words:
        width = 22 * len(text)
        found.append(EngineWord(text, (x, top, x + width, top + HEIGHT), confidence, number))
        x += width + 18
    return found


class Again:
    """An engine whose second and third readings have the same places as the first."""

    name, version, languages = "again", "1", ("vie",)

    def __init__(self, first: Sequence[EngineWord], *readings: Sequence[tuple[str, float]]) -> None:
        self.first, self.readings, self.calls = first, readings, 0

    def read_page(self, image: Any, resolution: int) -> list[EngineWord]:
        raise AssertionError

    def read_block(self, image: Any, resolution: int, *, digits: bool = False) -> list[EngineWord]:
        words = self.readings[self.calls] if self.calls < len(self.readings) else ()
        self.calls += 1
        scale = resolution / 300
        gap, left = round(0.12 * 300), 50 - 12
        found = []
        for word, (text, confidence) in zip(self.first, words, strict=bool(words)):
            x0, x1 = (round((x - left) * scale + gap) for x in (word.box[0], word.box[2]))
            found.append(EngineWord(text, (x0, round(16 * scale + gap), x1, round(56 * scale + gap)), confidence))
        return found


def again(first: list[EngineWord], *readings: Sequence[tuple[str, float]]) -> list[EngineWord]:
    image = np.full((300, 900), 255, np.uint8)
    for word in first:
        image[word.box[1] : word.box[3], word.box[0] : word.box[2]] = 0
    return read_again(image, 300, first, Again(first, *readings))


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        # a better word is taken, a worse one is not
        ([("chuyên", 0.6), ("biến", 0.97)], [("chuyển", 0.95), ("biền", 0.6)], ["chuyển", "biến"]),
        # the same letters: the surer reading of the marks
        ([("trong.", 0.14), ("hoạt", 0.96)], [("trong", 0.97), ("hoạt", 0.96)], ["trong", "hoạt"]),
        # the same digits and strokes: the surer reading of the letters
        ([("quý", 0.9), ("II1/2012.", 0.44)], [("quý", 0.9), ("III/2012.", 0.6)], ["quý", "III/2012."]),
        ([("quý", 0.9), ("II//2012", 0.51)], [("quý", 0.9), ("II/2012", 0.37)], ["quý", "II/2012"]),
        ([("tháng", 0.9), ("1]", 0.74)], [("tháng", 0.9), ("11", 0.55)], ["tháng", "11"]),
    ],
)
def test_better_readings(first: Any, second: Any, result: list[str]) -> None:
    assert [word.text for word in again(line(*first), second)] == result


@pytest.mark.parametrize(
    ("first", "second", "third", "result", "confidence"),
    [
        # two against the first
        ("906", ("206", 0.9), ("206", 0.7), "206", 0.9),
        ("§.699,28", ("8.699,28", 0.8), ("8.699,28", 0.8), "8.699,28", 0.8),
        ("H1/2012.", ("I1/2012.", 0.9), ("III/2012.", 0.4), "H1/2012.", 0.7),
        # two against the second, however sure it is
        ("2023", ("2025", 0.99), ("2023", 0.3), "2023", 0.7),
        # two that are less sure together than the first alone
        ("1842b/CTPH", ("18420/CTPH", 0.1), ("18420/CTPH", 0.3), "1842b/CTPH", 0.5),
        # all three differ, or the third has seen nothing: the first, and reviewers are told
        ("906", ("206", 0.9), ("306", 0.9), "906", 0.5),
        ("906", ("206", 0.9), ("", 0.0), "906", 0.5),
        # the same, but the first is hardly a word and the second is sure
        ("v\\1/20207ff-bcA", ("11/2020/TT-BCA", 0.95), ("", 0.0), "11/2020/TT-BCA", 0.5),
        # a number is not lost in letters that two readings do not agree on
        (".1.", ("bộ", 0.9), ("lộ", 0.9), ".1.", 0.5),
        ("1.", ("¡.", 0.9), ("¡.", 0.9), "1.", 0.5),
        ("5.", ("Š.", 0.9), ("Š.", 0.9), "5.", 0.5),
        ("5.1.", ("$.1.", 0.9), ("$.1.", 0.9), "5.1.", 0.5),
        ("7", ("Đảng", 0.9), ("Đảng", 0.9), "Đảng", 0.9),
        # the second says the same: as sure as the surer of them
        ("906", ("906", 0.9), None, "906", 0.9),
        ("906", ("906", 0.4), None, "906", 0.7),
    ],
)
def test_a_digit_changes_only_where_two_readings_agree(
    first: str, second: tuple[str, float], third: tuple[str, float] | None, result: str, confidence: float
) -> None:
    words = line((first, 0.7), ("triệu", 0.96))
    readings = [[reading, ("triệu", 0.96)] for reading in (second, third) if reading]
    found = again(words, *readings)
    assert [word.text for word in found] == [result, "triệu"]
    assert found[0].confidence == confidence


@pytest.mark.parametrize(
    ("whole", "pieces", "result"), [("79-KL/TW", "79-KL/T W", ["79-KL/TW"]), ("cácUBND", "các UBND", ["các", "UBND"])]
)
def test_a_number_does_not_fall_apart(whole: str, pieces: str, result: list[str]) -> None:
    first = line((whole, 0.6))

    class Pieces(Again):
        def read_block(self, image: Any, resolution: int, *, digits: bool = False) -> list[EngineWord]:
            (word,) = super().read_block(image, resolution)
            (x0, y0, x1, y1), (left, right) = word.box, pieces.split()
            middle = x0 + (x1 - x0) * len(left) // len(pieces)
            return [EngineWord(left, (x0, y0, middle, y1), 0.7), EngineWord(right, (middle + 9, y0, x1, y1), 0.7)]

    found = read_again(np.full((300, 900), 255, np.uint8), 300, first, Pieces(first, [(whole, 0.7)]))
    assert [word.text for word in found] == result


def test_an_amount_in_pieces_is_one_stretch() -> None:
    pieces = [EngineWord(text, (x, 100, x + 60, 140), 0.8) for text, x in (("19,", 300), ("500.", 365), ("000", 430))]

    class Whole(Again):
        def read_block(self, image: Any, resolution: int, *, digits: bool = False) -> list[EngineWord]:
            scale = resolution / 300
            x0, x1 = (round((x - 300 + 12) * scale + 36) for x in (300, 490))
            return [EngineWord("19.500.000", (x0, round(16 * scale + 36), x1, round(56 * scale + 36)), 0.95)]

    image = np.full((300, 900), 255, np.uint8)
    assert [word.text for word in read_again(image, 300, pieces, Whole(pieces))] == ["19.500.000"]


def test_words_of_the_next_line_in_the_picture_of_a_skewed_one_are_left_out() -> None:
    first = line(("phòng", 0.6), ("cháy", 0.97))

    class Neighbours(Again):
        def read_block(self, image: Any, resolution: int, *, digits: bool = False) -> list[EngineWord]:
            own = super().read_block(image, resolution)
            x0, _, x1, y1 = own[0].box
            return [*own, EngineWord("30/4/2021", (x0, y1 - 4, x1, y1 + 28), 0.9)]

    engine = Neighbours(first, [("phòng", 0.95), ("cháy", 0.9)])
    assert [w.text for w in read_again(np.full((300, 900), 255, np.uint8), 300, first, engine)] == ["phòng", "cháy"]


def test_sure_lines_are_not_read_again() -> None:
    first = line(("Sở", 0.97), ("Tài", 0.97), ("chính", 0.96))
    image = np.full((300, 900), 255, np.uint8)
    engine = Again(first)
    assert [word.text for word in read_again(image, 300, first, engine)] == ["Sở", "Tài", "chính"]
    assert engine.calls == 0


def test_a_line_passed_over_is_read(draw_page: Any) -> None:
    class Finds:
        name, version, languages = "finds", "1", ("vie",)

        def read_page(self, image: Any, resolution: int) -> list[EngineWord]:
            raise AssertionError

        def read_block(self, image: Any, resolution: int, *, digits: bool = False) -> list[EngineWord]:
            rows = np.flatnonzero((image < 128).any(axis=1))
            return [EngineWord("Số:", (40, int(rows[0]), 90, int(rows[-1])), 0.9)]

    page = draw_page(["Số: 12/KH-UBND"], left=150, top=300)
    (word,) = read_again(page, 150, [], Finds())
    assert word.text == "Số:"
    assert 290 <= word.box[1] <= 320
    assert 140 <= word.box[0] <= 180


def test_columns_read_as_one_line_are_two_lines() -> None:
    first = line(("Nơi", 0.97), ("nhận:", 0.97))
    first += [EngineWord("KT.", (700, 110, 760, 150), 0.97), EngineWord("CHỦ", (770, 110, 840, 150), 0.97)]
    image = np.full((300, 900), 255, np.uint8)
    for word in first:
        image[word.box[1] : word.box[3], word.box[0] : word.box[2]] = 0
    words = read_again(image, 300, [*first, *line(("chuyên", 0.5), number=1, top=200)], Again([]))
    assert [word.line for word in words[:4]] == [0, 0, 1, 1]
