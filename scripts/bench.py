"""Measurements: throughput, start-up time, memory over many plans; reading of formats, encodings, scans and tables;
extraction against gold; batches.

    scripts/bench [text] [pdf] [startup] [memory] [formats] [ocr] [tables] [restore] [extract] [batch] [engines]
    scripts/bench batch [options of bench_batch.py]

Everything is measured on plans that `scripts/make_fixtures.py` makes and on `fixtures/`, in one run and on one
core, each peer on the same text as we. Times are medians of several runs; read the ratios on a busy machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLANS_OF_TEXT = 40
PLANS_OF_MEMORY = 1_000
SENTENCES_OF_NER = 60
_OF_ALL_CORES = ("formats", "ocr", "tables", "extract", "batch", "engines")


def main(parts: list[str]) -> None:
    """Run the parts named, or all."""
    measures = {
        "text": text, "pdf": pdf, "startup": startup, "memory": memory,
        "formats": formats, "ocr": ocr, "tables": tables,
        "restore": restore, "extract": extract, "batch": batch, "engines": engines,
    }  # fmt: skip
    if parts[:1] == ["batch"]:
        batch(parts[1:])
        return
    unknown = [part for part in parts if part not in measures]
    if unknown:
        sys.exit(f"unknown part: {', '.join(unknown)}; there are {', '.join(measures)}")
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    for part in parts or measures:
        print(f"== {part}", flush=True)
        if cores:
            os.sched_setaffinity(0, cores if part in _OF_ALL_CORES else {min(cores)})
        measures[part]()


def median_seconds(action: Callable[[], object], runs: int = 5) -> float:
    """The median wall time of `action` over `runs`, after one that is not counted."""
    action()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def make_plans(count: int, folder: Path) -> list[Path]:
    """Make `count` plans as text in `folder`."""
    script = str(ROOT / "scripts/make_fixtures.py")
    command = [sys.executable, script, "--many", str(count), "--out", str(folder), "--format", "txt"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.rglob("*.txt"))


def text() -> None:
    """Extraction of clean text beside underthesea on the same text."""
    from vnplan_extract import pipeline

    with tempfile.TemporaryDirectory() as folder:
        plans = [path.read_bytes() for path in make_plans(PLANS_OF_TEXT, Path(folder))]
    documents = [pipeline.read_document(plan, "plan.txt") for plan in plans]
    kilobytes = sum(map(len, plans)) / 1_000
    extraction = median_seconds(lambda: [pipeline.extract_record(document) for document in documents])
    whole = median_seconds(lambda: [pipeline.run(plan, "plan.txt") for plan in plans])
    print(f"text: {len(plans)} plans, {kilobytes:.0f} KB of UTF-8")
    print(f"extraction, all fields           {kilobytes / extraction:8.1f} KB/s a core")
    print(f"reading, normalising, extraction {kilobytes / whole:8.1f} KB/s a core")
    sentences = [line.strip() for plan in plans for line in plan.decode().splitlines() if len(line) > 40]
    sentences = sentences[:: max(1, len(sentences) // SENTENCES_OF_NER)][:SENTENCES_OF_NER]
    size = sum(len(sentence.encode()) for sentence in sentences) / 1_000
    from underthesea import ner, word_tokenize

    segmentation = median_seconds(lambda: [word_tokenize(sentence) for sentence in sentences], 3)
    recognition = median_seconds(lambda: [ner(sentence) for sentence in sentences], 3)
    print(f"underthesea word segmentation    {size / segmentation:8.1f} KB/s a core (by sentence, {size:.0f} KB)")
    print(f"underthesea NER                  {size / recognition:8.1f} KB/s a core (the same)")


def pdf() -> None:
    """Reading of PDF pages beside pdfplumber alone."""
    import pdfplumber

    from vnplan_extract.limits import Limits
    from vnplan_extract.readers import read

    files = sorted((ROOT / "fixtures/plans").glob("*.pdf"))
    pages = 0
    for file in files:
        with pdfplumber.open(file) as opened:
            pages += len(opened.pages)

    def ours() -> None:
        for file in files:
            read(file.read_bytes(), file.name, Limits())

    def plumber() -> None:
        for file in files:
            with pdfplumber.open(file) as opened:
                for page in opened.pages:
                    page.extract_text()

    def plumber_tables() -> None:
        for file in files:
            with pdfplumber.open(file) as opened:
                for page in opened.pages:
                    page.extract_text()
                    page.extract_tables()

    print(f"PDF: {len(files)} files, {pages} pages")
    print(f"our reader: text, boxes, tables  {pages / median_seconds(ours, 3):8.1f} pages/s")
    print(f"pdfplumber: text                 {pages / median_seconds(plumber, 3):8.1f} pages/s")
    print(f"pdfplumber: text and tables      {pages / median_seconds(plumber_tables, 3):8.1f} pages/s")


def startup() -> None:
    """Wall time of the command's help and of one small plan."""
    vnplan = Path(sys.executable).with_name("vnplan")
    plan = min((ROOT / "fixtures/plans").glob("*.txt"))

    def run(*arguments: str | Path) -> Callable[[], object]:
        return lambda: subprocess.run([vnplan, *arguments], stdout=subprocess.DEVNULL, check=True)

    print(f"vnplan --help                    {median_seconds(run('--help'), 9):8.3f} s")
    print(f"vnplan extract, one small plan   {median_seconds(run('extract', plan), 5):8.3f} s")


_MEMORY = """
import sys
from pathlib import Path
from vnplan_extract import pipeline


def peak():
    # Not getrusage: its peak is inherited from the process that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


files = sorted(Path(sys.argv[1]).rglob("*.txt"))
for count, file in enumerate(files, 1):
    pipeline.run(file.read_bytes(), file.name)
    if count in (1, 10, 100, 250, 500, 750, len(files)):
        print(f"peak memory after {count:5d} plans     {peak():8.1f} MB", flush=True)
"""


def memory() -> None:
    """Peak memory of one process over many different plans: it must stay flat."""
    with tempfile.TemporaryDirectory() as folder:
        make_plans(PLANS_OF_MEMORY, Path(folder))
        subprocess.run([sys.executable, "-c", _MEMORY, folder], check=True)


def ocr() -> None:
    """Reading of scans beside bare Tesseract: see `bench_ocr.py`."""
    import bench_ocr

    bench_ocr.main()


def formats() -> None:
    """Headers, encodings, a broken character map: see `bench_formats.py`."""
    import bench_formats

    bench_formats.main()


def tables() -> None:
    """Cells of ruled tables on scans: see `bench_tables.py`."""
    import bench_tables

    bench_tables.main()


def restore() -> None:
    """Restoration beside pyvi's `add_accents`: see `bench_restore.py`."""
    import bench_restore

    bench_restore.main()


def extract() -> None:
    """Extraction against gold, clean and read without Vietnamese: see `bench_extract.py`."""
    import bench_extract

    bench_extract.main([])


def batch(options: Sequence[str] = ()) -> None:
    """Batches of documents beside their bounds, on the exit status too: see `bench_batch.py`."""
    import bench_batch

    if bench_batch.main(options):
        sys.exit(1)


def engines() -> None:
    """One manifest by the embedded engine, Ray and Dask: see `bench_engines.py`."""
    import bench_engines

    bench_engines.main()


if __name__ == "__main__":
    main(sys.argv[1:])
