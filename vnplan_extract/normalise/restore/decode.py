"""The best row of words through slots that each have some candidates: pruned by word pairs, decided by rows of four.

A slot holds one word. Its candidates are numbers of words of the language model, with the logarithm of what else speaks
for them (the channel). All look-ups of the language model are made in few large batches.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.uint16]
Floats = NDArray[np.float32]


class WordModel(Protocol):
    """What the decoder needs of a language model. Logarithms are natural."""

    def bigram_scores(self, words: Ids, before: Ids) -> Floats:
        """The logarithm of each word behind the one before."""

    def scores(self, words: Ids, before: Ids) -> Floats:
        """The same behind three words, a row each, the nearest last."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Candidates of one word: numbers in the language model, and logarithms of what speaks for them."""

    words: Ids
    evidence: Floats


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a slot: the place of the candidate, its probability, and that of each candidate."""

    chosen: int
    probability: float
    pairwise: Floats  #: probability of each candidate by word pairs alone


def decide(
    slots: Sequence[Slot], starts: Sequence[bool], model: WordModel, start_id: int, *, roughly: bool = False
) -> list[Decision]:
    """The best candidate of each slot.

    Args:
        slots: in reading order; each has a candidate.
        starts: for each slot whether a sentence begins with it.
        model: the language model.
        start_id: the number of the word that stands for the beginning of a sentence.
        roughly: by word pairs alone.
    """
    if not slots:
        return []
    # A slot of its own for each beginning keeps the rest free of special cases.
    start = Slot(np.array([start_id], np.uint16), np.zeros(1, np.float32))
    row: list[Slot] = []
    own: list[int] = []
    for slot, begins in zip(slots, starts, strict=True):
        if begins or not row:
            row.append(start)
        own.append(len(row))
        row.append(slot)
    pairwise = _pairwise(row, model, start_id)
    if roughly:
        return [Decision(int(pairwise[at].argmax()), float(pairwise[at].max()), pairwise[at]) for at in own]
    kept = [_likely(values) for values in pairwise]
    pruned = [Slot(slot.words[keep], slot.evidence[keep]) for slot, keep in zip(row, kept, strict=True)]
    path, certainty = _best_path(pruned, model, start_id)
    return [Decision(int(kept[at][path[at]]), certainty[at], pairwise[at]) for at in own]


_LEAST = 3e-4  #: probability by pairs below which a candidate is given up
_MOST = 6


def _likely(values: Floats) -> NDArray[np.int64]:
    order = np.argsort(-values, kind="stable")[:_MOST]
    return order[values[order] >= min(_LEAST, float(values[order[0]]))]


def _pairwise(row: Sequence[Slot], model: WordModel, start_id: int) -> list[Floats]:
    """For each slot the probability of each candidate, from word pairs (forward and backward)."""
    sizes = [len(slot.words) for slot in row]
    befores = np.concatenate([np.repeat(a.words, len(b.words)) for a, b in itertools.pairwise(row)])
    words = np.concatenate([np.tile(b.words, len(a.words)) for a, b in itertools.pairwise(row)])
    values = model.bigram_scores(words, befores)
    evidence = np.concatenate([np.tile(b.evidence, len(a.words)) for a, b in itertools.pairwise(row)])
    values = values + evidence
    tables: list[Floats] = []
    at = 0
    for size, following in itertools.pairwise(sizes):
        table = values[at : at + size * following].reshape(size, following)
        tables.append(np.exp(table - table.max()))
        at += size * following
    forward = [np.ones(1, np.float32)]
    for table in tables:
        ahead = forward[-1] @ table
        forward.append(ahead / max(float(ahead.sum()), 1e-30))
    behind = np.ones(sizes[-1], np.float32)
    result = [_normal(forward[-1] * behind)]
    for at in range(len(tables) - 1, -1, -1):
        behind = tables[at] @ behind
        behind = behind / max(float(behind.sum()), 1e-30)
        result.append(_normal(forward[at] * behind))
    return result[::-1]


def _normal(values: Floats) -> Floats:
    return np.asarray(values / max(float(values.sum()), 1e-30), np.float32)


@lru_cache(maxsize=4096)
def _grid(shape: tuple[int, ...]) -> NDArray[np.int64]:
    return np.indices(shape).reshape(len(shape), -1)


def _best_path(row: Sequence[Slot], model: WordModel, start_id: int) -> tuple[list[int], list[float]]:
    """The place of the best candidate of each slot, decided by rows of four words, and its probability."""
    empty = Slot(np.array([start_id], np.uint16), np.zeros(1, np.float32))
    padded = [empty, empty, *row]
    shapes, befores, words, evidence = [], [], [], []
    for at in range(3, len(padded)):
        group = padded[at - 3 : at + 1]
        shape = tuple(len(slot.words) for slot in group)
        grid = _grid(shape)
        ids = [slot.words[places] for slot, places in zip(group, grid, strict=True)]
        shapes.append(shape)
        befores.append(np.stack(ids[:3], axis=1))
        words.append(ids[3])
        evidence.append(group[3].evidence[grid[3]])
    if not words:
        return [0] * len(row), [1.0] * len(row)
    word = np.concatenate(words)
    values = model.scores(word, np.concatenate(befores))
    values = values + np.concatenate(evidence)
    scores: list[Floats] = []
    at = 0
    for shape in shapes:
        size = shape[0] * shape[1] * shape[2] * shape[3]
        scores.append(values[at : at + size].reshape(shape))
        at += size
    best = np.zeros((1, 1, 1), np.float32)
    total = np.zeros((1, 1, 1), np.float32)
    pointers: list[NDArray[np.int64]] = []
    totals = [total]
    for score in scores:
        if score.size == 1:
            pointers.append(_NOWHERE)
            best = total = _NOTHING
            totals.append(total)
            continue
        reached = best[..., None] + score
        pointers.append(reached.argmax(axis=0))
        best = reached.max(axis=0)
        best = best - best.max()
        total = _log_sum(total[..., None] + score, 0)
        total = total - total.max()
        totals.append(total)
    end = np.unravel_index(int(best.argmax()), best.shape)
    path = [int(end[2]), int(end[1]), int(end[0])]  # backwards
    for pointer in reversed(pointers):
        a, b, c = path[-1], path[-2], path[-3]
        path.append(int(pointer[a, b, c]))
    path = path[::-1][-len(row) :]
    # Probabilities: the same row of slots from behind.
    behind = np.zeros(totals[-1].shape, np.float32)
    certainty = []
    for at in range(len(scores), -1, -1):
        if totals[at].size == 1:
            certainty.append(1.0)
            if at:
                behind = _NOTHING if scores[at - 1].size == 1 else _before(scores[at - 1], behind)
            continue
        joint = totals[at] + behind
        shares = np.exp(joint - joint.max())
        by_word = shares.sum(axis=(0, 1))
        certainty.append(float(by_word[path[at]] / by_word.sum()))
        if at:
            behind = _before(scores[at - 1], behind)
    return path, certainty[::-1]


_NOWHERE = np.zeros((1, 1, 1), np.int64)
_NOTHING = np.zeros((1, 1, 1), np.float32)


def _before(score: Floats, behind: Floats) -> Floats:
    before = _log_sum(score + behind[None], 3)
    return np.asarray(before - before.max(), np.float32)


def _log_sum(values: Floats, axis: int) -> Floats:
    if values.shape[axis] == 1:
        return values.squeeze(axis)
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis), np.float32)
