"""Measurements of restoration beside pyvi's `add_accents`: the part `restore` of `scripts/bench`.

    scripts/bench restore
    .venv/bin/python scripts/bench_restore.py [PART ...] [--quick] [--pairs FOLDER] [--show N]

A word is what stands between white space, with its punctuation and case; lines are aligned by edit distance over their
words; a syllable is a run of letters without case. Both sides are compared in NFC with tone marks at one place (`hòa`),
nothing else is smoothed. `numbers` are the words of the truth with a digit. pyvi is given the text without diacritics,
as it expects it, line by line; a line on which it fails stays as it is.

Pairs that are rendered and misread are made on demand by `make_misread_pairs.py`, of text that is held out, into
`--pairs` (a folder of the cache by default). What lies in `../shared` is skipped where it is missing.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from vnplan_extract.evaluation.text_metrics import align  # noqa: E402
from vnplan_extract.normalise import tone  # noqa: E402
from vnplan_extract.normalise.restore import Restored, restore  # noqa: E402
from vnplan_extract.normalise.restore.letters import base  # noqa: E402
from vnplan_extract.text import Text  # noqa: E402

SHARED = ROOT.parent / "shared"
CORPORA = SHARED / "corpora"
CASE = "003_7c3d5877cab00344"
PLAIN_TEXT = SHARED / "plans" / f"{CASE}.txt"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vnplan-extract" / "misread-pairs"
#: What the pairs are made by: others of it make other pairs.
_MAKERS = ("make_misread_pairs.py", "read_by_shape.py", "restorer_data.py")
#: Engines that are read with; `eng` is the one with a bound.
TEST_ENGINES = ("eng", "eng-full", "fra", "deu", "pol", "shapes", "eng-legacy", "ocrad", "ocrad-ascii", "gocr")
#: Documents are cut at so many characters where a corpus does not tell where they begin.
DOCUMENT = 20_000
QUICK = 20_000  # characters of each corpus with `--quick`
LEAST_CONFIDENT = 0.05
#: Documents whose text is clean: `text_layer` of the manifest.
CLEAN = ("good",)


_SYLLABLE = re.compile(r"[^\W\d_]+")


@dataclass
class Tally:
    """What became of words, and how sure the restorer was of each that it gave."""

    words: int = 0
    right: int = 0
    numbers: int = 0
    numbers_right: int = 0
    syllables: int = 0
    syllables_right: int = 0
    sureness: list[tuple[float, bool]] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def add(self, truth: str, got: str, sureness: Sequence[float] = ()) -> None:
        """Count one line; `sureness` goes by the words of `got`."""
        wanted, words = comparable(truth).split(), comparable(got).split()
        right = [False] * len(words)
        self.words += len(wanted)
        for i, j in align(wanted, words):
            same = i is not None and j is not None and wanted[i] == words[j]
            if j is not None:
                right[j] = same
            if i is not None:
                self.right += same
                if any(c.isdecimal() for c in wanted[i]):
                    self.numbers += 1
                    self.numbers_right += same
            if not same:
                self.wrong.append((wanted[i] if i is not None else "", words[j] if j is not None else ""))
        self.sureness += zip(sureness, right, strict=False)
        wanted, words = (_SYLLABLE.findall(comparable(text).lower()) for text in (truth, got))
        self.syllables += len(wanted)
        pairs = [(i, j) for i, j in align(wanted, words) if i is not None and j is not None]
        self.syllables_right += sum(wanted[i] == words[j] for i, j in pairs)

    def __iadd__(self, other: Tally) -> Tally:
        for name in ("words", "right", "numbers", "numbers_right", "syllables", "syllables_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.sureness += other.sureness
        self.wrong += other.wrong
        return self

    def share(self) -> str:
        """The words that are right."""
        return f"{self.right / max(1, self.words):7.2%}"

    def errors_of_the_least_sure(self) -> float:
        """The share of all wrong words among the `LEAST_CONFIDENT` that the restorer was least sure of."""
        ordered = [right for _, right in sorted(self.sureness, key=lambda word: word[0])]
        wrong = len(ordered) - sum(ordered)
        least = ordered[: round(len(ordered) * LEAST_CONFIDENT)]
        return (len(least) - sum(least)) / max(1, wrong)


def comparable(text: str) -> str:
    """NFC, tone marks at one place.

    >>> comparable("uỷ")
    'ủy'
    """
    text = unicodedata.normalize("NFC", text)
    return Text(text).apply(tone.edits(text, "old")).value


def typed_plain(text: str) -> str:
    """As if typed without diacritics.

    >>> typed_plain("Đồng Tháp")
    'Dong Thap'
    """
    return "".join(map(base, text))


@cache
def _pyvi() -> Callable[[str], str] | None:
    try:
        from pyvi import ViUtils
    except ImportError:
        print("pyvi: not installed; type: .venv/bin/pip install pyvi")
        return None
    return ViUtils.add_accents  # type: ignore[no-any-return]


def with_pyvi(lines: Iterable[str]) -> list[str]:
    """The lines as pyvi restores them; none where it is not installed."""
    peer = _pyvi()
    if peer is None:
        return []
    restored = []
    for line in lines:
        try:
            # It puts words in order with single spaces; leading ones are its own.
            restored.append(peer(typed_plain(line)).strip() if line.strip() else line)
        except (KeyError, IndexError, ValueError):
            restored.append(line)
    return restored


@dataclass(frozen=True)
class Case:
    """A document to restore, line by line with its truth."""

    read: tuple[str, ...]
    truth: tuple[str, ...]


@dataclass
class Outcome:
    """Both restorers on the same documents."""

    before: Tally = field(default_factory=Tally)
    ours: Tally = field(default_factory=Tally)
    peer: Tally = field(default_factory=Tally)
    seconds: float = 0.0


def measured(cases: Iterable[Case]) -> Outcome:
    """Restore documents, ours and theirs, and count. Only lines that have a truth count."""
    outcome = Outcome()
    for case in cases:
        begin = time.perf_counter()
        done = restore("\n".join(case.read))
        outcome.seconds += time.perf_counter() - begin
        lines = done.text.split("\n")
        if len(lines) != len(case.read):
            sys.exit(f"restored {len(case.read)} lines to {len(lines)}")
        sure = confidences(done)
        for read, got, one, truth in zip(case.read, lines, sure, case.truth, strict=False):
            outcome.before.add(truth, read)
            outcome.ours.add(truth, got, one)
        for got, truth in zip(with_pyvi(case.read[: len(case.truth)]), case.truth, strict=False):
            outcome.peer.add(truth, got)
    return outcome


def confidences(done: Restored) -> list[list[float]]:
    """For each line, for each of its words: the least confidence of the restored words in it."""
    text = done.text
    words = iter(sorted(done.words, key=lambda word: word.start))
    word = next(words, None)
    lines: list[list[float]] = []
    at = 0
    for line in text.split("\n"):
        row = []
        for token in re.finditer(r"\S+", line):
            start, end = at + token.start(), at + token.end()
            least = 1.0
            while word is not None and word.start < end:
                if word.end > start:
                    least = min(least, word.confidence)
                if word.end > end:
                    break
                word = next(words, None)
            row.append(least)
        lines.append(row)
        at += len(line) + 1
    return lines


def main(arguments: Sequence[str] = ()) -> None:
    """Print the measurements named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument("--quick", action="store_true", help="a tenth of the text")
    parser.add_argument("--pairs", type=Path, help="folder of rendered and misread pairs")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N wrong words of each text")
    given = parser.parse_args(arguments)
    for part in given.parts or PARTS:
        PARTS[part](given)


def _print(name: str, outcome: Outcome, show: int, note: str = "") -> None:
    ours = outcome.ours
    peer = outcome.peer.share() if outcome.peer.words else "      -"
    print(
        f"{name:34} as read {outcome.before.share()}  ours {ours.share()}  pyvi {peer}"
        f"  numbers {ours.numbers_right}/{ours.numbers} (as read {outcome.before.numbers_right})"
        f"  [{ours.words} words]{note}",
        flush=True,
    )
    print(
        f"{'':34} letters alone: {ours.syllables_right / max(1, ours.syllables):.2%} of {ours.syllables} syllables;"
        f" the least sure {LEAST_CONFIDENT:.0%} of words hold {ours.errors_of_the_least_sure():.0%} of errors"
    )
    for wanted, got in ours.wrong[:: max(1, len(ours.wrong) // show)][:show] if show else ():
        print(f"    {wanted!r} became {got!r}")


def documents(given: argparse.Namespace) -> None:
    """The scanned plan of the issue, first part, and the two layers of other engines."""
    truth = SHARED / "gold" / f"{CASE}.part1.restored.txt"
    cases = {"003, first part": (PLAIN_TEXT, truth)}
    for layer in sorted((SHARED / "gold" / "restore").glob("*.layer.txt")):
        cases[layer.name.removesuffix(".layer.txt")] = (layer, layer.with_name(layer.name.replace("layer", "truth")))
    for name, (read, printed) in cases.items():
        if read.exists() and printed.exists():
            _print(name, measured([Case(_lines(read), _lines(printed))]), given.show)


def plain(given: argparse.Namespace) -> None:
    """Held-out text without its diacritics."""
    if not CORPORA.exists():
        return
    from restorer_data import held_out_lines

    for kind, name in (("admin", "no diacritics, administrative"), ("news", "no diacritics, news")):
        cases = []
        size = 0
        for truth in _cut(held_out_lines(CORPORA, kind)):
            cases.append(Case(tuple(map(typed_plain, truth)), truth))
            size += sum(map(len, truth))
            if given.quick and size > QUICK:
                break
        _print(name, measured(cases), given.show)


def misread(given: argparse.Namespace) -> None:
    """Held-out text that was rendered and misread by each engine, in typefaces and wear never trained on."""
    for engine in TEST_ENGINES[: 3 if given.quick else None]:
        if found := _pairs(engine, given.pairs or _cached_pairs()):
            cases = []
            for _, group in groupby(found, key=lambda pair: pair["document"]):
                rows = list(group)
                cases.append(Case(tuple(row["read"] for row in rows), tuple(row["printed"] for row in rows)))
            _print(f"rendered, read by {engine}", measured(cases[: 3 if given.quick else None]), given.show)


def harm(given: argparse.Namespace) -> None:
    """What `auto` changes of clean text."""
    total = changed = numbers = 0
    for file in clean_files():
        before, after = (_text_of(file, when) for when in ("never", "auto"))
        words, others = before.split(), after.split()
        total += len(words)
        hurt = [code for code in Levenshtein.opcodes(words, others) if code.tag != "equal"]
        for code in hurt:
            changed += max(code.src_end - code.src_start, code.dest_end - code.dest_start)
            gone = words[code.src_start : code.src_end]
            numbers += sum(any(c.isdecimal() for c in word) for word in gone)
            print(f"    {file.name}: {' '.join(gone)} -> {' '.join(others[code.dest_start : code.dest_end])}")
    print(f"{'harm of auto, clean documents':34} {changed} of {total} words changed, {numbers} with digits", flush=True)


_ONE = """
import sys, time
begin = time.perf_counter()
from pathlib import Path
from vnplan_extract.normalise.restore import restore
text = Path(sys.argv[1]).read_text(encoding="utf-8")
restore(text)
first = time.perf_counter() - begin
begin = time.perf_counter()
restore(text)
again = time.perf_counter() - begin
# Not getrusage: its peak is inherited from the process that started this one.
lines = Path("/proc/self/status").read_text().splitlines()
peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
print(first, again, peak)
"""


def speed(given: argparse.Namespace) -> None:
    """A process of its own for 003, loading included; the rate once loaded; growth with length."""
    if not PLAIN_TEXT.exists():
        return
    size = PLAIN_TEXT.stat().st_size / 1_000
    runs = [_timed(PLAIN_TEXT) for _ in range(1 if given.quick else 3)]
    whole, first, again, peak = (sorted(run[n] for run in runs)[len(runs) // 2] for n in range(4))
    print(f"003 in a new process: {whole:.2f} s, of them import, loading and restoring {first:.2f} s; {size:.0f} KB")
    print(f"003 once loaded: {again:.2f} s, {size / again:.0f} KB/s; peak memory {peak:.0f} MB")
    text = PLAIN_TEXT.read_text(encoding="utf-8")
    restore(text)
    for times in (1, 2, 4) if given.quick else (1, 2, 4, 8, 16):
        # Different documents, not the same again: what was read before might be remembered.
        long = "\n".join(_shuffled(text, seed) for seed in range(times))
        begin = time.perf_counter()
        restore(long)
        seconds = time.perf_counter() - begin
        size = len(long.encode()) / 1_000
        print(f"    {size:7.0f} KB in {seconds:6.2f} s: {size / seconds:.0f} KB/s")


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "documents": documents, "plain": plain, "misread": misread, "harm": harm, "speed": speed,
}  # fmt: skip


def clean_files() -> list[Path]:
    """The clean plans and documents of `../shared`."""
    plans = [file for file in sorted((SHARED / "plans").glob("*.txt")) if file.name[:3] in ("001", "002", "004")]
    manifest = SHARED / "documents" / "MANIFEST.tsv"
    if not manifest.exists():
        return plans
    with manifest.open(encoding="utf-8", newline="") as rows:
        names = [row["file"] for row in csv.DictReader(rows, delimiter="\t") if row["text_layer"] in CLEAN]
    return plans + [manifest.with_name(name) for name in names]


def _text_of(file: Path, when: str) -> str:
    command = [str(Path(sys.executable).with_name("vnplan")), "text", str(file), "--restore", when]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def _timed(file: Path) -> tuple[float, float, float, float]:
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _ONE, str(file)], capture_output=True, check=True, cwd=ROOT, text=True)
    whole = time.perf_counter() - begin
    first, again, peak = map(float, done.stdout.split())
    return whole - again, first, again, peak


def _shuffled(text: str, seed: int) -> str:
    """The lines of a text in another order."""
    lines = text.split("\n")
    step = [1, 3, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59][seed % 16]
    return "\n".join(lines[n * step % len(lines)] for n in range(len(lines)))


def _lines(file: Path) -> tuple[str, ...]:
    return tuple(file.read_text(encoding="utf-8").rstrip("\n").split("\n"))


def _cut(lines: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Lines in documents of some length."""
    row: list[str] = []
    for line in lines:
        row.append(line.replace("\n", " "))
        if sum(map(len, row)) >= DOCUMENT:
            yield tuple(row)
            row = []
    if row:
        yield tuple(row)


def _cached_pairs() -> Path:
    made_by = hashlib.md5(b"".join((ROOT / "scripts" / name).read_bytes() for name in _MAKERS))
    return CACHE / made_by.hexdigest()[:8]


def _pairs(engine: str, folder: Path) -> list[dict[str, Any]]:
    """The test pairs of an engine, made where they are not there yet."""
    from make_misread_pairs import make_pairs

    file = folder / f"{engine}.test.jsonl"
    if not file.exists():
        if not CORPORA.exists():
            return []
        try:
            half = make_pairs(CORPORA, folder / "made", engine, held_out=True)
        except SystemExit as error:
            print(f"{engine}: {error}")
            return []
        half.replace(file)
    with file.open(encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]


if __name__ == "__main__":
    main(sys.argv[1:])
