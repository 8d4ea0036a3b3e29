"""What the readers of spreadsheets share: a sheet becomes a page, its ruled regions tables, the rest lines.

Plans and their annexes are laid out on a sheet as on paper: the issuing body at the left and the national title at the
right, the title, the unit of the figures, the table, the signatures. Rows and columns that are hidden are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vnplan_extract.document import Cell, FontRun, Line, Page, Table
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Content, Progress

#: A row and a column, counted from 0.
Place = tuple[int, int]

#: Parts of the header and the footer (Nghị định 30/2020/NĐ-CP, Annex I), in letters and in the bytes of VNI and TCVN3.
_FRAME = re.compile(
    r"độc\s+lập|cộng\s+h[òo][àa]\s+xã|nơi\s+nhận|^\s*số\s*:|ngày.{0,12}tháng"
    r"|céng\s+hoµ?|§éc\s+lËp|n¬i\s+nhËn|^\s*sè\s*:|coäng\s+ho|ñoäc\s+laäp|nôi\s+nhaän|^\s*soá\s*:|ngµy.{0,12}th¸ng|ngaøy.{0,12}thaùng",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[-+(]?\d[\d.,]*%?\)?")
_MOST_REGIONS = 200  # of one sheet


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell that shows something: stretches of text with the names of their fonts (`""` where unknown)."""

    runs: tuple[tuple[str, str], ...]
    bold: bool = False
    italic: bool = False

    @property
    def text(self) -> str:
        """What the cell shows."""
        return "".join(text for text, _ in self.runs)


@dataclass(slots=True)
class Sheet:
    """A sheet as a reader of one format leaves it.

    Attributes:
        number: its place in the workbook, counted from 1.
        name: the name on its tab.
        cells: what is shown, by row and column.
        ruled: the cells, empty ones too, with rules on two sides or more.
        merges: (first row, row behind the last, first column, column behind the last) of each merged range.
        is_hidden_row: whether a row is hidden.
        is_hidden_column: whether a column is hidden.
        unknown: how many cells hold a formula whose value was not saved.
    """

    number: int
    name: str
    cells: dict[Place, SheetCell] = field(default_factory=dict)
    ruled: set[Place] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    is_hidden_row: Callable[[int], bool] = lambda _: False
    is_hidden_column: Callable[[int], bool] = lambda _: False
    unknown: int = 0


@dataclass(slots=True)
class _Shown:
    """The visible cells of a sheet, merged ranges at their first visible cell."""

    cells: dict[Place, SheetCell]
    spans: dict[Place, tuple[int, int]]  #: of a merged range: the row and the column behind its last
    covered: set[Place]  #: by a merged range, but for its first cell
    ruled: set[Place]

    def end(self, place: Place) -> Place:
        """The row and the column behind the last of a cell."""
        return self.spans.get(place, (place[0] + 1, place[1] + 1))


@dataclass(frozen=True, slots=True)
class _Region:
    """The bounds of a table; ends are exclusive."""

    top: int
    bottom: int
    left: int
    right: int

    def holds(self, place: Place) -> bool:
        return self.top <= place[0] < self.bottom and self.left <= place[1] < self.right

    def united(self, other: _Region) -> _Region:
        return _Region(
            min(self.top, other.top), max(self.bottom, other.bottom),
            min(self.left, other.left), max(self.right, other.right),
        )  # fmt: skip


def content_of(
    sheets: Iterable[Sheet], count: int, limits: Limits, progress: Progress | None, encoding: str
) -> Content:
    """The content of a workbook: a page for each sheet that shows anything.

    Args:
        sheets: its visible sheets.
        count: how many there are.
        limits: the bounds of the reading.
        progress: called after each sheet.
        encoding: the name of the encoding of its texts.

    Raises:
        PlanError: E101 nothing is shown, E105 over a limit.
    """
    writer = _Writer(limits)
    problems: list[PlanError] = []
    for done, sheet in enumerate(sheets, 1):
        writer.sheet(sheet)
        if sheet.unknown:
            problems.append(PlanError("E112", page=sheet.number, count=sheet.unknown))
        if progress:
            progress(done, count)
    text = "".join(writer.parts)
    if not text.strip():
        raise PlanError("E101")
    here = {page.number for page in writer.pages}
    return Content(
        text,
        tuple(writer.pages),
        tuple(writer.tables),
        (encoding,),
        fonts=tuple(writer.fonts),
        problems=tuple(problem for problem in problems if problem.page in here),
    )


class _Writer:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.parts: list[str] = []
        self._length = 0
        self._lines: list[Line] = []
        self.pages: list[Page] = []
        self.tables: list[Table] = []
        self.fonts: list[FontRun] = []

    def sheet(self, sheet: Sheet) -> None:
        shown = _shown(sheet)
        if not shown.cells:
            return
        if self._length:
            self._add("\n")
        start = self._length
        self._lines = []
        for block in _blocks(shown):
            if self._length > start:
                self._add("\n")
            if isinstance(block, _Region):
                self._table(shown, block, sheet.number)
            else:
                for index, cell in enumerate(block):
                    if index:
                        self._add("\n")
                    self._cell_lines(cell)
        self.pages.append(Page(sheet.number, start, self._length, tuple(self._lines), name=sheet.name))
        self._limits.check("pages", len(self.pages))

    def _add(self, text: str, font: str = "") -> None:
        start = self._length
        self.parts.append(text)
        self._length += len(text)
        self._limits.check("text_characters", self._length)
        if not font or not text:
            return
        last = self.fonts[-1] if self.fonts else None
        if last and last.font == font and start - last.end <= 1:  # nothing but a tab or a newline between them
            self.fonts[-1] = FontRun(last.start, self._length, font)
        else:
            self.fonts.append(FontRun(start, self._length, font))

    def _cell_lines(self, cell: SheetCell) -> None:
        """Each line of a cell outside tables as a line of its own."""
        begun = False
        for line in _cell_lines(cell):
            if begun:
                self._add("\n")
            self._line(line, cell)
            begun = True

    def _line(self, runs: Sequence[tuple[str, str]], cell: SheetCell) -> None:
        start = self._length
        for text, font in runs:
            self._add(text, font)
        self._lines.append(Line(start, self._length, bold=cell.bold, italic=cell.italic))

    def _table(self, shown: _Shown, region: _Region, page: int) -> None:
        inside = sorted(place for place in shown.cells if region.holds(place))
        rows = sorted({row for row, _ in inside})
        columns = sorted({column for _, column in inside})
        row_of = {row: index for index, row in enumerate(rows)}
        column_of = {column: index for index, column in enumerate(columns)}
        begin = self._length
        cells: list[Cell] = []
        for row in rows:
            if cells:
                self._add("\n")
            first = True
            for column in columns:
                if (row, column) in shown.covered:
                    continue
                if not first:
                    self._add("\t")
                first = False
                bottom, right = shown.end((row, column))
                start = self._length
                cell = shown.cells.get((row, column))
                if cell:
                    self._line(
                        [run for index, line in enumerate(_cell_lines(cell)) for run in _broken(line, index)], cell
                    )
                down = sum(1 for other in range(row, min(bottom, region.bottom)) if other in row_of)
                across = sum(1 for other in range(column, min(right, region.right)) if other in column_of)
                cells.append(Cell(start, self._length, row_of[row], column_of[column], max(1, down), max(1, across)))
        self.tables.append(Table(begin, self._length, page, tuple(cells)))


def _broken(line: list[tuple[str, str]], index: int) -> list[tuple[str, str]]:
    return [("\n", ""), *line] if index else line


def _cell_lines(cell: SheetCell) -> list[list[tuple[str, str]]]:
    """The lines of a cell, without blanks around each and without empty ones."""
    lines: list[list[tuple[str, str]]] = [[]]
    for text, font in cell.runs:
        for index, part in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if index:
                lines.append([])
            if part:
                lines[-1].append((part, font))
    return [stripped for line in lines if (stripped := _stripped(line))]


def _stripped(line: list[tuple[str, str]]) -> list[tuple[str, str]]:
    line = list(line)
    while line and not line[0][0].strip():
        del line[0]
    while line and not line[-1][0].strip():
        del line[-1]
    if line:
        line[0] = line[0][0].lstrip(), line[0][1]
        line[-1] = line[-1][0].rstrip(), line[-1][1]
    return line


def _shown(sheet: Sheet) -> _Shown:
    """What is seen of a sheet; rows and columns are counted without the hidden ones."""
    bottom = 1 + max((row for row, _ in sheet.cells), default=-1)
    right = 1 + max((column for _, column in sheet.cells), default=-1)
    rows = _ranks(bottom, sheet.is_hidden_row)
    columns = _ranks(right, sheet.is_hidden_column)
    shown = _Shown({}, {}, set(), set())
    shown.ruled = {(rows[row], columns[column]) for row, column in sheet.ruled if row in rows and column in columns}
    moved: dict[Place, Place] = {}
    for first_row, end_row, first_column, end_column in sheet.merges:
        own_rows = [rows[row] for row in range(first_row, min(end_row, bottom)) if row in rows]
        own_columns = [columns[column] for column in range(first_column, min(end_column, right)) if column in columns]
        if not own_rows or not own_columns or (first_row, first_column) not in sheet.cells:
            continue
        place = own_rows[0], own_columns[0]
        if place in shown.covered or place in shown.spans:
            continue  # damaged: the ranges overlap
        moved[first_row, first_column] = place
        shown.spans[place] = own_rows[-1] + 1, own_columns[-1] + 1
        inside = {(row, column) for row in own_rows for column in own_columns}
        shown.covered |= inside - {place}
        if not inside.isdisjoint(shown.ruled):
            shown.ruled |= inside
    for (row, column), cell in sheet.cells.items():
        home = moved.get((row, column))
        if home is None and row in rows and column in columns:
            home = rows[row], columns[column]
        if home is not None and home not in shown.covered and cell.text.strip():
            shown.cells[home] = cell
    return shown


def _ranks(end: int, is_hidden: Callable[[int], bool]) -> dict[int, int]:
    """Each visible row or column before `end`, and how many visible ones stand before it."""
    return {index: rank for rank, index in enumerate(index for index in range(end) if not is_hidden(index))}


def _blocks(shown: _Shown) -> Iterator[_Region | list[SheetCell]]:
    """The tables and, between them, the cells that stand free, in reading order."""
    regions = _ruled_regions(shown)
    regions += _unruled_regions(shown, _outside(shown.cells, regions))
    free: dict[int, list[Place]] = {}
    for place in _outside(shown.cells, regions):
        free.setdefault(place[0], []).append(place)
    waiting = sorted(regions, key=lambda region: (region.top, region.left), reverse=True)
    above: list[list[Place]] = []
    beside: list[list[Place]] = []
    bottom = 0
    for row in sorted({*free, *(region.top for region in regions)}):
        if beside and row >= bottom:
            yield from _free_blocks(shown, beside)
            beside = []
        while waiting and waiting[-1].top <= row:
            yield from _free_blocks(shown, above)
            above = []
            region = waiting.pop()
            bottom = max(bottom, region.bottom)
            yield region
        if row in free:
            (beside if row < bottom else above).append(free[row])
    yield from _free_blocks(shown, beside)
    yield from _free_blocks(shown, above)


def _outside(places: Iterable[Place], regions: list[_Region]) -> list[Place]:
    """The places outside all regions, in order."""
    by_row: dict[int, list[_Region]] = {}
    for region in regions:
        for row in range(region.top, region.bottom):
            by_row.setdefault(row, []).append(region)
    return [p for p in sorted(places) if not any(region.holds(p) for region in by_row.get(p[0], ()))]


def _free_blocks(shown: _Shown, rows: list[list[Place]]) -> Iterator[list[SheetCell]]:
    """Rows of free cells in reading order: where two blocks stand side by side, the left one comes first."""
    group: list[list[Place]] = []
    for row in rows:
        if group and row[0][0] > group[-1][0][0] + 1 and not (len(row) > 1 and len(group[-1]) > 1):
            yield from _side_by_side(shown, group)
            group = []
        group.append(row)
    yield from _side_by_side(shown, group)


def _side_by_side(shown: _Shown, rows: list[list[Place]]) -> Iterator[list[SheetCell]]:
    double = [index for index, row in enumerate(rows) if len(row) > 1]
    if not double:
        yield from ([shown.cells[place]] for row in rows for place in row)
        return
    most = max(map(len, rows))
    widest = [row for row in rows if len(row) == most]
    edges = [min(row[block][1] for row in widest) for block in range(1, most)]
    first, last = double[0], double[-1] + 1
    while last < len(rows) and _goes_on(shown, rows[last][0], edges[0]):
        last += 1
    yield from ([shown.cells[place]] for row in rows[:first] for place in row)
    blocks: dict[int, list[SheetCell]] = {}
    for row in rows[first:last]:
        for place in row:
            blocks.setdefault(sum(place[1] >= edge for edge in edges), []).append(shown.cells[place])
    yield from (blocks[block] for block in sorted(blocks))
    yield from ([shown.cells[place]] for row in rows[last:] for place in row)


def _goes_on(shown: _Shown, place: Place, edge: int) -> bool:
    """Whether a lone cell under two blocks belongs to one of them: to the right one, or as an item to the left one."""
    if place[1] >= edge:
        return True
    return shown.end(place)[1] <= edge and shown.cells[place].text.lstrip().startswith(("-", "–", "+", "*", "_"))


def _ruled_regions(shown: _Shown) -> list[_Region]:
    """The connected groups of ruled cells that have two rows and two columns or more.

    None where there are too many for tables: then each cell has a frame of its own.
    """
    seen: set[Place] = set()
    regions: list[_Region] = []
    for start in sorted(shown.ruled):
        if start in seen:
            continue
        pending, region = [start], _Region(start[0], start[0] + 1, start[1], start[1] + 1)
        seen.add(start)
        while pending:
            row, column = pending.pop()
            region = region.united(_Region(row, row + 1, column, column + 1))
            for place in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                if place in shown.ruled and place not in seen:
                    seen.add(place)
                    pending.append(place)
        if region.bottom - region.top > 1 and region.right - region.left > 1:
            regions.append(region)
    if len(regions) > _MOST_REGIONS:
        return []
    filled: list[_Region] = []
    for region in _joined(regions):
        places = [place for place in shown.cells if region.holds(place)]
        if len({row for row, _ in places}) > 1 and len({column for _, column in places}) > 1:
            filled.append(region)
    return filled


def _joined(regions: list[_Region]) -> list[_Region]:
    """Regions that overlap, or of which one goes on under the other after a row at most, as one."""
    regions = sorted(regions, key=lambda region: (region.top, region.left))
    joined: list[_Region] = []
    for region in regions:
        for index, other in enumerate(joined):
            overlaps = region.left < other.right and other.left < region.right and region.top < other.bottom
            goes_on = (region.left, region.right) == (other.left, other.right) and region.top - other.bottom <= 1
            if overlaps or goes_on:
                joined[index] = other.united(region)
                break
        else:
            joined.append(region)
    return joined


def _unruled_regions(shown: _Shown, places: list[Place]) -> list[_Region]:
    """Tables without rules: rows with a figure and something beside it, with their headings."""
    rows: dict[int, list[Place]] = {}
    for place in sorted(places):
        rows.setdefault(place[0], []).append(place)
    order = sorted(rows)
    runs: list[list[int]] = []
    for row in order:
        if runs and row - runs[-1][-1] <= 2:
            runs[-1].append(row)
        else:
            runs.append([row])
    regions: list[_Region] = []
    for run in runs:
        body = [row for row in run if len(rows[row]) > 1 and _has_figure(shown, rows[row])]
        if len(body) < 2:
            continue
        top = body[0]
        while top - 1 in rows and len(rows[top - 1]) > 1 and not _is_frame(shown, rows[top - 1]):
            top -= 1
        taken = [place for row in run if top <= row <= body[-1] for place in rows[row]]
        right = max(shown.end(place)[1] for place in taken)
        regions.append(_Region(top, body[-1] + 1, min(column for _, column in taken), right))
    return regions


def _has_figure(shown: _Shown, places: list[Place]) -> bool:
    texts = [shown.cells[place].text.strip() for place in places]
    return any(_FIGURE.fullmatch(text) for text in texts) and not any(map(_FRAME.search, texts))


def _is_frame(shown: _Shown, places: list[Place]) -> bool:
    return any(_FRAME.search(shown.cells[place].text) for place in places)
