"""Tables, whether the reader found them or they stand in the text as tabs.

Text taken from Word documents keeps a table in one of two ways: a row on a line with tabs between
the cells, or a cell on a line of its own that begins with a tab, with an empty line between rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnplan_extract.document import Cell, Table
from vnplan_extract.extractors.context import Context, lies_in

_LINE = re.compile(r"^.*$", re.MULTILINE)
_CELL_LINE = re.compile(r"[ \u00a0]*\t([^\t]*)")
_ITEM = re.compile(r"[-–+•*]\s")
#: A table whose cells stand on lines of their own has at least this many; fewer are indented lines.
_LEAST_CELL_LINES = 6

_Span = tuple[int, int]


def grids(context: Context) -> tuple[Table, ...]:
    """All tables of a document in the order of the text.

    Rows that have fewer cells than the table has columns are aligned: a heading over the columns that
    the next row names, a total (`Cộng`) from the right.
    """

    def make() -> tuple[Table, ...]:
        found = list(context.document.tables)
        if "\t" in context.text:
            taken = [(table.start, table.end) for table in found]
            found += [t for t in _text_tables(context) if not any(a < t.end and t.start < b for a, b in taken)]
        return tuple(sorted(found, key=lambda table: table.start))

    return context.once("grids", make)


def in_table(context: Context, offset: int) -> bool:
    """Whether a place lies in a table of several rows and columns, whose cells are no items of the text."""
    spans = context.once(
        "grids.spans", lambda: [(table.start, table.end) for table in grids(context) if min(table.shape) > 1]
    )
    return lies_in(spans, offset)


def _text_tables(context: Context) -> Iterator[Table]:
    for lines in _runs(context.text):
        rows = _rows(context.text, lines)
        if rows is not None:
            yield _aligned(context, rows)


def _runs(text: str) -> Iterator[list[_Span]]:
    """Runs of lines with tabs, with at most one empty line (an empty span) between two of them."""
    run: list[_Span] = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        if "\t" in match.group():
            run.append((start, end))
        elif not match.group().strip() and run and run[-1][0] < run[-1][1]:
            run.append((end, end))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _rows(text: str, lines: list[_Span]) -> list[list[_Span]] | None:
    """The rows of cells of a run of lines, or None where they are no table."""
    filled = [(start, end) for start, end in lines if start < end]
    single = [match for start, end in filled if (match := _CELL_LINE.fullmatch(text, start, end))]
    if len(single) == len(filled):
        rows: list[list[_Span]] = [[]]
        for start, end in lines:
            if start == end:
                rows.append([])
            else:
                rows[-1].append((text.index("\t", start) + 1, end))
        rows = [row for row in rows if row]
        return rows if len(filled) >= _LEAST_CELL_LINES and len(rows) > 1 and max(map(len, rows)) > 1 else None
    rows = [list(_pieces(text, start, end)) for start, end in filled]
    if sum(len(row) > 2 for row in rows) < 2 or _is_list(text, rows):
        return None
    return rows


def _is_list(text: str, rows: list[list[_Span]]) -> bool:
    """Whether the lines are items of a list, each with a figure that tabs set apart (`- Ngân sách tỉnh: …`)."""
    filled = [[text[start:end].strip() for start, end in row if text[start:end].strip()] for row in rows]
    items = sum(len(row) == 2 and bool(_ITEM.match(row[0])) and row[0].endswith(":") for row in filled)
    return max(map(len, filled)) <= 2 and items * 2 >= len(rows)


def _pieces(text: str, start: int, end: int) -> Iterator[_Span]:
    """The cells of a line with tabs between them."""
    while (tab := text.find("\t", start, end)) >= 0:
        yield start, tab
        start = tab + 1
    yield start, end


def _aligned(context: Context, rows: list[list[_Span]]) -> Table:
    width = max(map(len, rows))
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        placed = [(column, 1) for column in range(len(row))]
        if len(row) < width:
            below = rows[index + 1] if index + 1 < len(rows) else []
            placed = _under_group(context, row, below, width) or _from_right(len(row), width)
        cells += [Cell(*span, index, column, 1, columns) for span, (column, columns) in zip(row, placed, strict=True)]
    start = rows[0][0][0]
    return Table(start, rows[-1][-1][1], context.document.page_at(start).number, tuple(cells))


def _under_group(context: Context, row: list[_Span], below: list[_Span], width: int) -> list[tuple[int, int]] | None:
    """Columns for a heading row over a row whose filled cells name the parts of its groups."""
    if len(below) != width:
        return None
    groups: list[tuple[int, int]] = []  # first column, number of columns
    grouping = False
    for column, (start, end) in enumerate(below):
        filled = bool(context.flat[start:end].strip())
        if filled and grouping:
            groups[-1] = (groups[-1][0], groups[-1][1] + 1)
        else:
            groups.append((column, 1))
        grouping = filled
    return groups if len(groups) == len(row) else None


def _from_right(count: int, width: int) -> list[tuple[int, int]]:
    """Columns for a row whose first cell spans what is missing."""
    missing = width - count
    return [(0, missing + 1), *((missing + column, 1) for column in range(1, count))]
