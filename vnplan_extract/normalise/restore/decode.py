"""The best row of words through slots that each have some candidates: pruned by word pairs, decided by rows of four.

A slot holds one word. Its candidates are numbers of words of the language model, with the logarithm of what else speaks
for them (the channel). All look-ups of the language model are made in few large batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vnplan_extract.normalise.restore.ngrams import ORDER, Floats

Ids = NDArray[np.int64]


class WordModel(Protocol):
    """What the decoder needs of a language model. Logarithms are natural."""

    def bigram_scores(self, words: Ids, before: Ids) -> Floats:
        """The logarithm of each word behind the one before."""

    def scores(self, words: Ids, before: Ids) -> Floats:
        """The same behind three words, a row each, the nearest last."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Candidates of one word, the likeliest first: numbers in the language model, logarithms of the evidence."""

    words: Ids
    evidence: Floats
    near: int  #: how many of the first are laid against all of the neighbours'; the others where these call for them

    @classmethod
    def of(cls, word: int) -> Slot:
        """A slot of a word that is certain."""
        return cls(np.array([word]), np.zeros(1, np.float32), 1)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a slot: the place of the candidate, and its probability."""

    chosen: int
    probability: float


def decide(slots: Sequence[Slot], starts: Sequence[bool], model: WordModel, start_id: int) -> list[Decision]:
    """The best candidate of each slot.

    Args:
        slots: in reading order; each has a candidate.
        starts: for each slot whether a sentence begins with it.
        model: the language model.
        start_id: the number of the word that stands for the beginning of a sentence.
    """
    if not slots:
        return []
    # A slot of its own for each beginning keeps the rest free of special cases.
    start = Slot.of(start_id)
    row: list[Slot] = []
    own: list[int] = []
    for slot, begins in zip(slots, starts, strict=True):
        if begins or not row:
            row.append(start)
        own.append(len(row))
        row.append(slot)
    pairs = _Pairs.of(row, _pairwise(row, model))
    kept = pairs.likely()
    for at, place in _called(row, pairs, model):
        kept[at] = np.append(kept[at], place)
    pruned = [Slot(slot.words[keep], slot.evidence[keep], len(keep)) for slot, keep in zip(row, kept, strict=True)]
    decided = _best_words(pruned, model, start_id)
    return [Decision(int(kept[at][decided[at][0]]), decided[at][1]) for at in own]


_LEAST = 3e-4  #: probability by pairs below which a candidate is given up
_MOST = 6
_BESIDE = 3  #: candidates of each neighbour that the others are laid against
_MOST_CALLED = 3
_FAR_BEHIND = 6.0  #: logarithm
_SURE = 0.9
_AS_READ = 1.0  #: logarithm
_NONE, _HARDLY = -1.0, 1e-9


@dataclass(frozen=True, slots=True)
class _Pairs:
    """What pairs of words say of slots: a row for each, the likeliest candidate first, filled up with `_NONE`."""

    places: Ids
    shares: Floats  #: probabilities

    @classmethod
    def of(cls, row: Sequence[Slot], shares: Floats) -> _Pairs:
        """Of all the near candidates of slots, in one row."""
        sizes = np.array([slot.near for slot in row])
        table = np.full((len(row), int(sizes.max())), _NONE, np.float32)
        table[np.arange(table.shape[1]) < sizes[:, None]] = shares
        places = np.argsort(-table, axis=1, kind="stable")[:, :_MOST]
        return cls(places, np.take_along_axis(table, places, axis=1))

    def likely(self) -> list[Ids]:
        """For each slot the places of the candidates that are not given up."""
        counts = (self.shares >= np.minimum(_LEAST, self.shares[:, :1])).sum(axis=1).tolist()
        return [places[:count] for places, count in zip(self.places, counts, strict=True)]


def _called(row: Sequence[Slot], pairs: _Pairs, model: WordModel) -> Iterable[tuple[int, int]]:
    """Less likely candidates that the words beside a slot call for: (slot, place), by slots.

    Only where the likeliest is not what was read, or not sure.
    """
    asked = [
        at
        for at, (slot, best, share) in enumerate(
            zip(row, pairs.places[:, 0].tolist(), pairs.shares[:, 0].tolist(), strict=True)
        )
        if len(slot.words) > slot.near and (share < _SURE or slot.evidence[best] < slot.evidence.max() - _AS_READ)
    ]
    if not asked:
        return ()
    sizes = np.array([len(row[at].words) for at in asked])
    words = np.concatenate([row[at].words for at in asked])
    total = np.concatenate([row[at].evidence for at in asked])
    slots = np.repeat(np.array(asked), sizes)
    starts = np.cumsum(sizes) - sizes
    places = np.arange(len(words)) - np.repeat(starts, sizes)
    best = pairs.places[:, :_BESIDE]
    logs = np.log(np.maximum(pairs.shares[:, :_BESIDE], _HARDLY))
    ends = np.cumsum([len(slot.words) for slot in row])
    first = ends - np.array([len(slot.words) for slot in row])
    beside = np.concatenate([slot.words for slot in row])[np.minimum(first[:, None] + best, ends[:, None] - 1)]
    own = np.repeat(words, best.shape[1])
    left = model.bigram_scores(own, beside[slots - 1].ravel()).reshape(-1, best.shape[1]) + logs[slots - 1]
    total = total + left.max(axis=1)
    inside = slots + 1 < len(row)
    behind = np.minimum(slots + 1, len(row) - 1)
    right = model.bigram_scores(beside[behind].ravel(), own).reshape(-1, best.shape[1]) + logs[behind]
    total = total + np.where(inside, right.max(axis=1), 0)
    near = places < np.repeat(np.array([row[at].near for at in asked]), sizes)
    most = np.maximum.reduceat(np.where(near, total, -np.inf), starts)
    gains = total - np.repeat(most, sizes)
    found = np.flatnonzero(~near & (gains > -_FAR_BEHIND))
    found = found[np.lexsort((-gains[found], slots[found]))]
    before = np.searchsorted(slots[found], slots[found])
    found = found[np.arange(len(found)) - before < _MOST_CALLED]
    return zip(slots[found].tolist(), places[found].tolist(), strict=True)


def _pairwise(row: Sequence[Slot], model: WordModel) -> Floats:
    """The probability of each near candidate, slot by slot, from word pairs (forward and backward)."""
    sizes = np.array([slot.near for slot in row])
    words = np.concatenate([slot.words[: slot.near] for slot in row])
    evidence = np.concatenate([slot.evidence[: slot.near] for slot in row])
    starts = np.cumsum(sizes) - sizes
    cells = sizes[:-1] * sizes[1:]
    begins = np.cumsum(cells) - cells
    within = np.arange(int(cells.sum())) - np.repeat(begins, cells)
    widths = np.repeat(sizes[1:], cells)
    left = np.repeat(starts[:-1], cells) + within // widths
    right = np.repeat(starts[1:], cells) + within % widths
    values = model.bigram_scores(words[right], words[left]) + evidence[right]
    values -= np.repeat(np.maximum.reduceat(values, begins), cells)
    values = np.exp(values)
    tables = [
        values[at : at + size * width].reshape(size, width)
        for at, size, width in zip(begins.tolist(), sizes[:-1].tolist(), sizes[1:].tolist(), strict=True)
    ]
    # A product of small tables may warn of lanes of the processor that hold nothing.
    with np.errstate(invalid="ignore"):
        forward = [np.ones(1, np.float32)]
        for at, table in enumerate(tables):
            ahead = forward[-1] @ table
            forward.append(ahead if at % _STEPS else _normal(ahead))
        behind = np.ones(sizes[-1], np.float32)
        result = [forward[-1] * behind]
        for at in range(len(tables) - 1, -1, -1):
            behind = tables[at] @ behind
            if not at % _STEPS:
                behind = _normal(behind)
            result.append(forward[at] * behind)
    shares = np.concatenate(result[::-1])
    return np.asarray(shares / np.repeat(np.maximum(np.add.reduceat(shares, starts), _TINY), sizes), np.float32)


def _best_words(row: Sequence[Slot], model: WordModel, start_id: int) -> list[tuple[int, float]]:
    """For each slot the place of the candidate that is most probable by rows of four words, and its probability.

    Forward and backward (Rabiner 1989) over states of three words; each word is decided by itself, which makes fewest
    words wrong.
    """
    empty = Slot.of(start_id)
    padded = [empty, empty, *row]
    if len(padded) == ORDER - 1:
        return [(0, 1.0)]
    sizes = np.array([len(slot.words) for slot in padded])
    words = np.concatenate([slot.words for slot in padded])
    evidence = np.concatenate([slot.evidence for slot in padded])
    starts = np.cumsum(sizes) - sizes
    count = len(padded) - ORDER + 1
    shapes = np.stack([sizes[at : at + count] for at in range(ORDER)], axis=1)
    cells = shapes.prod(axis=1)
    begins = np.cumsum(cells) - cells
    rest = np.arange(int(cells.sum())) - np.repeat(begins, cells)
    columns = []
    for at in range(ORDER - 1, -1, -1):
        widths = np.repeat(shapes[:, at], cells)
        columns.append(np.repeat(starts[at : at + count], cells) + rest % widths)
        rest //= widths
    last, *before = columns
    values = model.scores(words[last], words[np.stack(before[::-1], axis=1)]) + evidence[last]
    values = np.exp(values - np.repeat(np.maximum.reduceat(values, begins), cells))
    tables = [
        values[at : at + size].reshape(shape)
        for at, size, shape in zip(begins.tolist(), cells.tolist(), shapes.tolist(), strict=True)
    ]
    forward = [_CERTAIN]
    for at, table in enumerate(tables):
        if table.size == 1:
            forward.append(_CERTAIN)
        else:
            ahead = (forward[-1][..., None] * table).sum(axis=0)
            forward.append(ahead if at % _STEPS else _normal(ahead))
    behind = np.ones(forward[-1].shape, np.float32)
    result = []
    for at in range(len(tables), -1, -1):
        shares = (forward[at] * behind).sum(axis=(0, 1))
        best = int(shares.argmax())
        result.append((best, float(shares[best] / max(float(shares.sum()), _TINY))))
        if at:
            table = tables[at - 1]
            behind = _CERTAIN if table.size == 1 else (table * behind).sum(axis=3)
            if not at % _STEPS:
                behind = _normal(behind)
    return result[::-1]


_CERTAIN = np.ones((1, 1, 1), np.float32)
_TINY = 1e-30
_STEPS = 3  #: after which what is carried on is made to add up to one again, before it is too small for its type


def _normal(values: Floats) -> Floats:
    return np.asarray(values / max(float(values.sum()), _TINY), np.float32)
