"""Tables out of many records: the part `export` of `bench_batch.py`."""

from __future__ import annotations

import shutil
import subprocess
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_batch_rates import JOBS, ROOT, VNPLAN, convert

from vnplan_extract.batch.sources import RECORDS
from vnplan_extract.data.export_table import tables

if TYPE_CHECKING:
    from bench_batch import Bench

MOST_SECONDS = 60
_READING_SECONDS = 1_800  # that LibreOffice may take


def export(bench: Bench) -> None:
    """The records of `scale` as Parquet, and as a workbook read back by openpyxl and by LibreOffice."""
    out = bench.work / "scale"
    if len(list((out / RECORDS).rglob("*.json"))) != bench.documents:
        convert(bench.plans(bench.documents), bench.fresh("scale"), JOBS)
    tests = import_module("test_tables")
    want = tests.expected(out)
    rows = sum(map(len, want.values()))
    seconds = _exported(bench, out, "parquet")
    bench.figure(f"{bench.documents} records to Parquet", seconds, "s", at_most=MOST_SECONDS)
    bench.figure("a million of them", 1e6 * seconds / bench.documents / 3600, "h")
    parquet = import_module("pyarrow.parquet")
    found = sum(parquet.read_metadata(path).num_rows for path in (bench.work / "parquet").iterdir())
    bench.figure("rows", found, f"of {rows}", least=rows, at_most=rows)
    bench.figure("the same to XLSX", _exported(bench, out, "xlsx"), "s")
    workbook = next((bench.work / "xlsx").iterdir())
    bench.figure("its size", workbook.stat().st_size / 1e6, "MB")
    begun = time.perf_counter()
    _, read = tests.read_xlsx(workbook)
    bench.figure("openpyxl reads it in", time.perf_counter() - begun, "s")
    same = _same(want, read, lambda cell, value, kind: cell == tests.in_xlsx(value, kind))
    bench.figure("rows with the same values", same, f"of {rows}", least=rows)
    del read
    program = shutil.which("soffice")
    if program is None:
        print("left out: there is no LibreOffice")
        return
    begun = time.perf_counter()
    read = tests.read_by_libreoffice(program, workbook, bench.fresh("libreoffice"), _READING_SECONDS)
    bench.figure("LibreOffice reads it in", time.perf_counter() - begun, "s")
    same = _same(want, read, tests.same_in_libreoffice)
    bench.figure("rows with the same values", same, f"of {rows}", least=rows)


def _exported(bench: Bench, out: Path, form: str) -> float:
    """Seconds of `vnplan export`."""
    folder = bench.fresh(form)
    begun = time.perf_counter()
    command = [*VNPLAN, "export", str(out), "--to", form, "-o", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _same(want: Any, read: Any, is_same: Any) -> int:
    """How many rows have the values that the records have."""
    count = 0
    for name, rows in want.items():
        kinds = [column.kind for column in tables()[name].columns]
        for row, cells in zip(rows, read[name], strict=False):
            count += all(map(is_same, cells, row, kinds))
    return count
