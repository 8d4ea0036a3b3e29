"""A record as rows of tables: one row an item, its values in the order of the table's columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from vnplan_extract.data.export_table import NUMBERS, tables
from vnplan_extract.errors import PlanError
from vnplan_extract.export.summary import header_value
from vnplan_extract.record import ITEM_LISTS, Item, Record

#: What a cell holds; a list is of texts.
Value = str | int | float | list[str] | None

_ITEM_TABLES = tuple(name for name in ITEM_LISTS if name != "tables")  # of those the cells are rows
_GREATEST = 2**63 - 1  # what Parquet's integers hold


@dataclass(frozen=True, slots=True)
class Row:
    """What a row has beside the fields of the record's models.

    `document` is the path of the document, below what was converted; `pages` how many it has; `places` how many pieces
    of evidence the item has; `field` and `value` a field of the header and what it says, on one line.
    """

    document: str
    pages: int | None = None
    places: int | None = None
    field: str | None = None
    value: str | None = None


def rows_of(record: Record, document: str) -> list[tuple[str, list[Value]]]:
    """The rows of a record, each with the name of its table.

    Args:
        record: the record.
        document: what the rows call the document.

    Raises:
        PlanError: E204 it holds a number that no table can hold.
    """
    try:
        return [(table, _values(table, parts)) for table, parts in _parts_of(record, document)]
    except OverflowError as error:
        raise PlanError("E204", path=document, detail=str(error)) from None


def _parts_of(record: Record, document: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The table of each row, and the objects that its values are fields of, by the names of their classes."""
    header = record.header
    source = {"Source": record.source, "Row": Row(document)}
    yield "documents", {
        "Record": record, "Header": header, "Period": header.period, "Signer": header.signer,
        "ProducedBy": record.produced_by, "Source": record.source, "Row": Row(document, pages=len(record.pages)),
    }  # fmt: skip
    for field, entry in record.header_evidence.items():
        row = Row(document, places=len(entry.evidence), field=field, value=header_value(getattr(header, field, None)))
        yield "header", {**source, "HeaderEvidence": entry, "Evidence": entry.evidence[0], "Row": row}
    for table in _ITEM_TABLES:
        items: Sequence[Item] = getattr(record, table)
        for item in items:
            row = Row(document, places=len(item.evidence))
            yield table, {**source, "Item": item, type(item).__name__: item, "Evidence": item.evidence[0], "Row": row}
    for money in record.tables:
        for cell in money.cells:
            row = Row(document, places=len(cell.evidence))
            yield "cells", {
                **source, "Item": money, "MoneyTable": money, "TableCell": cell, "Row": row,
                "Evidence": cell.evidence[0],
            }  # fmt: skip
    for problem in record.problems:
        yield "problems", {**source, "Problem": problem}


@cache
def _plan(table: str) -> tuple[int, tuple[tuple[str, tuple[tuple[int, str], ...]], ...], tuple[int, ...]]:
    """How many columns a table has; the places and fields of those of each model; the places of numbers."""
    columns = tables()[table].columns
    models: dict[str, list[tuple[int, str]]] = {}
    for place, column in enumerate(columns):
        models.setdefault(column.model, []).append((place, column.field))
    numbers = tuple(place for place, column in enumerate(columns) if column.kind in NUMBERS)
    return len(columns), tuple((model, tuple(fields)) for model, fields in models.items()), numbers


def _values(table: str, parts: Mapping[str, object]) -> list[Value]:
    """The values of a row.

    Raises:
        OverflowError: a number is none, or takes more than 64 bits.
    """
    width, models, numbers = _plan(table)
    values: list[Value] = [None] * width
    for model, fields in models:
        part = parts[model]
        if part is not None:  # the header may have no period or no signer
            for place, field in fields:
                values[place] = getattr(part, field)
    for place in numbers:
        value = values[place]
        if value is not None and not -_GREATEST <= value <= _GREATEST:  # type: ignore[operator]
            raise OverflowError("a number beyond 64 bits")
    return values
