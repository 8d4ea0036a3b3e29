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
from train_restorer_lm import numbered, perplexity  # noqa: E402

from vnplan_extract.normalise.language_model import START, UNKNOWN  # noqa: E402
from vnplan_extract.normalise.restore.decode import Slot, decide  # noqa: E402
from vnplan_extract.normalise.restore.letters import skeleton  # noqa: E402
from vnplan_extract.normalise.restore.ngrams import (  # noqa: E402
    CASE_WEIGHT,
    CLASSES,
    Ngrams,
    is_title,
    load,
    ngrams,
    printed,
)

Numbers = NDArray[np.uint16]
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
            read = skeleton(word) if model.words[number] == UNKNOWN else model.words[number]
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
        alike.setdefault(skeleton(word), []).append(number)
    unknown = [model.ids[UNKNOWN]]
    known = {word: np.array(alike.get(skeleton(word), unknown), dtype=np.uint16) for word in set(words)}
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
    """The most probable row of words with one of each slot, as the restorer finds it."""
    row = [Slot(words.astype(np.int64), values, len(words)) for words, values in zip(slots, evidence, strict=True)]
    # The ends of sentences are words of the row already.
    found = decide(row, [False] * len(row), model, model.start)
    return np.array([slot[decision.chosen] for slot, decision in zip(slots, found, strict=True)], dtype=np.uint16)


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
