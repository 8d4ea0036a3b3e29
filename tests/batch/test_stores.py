"""Inputs and outputs on an object store: a server of S3's protocol on this machine."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from vnplan_extract.batch import store, stored
from vnplan_extract.batch.ledger import PARTS, RUN, Entry, Ledger, merged, overview
from vnplan_extract.batch.sources import find_sources
from vnplan_extract.batch.stored import open_ledger, seen
from vnplan_extract.cli import main
from vnplan_extract.errors import PlanError

s3fs = pytest.importorskip("s3fs")
moto = pytest.importorskip("moto.server")

# What those packages leave open or warn of on their own ground.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PLAN = "KẾ HOẠCH\nTrồng cây năm 2031\n"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    served = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    served.start()
    host, port = served.get_host_and_port()
    yield f"http://{host}:{port}"
    served.stop()


@pytest.fixture
def files(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The file system of an empty bucket `box`."""
    import requests

    requests.post(f"{server}/moto-api/reset", timeout=10)
    for name, value in {
        "AWS_ENDPOINT_URL": server, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1", "VNPLAN_OCR": "off", "TMPDIR": str(tmp_path / "tmp"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    store._file_system.cache_clear()
    s3fs.S3FileSystem.clear_instance_cache()
    found = store._file_system("s3")
    found.mkdir("box")
    yield found
    store._file_system.cache_clear()
    s3fs.S3FileSystem.clear_instance_cache()


def put(files: Any, **contents: str) -> None:
    for name, content in contents.items():
        files.pipe_file(f"box/in/{name}.txt", content.encode())


def names(files: Any, where: str) -> list[str]:
    return [name.removeprefix(f"{where}/") for name in sorted(files.find(where))]


# Paths and URLs


@pytest.mark.parametrize(
    ("path", "url"),
    [
        (Path("s3://box/in/kế hoạch.pdf"), "s3://box/in/kế hoạch.pdf"),
        (Path("s3:/box"), "s3://box"),
        (Path("gs://b/x"), "gs://b/x"),
        (Path("in/a.pdf"), None),
        (Path("/s3:/box"), None),
        (Path("ftp://b/x"), None),
        (Path("s3:x"), None),
    ],
)
def test_as_url(path: Path, url: str | None) -> None:
    assert store.as_url(path) == url
    assert store.shown(path) == (url or str(path))


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("a/b.pdf", True),
        ("a//b", False),
        ("../b", False),
        ("a/./b", False),
        ("a/..b", True),
        ("/a", False),
        ("a\0", False),
    ],
)
def test_keys_that_fit(name: str, fits: bool) -> None:
    assert store.is_fit(name) == fits


# Conversion


def test_from_store_to_store(files: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    local = tmp_path / "in"
    local.mkdir()
    texts = {f"n{number}": f"{PLAN}{number % 4}" for number in range(6)}
    put(files, **texts)
    for name, text in texts.items():
        (local / f"{name}.txt").write_text(text, encoding="utf-8")
    files.pipe_file("box/in/sub/damaged.docx", b"PK\x03\x04")
    (local / "sub").mkdir()
    (local / "sub" / "damaged.docx").write_bytes(b"PK\x03\x04")
    assert main(["convert", "s3://box/in", "-o", "s3://box/out", "--jobs", "2"]) == 7
    told = capsys.readouterr().out
    assert "s3://box/in/sub/damaged.docx: malformed" in told
    assert "s3://box/out/records" in told
    assert main(["convert", str(local), "-o", str(tmp_path / "out")]) == 7
    expected = {
        path.relative_to(tmp_path / "out/records").as_posix() for path in (tmp_path / "out/records").rglob("*.json")
    }
    assert set(names(files, "box/out/records")) == expected
    for name in expected:
        assert files.cat_file(f"box/out/records/{name}") == (tmp_path / "out/records" / name).read_bytes()
    assert [name for name in names(files, "box/out") if "run.json" in name or ".tmp" in name] == []
    assert not list((tmp_path / "tmp").iterdir())
    # The same again does nothing, and what has changed is done.
    capsys.readouterr()
    begin = ["convert", "s3://box/in", "-o", "s3://box/out", "--progress", "jsonl"]
    assert main(begin) == 7
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()] == ["begin", "end"]
    put(files, n1="another", new=PLAN)
    files.rm_file("box/out/records/n2.txt.json")
    assert main(begin) == 7
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(event["source"] for event in events[1:-1]) == [
        f"s3://box/in/{name}.txt" for name in ("n1", "n2", "new")
    ]
    assert main(["status", "s3://box/out", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["documents"], status["attempts"], status["running"]) == (8, 10, False)


def test_from_store_to_folder_and_back(files: Any, tmp_path: Path) -> None:
    put(files, a=PLAN, b=PLAN)
    assert main(["convert", "s3://box/in", "-o", str(tmp_path / "out")]) == 0
    assert main(["convert", "s3://box/in/a.txt", "-o", str(tmp_path / "one")]) == 0
    record = (tmp_path / "out/records/a.txt.json").read_bytes()
    assert (tmp_path / "one/records/a.txt.json").read_bytes() == record
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(PLAN, encoding="utf-8")
    assert main(["convert", str(folder), "-o", "s3://box/back"]) == 0  # b is made of the record of a
    assert files.cat_file("box/back/records/a.txt.json") == record
    assert files.cat_file("box/back/records/b.txt.json") == (tmp_path / "out/records/b.txt.json").read_bytes()


def test_other_commands_read_objects(files: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(files, a=PLAN)
    assert main(["extract", "s3://box/in/a.txt", "-o", "s3://box/a.json"]) == 0
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    assert main(["extract", str(tmp_path / "a.txt"), "-o", str(tmp_path / "a.json")]) == 0
    assert files.cat_file("box/a.json") == (tmp_path / "a.json").read_bytes()
    assert main(["text", "s3://box/in/a.txt"]) == 0
    assert "Trồng cây" in capsys.readouterr().out
    assert main(["scan", "s3://box/in", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 1


def test_records_of_a_store_as_tables(files: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(files, a=PLAN, b=PLAN + "x")
    assert main(["convert", "s3://box/in", "-o", "s3://box/out"]) == 0
    assert main(["export", "s3://box/out", "--to", "csv"]) == 0
    assert "s3://box/out/export" in capsys.readouterr().out
    assert main(["export", "s3://box/out", "--to", "csv", "-o", str(tmp_path / "tables")]) == 0
    table = (tmp_path / "tables/documents.csv").read_bytes()
    assert files.cat_file("box/out/export/documents.csv") == table
    assert b"a.txt" in table
    assert b"b.txt" in table
    files.pipe_file("box/out/records/no.json", b"{}")
    assert main(["export", "s3://box/out", "--to", "jsonl"]) == 7
    assert main(["export", "s3://box/in", "--to", "csv"]) == 4
    assert main(["export", "s3://box/none", "--to", "csv"]) == 4


def test_what_is_left_out(files: Any, tmp_path: Path) -> None:
    for name in ("a.txt", ".hidden/b.txt", "~$c.docx", "out/records/a.txt.json", "x//y.txt", "folder/"):
        files.pipe_file(f"box/in/{name}", b"x")
    sources, unreadable = find_sources([Path("s3://box/in")], Path("s3://box/in/out"))
    assert [source.path for source in sources] == [Path("s3://box/in/a.txt")]
    assert [(entry.error.kind.code, entry.error.fields["url"]) for entry in unreadable] == [
        ("E235", "s3://box/in/x//y.txt")
    ]
    files.pipe_file("box/in/records/a.txt.json", b"x")
    files.pipe_file(f"box/in/{PARTS}/all.1-0000.jsonl", b"x")
    sources, _ = find_sources([Path("s3://box/in")], Path("s3://box/in"))
    assert [source.path.name for source in sources] == ["a.txt", "a.txt.json"]


def test_two_arguments(files: Any) -> None:
    files.pipe_file("box/2020/a.txt", b"x")
    files.pipe_file("box/2021/a.txt", b"x")
    sources, _ = find_sources(
        [Path("s3://box/2020"), Path("s3://box/2021"), Path("s3://box/2020/a.txt")], Path("s3://box/out")
    )
    assert [source.record.as_posix() for source in sources] == ["2020/a.txt.json", "2021/a.txt.json"]


def test_a_document_that_is_too_large(files: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(files, a="x" * 2000, b=PLAN)
    monkeypatch.setenv("VNPLAN_FILE_BYTES", "1000")
    assert main(["convert", "s3://box/in", "-o", str(tmp_path / "out")]) == 7
    record = json.loads((tmp_path / "out/records/a.txt.json").read_bytes())
    assert record["status"] == "limit_exceeded"


def test_a_document_that_kills_its_worker(files: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its record has the facts of the object."""
    from vnplan_extract.batch.convert import convert_sources, prepare

    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    put(files, a="kill")
    sources, unreadable = prepare([Path("s3://box/in")], tmp_path / "out")
    [result] = convert_sources(sources, unreadable, tmp_path / "out", extract_file="faults:kill")
    record = json.loads((tmp_path / "out/records/a.txt.json").read_bytes())
    assert (record["status"], record["source"]["bytes"], record["source"]["name"]) == ("crashed", 4, "a.txt")
    assert result.facts.sha256 == hashlib.sha256(b"kill").hexdigest()


# Runs


def entry(name: str, **values: object) -> Entry:
    return Entry(**{"source": f"/in/{name}", "record": f"{name}.json", "status": "ok", **values})  # type: ignore[arg-type]


def add_many(ledger: Ledger) -> None:
    for number in range(1000):
        ledger.add(entry(f"n{number}", run=ledger.run))
        time.sleep(0.01)


def code(out: str, part: str = "", **values: str) -> str:
    with pytest.raises(PlanError) as caught:
        open_ledger(Path(out), part, **values)
    return caught.value.kind.code


def test_runs_keep_out_of_each_others_way(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "s3://box/out"
    with closing(open_ledger(Path(url), "1-of-2")), closing(open_ledger(Path(url), "2-of-2")):
        assert code(url) == "E212"
        monkeypatch.setattr("socket.gethostname", lambda: "another")  # seen from there
        assert code(url, "1-of-2") == code(url) == "E212"
        with seen(Path(url)) as (_, runs):
            assert sorted(runs) == ["1-of-2", "2-of-2"]
    with closing(open_ledger(Path(url))) as whole:
        assert code(url, "1-of-2") == "E212"
        assert code(url, "1-of-2", run="another") == "E233"
        open_ledger(Path(url), "1-of-2", run=whole.run).close()
        with seen(Path(url)) as (_, runs):
            assert [run["run"] for run in runs.values()] == [whole.run]
    open_ledger(Path(url)).close()
    assert names(files, "box/out") == []


def test_a_run_of_another_machine_is_taken_for_dead_in_time(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    files.pipe_file(f"box/out/{RUN}", json.dumps({"host": "another", "pid": 1, "run": "r1"}).encode())
    assert code("s3://box/out") == "E212"
    monkeypatch.setattr(stored, "_STALE_SECONDS", 0.0)
    open_ledger(Path("s3://box/out")).close()


def test_a_run_that_was_taken_for_dead_ends(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_PUSH_SECONDS", 0.05)
    monkeypatch.setattr(stored, "_BEAT_SECONDS", 0.05)
    ledger = open_ledger(Path("s3://box/out"))
    files.pipe_file(f"box/out/{RUN}", json.dumps({"host": "another", "pid": 1, "run": "r1"}).encode())
    with pytest.raises(PlanError) as caught:
        add_many(ledger)
    assert caught.value.kind.code == "E212"
    ledger.close()
    assert json.loads(files.cat_file(f"box/out/{RUN}"))["run"] == "r1"  # it is the other's


def test_a_shard_whose_run_is_gone_ends(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = open_ledger(Path("s3://box/out"))
    monkeypatch.setattr(stored, "_PUSH_SECONDS", 0.05)
    monkeypatch.setattr(stored, "_BEAT_SECONDS", 0.05)
    with closing(open_ledger(Path("s3://box/out"), "1-of-2", run=whole.run)) as shard:
        shard.add(entry("a", run=whole.run))
        time.sleep(0.5)
        whole.close()
        with pytest.raises(PlanError) as caught:
            add_many(shard)
    assert caught.value.kind.code == "E210"


@pytest.mark.parametrize("machines", ["one", "two"])
def test_a_shard_that_is_begun_again_keeps_its_lines(
    files: Any, machines: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = Path("s3://box/out")
    with closing(open_ledger(url)) as whole:
        with closing(open_ledger(url, "1-of-2", run=whole.run)) as first:
            first.add(entry("a", run=whole.run))
            folder = tmp_path / "kept"
            shutil.copytree(first.out, folder)
        if machines == "one":  # where it was killed
            shutil.copytree(folder, first.out)
        with closing(open_ledger(url, "1-of-2", run=whole.run)) as again:
            assert [one.record for one in again.own_entries()] == ["a.json"]
            again.add(entry("b", run=whole.run))
        with seen(url) as (place, _):
            assert set(merged(place)) == {"a.json", "b.json"}
            assert overview(place).attempts == 2


def test_ledger_in_segments(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_SEGMENT", 1000)
    monkeypatch.setattr(stored, "_PUSH_SECONDS", 0.01)
    with closing(open_ledger(Path("s3://box/out"))) as ledger:
        for number in range(50):
            ledger.add(entry(f"n{number}"))
            time.sleep(0.005)
    assert len(names(files, f"box/out/{PARTS}")) > 10
    with seen(Path("s3://box/out")) as (folder, _):
        assert len(merged(folder)) == overview(folder).attempts == 50


def test_store_that_stops_taking_lines(files: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The lines stay on this machine, and the next run brings them."""
    monkeypatch.setattr(stored, "_PUSH_SECONDS", 0.01)
    monkeypatch.setattr(stored, "_FAILED_SECONDS", 0.2)
    write = store.write

    def refuse(url: str, data: bytes, *, new: bool = False) -> bool:
        raise PlanError("E203", path=url, detail="no")

    ledger = open_ledger(Path("s3://box/out"))
    monkeypatch.setattr(store, "write", refuse)
    with pytest.raises(PlanError):
        add_many(ledger)
    with pytest.raises(PlanError):
        ledger.close()
    monkeypatch.setattr(store, "write", write)
    with closing(open_ledger(Path("s3://box/out"))) as again:
        assert "n0.json" in merged(again.out)
    assert [name for name in names(files, f"box/out/{PARTS}") if ledger.run in name]
    assert not list((tmp_path / "tmp").iterdir())


def test_killed_and_resumed(files: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(files, **{f"n{number:02}": f"{PLAN}{number}" for number in range(30)})
    begin = [sys.executable, "-m", "vnplan_extract", "convert", "s3://box/in", "-o", "s3://box/out", "--jobs", "1"]
    with subprocess.Popen(begin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while len(files.find("box/out/records")) < 5:
            time.sleep(0.05)
        os.kill(run.pid, signal.SIGKILL)
    before = len(files.find("box/out/records"))
    assert before < 30
    assert main(["convert", "s3://box/in", "-o", "s3://box/out", "--jobs", "1", "--progress", "jsonl"]) == 0
    done = [json.loads(line) for line in capsys.readouterr().out.splitlines()][1:-1]
    assert len(done) <= 30 - before + 1  # this machine still had the lines; one may have been in hand
    assert len(files.find("box/out/records")) == 30
    assert main(["status", "s3://box/out", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["by_status"] == {"ok": 30}


def test_shards_at_once(files: Any) -> None:
    put(files, **{f"n{number:02}": f"{PLAN}{number}" for number in range(10)})
    begin = [
        sys.executable,
        "-m",
        "vnplan_extract",
        "convert",
        "s3://box/in",
        "-o",
        "s3://box/out",
        "--jobs",
        "1",
        "--shard",
    ]
    runs = [subprocess.Popen([*begin, f"{number}/2"], stdout=subprocess.DEVNULL) for number in (1, 2)]
    assert [run.wait(300) for run in runs] == [0, 0]
    assert len(names(files, "box/out/records")) == 10
    assert main(["convert", "s3://box/in", "-o", "s3://box/out"]) == 0
    assert {name.partition(".")[0] for name in names(files, f"box/out/{PARTS}")} == {"1-of-2", "2-of-2"}


def test_an_engine_over_a_store(files: Any) -> None:
    pytest.importorskip("distributed")
    put(files, **{f"n{number:02}": f"{PLAN}{number}" for number in range(6)})
    assert main(["convert", "s3://box/in", "-o", "s3://box/out", "--engine", "dask"]) == 0
    assert main(["convert", "s3://box/in", "-o", "s3://box/whole"]) == 0
    expected = names(files, "box/whole/records")
    assert len(expected) == 6
    for name in expected:
        assert files.cat_file(f"box/out/records/{name}") == files.cat_file(f"box/whole/records/{name}")
    with seen(Path("s3://box/out")) as (folder, runs):
        assert (len(merged(folder)), runs) == (6, {})


# What goes wrong


@pytest.mark.parametrize(
    ("arguments", "exit_code", "error"),
    [
        (["convert", "s3://none/in", "-o", "out"], 4, "E201"),
        (["convert", "s3://box/nothing", "-o", "out"], 4, "E201"),
        (["convert", "s3://", "-o", "out"], 4, "E201"),
        (["convert", "ftp://b/in", "-o", "out"], 4, "E235"),
        (["convert", "file.txt", "-o", "ftp://b/out"], 4, "E235"),
        (["convert", "file.txt", "-o", "s3://none/out"], 5, "E203"),
        (["convert", "gs://b/in", "-o", "out"], 3, "E206"),
        (["status", "s3://box/nothing"], 4, "E201"),
        (["status", "s3://none/nothing"], 4, "E201"),
        (["extract", "s3://box/nothing.pdf"], 4, "E201"),
    ],
)
def test_errors(
    files: Any, arguments: list[str], exit_code: int, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    (tmp_path / "file.txt").write_text(PLAN, encoding="utf-8")
    assert main(arguments) == exit_code
    assert error in capsys.readouterr().err
    assert not (tmp_path / "ftp:").exists()


def test_no_permission(files: Any, server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import requests

    put(files, a=PLAN)
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    requests.post(f"{server}/moto-api/reset-auth", data="0", timeout=10)
    try:
        assert main(["convert", "s3://box/in", "-o", str(tmp_path / "out")]) == 4
        assert "E202" in capsys.readouterr().err
        assert main(["convert", str(tmp_path / "a.txt"), "-o", "s3://box/out"]) == 5
        assert "E203" in capsys.readouterr().err
    finally:
        requests.post(f"{server}/moto-api/reset-auth", data="inf", timeout=10)


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    store._file_system.cache_clear()
    assert main(["convert", "s3://box/in", "-o", str(tmp_path / "out")]) == 3
    assert 'pip install "vnplan-extract[s3]"' in capsys.readouterr().err


def test_without_credentials(
    files: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    store._file_system.cache_clear()
    s3fs.S3FileSystem.clear_instance_cache()
    assert main(["convert", "s3://box/in", "-o", str(tmp_path / "out")]) == 4
    told = capsys.readouterr().err
    assert "E235" in told
    assert "credentials" in told
