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

_UNIT_LABEL = re.compile(r"(?:đơn\s+vị(?:\s+tính)?(?:\s+tiền)?|đvt|đv\s+tính)\s*[:.]?\s*\(?\s*([^)\n;|]{2,40})", re.IGNORECASE)
_MONEY_WORDS = re.compile(
    r"kinh\s+phí|ngân\s+sách|dự\s+toán|vốn|tiền|nguồn|giá\s+trị|mức\s+(?:chi|đầu\s+tư|hỗ\s+trợ)|tổng\s+mức|nstw|nstỉnh|\bns\b|chi\s+phí|thành\s+tiền|đơn\s+giá", re.IGNORECASE
)
_COUNT_WORDS = re.compile(
    r"^\s*(?:stt|tt|số\s+tt|số\s+lượng|sl|khối\s+lượng|đvt|đơn\s+vị(?:\s+tính)?|ghi\s+chú|tỷ\s+lệ.*|%|số\s+(?:hộ|người|xã|lớp|học\s+viên|lượt|đơn\s+vị|ngày|buổi).*|diện\s+tích.*|quy\s+mô.*|mã\s+số.*|thời\s+gian.*)\s*$", re.IGNORECASE
)
_YEAR = re.compile(r"^\s*(?:năm\s+)?(?:19|20)\d\d\s*$", re.IGNORECASE)
#: How far above a table its unit can stand, in code points.
_UNIT_REACH = 400


def extract(context: Context) -> list[MoneyTable]:
    """The tables of money of a document.

    A table is one of money where a unit of money stands above it or in it, or where its heading
    names money and a unit. Empty cells and `/`, `-` are left out, a printed `0` is not.
    """
    return context.numbered("m", (item for table in grids(context) if (item := _money_table(context, table))))


def _money_table(context: Context, table: Table) -> MoneyTable | None:
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    heading, body = _split_heading(context, rows)
    if not body:
        return None
    general = _unit_above(context, table)
    labels = _column_labels(context, [cell for index in heading for cell in rows[index]], table.shape[1])
    heading_text = " ".join(label for label in labels.values())
    units = {column: money_values.unit_vnd(label) for column, label in labels.items()}
    if general is None and not any(units.values()):
        return None
    if general is None and not _MONEY_WORDS.search(heading_text):
        return None
    foreign = numbers.is_foreign(context.flat[table.start : table.end])
    columns = [
        column
        for column, label in labels.items()
        if not _COUNT_WORDS.match(label) and (units[column] or general is not None)
    ]
    money_columns = [c for c in columns if units[c] or _MONEY_WORDS.search(labels[c]) or _YEAR.match(_leaf(labels[c])) or general]
    cells: list[TableCell] = []
    for index in body:
        cells += _row_cells(context, rows[index], labels, units, general, set(money_columns), foreign)
    if not cells:
        return None
    unit = general or next(value for value in units.values() if value)
    label_start = _unit_span(context, table)
    return MoneyTable(
        id="m",
        evidence=[context.evidence(*label_start)],
        confidence=0.93 if general else 0.85,
        rule="table.unit_above" if general else "table.unit_in_heading",
        unit_vnd=unit,
        cells=cells,
    )


def _split_heading(context: Context, rows: dict[int, list[Cell]]) -> tuple[list[int], list[int]]:
    """(rows of the heading, rows with figures): the heading ends before the first row with an amount.

    A row of years or of column numbers belongs to the heading.
    """
    heading: list[int] = []
    order = sorted(rows)
    for position, index in enumerate(order):
        texts = [context.flat[cell.start : cell.end].strip() for cell in rows[index]]
        filled = [text for text in texts if text]
        if not filled:
            heading.append(index)
            continue
        sequence = [text.strip("()") for text in filled]
        counted = len(filled) > 2 and all(re.fullmatch(r"\d{1,2}|[A-Z](?:\d)?|\d+\s*=.*", text) for text in sequence) and sum(t.isdigit() for t in sequence) >= len(sequence) - 2 and _rising(sequence)
        years = all(_YEAR.match(text) or not any(c.isdigit() for c in text) for text in filled)
        figures = sum(1 for text in texts[1:] if numbers.parse_number(text.strip("/- ")) is not None and not _YEAR.match(text))
        if counted or years and figures == 0 and position < 5 and not (position and _only_label(texts)):
            heading.append(index)
            continue
        if figures == 0 and position < 3:
            heading.append(index)
            continue
        return heading, order[position:]
    return heading, []


def _only_label(texts: list[str]) -> bool:
    return sum(1 for text in texts if text) <= 2 and len(texts) > 3 and not any(_YEAR.match(text) for text in texts if text)


def _rising(texts: list[str]) -> bool:
    digits = [int(text) for text in texts if text.isdigit()]
    return digits == list(range(digits[0], digits[0] + len(digits))) if digits else False


def _column_labels(context: Context, cells: list[Cell], width: int) -> dict[int, str]:
    """The heading of each column from its top to its leaf, joined with a newline."""
    parts: dict[int, list[str]] = {column: [] for column in range(width)}
    for cell in sorted(cells, key=lambda c: (c.row, c.column)):
        text = one_line(context.flat[cell.start : cell.end])
        if not text or re.fullmatch(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?", text):
            continue
        for column in range(cell.column, min(width, cell.column + cell.columns)):
            if text not in parts[column]:
                parts[column].append(text)
    return {column: "\n".join(labels) for column, labels in parts.items()}


def _leaf(label: str) -> str:
    return label.rsplit("\n", 1)[-1]


def _unit_above(context: Context, table: Table) -> int | None:
    span = _unit_label(context, table)
    return money_values.unit_vnd(context.flat[slice(*span)]) if span else None


def _unit_label(context: Context, table: Table) -> tuple[int, int] | None:
    start = max(0, table.start - _UNIT_REACH)
    end = min(table.end, table.start + 300)
    last = None
    for match in _UNIT_LABEL.finditer(context.text, start, end):
        if money_values.unit_vnd(match[1]) is not None:
            last = match
            if match.start() > table.start:
                break
    return last.span() if last else None


def _unit_span(context: Context, table: Table) -> tuple[int, int]:
    span = _unit_label(context, table)
    if span:
        return span
    first = table.cells[0]
    return (first.start, first.end) if first.end > first.start else (table.start, min(table.end, table.start + 80))


def _row_cells(
    context: Context,
    cells: list[Cell],
    labels: dict[int, str],
    units: dict[int, int | None],
    general: int | None,
    columns: set[int],
    foreign: bool,
) -> Iterator[TableCell]:
    ordered = sorted(cells, key=lambda cell: cell.column)
    row = _row_label(context, ordered)
    if not row:
        return
    for cell in ordered:
        if cell.column not in columns:
            continue
        text = context.flat[cell.start : cell.end].strip()
        number = numbers.parse_number(text, foreign=foreign) if text else None
        unit = units.get(cell.column) or general
        if number is None or unit is None or not labels.get(cell.column):
            continue
        amount = number.value * unit
        if amount != int(amount):
            continue
        yield TableCell(
            row=row,
            column=_leaf(labels[cell.column]),
            amount_vnd=int(amount),
            evidence=[context.evidence(cell.start, cell.end)],
        )


def _row_label(context: Context, cells: list[Cell]) -> str | None:
    """The first cell of a row that holds words."""
    for cell in cells:
        text = one_line(context.flat[cell.start : cell.end])
        if sum(c.isalpha() for c in text) >= 2 and not re.fullmatch(r"[IVXLC]+\.?|[A-Za-zđ][.)]?", text):
            return text
    return None
