"""XLS (Excel 5 to 2003): cells as they are shown, with the names of their fonts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Content, Progress
from vnplan_extract.readers.spreadsheet import Sheet, SheetCell, content_of
from vnplan_extract.readers.spreadsheet_format import show, show_text

_BOLD_WEIGHT = 600  # of 100 to 1000
_SIDES = ("left_line_style", "right_line_style", "top_line_style", "bottom_line_style")


def read(data: bytes, limits: Limits, progress: Progress | None = None) -> Content:
    """Read a workbook, a visible sheet a page; numbers as their formats show them, texts as stored.

    Raises:
        PlanError: E101 nothing is shown, E103 damaged, E104 encrypted, E105 over a limit.
    """
    book = _open(data)
    try:
        visible = [(number, sheet) for number, sheet in enumerate(book.sheets(), 1) if not sheet.visibility]
        total = sum(sheet.row_len(row) for _, sheet in visible for row in range(sheet.nrows))
        limits.check("sheet_cells", total)
        limits.check("pages", len(visible))
        encoding = "utf-16-le" if book.biff_version >= 80 else str(book.encoding)
        return content_of(_sheets(book, visible), len(visible), limits, progress, encoding)
    except PlanError:
        raise
    except Exception as error:  # what a damaged file leads the library to
        raise PlanError("E103", detail=f"{type(error).__name__} in a sheet") from error


def _open(data: bytes) -> Any:
    import xlrd

    def opened(encoding: str | None = None) -> Any:
        return xlrd.open_workbook(
            file_contents=data,
            logfile=io.StringIO(),
            formatting_info=True,
            ragged_rows=True,
            encoding_override=encoding,
        )

    try:
        try:
            return opened()
        except (UnicodeDecodeError, LookupError):
            return opened("latin-1")  # a legacy Vietnamese font's bytes under the name of another encoding
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise PlanError("E104") from error
        raise PlanError("E103", detail=str(error)[:100]) from error
    except Exception as error:  # what a damaged file leads the library to
        raise PlanError("E103", detail=f"{type(error).__name__} in the workbook") from error


def _sheets(book: Any, visible: list[tuple[int, Any]]) -> Iterator[Sheet]:
    ruled = [_is_ruled(xf) for xf in book.xf_list]
    for number, sheet in visible:
        found = Sheet(
            number,
            sheet.name,
            merges=[tuple(span) for span in sheet.merged_cells],
            is_hidden_row=_hidden(sheet.rowinfo_map),
            is_hidden_column=_hidden(sheet.colinfo_map),
        )
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                cell = sheet.cell(row, column)
                if cell.xf_index is not None and ruled[cell.xf_index]:
                    found.ruled.add((row, column))
                shown = _shown(book, sheet, row, column, cell)
                if shown is not None:
                    found.cells[row, column] = shown
        yield found


def _hidden(infos: dict[int, Any]) -> Any:
    hidden = {index for index, info in infos.items() if info.hidden}
    return hidden.__contains__


def _is_ruled(xf: Any) -> bool:
    return sum(1 for side in _SIDES if getattr(xf.border, side, 0)) > 1


def _shown(book: Any, sheet: Any, row: int, column: int, cell: Any) -> SheetCell | None:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
        return None
    xf = book.xf_list[cell.xf_index]
    font = book.font_list[xf.font_index]
    code = book.format_map[xf.format_key].format_str
    if cell.ctype == xlrd.XL_CELL_TEXT:
        runs = _runs(book, sheet.rich_text_runlist_map.get((row, column)), show_text(cell.value, code), font.name)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        runs = [("TRUE" if cell.value else "FALSE", font.name)]
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        runs = [(xlrd.error_text_from_code.get(cell.value, "#N/A"), font.name)]
    else:
        runs = [(show(cell.value, code, epoch_1904=bool(book.datemode)), font.name)]
    return SheetCell(tuple(runs), bold=font.weight >= _BOLD_WEIGHT or bool(font.bold), italic=bool(font.italic))


def _runs(book: Any, rich: list[tuple[int, int]] | None, text: str, first: str) -> list[tuple[str, str]]:
    """The stretches of a text with their fonts; `rich` names where the font changes."""
    runs: list[tuple[str, str]] = []
    start, name = 0, first
    for offset, font in rich or ():
        if start < offset <= len(text):
            runs.append((text[start:offset], name))
            start = offset
        name = book.font_list[font].name
    runs.append((text[start:], name))
    return [(part, font) for part, font in runs if part]
