"""The words of the restorer's language model, as the channel needs them: syllables, other words by their skeleton."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vnplan_extract.normalise.restore.channel import Floats
from vnplan_extract.normalise.restore.letters import SMALL, skeleton
from vnplan_extract.normalise.restore.syllable_scores import Syllables
from vnplan_extract.syllables import is_syllable

_LETTERS = frozenset(SMALL)


class Vocabulary:
    """Words by number.

    Args:
        ids: the number of each word, with the classes.
        logs: the natural logarithm of the probability of each word anywhere, by number.
    """

    def __init__(self, ids: Mapping[str, int], logs: Floats, *, start: int, number: int, unknown: int) -> None:
        self.ids, self.logs = ids, logs
        self.start, self.number, self.unknown = start, number, unknown
        words = [word for word in ids if set(word) <= _LETTERS and is_syllable(word)]
        self.syllables = Syllables(words)
        self.syllable_numbers: NDArray[np.int64] = np.array([ids[word] for word in words])
        self.syllable_logs: Floats = logs[self.syllable_numbers]

    @cached_property
    def _by_skeleton(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        known = set(self.syllable_numbers.tolist())
        for word, number in self.ids.items():
            if number not in known and word.isalpha():
                found.setdefault(skeleton(word), []).append((word, number))
        return found

    def others(self, stretch: str) -> list[tuple[str, int]]:
        """The words that are no syllables and differ from the stretch in marks and case only."""
        return self._by_skeleton.get(skeleton(stretch), [])
