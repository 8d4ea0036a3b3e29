"""The tables that `vnplan export` writes, and their columns (`export_tables.tsv`, `export_columns.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnplan_extract.data._tsv import read_table, split_list

TABLE_COLUMNS = ("table", "vi", "en")
COLUMN_COLUMNS = ("tables", "column", "field", "kind", "vi", "en")
KINDS = ("text", "list", "date", "integer", "money", "number", "share")
NUMBERS = ("integer", "money", "number", "share")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `name` is its name; `model` and `field` say what it holds, in the words of the record's models; `kind` is
    one of KINDS; `vi` and `en` are its headings.
    """

    name: str
    model: str
    field: str
    kind: str
    vi: str
    en: str

    def heading(self, language: str | None) -> str:
        """Its heading in `language` (`vi`, `en`); its name without one."""
        return {"vi": self.vi, "en": self.en}.get(language or "", self.name)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, the names of its sheet, its columns in order."""

    name: str
    vi: str
    en: str
    columns: tuple[Column, ...]

    def heading(self, language: str | None) -> str:
        """The name of its sheet in `language` (`vi`, `en`); its name without one."""
        return {"vi": self.vi, "en": self.en}.get(language or "", self.name)


@cache
def tables() -> dict[str, Table]:
    """Give every table by its name, in order."""
    columns: dict[str, list[Column]] = {}
    for names, column, field, kind, vi, en in read_table("export_columns.tsv", COLUMN_COLUMNS):
        model, _, attribute = field.partition(".")
        for name in split_list(names):
            columns.setdefault(name, []).append(Column(column, model, attribute, kind, vi, en))
    rows = read_table("export_tables.tsv", TABLE_COLUMNS)
    return {name: Table(name, vi, en, tuple(columns.pop(name))) for name, vi, en in rows}
