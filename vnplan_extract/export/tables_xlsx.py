"""Tables as one workbook, a sheet each, by XlsxWriter, row by row."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from vnplan_extract.data.export_table import NUMBERS, Table, tables
from vnplan_extract.export.cells import cut, is_exact, is_like_formula, joined, real_date
from vnplan_extract.export.rows import Value
from vnplan_extract.optional import optional

WORKBOOK = "tables.xlsx"
_MOST_ROWS = 1_048_576  # of a sheet (Excel specifications and limits), its headings included
_WIDTHS = (8, 60)  # of a column, in letters
_MADE = datetime(1980, 1, 1, tzinfo=UTC)  # of every workbook, so that its bytes depend on the records alone
_FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0", "share": "0.00", "integer": "0", "number": "General"}


class XlsxTables:
    """Writes each table to a sheet of one workbook: text, numbers, days as dates; months and years are text.

    Text is never a formula: its cells are of the type of text, and what could be taken for a formula is marked as
    quoted (as if typed behind an apostrophe), so that it stays text where a cell is edited. A table with more rows than
    a sheet holds goes on in another: `Cells (2)`.

    Args:
        folder: where the workbook and what is kept aside go.
        headers: language of the headings and of the names of sheets; without one those of the tables.
        stack: closes the files.

    Raises:
        PlanError: E206 XlsxWriter is not installed.
    """

    def __init__(self, folder: Path, headers: str | None, stack: ExitStack) -> None:
        writer = optional("xlsxwriter", "xlsx")
        self.cut_cells = 0
        self._failed = writer.exceptions.FileCreateError
        aside = folder / "aside"
        aside.mkdir()
        options = {"constant_memory": True, "tmpdir": str(aside), "use_zip64": True}
        self.workbook = writer.Workbook(str(folder / WORKBOOK), options)
        self.workbook.set_properties({"created": _MADE})
        self.plain = self.workbook.add_format()
        self.quoted = self.workbook.add_format({"quote_prefix": True})
        self.heading = self.workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBF7"})
        self.formats = {kind: self.workbook.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
        self._sheets = {name: _Sheet(self, table, headers) for name, table in tables().items()}
        stack.callback(self._close_files)

    def add(self, table: str, values: list[Value]) -> None:
        """Write a row."""
        self._sheets[table].add(values)

    def finish(self) -> None:
        """Put the workbook together.

        Raises:
            OSError: it cannot be written.
        """
        for sheet in self._sheets.values():
            sheet.finish()
        try:
            self.workbook.close()
        except self._failed as error:
            raise error.args[0] from None

    def _close_files(self) -> None:
        for sheet in self.workbook.worksheets():
            sheet.row_data_fh.close()


class _Sheet:
    """A table in the sheet that it is in, or in the last that it goes on in."""

    def __init__(self, book: XlsxTables, table: Table, headers: str | None) -> None:
        self._book = book
        self._name = table.heading(headers)
        self._headings = [column.heading(headers) for column in table.columns]
        self._kinds = [column.kind for column in table.columns]
        self._count = 0
        self._begin()

    def _begin(self) -> None:
        self._count += 1
        self._sheet = self._book.workbook.add_worksheet(self._name + (f" ({self._count})" if self._count > 1 else ""))
        self._widths = [len(heading) + 3 for heading in self._headings]  # the button of the filter stands there too
        self._sheet.freeze_panes(1, 0)
        for column, heading in enumerate(self._headings):
            self._sheet.write_string(0, column, heading, self._book.heading)
        self._next = 1

    def add(self, values: list[Value]) -> None:
        if self._next == _MOST_ROWS:
            self.finish()
            self._begin()
        for column, (kind, value) in enumerate(zip(self._kinds, values, strict=True)):
            if value is not None:
                self._write(column, kind, value)
        self._next += 1

    def finish(self) -> None:
        self._sheet.autofilter(0, 0, self._next - 1, len(self._headings) - 1)
        least, most = _WIDTHS
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, max(least, min(width + 1, most)))

    def _write(self, column: int, kind: str, value: Value) -> None:
        shown = joined(value) if isinstance(value, list) else str(value)
        self._widths[column] = max(self._widths[column], len(shown))
        if kind == "date" and (day := real_date(shown)):
            self._sheet.write_datetime(self._next, column, day, self._book.formats[kind])
        elif kind in NUMBERS and is_exact(value):  # type: ignore[arg-type]
            self._sheet.write_number(self._next, column, value, self._book.formats[kind])
        elif shown:
            self._write_text(column, shown)

    def _write_text(self, column: int, text: str) -> None:
        whole, text = text, cut(text)
        self._book.cut_cells += text != whole
        form = self._book.quoted if is_like_formula(text) else None
        if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter would take that for XML of its own
            self._sheet.write_rich_string(self._next, column, text[:1], self._book.plain, text[1:])
        else:
            self._sheet.write_string(self._next, column, text, form)
