"""Uncertain lines read once more from another picture of them, and lines that the first reading passed over.

All these lines are set one under another in one image, so that the engine is started once more for a page and not once
for a line. Of each stretch of a line the better reading is kept. Where the two readings differ in a digit, a third from
yet another picture decides: a number changes only where two readings agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import cv2
import numpy as np

from vnplan_extract.ocr.engine import Engine, EngineWord, PixelBox, Pixels
from vnplan_extract.syllables import plausibility

_UNSURE_LINE = 0.86  #: mean confidence of a line below which it is read again
_UNSURE_WORD = 0.72  #: a word of three letters or more below this has its line read again
_UNSURE_NUMBER = 0.92  #: the same of a word with digits
_MOST_LINES = 40  #: of one page; more uncertain lines are a picture or handwriting
_MOST_MISSED = 20  #: the same of lines passed over
_SURVEY = 75  #: dots an inch of the picture on which they are looked for
_INK = 150
_WIDE_GAP = 2.5  #: times the height of a word
_GAP = 0.12  #: inches of white between lines in the strip
_LETTER_HEIGHT = 36  #: pixels to which the height of a line is brought for the second reading
_MARGIN = 0.04  #: by how much a second reading must be better
_DIGIT_MARGIN = 0.25  #: the same where the two differ in a digit and a third reading has other digits again
_DISPUTED = 0.5  #: most confidence of digits that no two readings agree on
_NEAR_LINE = 0.7  #: times the height of a word: what is farther above or below is of another line
#: A Roman number, whose strokes are read for one another: `II1/2012`, `HI.`
_ROMAN = re.compile(r"(?<!\w)(?=[1lL]*[IVXH])[IVXH1lL]+(?=[/.])")
_STROKES = str.maketrans({"1": "I", "l": "I", "L": "I", "H": "II"})
#: A number with strokes in it that were read as other marks: `1]`, `l1`
_MARKED_NUMBER = re.compile(r"(?<!\w)(?=[lI|\[\]!]*\d)[\dlI|\[\]!]+(?!\w)")
_DOUBLE_SLASH = re.compile(r"(?<=\w)//(?=\d)")
_ONES = str.maketrans(dict.fromkeys("lI|[]!", "1"))
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
    usual = median(heights) if heights else 0.15 * resolution
    second = _read_lines(image, resolution, [*chosen, *missed], usual, engine, as_ink=False)
    pairs = {n: list(_stretches(line, _of_line(second.get(n, []), line, usual))) for n, line in lines.items()}
    disputed = [n for n in lines if any(_is_disputed(*pair) for pair in pairs[n])]
    third: dict[int, list[EngineWord]] = {}
    if disputed:
        boxes = dict(chosen)
        third = _read_lines(image, resolution, [(n, boxes[n]) for n in disputed], usual, engine, as_ink=True)
    result: list[EngineWord] = []
    for number, line in lines.items():
        witness = _of_line(third.get(number, []), line, usual)
        for ours, theirs in pairs[number]:
            result += _elected(ours, theirs, witness)
    known = [word.box for word in result]
    for number, _ in missed:
        line = second.get(number, [])
        if _is_text(line) and not any(_shares(word.box, box) for word in line for box in known):
            result += line
    return result


def _read_lines(
    image: Pixels,
    resolution: int,
    lines: Sequence[tuple[int, PixelBox]],
    usual: float,
    engine: Engine,
    *,
    as_ink: bool,
) -> dict[int, list[EngineWord]]:
    """The words of some lines, by the number of the line, from a strip in which they stand one under another."""
    strip, slots = _strip(image, resolution, lines, usual, as_ink=as_ink)
    read: dict[int, list[EngineWord]] = {}
    for word in engine.read_block(strip, round(resolution * slots[0].scale)):
        middle = (word.box[1] + word.box[3]) / 2
        slot = min(slots, key=lambda slot: max(slot.top - middle, middle - slot.bottom, 0.0))
        read.setdefault(slot.line, []).append(replace(word, box=slot.page_box(word), line=slot.line))
    return read


def _of_line(read: Sequence[EngineWord], line: Sequence[EngineWord], usual: float) -> list[EngineWord]:
    """The words that stand level with those of a line: the picture of a skewed line shows pieces of its neighbours."""
    kept = []
    for word in read:
        middle = (word.box[0] + word.box[2]) / 2
        near = min(line, key=lambda own: abs(own.box[0] + own.box[2] - 2 * middle))
        apart = abs(near.box[1] + near.box[3] - word.box[1] - word.box[3]) / 2
        if apart < _NEAR_LINE * max(usual, word.box[3] - word.box[1]):
            kept.append(word)
    return kept


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
    image: Pixels, resolution: int, lines: Sequence[tuple[int, PixelBox]], usual: float, *, as_ink: bool
) -> tuple[Pixels, list[_Slot]]:
    """The lines cut out and set one under another: softened and brought to one size, or in pure black on white."""
    scale = 1.0 if as_ink else min(1.0, max(0.4, _LETTER_HEIGHT / max(1.0, usual)))
    gap = round(_GAP * resolution)
    parts: list[tuple[Pixels, int, int, int]] = []
    pad = round(0.02 * resolution)
    for number, (x0, y0, x1, y1) in lines:
        x0, y0 = max(0, x0 - 2 * pad), max(0, y0 - pad)
        x1, y1 = min(image.shape[1], x1 + 2 * pad), min(image.shape[0], max(y1, y0 + pad) + pad)
        part = np.asarray(cv2.GaussianBlur(image[y0:y1, x0:x1], (0, 0), 0.9), np.uint8)
        if as_ink:
            part = np.asarray(cv2.threshold(part, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)
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


def _stretches(
    first: Sequence[EngineWord], second: Sequence[EngineWord]
) -> Iterator[tuple[list[EngineWord], list[EngineWord]]]:
    """The two readings cut where both have a gap between words."""
    tagged = [(word.box[0], word.box[2], which, word) for which, line in enumerate((first, second)) for word in line]
    tagged.sort(key=lambda item: (item[0], item[2]))
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


def _is_disputed(first: Sequence[EngineWord], second: Sequence[EngineWord]) -> bool:
    return bool(first and second) and _digits(first) != _digits(second)


def _elected(
    first: Sequence[EngineWord], second: Sequence[EngineWord], witness: Sequence[EngineWord]
) -> list[EngineWord]:
    """The better of two readings of a stretch; where they differ in a digit, the one that the third agrees with."""
    if not second or not first:
        return list(first)  # what the second alone has seen is a smear as often as a word
    if [word.text for word in first] == [word.text for word in second]:
        return [_confirmed(one, other) for one, other in zip(first, second, strict=True)]
    chosen = first
    if _digits(first) == _digits(second):
        cleaner = _is_clean(second) - _is_clean(first)
        chosen = second if cleaner > 0 or (not cleaner and _is_better(second, first)) else first
    else:
        left, right = min(word.box[0] for word in first), max(word.box[2] for word in first)
        third = [word for word in witness if left < (word.box[0] + word.box[2]) / 2 < right]
        agreed = _digits(third) == _digits(second) and (_digits(second) or _letters(third) == _letters(second) != "")
        loses = len(_digits(second)) < len(_digits(first)) and min(plausibility(word.text) for word in second) < 0.9
        if agreed and not loses and _certainty(second) + _certainty(third) > _certainty(first):
            chosen = second
        elif _digits(third) != _digits(first):
            is_surer = _value(second) > _value(first) + _DIGIT_MARGIN and _certainty(second) > 0.9
            chosen = [replace(w, confidence=min(w.confidence, _DISPUTED)) for w in (second if is_surer else first)]
    if first[0].text in BULLETS and chosen[0].text not in BULLETS:
        return [first[0], *chosen]
    return list(chosen)


def _confirmed(one: EngineWord, other: EngineWord) -> EngineWord:
    """A word that two readings agree on, with the lower of their boxes: the higher takes in strokes of other lines."""
    box = min(one.box, other.box, key=lambda box: box[3] - box[1])
    return replace(one, box=box, confidence=max(one.confidence, other.confidence))


def _is_better(second: Sequence[EngineWord], first: Sequence[EngineWord]) -> bool:
    """Whether the second of two readings of a stretch with the same digits is the better one."""
    if _letters(first) == _letters(second):
        falls_apart = len(second) > len(first) and "/" in _text(second)  # `79-KL/T W`
        same = falls_apart or len(first) == len(second)
        return _certainty(second) > _certainty(first) + (0.2 if same else 0.0)
    return _value(second) > _value(first) + _MARGIN


def _value(words: Sequence[EngineWord]) -> float:
    total = sum(len(word.text) for word in words)
    return sum(word.confidence * plausibility(word.text) * len(word.text) for word in words) / total


def _certainty(words: Sequence[EngineWord]) -> float:
    return min(word.confidence for word in words)


def _letters(words: Sequence[EngineWord]) -> str:
    return "".join(c for word in words for c in word.text if c.isalnum())


def _digits(words: Sequence[EngineWord]) -> str:
    """The digits of a stretch, and the strokes of its Roman numbers."""
    text = _with_strokes(words)
    return "".join(c for c in text if c.isdecimal()) + "".join(_ROMAN.findall(text))


def _with_strokes(words: Sequence[EngineWord]) -> str:
    """The text of a stretch, with the marks that strokes and slashes of its numbers were read as put right."""
    text = _DOUBLE_SLASH.sub("/", _text(words))
    text = _ROMAN.sub(lambda number: number[0].translate(_STROKES), text)
    return _MARKED_NUMBER.sub(lambda number: number[0].translate(_ONES), text)


def _is_clean(words: Sequence[EngineWord]) -> bool:
    """Whether all strokes of numbers were read as such."""
    return _with_strokes(words) == _text(words)


def _text(words: Sequence[EngineWord]) -> str:
    return " ".join(word.text for word in words)
