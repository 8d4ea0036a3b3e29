"""Other ways to take tokens apart, weighed in their sentence with the language model.

The best path is found with one way for each token. Afterwards each token that can be taken apart otherwise is looked at
again, with the words on both sides as decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, product

import numpy as np

from vnplan_extract.normalise.restore.candidates import Candidate
from vnplan_extract.normalise.restore.ngrams import ORDER, Ngrams
from vnplan_extract.normalise.restore.readings import Choice, Habits, Piece, Reading, way_cost
from vnplan_extract.normalise.restore.vocabulary import Vocabulary

_EACH = 4  #: candidates of a part that are weighed
_MOST = 24  #: combinations of them
_MARGIN = 1.0  #: logarithm by which another way must be better
_BESIDE = ORDER - 1


def refined(
    readings: Sequence[Reading],
    groups: list[list[Choice]],
    model: Ngrams,
    vocabulary: Vocabulary,
    habits: Habits,
) -> list[list[Choice]]:
    """The choices, with those tokens taken apart otherwise where the sentence is more probable so.

    Args:
        readings: of each token.
        groups: the choices for each token by its best reading.
        model: the language model.
        vocabulary: its words.
        habits: of the engine.
    """
    numbers = _Numbers(groups, vocabulary)
    options: list[tuple[int, list[Piece], tuple[Candidate, ...], float]] = []
    rows: list[tuple[list[int], list[int], int]] = []  # words, those before, number of the option
    for at, reading in enumerate(readings):
        if not reading.others:
            continue
        before = numbers.before(at)
        behind = numbers.behind(at)
        begins = bool(groups[at]) and groups[at][0].begins
        if begins:
            before = [*before[1:], vocabulary.start]
        current = tuple(choice.candidate for choice in groups[at] if choice.candidate is not None)
        ways = [(reading.best, [current])] + [(way, _combinations(way)) for way in reading.others]
        for way, combinations in ways:
            cost = way_cost([piece.part for piece in way], habits)
            for combination in combinations:
                evidence = cost + sum(candidate.evidence for candidate in combination)
                words = _words(way, combination, vocabulary)
                rows.append((words + behind, before, len(options)))
                options.append((at, way, combination, evidence))
    if not options:
        return groups
    totals = _scored(rows, model, len(options))
    result = list(groups)
    best: dict[int, tuple[float, int]] = {}
    first: dict[int, float] = {}
    for number, (at, _, _, evidence) in enumerate(options):
        value = evidence + float(totals[number])
        if at not in first:
            first[at] = value
            best[at] = (value + _MARGIN, number)
        elif value > best[at][0]:
            best[at] = (value, number)
    for at, (value, number) in best.items():
        _, way, combination, _ = options[number]
        if way is readings[at].best:
            continue
        probability = float(1 / (1 + np.exp(max(-30.0, min(30.0, first[at] - value)))))
        left = iter(combination)
        begins = groups[at][0].begins
        result[at] = []
        for piece in way:
            candidate = next(left) if len(piece.candidates) else None
            result[at].append(Choice(piece, begins and not result[at], candidate, None, probability))
    return result


@dataclass(slots=True)
class _Numbers:
    """The decided words as the language model knows them, by token, found when they are asked for."""

    groups: Sequence[Sequence[Choice]]
    vocabulary: Vocabulary
    _found: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)

    def of(self, at: int) -> list[tuple[int, bool]]:
        """The words of a token, and whether a sentence begins with each."""
        if at not in self._found:
            group = self.groups[at]
            candidates = [choice.candidate for choice in group if choice.candidate is not None]
            words = _words([choice.piece for choice in group], candidates, self.vocabulary)
            begins = any(choice.begins for choice in group)
            self._found[at] = [(word, begins and not place) for place, word in enumerate(words)]
        return self._found[at]

    def before(self, at: int) -> list[int]:
        """The words before a token, the nearest last."""
        start = self.vocabulary.start
        found: list[int] = []
        while at > 0 and len(found) < _BESIDE:
            at -= 1
            for number, begins in reversed(self.of(at)):
                found.append(number)
                if begins:
                    found.append(start)
        return ([start] * _BESIDE + found[::-1])[-_BESIDE:]

    def behind(self, at: int) -> list[int]:
        """The words behind a token."""
        found: list[int] = []
        while at + 1 < len(self.groups) and len(found) < _BESIDE:
            at += 1
            for number, begins in self.of(at):
                if begins:
                    found.append(self.vocabulary.start)
                found.append(number)
        return found[:_BESIDE]


def _words(way: Sequence[Piece], combination: Sequence[Candidate], vocabulary: Vocabulary) -> list[int]:
    left = iter(combination)
    words = []
    for piece in way:
        if len(piece.candidates):
            words.append(next(left).number)
        else:
            words += vocabulary.separators(piece.part.text)
    return words


def _combinations(way: Sequence[Piece]) -> list[tuple[Candidate, ...]]:
    slots = [piece.candidates.first(_EACH) for piece in way if len(piece.candidates)]
    return list(islice(product(*slots), _MOST))


def _scored(rows: Sequence[tuple[list[int], list[int], int]], model: Ngrams, count: int) -> list[float]:
    words: list[int] = []
    before: list[list[int]] = []
    owners: list[int] = []
    for row, context, owner in rows:
        line = [*context, *row]
        for at in range(_BESIDE, len(line)):
            words.append(line[at])
            before.append(line[at - _BESIDE : at])
            owners.append(owner)
    totals = np.zeros(count)
    if words:
        values = model.scores(np.array(words, np.uint16), np.array(before, np.uint16))
        np.add.at(totals, owners, values)
    return [float(total) for total in totals]
