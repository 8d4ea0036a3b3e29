"""Ruled tables on a PDF page: cells between lines, told from frames and boxes.

The geometry of lines, crossings and cells is pdfplumber's; the lines come from PDFium, which reads a page many
times faster than pdfplumber would.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium_c

from vnplan_extract.readers.pdf_layout import Glyphs, Row, rows_of, text_of

_SHORTEST = 3.0  #: points; a shorter line is the thickness of one
_SNAP = 3.0  #: points between lines that are one
_MOST_LINES = 6_000  #: more are a drawing
_FEWEST_POINTS = 8  #: a grid of two rows and two columns has more
_FORM_DEPTH = 4

Segment = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell of a table on a page with its words."""

    row: int
    column: int
    rows: int
    columns: int
    lines: tuple[Row, ...]

    @property
    def text(self) -> str:
        """Its lines, with spaces between them."""
        return " ".join(text_of(line)[0] for line in self.lines)


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on one page: its place, the x of its vertical lines, its cells row by row."""

    x0: float
    y0: float
    x1: float
    y1: float
    columns: tuple[float, ...]
    cells: tuple[PageCell, ...]


def segments(page: object) -> list[Segment]:
    """The straight lines drawn on a page, in its own coordinates; none where they are too few or too many."""
    count = pdfium_c.FPDFPage_CountObjects(page)
    objects = (pdfium_c.FPDFPage_GetObject(page, index) for index in range(count))
    paths = list(_paths(objects, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0))
    if sum(size for _, _, size in paths) < _FEWEST_POINTS or len(paths) > _MOST_LINES:
        return []
    found: list[Segment] = []
    for path, matrix, size in paths:
        found += _path_segments(path, matrix, size)
    return found if len(found) <= 4 * _MOST_LINES else []


_Matrix = tuple[float, float, float, float, float, float]


def _paths(objects: Iterator[object], outer: _Matrix, depth: int) -> Iterator[tuple[object, _Matrix, int]]:
    for item in objects:
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield item, _times(_matrix(item), outer), pdfium_c.FPDFPath_CountSegments(item)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
            inner = (
                pdfium_c.FPDFFormObj_GetObject(item, index) for index in range(pdfium_c.FPDFFormObj_CountObjects(item))
            )
            yield from _paths(inner, _times(_matrix(item), outer), depth + 1)


def _matrix(item: object) -> _Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, matrix):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    """The matrix that does `one` and then `other` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _path_segments(path: object, matrix: _Matrix, size: int) -> Iterator[Segment]:
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    begun: tuple[float, float] | None = None
    last: tuple[float, float] | None = None
    for index in range(min(size, 2_000)):
        part = pdfium_c.FPDFPath_GetPathSegment(path, index)
        pdfium_c.FPDFPathSegment_GetPoint(part, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = pdfium_c.FPDFPathSegment_GetType(part)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            begun = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO and last:
            yield (*last, *point)
        last = point
        if pdfium_c.FPDFPathSegment_GetClose(part) and begun:
            yield (*last, *begun)
            last = begun


def find(lines: list[Segment], words: list[Glyphs]) -> tuple[list[PageTable], list[Glyphs]]:
    """The tables that the lines make, from top to bottom, and the words outside them.

    In a table two rows at least, and one in three, have two filled cells; other boxes are frames around text.

    Args:
        lines: straight lines as displayed, origin top left.
        words: the words of the page.
    """
    edges = _edges(lines)
    if sum(e["orientation"] == "h" for e in edges) < 3 or sum(e["orientation"] == "v" for e in edges) < 3:
        return [], words
    from pdfplumber import table as geometry

    merged = geometry.merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    crossings = geometry.edges_to_intersections(merged, _SNAP, _SNAP)
    boxes = _touching(geometry.intersections_to_cells(crossings)) if crossings else []
    tables = []
    for cells in sorted(boxes, key=lambda cells: (min(c[1] for c in cells), min(c[0] for c in cells))):
        table, rest = _filled(cells, words)
        if table:
            tables.append(table)
            words = rest
    return tables, words


def _touching(cells: list[Segment]) -> list[list[Segment]]:
    """The cells in groups that share corners."""
    owner: dict[tuple[float, float], int] = {}
    groups: dict[int, list[Segment]] = {}
    for index, cell in enumerate(cells):
        x0, y0, x1, y1 = cell
        corners = ((x0, y0), (x0, y1), (x1, y0), (x1, y1))
        joined = sorted({owner[corner] for corner in corners if corner in owner}, key=lambda key: -len(groups[key]))
        key = joined[0] if joined else index
        group = groups.setdefault(key, [])
        for other in joined[1:]:
            absorbed = groups.pop(other)
            group += absorbed
            owner.update(
                ((x, y), key) for left, top, right, bottom in absorbed for x in (left, right) for y in (top, bottom)
            )
        group.append(cell)
        owner.update((corner, key) for corner in corners)
    return list(groups.values())


def _edges(lines: list[Segment]) -> list[dict[str, float | str]]:
    edges: list[dict[str, float | str]] = []
    for xa, ya, xb, yb in lines:
        x0, x1, top, bottom = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
        width, height = x1 - x0, bottom - top
        if width >= _SHORTEST > height and height < 1.5:
            orientation = "h"
        elif height >= _SHORTEST > width and width < 1.5:
            orientation = "v"
        else:
            continue
        edges.append(
            {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": width, "height": height,
             "orientation": orientation}
        )  # fmt: skip
    return edges


def _lanes(values: list[float]) -> list[float]:
    """The positions of lines, those within the tolerance taken as one."""
    lanes: list[float] = []
    for value in sorted(values):
        if not lanes or value - lanes[-1] > _SNAP:
            lanes.append(value)
    return lanes


def _filled(boxes: list[Segment], words: list[Glyphs]) -> tuple[PageTable | None, list[Glyphs]]:
    x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
    x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
    columns = _lanes([x for b in boxes for x in (b[0], b[2])])
    lanes = _lanes([y for b in boxes for y in (b[1], b[3])])
    if len(columns) < 3 or len(lanes) < 3:
        return None, words
    placed: dict[tuple[int, int], list[Glyphs]] = {}
    owner: dict[tuple[int, int], Segment] = {}
    covering: dict[tuple[int, int], tuple[int, int]] = {}
    for box in boxes:
        left, right = bisect_left(columns, box[0] - _SNAP), bisect_left(columns, box[2] - _SNAP)
        top, bottom = bisect_left(lanes, box[1] - _SNAP), bisect_left(lanes, box[3] - _SNAP)
        owner[top, left] = box
        placed[top, left] = []
        for row in range(top, max(bottom, top + 1)):
            for column in range(left, max(right, left + 1)):
                covering[row, column] = (top, left)
    rest = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, word.middle
        key = None
        if x0 <= x <= x1 and y0 <= y <= y1:
            row = max(0, bisect_left(lanes, y) - 1)
            key = covering.get((row, max(0, bisect_left(columns, x) - 1)))
        if key is None:
            rest.append(word)
        else:
            placed[key].append(word)
    filled = [key for key, inside in placed.items() if inside]
    in_row = Counter(row for row, _ in filled)
    if sum(count > 1 for count in in_row.values()) < max(2, len(in_row) / 3):
        return None, words
    cells = []
    for (row, column), inside in sorted(placed.items()):
        box = owner[row, column]
        rows = max(1, bisect_left(lanes, box[3] - _SNAP) - row)
        across = max(1, bisect_left(columns, box[2] - _SNAP) - column)
        cells.append(PageCell(row, column, rows, across, tuple(rows_of(inside))))
    return PageTable(x0, y0, x1, y1, tuple(columns), tuple(cells)), rest
