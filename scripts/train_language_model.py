"""Train the language model of syllables, `models/syllables.lm`, from a folder of corpora.

    scripts/train_language_model ../shared/corpora

The recipe (see `models/syllables.md`): every `*.txt.xz` is cut into sentences and words; counts of files whose name
begins with `admin_` are multiplied by `ADMIN_WEIGHT`; bigrams are smoothed by absolute discounting over the mean of two
distributions of words (by their counts, and by the number of words they stand behind, after Kneser and Ney). One line
of `HELD_OUT` is left out and measured at the end. Run twice, it writes the same file.
"""

from __future__ import annotations

import lzma
import math
import re
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from vnplan_extract.normalise.language_model import (  # noqa: E402
    NUMBER,
    START,
    UNKNOWN,
    LanguageModel,
    key,
    load,
    save,
    sentences,
)
from vnplan_extract.syllables import is_syllable  # noqa: E402

OUT = ROOT / "models" / "syllables.lm"
ADMIN_WEIGHT = 6
HELD_OUT = 50  # each so many-th line is measured, not trained on
#: A Vietnamese syllable is in the vocabulary from so many occurrences, another word from so many.
LEAST_SYLLABLE, LEAST_OTHER = 3, 20
LARGEST_VOCABULARY = 20_000
MOST_BIGRAMS = 1_800_000
DISCOUNT = 0.75
_WORD = re.compile(r"[^\W\d_]+")


def main(folder: Path) -> None:
    """Train on the corpora of `folder`, write the model, print its figures."""
    files = sorted(folder.glob("*.txt.xz"))
    if not files:
        sys.exit(f"{folder}: no *.txt.xz")
    begin = time.monotonic()
    words = vocabulary(files)
    print(f"{len(words):,} words, {time.monotonic() - begin:.0f} s")
    pairs, counts = count_pairs(files, words)
    print(f"{len(pairs):,} kinds of bigrams, {time.monotonic() - begin:.0f} s")
    write(words, pairs, counts)
    size = OUT.stat().st_size
    print(f"{OUT.name}: {size / 1e6:.2f} MB, {time.monotonic() - begin:.0f} s")
    model = load(OUT)
    for file in files:
        print(f"{file.name}: {measure(model, file)}")


def lines(file: Path, held_out: bool) -> list[str]:
    """The lines of a corpus that are trained on, or those that are held out, in NFC."""
    with lzma.open(file, "rt", encoding="utf-8") as stream:
        return [
            unicodedata.normalize("NFC", line) for at, line in enumerate(stream) if (at % HELD_OUT == 0) == held_out
        ]


def weight(file: Path) -> int:
    """How often each line of the corpus counts."""
    return ADMIN_WEIGHT if file.name.startswith("admin_") else 1


def vocabulary(files: list[Path]) -> list[str]:
    """The words of the model, by falling frequency."""
    counts: Counter[str] = Counter()
    for file in files:
        found: Counter[str] = Counter()
        for line in lines(file, False):
            found.update(_WORD.findall(line.lower()))
        times = weight(file)
        for word, count in found.items():
            counts[key(word)] += count * times
    kept = [
        word
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if count >= (LEAST_SYLLABLE if is_syllable(word) else LEAST_OTHER)
    ]
    return [START, NUMBER, UNKNOWN, *kept[: LARGEST_VOCABULARY - 3]]


def count_pairs(files: list[Path], words: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """(pair numbers `left * len(words) + right`, rising; their weighted counts)."""
    ids = {word: number for number, word in enumerate(words)}
    unknown, start = ids[UNKNOWN], ids[START]
    all_pairs = np.zeros(0, dtype=np.int64)
    all_counts = np.zeros(0, dtype=np.int64)
    for file in files:
        numbers: list[int] = []
        for line in lines(file, False):
            for sentence in sentences(line):
                numbers.append(start)
                numbers.extend(ids.get(word, unknown) for word in sentence)
        row = np.array(numbers, dtype=np.int64)
        behind_start = row[1:] != start
        found, counts = np.unique((row[:-1] * len(words) + row[1:])[behind_start], return_counts=True)
        merged, places = np.unique(np.concatenate((all_pairs, found)), return_inverse=True)
        sums = np.bincount(places, weights=np.concatenate((all_counts, counts * weight(file))))
        all_pairs, all_counts = merged, sums.astype(np.int64)
    return all_pairs, all_counts


def write(words: list[str], pairs: np.ndarray, counts: np.ndarray) -> None:
    """Smooth the counts and write the model."""
    size = len(words)
    left, right = pairs // size, pairs % size
    # Below: the share of contexts in which a word stands (Kneser and Ney), with one more for each word.
    contexts = np.bincount(right, minlength=size) + 0.5
    contexts[words.index(START)] = 0.5
    below = contexts / contexts.sum()
    # A frequent word is not made rare for standing in few contexts: the mean of both.
    plain = np.bincount(right, weights=counts, minlength=size) + 0.5
    below = 0.5 * below + 0.5 * plain / plain.sum()
    total = np.bincount(left, weights=counts, minlength=size)
    kinds = np.bincount(left, minlength=size)
    spare = np.where(total > 0, DISCOUNT * kinds / np.maximum(total, 1), 1.0)
    probability = np.maximum(counts - DISCOUNT, 0) / total[left] + spare[left] * below[right]
    # Kept are the pairs whose loss would cost most: count times gain over the back-off.
    gain = counts * np.log10(probability / (spare[left] * below[right]))
    kept = np.zeros(len(pairs), dtype=bool)
    kept[np.argsort(-gain, kind="stable")[:MOST_BIGRAMS]] = True
    left, right, probability = left[kept], right[kept], probability[kept]
    taken = np.bincount(left, weights=probability, minlength=size)
    taken_below = np.bincount(left, weights=below[right], minlength=size)
    backoff = (1 - np.minimum(taken, 0.9999)) / np.maximum(1 - taken_below, 1e-6)
    rows: list[list[tuple[int, float]]] = [[] for _ in words]
    for one, other, value in zip(left.tolist(), right.tolist(), np.log10(probability).tolist(), strict=True):
        rows[one].append((other, value))
    OUT.parent.mkdir(exist_ok=True)
    save(OUT, words, np.log10(below).tolist(), np.log10(np.minimum(backoff, 1.0)).tolist(), rows)


def measure(model: LanguageModel, file: Path) -> str:
    """The mean logarithm and the share of unknown words on the held-out lines of a corpus."""
    total, count, unknown = 0.0, 0, 0
    for line in lines(file, True):
        for sentence in sentences(line):
            before = START
            for word in sentence:
                total += model.log10(word, before)
                count += 1
                unknown += word not in model.ids
                before = word
    mean, share = total / max(count, 1), unknown / max(count, 1)
    return f"{count:,} words, log10 {mean:.3f} (perplexity {math.pow(10, -mean):.0f}), unknown {share:.2%}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
