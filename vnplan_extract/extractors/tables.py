"""Tables of money: the unit, and every amount under its row's and its column's label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnplan_extract.document import Cell, Table
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import grids
from vnplan_extract.record import MoneyTable, TableCell
from vnplan_extract.values import money as money_values
from vnplan_extract.values import numbers

_UNIT_LABEL = re.compile(
    r"(?:đơn\s+vị(?:\s+tính)?(?:\s+tiền)?|đvt|đv\s+tính)\s*[:.]?\s*\(?\s*([^)\n;|]{2,40})", re.IGNORECASE
)
#: The line above a table whose label was misread (`ĐVIT: triệu đồng`); an amount is none.
_UNIT_LINE = re.compile(
    r"[ \t]*\(?[^\W\d_]{2,6}(?:[ \t][^\W\d_]{1,4}){0,2}[ \t]*[:;.]"
    r"[ \t]*((?:1[.,]?000(?:[.,]?000)?[ \t]+)?[^\d\n;|)]{2,30})\)?[ \t]*"
)
_MONEY_WORDS = re.compile(
    r"kinh\s+phí|ngân\s+sách|dự\s+toán|vốn|tiền|nguồn|giá\s+trị|mức\s+(?:chi|đầu\s+tư|hỗ\s+trợ)|tổng\s+mức|nstw|nstỉnh|\bns\b"
    r"|chi\s+phí|thành\s+tiền|đơn\s+giá",
    re.IGNORECASE,
)
#: Headings of columns that hold no money.
_NO_MONEY = re.compile(
    r"\s*(?:s\s*tt|tt|số\s+tt|số\s+thứ\s+tự|số\s+lượng|số\s+tiết.*|mục(?:\s+(?:ns|lục).*)?|tiểu\s+mục|sl|khối\s+lượng|đvt|đơn\s+vị(?:\s+tính)?|ghi\s+chú|tỷ\s+lệ.*|%"
    r"|số\s+(?:hộ|người|xã|lớp|học\s+viên|lượt|đơn\s+vị|ngày|buổi).*|diện\s+tích.*|quy\s+mô.*|mã\s+số.*|thời\s+gian.*)\s*",
    re.IGNORECASE | re.DOTALL,
)
_YEAR = re.compile(r"\s*(?:năm\s+)?(?:19|20)\d\d\s*", re.IGNORECASE)
#: A row of column numbers: `(1)`, `A`, `5 = 3 + 4`.
_COLUMN_NUMBER = re.compile(r"\d{1,2}|[A-Z]\d?|\d+\s*=.*")
#: A number of a row, no label: `II.`, `a)`.
_ROW_NUMBER = re.compile(r"[IVXLC]+\.?|[A-Za-zđ][.)]?")
#: Thousands, where the unit is a đồng, which has no parts.
_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+")
#: How far above a table its unit can stand, in code points.
_UNIT_REACH = 400
#: A heading has no more rows than this, but for rows of years.
_MOST_HEADING_ROWS = 3


def extract(context: Context) -> list[MoneyTable]:
    """The tables of money of a document.

    A table is one of money where a unit of money stands above it or in it, or where its heading
    names money and a unit. Empty cells and `/`, `-` are left out, a printed `0` is not.
    """
    return context.numbered("m", (item for table in grids(context) if (item := _money_table(context, table))))


def _money_table(context: Context, table: Table) -> MoneyTable | None:
    labels, body = labelled_rows(context, table)
    label = unit_label(context, table)
    general = money_values.unit_vnd(context.flat[slice(*label)]) if label else None
    own = {column: money_values.unit_vnd(label) for column, label in labels.items()}
    named = any(own.values()) and _MONEY_WORDS.search(" ".join(labels.values()))
    if not body or not (general or named):
        return None
    if label and not _MONEY_WORDS.search(" ".join(labels.values())) and _other_between(context, table, label):
        return None  # the unit is that of a table above
    units = {
        column: unit
        for column, label in labels.items()
        if label
        and not any(_NO_MONEY.fullmatch(part) for part in (label, label.rsplit("\n", 1)[-1]))
        and (unit := own[column] or general)
    }
    foreign = numbers.is_foreign(context.flat[table.start : table.end])
    cells = [cell for row in body for cell in _row_cells(context, row, labels, units, foreign)]
    if not cells:
        return None
    return MoneyTable(
        id="m",
        evidence=[context.evidence(*(label or _first_words(context, table)))],
        confidence=0.93 if general else 0.85,
        rule="table.unit_above" if general else "table.unit_in_heading",
        unit_vnd=general or next(iter(units.values())),
        cells=cells,
    )


def _other_between(context: Context, table: Table, unit_label: tuple[int, int]) -> bool:
    """Whether another table stands between a label and the table below it."""
    return any(unit_label[1] <= other.start and other.end <= table.start for other in grids(context))


def labelled_rows(context: Context, table: Table) -> tuple[dict[int, str], list[list[Cell]]]:
    """The labels of a table's columns, by column, and the rows below its heading, each in the order of its columns."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    heading, body = _split_heading(context, rows)
    labels = _column_labels(context, [cell for index in heading for cell in rows[index]], table.shape[1])
    return labels, [sorted(rows[index], key=lambda cell: cell.column) for index in body]


def _split_heading(context: Context, rows: dict[int, list[Cell]]) -> tuple[list[int], list[int]]:
    """(rows of the heading, rows with figures): the heading ends before the first row with an amount.

    A row of years or of column numbers belongs to the heading.
    """
    order = sorted(rows)
    for position, index in enumerate(order):
        texts = [context.flat[cell.start : cell.end].strip() for cell in rows[index]]
        filled = [text for text in texts if text]
        if not filled or _numbers_columns(filled):
            continue
        figures = any(numbers.parse_number(text.strip("/- ")) and not _YEAR.fullmatch(text) for text in texts[1:])
        years = any(_YEAR.fullmatch(text) for text in filled)
        if figures or (position >= _MOST_HEADING_ROWS and not years):
            return order[:position], order[position:]
    return order, []


def _numbers_columns(texts: list[str]) -> bool:
    """Whether the cells of a row are the numbers of the columns: `1 2 3`, `(1) (2) (3) = (1) + (2)`, `A B 1 2`."""
    bare = [text.strip("()") for text in texts]
    digits = [int(text) for text in bare if text.isdigit()]
    return (
        len(bare) > 2
        and all(_COLUMN_NUMBER.fullmatch(text) for text in bare)
        and len(digits) >= len(bare) - 2
        and bool(digits)
        and digits == list(range(digits[0], digits[0] + len(digits)))
    )


def _column_labels(context: Context, cells: list[Cell], width: int) -> dict[int, str]:
    """The heading of each column from its top to its leaf, joined with a newline."""
    parts: dict[int, list[str]] = {column: [] for column in range(width)}
    for cell in sorted(cells, key=lambda c: (c.row, c.column)):
        text = one_line(context.flat[cell.start : cell.end])
        if not text or _COLUMN_NUMBER.fullmatch(text.strip("()")):
            continue
        for column in range(cell.column, min(width, cell.column + cell.columns)):
            if text not in parts[column]:
                parts[column].append(text)
    return {column: "\n".join(labels) for column, labels in parts.items()}


def unit_label(context: Context, table: Table) -> tuple[int, int] | None:
    """The label that gives the table's unit of money: the last above it, or the first in its heading.

    Where there is none, the line above may give a unit and nothing else.
    """
    start = max(0, table.start - _UNIT_REACH)
    end = min(table.end, table.start + 300)
    last = None
    for match in _UNIT_LABEL.finditer(context.text, start, end):
        if money_values.unit_vnd(match[1]) is not None:
            last = match
            if match.start() > table.start:
                break
    if last is None:
        above = context.text[start : table.start].rstrip("\n")
        line = above.rfind("\n") + 1
        if (own := _UNIT_LINE.fullmatch(above, line)) and money_values.unit_vnd(own[1]) is not None:
            return start + line, start + len(above)
    return last.span() if last else None


def _first_words(context: Context, table: Table) -> tuple[int, int]:
    """The first cell of a table that holds something."""
    return next((cell.start, cell.end) for cell in table.cells if context.flat[cell.start : cell.end].strip())


def _row_cells(
    context: Context, cells: list[Cell], labels: dict[int, str], units: dict[int, int], foreign: bool
) -> Iterator[TableCell]:
    """The amounts of a row under their columns."""
    row = row_label(context, cells)
    first = next((cell.column for cell in cells if one_line(context.flat[cell.start : cell.end]) == row), 0)
    for cell in cells if row else ():
        if cell.column < first:
            continue  # the number of the row, a code
        text = context.flat[cell.start : cell.end]
        if cell.column not in units:
            continue
        in_groups = units[cell.column] == 1 and _GROUPS.fullmatch(text.strip()) is not None
        number = numbers.parse_number(text, foreign=foreign and not in_groups)
        if number is None:
            continue
        amount = number.value * units[cell.column]
        if amount == int(amount):
            yield TableCell(
                row=row or "",
                column=labels[cell.column].rsplit("\n", 1)[-1],
                amount_vnd=int(amount),
                evidence=[context.evidence(cell.start, cell.end)],
            )


def row_label(context: Context, cells: list[Cell]) -> str | None:
    """The first cell of a row that holds words, or a year in its first cell."""
    texts = [one_line(context.flat[cell.start : cell.end]) for cell in cells]
    for text in texts:
        if sum(c.isalpha() for c in text) >= 2 and not _ROW_NUMBER.fullmatch(text):
            return text
    return texts[0] if texts and _YEAR.fullmatch(texts[0]) else None
