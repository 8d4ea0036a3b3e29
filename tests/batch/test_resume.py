# ruff: noqa: E402 - the faults are a module that workers load by its name
"""A run goes on where the last one ended, however that was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from vnplan_extract.batch import files
from vnplan_extract.batch.convert import Setting, convert_with_ledger, prepare
from vnplan_extract.batch.ledger import LEDGER, Entry, Ledger, latest, read_entries
from vnplan_extract.batch.plan import Plan, Selection, make_plan, retry_names
from vnplan_extract.batch.sources import RECORDS
from vnplan_extract.batch.worker import Converted
from vnplan_extract.limits import Limits

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import faults

FAULTS = "faults:extract_file"


@pytest.fixture(autouse=True)
def _faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))


def put(folder: Path, **contents: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return folder


def planned(
    folder: Path,
    out: Path,
    *,
    fingerprint: str = "f1",
    limits: Limits | None = None,
    selection: Selection | None = None,
) -> Plan:
    sources, _ = prepare([folder], out)
    return make_plan(
        sources, latest(out / LEDGER), out / RECORDS, fingerprint=fingerprint, limits=limits or Limits(),
        selection=selection,
    )  # fmt: skip


def reasons(plan: Plan) -> dict[str, str]:
    return {task.source.path.stem: task.reason for task in plan.tasks}


def run(
    folder: Path, out: Path, *, jobs: int = 2, fingerprint: str = "f1", limits: Limits | None = None,
    selection: Selection | None = None,
) -> dict[str, Converted]:  # fmt: skip
    with closing(Ledger(out)) as ledger:
        plan = planned(folder, out, fingerprint=fingerprint, limits=limits, selection=selection)
        setting = Setting(out, jobs, limits or Limits(), FAULTS)
        results = list(convert_with_ledger(plan.tasks, plan.done, setting, ledger, fingerprint))
    assert len(results) == len(plan.tasks)
    return {result.source.stem: result for result in results}


def attempts(out: Path) -> list[tuple[str, str, str, int]]:
    entries = [entry for entry, _ in read_entries(out / LEDGER)]
    return [(Path(entry.source).stem, entry.status, entry.state, entry.attempt) for entry in entries]


def records(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in (out / RECORDS).rglob("*.json")}


# What is to be done


def test_the_same_again_does_nothing(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="1", b="raise", c="3"), tmp_path / "out"
    assert len(run(folder, out)) == 3
    before = records(out)
    assert run(folder, out) == {}
    assert records(out) == before
    assert len(attempts(out)) == 3


def test_only_what_is_not_done(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="1", b="2", c="3", d="4"), tmp_path / "out"
    run(folder, out)
    put(folder, b="another", e="5")
    os.utime(folder / "c.txt", (1, 1))  # touched, and the same
    (out / "records/d.txt.json").unlink()
    assert reasons(planned(folder, out)) == {"b": "changed", "d": "missing", "e": "new"}
    assert set(run(folder, out)) == {"b", "d", "e"}
    assert reasons(planned(folder, out)) == {}


def test_what_is_stale_is_done_again(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="1", b="silent"), tmp_path / "out"
    run(folder, out, limits=Limits(document_seconds=1))
    assert reasons(planned(folder, out, fingerprint="f2")) == {"a": "stale", "b": "stale"}
    assert reasons(planned(folder, out, limits=Limits(document_seconds=9))) == {"b": "stale"}
    assert reasons(planned(folder, out, limits=Limits(document_seconds=1))) == {}


def test_what_is_asked_for(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="1", b="raise", c="kill", d="4"), tmp_path / "out"
    run(folder, out)

    def chosen(**values: object) -> dict[str, str]:
        return reasons(planned(folder, out, selection=Selection(**values)))  # type: ignore[arg-type]

    assert chosen(retry=retry_names("timeout, crashed")) == {"b": "retry", "c": "retry"}
    assert chosen(retry=retry_names("quarantined")) == {"c": "retry"}
    assert chosen(retry={"ok"}, only="*a.txt") == {"a": "retry"}
    assert chosen(retry={"ok"}, limit=1) == {"a": "retry"}
    assert planned(folder, out, selection=Selection({"ok"}, None, 1)).left == 1
    with pytest.raises(ValueError, match="later"):
        retry_names("crashed,later")


@pytest.mark.parametrize("out", ["in", "in/out", ".", "in/../in"])
def test_output_inside_and_around_the_input(tmp_path: Path, out: str) -> None:
    folder = put(tmp_path / "in", a="1")
    assert list(run(folder, tmp_path / out)) == ["a"]
    assert [source.path.stem for source in prepare([folder], tmp_path / out)[0]] == ["a"]
    assert run(folder, tmp_path / out) == {}


@pytest.mark.parametrize("name", [b"a\nb.txt", b"\xff\xfe.txt", "đ".encode() * 100 + b".txt", b"\xc3" * 251 + b".txt"])
def test_names_of_every_kind(tmp_path: Path, name: bytes) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / os.fsdecode(name)).write_text("1", encoding="utf-8")
    [result] = run(folder, out).values()
    assert result.is_done
    assert reasons(planned(folder, out)) == {}


# Tries


def test_a_second_try_saves_a_document(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="1", b=f"once {tmp_path / 'was'}"), tmp_path / "out"
    results = run(folder, out, jobs=1)
    assert {result.status.value for result in results.values()} == {"ok"}
    assert attempts(out) == [("a", "ok", "done", 1), ("b", "crashed", "lost", 1), ("b", "ok", "done", 2)]


def test_never_a_third_try(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="kill", b="2"), tmp_path / "out"
    run(folder, out, jobs=1)
    assert attempts(out) == [
        ("a", "crashed", "lost", 1), ("b", "ok", "done", 1), ("a", "crashed", "quarantined", 2),
    ]  # fmt: skip
    assert run(folder, out) == {}
    run(folder, out, selection=Selection({"quarantined"}))
    assert [number for name, _, _, number in attempts(out) if name == "a"] == [1, 2, 3, 4]


def test_a_try_of_an_interrupted_run_counts(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="kill"), tmp_path / "out"
    [task] = planned(folder, out).tasks
    with closing(Ledger(out)) as ledger:
        ledger.add(Entry("/in/a.txt", "a.txt.json", "crashed", "lost", written=False, stamp=task.stamp))
    assert reasons(planned(folder, out)) == {"a": "unfinished"}
    run(folder, out)
    assert attempts(out)[1:] == [("a", "crashed", "quarantined", 2)]


# Equal files


def test_equal_files_are_converted_once(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="slow 0.1", b="slow 0.1", c="slow 0.2", d="slow 0.1"), tmp_path / "out"
    results = run(folder, out, jobs=2)
    assert {name for name, result in results.items() if result.facts.is_copy} == {"b", "d"}
    put(folder, e="slow 0.2")
    assert run(folder, out)["e"].facts.is_copy
    run(folder, tmp_path / "out2", jobs=4)
    single = tmp_path / "single"
    for path in sorted(folder.iterdir()):
        run(put(tmp_path / f"in-{path.stem}", **{path.stem: path.read_text(encoding="utf-8")}), single)
    assert records(out) == records(tmp_path / "out2") == records(single)


def test_equal_files_that_cost_workers(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="kill", b="kill", c="3", d="kill"), tmp_path / "out"
    results = run(folder, out, jobs=2)
    assert [results[name].status.value for name in "abcd"] == ["crashed", "crashed", "ok", "crashed"]
    assert Counter(state for _, _, state, _ in attempts(out)) == {"lost": 1, "quarantined": 1, "done": 3 - 0}
    assert len(records(out)) == 4


# The ledger of a run


def test_what_a_line_says(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="1"), tmp_path / "out"
    run(folder, out)
    [(entry, _)] = read_entries(out / LEDGER)
    assert (entry.record, entry.status, entry.state, entry.bytes, entry.fingerprint) == (
        "a.txt.json", "ok", "done", 1, "f1",
    )  # fmt: skip
    assert entry.sha256.startswith("6b86b273")
    assert "write" in entry.stages
    assert entry.peak_bytes > 10_000_000
    assert entry.worker > 1
    assert entry.ended.endswith("Z")


def test_workers_are_replaced(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", **{f"n{number}": str(number) for number in range(5)}), tmp_path / "out"
    run(folder, out, jobs=1, limits=Limits(worker_documents=2))
    workers = [entry.worker for entry, _ in read_entries(out / LEDGER)]
    assert list(Counter(workers).values()) == [2, 2, 1]
    run(folder, tmp_path / "grown", jobs=1, limits=Limits(worker_bytes=1))
    assert len({entry.worker for entry, _ in read_entries(tmp_path / "grown" / LEDGER)}) == 5


# Faults


def test_faults_among_good_documents(tmp_path: Path) -> None:
    where = tmp_path / "where"
    good = {f"good{number:02}": f"text {number}" for number in range(30)}
    contents = {name: content.format(where=where) for name, (content, _) in faults.FAULTS.items()}
    folder, out = put(tmp_path / "in", **good, **contents), tmp_path / "out"
    limits = Limits(
        document_seconds=10, cpu_seconds=1, memory_bytes=1_000_000_000, output_bytes=20_000_000
    )  # fmt: skip
    results = run(folder, out, jobs=4, limits=limits)
    for name, (_, outcomes) in faults.FAULTS.items():
        found = results[name]
        assert (found.status.value, *(p.code for p in found.problems)) in {tuple(filter(None, o)) for o in outcomes}
    assert {results[name].status.value for name in good} == {"ok"}
    assert where.exists()
    assert len(records(out)) == len(good) + len(contents)
    assert faults.marked(out) == []
    left = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.suffix != ".json"}
    assert left == {RECORDS, LEDGER}
    assert reasons(planned(folder, out, limits=limits)) == {"change": "changed"}


def test_silence(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a="silent", b="pages"), tmp_path / "out"
    results = run(folder, out, limits=Limits(silence_seconds=1))
    assert [problem.code for problem in results["a"].problems] == ["E114"]
    assert results["a"].status.value == "timeout"
    assert results["b"].status.value == "ok"


def test_a_ledger_that_cannot_be_written_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_FULL_SECONDS", 0.2)
    from vnplan_extract.errors import PlanError

    folder, out = put(tmp_path / "in", a="1", b="2"), tmp_path / "out"
    sources = planned(folder, out)
    with closing(Ledger(out)) as ledger:
        os.dup2(os.open("/dev/full", os.O_WRONLY), ledger._file.fileno())
        setting = Setting(out, 1, Limits(), FAULTS)
        with pytest.raises(PlanError) as caught:
            list(convert_with_ledger(sources.tasks, sources.done, setting, ledger, "f1"))
    assert caught.value.kind.code == "E203"
    assert faults.marked(out) == []


# Interrupted anywhere

SUPERVISOR = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import test_resume
test_resume.run(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_kill_of_the_supervisor(tmp_path: Path) -> None:
    contents = {f"n{number:02}": f"slow 0.0{number % 7} {number}" for number in range(60)}
    folder, out = put(tmp_path / "in", **contents, z="silent"), tmp_path / "out"
    (folder / "z.txt").rename(folder / "0.txt")
    for patience in (0.2, 1.2, 1.5, 1.9):
        with subprocess.Popen([sys.executable, "-c", SUPERVISOR, folder, out, HERE]) as running:
            time.sleep(patience)
            running.send_signal(signal.SIGKILL)
        for _ in range(100):
            if not faults.marked(out):
                break
            time.sleep(0.02)
        assert faults.marked(out) == []
        for path in (out / RECORDS).rglob("*.json"):
            assert path.read_bytes().endswith(b"}\n")
    (folder / "0.txt").unlink()
    run(folder, out)
    run(folder, tmp_path / "whole")
    assert records(out) == records(tmp_path / "whole")
    counts = Counter(name for name, _, _, _ in attempts(out))
    assert set(counts.values()) == {1}
    assert len(counts) == 60
    assert not (out / ".work").exists()
    assert not list((out / RECORDS).glob(".tmp*"))
