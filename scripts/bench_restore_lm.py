"""Measure the language model of the restorer alone: the marks of held-out text taken away and put back.

    .venv/bin/python scripts/bench_restore_lm.py FOLDER [--model FILE] [--show N] [--no-case]

Each word may be any word of the vocabulary with the same letters without marks; beside the model only the case of its
first letter speaks for one of them (`--no-case`: nothing).
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

from vnplan_extract.normalise.language_model import START, UNKNOWN  # noqa: E402
from vnplan_extract.normalise.restore.ngrams import (  # noqa: E402
    CASE_WEIGHT,
    CLASSES,
    ORDER,
    Ngrams,
    is_title,
    load,
    ngrams,
    printed,
)

#: A word is given up where pairs make it less probable than the best by this (natural logarithm), or so many better.
_GIVEN_UP, _MOST = 8.0, 6

Numbers = NDArray[np.uint16]
Logs = NDArray[np.float64]
Evidence = NDArray[np.float32]


def main(folder: Path, model: Ngrams, show: int, weight: float) -> None:
    """Print the figures of both kinds of text held out."""
    for kind in ("admin", "news"):
        tokens = list(printed("\n".join(held_out_lines(folder, kind))))
        words = [word for word, _ in tokens]
        row = numbered(words, model)
        begin = time.process_time()
        slots = candidates(words, model)
        found = best_row(slots, case_evidence(slots, tokens, model, weight), model)
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


def case_evidence(
    slots: Sequence[Numbers], tokens: Sequence[tuple[str, str]], model: Ngrams, weight: float
) -> list[Evidence]:
    """Of each candidate what its being printed with a capital letter or not speaks for it."""
    found: list[Evidence] = []
    before = START
    for slot, (word, token) in zip(slots, tokens, strict=True):
        title = is_title(word, before, token)
        if title is None or len(slot) == 1:
            found.append(np.zeros(len(slot), dtype=np.float32))
        else:
            found.append(np.float32(weight) * model.case_scores(slot, np.full(len(slot), title)))
        before = word
    return found


def best_row(slots: Sequence[Numbers], evidence: Sequence[Evidence], model: Ngrams) -> Numbers:
    """The most probable row of words with one of each slot: pruned by pairs, decided by rows of four."""
    kept = _pruned(slots, evidence, model)
    slots = [slot[places] for slot, places in zip(slots, kept, strict=True)]
    evidence = [values[places] for values, places in zip(evidence, kept, strict=True)]
    padded = [np.array([model.start], dtype=np.uint16)] * (ORDER - 1) + list(slots)
    grids = [padded[at : at + ORDER] for at in range(len(slots))]
    shapes = [tuple(len(slot) for slot in grid) for grid in grids]
    rows = [np.stack([side.ravel() for side in np.meshgrid(*grid, indexing="ij")], axis=1) for grid in grids]
    together = np.concatenate(rows)
    scores = np.split(model.scores(together[:, -1], together[:, :-1]), np.cumsum([len(row) for row in rows])[:-1])
    total: Logs = np.zeros((1,) * (ORDER - 1))
    pointers = []
    for shape, score, values in zip(shapes, scores, evidence, strict=True):
        reached = total[..., None] + score.reshape(shape) + values
        pointers.append(reached.argmax(axis=0))
        total = reached.max(axis=0)
    ends = [int(place) for place in np.unravel_index(int(total.argmax()), total.shape)]
    chosen = np.zeros(len(slots), dtype=np.uint16)
    for at in range(len(slots) - 1, -1, -1):
        chosen[at] = slots[at][ends[-1]]
        ends = [int(pointers[at][tuple(ends)]), *ends[:-1]]
    return chosen


def _pruned(slots: Sequence[Numbers], evidence: Sequence[Evidence], model: Ngrams) -> list[NDArray[np.intp]]:
    """Of each slot the places of the words that are likely by pairs, from both sides."""
    before = [np.array([model.start], dtype=np.uint16), *slots[:-1]]
    shapes = [(len(left), len(right)) for left, right in zip(before, slots, strict=True)]
    lefts = np.concatenate([np.repeat(left, shape[1]) for left, shape in zip(before, shapes, strict=True)])
    rights = np.concatenate([np.tile(right, shape[0]) for right, shape in zip(slots, shapes, strict=True)])
    ends = np.cumsum([shape[0] * shape[1] for shape in shapes])[:-1]
    tables = [
        part.reshape(shape) + values
        for part, shape, values in zip(
            np.split(model.bigram_scores(rights, lefts), ends), shapes, evidence, strict=True
        )
    ]
    forward: list[Logs] = []
    reached: Logs = np.zeros(1)
    for table in tables:
        reached = _log_sum(reached[:, None] + table, 0)
        forward.append(reached)
    kept: list[NDArray[np.intp]] = []
    behind: Logs = np.zeros(len(slots[-1]))
    for ahead, table in zip(reversed(forward), reversed(tables), strict=True):
        likely = ahead + behind
        order = np.argsort(-likely, kind="stable")[:_MOST]
        kept.append(order[likely[order] > likely[order[0]] - _GIVEN_UP])
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
    parser.add_argument("--no-case", action="store_true")
    given = parser.parse_args()
    main(
        given.folder, load(given.model) if given.model else ngrams(), given.show, 0.0 if given.no_case else CASE_WEIGHT
    )
