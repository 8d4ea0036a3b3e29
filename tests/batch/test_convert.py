"""Many documents: each in a child process that may die of its own."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import time
import zipfile
from pathlib import Path

import pytest

from vnplan_extract.batch.convert import convert_paths, convert_sources, prepare
from vnplan_extract.batch.files import failed_record
from vnplan_extract.batch.worker import Converted, Job, convert_file
from vnplan_extract.errors import PlanError, Status
from vnplan_extract.limits import Limits

FAULTS = "faults:extract_file"


@pytest.fixture(autouse=True)
def _faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def put(folder: Path, **contents: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return folder


def run(
    folder: Path, out: Path, *, jobs: int = 2, limits: Limits | None = None, extract_file: str = FAULTS
) -> dict[str, Converted]:
    sources, unreadable = prepare([folder], out)
    results = list(convert_sources(sources, unreadable, out, jobs=jobs, limits=limits, extract_file=extract_file))
    assert len(results) == len(sources) + len(unreadable)
    return {result.source.stem: result for result in results}


def record_of(result: Converted) -> dict[str, object]:
    assert result.record is not None
    record: dict[str, object] = json.loads(result.record.read_text(encoding="utf-8"))
    return record


def written(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


def wait_until_gone(pid: int) -> None:
    for _ in range(200):
        if not is_running(pid):
            return
        time.sleep(0.02)
    pytest.fail(f"process {pid} was left running")


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize(
    ("fault", "detail"),
    [("kill", "SIGKILL"), ("exit", "exit 3"), ("raise", "RuntimeError"), ("memory", "MemoryError")],
)
def test_fault_costs_its_own_document_only(tmp_path: Path, jobs: int, fault: str, detail: str) -> None:
    folder = put(tmp_path / "in", a="1", b=fault, c="3", d=fault, e="5", f="6")
    results = run(folder, tmp_path / "out", jobs=jobs)
    crashed = {name for name, result in results.items() if result.status is Status.CRASHED}
    assert crashed == {"b", "d"}
    assert {result.status for name, result in results.items() if name not in crashed} == {Status.OK}
    record = record_of(results["b"])
    assert record["status"] == "crashed"
    [problem] = results["b"].problems
    assert problem.code == "E107"
    assert detail in problem.message
    assert record["problems"] == [problem.model_dump()]


def test_file_of_a_crash_is_named_and_hashed(tmp_path: Path) -> None:
    results = run(put(tmp_path / "in", b="kill"), tmp_path / "out")
    source = record_of(results["b"])["source"]
    assert source == {
        "name": "b.txt",
        "sha256": hashlib.sha256(b"kill").hexdigest(),
        "bytes": 4,
        "media_type": "text/plain",
        "encodings": [],
    }


def test_hang_ends_at_the_limit_with_all_that_it_started(tmp_path: Path) -> None:
    where = tmp_path / "pid"
    folder = put(tmp_path / "in", a="1", b=f"hang {where}", c="3")
    results = run(folder, tmp_path / "out", jobs=1, limits=Limits(document_seconds=1))
    assert results["b"].status is Status.TIMEOUT
    assert [problem.code for problem in results["b"].problems] == ["E106"]
    assert 1 <= results["b"].seconds < 10
    assert record_of(results["b"])["status"] == "timeout"
    assert results["a"].status is results["c"].status is Status.OK
    wait_until_gone(int(where.read_text(encoding="utf-8")))


def test_what_a_dead_worker_leaves_behind_is_ended(tmp_path: Path) -> None:
    where = tmp_path / "pid"
    begun = time.monotonic()
    results = run(put(tmp_path / "in", a=f"orphan {where}", b="2"), tmp_path / "out", jobs=1)
    assert results["a"].status is Status.CRASHED
    assert results["b"].status is Status.OK
    assert time.monotonic() - begun < 30
    wait_until_gone(int(where.read_text(encoding="utf-8")))


def test_output_of_a_document_does_not_block(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    results = run(put(tmp_path / "in", a="shout"), tmp_path / "out")
    assert results["a"].status is Status.OK
    assert capfd.readouterr() == ("", "")


def test_pages_are_told_while_they_are_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="pages", b="ok")
    sources, unreadable = prepare([folder], tmp_path / "out")
    told: list[tuple[str, int, int]] = []
    stream = convert_sources(
        sources, unreadable, tmp_path / "out", extract_file=FAULTS,
        on_pages=lambda path, done, total: told.append((path.name, done, total)),
    )  # fmt: skip
    assert [result.status for result in stream] == [Status.OK, Status.OK]
    assert told == [("a.txt", 1, 3), ("a.txt", 2, 3), ("a.txt", 3, 3)]


def test_records_do_not_depend_on_jobs(tmp_path: Path) -> None:
    contents = {f"n{number}": "kill" if number == 4 else f"text {number}" for number in range(9)}
    folder = put(tmp_path / "in", **contents)
    for jobs in (1, 4):
        run(folder, tmp_path / f"out{jobs}", jobs=jobs)
    assert written(tmp_path / "out1") == written(tmp_path / "out4")
    assert len(written(tmp_path / "out1")) == 9


def test_nothing_is_left_beside_the_records(tmp_path: Path) -> None:
    run(put(tmp_path / "in", a="1", b="kill", c="raise"), tmp_path / "out")
    assert list(written(tmp_path / "out")) == [f"records/{name}.txt.json" for name in "abc"]


def test_descriptors_and_processes_are_given_back(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="1", b="kill", c="exit", d="4")
    run(folder, tmp_path / "out")
    before = len(list(Path("/proc/self/fd").iterdir()))
    run(folder, tmp_path / "out")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_stopping_early_ends_the_workers(tmp_path: Path) -> None:
    where = tmp_path / "pid"
    out = tmp_path / "out"
    sources, unreadable = prepare([put(tmp_path / "in", a="1", b=f"hang {where}")], out)
    results = convert_sources(sources, unreadable, out, jobs=1, extract_file=FAULTS)
    assert next(results).status is Status.OK
    results.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_record_that_cannot_be_written(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="1", b="2")
    (tmp_path / "out/records/a.txt.json").mkdir(parents=True)  # a folder stands where the record goes
    results = run(folder, tmp_path / "out")
    assert results["a"].record is None
    assert [problem.code for problem in results["a"].problems] == ["E203"]
    assert not results["a"].is_done
    assert results["b"].status is Status.OK
    assert list(written(tmp_path / "out")) == ["records/b.txt.json"]


@pytest.mark.parametrize("content", ["1", "raise"])
def test_what_a_document_left_is_removed_before_its_record_is_written(tmp_path: Path, content: str) -> None:
    source = put(tmp_path / "in", a=content) / "a.txt"
    job = Job(source, tmp_path / "a.json", tmp_path / "temporary", Limits())
    was_there = []
    extract_file = importlib.import_module("faults").extract_file
    result = convert_file(
        job, extract_file, lambda done, total: None, lambda stage: None, lambda: was_there.append(job.record.exists())
    )  # fmt: skip
    assert was_there == [False]
    assert result.record == job.record
    assert job.record.exists()


def test_members_of_an_archive_are_documents(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    plan = "KẾ HOẠCH\nTrồng cây năm 2031\n".encode()
    with zipfile.ZipFile(tmp_path / "in/a.zip", "w") as archive:
        archive.writestr("2031/plan.txt", plan)
        archive.writestr("../broken.pdf", b"%PDF-1.7 nothing")
    results = convert_paths([tmp_path / "in"], tmp_path / "out", jobs=2)
    assert [(r.source.relative_to(tmp_path / "in").as_posix(), r.status.value) for r in results] == [
        ("a.zip/2031/plan.txt", "ok"), ("a.zip/broken.pdf", "malformed"),
    ]  # fmt: skip
    assert list(written(tmp_path / "out")) == ["records/a.zip/2031/plan.txt.json", "records/a.zip/broken.pdf.json"]
    source = record_of(results[0])["source"]
    assert isinstance(source, dict)
    assert (source["name"], source["bytes"]) == ("plan.txt", len(plan))
    assert source["sha256"] == hashlib.sha256(plan).hexdigest()


def test_member_that_costs_its_worker_is_named_and_hashed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.txt", "kill")
    record = failed_record(tmp_path / "a.zip/b.txt", PlanError("E107", detail="SIGKILL"))
    assert record.source.sha256 == hashlib.sha256(b"kill").hexdigest()
    assert (record.source.name, record.source.bytes) == ("b.txt", 4)


def test_worker_that_cannot_start(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="1")
    with pytest.raises(PlanError) as caught:
        run(folder, tmp_path / "out", extract_file="faults:is_not_there")
    assert caught.value.kind.code == "E107"


def test_output_folder_that_cannot_be_made(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="1")
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        prepare([folder], tmp_path / "out")
    assert caught.value.kind.code == "E203"


def test_nothing_to_convert(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(PlanError) as caught:
        prepare([tmp_path / "in"], tmp_path / "out")
    assert caught.value.kind.code == "E207"
    assert not (tmp_path / "out").exists()


def test_only_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        prepare([tmp_path / "none"], tmp_path / "out")
    assert caught.value.kind.code == "E201"


def test_one_argument_that_is_not_there_costs_only_itself(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="1")
    sources, unreadable = prepare([tmp_path / "none", folder], tmp_path / "out")
    first, second = convert_sources(sources, unreadable, tmp_path / "out", extract_file=FAULTS)
    assert (first.source, first.record, first.is_done) == (tmp_path / "none", None, False)
    assert [problem.code for problem in first.problems] == ["E201"]
    assert second.status is Status.OK


def test_file_that_cannot_be_opened_has_a_record(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="1", b="2")
    sources, unreadable = prepare([folder], tmp_path / "out")
    (folder / "a.txt").unlink()  # between the listing and the reading
    first, _ = convert_sources(sources, unreadable, tmp_path / "out", jobs=1)
    assert first.status is Status.MALFORMED
    assert [problem.code for problem in first.problems] == ["E201"]
    assert record_of(first)["status"] == "malformed"


def test_pipeline_records_in_order(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="", b="\0" * 50, c="%PDF-1.7 cut short")
    (folder / "d.docx").write_bytes(b"no zip at all \xff\xfe\x00")
    results = convert_paths([folder], tmp_path / "out", jobs=2)
    assert [result.source.stem for result in results] == ["a", "b", "c", "d"]
    assert not any(result.is_done for result in results)
    assert [record_of(result)["status"] for result in results] == [result.status for result in results]
    assert results[0].status is Status.EMPTY


def test_file_over_the_limit_is_hashed_and_not_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="123456")
    [result] = convert_paths([folder], tmp_path / "out", limits=Limits(file_bytes=5))
    assert result.status is Status.LIMIT_EXCEEDED
    source = record_of(result)["source"]
    assert isinstance(source, dict)
    assert source["bytes"] == 6
    assert source["sha256"].startswith("8d969eef")
