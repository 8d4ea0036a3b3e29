"""Measure the language model of the restorer alone: the marks of held-out text taken away and put back.

    .venv/bin/python scripts/bench_restore_lm.py FOLDER [--model FILE] [--show N]

Each word may be any word of the vocabulary with the same letters without marks; nothing else speaks for one of them.
The row with the greatest probability is compared with the text, word by word; numbers and signs are not counted, a word
that the vocabulary lacks is right only where it has no marks.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from restorer_data import held_out_lines  # noqa: E402
from train_restorer_lm import numbered, perplexity, without_marks  # noqa: E402

from vnplan_extract.normalise.language_model import UNKNOWN  # noqa: E402
from vnplan_extract.normalise.restore.ngrams import CLASSES, ORDER, Ngrams, load, ngrams, stream  # noqa: E402

#: A word is given up where pairs make it less probable than the best by this (natural logarithm), or so many better.
_GIVEN_UP, _MOST = 8.0, 6

Numbers = NDArray[np.uint16]
Logs = NDArray[np.float64]


def main(folder: Path, model: Ngrams, show: int) -> None:
    """Print the figures of both kinds of text held out."""
    for kind in ("admin", "news"):
        words = list(stream("\n".join(held_out_lines(folder, kind))))
        row = numbered(words, model)
        begin = time.process_time()
        found = best_row(candidates(words, model), model)
        seconds = time.process_time() - begin
        wrong: Counter[tuple[str, str]] = Counter()
        measured = 0
        for word, number in zip(words, found.tolist(), strict=True):
            if word in CLASSES:
                continue
            measured += 1
            read = without_marks(word) if model.words[number] == UNKNOWN else model.words[number]
            if read != word:
                wrong[word, read] += 1
        print(
            f"{kind}: {measured:,} words, {1 - wrong.total() / measured:.3%} right,"
            f" perplexity {perplexity(model, row):.2f}, {seconds:.1f} s"
        )
        for (word, read), times in wrong.most_common(show):
            print(f"  {times:4} {word} > {read}")


def candidates(words: Sequence[str], model: Ngrams) -> list[Numbers]:
    """For each word the numbers of those that it may be."""
    alike: dict[str, list[int]] = {}
    for number, word in enumerate(model.words[len(CLASSES) :], len(CLASSES)):
        alike.setdefault(without_marks(word), []).append(number)
    unknown = [model.ids[UNKNOWN]]
    known = {word: np.array(alike.get(without_marks(word), unknown), dtype=np.uint16) for word in set(words)}
    known |= {word: np.array([model.ids[word]], dtype=np.uint16) for word in CLASSES}
    return [known[word] for word in words]


def best_row(slots: Sequence[Numbers], model: Ngrams) -> Numbers:
    """The most probable row of words with one of each slot: pruned by pairs, decided by rows of four."""
    slots = _pruned(slots, model)
    padded = [np.array([model.start], dtype=np.uint16)] * (ORDER - 1) + list(slots)
    grids = [padded[at : at + ORDER] for at in range(len(slots))]
    shapes = [tuple(len(slot) for slot in grid) for grid in grids]
    rows = [np.stack([side.ravel() for side in np.meshgrid(*grid, indexing="ij")], axis=1) for grid in grids]
    together = np.concatenate(rows)
    scores = np.split(model.scores(together[:, -1], together[:, :-1]), np.cumsum([len(row) for row in rows])[:-1])
    total: Logs = np.zeros((1,) * (ORDER - 1))
    pointers = []
    for shape, score in zip(shapes, scores, strict=True):
        reached = total[..., None] + score.reshape(shape)
        pointers.append(reached.argmax(axis=0))
        total = reached.max(axis=0)
    ends = [int(place) for place in np.unravel_index(int(total.argmax()), total.shape)]
    chosen = np.zeros(len(slots), dtype=np.uint16)
    for at in range(len(slots) - 1, -1, -1):
        chosen[at] = slots[at][ends[-1]]
        ends = [int(pointers[at][tuple(ends)]), *ends[:-1]]
    return chosen


def _pruned(slots: Sequence[Numbers], model: Ngrams) -> list[Numbers]:
    """Of each slot the words that are likely by pairs, from both sides."""
    before = [np.array([model.start], dtype=np.uint16), *slots[:-1]]
    shapes = [(len(left), len(right)) for left, right in zip(before, slots, strict=True)]
    lefts = np.concatenate([np.repeat(left, shape[1]) for left, shape in zip(before, shapes, strict=True)])
    rights = np.concatenate([np.tile(right, shape[0]) for right, shape in zip(slots, shapes, strict=True)])
    ends = np.cumsum([shape[0] * shape[1] for shape in shapes])[:-1]
    tables = [
        part.reshape(shape)
        for part, shape in zip(np.split(model.bigram_scores(rights, lefts), ends), shapes, strict=True)
    ]
    forward: list[Logs] = []
    reached: Logs = np.zeros(1)
    for table in tables:
        reached = _log_sum(reached[:, None] + table, 0)
        forward.append(reached)
    kept: list[Numbers] = []
    behind: Logs = np.zeros(len(slots[-1]))
    for slot, ahead, table in zip(reversed(slots), reversed(forward), reversed(tables), strict=True):
        likely = ahead + behind
        order = np.argsort(-likely, kind="stable")[:_MOST]
        kept.append(slot[order[likely[order] > likely[order[0]] - _GIVEN_UP]])
        behind = _log_sum(table + behind[None], 1)
    return kept[::-1]


def _log_sum(values: Logs, axis: int) -> Logs:
    top = values.max(axis=axis, keepdims=True)
    found: Logs = (np.log(np.exp(values - top).sum(axis=axis, keepdims=True)) + top).squeeze(axis)
    found -= found.max()
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--show", type=int, default=0, help="how many of the most frequent errors to print")
    given = parser.parse_args()
    main(given.folder, load(given.model) if given.model else ngrams(), given.show)
