"""One set of tables out of a folder of records: CSV, XLSX, Parquet or JSON lines."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Protocol

from vnplan_extract.batch import store
from vnplan_extract.batch.aside import aside
from vnplan_extract.batch.files import read_file
from vnplan_extract.batch.sources import EXPORT, RECORDS
from vnplan_extract.data.export_table import tables
from vnplan_extract.errors import PlanError
from vnplan_extract.export.rows import Value, rows_of
from vnplan_extract.limits import Limits
from vnplan_extract.readers.content import Progress
from vnplan_extract.record import from_json

Form = Literal["csv", "xlsx", "parquet", "jsonl"]

_ENDING = ".json"  # of a record's file, behind the name of its document


@dataclass(frozen=True, slots=True)
class Style:
    """How tables are written.

    `headers` is the language of the headings (`vi`, `en`; the names of the columns where None); `delimiter` and `bom`
    are of CSV: what stands between cells, and whether files begin with the mark by which Excel knows UTF-8.
    """

    headers: Literal["vi", "en"] | None = None
    delimiter: Literal[",", ";"] = ","
    bom: bool = True


@dataclass(slots=True)
class Exported:
    """What was exported: how many records, how many rows of each table, files left out, files written, texts cut."""

    records: int = 0
    left_out: int = 0
    rows: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(tables(), 0)))
    files: list[Path] = field(default_factory=list)
    cut_cells: int = 0


class Tables(Protocol):
    """What writes tables of one form to files of a folder."""

    cut_cells: int

    def add(self, table: str, values: list[Value]) -> None:
        """Write a row of a table."""

    def finish(self) -> None:
        """Write what is left."""


def export_tables(
    out: Path,
    form: Form,
    folder: Path | None = None,
    *,
    style: Style | None = None,
    limits: Limits | None = None,
    on_problem: Callable[[PlanError], None] = lambda error: None,
    progress: Progress | None = None,
) -> Exported:
    """Write the records below `out/records/` (below `out` itself where it has no such folder) as tables.

    The records are read one at a time. The files are written in a temporary folder inside `folder` and renamed at the
    end: on an error the folder holds what it held before.

    Args:
        out: the output folder of `convert`, or its URL.
        form: of the tables.
        folder: where they go, also a URL; `out/export` by default. Made where it is missing.
        style: how they are written.
        limits: the bounds for one record; those of the environment by default.
        on_problem: told of each file that cannot be read (E201, E202, E105) or is no record (E204); the rest goes on.
        progress: called with (records read, 0) after each.

    Raises:
        PlanError: E201 `out` is not there or no folder, E203 the tables cannot be written, E206 a package is missing,
            E222 there is no record, E202 or E235 a store cannot be read.
    """
    root = _root(out)
    folder = folder or out / EXPORT
    url = store.as_url(folder)
    limits = limits or Limits.from_environment()
    done = Exported()

    def leave_out(error: PlanError) -> None:
        done.left_out += 1
        on_problem(error)

    try:
        with ExitStack() as places:
            temporary = (
                Path(places.enter_context(TemporaryDirectory(prefix="vnplan-")))
                if url
                else places.enter_context(aside(folder))
            )
            with ExitStack() as stack:
                written = _tables(form, temporary, style or Style(), stack)
                for path in _record_files(root, leave_out):
                    try:
                        rows = rows_of(from_json(_read(path, limits), store.shown(path)), _document(path, root))
                    except PlanError as error:
                        leave_out(error)
                        continue
                    for table, values in rows:
                        written.add(table, values)
                    done.records += 1
                    done.rows.update(table for table, _ in rows)
                    if progress:
                        progress(done.records, 0)
                if not done.records:
                    raise PlanError("E222", path=store.shown(root))
                written.finish()
                done.cut_cells = written.cut_cells
            for path in sorted(temporary.iterdir()):
                if url and path.is_file():
                    store.upload(path, f"{url}/{path.name}")
                    done.files.append(folder / path.name)
                elif path.is_file():
                    done.files.append(path.replace(folder / path.name))
    except OSError as error:
        raise PlanError("E203", path=folder, detail=error.strerror or str(error)) from error
    return done


def _tables(form: Form, folder: Path, style: Style, stack: ExitStack) -> Tables:
    """What writes the form; its package is imported only now."""
    if form == "csv":
        from vnplan_extract.export.tables_text import CsvTables

        return CsvTables(folder, style.headers, style.delimiter, style.bom, stack)
    if form == "jsonl":
        from vnplan_extract.export.tables_text import JsonTables

        return JsonTables(folder, style.headers, stack)
    if form == "xlsx":
        from vnplan_extract.export.tables_xlsx import XlsxTables

        return XlsxTables(folder, style.headers, stack)
    from vnplan_extract.export.tables_parquet import ParquetTables

    return ParquetTables(folder, style.headers, stack)


def _root(out: Path) -> Path:
    """Where the records are: in `out/records`, or in `out` itself where it has no such folder."""
    if store.as_url(out):
        try:
            return out / RECORDS if store.listing(f"{store.as_url(out)}/{RECORDS}") else out
        except PlanError as error:
            if error.kind.code != "E201":
                raise
            return out
    if not out.is_dir():
        raise PlanError("E201", path=out)
    return out / RECORDS if (out / RECORDS).is_dir() else out


def _record_files(root: Path, on_problem: Callable[[PlanError], None]) -> Iterator[Path]:
    """The files of records below `root`, by name, those of a folder before those of its subfolders."""
    if url := store.as_url(root):
        yield from (root / found.name for found in store.listing(url) if found.name.endswith(_ENDING))
        return
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                children = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError:
            on_problem(PlanError("E202", path=folder))
            continue
        yield from (folder / child.name for child in children if child.name.endswith(_ENDING) and not child.is_dir())
        pending += [folder / child.name for child in reversed(children) if child.is_dir(follow_symlinks=False)]


def _read(path: Path, limits: Limits) -> bytes:
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise PlanError("E202", path=path)
    return read_file(path, limits)


def _document(path: Path, root: Path) -> str:
    r"""The path of a document below what was converted; bytes that are not UTF-8 are shown as `\xff`."""
    name = os.fsencode(path.relative_to(root)).decode("utf-8", "backslashreplace")
    return name.removesuffix(_ENDING)
