"""One manifest worked on in shards, at once and one after another: as if it were one run."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import time
import zipfile
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from vnplan_extract.batch import engines
from vnplan_extract.batch.convert import Setting, convert_with_ledger, prepare
from vnplan_extract.batch.engines import ShardWork, make_shards, run_shard
from vnplan_extract.batch.ledger import (
    INDEX,
    LEDGER,
    PARTS,
    Entry,
    Ledger,
    is_running,
    merged,
    overview,
    read_entries,
    running_shards,
)  # fmt: skip
from vnplan_extract.batch.plan import Plan, Task, make_plan
from vnplan_extract.batch.shard import Shard
from vnplan_extract.batch.sources import RECORDS, SourceFile, find_sources
from vnplan_extract.batch.worker import Converted
from vnplan_extract.cli import main
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits

HERE = Path(__file__).parent
FAULTS = "faults:extract_file"


@pytest.fixture(autouse=True)
def _faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.setenv("VNPLAN_OCR", "off")


def put(folder: Path, **contents: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return folder


def run(folder: Path, out: Path, shard: Shard | None = None) -> dict[str, Converted]:
    sources, _ = prepare([folder], out, shard=shard)
    part = shard.name if shard else ""
    with closing(Ledger(out, part)) as ledger:
        plan = make_plan(sources, merged(out), out / RECORDS, fingerprint="f1", limits=Limits())
        setting = Setting(out, 1, Limits(), FAULTS, part=part)
        results = list(convert_with_ledger(plan.tasks, plan.done, setting, ledger, "f1"))
    return {result.source.stem: result for result in results}


def records(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in (out / RECORDS).rglob("*.json")}


@pytest.mark.parametrize("text", ["", "7", "0/3", "4/3", "-1/3", "1/0", "a/b", "1/3/5", "1.5/3"])
def test_what_is_no_shard(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError):
        Shard.parse(text)
    if text:
        assert main(["convert", "in", "-o", "out", "--shard", text]) == 2
        assert f"--shard {text}" in capsys.readouterr().err


def test_every_document_is_in_one_shard() -> None:
    paths = [Path(f"2024/kế hoạch {number}.pdf") for number in range(2000)]
    shards = [Shard(number, 7) for number in range(1, 8)]
    owners = [[shard.number for shard in shards if shard.holds(path)] for path in paths]
    assert all(len(owner) == 1 for owner in owners)
    assert min(Counter(owner[0] for owner in owners).values()) > 200


def test_shards_of_a_folder_are_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "in", **{f"n{number}": str(number) for number in range(20)})
    with zipfile.ZipFile(folder / "plans.zip", "w") as archive:
        for number in range(5):
            archive.writestr(f"m{number}.txt", str(number))
    whole, _ = find_sources([folder], tmp_path / "out")
    opened: list[Path] = []
    path_open = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *args: opened.append(self) or path_open(self, *args))
    parts = [find_sources([folder], tmp_path / "out", None, Shard(number, 4))[0] for number in range(1, 5)]
    assert sorted(source.record for part in parts for source in part) == sorted(source.record for source in whole)
    members = [[source.record for source in part if "plans.zip" in source.record.parts] for part in parts]
    assert sorted(map(len, members)) == [0, 0, 0, 5]  # an archive is opened by one shard only
    assert len(opened) == len(set(opened)) == 21


def test_what_cannot_be_read_is_told_by_one_shard(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a="1")
    (folder / "gone").symlink_to(tmp_path / "nothing")
    told = [len(find_sources([folder], tmp_path / "out", None, Shard(number, 3))[1]) for number in (1, 2, 3)]
    assert told == [1, 0, 0]


def test_shards_one_after_another_are_one_run(tmp_path: Path) -> None:
    texts = {f"n{number:02}": f"text {number % 9}" for number in range(14)}  # some are equal, in several shards
    folder, out = put(tmp_path / "in", **texts, bad="kill"), tmp_path / "out"
    done = [run(folder, out, Shard(number, 3)) for number in (1, 2, 3)]
    assert sorted(name for part in done for name in part) == sorted([*texts, "bad"])
    assert run(folder, out) == {}
    assert [run(folder, out, Shard(number, 5)) for number in range(1, 6)] == [{}] * 5  # another number of shards
    run(folder, tmp_path / "whole")
    assert records(out) == records(tmp_path / "whole")
    assert {name: (entry.status, entry.state) for name, entry in merged(out).items()} == {
        name: (entry.status, entry.state) for name, entry in merged(tmp_path / "whole").items()
    }
    assert not [path.name for path in out.iterdir() if path.name.startswith(".")]
    put(folder, n00="changed", new="text")
    assert set(run(folder, out)) == {"n00", "new"}
    assert [run(folder, out, Shard(number, 3)) for number in (1, 2, 3)] == [{}] * 3
    assert overview(out).documents == 16


def test_shards_at_once(tmp_path: Path) -> None:
    texts = {f"n{number:02}": f"KẾ HOẠCH\nTrồng cây {number % 5}" for number in range(12)}
    folder, out = put(tmp_path / "in", **texts), tmp_path / "out"
    begin = [sys.executable, "-m", "vnplan_extract", "convert", folder, "-o", out, "--jobs", "1", "--shard"]
    runs = [subprocess.Popen([*begin, f"{number}/3"], stdout=subprocess.DEVNULL) for number in (1, 2, 3)]
    assert [one.wait(300) for one in runs] == [0, 0, 0]
    assert {path.name for path in (out / PARTS).glob("*.jsonl")} == {f"{number}-of-3.jsonl" for number in (1, 2, 3)}
    assert main(["convert", str(folder), "-o", str(tmp_path / "whole")]) == 0
    assert records(out) == records(tmp_path / "whole")
    assert main(["convert", str(folder), "-o", str(out)]) == 0
    assert not (out / LEDGER).read_bytes()  # nothing was left to do
    assert not list(out.rglob(".*"))


def test_a_shard_that_is_killed_goes_on(tmp_path: Path) -> None:
    folder, out = (
        put(tmp_path / "in", **{f"n{number:02}": f"KẾ HOẠCH\n{number}" for number in range(20)}),
        tmp_path / "out",
    )
    begin = [sys.executable, "-m", "vnplan_extract", "convert", folder, "-o", out, "--jobs", "1", "--shard", "1/1"]
    part = out / PARTS / "1-of-1.jsonl"
    with subprocess.Popen(begin, stdout=subprocess.DEVNULL) as killed:
        while not part.exists() or part.read_bytes().count(b"\n") < 3:
            time.sleep(0.02)
        killed.kill()
    assert (out / ".work-1-of-1").exists()
    done = part.read_bytes().count(b"\n")
    assert done < 20
    with part.open("ab") as file:
        file.write(b'{"source": "torn')
    assert subprocess.run(begin, stdout=subprocess.DEVNULL, check=False).returncode == 0
    assert len(records(out)) == len(merged(out)) == 20
    assert part.read_bytes().count(b"\n") == 20  # no document twice but one that was in hand
    assert not list(out.rglob(".*"))


def test_a_shard_without_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = put(tmp_path / "in", a="1")
    number = next(number for number in (1, 2) if not Shard(number, 2).holds(Path("a.txt")))
    assert main(["convert", str(folder), "-o", str(tmp_path / "out"), "--shard", f"{number}/2"]) == 0
    assert main(["convert", str(tmp_path / "none"), "-o", str(tmp_path / "out"), "--shard", "1/2"]) == 4


# Who holds what


def test_runs_keep_out_of_each_others_way(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path, "1-of-2")), closing(Ledger(tmp_path, "2-of-2")):
        assert running_shards(tmp_path) == ["1-of-2", "2-of-2"]
        for part in ("", "2-of-2"):
            with pytest.raises(PlanError) as caught:
                Ledger(tmp_path, part)
            assert caught.value.kind.code == "E212"
            assert str(os.getpid()) in caught.value.message()
            assert (part or "1-of-2") in caught.value.message()
    with closing(Ledger(tmp_path)) as whole:
        with pytest.raises(PlanError) as caught:
            Ledger(tmp_path, "1-of-2")
        assert caught.value.kind.code == "E212"
        with closing(Ledger(tmp_path, "1-of-2", run=whole.run)):  # for the run that has everything
            assert running_shards(tmp_path) == ["1-of-2"]
    assert not is_running(tmp_path)


def test_a_run_that_is_gone_may_have_left_a_shard(tmp_path: Path) -> None:
    whole = Ledger(tmp_path)
    left = Ledger(tmp_path, "1-of-2", run=whole.run)
    whole.close()
    with pytest.raises(PlanError) as caught:
        Ledger(tmp_path)
    assert "1-of-2" in caught.value.message()
    left.close()
    Ledger(tmp_path).close()


def test_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: object, how: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with closing(Ledger(tmp_path)), closing(Ledger(tmp_path, "1-of-2")):
        assert not is_running(tmp_path)


# One ledger of many files


def entry(name: str, **values: object) -> Entry:
    return Entry(**{"source": f"/in/{name}", "record": f"{name}.json", "status": "ok", **values})  # type: ignore[arg-type]


def write(out: Path, part: str, *entries: Entry) -> None:
    with closing(Ledger(out, part)) as ledger:
        for one in entries:
            ledger.add(one)


def test_the_last_entry_of_all_parts_counts(tmp_path: Path) -> None:
    write(
        tmp_path,
        "",
        entry("a", ended="2031-01-01T10:00:00Z", status="timeout"),
        entry("b", ended="2031-01-01T10:00:01Z"),
    )
    write(tmp_path, "1-of-2", entry("a", ended="2031-01-01T11:00:00Z", attempt=2, pages=3))
    write(
        tmp_path,
        "2-of-2",
        entry("c", state="lost", ended="2031-01-01T11:00:00Z"),
        entry("c", attempt=2, ended="2031-01-01T11:00:00Z"),
    )
    assert {name: (one.status, one.attempt) for name, one in merged(tmp_path).items()} == {
        "a.json": ("ok", 2), "b.json": ("ok", 1), "c.json": ("ok", 2),
    }  # fmt: skip
    told = overview(tmp_path)
    assert (told.documents, told.attempts, told.by_status, told.pages) == (3, 5, {"ok": 3}, 3)
    write(tmp_path, "2-of-2", entry("d", ended="2031-01-01T12:00:00Z"))
    assert overview(tmp_path).documents == 4
    (tmp_path / PARTS / "2-of-2.jsonl").unlink()
    assert overview(tmp_path).documents == 2
    assert overview(tmp_path, rebuild=True).documents == 2
    (tmp_path / INDEX).write_bytes(b"")
    assert overview(tmp_path).documents == 2


def test_status_tells_of_shards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "1-of-2", entry("a"))
    with closing(Ledger(tmp_path, "2-of-2")):
        assert main(["status", str(tmp_path), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["running"], list(told["shards"]), told["documents"]) == (True, ["2-of-2"], 1)
        assert main(["status", str(tmp_path), "--language", "en"]) == 0
        assert "Running 1 shards: 2-of-2" in capsys.readouterr().out
    assert main(["status", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["running"] is False


# A shard for an engine


def task(name: str, size: int) -> Task:
    return Task(SourceFile(Path(f"/in/{name}"), Path(f"{name}.json")), size=size)


@pytest.mark.parametrize(
    ("sizes", "slots", "expected"),
    [
        ([5], 4, [[5]]),
        ([1, 2, 3, 4], 1, [[4, 3], [2, 1]]),
        ([1, 1, 1, 1, 1, 100], 2, [[100], [1, 1, 1, 1], [1]]),  # equal sizes may be equal files
        ([-1, -1, -1, -1], 1, [[-1, -1], [-1, -1]]),
        (list(range(1, 7)), 1, [[6, 5], [4, 3, 2], [1]]),
    ],
)
def test_cut(sizes: list[int], slots: int, expected: list[list[int]]) -> None:
    plan = Plan([task(f"n{number}.txt", size) for number, size in enumerate(sizes)])
    works = make_shards(plan, Setting(Path("out"), 1, Limits()), "f1", "run", slots)
    assert [[one.size for one in work.tasks] for work in works] == expected
    assert [work.shard for work in works] == [Shard(number, len(works)) for number in range(1, len(works) + 1)]
    assert all(work.setting.out.is_absolute() for work in works)


def test_many_documents_are_many_shards() -> None:
    plan = Plan([task(f"n{number}.txt", 1000 + number) for number in range(10_000)])
    works = make_shards(plan, Setting(Path("out"), 1, Limits()), "f1", "run", 4)
    assert max(len(work.tasks) for work in works) == 64
    assert sorted(str(one.source.record) for work in works for one in work.tasks) == sorted(
        str(one.source.record) for one in plan.tasks
    )


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ShardWork:
    monkeypatch.setattr(engines, "_fingerprint", lambda environment: "f1")
    folder = put(tmp_path / "in", a="1", b="2", c="kill", d="2")
    sources, _ = prepare([folder], tmp_path / "out")
    plan = make_plan(sources, {}, tmp_path / "out" / RECORDS, fingerprint="f1", limits=Limits())
    setting = Setting(tmp_path / "out", 1, Limits(), FAULTS)
    [made] = make_shards(replace(plan, tasks=[replace(one, size=1) for one in plan.tasks]), setting, "f1", "run", 1)
    return made


def test_a_shard_is_worked_on_once(work: ShardWork) -> None:
    out = work.setting.out
    with closing(Ledger(out)) as whole:
        work = replace(work, run=whole.run)
        results = run_shard(work)
        assert {result.source.stem: result.status.value for result in results} == {
            "a": "ok", "b": "ok", "c": "crashed", "d": "ok",
        }  # fmt: skip
        part = out / PARTS / f"{work.shard.name}.jsonl"
        lines = part.read_bytes().splitlines(keepends=True)
        assert [one.is_copy for one, _ in read_entries(part)].count(True) == 1
        assert {(result.source, result.status) for result in run_shard(work)} == {
            (result.source, result.status) for result in results
        }
        assert part.read_bytes().splitlines(keepends=True) == lines
        [record] = (result.record for result in results if result.source.stem == "c")
        assert record
        assert record.is_file()
        part.write_bytes(b"".join(lines[:2]) + lines[2][:9])  # its process was killed here
        again = run_shard(work)
        assert sorted(result.source.stem for result in again) == ["a", "b", "c", "d"]
        assert len(part.read_bytes().splitlines()) == len(lines)


def test_a_shard_that_cannot_be_worked_on(work: ShardWork) -> None:
    def code(work: ShardWork) -> str:
        with pytest.raises(PlanError) as caught:
            run_shard(work)
        return caught.value.kind.code

    assert code(work) == "E233"  # no run is there
    with closing(Ledger(work.setting.out)) as whole:
        assert code(replace(work, run="another")) == "E233"
        assert code(replace(work, run=whole.run, fingerprint="f2")) == "E232"
        with closing(Ledger(work.setting.out, work.shard.name, run=whole.run)):
            assert code(replace(work, run=whole.run)) == "E212"


def test_a_shard_ends_with_its_run(work: ShardWork, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Ledger(work.setting.out)
    answers = iter([True, True, False])
    monkeypatch.setattr(engines, "is_held", lambda path: next(answers))
    with pytest.raises(PlanError) as caught:
        run_shard(replace(work, run=whole.run))
    assert caught.value.kind.code == "E210"
    assert len(list(read_entries(work.setting.out / PARTS / f"{work.shard.name}.jsonl"))) >= 2
    whole.close()


@pytest.mark.parametrize(("engine", "module"), [("ray", "ray"), ("dask", "distributed")])
def test_an_engine_that_is_not_installed(
    engine: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    folder = put(tmp_path / "in", a="1")
    assert main(["convert", str(folder), "-o", str(tmp_path / "out"), "--engine", engine]) == 3
    assert f'pip install "vnplan-extract[{engine}]"' in capsys.readouterr().err
    assert not list((tmp_path / "out" / RECORDS).iterdir())


class _Losing:
    """A cluster that works on shards here, and loses every second one."""

    def __init__(self, address: str | None, jobs: int) -> None:
        self.most = 0

    def slots(self) -> int:
        return 2

    def submit(self, work: ShardWork) -> object:
        return work

    def wait(self, handles: list[ShardWork]) -> list[ShardWork]:
        self.most = max(self.most, len(handles))
        assert len(handles) <= 4
        return handles[:1]

    def result(self, handle: ShardWork) -> list[Converted] | PlanError:
        if handle.shard.number % 2:
            raise RuntimeError("the machine is gone")
        return run_shard(handle)

    def close(self) -> None:
        pass


def test_shards_that_are_lost_are_told_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(engines._CLUSTERS, "ray", _Losing)
    folder = put(tmp_path / "in", **{f"n{number}": "x" * number for number in range(1, 9)})
    begin = ["convert", str(folder), "-o", str(tmp_path / "out"), "--language", "en"]
    assert main([*begin, "--engine", "ray"]) == 7
    told = capsys.readouterr()
    assert "shards did not end (RuntimeError)" in told.err
    assert "Records:" in told.out
    assert 0 < overview(tmp_path / "out").documents < 8
    assert main(begin) == 0
    assert overview(tmp_path / "out").documents == len(records(tmp_path / "out")) == 8


def test_shard_and_engine_do_not_go_together(tmp_path: Path) -> None:
    assert main(["convert", str(tmp_path), "-o", str(tmp_path), "--shard", "1/2", "--engine", "ray"]) == 2


class Blaming:
    """A cluster that loses one shard each time, and takes another along the first time."""

    def __init__(self, guilty: object, taken_along: object) -> None:
        self.guilty, self.taken_along = guilty, taken_along
        self.begun: list[object] = []

    def slots(self) -> int:
        return 2

    def submit(self, work: object) -> int:
        self.begun.append(work)
        return len(self.begun) - 1

    def wait(self, handles: list[int]) -> list[int]:
        return handles[:1]

    def result(self, handle: int) -> list[object]:
        work = self.begun[handle]
        if work is self.guilty or (work is self.taken_along and self.begun.index(work) == handle):
            raise ConnectionResetError
        return [work]

    def close(self) -> None:
        pass


def test_a_shard_that_another_took_along_is_done_by_itself() -> None:
    works = [object() for _ in range(5)]
    cluster = Blaming(works[1], works[2])
    outcomes = list(engines._mapped(cluster, works))  # type: ignore[arg-type]
    done = [one for outcome in outcomes if isinstance(outcome, list) for one in outcome]
    assert done == [works[0], works[3], works[4], works[2]]
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [ConnectionResetError]
    assert cluster.begun == [*works, works[1], works[2]]
