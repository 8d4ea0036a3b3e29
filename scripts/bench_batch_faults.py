"""What a batch must survive: the parts `faults`, `disk` and `kills` of `bench_batch.py`."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_batch_run import BEGINS, FAULT, VANISH

from vnplan_extract.batch.ledger import LEDGER, RUN, latest, read_entries
from vnplan_extract.batch.sources import RECORDS
from vnplan_extract.errors import PlanError
from vnplan_extract.record import from_json

if TYPE_CHECKING:
    from bench_batch import Bench

RUNNER = (sys.executable, str(Path(__file__).with_name("bench_batch_run.py")))
GOOD, KILLED, KILLS, JOBS, SEED = 100, 500, 20, 2, 6
LIMITS = {"DOCUMENT_SECONDS": "20", "CPU_SECONDS": "2", "MEMORY_BYTES": "1000000000", "OUTPUT_BYTES": "20000000"}
DISK_MEGABYTES = 40
MOST_GROWTH = 5.0  # MB that a supervisor may hold more at the end than after its first documents
_FIRST = 2  # looks at its memory
_ENDS = 2.0  # seconds in which the kernel ends what a killed supervisor leaves
_LATEST = 0.05  # seconds from the line of the ledger at which a supervisor is killed to the kill


def faults(bench: Bench) -> None:
    """100 plans among documents that go wrong."""
    every = {name: (content, outcomes) for name, (content, outcomes) in import_module("faults").FAULTS.items()}
    every[VANISH] = ("here today", {("malformed", "E201")})
    place = bench.fresh("faults")
    plans = _copied(bench.plans(GOOD), place / "in")
    for number, (name, (content, _)) in enumerate(every.items()):
        beside = plans[number * len(plans) // len(every)]
        text = content.format(where=place / "where")
        beside.with_name(f"{beside.stem}-{FAULT}{name}.txt").write_text(text, encoding="utf-8")
    (place / "tmp").mkdir()
    environment = {f"VNPLAN_{name}": value for name, value in LIMITS.items()} | {"TMPDIR": str(place / "tmp")}
    out = place / "out"
    told = _batch(place / "in", out, environment)
    bench.figure("records", len(_records(out)), least=GOOD + len(every), at_most=GOOD + len(every))
    ends = {Path(entry.source).stem.partition(FAULT)[2]: entry for entry in latest(out / LEDGER).values()}
    right = sum(
        (ends[name].status, "".join(ends[name].problems)) in outcomes for name, (_, outcomes) in every.items()
    )  # fmt: skip
    bench.figure("faults with the right status", right, f"of {len(every)}", least=len(every))
    _good(bench, plans, out)
    _left(bench, out, place / "tmp")
    _memory(bench, told)


#: In a mount namespace: a run on a small file system; one on what is left beside some ballast; that again without it.
_ON_A_SMALL_DISK = """
mount -t tmpfs -o size="$1"m tmpfs "$2"/out || exit 77
ballast=$(($1 - 2)); place=$2; shift 2
"$@" >/dev/null || exit 1
cp -r "$place"/out "$place"/kept; rm -rf "$place"/out/*
head -c "$ballast"M /dev/zero >"$place"/out/ballast
"$@" >/dev/null 2>&1 && exit 2
cp -r "$place"/out "$place"/half; rm "$place"/out/ballast "$place"/half/ballast
"$@" >/dev/null || exit 3
cp -r "$place"/out "$place"/resumed
"""


def disk(bench: Bench) -> None:
    """100 plans and a document that fills the file system of the output; the same where that stays full."""
    place = bench.fresh("disk")
    plans = _copied(bench.plans(GOOD), place / "in")
    (place / "out").mkdir()
    filler = plans[GOOD // 4].with_name(f"{plans[GOOD // 4].stem}-{FAULT}disk.txt")
    filler.write_text("fill-all", encoding="utf-8")
    arguments = [str(DISK_MEGABYTES), str(place), *_command(place / "in", place / "out")]
    namespace = ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else [])]
    command = [*namespace, "sh", "-c", _ON_A_SMALL_DISK, "sh", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode == 77 or "unshare" in done.stderr:
        print(f"left out: no file system can be mounted here ({done.stderr.strip().splitlines()[-1]})")
        return
    bench.figure("exit status of all the runs", done.returncode, at_most=0)
    bench.figure("records, one document filling the disk", len(_records(place / "kept")), least=GOOD + 1)
    _good(bench, plans, place / "kept")
    half = place / "half"
    written = {entry.record for entry in latest(half / LEDGER).values() if entry.is_final}
    files = {path.relative_to(half / RECORDS).as_posix() for path in (half / RECORDS).rglob("*.json")}
    bench.figure("records when the disk stays full", len(files), at_most=GOOD)
    bench.figure("of them no whole ones", len(files) - len(_records(half)), at_most=0)
    bench.figure("documents done that have none", len(written - files), at_most=0)
    bench.figure("records of the run that was resumed", len(_records(place / "resumed")), least=GOOD + 1)
    _good(bench, plans, place / "resumed")
    _left(bench, place / "resumed", None)


def kills(bench: Bench) -> None:
    """`kill -9` of the supervisor at 20 moments of a run over 500 plans."""
    place = bench.fresh("kills")
    plans = bench.plans(KILLED)
    out, log = place / "out", place / "begins"
    place.mkdir()
    whole = place / "whole"
    _batch(plans, whole)
    chance = random.Random(SEED)
    moments = sorted(chance.sample(range(1, KILLED - 1), KILLS))
    repeated: Counter[str] = Counter()
    orphans, most = 0, 0
    for moment in moments:
        before, begun = _lines(out), _begun(log)
        with subprocess.Popen(_command(plans, out), env={**os.environ, BEGINS: str(log)}) as run:
            while _lines(out) < moment and run.poll() is None:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, _LATEST))
            run.kill()
        orphans += _orphans_after_a_while(out)
        finished = [Path(entry.source).name for entry, _ in read_entries(out / LEDGER)][before:]
        in_flight = _begun(log) - begun - Counter(finished)
        repeated += in_flight
        most = max(most, in_flight.total())
    _batch(plans, out, {BEGINS: str(log)})
    begins = _begun(log)
    bench.figure("kills", len(moments), least=KILLS)
    bench.figure("documents in flight at a kill, most", most, at_most=2 * JOBS)
    bench.figure("documents begun again", begins.total() - KILLED)
    again = begins - Counter(dict.fromkeys(begins, 1))
    bench.figure("of them not in flight at a kill", (again - repeated).total(), at_most=0)
    bench.figure("records", len(_records(out)), least=KILLED, at_most=KILLED)
    counts = Counter(entry.record for entry, _ in read_entries(out / LEDGER))
    bench.figure("documents with one line in the ledger", list(counts.values()).count(1), least=KILLED)
    bench.figure("records that differ from the uninterrupted run's", _different(out, whole), at_most=0)
    bench.figure("processes left by a killed supervisor", orphans, at_most=0)
    _left(bench, out, None)


def _copied(plans: Path, folder: Path) -> list[Path]:
    """The plans of a folder, copied to another."""
    shutil.copytree(plans, folder)
    return sorted(folder.rglob("*.txt"))


def _command(folder: Path, out: Path) -> list[str]:
    return [*RUNNER, "batch", str(folder), str(out), "--jobs", str(JOBS)]


def _batch(folder: Path, out: Path, environment: dict[str, str] | None = None) -> Any:
    """Run a batch, and give what it told of itself."""
    environment = {**os.environ, **(environment or {})}
    done = subprocess.run(_command(folder, out), check=True, env=environment, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def _records(out: Path) -> dict[str, bytes]:
    """The records of an output folder that hold to the contract, by their paths."""
    found = {}
    for path in (out / RECORDS).rglob("*.json"):
        data = path.read_bytes()
        try:
            from_json(data)
        except PlanError:
            continue
        found[path.relative_to(out).as_posix()] = data
    return found


def _good(bench: Bench, plans: list[Path], out: Path) -> None:
    """Compare the records of plans with those that are made of each alone."""
    from vnplan_extract.batch.files import extract_file
    from vnplan_extract.limits import Limits
    from vnplan_extract.record import to_json

    records = {Path(name).name: data for name, data in _records(out).items()}
    same = sum(records.get(f"{p.name}.json") == to_json(extract_file(p, Limits())).encode() for p in plans)
    bench.figure("good plans with the record that they have alone", same, f"of {len(plans)}", least=len(plans))


def _left(bench: Bench, out: Path, temporary: Path | None) -> None:
    """Tell what is left of a run: processes, temporary files."""
    bench.figure("processes left", len(import_module("faults").marked(out)), at_most=0)
    files = [path for path in out.rglob("*") if path.is_file() and path.name not in (LEDGER, RUN)]
    files = [path for path in files if path.suffix != ".json"] + (list(temporary.rglob("*")) if temporary else [])
    bench.figure("temporary files left", len(files), at_most=0)


def _memory(bench: Bench, told: Any) -> None:
    """Whether the supervisor's memory is flat."""
    held = told["held"]
    bench.figure("memory of the supervisor, peak", told["peak"], "MB")
    growth = max(held[_FIRST:]) - held[_FIRST - 1]
    bench.figure("its growth from the first documents on", growth, "MB", at_most=MOST_GROWTH)


def _different(out: Path, other: Path) -> int:
    ours, theirs = _records(out), _records(other)
    return sum(ours.get(name) != theirs.get(name) for name in ours.keys() | theirs.keys())


def _lines(out: Path) -> int:
    try:
        return (out / LEDGER).read_bytes().count(b"\n")
    except OSError:
        return 0


def _begun(log: Path) -> Counter[str]:
    return Counter(log.read_text(encoding="utf-8").splitlines()) if log.exists() else Counter()


def _orphans_after_a_while(out: Path) -> int:
    patience = time.monotonic() + _ENDS
    while (found := len(import_module("faults").marked(out))) and time.monotonic() < patience:
        time.sleep(0.02)
    return found
