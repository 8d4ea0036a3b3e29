"""How well each Vietnamese syllable explains a stretch of misread text: all syllables against all stretches at once.

A syllable is an onset and a rime with its tone. Onsets are laid against the beginning of a stretch, rimes against its
end, and put together at the best place between them: some 30 onsets and 900 rimes for 7,000 syllables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vnplan_extract.normalise.restore.channel import MOST, NUMBERS, Channel, pieces_of
from vnplan_extract.normalise.restore.letters import vowel_start
from vnplan_extract.normalise.restore.ngrams import Floats

NEVER = np.float32(-1e9)  #: the logarithm of what cannot be
MOST_LETTERS = 9  #: characters of a stretch that can be one syllable


class Case(Enum):
    """How a word is printed."""

    SMALL = 0
    TITLE = 1
    CAPITALS = 2

    def of(self, word: str) -> str:
        """The word in small letters as it is printed in this case."""
        if self is Case.SMALL:
            return word
        return word.upper() if self is Case.CAPITALS else word[:1].upper() + word[1:]


@dataclass(frozen=True)
class _Trie:
    """Parts of syllables as a tree: of each node its letter (small) and the node before; ends of the parts."""

    letters: list[str]
    parents: list[int]
    depths: list[int]
    ends: dict[str, int]

    @cached_property
    def levels(self) -> list[tuple[int, list[int]]]:
        """The nodes by their depth, the root left out."""
        return [
            (depth, [node for node, its_depth in enumerate(self.depths) if its_depth == depth])
            for depth in range(1, max(self.depths, default=0) + 1)
        ]


def _trie(parts: Sequence[str]) -> _Trie:
    letters, parents, depths = [""], [0], [0]
    children: dict[tuple[int, str], int] = {}
    ends = {}
    for part in parts:
        node = 0
        for letter in part:
            if (node, letter) not in children:
                children[node, letter] = len(letters)
                letters.append(letter)
                parents.append(node)
                depths.append(depths[node] + 1)
            node = children[node, letter]
        ends[part] = node
    return _Trie(letters, parents, depths, ends)


class Syllables:
    """The syllables that a language has, prepared for scoring."""

    def __init__(self, words: Sequence[str]) -> None:
        """`words`: in small letters; a word's place is its number in the results."""
        split = [(word[: vowel_start(word)], word[vowel_start(word) :]) for word in words]
        self.words = list(words)
        onsets = sorted({onset for onset, _ in split})
        rimes = sorted({rime for _, rime in split})
        self._onsets = _trie(onsets)
        self._rimes = _trie([rime[::-1] for rime in rimes])  # from the end
        place = {rime: number for number, rime in enumerate(rimes)}
        self._rime_nodes = np.array([self._rimes.ends[rime[::-1]] for rime in rimes])
        self._alone = sorted({self._rimes.ends[rime[::-1]] for onset, rime in split if not onset})
        by_onset: dict[str, list[tuple[int, int]]] = {}
        for number, (onset, rime) in enumerate(split):
            by_onset.setdefault(onset, []).append((place[rime], number))
        self._groups = [
            (
                self._onsets.ends[onset],
                np.array([rime for rime, _ in members]),
                np.array([number for _, number in members]),
            )
            for onset, members in by_onset.items()
        ]

    def scores(self, stretches: Sequence[str], cases: Sequence[Case], channel: Channel) -> Floats:
        """How well each syllable explains each stretch.

        Args:
            stretches: of 1 to `MOST_LETTERS` characters; best of about one length.
            cases: in which the syllables may be printed.
            channel: how letters are misread.

        Returns:
            cases × syllables × stretches, the logarithm of the channel's probability.
        """
        longest = max(map(len, stretches))
        pieces = pieces_of(stretches)
        index = {piece: number for number, piece in enumerate(pieces)}
        logs = np.log(channel.probabilities(pieces)).T  # letters × pieces
        never = len(pieces)
        logs = np.concatenate([logs, np.full((logs.shape[0], 1), NEVER, np.float32)], axis=1)
        places = np.full((longest + 1, MOST + 1, len(stretches)), never)
        for row, stretch in enumerate(stretches):
            length = len(stretch)
            for start in range(length + 1):
                for size in range(min(MOST, length - start) + 1):
                    places[start, size, row] = index[stretch[start : start + size]]
        ends = np.array([len(stretch) for stretch in stretches])
        result = np.full((len(cases), len(self.words), len(stretches)), NEVER, np.float32)
        by_size: dict[bool, Floats] = {}  # of rimes in small letters, in capitals
        for at, case in enumerate(cases):
            first = _forward(self._onsets, places, logs, case)
            upper = case is Case.CAPITALS
            if upper not in by_size:
                by_size[upper] = _backward(self._rimes, places, ends, logs, upper)
            last = by_size[upper]
            whole_title = None
            if case is Case.TITLE:
                # Without an onset the capital is the first letter of the rime.
                whole_title = _titled(self._rimes, self._alone, last, places, logs)
            self._put_together(first, last, whole_title, result[at])
        return result

    def _put_together(self, first: Floats, last: Floats, whole_title: Floats | None, result: Floats) -> None:
        """Onsets and rimes at the best place between them, into `result`: syllables × stretches."""
        length = first.shape[1] - 1
        rimes = np.ascontiguousarray(last[self._rime_nodes].transpose(1, 0, 2))  # places × rimes × stretches
        for node, members, numbers in self._groups:
            if node == 0 and whole_title is not None:
                result[numbers] = whole_title[self._rime_nodes[members], 0]
                continue
            start = first[node]  # places × stretches
            best = rimes[0, members] + start[0]
            for cut in range(1, min(length, MOST * self._onsets.depths[node]) + 1):
                np.maximum(best, rimes[cut, members] + start[cut], out=best)
            result[numbers] = best


def _forward(trie: _Trie, places: NDArray[np.int64], logs: Floats, case: Case) -> Floats:
    """For each node (a beginning of an onset) and place: how well it explains what stands before the place."""
    length, count = places.shape[0] - 1, places.shape[2]
    reached = np.full((len(trie.letters), length + 1, count), NEVER, np.float32)
    reached[0, 0] = 0.0
    for depth, nodes in trie.levels:
        capital = case is Case.CAPITALS or (case is Case.TITLE and depth == 1)
        rows = logs[[NUMBERS[trie.letters[node].upper() if capital else trie.letters[node]] for node in nodes]]
        before = reached[[trie.parents[node] for node in nodes]]
        here = before + rows[:, places[:, 0]]
        for size in range(1, min(MOST, length) + 1):
            stop = length + 1 - size
            np.maximum(here[:, size:], before[:, :stop] + rows[:, places[:stop, size]], out=here[:, size:])
        reached[nodes] = here
    return reached


def _backward(trie: _Trie, places: NDArray[np.int64], ends: NDArray[np.int64], logs: Floats, upper: bool) -> Floats:
    """For each node (an end of a rime) and place: how well it explains what stands from the place on."""
    length, count = places.shape[0] - 1, places.shape[2]
    reached = np.full((len(trie.letters), length + 1, count), NEVER, np.float32)
    reached[0, ends, np.arange(count)] = 0.0
    alphabet = sorted(set(trie.letters[1:]))
    rows = logs[[NUMBERS[letter.upper() if upper else letter] for letter in alphabet]]
    tables = [rows[:, places[: length + 1 - size, size]] for size in range(min(MOST, length) + 1)]
    of_letter = {letter: number for number, letter in enumerate(alphabet)}
    for _, nodes in trie.levels:
        letters = [of_letter[trie.letters[node]] for node in nodes]
        before = reached[[trie.parents[node] for node in nodes]]
        here = before + tables[0][letters]
        for size in range(1, min(MOST, length) + 1):
            stop = length + 1 - size
            np.maximum(here[:, :stop], before[:, size:] + tables[size][letters], out=here[:, :stop])
        reached[nodes] = here
    return reached


def _titled(trie: _Trie, ends: Sequence[int], small: Floats, places: NDArray[np.int64], logs: Floats) -> Floats:
    """How well each of these rimes explains the whole where its first letter is a capital."""
    length, count = places.shape[0] - 1, places.shape[2]
    reached = np.full((len(trie.letters), 1, count), NEVER, np.float32)
    rows = logs[[NUMBERS[trie.letters[node].upper()] for node in ends]]
    before = small[[trie.parents[node] for node in ends]]
    here = before[:, 0] + rows[:, places[0, 0]]
    for size in range(1, min(MOST, length) + 1):
        np.maximum(here, before[:, size] + rows[:, places[0, size]], out=here)
    reached[ends, 0] = here
    return reached
