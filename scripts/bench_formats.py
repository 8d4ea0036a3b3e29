"""What is read of the formats and encodings of an archive: the part `formats` of `scripts/bench`.

    scripts/bench formats

The documents are those of `../shared`, which is not part of the repository; what is not there is left out. Fixtures
are converted to each encoding and back whatever is there.
"""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
DOCUMENTS = SHARED / "documents"
GARBLED, TWIN = "lao-cai-1894-garbled.pdf", "lao-cai-1894.docx"
WITH_LEGACY_PART, WITHOUT = ("000",), ("001", "002", "003", "004")
_WORD = re.compile(r"[^\W\d_²³¹⁰-⁹]+")  # without the marks of notes
_PART, _LEAST = 5_000, 0.99
_SHOWN = 40  #: words outside the list of syllables


def main() -> None:
    """Print all figures."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    headers()
    twin()
    syllables()
    round_trips()
    plans()


def headers() -> None:
    """What the record says of type, number, date and issuer of each document."""
    from vnplan_extract import pipeline

    for path in _documents():
        record = pipeline.run(path.read_bytes(), path.name)
        head = record.header
        fields = (head.doc_type, head.number, head.issued_on, head.issuer)
        print(" | ".join([path.name, record.status.value, *(str(value or "–") for value in fields)]))


def twin() -> None:
    """The share of the words of a document that are read of its PDF with a broken character map."""
    from vnplan_extract import pipeline
    from vnplan_extract.evaluation.text_metrics import plain

    pages, word_file = DOCUMENTS / GARBLED, DOCUMENTS / TWIN
    if not pages.is_file() or not word_file.is_file():
        return
    texts = [pipeline.read_document(path.read_bytes(), path.name).text.value for path in (word_file, pages)]
    wanted, got = (Counter(plain(text).split()) for text in texts)
    share = (wanted & got).total() / wanted.total()
    print(f"{GARBLED}: {share:.2%} of the {wanted.total()} words of its twin")


def syllables() -> None:
    """How much of each document in a legacy encoding reads as Vietnamese.

    The first figure counts every word with a letter beyond ASCII that is not all in capitals, as such words are
    Vietnamese whole; the second every word of all. What is outside the list is named: names of places and foreign
    words, abbreviations, and letters that are wrong.
    """
    from vnplan_extract import pipeline
    from vnplan_extract.syllables import is_syllable

    for path in _documents():
        if not path.stem.endswith(("-tcvn3", "-vni")):
            continue
        document = pipeline.read_document(path.read_bytes(), path.name)
        words = _WORD.findall(document.text.value)
        marked = [word for word in words if not word.isascii() and not word.isupper()]
        wrong = Counter(word for word in marked if not is_syllable(word.lower()))
        others = Counter(word for word in words if not is_syllable(word.lower())) - wrong
        print(
            f"{path.name}: {1 - wrong.total() / max(1, len(marked)):.2%} of {len(marked)} words with marks are"
            f" syllables; {1 - (wrong + others).total() / max(1, len(words)):.2%} of all {len(words)} words;"
            f" in {', '.join(document.encodings)}"
        )
        parts = _parts_below(document.text.value, _PART, _LEAST)
        if parts:
            print(f"    below {_LEAST:.0%} in these parts of {_PART} characters: {', '.join(parts)}")
        for what, outside in (("with marks", wrong), ("others", others)):
            shown = ", ".join(f"{word} {count}" for word, count in outside.most_common(_SHOWN))
            print(f"    {what}, outside: {outside.total()} ({len(outside)} different): {shown}")


def _parts_below(text: str, size: int, least: float) -> list[str]:
    """The parts of a text, with their shares, in which fewer of the words with marks are syllables."""
    from vnplan_extract.syllables import is_syllable

    found = []
    for start in range(0, len(text), size):
        words = [
            word for word in _WORD.findall(text[start : start + size]) if not word.isascii() and not word.isupper()
        ]
        share = sum(is_syllable(word.lower()) for word in words) / max(1, len(words))
        if words and share < least:
            found.append(f"{start} {share:.1%}")
    return found


def round_trips() -> None:
    """Fixtures stored in each encoding and read again."""
    from vnplan_extract.document import FontRun
    from vnplan_extract.normalise.encodings import MOJIBAKE, TABLES, encode, encode_runs
    from vnplan_extract.normalise.legacy import convert
    from vnplan_extract.text import Text

    paths = sorted((ROOT / "fixtures/plans").glob("*.txt"))
    texts = [unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig")) for path in paths]
    for name in (*TABLES, MOJIBAKE):
        identical = signs = dropped = 0
        for path, text in zip(paths, texts, strict=True):
            kept = "".join(sign if _can_store(sign, name) else "-" for sign in text)
            dropped += sum(one != other for one, other in zip(text, kept, strict=True))
            fonts: tuple[FontRun, ...] = ()
            if name == MOJIBAKE:
                stored = encode(kept, name)
            else:
                stored, capitals = encode_runs(kept, name)
                fonts = tuple(FontRun(start, end, ".VnTimeH") for start, end in capitals)
                fonts = _filled(fonts, len(stored)) if capitals else ()
            again = Text(stored, convert(stored, fonts).edits).value
            signs += len(kept)
            identical += again == kept
            if again != kept:
                at = next((n for n, (a, b) in enumerate(zip(kept, again, strict=False)) if a != b), 0)
                print(f"    {path.name} in {name}: {kept[at - 20 : at + 20]!r}, read {again[at - 20 : at + 20]!r}")
        print(
            f"{name:22} {identical} of {len(paths)} fixtures come back identical: {signs} characters,"
            f" {dropped} that it cannot store replaced before"
        )


def plans() -> None:
    """What the stage of encodings changes of the plans, one of which is VNI in part."""
    from vnplan_extract.normalise.legacy import convert
    from vnplan_extract.syllables import is_syllable
    from vnplan_extract.text import Text

    for number in (*WITH_LEGACY_PART, *WITHOUT):
        for path in sorted((SHARED / "plans").glob(f"{number}_*.txt")):
            value = path.read_bytes().decode()
            found = convert(value)
            text = Text(value, found.edits).value
            left = [
                word for word in _WORD.findall(text)
                if not word.isascii() and not word.isupper() and not is_syllable(word.lower())
            ]  # fmt: skip
            lines = len({value.count("\n", 0, edit.start) for edit in found.edits})
            changed = sum(edit.end - edit.start for edit in found.edits)
            print(
                f"plan {number}: the stage of encodings changes {changed} characters: {len(found.edits)} words"
                f" on {lines} lines {list(found.encodings)}; words with marks that are no syllable then: {len(left)}"
                f" ({', '.join(sorted(set(left))[:5])})"
            )


def _documents() -> Sequence[Path]:
    if not DOCUMENTS.is_dir():
        print(f"{DOCUMENTS}: not there")
        return []
    return sorted(path for path in DOCUMENTS.iterdir() if path.suffix != ".tsv")


def _can_store(sign: str, name: str) -> bool:
    from vnplan_extract.normalise.encodings import MOJIBAKE, encode, encode_runs

    try:
        encode(sign, name) if name == MOJIBAKE else encode_runs(sign, name)
    except ValueError:
        return False
    return True


def _filled(capitals: tuple, length: int) -> tuple:  # type: ignore[type-arg]
    from vnplan_extract.document import FontRun

    runs, last = [], 0
    for run in (*capitals, FontRun(length, length, "")):
        runs += [FontRun(last, run.start, ".VnTime"), run]
        last = run.end
    return tuple(run for run in runs if run.start < run.end)


if __name__ == "__main__":
    main()
