"""Tables as CSV and as JSON lines, a file each."""

from __future__ import annotations

import csv
import json
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from vnplan_extract.data.export_table import tables
from vnplan_extract.export.cells import joined, neutralised
from vnplan_extract.export.rows import Value


def _open(folder: Path, ending: str, encoding: str, stack: ExitStack) -> dict[str, IO[str]]:
    return {
        name: stack.enter_context((folder / f"{name}.{ending}").open("w", encoding=encoding, newline=""))
        for name in tables()
    }


class CsvTables:
    """Writes each table to a CSV file (RFC 4180). `;` between cells brings a comma into numbers.

    Args:
        folder: where the files go.
        headers: language of the headings; the names of the columns without one.
        delimiter: `,` or `;`.
        bom: whether a file begins with the mark by which Excel knows UTF-8.
        stack: closes the files.
    """

    cut_cells = 0

    def __init__(self, folder: Path, headers: str | None, delimiter: str, bom: bool, stack: ExitStack) -> None:
        files = _open(folder, "csv", "utf-8-sig" if bom else "utf-8", stack)
        self._writers: dict[str, Any] = {name: csv.writer(file, delimiter=delimiter) for name, file in files.items()}
        self._has_comma = delimiter == ";"
        for name, table in tables().items():
            self._writers[name].writerow([column.heading(headers) for column in table.columns])

    def add(self, table: str, values: list[Value]) -> None:
        """Write a row."""
        self._writers[table].writerow([self._cell(value) for value in values])

    def finish(self) -> None:
        """Nothing is left to do."""

    def _cell(self, value: Value) -> object:
        if isinstance(value, str):
            return neutralised(value)
        if isinstance(value, list):
            return neutralised(joined(value))
        if isinstance(value, float) and self._has_comma:
            return repr(value).replace(".", ",")
        return value


class JsonTables:
    """Writes each table to a file of JSON lines, an object a row, values as the records have them.

    Args:
        folder: where the files go.
        headers: language of the keys; the names of the columns without one.
        stack: closes the files.
    """

    cut_cells = 0

    def __init__(self, folder: Path, headers: str | None, stack: ExitStack) -> None:
        self._files = _open(folder, "jsonl", "utf-8", stack)
        self._keys = {name: [column.heading(headers) for column in table.columns] for name, table in tables().items()}

    def add(self, table: str, values: list[Value]) -> None:
        """Write a row."""
        row = dict(zip(self._keys[table], values, strict=True))
        self._files[table].write(json.dumps(row, ensure_ascii=False) + "\n")

    def finish(self) -> None:
        """Nothing is left to do."""
