"""Tables out of a folder of records, in each form, read back and compared with the records."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from vnplan_extract import optional, pipeline
from vnplan_extract.data.export_table import NUMBERS, tables
from vnplan_extract.errors import PlanError
from vnplan_extract.export import tables_parquet, tables_xlsx
from vnplan_extract.export.cells import cut, is_exact, joined, neutralised, real_date
from vnplan_extract.export.rows import rows_of
from vnplan_extract.export.tables import Exported, Form, Style, export_tables
from vnplan_extract.record import Record, from_json, to_json

FIXTURES = Path(__file__).parents[2] / "fixtures"
FORMS: tuple[Form, ...] = ("csv", "xlsx", "parquet", "jsonl")
Rows = dict[str, list[list[Any]]]

#: A record with every kind of item, whose texts are what spreadsheets stumble over.
TEXT = "=cmd|'/C calc'!A0 kế hoạch; trồng cây\n\tven sông"
WHERE = {"page": 1, "start": 0, "end": len(TEXT), "quote": TEXT, "raw": "@raw"}
ITEM = {
    "evidence": [WHERE, {**WHERE, "end": 4, "quote": TEXT[:4], "raw": None}],
    "confidence": 0.875,
    "rule": "test.rule",
}
AWKWARD: dict[str, Any] = {
    "status": "partial",
    "source": {
        "name": "plan.txt", "sha256": "ab" * 32, "bytes": 12, "media_type": "text/plain", "encodings": ["VNI", "TCVN3"],
    },
    "pages": [{"number": 1, "start": 0, "end": len(TEXT), "origin": "text", "quality": 1}],
    "text": TEXT,
    "header": {
        "doc_type": "Kế hoạch", "number": "12/KH-UBND", "issued_on": "2024-02-30", "title": "+1 cây mỗi nhà",
        "period": {"start": "2024", "end": "2026-06"}, "signer": {"name": "Lê Văn An", "authority": "TM. ỦY BAN"},
        "recipients": ["- Như trên;", "Lưu: VT"],
    },
    "header_evidence": {
        "signer": {"evidence": [WHERE], "confidence": 0.5, "rule": "header.signer"},
        "period": {"evidence": [WHERE], "confidence": 1, "rule": "header.period"},
    },
    "citations": [{"id": "c1", "type": "Luật", "name": "'=Luật", "date": "2013-11-29", "also": ["a", "b"], **ITEM}],
    "agencies": [{"id": "a1", "name": "<r>Sở & Y tế</r>", "kind": "named", "link_confidence": 0.7, **ITEM}],
    "deadlines": [{"id": "d1", "kind": "period", "start": "2024-02", "end": "2024-12-15", **ITEM}],
    "targets": [
        {"id": "t1", "value": 5000, "unit": "cây", "subject": "cây", "comparator": "=", "by": "1899-12-31", **ITEM},
        {"id": "t2", "value": 0.1, "value_max": 1234567890123456789, "unit": "%", "subject": "ﬁ", "task": "k1", **ITEM},
    ],
    "budget": [{"id": "b1", "amount_vnd": 2500000000000000, "purpose": "a\r\nb\x01_x0041_", **ITEM}],
    "tables": [{"id": "m1", "unit_vnd": 1000000, "cells": [
        {"row": "1. Cây giống", "column": "-2024", "amount_vnd": -5000000, "evidence": [WHERE]},
        {"row": "2. Công", "column": "2025", "amount_vnd": 1234567890123457, "evidence": [WHERE]},
    ], **ITEM}],
    "tasks": [{"id": "k1", "title": "“Cây”", "lead": ["Sở A", "Sở B"], "agencies": ["a1"], "deadline": "d1", **ITEM}],
    "findings": [{"id": "f1", "kind": "suspect_date", "note": "Ngày 30/02", **ITEM}],
    "problems": [{"code": "E108", "message": "Trang 1 không có chữ", "page": 1}],
    "produced_by": {"version": "0.1.0", "pipeline": "rules-1"},
}  # fmt: skip


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a conversion: text fixtures in a subfolder, and the awkward record."""
    out = tmp_path_factory.mktemp("out")
    for path in [*sorted((FIXTURES / "plans").glob("*.txt"))[:5], *sorted((FIXTURES / "plans").glob("*.docx"))[:2]]:
        put(out, f"plans/{path.name}", pipeline.run(path.read_bytes(), path.name))
    put(out, "awkward.txt", Record.model_validate(AWKWARD))
    put(out, "failed.pdf", pipeline.failed(b"%PDF", "failed.pdf", PlanError("E104")))
    return out


def put(out: Path, document: str, record: Record | str) -> Path:
    path = out / "records" / f"{document}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(record if isinstance(record, str) else to_json(record), encoding="utf-8")
    return path


def expected(out: Path) -> Rows:
    """The rows of every table, from the records, in the order of the export."""
    rows: Rows = {name: [] for name in tables()}
    root = out / "records"
    paths = sorted(root.glob("*.json")) + sorted(root.glob("*/*.json"))
    for path in paths:
        for table, values in rows_of(
            from_json(path.read_bytes()), path.relative_to(root).as_posix().removesuffix(".json")
        ):
            rows[table].append(values)
    return rows


def numbers_of(table: str) -> set[int]:
    return {place for place, column in enumerate(tables()[table].columns) if column.kind in NUMBERS}


def read_csv(folder: Path, delimiter: str = ",") -> tuple[dict[str, list[str]], Rows]:
    heads, rows = {}, {}
    for name in tables():
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            heads[name], *rows[name] = csv.reader(file, delimiter=delimiter)
    return heads, rows


def in_csv(value: Any) -> str:
    if value is None:
        return ""
    return (
        neutralised(joined(value) if isinstance(value, list) else value)
        if isinstance(value, list | str)
        else str(value)
    )


def in_xlsx(value: Any, kind: str) -> Any:
    if isinstance(value, list):
        value = joined(value)
    if kind == "date" and value and (day := real_date(value)):
        return datetime(day.year, day.month, day.day)
    if kind in NUMBERS and value is not None and not is_exact(value):
        return str(value)
    return None if value == "" else value


def read_xlsx(path: Path) -> tuple[dict[str, list[str]], Rows]:
    heads, rows = {}, {}
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:  # in half the time, and little memory
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # which are not known to who writes row by row
            read = [
                [unescape(c) if isinstance(c, str) else c for c in row] for row in sheet.iter_rows(values_only=True)
            ]
            heads[sheet.title], *cells = read
            rows[sheet.title] = [[*row, *[None] * (len(read[0]) - len(row))] for row in cells]
    return heads, rows


def test_every_kind_of_item_is_in_the_records(records: Path) -> None:
    assert all(expected(records).values())


def test_csv(records: Path, tmp_path: Path) -> None:
    done = export_tables(records, "csv", tmp_path)
    heads, rows = read_csv(tmp_path)
    want = expected(records)
    assert rows == {name: [[in_csv(v) for v in row] for row in table] for name, table in want.items()}
    assert heads == {name: [column.name for column in table.columns] for name, table in tables().items()}
    assert done.rows == {name: len(table) for name, table in want.items()}
    assert (done.records, done.left_out, done.cut_cells) == (9, 0, 0)
    assert sorted(tmp_path.iterdir()) == done.files


def test_csv_for_excel_set_to_vietnam(records: Path, tmp_path: Path) -> None:
    export_tables(records, "csv", tmp_path, style=Style("vi", ";"))
    heads, rows = read_csv(tmp_path, ";")
    assert heads["documents"][0] == "Tài liệu"
    place = [column.name for column in tables()["targets"].columns].index("value")
    values = {row[place] for row in rows["targets"]}
    assert "0,1" in values
    assert not any("." in value for value in values)


@pytest.mark.parametrize("bom", [True, False])
def test_bom(records: Path, tmp_path: Path, bom: bool) -> None:
    export_tables(records, "csv", tmp_path, style=Style(bom=bom))
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") == bom for path in tmp_path.iterdir())


def test_no_text_of_a_csv_begins_like_a_formula(records: Path, tmp_path: Path) -> None:
    export_tables(records, "csv", tmp_path)
    _, rows = read_csv(tmp_path)
    for name, table in rows.items():
        texts = [v for row in table for place, v in enumerate(row) if place not in numbers_of(name)]
        assert [text for text in texts if re.match(r"[=+\-@\t\r\n]", text)] == []


def test_jsonl_has_the_values_of_the_records(records: Path, tmp_path: Path) -> None:
    export_tables(records, "jsonl", tmp_path, style=Style("en"))
    for name, rows in expected(records).items():
        keys = [column.en for column in tables()[name].columns]
        lines = (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
        assert [json.loads(line) for line in lines] == [dict(zip(keys, row, strict=True)) for row in rows]


def test_parquet_has_the_values_of_the_records(records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_parquet, "_ROWS", 7)
    export_tables(records, "parquet", tmp_path)
    for name, rows in expected(records).items():
        read = pyarrow.parquet.read_table(tmp_path / f"{name}.parquet")
        assert read.column_names == [column.name for column in tables()[name].columns]
        floats = [column.kind == "number" for column in tables()[name].columns]
        assert [list(row.values()) for row in read.to_pylist()] == [
            [float(v) if is_float and v is not None else v for v, is_float in zip(row, floats, strict=True)]
            for row in rows
        ]
    schema = pyarrow.parquet.read_schema(tmp_path / "tasks.parquet")
    assert [str(schema.field(name).type) for name in ("end", "lead", "amount_vnd", "confidence")] == [
        "string", "list<element: string>", "int64", "double",
    ]  # fmt: skip


def test_xlsx_has_the_values_of_the_records(records: Path, tmp_path: Path) -> None:
    done = export_tables(records, "xlsx", tmp_path, style=Style("vi"))
    heads, rows = read_xlsx(done.files[0])
    assert heads == {table.vi: [column.vi for column in table.columns] for table in tables().values()}
    for name, want in expected(records).items():
        kinds = [column.kind for column in tables()[name].columns]
        assert rows[tables()[name].vi] == [[in_xlsx(v, k) for v, k in zip(row, kinds, strict=True)] for row in want]


def test_xlsx_is_made_for_reading(records: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export_tables(records, "xlsx", tmp_path).files[0])
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(8 <= sheet.column_dimensions[cell.column_letter].width <= 62 for cell in sheet[1])
        assert all(cell.data_type != "f" for row in sheet for cell in row)
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row):
            if isinstance(cell.value, str) and re.match(r"'*[=+\-@\t\r\n]", cell.value):
                assert cell.quotePrefix, cell.value
    ends = next(book["deadlines"].iter_cols(min_row=2, min_col=5, max_col=5))
    assert all(cell.number_format == "yyyy-mm-dd" for cell in ends if isinstance(cell.value, datetime))


def test_sheet_that_is_full_goes_on_in_another(records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_xlsx, "_MOST_ROWS", 40)
    heads, rows = read_xlsx(export_tables(records, "xlsx", tmp_path).files[0])
    count = len(expected(records)["agencies"])
    assert count > 39
    parts = ["agencies", *(f"agencies ({n})" for n in range(2, -(-count // 39) + 1))]
    assert [len(rows[part]) for part in parts] == [39] * (count // 39) + ([count % 39] if count % 39 else [])
    assert all(heads[part] == heads["agencies"] for part in parts)


@pytest.mark.parametrize("form", FORMS)
def test_same_records_same_bytes(records: Path, tmp_path: Path, form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    first = export_tables(records, form, tmp_path / "1").files
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    second = export_tables(records, form, tmp_path / "2").files
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Sở Y tế", "Sở Y tế"), ("", ""), ("12/KH-UBND", "12/KH-UBND"), ("a=b", "a=b"), ("'a", "'a"),
        ("=1+1", "'=1+1"), ("+84", "'+84"), ("- Như trên", "'- Như trên"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("\n=1", "'\n=1"), ("＝1", "'＝1"), ("'=1", "''=1"), ("''-", "'''-"),
    ],
)  # fmt: skip
def test_neutralised(text: str, cell: str) -> None:
    assert neutralised(text) == cell


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-06-07", date(2021, 6, 7)), ("1900-03-01", date(1900, 3, 1)), ("2024-02-29", date(2024, 2, 29)),
        ("2021", None), ("2021-06", None), ("2021-02-30", None), ("1900-02-28", None), ("1899-12-31", None),
    ],
)  # fmt: skip
def test_real_date(text: str, day: date | None) -> None:
    assert real_date(text) == day


@pytest.mark.parametrize(
    ("number", "exact"),
    [
        (0, True), (-5, True), (0.1, True), (1234.5678, True), (999999999999999, True), (2500000000000000, True),
        (1234567890123456, False), (0.1 + 0.2, False), (2**63 - 1, False),
    ],
)  # fmt: skip
def test_is_exact(number: float, exact: bool) -> None:
    assert is_exact(number) == exact


@pytest.mark.parametrize("letter", ["a", "ệ", "🌳"])
def test_cut(letter: str) -> None:
    units = len(letter.encode("utf-16-le")) // 2
    most = 32_767 // units
    assert cut(letter * most) == letter * most
    short = cut(letter * (most + 1))
    assert short == letter * ((32_767 - 1) // units) + "…"
    assert len(short.encode("utf-16-le")) // 2 <= 32_767


def test_long_text_is_cut_in_xlsx_and_counted(tmp_path: Path) -> None:
    note = "n" * 40_000
    put(tmp_path, "a", Record.model_validate({**AWKWARD, "findings": [{**AWKWARD["findings"][0], "note": note}]}))
    done = export_tables(tmp_path, "xlsx")
    assert done.cut_cells == 1
    _, rows = read_xlsx(done.files[0])
    assert cut(note) in rows["findings"][0]
    assert export_tables(tmp_path, "csv").cut_cells == 0
    assert note in (tmp_path / "export" / "findings.csv").read_text(encoding="utf-8-sig")


texts = st.text(st.characters(codec="utf-8"), max_size=30)


numbers = st.integers(-(2**62), 2**62) | st.floats(-1e18, 1e18)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=texts, also=st.lists(texts, max_size=3), value=numbers)
def test_values_survive(tmp_path_factory: pytest.TempPathFactory, name: str, also: list[str], value: float) -> None:
    out = tmp_path_factory.mktemp("values")
    data = {**AWKWARD, "citations": [{**AWKWARD["citations"][0], "name": name, "also": also}]}
    data["targets"] = [{**AWKWARD["targets"][0], "value": value}]
    put(out, "a", Record.model_validate(data))
    columns = [column.name for column in tables()["citations"].columns]
    number = [column.name for column in tables()["targets"].columns].index("value")

    _, rows = read_csv((export_tables(out, "csv")).files[0].parent)
    cells = [rows["citations"][0][columns.index(column)] for column in ("name", "also")]
    assert [re.sub(r"\A'('*[=+\-@\t\r\n＝＋－＠])", r"\1", cell) for cell in cells] == [name, joined(also)]
    assert float(rows["targets"][0][number]) == float(value)

    _, rows = read_xlsx(export_tables(out, "xlsx").files[0])
    cells = [rows["citations"][0][columns.index(column)] or "" for column in ("name", "also")]
    assert cells == [name, joined(also)]
    assert float(rows["targets"][0][number]) == float(value)

    lines = (export_tables(out, "jsonl").files[0].parent / "citations.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(lines[0])[column] for column in ("name", "also")] == [name, also]


def broken_folder(out: Path) -> dict[str, str]:
    """One good record among files that are none; the code of what is said of each."""
    put(out, "good.txt", Record.model_validate(AWKWARD))
    put(out, "cut.txt", to_json(Record.model_validate(AWKWARD))[:900])
    put(out, "empty.txt", "")
    put(out, "foreign.txt", '{"name": "package", "version": "1.0.0"}')
    put(out, "list.txt", "[1, 2]")
    put(out, "surrogate.txt", to_json(Record.model_validate(AWKWARD)).replace("@raw", "\\ud800"))
    put(out, "huge.txt", Record.model_validate({**AWKWARD, "budget": [{**AWKWARD["budget"][0], "amount_vnd": 10**19}]}))
    put(out, "nan.txt", to_json(Record.model_validate(AWKWARD)).replace('"value": 5000', '"value": NaN'))
    put(out, "bytes.txt", "").write_bytes(b"\xff\xfe{")
    (out / "records" / "gone.json").symlink_to("nowhere")
    os.mkfifo(out / "records" / "pipe.json")
    (out / "records" / "folder.json").mkdir()
    (out / "records" / "notes.md").write_text("no record", encoding="utf-8")
    wrong = ("cut", "empty", "foreign", "list", "surrogate", "huge", "nan", "bytes")
    return {**dict.fromkeys(wrong, "E204"), "gone": "E201", "pipe": "E202"}


@pytest.mark.parametrize("form", FORMS)
def test_files_that_are_no_records_stop_nothing(tmp_path: Path, form: Form) -> None:
    codes = broken_folder(tmp_path)
    told: list[PlanError] = []
    done = export_tables(tmp_path, form, on_problem=told.append)
    assert sorted(error.kind.code for error in told) == sorted(codes.values())
    assert (done.records, done.left_out, done.rows["documents"]) == (1, len(codes), 1)


def test_nothing_is_left_of_what_fails(tmp_path: Path) -> None:
    put(tmp_path, "foreign.txt", "{}")
    with pytest.raises(PlanError) as caught:
        export_tables(tmp_path, "csv")
    assert caught.value.kind.code == "E222"
    assert list((tmp_path / "export").iterdir()) == []


def test_what_a_killed_export_leaves_is_removed_by_the_next(records: Path, tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\nfrom vnplan_extract.export import tables\n"
        "tables.from_json = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "tables.export_tables(__import__('pathlib').Path(sys.argv[1]), 'csv', __import__('pathlib').Path(sys.argv[2]))"
    )
    done = subprocess.run([sys.executable, "-c", program, records, tmp_path / "to"], check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert [path.name.startswith(".tmp-") for path in (tmp_path / "to").iterdir()] == [True]
    files = export_tables(records, "csv", tmp_path / "to").files
    assert sorted((tmp_path / "to").iterdir()) == files


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path / "nowhere", "E201"),
        (lambda path: put(path, "a", Record.model_validate(AWKWARD)), "E201"),
        (lambda path: path, "E222"),
    ],
)
def test_no_folder_of_records(tmp_path: Path, make: Callable[[Path], Path], code: str) -> None:
    with pytest.raises(PlanError) as caught:
        export_tables(make(tmp_path), "jsonl", tmp_path / "tables")
    assert caught.value.kind.code == code


def test_folder_that_cannot_be_written(records: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        export_tables(records, "csv", tmp_path / "file" / "tables")
    assert caught.value.kind.code == "E203"


@pytest.mark.parametrize("form", FORMS)
def test_full_disk_leaves_the_tables_of_before(records: Path, tmp_path: Path, form: Form) -> None:
    """A limit on the size of files stands for the disk: writing fails in the same places."""
    before = {path: path.read_bytes() for path in export_tables(records, form, tmp_path).files}
    limit = max(map(len, before.values())) // 2
    program = (
        "import resource, sys\nfrom vnplan_extract.cli import main\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\nsys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "export", records, "--to", form, "-o", tmp_path],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 5, done.stderr
    assert done.stderr.startswith("E203")
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("form", "module", "extra"), [("xlsx", "xlsxwriter", "xlsx"), ("parquet", "pyarrow", "parquet")]
)
def test_missing_package(
    records: Path, tmp_path: Path, form: Form, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def import_module(name: str) -> Any:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(optional, "import_module", import_module)
    with pytest.raises(PlanError) as caught:
        export_tables(records, form, tmp_path)
    assert caught.value.kind.code == "E206"
    assert f'pip install "vnplan-extract[{extra}]"' in caught.value.message()
    assert module in caught.value.message()
    assert list(tmp_path.iterdir()) == []


def test_name_that_is_no_utf8(tmp_path: Path) -> None:
    path = put(tmp_path, "a", Record.model_validate(AWKWARD))
    try:
        path.rename(os.fsdecode(os.fsencode(path.parent) + b"/ke\xffhoach.txt.json"))
    except OSError:
        pytest.skip("a file system of UTF-8 names")
    for form in FORMS:
        assert export_tables(tmp_path, form).records == 1
    lines = (tmp_path / "export" / "documents.csv").read_text(encoding="utf-8-sig").split("\n")
    assert lines[1].startswith("ke\\xffhoach.txt,")


def soffice() -> str:
    return shutil.which("soffice") or shutil.which("libreoffice") or pytest.skip("needs LibreOffice")


def read_by_libreoffice(program: str, workbook: Path, folder: Path, seconds: float = 180) -> Rows:
    """The rows of each sheet without its headings; what LibreOffice makes of the workbook goes to `folder`."""
    text_filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", text_filter,
         "--outdir", folder / "read", workbook],
        capture_output=True, check=True, timeout=seconds,
    )  # fmt: skip
    rows = {}
    for name in tables():
        with (folder / "read" / f"{workbook.stem}-{name}.csv").open(encoding="utf-8", newline="") as file:
            _, *rows[name] = csv.reader(file)
    return rows


@pytest.mark.slow
def test_libreoffice_reads_the_same_values(records: Path, tmp_path: Path) -> None:
    program = soffice()
    read = read_by_libreoffice(program, export_tables(records, "xlsx", tmp_path).files[0], tmp_path)
    for name, want in expected(records).items():
        kinds = [column.kind for column in tables()[name].columns]
        assert len(read[name]) == len(want)
        for cells, row in zip(read[name], want, strict=True):
            for cell, value, kind in zip(cells, row, kinds, strict=True):
                assert same_in_libreoffice(cell, value, kind), (name, cell, value)


def same_in_libreoffice(cell: str, value: Any, kind: str) -> bool:
    if kind in NUMBERS and value is not None:
        return float(cell) == float(value)
    text = joined(value) if isinstance(value, list) else value or ""
    return cell.replace("\r\n", "\n") == text.replace("\r\n", "\n")


def test_summary_counts_every_table() -> None:
    assert list(Exported().rows) == list(tables())
