"""What `bench_batch.py` runs in processes of its own: a batch whose documents may be faults, and a bare loop.

    python scripts/bench_batch_run.py batch FOLDER OUT [--jobs N]
    python scripts/bench_batch_run.py bare FOLDER OUT [--part K/N]

`batch` converts as `vnplan convert` does, but for what makes the records: `extract_file` of this module, which tells
each beginning in the file that `BEGINS` names and does what files named `*fault-*` ask for (`tests/batch/faults.py`).
It prints what its own process held.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts"), str(ROOT / "tests/batch")]

from vnplan_extract.batch import files, process  # noqa: E402 - this is no package
from vnplan_extract.batch.worker import OnStage  # noqa: E402
from vnplan_extract.limits import Limits  # noqa: E402
from vnplan_extract.readers.content import Progress  # noqa: E402
from vnplan_extract.record import Record, to_json  # noqa: E402

#: Names the file, in the environment, in which the beginning of each document is told.
BEGINS = "VNPLAN_BENCH_BEGINS"
FAULT, VANISH = "fault-", "vanish"
_EVERY = 10  # documents between two looks at the memory


def extract_file(path: Path, limits: Limits, progress: Progress, on_stage: OnStage) -> Record:
    """The record of a plan, or the fault that the file asks for."""
    if log := os.environ.get(BEGINS):
        descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(descriptor, f"{path.name}\n".encode())  # at once: it must be there when this process is killed
        os.close(descriptor)
    _, is_fault, name = path.stem.partition(FAULT)
    if name == VANISH:
        path.unlink()
    elif is_fault:
        record: Record = importlib.import_module("faults").extract_file(path, limits, progress, on_stage)
        return record
    return files.extract_file(path, limits, progress, on_stage)


def batch(folder: Path, out: Path, jobs: int) -> None:
    """Convert a folder, and print what this process held while it did, in MB."""
    from vnplan_extract.batch.convert import Setting, convert_with_ledger, prepare
    from vnplan_extract.batch.fingerprint import fingerprint
    from vnplan_extract.batch.ledger import LEDGER, Ledger, latest
    from vnplan_extract.batch.plan import make_plan
    from vnplan_extract.batch.sources import RECORDS

    limits, made_by = Limits.from_environment(), fingerprint()
    sources, _ = prepare([folder], out, limits)
    statuses: Counter[str] = Counter()
    held = []
    with closing(Ledger(out)) as ledger:
        plan = make_plan(sources, latest(out / LEDGER), out / RECORDS, fingerprint=made_by, limits=limits)
        setting = Setting(out, jobs, limits, "bench_batch_run:extract_file")
        with closing(convert_with_ledger(plan.tasks, plan.done, setting, ledger, made_by)) as stream:
            for number, result in enumerate(stream):
                statuses[result.status.value] += 1
                if number % _EVERY == 0:
                    held.append(round(process.memory()[0] / 1e6, 1))
    print(json.dumps({"statuses": statuses, "held": held, "peak": round(process.memory()[1] / 1e6, 1)}))


def bare(folder: Path, out: Path, part: str) -> None:
    """Convert a folder, or each N-th file of it, in this process, with nothing around it."""
    share, shares = map(int, part.split("/"))
    limits = Limits.from_environment()
    out.mkdir(parents=True)
    for path in sorted(folder.rglob("*.*"))[share::shares]:
        (out / f"{path.name}.json").write_text(to_json(files.extract_file(path, limits)), encoding="utf-8")


def main() -> None:
    """Run what the arguments name."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("batch", "bare"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--part", default="0/1")
    given = parser.parse_args()
    if given.what == "batch":
        batch(given.folder, given.out, given.jobs)
    else:
        bare(given.folder, given.out, given.part)


if __name__ == "__main__":
    main()
