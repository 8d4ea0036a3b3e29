"""The rules of tables on page images: where they run, and the cells between them.

A page image is grey (0 black, 255 white), upright, and nearly straight: what is left of its skew is measured on the
rules themselves. Boxes are pixels of the image given, `(x0, y0, x1, y1)`, origin top left, the ends exclusive.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from vnplan_extract.ocr.engine import PixelBox, Pixels

# Lengths in inches.
_SHORTEST_RULE = 0.2  #: longer than the strokes of letters up to 16 points
_LONGEST_BREAK = 0.15  #: a gap in a rule that is still one rule
_SAME_RULE = 0.035  #: between the two strokes of a double rule
_THICKEST_RULE = 0.05  #: what is thicker is a black border or a picture
_LEAST_CELL = 0.06  #: of a cell's height and width
_LETTER = 0.045  #: a cell without a mark of this size is empty
_EDGE = 0.4  #: of the page, where black borders run and no table is alone
_MARK = 0.008  #: of the smallest mark that belongs to the text

_BORDER_SHARE = 0.5  #: of a side of a cell that must be ruled
_FAINT_SHARE = 0.75  #: the same of a rule that is too faint to be seen as one, where others show its place
_STRAIGHT = 0.03  #: degrees of skew that need no turning
_MOST_SKEW = 5.0  #: degrees; more is no page that was straightened before
_MOST_RULES = 400  #: more are a drawing
_EVERY = 2  #: only each second pixel of level rules is looked at to measure their skew

Matrix = npt.NDArray[np.float64]


@dataclass(slots=True)
class Rules:
    """The rules on a page, turned straight."""

    across: Pixels  #: mask of level rules
    upright: Pixels  #: mask of upright rules
    resolution: int

    def dots(self, inches: float) -> int:
        """A length in pixels, one at least."""
        return max(1, round(inches * self.resolution))


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as ruled: its place in the grid, how many rows and columns it spans, its box inside the rules."""

    row: int
    column: int
    rows: int
    columns: int
    box: PixelBox


@dataclass(slots=True)
class Grid:
    """A table as ruled, before its cells are read.

    Attributes:
        lanes: y of the level rules, from the top.
        columns: x of the upright rules, from the left.
        cells: as in the table, without words; boxes inside the rules.
    """

    lanes: list[int]
    columns: list[int]
    cells: list[GridCell] = field(default_factory=list)

    @property
    def box(self) -> PixelBox:
        """From the first to the last rule."""
        return self.columns[0], self.lanes[0], self.columns[-1], self.lanes[-1]


def find_rules(image: Pixels, resolution: int) -> tuple[Pixels, Rules, Matrix | None] | None:
    """The rules of a page.

    Returns:
        The page turned so that its rules are level, the rules on it, and the matrix that leads back to the page given
        (None where nothing was turned); None where there are too few rules for a table.
    """
    # The darker of two pixels and then of two rows: half the size, with rules as dark as they were.
    half = np.minimum(image[:-1:2], image[1::2])
    half = np.ascontiguousarray(np.minimum(half[:, :-1:2], half[:, 1::2]))
    strokes = _strokes(half, resolution // 2)
    least, edge = 3 * strokes.dots(_SHORTEST_RULE), strokes.dots(_EDGE)
    inside = (mask[edge:-edge, edge:-edge] for mask in (strokes.across, strokes.upright))
    if any(not mask.size or np.count_nonzero(mask) < least for mask in inside):
        return None
    angle = _skew(strokes)
    if abs(angle) < _STRAIGHT:
        return image, _joined(_strokes(image, resolution)), None
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255,))
    straight = np.asarray(turned, np.uint8)
    back = np.asarray(cv2.invertAffineTransform(matrix), np.float64)
    return straight, _joined(_strokes(straight, resolution)), back


def _skew(rules: Rules) -> float:
    """The angle of the level rules in degrees, positive where they sink to the right; 0 where there are none."""
    across = np.ascontiguousarray(rules.across[:, ::_EVERY])  # a rule is long, and only its y must be exact
    page_height, page_width = across.shape
    edge, level_edge = rules.dots(0.15), rules.dots(0.15) // _EVERY
    count, labels, stats, _ = cv2.connectedComponentsWithStats(across)
    if count > 20 * _MOST_RULES:
        return 0.0
    angles: list[tuple[float, int]] = []
    for n in np.argsort(-stats[:, 2])[:60].tolist():
        x, y, width, height, _ = stats[n].tolist()
        inside = x > level_edge and y > edge and x + width < page_width - level_edge and y + height < page_height - edge
        if n and inside and _EVERY * width >= rules.dots(0.6) and height <= _EVERY * width / 8:
            ys, xs = np.nonzero(labels[y : y + height, x : x + width] == n)
            angles.append((math.degrees(math.atan(float(np.polyfit(_EVERY * xs, ys, 1)[0]))), width))
    half = sum(width for _, width in angles) / 2
    for angle, width in sorted(angles):
        half -= width
        if half <= 0:
            return angle if abs(angle) <= _MOST_SKEW else 0.0
    return 0.0


def _strokes(image: Pixels, resolution: int) -> Rules:
    """Masks of the long straight strokes, broken ones in pieces."""

    def dots(inches: float) -> int:
        return max(1, round(inches * resolution))

    block = dots(0.12) | 1
    ink = cv2.adaptiveThreshold(image, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(3, block), 12)
    thick = dots(_THICKEST_RULE)
    dark = cv2.threshold(image, 109, 255, cv2.THRESH_BINARY_INV)[1]
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    if solid.any():
        ink[cv2.dilate(solid, np.ones((5, 5), np.uint8)) > 0] = 0
    length = dots(_SHORTEST_RULE)
    # A stroke that leaves its row by one pixel on the way is still one stroke.
    across, upright = cv2.dilate(ink, np.ones((2, 1), np.uint8)), cv2.dilate(ink, np.ones((1, 2), np.uint8))
    across = cv2.morphologyEx(across, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(upright, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    return Rules(np.asarray(across, np.uint8), np.asarray(upright, np.uint8), resolution)


def _joined(rules: Rules) -> Rules:
    """The rules with their breaks closed."""
    gap = rules.dots(_LONGEST_BREAK)
    across = cv2.morphologyEx(rules.across, cv2.MORPH_CLOSE, np.ones((3, gap), np.uint8))
    upright = cv2.morphologyEx(rules.upright, cv2.MORPH_CLOSE, np.ones((gap, 3), np.uint8))
    return Rules(np.asarray(across, np.uint8), np.asarray(upright, np.uint8), rules.resolution)


def find_grids(rules: Rules, image: Pixels) -> Iterator[Grid]:
    """The tables that the rules make, from top to bottom.

    Rules that touch make one table. Two rows at least, and one in three, must have two filled cells: other boxes are
    frames around text, stamps, underlined words.
    """
    near = rules.dots(0.02) | 1
    touching = cv2.dilate(rules.across | rules.upright, np.ones((near, near), np.uint8))
    page_height, page_width = touching.shape
    # What is as wide as `near` at least is still there where only each second pixel is.
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(touching[::2, ::2]))
    boxes = [
        (n, 2 * x, 2 * y, min(page_width, 2 * (x + width)), min(page_height, 2 * (y + height)))
        for n, (x, y, width, height, _) in enumerate(stats.tolist())
        if n and 2 * width > rules.dots(0.8) and 2 * height > rules.dots(0.3)
    ]
    for n, x0, y0, x1, y1 in sorted(boxes, key=lambda box: (box[2], box[1])):
        part = (labels[y0 // 2 : (y1 + 1) // 2, x0 // 2 : (x1 + 1) // 2] == n).astype(np.uint8)
        own = np.repeat(np.repeat(part, 2, axis=0), 2, axis=1)[: y1 - y0, : x1 - x0] > 0
        across = np.where(own, rules.across[y0:y1, x0:x1], 0).astype(np.uint8)
        upright = np.where(own, rules.upright[y0:y1, x0:x1], 0).astype(np.uint8)
        lanes, columns = _lanes(across, rules), _lanes(np.ascontiguousarray(upright.T), rules)
        if not 3 <= len(lanes) <= _MOST_RULES or not 2 <= len(columns) <= _MOST_RULES:
            continue
        columns = [x for x in columns if _separates(upright, x, lanes, rules)]
        columns = _with_open_sides(across, lanes, columns, rules)
        if len(columns) < 3:
            continue
        cells = _cells(image[y0:y1, x0:x1], across, upright, lanes, columns, rules)
        grid = Grid([y + y0 for y in lanes], [x + x0 for x in columns])
        for cell in cells:
            left, top, right, bottom = cell.box
            box = (left + x0, top + y0, right + x0, bottom + y0)
            grid.cells.append(GridCell(cell.row, cell.column, cell.rows, cell.columns, box))
        filled: dict[int, int] = {}
        for cell in grid.cells:
            if ink_box(image, cell.box, rules) is not None:
                filled[cell.row] = filled.get(cell.row, 0) + 1
        if sum(n > 1 for n in filled.values()) >= max(2, len(filled) / 3):
            yield grid


def _lanes(mask: Pixels, rules: Rules) -> list[int]:
    """The y of the level rules of a mask: rows with enough ink, those close together as one."""
    weight = np.count_nonzero(mask, axis=1)
    least = max(rules.dots(_SHORTEST_RULE), int(0.04 * mask.shape[1]))
    same = rules.dots(_SAME_RULE)
    lanes: list[int] = []
    run: list[int] = []
    for y in np.flatnonzero(weight >= least).tolist():
        if run and y - run[-1] > same:
            lanes.append(_centre(run, weight))
            run = []
        run.append(y)
    if run:
        lanes.append(_centre(run, weight))
    return lanes


def _centre(run: list[int], weight: npt.NDArray[np.int64]) -> int:
    return round(sum(y * int(weight[y]) for y in run) / sum(int(weight[y]) for y in run))


def _separates(upright: Pixels, x: int, lanes: list[int], rules: Rules) -> bool:
    """Whether an upright rule stands beside a cell of one row at least; strokes of letters one under another do not."""
    reach = rules.dots(_SAME_RULE)
    own = upright[:, max(0, x - reach) : x + reach + 1].max(axis=1) > 0
    return any(own[top:bottom].mean() >= _BORDER_SHARE for top, bottom in pairwise(lanes) if bottom > top)


def _with_open_sides(across: Pixels, lanes: list[int], columns: list[int], rules: Rules) -> list[int]:
    """The columns, with the ends of the level rules where these run on beyond the outermost upright ones."""
    reach = rules.dots(_SAME_RULE)
    lefts, rights = [], []
    for y in lanes:
        xs = np.flatnonzero(across[max(0, y - reach) : y + reach + 1].any(axis=0))
        if len(xs):
            lefts.append(int(xs[0]))
            rights.append(int(xs[-1]))
    beyond = rules.dots(0.2)
    left = [x for x in lefts if columns[0] - x > beyond]
    right = [x for x in rights if x - columns[-1] > beyond]
    if len(left) > len(lanes) / 2:
        columns = [round(median(left)), *columns]
    if len(right) > len(lanes) / 2:
        columns = [*columns, round(median(right))]
    return columns


def _cells(
    image: Pixels, across: Pixels, upright: Pixels, lanes: list[int], columns: list[int], rules: Rules
) -> list[GridCell]:
    """The rectangles between rules; where a rule is missing, the cells on both sides are one."""
    height, width = len(lanes) - 1, len(columns) - 1
    least = rules.dots(_LEAST_CELL)
    sideways, tilted = np.ascontiguousarray(upright.T), np.ascontiguousarray(image.T)
    below = [
        [_ruled(across, image, lanes[r + 1], columns[c], columns[c + 1], rules) for c in range(width)]
        for r in range(height)
    ]
    beside = [
        [_ruled(sideways, tilted, columns[c + 1], lanes[r], lanes[r + 1], rules) for c in range(width)]
        for r in range(height)
    ]
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            last = column
            while last + 1 < width and not beside[row][last] and (row, last + 1) not in taken:
                last += 1
            bottom = row
            while bottom + 1 < height and not any(below[bottom][column : last + 1]):
                if any(beside[bottom + 1][column:last]):
                    break
                bottom += 1
            taken |= {(r, c) for r in range(row, bottom + 1) for c in range(column, last + 1)}
            box = (columns[column] + 1, lanes[row] + 1, columns[last + 1], lanes[bottom + 1])
            if box[2] - box[0] >= least and box[3] - box[1] >= least:
                cells.append(GridCell(row, column, bottom - row + 1, last - column + 1, box))
    return cells


def _ruled(mask: Pixels, image: Pixels, at: int, begin: int, end: int, rules: Rules) -> bool:
    """Whether a level rule stands at y = `at` between two x: in the mask of rules, or as a faint stroke of the page."""
    reach = rules.dots(_SAME_RULE)
    rows, columns = slice(max(0, at - reach), at + reach + 1), slice(begin + reach, max(begin + reach + 1, end - reach))
    part = mask[rows, columns]
    if not part.size or part.any(axis=0).mean() >= _BORDER_SHARE:
        return True
    grey = cv2.blur(image[rows, columns], (rules.dots(0.04), 1)).astype(np.float32)
    paper = float(np.percentile(grey, 80))
    dark = cv2.dilate((grey < paper - max(10.0, 0.05 * paper)).astype(np.uint8), np.ones((3, 1), np.uint8))
    # A line of bold type covers as much, but does not reach from side to side.
    end = rules.dots(0.04)
    shares = np.minimum(dark.mean(axis=1), np.minimum(dark[:, :end].mean(axis=1), dark[:, -end:].mean(axis=1)))
    return bool(shares.max() >= _FAINT_SHARE)


def without_rules(image: Pixels, rules: Rules) -> Pixels:
    """The page with its rules painted over with paper."""
    clean = image.copy()
    clean[cv2.dilate(rules.across, np.ones((3, 1), np.uint8)) > 0] = 255
    clean[cv2.dilate(rules.upright, np.ones((1, 3), np.uint8)) > 0] = 255
    return clean


def ink_box(image: Pixels, box: PixelBox, rules: Rules) -> PixelBox | None:
    """The box of the marks inside a cell that may be characters, or None where it is empty."""
    inset = rules.dots(0.02)
    x0, y0, x1, y1 = box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset
    if x1 - x0 < 4 or y1 - y0 < 4:
        return None
    part = image[y0:y1, x0:x1]
    level, _ = cv2.threshold(part, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    paper = float(np.percentile(part, 90))
    ink = (part <= min(level, paper - 45)).astype(np.uint8)
    ink[(rules.across[y0:y1, x0:x1] | rules.upright[y0:y1, x0:x1]) > 0] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    tall, least = rules.dots(_LETTER), rules.dots(_MARK)
    marks = [s for s in stats[1:].tolist() if s[2] >= least and s[3] >= least]
    if not any(s[3] >= tall or s[2] >= tall for s in marks):
        return None
    return (
        x0 + min(s[0] for s in marks),
        y0 + min(s[1] for s in marks),
        x0 + max(s[0] + s[2] for s in marks),
        y0 + max(s[1] + s[3] for s in marks),
    )
