"""The figures of an output folder are those of its ledger's last entries."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from vnplan_extract import pipeline
from vnplan_extract.batch.contents import FIELDS, TENTHS, confidence_of, found_in
from vnplan_extract.batch.figures import MOST_NAMED, figures
from vnplan_extract.batch.ledger import LEDGER, RUN, Entry, to_line

PLAN = """ỦY BAN NHÂN DÂN
TỈNH AN BÌNH
Số: 27/KH-UBND
An Bình, ngày 05 tháng 3 năm 2024
KẾ HOẠCH
Trồng cây ven sông năm 2024
I. MỤC TIÊU
1. Trồng ít nhất 5.000 cây xanh trong năm 2024.
"""


def entry(name: str, **values: object) -> Entry:
    usual = {"source": f"/in/{name}", "record": f"{name}.json", "status": "ok", "sha256": name, "bytes": 1}
    return Entry(**{**usual, **values})  # type: ignore[arg-type]


def write(out: Path, *entries: Entry, **run: object) -> Path:
    (out / LEDGER).write_bytes(b"".join(map(to_line, entries)))
    (out / RUN).write_text(json.dumps(run), encoding="utf-8")
    return out


def test_what_a_record_holds() -> None:
    record = pipeline.run(PLAN.encode(), "a.txt")
    found = found_in(record)
    assert found["number"] == 1
    assert found["targets"] == len(record.targets) > 0
    assert "recipients" not in found
    assert "budget" not in found
    assert set(found) <= set(FIELDS)
    confidence = confidence_of(record)
    assert len(confidence) == TENTHS
    assert sum(confidence) == len(record.items()) + len(record.header_evidence)


def test_nothing_is_in_what_could_not_be_read() -> None:
    record = pipeline.run(b"", "a.txt")
    assert (found_in(record), confidence_of(record)) == ({}, [])


def test_figures(tmp_path: Path) -> None:
    out = write(
        tmp_path,
        entry("a", state="lost", status="crashed", problems={"E107": 1}, written=False),
        entry("b", media_type="application/pdf", pages=4, scanned=3, seconds=2.5, stages={"read": 2.0, "extract": 0.5},
              found={"number": 1, "tasks": 3}, confidence=[0] * 9 + [4], peak_bytes=500, fingerprint="f1",
              ended="2026-01-02T00:00:05Z"),
        entry("c", media_type="application/pdf", status="partial", problems={"E108": 7}, pages=1, seconds=1.0,
              stages={"read": 1.0}, found={"tasks": 1}, confidence=[1] + [0] * 9, fingerprint="f2", sha256="b"),
        entry("d", status="malformed", problems={"E103": 1}, sha256="", bytes=0, fingerprint="f2"),
        entry("e", status="malformed", problems={"E103": 1}, sha256="", bytes=0, fingerprint="f2"),
        entry("a", attempt=2, state="quarantined", status="crashed", problems={"E107": 1}, fingerprint="f2",
              ended="2026-01-02T00:00:09Z"),
        begun="2026-01-02T00:00:00Z", version="9.9", unreadable=[["/in/x", "E202"], ["bad"], 3, ["/in/y", []]],
    )  # fmt: skip
    found = figures(out)
    assert (found.documents, found.extracted, found.pages, found.scanned, found.attempts) == (5, 2, 5, 3, 6)
    assert found.by_status == Counter(malformed=2, ok=1, partial=1, crashed=1)
    assert found.by_format["application/pdf"] == Counter(ok=1, partial=1)
    assert (found.seconds, found.stages) == (3.5, {"read": 3.0, "extract": 0.5})
    assert (found.having, found.items) == (Counter(tasks=2, number=1), Counter(tasks=4, number=1))
    assert found.confidence == [1, *[0] * 8, 4]
    assert {code: (t.documents, t.failed) for code, t in found.troubles.items()} == {
        "E103": (2, 2), "E107": (1, 1), "E108": (1, 0),
    }  # fmt: skip
    assert found.troubles["E103"].examples == [(False, "d.json"), (False, "e.json")]
    assert (found.quarantined, found.in_quarantine) == (1, ["a.json"])
    assert found.slowest[0] == (-2.5, "b.json", 4)
    assert (found.groups, found.copies, found.equal) == (1, 1, {"b": (2, ["b.json", "c.json"])})
    assert (found.peak_bytes, found.peak_record) == (500, "b.json")
    assert found.fingerprints == Counter(f2=4, f1=1)
    assert (found.run.documents, found.run.pages, found.run.version) == (2, 4, "9.9")
    assert found.run.ended == "2026-01-02T00:00:09Z"
    assert found.run.unreadable == [("/in/x", "E202")]


@pytest.mark.parametrize("run", [b"", b"[]", b"\xff", b'{"unreadable": 1, "begun": null}'])
def test_a_run_that_says_nothing(tmp_path: Path, run: bytes) -> None:
    write(tmp_path, entry("a"))
    (tmp_path / RUN).write_bytes(run)
    assert figures(tmp_path).documents == 1


def test_lists_are_bounded_and_in_order(tmp_path: Path) -> None:
    names = [f"{number:04}" for number in range(300)]
    entries = [
        entry(name, state="quarantined", status="crashed", problems={"E107": 1}, sha256=f"{int(name) // 2}")
        for name in names[::-1]
    ]
    found = figures(write(tmp_path, *entries))
    assert found.in_quarantine == [f"{name}.json" for name in names[:MOST_NAMED]]
    assert (found.quarantined, found.groups, len(found.equal)) == (300, 150, MOST_NAMED)
    assert [record for _, record in found.troubles["E107"].examples] == [f"{name}.json" for name in names[:10]]


def test_memory_does_not_grow_with_the_documents(tmp_path: Path) -> None:
    peaks = []
    for count in (2000, 8000):
        out = tmp_path / str(count)
        out.mkdir()
        write(out, *(entry(f"plan {number}", found={"tasks": 1}) for number in range(count)))
        figures(out)  # makes the index
        tracemalloc.start()
        figures(out)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] + 100_000
