"""Batches: the part `batch` of `scripts/bench`.

    scripts/bench batch [--part NAME ...] [--documents N] [--runs N] [--work DIR]
    python scripts/bench_batch.py (the same)

Each figure stands beside its bound; the exit status is 1 where one is missed. The parts, each a function of `PARTS`:

- `faults`: 100 plans among documents that go wrong in every way, in real child processes;
- `disk`: 100 plans and a document that fills the file system of the output;
- `kills`: `kill -9` of the supervisor at 20 moments of a run over 500 plans, resumed each time;
- `scale`: 10,000 plans: rate, first to last thousand, memory of the supervisor;
- `overhead`: one supervised worker beside a bare loop in one process over the same plans, in turn;
- `cores`: two workers beside one, in turn; and two bare loops beside one, which is what the machine can give;
- `listing`: a resumed run over 200,000 files of which all are done: time and memory before work;
- `export`: the records of `scale` as Parquet; as a workbook, read back by openpyxl and by LibreOffice;
- `rates`: processor time of a page by format, scans included: what `vnplan scan` estimates by.

The plans are made by `scripts/make_fixtures.py`. Wall times are medians of runs in turn and hold on a quiet machine;
the processor time beside them holds on a busy one too. What the parts make is kept in `--work` and used again.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts"), str(ROOT / "tests/batch"), str(ROOT / "tests/export")]

from bench_batch_export import export  # noqa: E402 - this is no package
from bench_batch_faults import disk, faults, kills  # noqa: E402
from bench_batch_rates import cores, listing, overhead, rates, scale  # noqa: E402

SEED = 6


@dataclass
class Bench:
    """Where a measurement works, how much of it is done, and what it has missed."""

    work: Path
    documents: int
    runs: int
    missed: list[str] = field(default_factory=list)

    def figure(
        self, name: str, value: int | float, unit: str = "", *, least: float | None = None, at_most: float | None = None
    ) -> None:
        """Print a figure beside its bound."""
        is_missed = (least is not None and value < least) or (at_most is not None and value > at_most)
        if is_missed:
            self.missed.append(name)
        bounds = [f"at least {least:g}"] if least is not None else []
        if at_most is not None:
            bounds.append(f"at most {at_most:g}")
        shown = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
        told = f"{name:<58} {shown:>10} {unit:<9} {', '.join(bounds)}"
        print(told.rstrip() + ("  MISSED" if is_missed else ""))

    def plans(self, count: int, form: str = "txt") -> Path:
        """A folder with the first plans of the seed, a thousand in each folder of it."""
        made = self.work / f"plans-{count}-{form}"
        if not made.exists():
            part = self.fresh(f"{made.name}.part")
            command = [sys.executable, str(ROOT / "scripts/make_fixtures.py"), "--many", str(count), "--format", form]
            subprocess.run([*command, "--out", str(part), "--seed", str(SEED)], check=True, stdout=subprocess.DEVNULL)
            part.rename(made)
        return made / "plans"

    def fresh(self, name: str) -> Path:
        """The path of that name, at which nothing is."""
        shutil.rmtree(self.work / name, ignore_errors=True)
        return self.work / name


PARTS: dict[str, Callable[[Bench], None]] = {
    "faults": faults, "disk": disk, "kills": kills, "scale": scale, "overhead": overhead, "cores": cores,
    "listing": listing, "export": export, "rates": rates,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of the parts named, or of all; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--documents", type=int, default=10_000, metavar="N", help="plans of `scale` and `export`")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of `overhead` and `cores`")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where to work; else a folder that is removed")
    given = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    with tempfile.TemporaryDirectory(prefix="vnplan-bench-") as folder:
        work = (given.work or Path(folder)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        bench = Bench(work, given.documents, given.runs)
        for part in given.part:
            print(f"-- {part} (load {os.getloadavg()[0]:.1f})")
            begun = time.perf_counter()
            PARTS[part](bench)
            print(f"({time.perf_counter() - begun:.0f} s)")
    if bench.missed:
        print(f"missed: {', '.join(bench.missed)}")
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
