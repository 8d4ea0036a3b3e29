"""Totals in tables of money that their rows or columns do not add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.queries import Query, Span, printed
from vnplan_extract.record import BudgetItem, MoneyTable, TableCell

_TOTAL = re.compile(r"(?:tổng|cộng)\s*[:.]?|tổng\s.*", re.IGNORECASE)
_YEAR = re.compile(r"(?:năm\s+)?(?:19|20)\d\d", re.IGNORECASE)
#: How far above a table the total that it divides can stand.
_ABOVE = 400


def table_sums(context: Context, tables: Sequence[MoneyTable], budget: Sequence[BudgetItem]) -> Iterator[Query]:
    """Every total of a table that the table contradicts.

    Which rows or columns make up a total is not written down, so a reading (`the years`, `all rows`) is used
    only where most of the table agrees with it; what then disagrees is queried. A cell that spoils its row
    and its column by one amount is queried once.
    """
    for table in tables:
        rows = _rows(table)
        if len(rows) < 3:
            continue
        total_row = _total_row(rows)
        across = _across(rows)
        down = _down(rows, total_row) if total_row is not None else {}
        yield from _queries(rows, total_row, across, down)
        if total_row is not None:
            yield from _against_text(context, table, rows[total_row], budget)


_Row = dict[str, TableCell]


def _rows(table: MoneyTable) -> list[_Row]:
    """The cells of each row by column; rows with one label stay apart by the order of the columns."""
    rows: list[_Row] = []
    for cell in table.cells:
        if rows and cell.row == next(iter(rows[-1].values())).row and cell.column not in rows[-1]:
            rows[-1][cell.column] = cell
        else:
            rows.append({cell.column: cell})
    return rows


def _label(row: _Row) -> str:
    return next(iter(row.values())).row


def _total_row(rows: Sequence[_Row]) -> int | None:
    """The one row of totals, the first or the last."""
    named = [index for index, row in enumerate(rows) if _TOTAL.fullmatch(_label(row).strip())]
    return named[0] if len(named) == 1 and named[0] in (0, len(rows) - 1) else None


def _across(rows: Sequence[_Row]) -> dict[int, tuple[str, list[str], int]]:
    """Rows whose total column differs from its parts: (total column, part columns, total less sum)."""
    columns: list[str] = []
    for row in rows:
        columns += [column for column in row if column not in columns]
    totals = [column for column in columns if _TOTAL.fullmatch(column.strip())]
    if len(totals) != 1:
        return {}
    years = [column for column in columns if _YEAR.fullmatch(column.strip())]
    others = [column for column in columns if column != totals[0]]
    for parts in (years, others):
        checked = {
            index: row[totals[0]].amount_vnd - sum(row[part].amount_vnd for part in parts if part in row)
            for index, row in enumerate(rows)
            if totals[0] in row and any(part in row for part in parts)
        }
        wrong = {index: (totals[0], parts, rest) for index, rest in checked.items() if rest}
        if len(parts) > 1 and _most_agree(len(checked), len(wrong)):
            return wrong
    return {}


def _down(rows: Sequence[_Row], total_row: int) -> dict[str, tuple[list[int], int]]:
    """Columns whose total differs from the rows: (part rows, total less sum)."""
    total = rows[total_row]
    parts = [index for index in range(len(rows)) if index != total_row]
    checked = {
        column: cell.amount_vnd - sum(rows[index][column].amount_vnd for index in parts if column in rows[index])
        for column, cell in total.items()
        if any(column in rows[index] for index in parts)
    }
    wrong = {column: (parts, rest) for column, rest in checked.items() if rest}
    return wrong if _most_agree(len(checked), len(wrong)) else {}


def _most_agree(checked: int, wrong: int) -> bool:
    """Whether a reading of the table holds for most of it."""
    return checked - wrong >= 2 and wrong * 3 <= checked


def _queries(
    rows: Sequence[_Row],
    total_row: int | None,
    across: dict[int, tuple[str, list[str], int]],
    down: dict[str, tuple[list[int], int]],
) -> Iterator[Query]:
    explained: set[str] = set()
    for index, (total, parts, rest) in across.items():
        # One wrong cell spoils its row and its column by the same amount.
        sign = -1 if index == total_row else 1
        crossing = [
            column for column, (_, other) in down.items()
            if column in rows[index]
            and column not in explained
            and other == (-rest if column == total else rest) * sign
        ]  # fmt: skip
        cell = rows[index][total]
        if crossing:
            explained.add(crossing[0])
            cell = rows[index][crossing[0]]
        added = rows[index][total].amount_vnd - rest
        spans = [
            _span(cell),
            _span(rows[index][total]),
            *(_span(rows[index][part]) for part in parts if part in rows[index]),
        ]
        note = (
            f"Hàng {_label(rows[index])!r}: cộng các cột là {printed(added)} đồng; "
            f"cột {total!r} in {printed(rows[index][total].amount_vnd)} đồng"
        )
        yield Query("sum_mismatch", "finding.table_row", note, tuple(dict.fromkeys(spans)), 0.85)
    for column, (part_rows, rest) in down.items():
        if column in explained or total_row is None:
            continue
        cell = rows[total_row][column]
        spans = [_span(cell), *(_span(rows[index][column]) for index in part_rows if column in rows[index])]
        note = (
            f"Cột {column!r}: cộng các hàng là {printed(cell.amount_vnd - rest)} đồng; "
            f"hàng {cell.row!r} in {printed(cell.amount_vnd)} đồng"
        )
        yield Query("sum_mismatch", "finding.table_column", note, tuple(spans), 0.85)


def _against_text(context: Context, table: MoneyTable, total: _Row, budget: Sequence[BudgetItem]) -> Iterator[Query]:
    """The total right above a table that it divides: `Tổng kinh phí: 15.700 triệu đồng, phân ra:`."""
    sums = [cell for column, cell in total.items() if _TOTAL.fullmatch(column.strip())]
    first = min(cell.evidence[0].start for cell in table.cells)
    above = [item for item in budget if first - _ABOVE <= item.evidence[0].end <= first]
    if len(sums) != 1 or not above:
        return
    item = above[-1]
    opens = re.match(
        r"[\s,:;(]*(?:phân\s+ra|chia\s+ra|cụ\s+thể|gồm|phân\s+bổ|như\s+sau|chi\s+tiết)",
        context.lower[item.evidence[0].end : first],
    )
    amounts = {cell.amount_vnd for cell in table.cells}
    if opens and item.per == "total" and item.comparator == "=" and item.amount_vnd not in amounts:
        note = f"Bảng cộng là {printed(sums[0].amount_vnd)} đồng; phần lời in {printed(item.amount_vnd)} đồng"
        evidence = item.evidence[0]
        yield Query(
            "sum_mismatch", "finding.table_and_text", note, ((evidence.start, evidence.end), _span(sums[0])), 0.75
        )


def _span(cell: TableCell) -> Span:
    return cell.evidence[0].start, cell.evidence[0].end
