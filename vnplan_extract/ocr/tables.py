"""Ruled tables on page images: the cells between the rules, each read on its own.

Boxes are pixels of the image given, `(x0, y0, x1, y1)`, origin top left, the ends exclusive.

The cells of a table are cut out without the rules and set one under another in a few strips, so that the engine reads
each cell as lines of its own and is started once for a strip and not once for a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from vnplan_extract.ocr import rules as ruling
from vnplan_extract.ocr.engine import Engine, PixelBox, Pixels
from vnplan_extract.ocr.rules import Grid, GridCell, Matrix

# Lengths in inches.
_STRIP_GAP = 0.12  #: white between two cells of a strip
_SPECK = 0.028  #: of what may be a speck, if it stands apart
_BLOT = 0.09  #: the same of what is round and solid
_SPECK_REACH = 0.05  #: from a character to its full stop or mark

_MOST_MARKS = 1_500  #: more in one cell are a picture
_FIGURES_A_LINE = 5  #: short figures alone in a line are read worse
_FEWEST_DECIMALS, _DECIMAL_SHARE = 4, 0.66  #: figures of a column, and share of them with a comma, that show its kind
_STRIP_HEIGHT = 4_000  #: pixels; a longer strip is cut
_UNSURE = 0.75  #: words below are read once more
_SMUDGES = "“”‘’'`´*°~|_^¬¦«»‹›•·"
_SIGNS = frozenset("-–+/&%")
_FIGURE = re.compile(r"[-–+(]?\d[\d.,]*\)?%?")
_DECIMALS = re.compile(r"\d([.,])\d{1,2}[)%]*$")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})*")  #: with points between thousands
_MISREAD_POINT = re.compile(r"(?<=\d)[:;·'’,\s]{1,2}(?=\d{3}(?:\D|$))")


@dataclass(frozen=True, slots=True)
class ScannedWord:
    """A word of a cell; `confidence` is the engine's, 0 to 1."""

    text: str
    box: PixelBox
    confidence: float


@dataclass(frozen=True, slots=True)
class ScannedCell:
    """A cell: its place in the grid, how many rows and columns it spans, its box, its lines of words."""

    row: int
    column: int
    rows: int
    columns: int
    box: PixelBox
    lines: tuple[tuple[ScannedWord, ...], ...] = ()

    @property
    def text(self) -> str:
        """Its words with spaces between them."""
        return " ".join(word.text for line in self.lines for word in line)

    @property
    def confidence(self) -> float:
        """That of its least certain word; 1 where it is empty."""
        return min((word.confidence for line in self.lines for word in line), default=1.0)


@dataclass(frozen=True, slots=True)
class ScannedTable:
    """A table on one page: its box, the x of its upright rules, its cells row by row."""

    box: PixelBox
    columns: tuple[int, ...]
    cells: tuple[ScannedCell, ...]

    def rows(self) -> list[list[str]]:
        """The texts of the cells that begin in each row."""
        count = max(cell.row + cell.rows for cell in self.cells)
        texts: list[list[str]] = [[] for _ in range(count)]
        for cell in self.cells:
            texts[cell.row].append(cell.text)
        return texts


def read_tables(image: Pixels, engine: Engine, resolution: int) -> list[ScannedTable]:
    """The ruled tables of a page with the text of their cells, from top to bottom.

    Args:
        image: the page, grey and upright.
        engine: reads the cells.
        resolution: dots an inch of the image.
    """
    found = ruling.find_rules(image, resolution)
    if found is None:
        return []
    straight, rules, back = found
    grids = list(ruling.find_grids(rules, straight))
    if not grids:
        return []
    clean = ruling.without_rules(straight, rules)
    tables = []
    for grid in grids:
        cells = _read_cells(clean, grid, engine, resolution)
        if back is not None:
            cells = [_moved(cell, back) for cell in cells]
        box = grid.box if back is None else _moved_box(grid.box, back)
        columns = grid.columns
        if back is not None:
            top = grid.lanes[0]
            columns = [_moved_box((x, top, x, top), back)[0] for x in columns]
        tables.append(ScannedTable(box, tuple(columns), tuple(cells)))
    return tables


def find_tables(image: Pixels, resolution: int) -> list[PixelBox]:
    """The boxes of the ruled tables of a page, without reading them."""
    found = ruling.find_rules(image, resolution)
    if found is None:
        return []
    straight, rules, back = found
    boxes = [grid.box for grid in ruling.find_grids(rules, straight)]
    return boxes if back is None else [_moved_box(box, back) for box in boxes]


def erase(image: Pixels, boxes: Iterable[PixelBox], margin: int = 6) -> Pixels:
    """The page with white in place of its tables, for the reading of the rest."""
    rest = image.copy()
    for x0, y0, x1, y1 in boxes:
        rest[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin] = 255
    return rest


def repeated_heading(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]], most: int = 3) -> int:
    """How many rows at the head of `second` repeat the head of `first`; letters read wrong do not count.

    Args:
        first: rows of cell texts of the table's beginning.
        second: those of its part on the next page.
        most: rows that a heading can have.
    """
    from rapidfuzz.distance import Levenshtein

    repeated = 0
    while repeated < min(len(first), len(second) - 1, most):
        one, other = (" ".join(rows[repeated]).casefold() for rows in (first, second))
        figures = any(_FIGURE.fullmatch(cell) and not _year(cell) for cell in second[repeated][1:])
        if figures or Levenshtein.normalized_similarity(one, other) < 0.8:
            break
        repeated += 1
    return repeated


def _year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and text[:2] in ("19", "20")


# Cells


@dataclass(slots=True)
class _Slot:
    """Where a cell's marks stand in a strip: the cell's place in the list, the box on the page, x and y there."""

    cell: int
    source: PixelBox
    x: int
    y: int
    scale: float

    def distance(self, x: float, y: float) -> float:
        """How far a point of the strip is from the cell; lines apart count more than places in a line."""
        left, top, right, bottom = self.source
        across = max(self.x - x, x - self.x - (right - left) * self.scale, 0.0)
        down = max(self.y - y, y - self.y - (bottom - top) * self.scale, 0.0)
        return across + 10 * down


def _read_cells(image: Pixels, grid: Grid, engine: Engine, resolution: int) -> list[ScannedCell]:
    """The cells with their words: all once, then those that are not certain and all figures once more, larger."""
    blank = ruling.Rules(np.zeros_like(image), np.zeros_like(image), resolution)
    marks = {n: box for n, cell in enumerate(grid.cells) if (box := ruling.ink_box(image, cell.box, blank)) is not None}
    order = sorted(marks, key=lambda n: (grid.cells[n].column, grid.cells[n].row))
    scale = max(1.0, 300 / resolution)
    read = _read_strips(image, [(n, marks[n]) for n in order], engine, resolution, scale)
    figures = _figure_cells(grid, read)
    again = [n for n in order if n not in figures and _confidence(read.get(n, [])) < _UNSURE]
    if again:
        second = _read_strips(image, [(n, marks[n]) for n in again], engine, resolution, 1.5 * scale)
        for n, words in second.items():
            if _confidence(words) > _confidence(read.get(n, [])):
                read[n] = words
    numbers = [(n, marks[n]) for n in order if n in figures]
    if numbers:
        second = _read_strips(image, numbers, engine, resolution, 1.5 * scale, figures=True, abreast=_FIGURES_A_LINE)
        decimals = _decimal_columns(grid, [read, second], figures)
        doubtful = [
            (n, box)
            for n, box in numbers
            if not _same_figure(read.get(n, []), second[n])
            or (grid.cells[n].column in decimals and not _decimals(second[n]))
        ]
        if doubtful:
            smooth = np.asarray(cv2.medianBlur(image, 3), np.uint8)
            third = _read_strips(smooth, doubtful, engine, resolution, 1.25 * scale, figures=True)
            for n, _ in doubtful:
                is_decimal = grid.cells[n].column in decimals
                read[n] = _elected([read.get(n, []), second[n], third[n]], decimal=is_decimal)
    return [_filled(cell, read.get(n, [])) for n, cell in enumerate(grid.cells)]


def _filled(cell: GridCell, words: Sequence[ScannedWord]) -> ScannedCell:
    return ScannedCell(cell.row, cell.column, cell.rows, cell.columns, cell.box, tuple(_lines(words)))


def _confidence(words: Sequence[ScannedWord]) -> float:
    return min((word.confidence for word in words), default=0.0)


def _joined(words: Sequence[ScannedWord]) -> str:
    return " ".join(word.text for word in words)


def _same_figure(one: Sequence[ScannedWord], other: Sequence[ScannedWord]) -> bool:
    return bool(_FIGURE.fullmatch(_joined(one))) and _joined(one) == _joined(other)


def _decimals(words: Sequence[ScannedWord]) -> int:
    """2 for a figure with a decimal comma, 1 with a point, as which a comma is read; 0 without decimals."""
    match = _DECIMALS.search(_joined(words))
    return 0 if match is None else 1 + (match[1] == ",")


def _decimal_columns(grid: Grid, readings: Sequence[dict[int, list[ScannedWord]]], figures: set[int]) -> set[int]:
    """The columns of the grid most of whose longer figures have decimals: one without has lost its comma."""
    columns: dict[int, list[bool]] = {}
    for n in figures:
        read = [reading.get(n, []) for reading in readings]
        if any(len(_digits(words)) > 1 for words in read):
            columns.setdefault(grid.cells[n].column, []).append(any(map(_decimals, read)))
    return {
        column
        for column, found in columns.items()
        if len(found) >= _FEWEST_DECIMALS and sum(found) >= _DECIMAL_SHARE * len(found)
    }


def _elected(readings: list[list[ScannedWord]], *, decimal: bool = False) -> list[ScannedWord]:
    """Of three readings of a figure the one whose digits another has too, or else the surest that is a whole figure.

    Args:
        readings: of one cell.
        decimal: the figures of its column have decimals: a reading with some goes before one that has lost its comma.

    Returns:
        the figure; the confidence of what was not agreed on, or lacks its decimals, is at most a half.
    """
    readings = [_as_figure(words) for words in readings if words]
    whole = [words for words in readings if _FIGURE.fullmatch(_joined(words))]
    digits = [_digits(words) for words in readings]
    agreed = [words for words in whole if digits.count(_digits(words)) > 1]
    if agreed:
        best = max(
            agreed,
            key=lambda words: (
                decimal and _decimals(words),
                bool(_GROUPED.fullmatch(_joined(words))),
                _confidence(words),
            ),
        )
        if not decimal or _decimals(best) or len(_digits(best)) < 2:
            return best
        return [replace(word, confidence=min(word.confidence, 0.5)) for word in best]
    best = max(whole or readings or [[]], key=lambda words: (decimal and _decimals(words), _confidence(words)))
    return [replace(word, confidence=min(word.confidence, 0.5)) for word in best]


def _digits(words: Sequence[ScannedWord]) -> str:
    return "".join(filter(str.isdecimal, _joined(words)))


def _as_figure(words: list[ScannedWord]) -> list[ScannedWord]:
    """A figure whose points were read as other marks or gaps (`2:670`, `1 250`), with points; no digit is changed."""
    pointed = _MISREAD_POINT.sub(".", _joined(words))
    if pointed == _joined(words) or not _GROUPED.fullmatch(pointed):
        return words
    boxes = [word.box for word in words]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return [ScannedWord(pointed, box, _confidence(words))]


def _figure_cells(grid: Grid, read: dict[int, list[ScannedWord]]) -> set[int]:
    """The cells that hold a figure or stand in a column of figures and look like one."""
    columns: dict[int, list[int]] = {}
    for n, cell in enumerate(grid.cells):
        if n in read and cell.columns == 1:
            columns.setdefault(cell.column, []).append(n)
    found: set[int] = set()
    for members in columns.values():
        figures = [n for n in members if _FIGURE.fullmatch(_joined(read[n]))]
        found |= set(figures)
        if len(figures) * 2 >= len(members):
            found |= {n for n in members if _is_nearly_figure(_joined(read[n]))}
    return found


def _is_nearly_figure(text: str) -> bool:
    """Whether what was read in a column of figures may be one: `3Ó`, `l.25O`, `s`, nothing at all."""
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdecimal, text))
    return letters <= 2 and (digits > 0 or len(text) <= 2)


def _read_strips(
    image: Pixels,
    cells: Sequence[tuple[int, PixelBox]],
    engine: Engine,
    resolution: int,
    scale: float,
    *,
    figures: bool = False,
    abreast: int = 1,
) -> dict[int, list[ScannedWord]]:
    """The words of each cell, in boxes of the page; none of a cell whose words run into another's."""
    read: dict[int, list[ScannedWord]] = {n: [] for n, _ in cells}
    for strip, slots in _strips(image, cells, resolution, scale, figures, abreast):
        for word in engine.read_block(strip, round(resolution * scale)):
            x0, y0, x1, y1 = word.box
            slot = _slot_at(slots, (x0 + x1) / 2, (y0 + y1) / 2)
            if abreast > 1 and _slot_at(slots, x0 + 2, (y0 + y1) / 2) is not _slot_at(slots, x1 - 2, (y0 + y1) / 2):
                continue
            left, top = slot.source[0], slot.source[1]
            box = (
                round(left + (x0 - slot.x) / slot.scale),
                round(top + (y0 - slot.y) / slot.scale),
                round(left + (x1 - slot.x) / slot.scale),
                round(top + (y1 - slot.y) / slot.scale),
            )
            if word.text.strip():
                read[slot.cell].append(ScannedWord(word.text, box, word.confidence))
    return {n: _tidy(words) for n, words in read.items()}


def _slot_at(slots: Sequence[_Slot], x: float, y: float) -> _Slot:
    return min(slots, key=lambda slot: slot.distance(x, y))


def _strips(
    image: Pixels, cells: Sequence[tuple[int, PixelBox]], resolution: int, scale: float, figures: bool, abreast: int
) -> Iterator[tuple[Pixels, list[_Slot]]]:
    """The cells' marks on white, so many abreast, one under another, in strips that are not too long."""
    gap, margin = max(4, round(_STRIP_GAP * resolution * scale)), max(2, round(0.02 * resolution))
    batch: list[tuple[int, PixelBox, Pixels]] = []
    height = gap
    for n, (x0, y0, x1, y1) in cells:
        x0, y0 = max(0, x0 - margin), max(0, y0 - margin)
        source = (x0, y0, min(image.shape[1], x1 + margin), min(image.shape[0], y1 + margin))
        part = _whitened(image[source[1] : source[3], source[0] : source[2]], resolution, figures)
        if scale != 1.0:
            part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
        if batch and height + part.shape[0] + gap > _STRIP_HEIGHT * scale:
            yield _strip(batch, gap, scale, abreast)
            batch, height = [], gap
        batch.append((n, source, part))
        height += (part.shape[0] + gap) // abreast
    if batch:
        yield _strip(batch, gap, scale, abreast)


def _whitened(part: Pixels, resolution: int, figures: bool) -> Pixels:
    """The marks of a cell on white paper, without specks that stand apart from them, or above the points of figures."""
    paper = float(np.percentile(part, 85))
    _, ink = cv2.threshold(part, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(ink, np.uint8), connectivity=8)
    values = part.astype(np.float32) / max(1.0, paper * 0.94) * 255
    if 1 < count < _MOST_MARKS:
        apart = np.zeros(count, bool)
        apart[1:] = _specks(np.asarray(stats[1:], np.float64), resolution, figures)
        if apart.any() and not apart[1:].all():
            values[cv2.dilate(apart[labels].astype(np.uint8), np.ones((5, 5), np.uint8)) > 0] = 255
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def _specks(stats: npt.NDArray[np.float64], resolution: int, figures: bool) -> npt.NDArray[np.bool_]:
    """Which marks are specks: small or round and solid, with nothing of the size of a letter near.

    Figures have their points and commas low, and no marks above: what is near but high is a speck, too.
    """
    left, top, wide, high, area = (stats[:, n] for n in range(5))
    size = np.maximum(wide, high)
    blot = (area > 0.66 * wide * high) & (np.minimum(wide, high) * 1.35 > size) & (size <= _BLOT * resolution)
    small = size <= max(2, round(_SPECK * resolution))
    suspects, letters = np.flatnonzero(small | blot), np.flatnonzero(~small)
    found = np.zeros(len(stats), bool)
    if not len(suspects):
        return found
    apart_x, apart_y = (
        np.maximum(begin[suspects, None] - end[None, letters], begin[None, letters] - end[suspects, None])
        for begin, end in ((left, left + wide), (top, top + high))
    )
    near = np.maximum(apart_x, apart_y) <= _SPECK_REACH * resolution
    near &= suspects[:, None] != letters[None, :]
    if figures:
        near &= (top + high)[suspects, None] > (top + high / 2)[None, letters]
    found[suspects] = ~near.any(axis=1)
    return found


def _strip(
    batch: list[tuple[int, PixelBox, Pixels]], gap: int, scale: float, abreast: int
) -> tuple[Pixels, list[_Slot]]:
    lines = [batch[at : at + abreast] for at in range(0, len(batch), abreast)]
    heights = [max(part.shape[0] for _, _, part in line) for line in lines]
    width = max(sum(part.shape[1] + gap for _, _, part in line) for line in lines)
    strip: Pixels = np.full((gap + sum(heights) + gap * len(lines), gap + width), 255, np.uint8)
    slots: list[_Slot] = []
    y = gap
    for line, height in zip(lines, heights, strict=True):
        x = gap
        for n, source, part in line:
            top = y + (height - part.shape[0]) // 2
            strip[top : top + part.shape[0], x : x + part.shape[1]] = part
            slots.append(_Slot(n, source, x, top, scale))
            x += part.shape[1] + gap
        y += height + gap
    return strip, slots


def _tidy(words: list[ScannedWord]) -> list[ScannedWord]:
    """Without the marks that specks and the ends of rules are read as."""
    kept = []
    for word in words:
        text = word.text.strip(_SMUDGES)
        letters = any(c.isalnum() for c in text)
        if text and (letters or text in _SIGNS or word.confidence >= _UNSURE):
            kept.append(word if text == word.text else replace(word, text=text))
    return kept if any(c.isalnum() for word in kept for c in word.text) else words


def _lines(words: Sequence[ScannedWord]) -> Iterator[tuple[ScannedWord, ...]]:
    """The words in lines: a word that stands left of the one before begins a new line."""
    line: list[ScannedWord] = []
    for word in words:
        if line and word.box[0] < line[-1].box[0]:
            yield tuple(line)
            line = []
        line.append(word)
    if line:
        yield tuple(line)


# Back to the page as given


def _moved_box(box: PixelBox, matrix: Matrix) -> PixelBox:
    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]], np.float64) @ matrix.T
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return max(0, round(left)), max(0, round(top)), max(0, round(right)), max(0, round(bottom))


def _moved(cell: ScannedCell, matrix: Matrix) -> ScannedCell:
    lines = tuple(tuple(replace(word, box=_moved_box(word.box, matrix)) for word in line) for line in cell.lines)
    return replace(cell, box=_moved_box(cell.box, matrix), lines=lines)
