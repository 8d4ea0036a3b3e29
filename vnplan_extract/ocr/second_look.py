"""Uncertain lines read once more from another picture of them, and lines that the first reading passed over.

All these lines are set one under another in one image, so that the engine is started once more for a page and not once
for a line. Of each stretch of a line the better reading is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import cv2
import numpy as np

from vnplan_extract.ocr.engine import Engine, EngineWord, PixelBox, Pixels
from vnplan_extract.syllables import plausibility

_UNSURE_LINE = 0.86  #: mean confidence of a line below which it is read again
_UNSURE_WORD = 0.72  #: a word of three letters or more below this has its line read again
_UNSURE_NUMBER = 0.9  #: the same of a word with digits
_MOST_LINES = 40  #: of one page; more uncertain lines are a picture or handwriting
_MOST_MISSED = 20  #: the same of lines passed over
_SURVEY = 75  #: dots an inch of the picture on which they are looked for
_INK = 150
_WIDE_GAP = 2.5  #: times the height of a word
_GAP = 0.12  #: inches of white between lines in the strip
_LETTER_HEIGHT = 36  #: pixels to which the height of a line is brought for the second reading
_MARGIN = 0.04  #: by how much a second reading must be better
_DIGIT_MARGIN = 0.25  #: the same where the two differ in a digit
BULLETS = frozenset("-–—+*•")


def read_again(image: Pixels, resolution: int, words: Sequence[EngineWord], engine: Engine) -> list[EngineWord]:
    """The words, with those of uncertain lines replaced where a second reading is better.

    Args:
        image: the page as it was read.
        resolution: dots an inch of it.
        words: its words.
        engine: reads the lines.
    """
    words = _cut_at_gaps(words)
    lines: dict[int, list[EngineWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    chosen = [(number, _line_box(line)) for number, line in lines.items() if _is_uncertain(line, resolution)]
    if len(chosen) > _MOST_LINES:
        chosen = []
    missed = list(enumerate(_missed(image, resolution, words), max(lines, default=-1) + 1))
    if not chosen and not missed:
        return list(words)
    heights = [word.box[3] - word.box[1] for word in words if len(word.text) > 1]
    strip, slots = _strip(image, resolution, [*chosen, *missed], median(heights) if heights else 0.15 * resolution)
    second: dict[int, list[EngineWord]] = {}
    for word in engine.read_block(strip, round(resolution * slots[0].scale)):
        middle = (word.box[1] + word.box[3]) / 2
        slot = min(slots, key=lambda slot: max(slot.top - middle, middle - slot.bottom, 0.0))
        second.setdefault(slot.line, []).append(replace(word, box=slot.page_box(word), line=slot.line))
    result: list[EngineWord] = []
    for number, line in lines.items():
        result += _merged(line, second[number]) if second.get(number) else line
    boxes = [word.box for word in result]
    for number, _ in missed:
        line = second.get(number, [])
        if _is_text(line) and not any(_shares(word.box, box) for word in line for box in boxes):
            result += line
    return result


def _shares(one: PixelBox, other: PixelBox) -> bool:
    """Whether boxes overlap by more than a touch."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return width > 0 and height > 0 and 8 * width * height > (one[2] - one[0]) * (one[3] - one[1])


def _cut_at_gaps(words: Sequence[EngineWord]) -> list[EngineWord]:
    """The words with lines cut at wide gaps: two columns, whose lines need not stand level, are often read as one."""
    usual = median(word.box[3] - word.box[1] for word in words) if words else 0.0
    cut: list[EngineWord] = []
    number = -1
    last: EngineWord | None = None
    for word in words:
        if last is None or word.line != last.line or word.box[0] - last.box[2] > _WIDE_GAP * usual:
            number += 1
        cut.append(replace(word, line=number))
        last = word
    return cut


def _line_box(line: Sequence[EngineWord]) -> PixelBox:
    """Around the words of a line; marks above and below that are no part of it do not count."""
    solid = [word for word in line if sum(map(str.isalnum, word.text)) > 1] or list(line)
    return (
        min(word.box[0] for word in line),
        round(median(word.box[1] for word in solid) - 0.25 * median(word.box[3] - word.box[1] for word in solid)),
        max(word.box[2] for word in line),
        round(median(word.box[3] for word in solid) + 0.25 * median(word.box[3] - word.box[1] for word in solid)),
    )


def _missed(image: Pixels, resolution: int, words: Sequence[EngineWord]) -> list[PixelBox]:
    """Boxes of what looks like lines of type where no word was read."""
    factor = _SURVEY / resolution
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = (small < _INK).astype(np.uint8)
    for word in words:
        x0, y0, x1, y1 = (round(value * factor) for value in word.box)
        ink[max(0, y0 - 2) : y1 + 3, max(0, x0 - 2) : x1 + 3] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    letter = (stats[:, 3] >= 0.05 * _SURVEY) & (stats[:, 3] <= 0.35 * _SURVEY) & (stats[:, 2] <= 1.2 * _SURVEY)
    letter[0] = False
    if not letter.any():
        return []
    reach = round(0.13 * _SURVEY) | 1
    joined = cv2.dilate(letter[labels].astype(np.uint8), np.ones((1, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found: list[PixelBox] = []
    for x, y, width, height, area in stats[1:].tolist():
        if (
            width - reach < 0.2 * _SURVEY
            or not 0.06 * _SURVEY <= height <= 0.4 * _SURVEY
            or area < 0.3 * width * height
        ):
            continue
        margin = reach // 2
        found.append(
            (
                max(0, round((x + margin - 2) / factor)), max(0, round((y - 1) / factor)),
                min(image.shape[1], round((x + width - margin + 2) / factor)),
                min(image.shape[0], round((y + height + 1) / factor)),
            )
        )  # fmt: skip
    return _joined(found) if len(found) <= _MOST_MISSED else []


def _joined(boxes: list[PixelBox]) -> list[PixelBox]:
    """The boxes, with those that stand beside each other on one line as one."""
    lines: list[PixelBox] = []
    for box in sorted(boxes):
        for index, line in enumerate(lines):
            shared = min(box[3], line[3]) - max(box[1], line[1])
            lower = min(box[3] - box[1], line[3] - line[1])
            if shared > 0.6 * lower and box[0] - line[2] < lower:
                lines[index] = (line[0], min(box[1], line[1]), max(box[2], line[2]), max(box[3], line[3]))
                break
        else:
            lines.append(box)
    return lines


def _is_text(words: Sequence[EngineWord]) -> bool:
    """Whether a line that only the second reading has seen is one, and not a smear or a scrawl."""
    letters = sum(len(word.text) for word in words)
    sure = [word for word in words if word.confidence > 0.6 and plausibility(word.text) > 0.9]
    return sum(len(word.text) for word in sure) > 0.5 * letters and any(len(word.text) > 1 for word in sure)


def _is_uncertain(line: Sequence[EngineWord], resolution: int) -> bool:
    letters = [word for word in line if any(c.isalnum() for c in word.text)]
    if not letters:
        return False
    height = median(word.box[3] - word.box[1] for word in letters) / resolution
    if not 0.05 <= height <= 0.4:
        return False
    if all(word.confidence < 0.3 for word in letters) and len(letters) < 3:
        return False  # a scrawl
    mean = sum(word.confidence * len(word.text) for word in letters) / sum(len(word.text) for word in letters)
    return mean < _UNSURE_LINE or any(
        ((word.confidence < _UNSURE_WORD or plausibility(word.text) < 0.9) and len(word.text) > 1)
        or (word.confidence < _UNSURE_NUMBER and any(map(str.isdecimal, word.text)))
        for word in letters
    )


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a line of the page stands in the strip."""

    line: int
    left: int  #: of its box on the page
    above: int
    margin: int
    top: float  #: in the strip
    bottom: float
    scale: float

    def page_box(self, word: EngineWord) -> tuple[int, int, int, int]:
        x0, y0, x1, y1 = word.box
        return (
            round(self.left + (x0 - self.margin) / self.scale),
            round(self.above + (y0 - self.top) / self.scale),
            round(self.left + (x1 - self.margin) / self.scale),
            round(self.above + (y1 - self.top) / self.scale),
        )


def _strip(
    image: Pixels, resolution: int, lines: Sequence[tuple[int, PixelBox]], usual: float
) -> tuple[Pixels, list[_Slot]]:
    """The lines cut out, softened, brought to one size, and set one under another."""
    scale = min(1.0, max(0.4, _LETTER_HEIGHT / max(1.0, usual)))
    gap = round(_GAP * resolution)
    parts: list[tuple[Pixels, int, int, int]] = []
    pad = round(0.02 * resolution)
    for number, (x0, y0, x1, y1) in lines:
        x0, y0 = max(0, x0 - 2 * pad), max(0, y0 - pad)
        x1, y1 = min(image.shape[1], x1 + 2 * pad), min(image.shape[0], max(y1, y0 + pad) + pad)
        part = cv2.GaussianBlur(image[y0:y1, x0:x1], (0, 0), 0.9)
        size = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
        parts.append((np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8), number, x0, y0))
    height = gap + sum(part.shape[0] + gap for part, *_ in parts)
    strip: Pixels = np.full((height, 2 * gap + max(part.shape[1] for part, *_ in parts)), 255, np.uint8)
    slots: list[_Slot] = []
    y = gap
    for part, number, x0, y0 in parts:
        strip[y : y + part.shape[0], gap : gap + part.shape[1]] = part
        slots.append(_Slot(number, x0, y0, gap, float(y), float(y + part.shape[0]), scale))
        y += part.shape[0] + gap
    return strip, slots


def _merged(first: Sequence[EngineWord], second: Sequence[EngineWord]) -> list[EngineWord]:
    """Stretch by stretch the better of two readings of one line."""
    merged: list[EngineWord] = []
    for ours, theirs in _stretches(first, second):
        if _is_better(theirs, ours):
            if ours[0].text in BULLETS and theirs[0].text not in BULLETS:
                merged.append(ours[0])
            merged += theirs
        else:
            merged += ours
    return merged


def _stretches(
    first: Sequence[EngineWord], second: Sequence[EngineWord]
) -> Iterator[tuple[list[EngineWord], list[EngineWord]]]:
    """The two readings cut where both have a gap between words."""
    tagged = [(word.box[0], word.box[2], which, word) for which, line in enumerate((first, second)) for word in line]
    tagged.sort(key=lambda item: (item[0] + item[1], item[2]))
    pair: tuple[list[EngineWord], list[EngineWord]] = ([], [])
    reach = -1.0
    for x0, x1, which, word in tagged:
        height = word.box[3] - word.box[1]
        if (pair[0] or pair[1]) and x0 > reach - 0.15 * max(1, height):
            yield pair
            pair, reach = ([], []), -1.0
        pair[which].append(word)
        reach = max(reach, x1)
    if pair[0] or pair[1]:
        yield pair


def _is_better(second: Sequence[EngineWord], first: Sequence[EngineWord]) -> bool:
    if not second or not first:
        return False  # what one of them alone has seen is a smear as often as a word
    one, other = _value(first), _value(second)
    if _letters(first) == _letters(second):
        return _certainty(second) > _certainty(first) + (0.2 if len(first) == len(second) else 0.0)
    if _digits(first) != _digits(second):
        return other > one + _DIGIT_MARGIN and min(word.confidence for word in second) > 0.9
    return other > one + _MARGIN


def _value(words: Sequence[EngineWord]) -> float:
    total = sum(len(word.text) for word in words)
    return sum(word.confidence * plausibility(word.text) * len(word.text) for word in words) / total


def _certainty(words: Sequence[EngineWord]) -> float:
    return min(word.confidence for word in words)


def _letters(words: Sequence[EngineWord]) -> str:
    return "".join(c for word in words for c in word.text if c.isalnum())


def _digits(words: Sequence[EngineWord]) -> str:
    return "".join(c for word in words for c in word.text if c.isdecimal())
