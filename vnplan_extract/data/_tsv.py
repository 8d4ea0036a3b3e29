"""Reading of the tables: tab-separated, UTF-8, `#` comments, one header row; lists are joined with `;`."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


class TableError(ValueError):
    """A table of the package is damaged: a header or a row does not fit its schema."""


def read_table(name: str, columns: tuple[str, ...]) -> list[list[str]]:
    """Give the rows of the table `name` (a file of this folder), each as long as `columns`.

    Raises TableError when the header row is not `columns` or a row has another number of cells.
    """
    rows: list[list[str]] = []
    header: list[str] | None = None
    width = len(columns)
    for line in (_FOLDER / name).read_text(encoding="utf-8").split("\n"):
        if not line or line[0] == "#":
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            if tuple(header) != columns:
                raise TableError(f"{name}: the columns are {header}, expected {list(columns)}")
        elif len(cells) != width:
            raise TableError(f"{name}: {len(cells)} cells instead of {width}: {line[:80]!r}")
        else:
            rows.append(cells)
    return rows


def split_list(cell: str) -> tuple[str, ...]:
    """Give the items of a list cell; an empty cell has none."""
    return tuple(cell.split(";")) if cell else ()


def valid_on(valid_from: str, valid_to: str, on: str | None) -> bool:
    """Tell whether a row valid from one day until before another is valid `on` a day.

    Dates are ISO 8601; an empty one is open. `on` may be a year or a month: then any day of it
    will do. None asks for no date, and every row is valid.
    """
    if on is None:
        return True
    last = on if len(on) == 10 else on + "-12-31"[len(on) - 4 :]
    first = on if len(on) == 10 else on + "-01-01"[len(on) - 4 :]
    return (not valid_from or valid_from <= last) and (not valid_to or first < valid_to)
