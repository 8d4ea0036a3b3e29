"""What a batch costs: the parts `scale`, `overhead`, `cores`, `listing` and `rates` of `bench_batch.py`."""

from __future__ import annotations

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from vnplan_extract.batch.ledger import LEDGER, Entry, read_entries, to_line
from vnplan_extract.batch.sources import RECORDS
from vnplan_extract.limits import Limits

if TYPE_CHECKING:
    from bench_batch import Bench

ROOT = Path(__file__).resolve().parent.parent
VNPLAN = (sys.executable, "-m", "vnplan_extract")
BARE = (sys.executable, str(ROOT / "scripts/bench_batch_run.py"), "bare")
JOBS, STRETCH, TIMED, FEW, LISTED = 2, 1_000, 900, 100, 200_000
MOST_MEGABYTES, MOST_OVERHEAD, LEAST_GAIN, MOST_DRIFT = 300, 10, 1.8, 10
#: Plans of which the time of a page is measured, by format; `long` are four in one text, `unmarked` texts without the
#: marks of Vietnamese, which are restored. But for scans a page is one of the same plans as PDF, the first here.
RATED = {"pdf": 100, "docx": 100, "rtf": 100, "txt": 100, "long": 100, "unmarked": 20, "scan": 5}
_GLUED = 4  # plans in a long text, of about ten pages
_MILLION = 10 * 1e6  # pages of a million documents of ten
_CORES = 64  # on which they are converted
_STAGES = ("read", "normalise", "extract")
_TICKS = os.sysconf("SC_CLK_TCK")


class Seconds(NamedTuple):
    """What something took."""

    wall: float
    processor: float


@dataclass(slots=True)
class Mark:
    """What a run had come to and had cost at a moment: seconds, and megabytes of the supervisor."""

    documents: int
    pages: int
    wall: float
    supervisor: float
    workers: float
    peak: float


@dataclass(slots=True)
class Run:
    """A run of `vnplan convert`, with a mark before its first document, at each stretch and at its last."""

    marks: list[Mark] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)  #: wall seconds


def scale(bench: Bench) -> None:
    """10,000 plans: rate, first to last thousand, memory of the supervisor."""
    plans = bench.plans(bench.documents)
    kilobytes = sum(path.stat().st_size for path in plans.rglob("*.txt")) / 1e3
    out = bench.fresh("scale")
    run = convert(plans, out, JOBS)
    first, last = run.marks[0], run.marks[-1]
    wall = last.wall - first.wall
    print(f"{'documents':>10} {'documents/s':>12} {'ms of workers':>14} {'ms of supervisor':>17} {'MB':>6}   (each)")
    costs = []
    for one, other in zip(run.marks, run.marks[1:], strict=False):
        count = other.documents - one.documents
        costs.append(1e3 * (other.workers - one.workers) / count)
        told = f"{other.documents:10} {count / (other.wall - one.wall):12.1f} {costs[-1]:14.1f}"
        print(f"{told} {1e3 * (other.supervisor - one.supervisor) / count:17.2f} {other.peak:6.0f}")
    bench.figure("documents done", run.statuses["ok"], f"of {bench.documents}", least=bench.documents)
    bench.figure("rate, two workers", bench.documents / wall, "/s")
    bench.figure("the same", kilobytes / wall, "KB/s")
    if len(costs) > 1:
        drift = 100 * (costs[-1] / costs[0] - 1)
        bench.figure("processor time of a document, last stretch over first", drift, "%", at_most=MOST_DRIFT)
    bench.figure("memory of the supervisor, peak", last.peak, "MB", at_most=MOST_MEGABYTES)
    bench.figure("its start", first.supervisor, "s")
    each = (last.supervisor - first.supervisor) / bench.documents
    bench.figure("its processor time for a document", 1e3 * each, "ms")
    bench.figure("documents that it can hand out", 1 / each, "/s")
    peak = max(entry.peak_bytes for entry, _ in read_entries(out / LEDGER))
    bench.figure("memory of a worker, peak", peak / 1e6, "MB")
    size = sum(path.stat().st_size for path in (out / RECORDS).rglob("*.json"))
    bench.figure("size of the records over that of the texts", size / 1e3 / kilobytes, "times")
    bench.figure("a line of the ledger", (out / LEDGER).stat().st_size // bench.documents, "B")
    begun = time.perf_counter()
    convert(plans, out, JOBS)
    bench.figure("the same command again, which has nothing to do", time.perf_counter() - begun, "s")


def overhead(bench: Bench) -> None:
    """One supervised worker beside a bare loop over the same plans, in turn.

    Both are run over few plans as well, and the difference is taken: a start is paid once for any number. A worker is
    replaced in long runs: the share of each plan in a whole start (`worker_documents`) is added.
    """
    count = min(TIMED, bench.documents)
    commands: dict[str, Callable[[Path], list[str]]] = {
        "bare": lambda plans: [*BARE, str(plans), str(bench.fresh("bare"))],
        "supervised": lambda plans: _convert_command(plans, bench.fresh("supervised"), 1),
    }
    found: dict[str, list[Seconds]] = {name: [] for name in commands}
    starts: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(bench.runs):
        for name, command in commands.items():
            few, all_of_them = (timed(command(bench.plans(number))) for number in (FEW, count))
            each = Seconds(*((long - short) / (count - FEW) for long, short in zip(all_of_them, few, strict=True)))
            start = Seconds(*(short - FEW * one for short, one in zip(few, each, strict=True)))
            starts[name].append(start.processor)
            if name == "supervised":
                each = Seconds(*(one + once / Limits().worker_documents for one, once in zip(each, start, strict=True)))
            found[name].append(each)
    for name in commands:
        bench.figure(f"start, {name}: processor time", statistics.median(starts[name]), "s")
        for kind in ("wall", "processor"):
            each = statistics.median(getattr(seconds, kind) for seconds in found[name])
            bench.figure(f"a plan, {name}: {kind} time", 1e3 * each, "ms")
    for kind in ("processor", "wall"):
        pairs = zip(found["bare"], found["supervised"], strict=True)
        ratio = statistics.median(getattr(supervised, kind) / getattr(bare, kind) for bare, supervised in pairs)
        bench.figure(f"supervision over the bare loop, {kind} time", 100 * (ratio - 1), "%", at_most=MOST_OVERHEAD)


def cores(bench: Bench) -> None:
    """Two workers beside one, and two bare loops beside one, in turn."""
    plans = bench.plans(min(TIMED, bench.documents))
    gains = []
    for _ in range(bench.runs):
        out = bench.fresh("cores")
        one, two = (timed(_convert_command(plans, out / str(jobs), jobs)).wall for jobs in (1, JOBS))
        gains.append(one / two)
    alone = timed([*BARE, str(plans), str(out / "alone")])
    shares = [[*BARE, str(plans), str(out / f"share-{n}"), "--part", f"{n}/{JOBS}"] for n in range(JOBS)]
    bench.figure("two bare loops over one: what the machine gives", alone.wall / timed(*shares).wall, "times")
    bench.figure("two workers over one", statistics.median(gains), "times", least=LEAST_GAIN)


#: What a line of the ledger holds beside its document.
_LINE: dict[str, Any] = {
    "status": "ok", "sha256": "0" * 64, "bytes": 1, "fingerprint": "f", "limits": "0" * 16, "seconds": 0.1, "pages": 1,
    "stages": {"read": 0.1, "normalise": 0.1, "extract": 0.1, "write": 0.1}, "peak_bytes": 10**8, "worker": 10**5,
    "ended": "2026-01-01T00:00:00Z",
}  # fmt: skip
_PLANNED = """
import sys, time
from pathlib import Path
from vnplan_extract.batch.convert import prepare
from vnplan_extract.batch.ledger import LEDGER, latest
from vnplan_extract.batch.plan import make_plan
from vnplan_extract.batch.process import memory
from vnplan_extract.batch.sources import RECORDS
from vnplan_extract.limits import Limits
from vnplan_extract.limits import Limits

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
before = memory()[1]
begun = time.process_time()
sources, _ = prepare([folder], out)
listed = time.process_time()
plan = make_plan(sources, latest(out / LEDGER), out / RECORDS, fingerprint="f", limits=Limits())
print(len(plan.done), listed - begun, time.process_time() - listed, memory()[1] - before)
"""


def listing(bench: Bench) -> None:
    """A resumed run over many files of which all are done."""
    place = bench.fresh("listing")
    out = place / "out"
    out.mkdir(parents=True)
    with (out / LEDGER).open("wb") as ledger:
        for number in range(LISTED):
            name = f"{number // STRETCH:04}/plan-{number:07}.txt"
            path, record = place / "in" / name, out / RECORDS / f"{name}.json"
            if number % STRETCH == 0:
                path.parent.mkdir(parents=True)
                record.parent.mkdir(parents=True)
            path.write_bytes(b"x")
            record.write_bytes(b"{}")
            stamp = f"1:{path.stat().st_mtime_ns}:{path}"
            ledger.write(to_line(Entry(str(path), f"{name}.json", stamp=stamp, **_LINE)))
    command = [sys.executable, "-c", _PLANNED, str(place / "in"), str(out)]
    told = subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout.split()
    done, listed, planned, held = map(float, told)
    bench.figure("documents found done", int(done), f"of {LISTED}", least=LISTED)
    bench.figure("listing them", 1e6 * listed / LISTED, "µs each")
    bench.figure("comparing them with the ledger", 1e6 * planned / LISTED, "µs each")
    bench.figure("memory held for them", held / LISTED, "B each")
    bench.figure("a million documents: time before work", (listed + planned) * 1e6 / LISTED, "s")
    bench.figure("a million documents: memory of the supervisor", held * 1e6 / LISTED / 1e6, "MB")


def rates(bench: Bench) -> None:
    """Processor time of a page by format, and of a million documents of ten pages."""
    os.environ["VNPLAN_CACHE"] = "off"
    pages: list[int] = []
    heads = f"{'ms a page':>10} {'core hours':>11} {f'h, {_CORES} cores':>12}"
    print(f"{'format':<9} {'plans':>6} {'pages':>6} {heads}   of it {', '.join(_STAGES)}")
    for form, count in RATED.items():
        run = convert(_in_format(bench, form, count), bench.fresh("rates"), 1, stretch=1)
        _, first, *_, last = run.marks  # the first document waits for the worker and its models
        pages = pages or [mark.pages - before.pages for before, mark in zip(run.marks, run.marks[1:], strict=False)]
        behind = _GLUED if form == "long" else 1  # plans in the first document
        read = last.pages - first.pages if form == "scan" else sum(pages[behind:count])
        each = (last.workers - first.workers) / read
        shares = ", ".join(f"{run.stages[stage] / run.stages.total():.0%}" for stage in _STAGES)
        hours = each * _MILLION / 3600
        told = f"{1e3 * each:10.1f} {hours:11,.0f} {hours / _CORES:12,.1f}"
        print(f"{form:<9} {count:6} {read:6} {told}   {shares}")
    letters = sum(len(path.read_text(encoding="utf-8")) for path in bench.plans(RATED["txt"]).rglob("*.txt"))
    bench.figure("letters of a page", letters // sum(pages))


def _in_format(bench: Bench, form: str, count: int) -> Path:
    """A folder with so many plans in a format."""
    if form not in ("long", "unmarked"):
        return bench.plans(count, form)
    folder = bench.fresh(form)
    folder.mkdir()
    texts = [path.read_text(encoding="utf-8") for path in sorted(bench.plans(count).rglob("*.txt"))]
    if form == "unmarked":
        texts = [normalize("NFC", re.sub("[\u0300-\u036f]", "", normalize("NFD", text))) for text in texts]
        texts = [text.replace("đ", "d").replace("Đ", "D") for text in texts]
    else:
        texts = ["\n\n".join(texts[place : place + _GLUED]) for place in range(0, count, _GLUED)]
    for number, text in enumerate(texts):
        (folder / f"{form}-{number:03}.txt").write_text(text, encoding="utf-8")
    return folder


def convert(plans: Path, out: Path, jobs: int, stretch: int = STRETCH) -> Run:
    """Run `vnplan convert`, and look at what it costs at each stretch."""
    run = Run()
    pages = documents = 0
    command = [*_convert_command(plans, out, jobs), "--progress", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "begin":
                run.marks.append(_mark(process.pid, 0, 0))
            if event["event"] != "document":
                continue
            documents += 1
            pages += event["pages"]
            run.statuses[event["status"]] += 1
            for stage, seconds in event["stages"].items():
                run.stages[stage] += seconds
            if documents % stretch == 0 or documents == event["documents"]:
                run.marks.append(_mark(process.pid, documents, pages))
    return run


def _convert_command(plans: Path, out: Path, jobs: int) -> list[str]:
    return [*VNPLAN, "convert", str(plans), "-o", str(out), "--jobs", str(jobs)]


def _mark(pid: int, documents: int, pages: int) -> Mark:
    """What a supervisor and its workers have cost."""
    wall = time.perf_counter()
    own, reaped = _processor_seconds(pid)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    live = 0.0
    for child in children:
        with suppress(OSError):
            live += sum(_processor_seconds(int(child)))
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024 / 1e6
    return Mark(documents, pages, wall, own, reaped + live, peak)


def _processor_seconds(pid: int) -> tuple[float, float]:
    """Those of a process, and of the children that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    user, system, of_children, system_of_children = (int(number) / _TICKS for number in fields[11:15])
    return user + system, of_children + system_of_children


def timed(*commands: Sequence[str]) -> Seconds:
    """Wall and processor seconds of commands that run at once."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    started = [subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT) for command in commands]
    for process in started:
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, process.args)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Seconds(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
