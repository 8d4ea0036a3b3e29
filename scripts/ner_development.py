"""The hand-checked development set of the recogniser: its lines, found again in the shared texts, with their spans.

    scripts/ner_development.py ../shared

The texts may not be committed, so `tests/ner/development.jsonl` holds for each line only where it stands, a hash of it
and the spans; `docs/labels.md` says what each label means. Lines of the corpora were taken from those held out of the
training of the restorer (`restorer_data`), but for the legal ones: what trains a recogniser leaves out the lines whose
`digest` is in `hashes()`.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import sys
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from vnplan_extract.entity import Label  # noqa: E402

FILE = ROOT / "tests" / "ner" / "development.jsonl"
LABELS = tuple(label.value for label in Label)
KINDS = ("admin", "news", "legal", "document")
#: A line of the set is at most so many lines of a document, joined by a space where the page broke it.
_JOINED = 8


@dataclass(frozen=True)
class Row:
    """A line of the set without its text.

    `file` is below the shared folder. `spans` are start and end in the line in NFC and the label; they are in order and
    do not overlap. `document`, `start` and `end` are given where the line is a part of a whole document of
    `headers_dev.jsonl.xz`: the hash of the document on one line, and the line's offsets in it.
    """

    file: str
    kind: str
    hash: str
    length: int
    spans: tuple[tuple[int, int, str], ...]
    document: str = ""
    start: int = 0
    end: int = 0


def rows() -> list[Row]:
    """The lines of the set, file by file."""
    with FILE.open(encoding="utf-8") as stream:
        read = [json.loads(line) for line in stream]
    return [Row(**{**row, "spans": tuple((start, end, label) for start, end, label in row["spans"])}) for row in read]


def hashes() -> frozenset[str]:
    """The digests of all lines: nothing in the set may be trained on."""
    return frozenset(row.hash for row in rows())


def digest(line: str) -> str:
    """The beginning of the SHA-256 of a line (in NFC) in UTF-8."""
    return hashlib.sha256(line.encode()).hexdigest()[:16]


def development(
    shared: Path, kinds: Collection[str] = KINDS
) -> Iterator[tuple[str, str, tuple[tuple[int, int, str], ...]]]:
    """(text, kind, spans) of each line that is found again; how many are not is said on standard error.

    A line is not found where its file is not there, or where a document is read in another way than it was. Reading
    the scans among the documents takes minutes.

    Args:
        shared: the folder that holds `corpora`, `documents` and `plans`.
        kinds: only lines of these kinds (`KINDS`).
    """
    by_file: dict[str, dict[str, Row]] = {}
    for row in rows():
        if row.kind in kinds:
            by_file.setdefault(row.file, {})[row.hash] = row
    missing = 0
    for file, wanted in by_file.items():
        path, left = shared / file, dict(wanted)
        for text in _candidates(path, wanted.values()) if path.exists() else ():
            found = left.pop(digest(text), None)
            if found:
                yield text, found.kind, found.spans
            if not left:
                break
        missing += len(left)
    if missing:
        print(f"{missing} of {sum(map(len, by_file.values()))} lines were not found", file=sys.stderr)


def _candidates(path: Path, wanted: Collection[Row]) -> Iterator[str]:
    """The lines of a file that are as long as one that is wanted."""
    if path.name.endswith(".jsonl.xz"):
        return _parts(path, wanted)
    lengths = {row.length for row in wanted}
    lines = _corpus_lines(path) if path.suffix == ".xz" else _document_lines(path, max(lengths))
    return (line for line in lines if len(line) in lengths)


def _corpus_lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield unicodedata.normalize("NFC", line.rstrip("\n"))


def _parts(path: Path, wanted: Iterable[Row]) -> Iterator[str]:
    """What stands at the offsets of the wanted lines in their documents, each document on one line."""
    by_document: dict[str, list[Row]] = {}
    for row in wanted:
        by_document.setdefault(row.document, []).append(row)
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            text = unicodedata.normalize("NFC", " ".join(json.loads(line)["text"].split()))
            for row in by_document.pop(digest(text), ()):
                yield text[row.start : row.end]


def _document_lines(path: Path, longest: int) -> Iterator[str]:
    """The lines of a document's normalised text, alone and joined with those after them."""
    from vnplan_extract import extract_text

    lines = [line for line in map(str.strip, extract_text(path).split("\n")) if line]
    for first in range(len(lines)):
        joined = lines[first]
        yield joined
        for line in lines[first + 1 : first + _JOINED]:
            joined += f" {line}"
            if len(joined) > longest:
                break
            yield joined


def main() -> None:
    """Count the lines that are found and their spans, by kind."""
    if len(sys.argv) != 2:
        sys.exit("usage: scripts/ner_development.py SHARED")
    lines: Counter[str] = Counter()
    spans: Counter[tuple[str, str]] = Counter()
    for _, kind, found in development(Path(sys.argv[1])):
        lines[kind] += 1
        spans.update((kind, label) for _, _, label in found)
    width = max(map(len, LABELS)) + 2
    print(" " * width + "".join(f"{kind:>10}" for kind in KINDS))
    print(f"{'lines':<{width}}" + "".join(f"{lines[kind]:>10}" for kind in KINDS))
    for label in LABELS:
        print(f"{label:<{width}}" + "".join(f"{spans[kind, label]:>10}" for kind in KINDS))


if __name__ == "__main__":
    main()
