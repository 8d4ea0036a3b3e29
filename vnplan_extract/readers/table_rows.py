"""Tables from rows that say only where the edges of their cells are (DOC, RTF)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from vnplan_extract.readers.blocks import Block, Paragraph, TableBlock, TableCell, paragraphs_of

_NEAR = 72  #: twips (1/20 point); edges of different rows that are nearer than this are one
MAX_DEPTH = 20  #: tables within tables; what is deeper counts as this deep


@dataclass(frozen=True, slots=True)
class CellForm:
    """What a row says of one cell: its right edge in twips, whether it goes on from a neighbour, its lines."""

    right: int
    joins_left: bool = False  #: is one with the cell before it
    joins_above: bool = False  #: is one with the cell above it
    lines: int = 0  #: how many of its sides are drawn


@dataclass(frozen=True, slots=True)
class RowForm:
    """What a row says of its cells; `lines` counts the kinds of lines drawn for the whole row."""

    left: int = 0
    cells: tuple[CellForm, ...] = ()
    lines: int = 0


@dataclass(slots=True)
class _Row:
    cells: list[list[Block]]
    form: RowForm


@dataclass(slots=True)
class _OpenTable:
    rows: list[_Row] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)  #: of the row that is being read
    blocks: list[Block] = field(default_factory=list)  #: of the cell that is being read


class TableStack:
    """Puts paragraphs, each with its depth of tables, into tables.

    Ends of cells and rows are told when they are read; the tables nest as the depths say.
    """

    def __init__(self) -> None:
        self._body: list[Block] = []
        self._open: list[_OpenTable] = []

    def add(self, paragraph: Paragraph, depth: int) -> None:
        """Add a paragraph that stands in `depth` tables."""
        self._go_to(depth)
        (self._open[-1].blocks if self._open else self._body).append(paragraph)

    def end_cell(self, depth: int) -> None:
        """The cell that is open at this depth ends."""
        self._go_to(depth)
        if self._open:
            table = self._open[-1]
            table.cells.append(table.blocks)
            table.blocks = []

    def end_row(self, depth: int, form: RowForm) -> None:
        """The row that is open at this depth ends, and its form is known."""
        self._go_to(depth)
        if self._open:
            _end_row(self._open[-1], form)

    def blocks(self) -> list[Block]:
        """Close what is open; all paragraphs and tables outside of tables."""
        self._go_to(0)
        return self._body

    def _go_to(self, depth: int) -> None:
        depth = max(0, min(depth, MAX_DEPTH))
        while len(self._open) > depth:
            table = self._open.pop()
            if table.blocks or table.cells:
                _end_row(table, RowForm())
            if table.rows:
                (self._open[-1].blocks if self._open else self._body).append(_finished(table.rows))
        while len(self._open) < depth:
            self._open.append(_OpenTable())


def _end_row(table: _OpenTable, form: RowForm) -> None:
    if table.blocks:
        table.cells.append(table.blocks)
        table.blocks = []
    if table.cells:
        table.rows.append(_Row(table.cells, form))
        table.cells = []


def _finished(rows: Sequence[_Row]) -> TableBlock:
    """The table of these rows on a grid of columns that all their edges make."""
    columns = _columns(rows)
    cells: list[TableCell] = []
    above: dict[int, TableCell] = {}  #: column -> the last cell that begins there
    bordered = False
    for number, row in enumerate(rows):
        bordered = bordered or row.form.lines > 1 or any(form.lines > 1 for form in row.form.cells)
        here: dict[int, TableCell] = {}
        last: TableCell | None = None
        next_column = 0
        for index, blocks in enumerate(row.cells):
            form = row.form.cells[index] if index < len(row.form.cells) else None
            start, end = next_column, next_column + 1
            if form is not None:
                left = row.form.cells[index - 1].right if index else row.form.left
                start = max(next_column, bisect_right(columns, left) - 1)
                end = max(start + 1, bisect_right(columns, form.right) - 1)
            next_column = end
            paragraphs = [paragraph for block in blocks for paragraph in paragraphs_of(block)]
            if form is not None and form.joins_left and last is not None:
                last.columns = end - last.column
                last.paragraphs += paragraphs
                continue
            upper = above.get(start)
            if form is not None and form.joins_above and upper is not None and upper.row + upper.rows == number:
                upper.rows += 1
                upper.paragraphs += [paragraph for paragraph in paragraphs if paragraph.text]
                last = here[start] = upper
                continue
            last = TableCell(number, start, 1, end - start, paragraphs)
            cells.append(last)
            here[start] = last
        above.update(here)
    return TableBlock(len(rows), cells, bordered)


def _columns(rows: Sequence[_Row]) -> list[int]:
    """The left edge of each column; edges that are near each other count once."""
    edges = sorted(
        {row.form.left for row in rows if row.form.cells} | {cell.right for row in rows for cell in row.form.cells}
    )
    columns: list[int] = []
    for edge in edges:
        if not columns or edge - columns[-1] > _NEAR:
            columns.append(edge)
    return columns
