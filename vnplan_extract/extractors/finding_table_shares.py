"""Shares, ratios and products printed in tables that their own figures do not give.

A reading (`this column is that one divided by the third`) is used only where most of the table agrees with it; what
then disagrees is queried. Pages read by OCR are left out: there a wrong digit is more often the reader's than the
author's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from vnplan_extract.document import Cell, Table
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import grids
from vnplan_extract.extractors.queries import Query, Range, percent_printed, printed, rounded
from vnplan_extract.extractors.tables import labelled_rows, row_label
from vnplan_extract.values.numbers import parse_number

#: `Ước 2024/TH 2023`: a column of one divided by another, in per cent.
_RATIO = re.compile(r"(?P<part>[^/]*?(?P<year>(?:19|20)\d\d))\s*/\s*(?P<whole>[^/]*?(?P<base>(?:19|20)\d\d))\D*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: A row that gives the row above it as a share of the total: `So với tổng số (%)`.
_SHARE_ROW = re.compile(
    r"\W*(?:(?:tỷ|tỉ)\s+(?:lệ|trọng)\s+)?(?:so\s+với|trong)\s+tổng(?:\s+số)?\W*(?:%\W*)?", re.IGNORECASE
)
_TOTAL = re.compile(r"\W*(?:tổng\s+(?:số|cộng)|cộng)\W*", re.IGNORECASE)
_LEAST_CHECKED = 4
#: The columns of a product.
_FACTORS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (r"số\s+lượng|sl|khối\s+lượng", r"đơn\s+giá(?!.*/).*", r"thành\s+tiền.*")
)


@dataclass(frozen=True)
class _Value:
    """A number in a cell."""

    cell: Cell
    value: Decimal
    places: int

    @property
    def range(self) -> Range:
        return rounded(self.value, self.places)

    @property
    def factor(self) -> Range:
        """What it can stand for where it is counted or a price: a whole number only itself."""
        return self.range if self.places else Range(self.value, self.value)

    def __str__(self) -> str:
        return printed(self.value, self.places)


@dataclass(frozen=True)
class _Check:
    """A printed share, and the figures that it is of."""

    share: _Value
    part: _Value
    whole: _Value

    @property
    def holds(self) -> bool:
        return self.part.range.percent_of(self.whole.range).meets(self.share.range)


def table_shares(context: Context) -> Iterator[Query]:
    """Every share, ratio or product of a table that is none of the figures that it is of."""
    for table in grids(context):
        if context.document.page_at(table.start).origin == "ocr":
            continue
        labels, rows = _read(context, table)
        for checks in (_ratios(labels, rows), _share_rows(rows)):
            wrong = [check for check in checks if not check.holds]
            if len(checks) >= _LEAST_CHECKED and len(wrong) * 4 <= len(checks):
                yield from map(_query, wrong)
        yield from _products(labels, rows)


def _products(labels: dict[int, str], rows: list[_Row]) -> Iterator[Query]:
    """`Số lượng` times `Đơn giá` against `Thành tiền`."""
    leaves = {column: one_line(label.rsplit("\n", 1)[-1]) for column, label in labels.items()}
    found = [[column for column, leaf in leaves.items() if factor.fullmatch(leaf)] for factor in _FACTORS]
    if any(len(columns) != 1 for columns in found):
        return
    needed = [columns[0] for columns in found]
    checked = [tuple(row[at] for at in needed) for _, row in rows if all(at in row for at in needed)]
    wrong = [
        (count, price, total)
        for count, price, total in checked
        if not Range(count.factor.low * price.factor.low, count.factor.high * price.factor.high).meets(total.range)
    ]
    if len(checked) < _LEAST_CHECKED or len(wrong) * 4 > len(checked):
        return
    for count, price, total in wrong:
        note = f"{count} x {price} = {printed(count.value * price.value, price.places)}; in {total}"
        spans = tuple((value.cell.start, value.cell.end) for value in (total, count, price))
        yield Query("sum_mismatch", "finding.table_product", note, spans, 0.8)


_Row = tuple[str, dict[int, _Value]]


def _read(context: Context, table: Table) -> tuple[dict[int, str], list[_Row]]:
    """The labels of the columns, and of each row with figures its label and its figures by column."""
    labels, body = labelled_rows(context, table)
    rows: list[_Row] = []
    for row in body:
        figures = {cell.column: value for cell in row if (value := _value(context, cell))}
        if (label := row_label(context, row)) and figures:
            rows.append((label, figures))
    return labels, rows


def _value(context: Context, cell: Cell) -> _Value | None:
    number = parse_number(one_line(context.flat[cell.start : cell.end]))
    return _Value(cell, Decimal(number.value), number.places) if number and number.value > 0 else None


def _ratios(labels: dict[int, str], rows: list[_Row]) -> list[_Check]:
    """The cells of columns of one year divided by another, where one column each is of those years."""
    checks: list[_Check] = []
    for column, label in labels.items():
        match = _RATIO.fullmatch(one_line(label.rsplit("\n", 1)[-1]))
        if match is None:
            continue
        parts, wholes = (_of_year(labels, match[name]) for name in ("year", "base"))
        if len(parts) != 1 or len(wholes) != 1 or parts == wholes:
            continue
        needed = (column, parts[0], wholes[0])
        checks += [_Check(*(row[at] for at in needed)) for _, row in rows if all(at in row for at in needed)]
    return checks


def _of_year(labels: dict[int, str], year: str) -> list[int]:
    return [
        column for column, label in labels.items()
        if _YEAR.findall(label) == [year] and "/" not in label and "%" not in label
    ]  # fmt: skip


def _share_rows(rows: list[_Row]) -> list[_Check]:
    """The rows that give the row above them as a share of the total above."""
    checks: list[_Check] = []
    total: dict[int, _Value] | None = None
    above: dict[int, _Value] | None = None
    for label, row in rows:
        if _TOTAL.fullmatch(label):
            total = row
        elif _SHARE_ROW.fullmatch(label) and total is not None and above is not None:
            checks += [
                _Check(share, above[at], total[at]) for at, share in row.items()
                if at in above and at in total and share.value <= 100 and above[at].value <= total[at].value
            ]  # fmt: skip
            continue
        above = row
    return checks


def _query(check: _Check) -> Query:
    found = check.part.value * 100 / check.whole.value
    note = (
        f"{check.part} / {check.whole} = {percent_printed(found, check.share.places)} %"
        f" (làm tròn {printed(found, check.share.places)} %); in {check.share} %"
    )
    spans = tuple((value.cell.start, value.cell.end) for value in (check.share, check.part, check.whole))
    return Query("share_mismatch", "finding.table_share", note, spans, 0.8)
