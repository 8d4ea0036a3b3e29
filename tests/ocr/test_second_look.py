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


class Second:
    """An engine whose second reading has the same places as the first."""

    name, version, languages = "second", "1", ("vie",)

    def __init__(self, first: Sequence[EngineWord], *words: tuple[str, float]) -> None:
        self.first, self.words, self.calls = first, words, 0

    def read_page(self, image: Any, resolution: int) -> list[EngineWord]:
        raise AssertionError

    def read_block(self, image: Any, resolution: int, *, digits: bool = False) -> list[EngineWord]:
        self.calls += 1
        scale = resolution / 300
        gap, left = round(0.12 * 300), 50 - 12
        found = []
        for word, (text, confidence) in zip(self.first, self.words, strict=True):
            x0, x1 = (round((x - left) * scale + gap) for x in (word.box[0], word.box[2]))
            found.append(EngineWord(text, (x0, round(16 * scale + gap), x1, round(56 * scale + gap)), confidence))
        return found


def again(first: list[EngineWord], *second: tuple[str, float]) -> list[str]:
    image = np.full((300, 900), 255, np.uint8)
    for word in first:
        image[word.box[1] : word.box[3], word.box[0] : word.box[2]] = 0
    return [word.text for word in read_again(image, 300, first, Second(first, *second))]


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        # a better word is taken, a worse one is not
        ([("chuyên", 0.6), ("biến", 0.97)], [("chuyển", 0.95), ("biền", 0.6)], ["chuyển", "biến"]),
        # the same letters: the surer reading of the marks
        ([("trong.", 0.14), ("hoạt", 0.96)], [("trong", 0.97), ("hoạt", 0.96)], ["trong", "hoạt"]),
        # another digit needs much more than a little more confidence
        ([("906", 0.8), ("triệu", 0.96)], [("206", 0.9), ("triệu", 0.96)], ["906", "triệu"]),
        ([("§.699,28", 0.7), ("triệu", 0.96)], [("8.699,28", 0.95), ("triệu", 0.96)], ["8.699,28", "triệu"]),
    ],
)
def test_better_readings(first: Any, second: Any, result: list[str]) -> None:
    assert again(line(*first), *second) == result


def test_sure_lines_are_not_read_again() -> None:
    first = line(("Sở", 0.97), ("Tài", 0.97), ("chính", 0.96))
    image = np.full((300, 900), 255, np.uint8)
    engine = Second(first)
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
    words = read_again(image, 300, [*first, *line(("chuyên", 0.5), number=1, top=200)], Second([]))
    assert [word.line for word in words[:4]] == [0, 0, 1, 1]
