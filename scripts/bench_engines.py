"""One manifest by the embedded engine, Ray and Dask, with a document that kills: the part `engines` of `scripts/bench`.

    scripts/bench engines

Plans that `scripts/make_fixtures.py` makes, and one document that kills the process that reads it. Each engine has a
cluster of its own on this machine. Its records must be those of the embedded engine byte for byte, and the document
that kills must be told by each. `VNPLAN_BENCH_PLANS` chooses another number of plans.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [entry for entry in (str(ROOT), str(ROOT / "scripts")) if entry not in sys.path]

from vnplan_extract.batch import files  # noqa: E402 - the processes of an engine are to find it as we do
from vnplan_extract.batch.convert import Setting, convert_with_ledger, prepare  # noqa: E402
from vnplan_extract.batch.engines import convert_on  # noqa: E402
from vnplan_extract.batch.fingerprint import fingerprint  # noqa: E402
from vnplan_extract.batch.ledger import Ledger, merged  # noqa: E402
from vnplan_extract.batch.plan import make_plan  # noqa: E402
from vnplan_extract.batch.sources import RECORDS  # noqa: E402
from vnplan_extract.batch.worker import Converted, OnStage  # noqa: E402
from vnplan_extract.limits import Limits  # noqa: E402
from vnplan_extract.readers.content import Progress  # noqa: E402
from vnplan_extract.record import Record  # noqa: E402

PLANS = 40
POISON = "poison.txt"
Engine = Literal["embedded", "ray", "dask"]
ENGINES: dict[Engine, str] = {"embedded": "vnplan_extract", "ray": "ray", "dask": "distributed"}  #: and the package


def extract_file(path: Path, limits: Limits, progress: Progress, on_stage: OnStage) -> Record:
    """As the worker does by itself; the poison kills it."""
    if path.name == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    return files.extract_file(path, limits, progress, on_stage)


def main() -> None:
    """Print what each engine took, whether its records are the same, and what it told of the poison."""
    from bench import make_plans

    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    os.environ["VNPLAN_OCR"] = "off"
    count = int(os.environ.get("VNPLAN_BENCH_PLANS") or PLANS)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "in"), Path(folder, "out")
        make_plans(count, source)
        (source / POISON).write_text("kill", encoding="utf-8")
        expected: dict[str, bytes] = {}
        for engine, package in ENGINES.items():
            if not find_spec(package):
                print(f'{engine:9} not installed: pip install "vnplan-extract[{engine}]"')
                continue
            begun = time.monotonic()
            told = {result.source.name: result for result in run(engine, source, out / engine)}
            seconds = time.monotonic() - begun
            records = {
                str(p.relative_to(out / engine)): p.read_bytes() for p in (out / engine / RECORDS).rglob("*.json")
            }
            expected = expected or records
            same = sum(records.get(name) == content for name, content in expected.items())
            poison = told[POISON]
            code = poison.problems[0].code if poison.problems else "-"
            print(
                f"{engine:9} {len(told)} documents in {seconds:6.1f} s   "
                f"{len(records)} records, {same} with the same bytes   poison: {poison.status.value} {code}",
                flush=True,
            )


def run(engine: Engine, source: Path, out: Path) -> Generator[Converted, None, None]:
    """Convert a folder with an engine, on all cores."""
    sources, _ = prepare([source], out)
    made_by, limits = fingerprint(), Limits.from_environment()
    with closing(Ledger(out)) as ledger:
        plan = make_plan(sources, merged(out), out / RECORDS, fingerprint=made_by, limits=limits)
        setting = Setting(out, 1, limits, "bench_engines:extract_file")
        if engine == "embedded":
            setting = Setting(out, len(os.sched_getaffinity(0)), limits, setting.extract_file)
            yield from convert_with_ledger(plan.tasks, plan.done, setting, ledger, made_by)
        else:
            yield from convert_on(engine, None, plan, setting, ledger, made_by)


if __name__ == "__main__":
    main()
