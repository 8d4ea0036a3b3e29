"""Measurements of reading scans, beside bare Tesseract on the same pages: the part `ocr` of `scripts/bench`.

    scripts/bench ocr

Bare Tesseract is `tesseract -l vie` on each page drawn at 300 dots an inch, one thread. Word errors are Levenshtein
edits over the words of the truth, in the order of reading; `any order` does not count words that stand elsewhere.
The rendered pages are of plans that `scripts/make_fixtures.py` makes.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
SHARED = ROOT.parent / "shared"
PLANS_OF_LEVEL = {"clean": 3, "light": 3, "hard": 6}
PLANS_WITH_TABLES = 6
PAGES_OF_SPEED = 12
SEED = "bench"
_LONE_NUMBER = re.compile(r"(?m)^\s*\d{1,2}\s*$")  # the number of a page


def main() -> None:
    """Print all measurements."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VNPLAN_CACHE"] = folder
        real_scan()
        for level, count in PLANS_OF_LEVEL.items():
            rendered(level, count)
        fixture_scans()
        table_cells()
    speed()


@dataclass
class Tally:
    """Errors of both readers, summed over pages."""

    words: int = 0
    bare: int = 0
    ours: int = 0
    bare_any_order: int = 0
    ours_any_order: int = 0
    made_wrong: int = 0
    digits: int = 0

    def add(self, truth: str, bare: str, ours: str, *, show: bool = True) -> None:
        """Add one document."""
        from vnplan_extract.evaluation import text_metrics as metrics

        self.words += metrics.word_errors(truth, "").total
        self.bare += metrics.word_errors(truth, bare).errors
        self.ours += metrics.word_errors(truth, ours).errors
        self.bare_any_order += metrics.unordered_word_errors(truth, bare).errors
        self.ours_any_order += metrics.unordered_word_errors(truth, ours).errors
        wrong = metrics.digits_made_wrong(truth, bare, ours)
        self.made_wrong += len(wrong)
        self.digits += sum(any(c.isdecimal() for c in word) for word in truth.split())
        if show:
            for item in wrong:
                print(f"    made wrong: {item.truth} (Tesseract {item.before}, ours {item.after})")

    def show(self, what: str) -> None:
        """Print the rates."""
        words = max(1, self.words)
        print(
            f"{what:28} WER bare {self.bare / words:7.2%}  ours {self.ours / words:7.2%}"
            f"  (any order {self.bare_any_order / words:.2%}, {self.ours_any_order / words:.2%})"
            f"  digits made wrong {self.made_wrong} of {self.digits}  [{self.words} words]"
        )


def real_scan() -> None:
    """The real scan with a transcript, where the project's shared files are there."""
    path, transcript = SHARED / "documents/bac-giang-353.pdf", SHARED / "gold/bac-giang-353.transcript.txt"
    if not path.is_file() or not transcript.is_file():
        print("bac-giang-353.pdf: not there")
        return
    tally = Tally()
    truth = _LONE_NUMBER.sub("", transcript.read_text(encoding="utf-8"))
    tally.add(truth, _LONE_NUMBER.sub("", bare_tesseract(path.read_bytes())), our_text(path))
    tally.show(path.name)


def rendered(level: str, count: int) -> None:
    """Rendered pages of a level."""
    from plan_fixtures.catalogue import random_spec
    from plan_fixtures.compose import compose
    from plan_fixtures.render_scan import as_pdf, render_scan

    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for index in range(count):
            scan = render_scan(compose(random_spec(SEED, index)), level, SEED)
            path = Path(folder) / f"{level}-{index}.pdf"
            path.write_bytes(as_pdf(scan))
            truth = "\n".join(page.text for page in scan.pages)
            tally.add(truth, bare_tesseract(path.read_bytes()), our_text(path))
    tally.show(f"rendered pages, {level}")


def fixture_scans() -> None:
    """The committed scans."""
    for path in sorted((ROOT / "fixtures/scans").glob("*")):
        if path.suffix == ".json":
            continue
        truth = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
        tally = Tally()
        tally.add("\n".join(page["text"] for page in truth["pages"]), bare_tesseract(path.read_bytes()), our_text(path))
        tally.show(path.name)


def table_cells() -> None:
    """Cells of money tables through the whole pipeline, of upright pages and of pages that lie otherwise."""
    from plan_fixtures.catalogue import random_spec
    from plan_fixtures.compose import compose
    from plan_fixtures.render_scan import as_pdf, render_scan

    from vnplan_extract.evaluation.scoring import FIELDS, Figures, judge

    field = next(field for field in FIELDS if field.name == "table cells")
    outcomes: dict[str, list[Any]] = {}

    def measure(group: str, name: str, data: bytes, tables: list[Any]) -> None:
        found = our_record(data, name)["tables"]
        gold = field.items({"tables": tables})
        results = judge(field, name, gold, field.items({"tables": found}))
        outcomes.setdefault(group, []).extend(results)
        for result in results:
            if result.verdict != "hit":
                print("    " + result.notes()[0])

    for path in sorted((ROOT / "fixtures/scans").glob("*")):
        if path.suffix != ".json":
            truth = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
            measure("fixtures/scans", path.name, path.read_bytes(), truth["money"])
    for level in ("light", "hard"):
        for index in range(PLANS_WITH_TABLES):
            spec = replace(random_spec(f"{SEED} tables", index), money="table", form="plan", work="labels")
            plan = compose(spec)
            scan = render_scan(plan, level, SEED)
            heading = plan.truth["tables"][0]["cells"][-1]["row"]
            turned = any(page.turn for page in scan.pages if heading in page.text and "TT" in page.text)
            group = f"{level}, {'turned' if turned else 'upright'}"
            measure(group, f"{level}-{index}.pdf", as_pdf(scan), plan.truth["tables"])
    for group, results in outcomes.items():
        figures = Figures.of(results)
        counts = f"hits {figures.hits}, missed {figures.missed}, extra {figures.extra}"
        print(f"table cells, {group:15} F1 {figures.f1:.3f} ({counts})")
    figures = Figures.of(result for results in outcomes.values() for result in results)
    print(f"table cells, all             F1 {figures.f1:.3f}")


_SPEED = """
import json, os, resource, sys, time
cores = {int(core) for core in sys.argv[2].split(",")}
os.sched_setaffinity(0, cores)
begin = time.perf_counter()
from pathlib import Path
from vnplan_extract import pipeline
path = Path(sys.argv[1])
document = pipeline.read_document(path.read_bytes(), path.name)
wall = time.perf_counter() - begin
own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "wall": wall,
    "own": own.ru_utime + own.ru_stime,
    "tesseract": children.ru_utime + children.ru_stime,
    "words": len(document.text.value.split()),
}))
"""


def speed() -> None:
    """Wall time of a scan of 12 pages on one core and on two, what is not Tesseract's, and a second run."""
    from plan_fixtures.catalogue import random_spec
    from plan_fixtures.compose import compose
    from plan_fixtures.render_scan import as_pdf, render_scan

    pages: list[Any] = []
    index = 0
    while len(pages) < PAGES_OF_SPEED:
        scan = render_scan(compose(random_spec(f"{SEED} speed", index)), "light", SEED)
        pages += scan.pages
        index += 1
    scan = replace(scan, pages=tuple(pages[:PAGES_OF_SPEED]))
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        path.write_bytes(as_pdf(scan))

        def run(cache: str, used: Sequence[int]) -> dict[str, float]:
            environment = {**os.environ, "VNPLAN_CACHE": str(Path(folder) / cache)}
            arguments = [sys.executable, "-c", _SPEED, str(path), ",".join(map(str, used))]
            done = subprocess.run(arguments, env=environment, check=True, capture_output=True)
            result: dict[str, float] = json.loads(done.stdout)
            return result

        one = run("one", cores[:1])
        print(f"{PAGES_OF_SPEED} pages, 1 core                {one['wall']:8.2f} s")
        share = one["own"] / (one["own"] + one["tesseract"])
        print(f"CPU: ours {one['own']:.2f} s, Tesseract {one['tesseract']:.2f} s: beside Tesseract {share:.1%}")
        if len(cores) > 1:
            two = run("two", cores[:2])
            part = two["wall"] / one["wall"]
            print(f"{PAGES_OF_SPEED} pages, 2 cores               {two['wall']:8.2f} s = {part:.2f} of one core's")
        again = run("one", cores[:1])
        print(f"{PAGES_OF_SPEED} pages, second run            {again['wall']:8.2f} s")
        if again["words"] != one["words"]:
            print("    the second run read otherwise than the first")


def our_text(path: Path) -> str:
    """What the pipeline reads of a file, without its numbers of pages."""
    from vnplan_extract import pipeline

    return pipeline.read_document(path.read_bytes(), path.name).text.value


def our_record(data: bytes, name: str) -> Any:
    """The record of a file."""
    from vnplan_extract import pipeline

    return pipeline.run(data, name).model_dump(mode="json")


def bare_tesseract(data: bytes) -> str:
    """What `tesseract -l vie` makes of each page; a page's number that stands alone first is left out."""
    parts = []
    for number, image in enumerate(page_images(data), 1):
        command = ["tesseract", "stdin", "stdout", "-l", "vie", "--dpi", "300"]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, input=image, env=environment, check=True, capture_output=True)
        lines = done.stdout.decode().split("\n")
        first = next((n for n, line in enumerate(lines) if line.strip()), 0)
        if lines[first].strip() == str(number):
            lines[first] = ""
        parts.append("\n".join(lines))
    return "\n".join(parts)


def page_images(data: bytes) -> Iterator[bytes]:
    """The pages of a PDF at 300 dots an inch, or those of an image file as they are, as PNG."""
    from PIL import Image

    if data.startswith(b"%PDF"):
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        for page in document:
            yield _png(page.render(scale=300 / 72).to_pil())
        return
    with Image.open(io.BytesIO(data)) as opened:
        for frame in range(getattr(opened, "n_frames", 1)):
            opened.seek(frame)
            scale = 300 / float(opened.info.get("dpi", (300, 300))[0])
            image = opened.convert("L")
            yield _png(image.resize((round(image.width * scale), round(image.height * scale))))


def _png(image: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


if __name__ == "__main__":
    main()
