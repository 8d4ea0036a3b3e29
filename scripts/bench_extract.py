"""Extraction against gold: the part `extract` of `scripts/bench`.

    scripts/bench extract
    python scripts/bench_extract.py [--gold DIR ...] [--cache DIR] [--part NAME ...] [--misses]

A folder of gold files `NAME.gold.json` has the documents beside it, in `plans/` or `documents/`. By default the
fixtures are measured, and `../shared/gold` where it is there. The parts, each a function of `PARTS`:

- `scores`: every field and attribute on the documents as they are;
- `noise`: the same text set on pages, read by `tesseract -l eng` and restored, beside the same lines as plain text, so
  that what is lost is lost to the letters and not to the geometry of the page;
- `calibration`: how far the stated confidences hold, and how far they hold for documents they were not fitted on;
- `ablation`: the rules, the recogniser, and both, on clean and on misread text;
- `throughput`: kilobytes a second of the whole way over clean text.

What the engine reads is kept in the cache, for it is slow; it is made anew where the text or the settings change.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from PIL import Image, ImageDraw, ImageFont

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # rates are those of one core; numpy, imported later, would take them all
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
SHARED = ROOT.parent / "shared"
Restoration = Literal["auto", "always", "never"]
GOLD = (ROOT / "fixtures/gold", ROOT.parent / "shared/gold")
DOCUMENTS = ("plans", "documents")
FORMATS = (".txt", ".docx", ".doc", ".rtf", ".html", ".pdf")  #: of one plan in several, the first counts
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vnplan-extract/bench"
LEAST_LOSS = 0.05  #: of F1, that no field may exceed

#: A page as Nghị định 30/2020/NĐ-CP has it: A4, Times of 13 points, margins of 30 and 20 mm.
FONT = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")
RESOLUTION, POINTS, PITCH = 300, 13, 1.35
WIDTH, HEIGHT = round(210 / 25.4 * RESOLUTION), round(297 / 25.4 * RESOLUTION)
LEFT, RIGHT, ABOVE = (round(mm / 25.4 * RESOLUTION) for mm in (30, 15, 20))
TESSERACT = ("tesseract", "{image}", "-", "-l", "eng", "--psm", "4", "--dpi", str(RESOLUTION))
SECONDS_OF_A_PAGE = 120
PROCESSES = 2
_RULE = re.compile(r"-{3,}|_{3,}|\*{3,}")
RUNS = 5


@dataclass(frozen=True)
class Case:
    """A gold file and its document."""

    name: str
    path: Path
    gold: dict[str, Any]

    @cached_property
    def text(self) -> str:
        """The document's normalised text."""
        from vnplan_extract import extract_text

        return extract_text(self.path)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its text in lines that fit a page.

        Runs of blanks, which no engine tells, and rules drawn with characters, which part a page into columns, are one
        space.
        """
        return tuple(line for row in self.text.splitlines() for line in _wrapped(_RULE.sub(" ", row)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of the parts named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, nargs="+", default=[folder for folder in GOLD if folder.is_dir()])
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--part", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--misses", action="store_true", help="print every item that a part lost, too")
    given = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    every = list(cases(given.gold))
    print(f"{len(every)} documents, {sum(len(case.text.encode()) for case in every) / 1_000:.0f} KB of text")
    for part in given.part:
        print(f"-- {part}")
        PARTS[part](every, given)


def cases(folders: Iterable[Path]) -> Iterator[Case]:
    """The gold files of folders with their documents, by name."""
    from vnplan_extract.evaluation.pairs import load_record

    for folder in folders:
        for path in sorted(folder.glob("*.gold.json")):
            name = path.name.removesuffix(".gold.json")
            found = [folder.parent / place / (name + ending) for place in DOCUMENTS for ending in FORMATS]
            source = next((one for one in found if one.exists()), None)
            if source is None:
                sys.exit(f"{path}: không có tài liệu / no document beside it")
            yield Case(name, source, load_record(path))


def scores(every: Sequence[Case], given: argparse.Namespace) -> None:
    """The documents as they are."""
    found = _evaluation((case, record_of(case.path.read_bytes(), case.path.name)) for case in every)
    print(found.table(), "", found.document_table(), sep="\n")
    if given.misses:
        print(*found.misses(), sep="\n")


def noise(every: Sequence[Case], given: argparse.Namespace) -> None:
    """The same lines as plain text, and read without Vietnamese and restored."""
    from vnplan_extract.evaluation.gain_loss import compare_evaluations
    from vnplan_extract.evaluation.scoring import Figures

    with ThreadPoolExecutor(PROCESSES) as pool:
        texts = list(pool.map(lambda case: read_without_vietnamese(case, given.cache), every))
    clean = _evaluation((case, record_of("\n".join(case.lines).encode(), f"{case.name}.txt")) for case in every)
    noisy = _evaluation(
        (case, record_of(text.encode(), f"{case.name}.txt")) for case, text in zip(every, texts, strict=True)
    )
    print(f"{'field':<12} {'clean':>7} {'noisy':>7} {'loss':>7}   attributes: clean, noisy")
    for name, before in clean.fields.items():
        after = noisy.fields[name]
        both = {key: (value, after.attributes[key]) for key, value in before.attributes.items()}
        told = "  ".join(f"{key} {one:.3f} {other:.3f}" for key, (one, other) in both.items() if one and other)
        if not before.hits + after.hits:
            print(f"{name:<12} {'–':>7} {'–':>7}  (what needs the geometry of the page is not compared)")
            continue
        loss = before.f1 - after.f1
        mark = " *" if loss > LEAST_LOSS else "  "
        print(f"{name:<12} {before.f1:7.3f} {after.f1:7.3f} {loss:7.3f}{mark} {told}")
    compared = {name for name, figures in clean.fields.items() if figures.hits}
    one, other = (Figures.of(o for o in found.outcomes if o.field in compared).f1 for found in (clean, noisy))
    print(f"{'all':<12} {one:7.3f} {other:7.3f} {one - other:7.3f}")
    print(f"* more than {LEAST_LOSS} is lost")
    if given.misses:
        lost = [line.split(": ", 1) for line in compare_evaluations(clean, noisy).lost]
        gone = {shown for of, shown in lost if "." not in of.split()[-1]}
        # The attributes of a lost item are lost with it.
        print(*(f"{of}: {shown}" for of, shown in lost if "." not in of.split()[-1] or shown not in gone), sep="\n")


def ablation(every: Sequence[Case], given: argparse.Namespace) -> None:
    """Rules alone, the recogniser alone, both: by label, and by field of the record."""
    import ner_ablation

    if SHARED.is_dir():
        print(*ner_ablation.by_label(SHARED), sep="\n")
    read = [read_without_vietnamese(case, given.cache) for case in every]
    texts = {"as they are": ["\n".join(case.lines) for case in every], "restored": read, "not restored": read}
    print(f"{'F1':<12} " + " ".join(f"{way:>11}" for way in ner_ablation.WAYS))
    for name, rows in texts.items():
        found = []
        for way in ner_ablation.WAYS:
            with ner_ablation.bodies_by(way):
                restoration: Restoration = "never" if name == "not restored" else "auto"
                found.append(
                    _evaluation(
                        (case, record_of(text.encode(), f"{case.name}.txt", restoration))
                        for case, text in zip(every, rows, strict=True)
                    )
                )
        print(name)
        for field in ("agencies", "citations", "task roles"):
            print(f"  {field:<10} " + " ".join(f"{figures.fields[field].f1:11.3f}" for figures in found))


def calibration(every: Sequence[Case], given: argparse.Namespace) -> None:
    """How far confidences hold: as extractors state them, and as a table gives them that saw all other documents."""
    import fit_confidence

    fit_confidence.show(list(fit_confidence.collect(every, given.cache)))


def throughput(every: Sequence[Case], given: argparse.Namespace) -> None:
    """The whole way over clean text, on one core."""
    from vnplan_extract import pipeline, recognise

    texts = [case.text for case in every]
    ways: dict[str, Callable[[str], object]] = {
        "reading, normalising, extraction": lambda text: pipeline.run(text.encode(), "plan.txt"),
        "the recogniser alone": recognise,
        "extraction and the recogniser": lambda text: (pipeline.run(text.encode(), "plan.txt"), recognise(text)),
    }
    for name, way in ways.items():
        way(texts[0])
        rates = []
        for _ in range(RUNS):
            begin = time.process_time()
            for text in texts:
                way(text)
            rates.append(sum(len(text.encode()) for text in texts) / 1_000 / (time.process_time() - begin))
        print(f"{name:33} {statistics.median(rates):8.1f} KB/s a core (median of {RUNS} runs)")


#: The parts by name, in the order in which they are printed. Each is called with the cases and what was given.
PARTS: dict[str, Callable[[Sequence[Case], argparse.Namespace], None]] = {
    "scores": scores,
    "noise": noise,
    "calibration": calibration,
    "ablation": ablation,
    "throughput": throughput,
}


def record_of(data: bytes, name: str, restoration: Restoration = "auto") -> dict[str, Any]:
    """The record of a document, as its JSON holds it."""
    from vnplan_extract import pipeline

    document = pipeline.read_document(data, name, restoration=restoration)
    return pipeline.extract_record(document).model_dump(mode="json")


def read_without_vietnamese(case: Case, cache: Path) -> str:
    """What `tesseract -l eng` reads on pages with the lines of a document.

    Args:
        case: the document.
        cache: the folder in which what was read is kept.
    """
    settings = (FONT.name, RESOLUTION, POINTS, PITCH, WIDTH, LEFT, *TESSERACT, *case.lines)
    key = hashlib.sha256("\n".join(map(str, settings)).encode()).hexdigest()[:16]
    kept = cache / f"{case.name}-{key}.txt"
    if kept.exists():
        return kept.read_text(encoding="utf-8")
    read = "\n".join(_read(page) for page in pages(case.lines))
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_text(read, encoding="utf-8")
    return read


def pages(lines: Sequence[str]) -> Iterator[Image.Image]:
    """Pages with the lines, from the top left."""
    pitch = round(POINTS / 72 * RESOLUTION * PITCH)
    on_a_page = (HEIGHT - 2 * ABOVE) // pitch
    for begin in range(0, len(lines), on_a_page):
        sheet = Image.new("L", (WIDTH, HEIGHT), 255)
        draw = ImageDraw.Draw(sheet)
        for row, line in enumerate(lines[begin : begin + on_a_page]):
            draw.text((LEFT, ABOVE + row * pitch), line, 0, _font())
        yield sheet


def _read(page: Image.Image) -> str:
    with tempfile.NamedTemporaryFile(suffix=".png") as image:
        page.save(image.name, dpi=(RESOLUTION, RESOLUTION))
        command = [part.format(image=image.name) for part in TESSERACT]
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, capture_output=True, timeout=SECONDS_OF_A_PAGE, env=environment, check=True)
    return done.stdout.decode("utf-8", "replace").replace("\f", "")


@cache
def _font() -> ImageFont.FreeTypeFont:
    if not FONT.exists():
        sys.exit(f"{FONT}: thiếu phông chữ / the font is missing. Hãy gõ / Type: apt-get install fonts-liberation2")
    return ImageFont.truetype(str(FONT), round(POINTS / 72 * RESOLUTION), layout_engine=ImageFont.Layout.BASIC)


def _wrapped(row: str) -> Iterator[str]:
    """A row in lines that fit a page; a blank one is one blank line."""
    line = ""
    for word in row.split():
        longer = f"{line} {word}" if line else word
        if line and _font().getlength(longer) > WIDTH - LEFT - RIGHT:
            yield line
            longer = word
        line = longer
    yield line


def _evaluation(pairs: Iterable[tuple[Case, dict[str, Any]]]) -> Any:
    from vnplan_extract.evaluation import evaluate

    return evaluate((case.name, case.gold, record) for case, record in pairs)


if __name__ == "__main__":
    main()
