"""Tables as Parquet, a file each, by pyarrow."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from vnplan_extract.data.export_table import tables
from vnplan_extract.export.rows import Value
from vnplan_extract.optional import optional

_ROWS = 8_192  # held in memory, of each table; they are a row group


class ParquetTables:
    """Writes each table to a Parquet file: text, lists of text, 64-bit integers and floats; dates are text.

    Args:
        folder: where the files go.
        headers: language of the names of columns; without one the names of the table.
        stack: closes the files.

    Raises:
        PlanError: E206 pyarrow is not installed.
    """

    cut_cells = 0

    def __init__(self, folder: Path, headers: str | None, stack: ExitStack) -> None:
        self._arrow = arrow = optional("pyarrow", "parquet")
        parquet = optional("pyarrow.parquet", "parquet")
        types = {
            "text": arrow.string(), "date": arrow.string(), "list": arrow.list_(arrow.string()),
            "integer": arrow.int64(), "money": arrow.int64(), "number": arrow.float64(), "share": arrow.float64(),
        }  # fmt: skip
        self._rows: dict[str, list[list[Value]]] = {name: [] for name in tables()}
        self._writers: dict[str, Any] = {}
        self._floats: dict[str, list[int]] = {}
        for name, table in tables().items():
            kinds = [column.kind for column in table.columns]
            self._floats[name] = [place for place, kind in enumerate(kinds) if types[kind] == arrow.float64()]
            fields = [(column.heading(headers), types[column.kind]) for column in table.columns]
            file = stack.enter_context((folder / f"{name}.parquet").open("wb"))
            writer = parquet.ParquetWriter(file, arrow.schema(fields), compression="zstd")
            self._writers[name] = stack.enter_context(writer)

    def add(self, table: str, values: list[Value]) -> None:
        """Take a row, and write the table's rows where there are enough."""
        for place in self._floats[table]:
            if isinstance(values[place], int):  # pyarrow refuses what no float is equal to
                values[place] = float(values[place])  # type: ignore[arg-type]
        rows = self._rows[table]
        rows.append(values)
        if len(rows) == _ROWS:
            self._write(table)

    def finish(self) -> None:
        """Write the rows that are left, and the ends of the files."""
        for table, writer in self._writers.items():
            self._write(table)
            writer.close()

    def _write(self, table: str) -> None:
        if rows := self._rows[table]:
            schema = self._writers[table].schema
            columns = zip(*rows, strict=True)
            arrays = [self._arrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            self._writers[table].write_table(self._arrow.Table.from_arrays(arrays, schema=schema), _ROWS)
            rows.clear()
