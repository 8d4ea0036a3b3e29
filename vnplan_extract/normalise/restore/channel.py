"""The channel: how probable it is that a printed letter is read as this or that piece of text.

Every printed letter gives a piece of 0 to 3 characters, by itself. The probability of a piece is learned from pairs of
printed and misread text, letter by letter; what was not seen is backed off to the letter without its tone, and from
there to what letters look like (`GENERIC`). A document's own misreadings are laid over these (`below`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from vnplan_extract.normalise.restore.letters import LETTERS, base, without_tone
from vnplan_extract.normalise.restore.ngrams import Floats

MOST = 3  #: characters of a piece
NUMBERS = {letter: number for number, letter in enumerate(LETTERS)}
#: Letters and signs that look alike, by the base letter printed.
_LOOKS = {
    "a": "do48@", "b": "hd6", "c": "eo(¢", "d": "ađb", "e": "c6éo", "f": "tr", "g": "9q", "h": "bnk", "i": "l1!|jtf;:",
    "j": "i;", "k": "hl", "l": "1iI|!t", "m": "nr", "n": "ruhm", "o": "0cdaeQ6Oe", "p": "n", "q": "g9", "r": "tnf",
    "s": "5$8", "t": "lf1rc", "u": "ivnw", "v": "yu", "w": "v", "x": "%", "y": "vg", "z": "2",
    "A": "4d", "B": "8RDE", "C": "GO(", "D": "BPOb0", "E": "FB6", "F": "PE", "G": "C6O", "H": "IN", "I": "l1[|!J",
    "J": "I", "K": "R", "L": "I", "M": "N", "N": "M", "O": "0QCDG", "P": "F", "Q": "O0", "R": "K", "S": "5$", "T": "1I",
    "U": "LO", "V": "Y", "W": "V", "X": "%", "Y": "V", "Z": "2",
}  # fmt: skip
_ONE_SHAPE = frozenset("cosvxzwpuCOSVXZWPU")  #: capital and small letter differ in size only
_SAME_SHAPE = 0.08


def _generic_one(letter: str, char: str) -> float:
    """How probable `char` alone is for `letter`, by looks."""
    stem, seen = base(letter), base(char)
    value = 0.13 / 150
    if char == letter:
        value += 0.1
    if seen == stem:
        value += 0.55 if char == stem else 0.15 / 12
    elif seen.lower() == stem.lower():
        value += (_SAME_SHAPE if stem in _ONE_SHAPE else 0.04) if char == seen else 0.02 / 12
    if seen in _LOOKS.get(stem, ""):
        value += 0.12 / len(_LOOKS[stem])
    return value


@cache
def _generic_row(piece: str) -> Floats:
    """For every letter the probability of `piece`, by looks."""
    if not piece:
        return np.full(len(LETTERS), 0.006, np.float32)
    if len(piece) == 1:
        return np.array([_generic_one(letter, piece) for letter in LETTERS], np.float32) * 0.94
    ends = [_generic_row(char) for char in (piece[0], piece[-1])]
    best = np.maximum(ends[0], ends[1])
    if len(piece) == 2:
        return np.asarray(0.02 * best / 12 + 0.015 / 20_000, np.float32)
    return np.asarray(0.002 * best / 300 + 0.001 / 3_000_000, np.float32)


_TONELESS_OF = np.array([NUMBERS[without_tone(letter)] for letter in LETTERS])


@dataclass(frozen=True)
class Channel:
    """Counts of what letters were read as, over the generic one.

    `counts[piece][letter]` is how often; `below` is what they are laid over.
    """

    counts: Mapping[str, Mapping[str, float]]
    below: Channel | None = None
    strength: float = 8.0  #: how many sightings of a letter the level below is worth
    _rows: dict[str, Floats] = field(default_factory=dict, repr=False, compare=False)
    _sums: list[Floats] = field(default_factory=list, repr=False, compare=False)

    def probabilities(self, pieces: Sequence[str]) -> Floats:
        """A row for each piece: its probability for every letter of `LETTERS`."""
        missing = [piece for piece in pieces if piece not in self._rows]
        if missing:
            if self.below is None:
                under = np.stack([_generic_row(piece) for piece in missing])
            else:
                under = self.below.probabilities(missing)
            if not self._sums:
                total = np.zeros(len(LETTERS), np.float32)
                for row in self.counts.values():
                    for letter, count in row.items():
                        total[NUMBERS[letter]] += count
                grouped = np.zeros(len(LETTERS), np.float32)
                np.add.at(grouped, _TONELESS_OF, total)
                self._sums.extend((total, grouped))
            total, grouped = self._sums
            for piece, low in zip(missing, under, strict=True):
                seen = self.counts.get(piece)
                exact = np.zeros(len(LETTERS), np.float32)
                if seen:
                    for letter, count in seen.items():
                        exact[NUMBERS[letter]] = count
                group = np.zeros(len(LETTERS), np.float32)
                np.add.at(group, _TONELESS_OF, exact)
                toneless = (group[_TONELESS_OF] + self.strength * low) / (grouped[_TONELESS_OF] + self.strength)
                self._rows[piece] = (exact + self.strength * toneless) / (total + self.strength)
        return np.stack([self._rows[piece] for piece in pieces])


GENERIC = Channel({})


def pieces_of(tokens: Iterable[str]) -> list[str]:
    """Every piece of 0 to 3 characters of the tokens, in order of first sight."""
    seen: dict[str, None] = {"": None}
    for token in tokens:
        for start in range(len(token)):
            for end in range(start + 1, min(len(token), start + MOST) + 1):
                seen[token[start:end]] = None
    return list(seen)


def align(printed: str, read: str, channel: Channel) -> tuple[float, list[tuple[str, str]]]:
    """The best way in which `printed` was read as `read`: its logarithm, and the piece of each letter."""
    width = len(read)
    best = [[-math.inf] * (width + 1) for _ in range(len(printed) + 1)]
    back = [[0] * (width + 1) for _ in range(len(printed) + 1)]
    best[0][0] = 0.0
    pieces = pieces_of((read,))
    rows = channel.probabilities(pieces)
    index = {piece: number for number, piece in enumerate(pieces)}
    logs = np.log(rows)
    for at, letter in enumerate(printed):
        number = NUMBERS.get(letter)
        for start in range(width + 1):
            value = best[at][start]
            if value == -math.inf:
                continue
            for length in range(MOST + 1):
                if start + length > width:
                    break
                piece = read[start : start + length]
                step = float(logs[index[piece], number]) if number is not None else (-0.01 if piece == letter else -9.0)
                if value + step > best[at + 1][start + length]:
                    best[at + 1][start + length] = value + step
                    back[at + 1][start + length] = length
    found: list[tuple[str, str]] = []
    end = width
    if best[-1][width] == -math.inf:
        return -math.inf, []
    for at in range(len(printed), 0, -1):
        length = back[at][end]
        found.append((printed[at - 1], read[end - length : end]))
        end -= length
    return best[-1][width], found[::-1]


def counted(alignments: Iterable[tuple[Sequence[tuple[str, str]], float]]) -> dict[str, dict[str, float]]:
    """Counts by piece and letter, each alignment with its weight."""
    counts: dict[str, dict[str, float]] = {}
    for alignment, weight in alignments:
        for letter, piece in alignment:
            if letter in NUMBERS:
                row = counts.setdefault(piece, {})
                row[letter] = row.get(letter, 0.0) + weight
    return counts
