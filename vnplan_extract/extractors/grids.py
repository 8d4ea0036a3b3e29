"""Tables, whether the reader found them or they stand in the text as tabs.

Text taken from Word documents keeps a table in one of two ways: a row on a line with tabs between
the cells, or a cell on a line of its own that begins with a tab, with an empty line between rows.
"""

from __future__ import annotations

import re

from vnplan_extract.document import Cell, Table
from vnplan_extract.extractors.context import Context

_TAB_LINES = re.compile(r"(?:^[ \u00a0]*\t[^\n]*\n?(?:[ \t\u00a0]*\n)?){6,}", re.MULTILINE)
_ROW_LINES = re.compile(r"(?:^[^\n\t]+\t[^\n]*\n?(?:[ \u00a0]*\n)?){2,}", re.MULTILINE)
_ROW_GAP = re.compile(r"\n[ \t\u00a0]*\n(?=[ \u00a0]*\t)")


def grids(context: Context) -> tuple[Table, ...]:
    """All tables of a document in the order of the text.

    Rows that have fewer cells than the table has columns (headings that span columns, totals)
    are aligned: a heading over the columns that the next row names, a total from the right.
    """
    cached = context._cache.get("grids")
    if cached is None:
        found = list(context.document.tables)
        if "\t" in context.text:
            taken = [(table.start, table.end) for table in found]
            found += [t for t in _text_tables(context) if not any(a < t.end and t.start < b for a, b in taken)]
        cached = context._cache["grids"] = tuple(sorted(found, key=lambda table: table.start))
    return cached  # type: ignore[return-value]


def _text_tables(context: Context) -> list[Table]:
    tables = []
    last = 0
    for match in _TAB_LINES.finditer(context.text):
        rows = _cell_lines(match.group(), match.start())
        if len(rows) > 1 and max(map(len, rows)) > 1:
            tables.append(_aligned(context, rows, match.start(), match.end()))
            last = match.end()
    for match in _ROW_LINES.finditer(context.text):
        rows = _row_lines(match.group(), match.start())
        if match.start() >= last and len(rows) > 1 and max(map(len, rows)) > 2:
            tables.append(_aligned(context, rows, match.start(), match.end()))
    return tables


def _cell_lines(text: str, start: int) -> list[list[tuple[int, int]]]:
    """Rows of a table with a cell a line."""
    rows: list[list[tuple[int, int]]] = []
    offset = 0
    for part in re.split(r"(\n[ \t\u00a0]*\n(?=[ \u00a0]*\t))", text):
        cells = [
            (start + offset + m.start(1), start + offset + m.end(1))
            for m in re.finditer(r"^[ \u00a0]*\t([^\n]*)", part, re.MULTILINE)
        ]
        if cells and not part.startswith("\n\n") and part.strip("\n") != "":
            rows.append(cells)
        offset += len(part)
    return rows


def _row_lines(text: str, start: int) -> list[list[tuple[int, int]]]:
    """Rows of a table with a row a line and tabs between its cells."""
    rows = []
    for line in re.finditer(r"[^\n]+", text):
        if not line.group().strip():
            continue
        cells, at = [], start + line.start()
        for piece in line.group().split("\t"):
            cells.append((at, at + len(piece)))
            at += len(piece) + 1
        rows.append(cells)
    return rows


def _aligned(context: Context, rows: list[list[tuple[int, int]]], start: int, end: int) -> Table:
    width = max(map(len, rows))
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        placed = [(column, 1) for column in range(len(row))]
        if len(row) < width:
            below = rows[index + 1] if index + 1 < len(rows) else []
            placed = _under_group(context, row, below, width) or _from_right(len(row), width)
        cells += [
            Cell(a, b, index, column, 1, columns) for (a, b), (column, columns) in zip(row, placed, strict=True)
        ]
    return Table(start, end, context.document.page_at(start).number, tuple(cells))


def _under_group(
    context: Context, row: list[tuple[int, int]], below: list[tuple[int, int]], width: int
) -> list[tuple[int, int]] | None:
    """Columns for a heading row over a row whose filled cells name the parts of its groups."""
    if len(below) != width:
        return None
    groups: list[tuple[int, int]] = []
    for column, (a, b) in enumerate(below):
        filled = bool(context.flat[a:b].strip())
        if filled and groups and groups[-1][1] < 0:
            groups[-1] = (groups[-1][0], groups[-1][1] - 1)
        else:
            groups.append((column, -1 if filled else 1))
    return [(column, abs(size)) for column, size in groups] if len(groups) == len(row) else None


def _from_right(count: int, width: int) -> list[tuple[int, int]]:
    """Columns for a row whose first cell spans what is missing."""
    missing = width - count
    return [(0, missing + 1), *((missing + column, 1) for column in range(1, count))]
