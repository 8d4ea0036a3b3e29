"""Parts of a page in two columns, read one column after the other.

Header and footer of an administrative document stand in two columns whose lines are not level with each other (Nghị
định 30/2020/NĐ-CP, Annex I). An engine takes such lines for one and loses words of both; so the columns are set one
under the other, each at its own x, and what is read is moved back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from vnplan_extract.ocr.engine import EngineWord, Pixels

_SURVEY = 75  #: dots an inch of the picture on which columns are looked for
_INK = 150
_GUTTER = 0.3  #: inches between two columns
_LEADING = 0.12  #: inches between lines of one column
_LEAST_BOTH = 0.4  #: inches of lines on both sides: two lines
_SPECKS = 2  #: pixels of ink in a row that is blank all the same
_ZONE = (0.25, 0.75)  #: of the width, where the gutter stands
_STEP = 3  #: pixels of the survey between gutters that are tried
_MOST = 4  #: such parts of a page
_GAP = 0.25  #: inches of white between the pieces


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of the page in two columns, and the x between them, in pixels."""

    top: int
    bottom: int
    x: int


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A page with its columns one under another.

    Attributes:
        image: to be read.
        pieces: for each stretch of rows of `image`, from top to bottom: (first row, row behind the last, the row of the
            page that the first one is).
    """

    image: Pixels
    pieces: tuple[tuple[int, int, int], ...]

    def on_page(self, word: EngineWord) -> EngineWord:
        """A word read from `image`, at its place on the page."""
        x0, y0, x1, y1 = word.box
        middle = (y0 + y1) / 2
        top, _, source = min(self.pieces, key=lambda piece: max(piece[0] - middle, middle - piece[1], 0.0))
        return replace(word, box=(x0, y0 - top + source, x1, y1 - top + source))


def unfold(image: Pixels, resolution: int) -> Unfolded | None:
    """The page with each of its two-column parts as two pieces; None where it has none.

    Args:
        image: grey, upright, nearly straight.
        resolution: dots an inch.
    """
    parts = _parts(image, resolution)
    if not parts:
        return None
    height, width = image.shape
    gap = round(_GAP * resolution)
    rectangles: list[tuple[int, int, int, int]] = []
    y = 0
    for part in parts:
        rectangles += [
            (y, part.top, 0, width),
            (part.top, part.bottom, 0, part.x),
            (part.top, part.bottom, part.x, width),
        ]
        y = part.bottom
    rectangles.append((y, height, 0, width))
    rectangles = [rectangle for rectangle in rectangles if rectangle[1] > rectangle[0]]
    total = sum(bottom - top + gap for top, bottom, _, _ in rectangles)
    stacked: Pixels = np.full((total, width), 255, np.uint8)
    pieces: list[tuple[int, int, int]] = []
    at = 0
    for top, bottom, left, right in rectangles:
        stacked[at : at + bottom - top, left:right] = image[top:bottom, left:right]
        pieces.append((at, at + bottom - top, top))
        at += bottom - top + gap
    return Unfolded(stacked, tuple(pieces))


def _parts(image: Pixels, resolution: int) -> list[_Part]:
    factor = _SURVEY / resolution
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = _letters((small < _INK).astype(np.uint8))
    height, width = ink.shape
    sums = np.zeros((height, width + 1), np.int32)
    np.cumsum(ink, axis=1, out=sums[:, 1:])
    half = round(_GUTTER * _SURVEY / 2)
    blank = sums[:, width] <= _SPECKS
    found: list[tuple[int, _Part]] = []
    for x in range(max(half, round(_ZONE[0] * width)), min(width - half, round(_ZONE[1] * width)), _STEP):
        left, right = _lines(sums[:, x - half] > 0), _lines(sums[:, width] - sums[:, x + half] > 0)
        is_free = sums[:, x + half] == sums[:, x - half]
        for begin, end in _runs(is_free):
            if end - begin < _LEAST_BOTH * _SURVEY:
                continue
            # Cut between lines and not through one.
            white = np.flatnonzero(blank[begin:end])
            if len(white) < 2:
                continue
            top, bottom = begin + int(white[0]), begin + int(white[-1]) + 1
            both = int((left[top:bottom] & right[top:bottom]).sum())
            if both >= _LEAST_BOTH * _SURVEY:
                found.append((both, _Part(top, bottom, x)))
    chosen: list[_Part] = []
    for _, part in sorted(found, key=lambda item: (-item[0], item[1].bottom - item[1].top, item[1].x)):
        if len(chosen) < _MOST and all(part.bottom <= other.top or part.top >= other.bottom for other in chosen):
            chosen.append(part)
    return [
        _Part(round(part.top / factor), min(image.shape[0], round(part.bottom / factor)), round(part.x / factor))
        for part in sorted(chosen, key=lambda part: part.top)
    ]


def _letters(ink: Pixels) -> Pixels:
    """The ink without specks and without rules and frames."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    keep = (stats[:, 3] >= 3) & (stats[:, 3] <= 0.5 * _SURVEY) & (stats[:, 4] >= 5)
    keep[0] = False
    return np.where(keep[labels], np.uint8(1), np.uint8(0))


def _lines(rows: np.ndarray) -> np.ndarray:
    """Rows with ink and those near them: the gaps between the lines of one column are filled."""
    reach = round(_LEADING * _SURVEY) | 1
    return cv2.dilate(rows.astype(np.uint8)[:, None], np.ones((reach, 1), np.uint8))[:, 0] > 0


def _runs(rows: np.ndarray) -> list[tuple[int, int]]:
    """The stretches of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], rows.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
