"""How probable a row of Vietnamese syllables is: bigrams with back-off, from `models/syllables.lm`.

Words are compared in small letters with the tone marks placed in the old style. Whatever holds a digit is one word,
`NUMBER`. The file is described in `models/syllables.md` and written by `scripts/train_language_model`.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from vnplan_extract.data.model_files import model_path
from vnplan_extract.normalise import tone
from vnplan_extract.text import Text

FILE = "syllables.lm"
#: The words that are no syllables: the beginning of a sentence, a number, what the vocabulary lacks.
START, NUMBER, UNKNOWN = "<s>", "<num>", "<unk>"

_MAGIC = b"VNLM1\n"
#: A stored byte is a logarithm to the base of ten in steps of this, below zero.
_STEP = 1 / 32
_HEADER = struct.Struct("<III")
_TOKEN = re.compile(r"[^\W_]+|[.;:!?\n]")
_DIGIT = re.compile(r"\d")
_CACHED = 65536
#: The share of one word that the vocabulary lacks in the probability of all such words, as a logarithm.
_ONE_UNKNOWN = -4.0


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A bigram model. A row holds the followers of one word, by number, and their logarithms."""

    ids: Mapping[str, int]
    unigrams: bytes
    backoffs: bytes
    row_starts: array[int]
    followers: array[int]
    bigrams: bytes

    def log10(self, word: str, before: str = START) -> float:
        """The logarithm to the base of ten of the probability of `word` behind `before`.

        Both as `key` gives them.
        """
        unknown = self.ids[UNKNOWN]
        right, left = self.ids.get(word, unknown), self.ids.get(before, unknown)
        rarity = _ONE_UNKNOWN if right == unknown else 0.0
        end = self.row_starts[left + 1]
        at = bisect_left(self.followers, right, self.row_starts[left], end)
        if at < end and self.followers[at] == right:
            return rarity - _STEP * self.bigrams[at]
        return rarity - _STEP * (self.backoffs[left] + self.unigrams[right])

    def frequency(self, word: str) -> float:
        """The logarithm to the base of ten of the probability of `word` (as `key` gives it) wherever it stands."""
        rarity = 0.0 if word in self.ids else _ONE_UNKNOWN
        return rarity - _STEP * self.unigrams[self.ids.get(word, self.ids[UNKNOWN])]

    def followed_by(self, word: str) -> Iterator[str]:
        """The words that the model has seen behind `word`, in the order of their frequency in the language."""
        words = list(self.ids)
        number = self.ids.get(word)
        if number is not None:
            for at in range(self.row_starts[number], self.row_starts[number + 1]):
                yield words[self.followers[at]]


@lru_cache(maxsize=_CACHED)
def key(word: str) -> str:
    """The form in which the model knows a word: small letters, tone in the old style; `NUMBER` for what has digits."""
    if _DIGIT.search(word):
        return NUMBER
    small = word.lower()
    return small if small.isascii() else Text(small, tuple(tone.edits(small))).value


def known(word: str) -> bool:
    """Whether the vocabulary has `word`, in whatever case and tone placement. A number is always known."""
    return key(word) in model().ids


def score(words: Sequence[str]) -> float:
    """The logarithm to the base of ten of the probability of a row of words, divided by their number; 0.0 for none.

    Higher is better. Plans score about -2 a word; what is no Vietnamese, below -4.

    Args:
        words: in their order, from the beginning of a sentence; without punctuation.
    """
    if not words:
        return 0.0
    log10 = model().log10
    total, before = 0.0, START
    for word in map(key, words):
        total += log10(word, before)
        before = word
    return total / len(words)


def sentences(text: str) -> Iterator[list[str]]:
    """The words of `text` as the model knows them, sentence by sentence (an end of line ends a sentence too)."""
    sentence: list[str] = []
    for word in _TOKEN.findall(text):
        if word not in ".;:!?\n":
            sentence.append(key(word))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


@cache
def model() -> LanguageModel:
    """The model of `models/`, loaded once.

    Raises:
        FileNotFoundError: the installation lacks it.
        ValueError: the file is no such model.
    """
    return load(model_path(FILE))


def load(path: Path) -> LanguageModel:
    """Read a model.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no such model.
    """
    data = path.read_bytes()
    if not data.startswith(_MAGIC):
        raise ValueError(f"{path.name}: not a language model of this version")
    at = len(_MAGIC)
    length, count, pairs = _HEADER.unpack_from(data, at)
    at += _HEADER.size

    def part(size: int) -> bytes:
        nonlocal at
        at += size
        if at > len(data):
            raise ValueError(f"{path.name}: cut short")
        return data[at - size : at]

    words = part(length).decode("utf-8").split("\n")
    unigrams, backoffs = part(count), part(count)
    row_starts = _array("I", part(4 * (count + 1)))
    followers, bigrams = _array("H", part(2 * pairs)), part(pairs)
    ids = {word: number for number, word in enumerate(words)}
    if len(ids) != count or row_starts[-1] != pairs:
        raise ValueError(f"{path.name}: damaged")
    return LanguageModel(ids, unigrams, backoffs, row_starts, followers, bigrams)


def save(
    path: Path,
    words: Sequence[str],
    unigrams: Iterable[float],
    backoffs: Iterable[float],
    rows: Sequence[Sequence[tuple[int, float]]],
) -> None:
    """Write a model.

    Args:
        path: the file to write.
        words: the vocabulary, with `START`, `NUMBER` and `UNKNOWN`; at most 65,535.
        unigrams: the logarithm to the base of ten of the probability of each word.
        backoffs: what is added to it behind each word, where a pair was not seen.
        rows: behind each word, (number of the follower, logarithm), by rising number.
    """
    text = "\n".join(words).encode("utf-8")
    row_starts = array("I", [0])
    followers, bigrams = array("H"), bytearray()
    for row in rows:
        followers.extend(number for number, _ in row)
        bigrams.extend(_byte(logarithm) for _, logarithm in row)
        row_starts.append(len(followers))
    if sys.byteorder == "big":
        row_starts.byteswap()
        followers.byteswap()
    path.write_bytes(
        b"".join(
            (
                _MAGIC, _HEADER.pack(len(text), len(words), len(followers)), text,
                bytes(map(_byte, unigrams)), bytes(map(_byte, backoffs)),
                row_starts.tobytes(), followers.tobytes(), bytes(bigrams),
            )
        )
    )  # fmt: skip


def _byte(logarithm: float) -> int:
    return min(255, max(0, round(-logarithm / _STEP)))


def _array(kind: str, data: bytes) -> array[int]:
    values: array[int] = array(kind)
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values
