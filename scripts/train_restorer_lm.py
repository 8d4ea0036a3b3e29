"""Train the language model of the restorer, `models/restorer.lm`, from a folder of corpora.

    scripts/train_restorer_lm ../shared/corpora [--without REGEX] [--out FILE]

The recipe (see `models/restorer.md`): the lines of `restorer_data` are cut into words; rows of one to four words are
counted by kind of text, once in `BURST` words, the shorter ones by how many different words they stand behind; from
each count the discount of its kind is taken (Chen and Goodman 1998, modified Kneser and Ney), the rest is weighted by
`WEIGHTS` and added up; what was taken goes to the row without its first word. Kept are the rows that gain most over
what they would fall back to (Seymore and Rosenfeld 1996). Run twice, it writes the same file.
"""

from __future__ import annotations

import argparse
import sys
import time
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from restorer_data import KINDS, held_out_lines, training_lines  # noqa: E402

from vnplan_extract.normalise.language_model import START, UNKNOWN  # noqa: E402
from vnplan_extract.normalise.restore.letters import skeleton  # noqa: E402
from vnplan_extract.normalise.restore.ngrams import (  # noqa: E402
    BRACKET,
    CLASSES,
    HIGHEST_BACKOFF,
    ORDER,
    STEP,
    Ngrams,
    Table,
    as_bytes,
    is_title,
    save,
    stream,
    tokens,
    word_of,
)
from vnplan_extract.syllables import is_syllable  # noqa: E402

OUT = ROOT / "models" / "restorer.lm"
#: How often a row of each kind of text counts.
WEIGHTS = {"admin": 8.0, "legal": 1.0, "news": 2.0, "wiki": 0.5, "names": 2.0}
#: A Vietnamese syllable is in the vocabulary from so many occurrences, another word from so many.
LEAST_SYLLABLE, LEAST_OTHER = 3, 10
#: And what is rarer than another word of the same letters by this factor is taken for its misspelling.
RAREST_SYLLABLE, RAREST_OTHER = 3e-5, 1e-2
LARGEST_VOCABULARY = 30_000
#: The rows kept of each order.
MOST = {2: 1_500_000, 3: 3_000_000, 4: 2_500_000}
#: Added to the count of each word alone.
LEAST_COUNT = 0.3
#: A row of the longest order counts once in so many words: what one document repeats says little of others.
BURST = 20_000
#: So many sightings of every word are taken to be printed as words are on the whole.
TITLE_PRIOR = 4.0

Keys = NDArray[np.uint64]
Reals = NDArray[np.float64]
_WORD_BITS = np.uint64(16)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of words of one order, by rising key, with the weighted sums over the kinds of text."""

    keys: Keys
    counts: Reals
    discounts: Reals  # the part of the count that is taken away


@dataclass(frozen=True, slots=True)
class Stream:
    """A text: numbers of words, and of each 1 where it is a title, 0 where it is none, 2 where that says nothing."""

    words: NDArray[np.uint32]
    titles: NDArray[np.uint8]

    @classmethod
    def of(cls, codes: NDArray[np.uint32]) -> Stream:
        """From the codes of the tokens; one end of a sentence remains of several."""
        words, titles = codes >> 2, (codes & 3).astype(np.uint8)
        before = np.concatenate((np.zeros(1, dtype=np.uint32), words[:-1]))
        titles[np.isin(before, [CLASSES.index(START), CLASSES.index(BRACKET)])] = 2
        kept = (words != CLASSES.index(START)) | (before != CLASSES.index(START))
        return cls(words[kept], titles[kept])


def main(folder: Path, out: Path, without: str) -> None:
    """Train on the corpora of `folder`, write the model, print its figures."""
    begin = time.monotonic()

    def say(*what: object) -> None:
        print(f"{time.monotonic() - begin:4.0f} s", *what, flush=True)

    texts, words = read(folder, without)
    vocabulary, streams = known(texts, words)
    titles = title_odds(texts, streams, len(vocabulary))
    say(f"{len(vocabulary):,} words;", ", ".join(f"{kind} {len(row):,}" for kind, row in streams.items()))
    counts = count(streams)
    say("rows:", ", ".join(f"{len(counts[order].keys):,}" for order in counts))
    model = train(vocabulary, counts, titles)
    out.parent.mkdir(exist_ok=True)
    save(out, model)
    say(f"{out.name}: {out.stat().st_size / 1e6:.2f} MB")
    for kind in ("admin", "news"):
        row = numbered(stream("\n".join(held_out_lines(folder, kind))), model)
        say(f"held out, {kind}: {len(row):,} words, perplexity {perplexity(model, row):.2f}")


def read(folder: Path, without: str) -> tuple[dict[str, Stream], list[str]]:
    """(the words of each kind of text in their order, by number; the words)."""
    ids: dict[str, int] = {name: number for number, name in enumerate(CLASSES)}

    class Codes(dict[str, int]):
        """Of each token the number of its word, and whether it is a title, in the lowest bits."""

        def __missing__(self, token: str) -> int:
            word = word_of(token)
            # What stands before is seen in `Stream`.
            title = is_title(word, "", token)
            self[token] = ids.setdefault(word, len(ids)) << 2 | (2 if title is None else int(title))
            return self[token]

    codes = Codes()
    rows: dict[str, array[int]] = {kind: array("I") for kind in WEIGHTS}
    for name, line in training_lines(folder, without):
        rows[KINDS[name]].extend([codes[token] for token in tokens(line)])
    return {kind: Stream.of(np.frombuffer(row, dtype=np.uint32)) for kind, row in rows.items()}, list(ids)


def known(texts: dict[str, Stream], words: list[str]) -> tuple[list[str], dict[str, NDArray[np.uint16]]]:
    """(the vocabulary: the classes, then words by falling frequency; the rows in its numbers)."""
    counts = np.zeros(len(words))
    weighted = np.zeros(len(words))
    for kind, text in texts.items():
        found = np.bincount(text.words, minlength=len(words))
        counts += found
        weighted += WEIGHTS[kind] * found
    syllable = np.array([is_syllable(word) for word in words])
    letters = [skeleton(word) for word in words]
    most: dict[str, float] = {}
    for number, times in enumerate(weighted.tolist()):
        most[letters[number]] = max(times, most.get(letters[number], 0.0))
    rarest = np.where(syllable, RAREST_SYLLABLE, RAREST_OTHER) * np.array([most[word] for word in letters])
    kept = (counts >= np.where(syllable, LEAST_SYLLABLE, LEAST_OTHER)) & (weighted >= rarest)
    kept[: len(CLASSES)] = False
    order = np.argsort(-weighted, kind="stable")
    order = order[kept[order]][: LARGEST_VOCABULARY - len(CLASSES)]
    numbers = np.full(len(words), CLASSES.index(UNKNOWN), dtype=np.uint16)
    numbers[: len(CLASSES)] = np.arange(len(CLASSES))
    numbers[order] = len(CLASSES) + np.arange(len(order))
    streams = {kind: numbers[text.words] for kind, text in texts.items()}
    return [*CLASSES, *(words[number] for number in order)], streams


def title_odds(texts: dict[str, Stream], streams: dict[str, NDArray[np.uint16]], size: int) -> Reals:
    """Of each word the logarithm of the odds that it begins with a capital letter within a sentence."""
    found = np.zeros((2, size))
    for kind, text in texts.items():
        for title in (0, 1):
            found[title] += WEIGHTS[kind] * np.bincount(streams[kind][text.titles == title], minlength=size)
    share = found.sum(axis=1) / found.sum()
    small, title = found + TITLE_PRIOR * share[:, None]
    odds: Reals = np.log(title / small)
    return odds


def count(streams: dict[str, NDArray[np.uint16]]) -> dict[int, Counts]:
    """The rows of each order, from 1 up."""
    parts: dict[int, list[tuple[Keys, Reals, Reals]]] = {order: [] for order in range(1, ORDER + 1)}
    for kind, row in streams.items():
        keys = windows(row)
        for order in range(ORDER, 0, -1):
            if order == ORDER:
                keys = np.concatenate([np.unique(keys[at : at + BURST]) for at in range(0, len(keys), BURST)])
            # Below the longest a row counts once for each different word before it.
            keys, times = np.unique(_last(keys, order), return_counts=True)
            counts = times.astype(np.float64)
            discount = discounts(counts)[np.minimum(times, 3)]
            if order == 1:
                counts, discount = counts * (len(row) / counts.sum()), np.zeros(len(counts))
            parts[order].append((keys, counts * WEIGHTS[kind], discount * WEIGHTS[kind]))
    merged = {}
    for order, several in parts.items():
        keys = np.concatenate([part[0] for part in several])
        places = np.argsort(keys, kind="stable")
        firsts = _firsts(keys[places])
        merged[order] = Counts(
            keys[places][firsts],
            np.add.reduceat(np.concatenate([part[1] for part in several])[places], firsts),
            np.add.reduceat(np.concatenate([part[2] for part in several])[places], firsts),
        )
    return merged


def windows(row: NDArray[np.uint16]) -> Keys:
    """The key of each word of a row with the words before it (those of sentences before too)."""
    padded = np.concatenate((np.zeros(ORDER - 1, dtype=np.uint16), row)).astype(np.uint64)
    keys = np.zeros(len(row), dtype=np.uint64)
    for at in range(ORDER):
        keys = (keys << _WORD_BITS) | padded[at : at + len(row)]
    return keys


def discounts(counts: Reals) -> Reals:
    """What is taken from a count of 0, 1, 2, and of 3 or more (Chen and Goodman 1998)."""
    ones, twos, threes, fours = (max(1, int(np.sum(counts == times))) for times in (1, 2, 3, 4))
    share = ones / (ones + 2 * twos)
    return np.array(
        [0.0, 1 - 2 * share * twos / ones, 2 - 3 * share * threes / twos, 3 - 4 * share * fours / threes]
    ).clip(0.0, [0.0, 0.95, 1.9, 2.8])


def train(vocabulary: list[str], counts: dict[int, Counts], titles: Reals) -> Ngrams:
    """Smooth and prune the counts."""
    size = len(vocabulary)
    alone = np.full(size, LEAST_COUNT)
    alone[counts[1].keys.astype(np.int64)] += counts[1].counts
    keys = {1: np.arange(size, dtype=np.uint64)}
    full: dict[int, Reals] = {1: alone / alone.sum()}
    fallen: dict[int, Reals] = {}  # what a row would have without having been seen
    for order in range(2, ORDER + 1):
        keys[order] = counts[order].keys
        firsts = _firsts(keys[order] >> _WORD_BITS)
        lengths = np.diff(np.append(firsts, len(keys[order])))
        total = np.repeat(np.add.reduceat(counts[order].counts, firsts), lengths)
        taken = np.repeat(np.add.reduceat(counts[order].discounts, firsts), lengths)
        shorter = full[order - 1][np.searchsorted(keys[order - 1], _last(keys[order], order - 1))]
        fallen[order] = taken / total * shorter
        full[order] = (counts[order].counts - counts[order].discounts) / total + fallen[order]
    kept = _kept(counts, keys, full, fallen)
    for order in range(2, ORDER + 1):
        keys[order], full[order] = keys[order][kept[order]], full[order][kept[order]]
    return _quantised(vocabulary, keys, full, titles)


def _kept(
    counts: dict[int, Counts], keys: dict[int, Keys], full: dict[int, Reals], fallen: dict[int, Reals]
) -> dict[int, NDArray[np.bool_]]:
    """The rows to keep: those that gain most, and the beginning and the end of each longer one that is kept."""
    kept: dict[int, NDArray[np.bool_]] = {}
    for order in range(ORDER, 1, -1):
        gain = counts[order].counts * np.log(full[order] / fallen[order])
        needed = np.zeros(len(keys[order]), dtype=bool)
        if order < ORDER:
            longer = keys[order + 1][kept[order + 1]]
            for part in (_last(longer, order), longer >> _WORD_BITS):
                needed[_found(keys[order], part)[1]] = True
        room = min(MOST[order] - int(needed.sum()), int(np.sum(~needed & (gain > 0))))
        if room > 0:
            best = np.argsort(np.where(needed, np.inf, -gain), kind="stable")[:room]
            needed[best] = True
        kept[order] = needed
    return kept


def _quantised(vocabulary: list[str], keys: dict[int, Keys], full: dict[int, Reals], titles: Reals) -> Ngrams:
    """The model as it is stored; back-offs are such that the stored probabilities behind a row add up to one."""
    logs = {order: as_bytes(np.log(values)) for order, values in full.items()}
    stored = {order: np.exp(-STEP * values.astype(np.float64)) for order, values in logs.items()}
    backoffs: dict[int, Reals] = {}
    for order in range(1, ORDER):
        longer = keys[order + 1]
        rows, places = _found(keys[order], longer >> _WORD_BITS)
        shorter = stored[order][np.searchsorted(keys[order], _last(longer, order))]
        spent = np.bincount(places, weights=stored[order + 1][rows], minlength=len(keys[order]))
        spent_shorter = np.bincount(places, weights=shorter[rows], minlength=len(keys[order]))
        left = (1 - np.minimum(spent, 0.999)) / np.maximum(1 - spent_shorter, 0.001)
        backoffs[order] = np.log(left.clip(1e-6, np.exp(HIGHEST_BACKOFF)))
    tables = []
    for order in range(2, ORDER + 1):
        if order == ORDER:
            tables.append(Table.of(keys[order], logs[order]))
        else:
            upper = as_bytes(backoffs[order] - HIGHEST_BACKOFF).astype(np.uint16) << np.uint16(8)
            tables.append(Table.of(keys[order], upper | logs[order]))
    return Ngrams(
        tuple(vocabulary),
        (-STEP * logs[1]).astype(np.float32),
        backoffs[1].astype(np.float32),
        titles.astype(np.float32),
        tuple(tables),
    )


def numbered(words: Iterable[str], model: Ngrams) -> NDArray[np.uint16]:
    """The numbers of words."""
    unknown = model.ids[UNKNOWN]
    return np.array([model.ids.get(word, unknown) for word in words], dtype=np.uint16)


def perplexity(model: Ngrams, row: NDArray[np.uint16]) -> float:
    """The perplexity of a row of words; the classes are not counted."""
    keys = windows(row)
    before = np.stack([(keys >> np.uint64(16 * at)).astype(np.uint16) for at in (3, 2, 1)], axis=1)
    counted = row >= len(CLASSES)
    return float(np.exp(-np.mean(model.scores(row[counted], before[counted]), dtype=np.float64)))


def _last(keys: Keys, words: int) -> Keys:
    """The keys of the last words of rows."""
    return keys & np.uint64((1 << 16 * words) - 1)


def _firsts(keys: Keys) -> NDArray[np.intp]:
    """The places where a key differs from the one before."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))


def _found(keys: Keys, wanted: Keys) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(which of the wanted are among the keys, their places there)."""
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    rows = np.flatnonzero(keys[places] == wanted)
    return rows, places[rows]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--without", default="", help="leave out the lines in which this regular expression is found")
    given = parser.parse_args()
    main(given.folder, given.out, given.without)
