"""The same manifest by the embedded engine, Ray and Dask, with documents that kill."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from vnplan_extract.batch.convert import Setting, convert_with_ledger, prepare
from vnplan_extract.batch.engines import convert_on
from vnplan_extract.batch.fingerprint import fingerprint
from vnplan_extract.batch.ledger import Ledger, ledger_files, merged, overview, read_entries
from vnplan_extract.batch.plan import make_plan
from vnplan_extract.batch.sources import RECORDS
from vnplan_extract.batch.worker import Converted
from vnplan_extract.cli import main
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits

HERE = Path(__file__).parent
ENGINES = [
    pytest.param("ray", marks=pytest.mark.skipif(not find_spec("ray"), reason="ray is not installed")),
    pytest.param("dask", marks=pytest.mark.skipif(not find_spec("distributed"), reason="dask is not installed")),
]
pytestmark = [
    pytest.mark.slow,
    # What Ray and Dask leave open or warn of on their own ground.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), *filter(None, sys.path)]))
    monkeypatch.setenv("VNPLAN_OCR", "off")


def put(folder: Path, **contents: str) -> Path:
    folder.mkdir()
    for name, content in contents.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return folder


def run(engine: str, folder: Path, out: Path, faults: str = "faults:extract_file") -> Iterator[Converted]:
    sources, _ = prepare([folder], out)
    made_by = fingerprint()
    with closing(Ledger(out)) as ledger:
        plan = make_plan(sources, merged(out), out / RECORDS, fingerprint=made_by, limits=Limits())
        setting = Setting(out, 1, Limits(document_seconds=20), faults)
        if engine == "embedded":
            yield from convert_with_ledger(plan.tasks, plan.done, setting, ledger, made_by)
        elif engine in ("ray", "dask"):
            yield from convert_on(engine, None, plan, setting, ledger, made_by)  # type: ignore[arg-type]


def records(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in (out / RECORDS).rglob("*.json")}


@pytest.mark.parametrize("engine", ENGINES)
def test_same_records_and_the_poison_told(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "1")
    once = tmp_path / "killed-once"
    texts = {f"n{number:02}": f"text {number % 9}" for number in range(16)}
    folder = put(tmp_path / "in", **texts, poison="kill", silent="segv", stubborn=f"kill-parent {once}")
    told = {}
    telemetry = set()
    for result in run(engine, folder, tmp_path / engine):
        told[result.source.stem] = result
        telemetry.update(settings_of_processes(b"/ray/", b"RAY_USAGE_STATS_ENABLED="))
    assert telemetry <= {b"RAY_USAGE_STATS_ENABLED=0"}
    assert bool(telemetry) == (engine == "ray")
    once.touch()  # the embedded engine is this process
    expected = {result.source.stem: result for result in run("embedded", folder, tmp_path / "embedded")}
    assert records(tmp_path / engine) == records(tmp_path / "embedded")
    assert len(told) == 19
    assert {name: (result.status, result.problems) for name, result in told.items()} == {
        name: (result.status, result.problems) for name, result in expected.items()
    }
    assert told["poison"].problems[0].code == "E107"
    states = [(e.record, e.state) for file in ledger_files(tmp_path / engine) for e, _ in read_entries(file)]
    assert sorted(state for record, state in states if record == "poison.txt.json") == ["lost", "quarantined"]
    assert overview(tmp_path / engine).by_status == overview(tmp_path / "embedded").by_status
    finished = [record for record, state in states if state != "lost"]
    assert len(finished) == len(set(finished)) == 19  # also by the shard whose process was killed
    assert list(run(engine, folder, tmp_path / engine)) == []
    assert not list((tmp_path / engine).rglob(".*"))


def settings_of_processes(command: bytes, name: bytes) -> set[bytes]:
    """What the environment variable is for those of our processes with this in their command."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if command in (folder / "cmdline").read_bytes():
                values = (folder / "environ").read_bytes().split(b"\0")
                if f"PYTHONPATH={HERE}".encode() in b"".join(values):  # not another test's
                    found.update(value for value in values if value.startswith(name))
    return found


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_a_shard_that_is_lost_again_and_again(engine: str, tmp_path: Path) -> None:
    texts = {f"n{number:02}": "x" * number for number in range(1, 9)}
    folder, out = put(tmp_path / "in", **texts, bad="kill-parent /nowhere/at/all"), tmp_path / "out"
    results: list[Converted] = []
    with pytest.raises(PlanError) as caught:
        results.extend(run(engine, folder, out))
    assert caught.value.kind.code == "E234"
    assert not (out / RECORDS / "bad.txt.json").exists()
    assert overview(out).by_status["ok"] >= 6  # those of the other shards


@contextmanager
def cluster_of(engine: str) -> Iterator[str]:
    """A cluster that is there already, and its address."""
    if engine == "dask":
        import dask
        import distributed

        with (
            tempfile.TemporaryDirectory() as folder,
            dask.config.set({"temporary-directory": folder}),
            distributed.LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address="127.0.0.1:0") as cluster,
        ):
            yield cluster.scheduler_address
        return
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    folder = tempfile.mkdtemp(prefix="ray-", dir="/tmp")
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", "--num-cpus=2", "--port"]
    more = ["--include-dashboard=false", "--node-ip-address=127.0.0.1", "--temp-dir", folder]
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
    head = subprocess.Popen(
        [*command, str(port), *more], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            if list(Path(folder).glob("session_latest/sockets/raylet")):
                break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        head.terminate()
        head.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("engine", ENGINES)
def test_command_on_a_cluster(engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = put(tmp_path / "in", **{f"n{number}": f"KẾ HOẠCH\nTrồng cây năm {2020 + number}" for number in range(5)})
    (folder / "damaged.docx").write_bytes(b"PK\x03\x04")
    begin = ["convert", str(folder), "-o"]
    with cluster_of(engine) as address:
        assert main([*begin, str(tmp_path / "out"), "--engine", engine, "--engine-address", address]) == 7
    assert "damaged.docx: malformed" in capsys.readouterr().out
    assert main([*begin, str(tmp_path / "whole")]) == 7
    assert records(tmp_path / "out") == records(tmp_path / "whole")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("address", ["127.0.0.1:1", "no-such-scheme://127.0.0.1:1"])
def test_cluster_that_is_not_there(
    engine: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("vnplan_extract.batch.engines._CLUSTER_SECONDS", 2)
    folder = put(tmp_path / "in", a="1")
    monkeypatch.setenv("VNPLAN_ENGINE_ADDRESS", address)
    assert main(["convert", str(folder), "-o", str(tmp_path / "out"), "--engine", engine]) == 5
    assert address in capsys.readouterr().err
