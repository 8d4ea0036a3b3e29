"""The ledger: what is written to it can be read again, whatever ended the run."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from vnplan_extract.batch import fingerprint as fingerprints
from vnplan_extract.batch.files import patiently
from vnplan_extract.batch.fingerprint import fingerprint, limits_fingerprint
from vnplan_extract.batch.ledger import (
    INDEX,
    LEDGER,
    Entry,
    Ledger,
    is_running,
    latest,
    open_index,
    overview,
    read_entries,
    read_run,
    to_line,
)  # fmt: skip
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits


def entry(name: str, **values: object) -> Entry:
    return Entry(**{"source": f"/in/{name}", "record": f"{name}.json", "status": "ok", **values})  # type: ignore[arg-type]


def write(out: Path, *entries: Entry) -> Path:
    ledger = Ledger(out)
    for one in entries:
        ledger.add(one)
    ledger.close()
    return out / LEDGER


@pytest.mark.parametrize("name", ["kế hoạch.pdf", "a\nb\r\u2028.txt", "\udcff\udcfe.doc", 'a"b\\c', "x" * 250])
def test_what_is_written_is_read(tmp_path: Path, name: str) -> None:
    one = entry(name, stages={"read": 0.5}, problems={"E108": 3}, is_copy=True)
    assert [found for found, _ in read_entries(write(tmp_path, one))] == [one]
    assert overview(tmp_path).documents == 1


def test_the_last_attempt_counts(tmp_path: Path) -> None:
    path = write(tmp_path, entry("a", state="lost", status="crashed"), entry("b"), entry("a", attempt=2))
    assert {name: (found.attempt, found.is_final) for name, found in latest(path).items()} == {
        "a.json": (2, True), "b.json": (1, True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tail", "left"),
    [(b'{"source": "/in/c", "rec', 2), (b"\x00\x00\x00", 2), (b"", 2), (b"not json\n", 2), (b"[1]\n", 2), (b"{}\n", 2)],
)
def test_torn_last_line(tmp_path: Path, tail: bytes, left: int) -> None:
    path = write(tmp_path, entry("a"), entry("b"))
    with path.open("ab") as file:
        file.write(tail)
    assert len(list(read_entries(path))) == left
    write(tmp_path, entry("d"))
    assert list(latest(path)) == ["a.json", "b.json", "d.json"]


def test_a_ledger_that_is_one_torn_line(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes(b"x" * 200_000)
    assert list(latest(write(tmp_path, entry("a")))) == ["a.json"]
    assert (tmp_path / LEDGER).read_bytes().startswith(b'{"source"')


def test_fields_of_another_version_are_left_out(tmp_path: Path) -> None:
    values = json.loads(to_line(entry("a"))) | {"new": 1}
    (tmp_path / LEDGER).write_text(json.dumps(values) + "\n", encoding="utf-8")
    assert latest(tmp_path / LEDGER) == {"a.json": entry("a")}


def test_two_runs_on_one_output(tmp_path: Path) -> None:
    assert not is_running(tmp_path)
    first = Ledger(tmp_path)
    assert is_running(tmp_path)
    with pytest.raises(PlanError) as caught:
        Ledger(tmp_path)
    assert caught.value.kind.code == "E212"
    assert str(read_run(tmp_path)["pid"]) in caught.value.message()
    first.close()
    assert not is_running(tmp_path)
    Ledger(tmp_path).close()


def test_index_follows_the_ledger_and_is_made_again(tmp_path: Path) -> None:
    write(tmp_path, entry("a", pages=3), entry("b", status="crashed", state="lost", problems={"E107": 1}))
    assert overview(tmp_path).by_status == {"crashed": 1, "ok": 1}
    write(tmp_path, entry("b", attempt=2, pages=4, seconds=9.0))
    told = overview(tmp_path)
    assert (told.documents, told.pages, told.attempts, told.by_status) == (2, 7, 3, {"ok": 2})
    assert (told.problems, told.slowest[0]) == ({}, ("b.json", 9.0))
    assert overview(tmp_path, rebuild=True) == told
    (tmp_path / INDEX).write_bytes(b"no database at all" * 100)
    assert overview(tmp_path) == told
    (tmp_path / INDEX).unlink()
    assert overview(tmp_path) == told


def test_index_of_another_ledger_is_made_anew(tmp_path: Path) -> None:
    write(tmp_path, entry("a"), entry("b"))
    assert overview(tmp_path).documents == 2
    (tmp_path / LEDGER).unlink()
    write(tmp_path, entry("c" * 300))
    assert overview(tmp_path).documents == 1


def test_index_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, entry("a"))
    opened = sqlite3.connect

    def connect(name: str, **options: float) -> sqlite3.Connection:
        if name != ":memory:":
            raise sqlite3.OperationalError("unable to open database file")
        return opened(name, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    with open_index(tmp_path) as index:
        assert index.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    index.close()


def test_fingerprint_changes_with_what_makes_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNPLAN_OCR", "off")
    first = fingerprint()
    assert fingerprint() == first
    assert len(first) == 16
    monkeypatch.setenv("VNPLAN_OCR", "another")
    assert fingerprint() != first
    monkeypatch.setenv("VNPLAN_OCR", "off")
    monkeypatch.setattr(fingerprints, "VERSION", "9.9")
    assert fingerprint() != first
    assert limits_fingerprint(Limits()) != limits_fingerprint(Limits(pages=3))


# A full disk


def test_a_line_on_a_disk_that_was_full_for_a_while(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    file = os.dup(ledger._file.fileno())
    os.dup2(os.open("/dev/full", os.O_WRONLY), ledger._file.fileno())
    freed = threading.Timer(0.3, os.dup2, (file, ledger._file.fileno()))
    freed.start()
    ledger.add(entry("a"))
    freed.join()
    ledger.add(entry("b"))
    ledger.close()
    assert [one.record for one, _ in read_entries(tmp_path / LEDGER)] == ["a.json", "b.json"]


@pytest.mark.parametrize(
    ("errors", "tries"),
    [([], 1), ([errno.ENOSPC, errno.EDQUOT], 3), ([errno.EACCES], 1), ([errno.ENOSPC, errno.EROFS], 2)],
)
def test_patience(errors: list[int], tries: int) -> None:
    left, tried = iter(errors), []

    def write() -> None:
        tried.append(1)
        for number in left:
            raise OSError(number, "")

    with suppress(OSError):
        patiently(write)
    assert len(tried) == tries
