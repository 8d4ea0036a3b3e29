"""How probable a row of words is: 4-grams with back-off, from `models/restorer.lm`, for whole numpy arrays at once.

Words are compared as in `normalise.language_model` (small letters, tone marks in the old style, `NUMBER`). The end of a
sentence is a word too, `START`, and so are `COMMA` and `BRACKET`: what stands behind them is said by what stood before.
The file is described in `models/restorer.md` and written by `scripts/train_restorer_lm`.

The n-grams of an order are not stored: of each there are a fingerprint of 16 bits and its values, spread over three
cells of a table, of which the exclusive or is taken (Chazelle and others, The Bloomier filter, 2004; the places as in
Graf and Lemire, Binary Fuse Filters, 2022). A row that is not in the table is taken for one that is once in 65,536.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vnplan_extract.data.model_files import model_path
from vnplan_extract.normalise.language_model import NUMBER, START, UNKNOWN, key

FILE = "restorer.lm"
ORDER = 4
#: What a comma is to the model, and a bracket or quotation mark of any kind.
COMMA, BRACKET = ",", "("
#: The words that are none, by their numbers in every model.
CLASSES = (START, NUMBER, UNKNOWN, COMMA, BRACKET)

#: A stored byte is a natural logarithm in steps of this, below zero; of a back-off, below `_HIGHEST_BACKOFF`.
STEP = 1 / 16
HIGHEST_BACKOFF = 1.0
#: Names come in rows of words, so that the case of each says less than if it stood alone.
CASE_WEIGHT = 0.35

_MAGIC = b"VNLM5\n\0\0"
_HEADER = struct.Struct("<II")
_TABLE = struct.Struct("<II")
#: Rows are looked up so many at once, so that what is in between stays in the processor's cache.
_CHUNK = 1 << 15

_TOKEN = re.compile(r"\d+(?:[.,/–-]\d+)*(?![^\W_])|[^\W_]+|[.;:!?\n]|,|[()\[\]“”\"]")
_SIGNS = {sign: name for name, signs in ((START, ".;:!?\n"), (COMMA, ","), (BRACKET, '()[]“”"')) for sign in signs}

Numbers = NDArray[np.uint16]
Floats = NDArray[np.float32]
_Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Table:
    """The n-grams of one order: a map from keys (`pack`) to small numbers, without the keys."""

    fingerprints: NDArray[np.uint16]
    values: NDArray[np.uint8] | NDArray[np.uint16]
    segment: int  # cells in a segment, a power of two

    @classmethod
    def of(cls, keys: _Keys, values: NDArray[np.uint8] | NDArray[np.uint16]) -> Table:
        """Build the table of different keys."""
        segment = 1 << max(2, min(13, int(np.log(max(len(keys), 2)) / np.log(3.33) + 2.25)))
        spare = 1.13 if len(keys) > 100_000 else 1.4
        while True:
            segments = max(1, -(-int(len(keys) * spare + 32) // segment) - 2)
            table = cls._peeled(keys, values, segments, segment)
            if table is not None:
                return table
            spare *= 1.02

    @classmethod
    def _peeled(
        cls, keys: _Keys, values: NDArray[np.uint8] | NDArray[np.uint16], segments: int, segment: int
    ) -> Table | None:
        """The table of that size; None where the keys do not fit.

        A key that stands alone in one of its cells is set aside with that cell until none is left. In the opposite
        order each gets its value in its cell: none that was set before needs that cell.
        """
        size = (segments + 2) * segment
        prints, *places = _places(keys, segments, segment)
        cells = np.stack(places)  # (3, keys)
        crowd = np.bincount(cells.ravel(), minlength=size)
        together = np.zeros(size, dtype=np.int64)  # the exclusive or of the keys in a cell
        for row in cells:
            np.bitwise_xor.at(together, row, np.arange(len(keys)))
        rounds: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        alone = np.flatnonzero(crowd == 1)
        left = len(keys)
        while len(alone):
            found, first = np.unique(together[alone], return_index=True)
            rounds.append((found, alone[first]))
            left -= len(found)
            touched = cells[:, found].ravel()
            np.subtract.at(crowd, touched, 1)
            np.bitwise_xor.at(together, touched, np.tile(found, 3))
            alone = np.unique(touched[crowd[touched] == 1])
        if left:
            return None
        table = cls(np.zeros(size, dtype=np.uint16), np.zeros(size, dtype=values.dtype), segment)
        for found, own in reversed(rounds):
            first_cell, second_cell, third_cell = cells[:, found]
            for store, wanted in ((table.fingerprints, prints), (table.values, values)):
                # Its own cell is still empty.
                store[own] = wanted[found] ^ store[first_cell] ^ store[second_cell] ^ store[third_cell]
        return table

    def find(self, keys: _Keys) -> tuple[NDArray[np.intp], NDArray[np.uint8] | NDArray[np.uint16]]:
        """(which of the keys are in the table, their values)."""
        prints, first, second, third = _places(keys, len(self.fingerprints) // self.segment - 2, self.segment)
        store = self.fingerprints
        seen = store[first]
        seen ^= store[second]
        seen ^= store[third]
        which = np.flatnonzero(seen == prints)
        at = first[which], second[which], third[which]
        return which, self.values[at[0]] ^ self.values[at[1]] ^ self.values[at[2]]


def _places(
    keys: _Keys, segments: int, segment: int
) -> tuple[NDArray[np.uint16], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Of each key the fingerprint and three cells, in three segments one behind the other."""
    mixed = (keys + np.uint64(0xA0761D6478BD642F)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    mixed ^= mixed >> np.uint64(32)
    bits = int(segment).bit_length() - 1
    mask = np.int64(segment - 1)
    first = (((mixed >> np.uint64(32)) * np.uint64(segments)) >> np.uint64(32)).view(np.int64)
    first <<= bits
    low = mixed.view(np.int64)
    second = first + segment
    third = second + segment
    first |= low & mask
    second |= (low >> bits) & mask
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    third |= (low >> 33) & mask
    return (mixed >> np.uint64(48)).astype(np.uint16), first, second, third


def pack(words: Sequence[Numbers]) -> _Keys:
    """The key of rows of words: of arrays of the same length (at most four), the first word of each row first."""
    keys = words[0].astype(np.uint64)
    for row in words[1:]:
        keys <<= np.uint64(16)
        keys |= row
    return keys


@dataclass(frozen=True)
class Ngrams:
    """A model of `ORDER` words. The number of a word is its place in `words`."""

    words: tuple[str, ...]
    unigrams: Floats  # natural logarithms
    backoffs: Floats  # behind one word
    titles: Floats  # logarithm of the odds that a word within a sentence begins with a capital letter
    tables: tuple[Table, ...]  # of 2, 3, 4 words; a value is a logarithm, with the back-off above it but for the last

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """The number of each word."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def start(self) -> int:
        """The number of `START`."""
        return self.ids[START]

    def case_scores(self, words: NDArray[np.integer], title: NDArray[np.bool_] | np.bool_) -> Floats:
        """The natural logarithm of the probability that a word is printed as it is, with a capital letter or without.

        For words of which `is_title` tells whether; `CASE_WEIGHT` is how much it should count.
        """
        scores: Floats = self._case_logs[title.astype(np.intp), words]
        return scores

    @cached_property
    def _case_logs(self) -> Floats:
        """Rows for words without a capital letter and with one."""
        logs: Floats = -np.logaddexp(np.float32(0), np.stack((self.titles, -self.titles)))
        return logs

    def scores(self, words: NDArray[np.integer], before: NDArray[np.integer]) -> Floats:
        """The natural logarithm of the probability of words behind the three words before them.

        Args:
            words: numbers of words, of the shape (n,), or (n, k) for k words at each place.
            before: those before, of the shape (n, 3), the nearest last, `START` among them as it came; `START` also
                where there is none.
        """
        left = before.astype(np.uint16, copy=False)
        many = words.reshape(len(words), -1).astype(np.uint16, copy=False)
        found = np.empty(many.shape, dtype=np.float32)
        step = max(1, _CHUNK // max(1, many.shape[1]))
        for at in range(0, len(many), step):
            found[at : at + step] = self._scores(many[at : at + step], left[at : at + step])
        return found.reshape(words.shape)

    def _scores(self, words: Numbers, before: Numbers) -> Floats:
        behind = [before[:, -order:] for order in range(1, ORDER)]
        # The rows that are known behind a context are a part of those known behind the shorter one.
        result = self.unigrams[words]
        result += self.backoffs[before[:, -1]][:, None]
        rows = np.repeat(np.arange(len(words)), words.shape[1])
        flat = words.ravel()
        score = result.ravel()
        places = np.arange(len(flat))
        context_rows = np.arange(len(words))
        for order in range(2, ORDER + 1):
            table = self.tables[order - 2]
            context = behind[order - 2]
            if order > 2:
                # The contexts that are known are behind shorter ones that are.
                hit, values = self.tables[order - 3].find(pack([context[context_rows, at] for at in range(order - 1)]))
                context_rows = context_rows[hit]
                backoff = np.zeros(len(words), dtype=np.float32)
                backoff[context_rows] = HIGHEST_BACKOFF - STEP * (values >> 8)
                score += np.repeat(backoff, words.shape[1])
                known = np.zeros(len(words), dtype=bool)
                known[context_rows] = True
                places = places[known[rows[places]]]
            row = rows[places]
            hit, values = table.find(pack([*(context[row, at] for at in range(order - 1)), flat[places]]))
            places = places[hit]
            score[places] = -STEP * (values & 0xFF)
        return score.reshape(words.shape)

    def bigram_scores(self, words: NDArray[np.integer], before: NDArray[np.integer]) -> Floats:
        """The natural logarithm of the probability of words behind one word each; both of one shape."""
        flat = words.ravel().astype(np.uint16, copy=False)
        left = before.ravel().astype(np.uint16, copy=False)
        found = np.empty(flat.shape, dtype=np.float32)
        for at in range(0, len(flat), _CHUNK):
            one, other = left[at : at + _CHUNK], flat[at : at + _CHUNK]
            part = self.backoffs[one] + self.unigrams[other]
            hit, values = self.tables[0].find(pack([one, other]))
            part[hit] = -STEP * (values & 0xFF)
            found[at : at + _CHUNK] = part
        return found.reshape(words.shape)


def stream(text: str) -> Iterator[str]:
    """The words of `text` as the model knows them, with `START` behind each sentence (a line ends one too)."""
    return (word for word, _ in printed(text))


def printed(text: str) -> Iterator[tuple[str, str]]:
    """The same, each with what is printed."""
    ended = True
    for token in tokens(text):
        word = word_of(token)
        if word != START or not ended:
            yield word, token
        ended = word == START


def tokens(text: str) -> list[str]:
    """What is printed of each word of `text`; several ends of sentences may follow each other."""
    return _TOKEN.findall(text + "\n")


def word_of(token: str) -> str:
    """The word of the model that a token is."""
    return _SIGNS.get(token) or key(token)


def is_title(word: str, before: str, token: str) -> bool | None:
    """Whether a word has a capital letter at its beginning; None where that says nothing of it.

    Args:
        word: as the model knows it.
        before: the word before it.
        token: as printed.
    """
    if before in (START, BRACKET) or word in CLASSES or (len(token) > 1 and token.isupper()):
        return None
    return token[0].isupper()


@cache
def ngrams() -> Ngrams:
    """The model of `models/`, loaded once.

    Raises:
        FileNotFoundError: the installation lacks it.
        ValueError: the file is no such model.
    """
    return load(model_path(FILE))


def load(path: Path) -> Ngrams:
    """Read a model.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no such model.
    """
    data = np.fromfile(path, dtype=np.uint8)
    at = 0

    def part(size: int) -> NDArray[np.uint8]:
        nonlocal at
        at += -(-size // 8) * 8
        if at > len(data):
            raise ValueError(f"{path.name}: cut short")
        return data[at - -(-size // 8) * 8 :][:size]

    if part(len(_MAGIC)).tobytes() != _MAGIC:
        raise ValueError(f"{path.name}: not a language model of this version")
    length, count = _HEADER.unpack(part(_HEADER.size).tobytes())
    words = tuple(part(length).tobytes().decode("utf-8").split("\n"))
    if len(words) != count:
        raise ValueError(f"{path.name}: damaged")
    unigrams, backoffs = _logarithms(part(count)), _logarithms(part(count)) + np.float32(HIGHEST_BACKOFF)
    titles = (part(count).astype(np.float32) - 128) * np.float32(STEP)
    tables = []
    for order in range(2, ORDER + 1):
        segment, cells = _TABLE.unpack(part(_TABLE.size).tobytes())
        fingerprints = part(2 * cells).view("<u2")
        values = part(cells) if order == ORDER else part(2 * cells).view("<u2")
        tables.append(Table(fingerprints, values, segment))
    return Ngrams(words, unigrams, backoffs, titles, tuple(tables))


def save(path: Path, model: Ngrams) -> None:
    """Write a model."""
    text = "\n".join(model.words).encode("utf-8")
    parts = [
        _MAGIC,
        _HEADER.pack(len(text), len(model.words)),
        text,
        as_bytes(model.unigrams).tobytes(),
        as_bytes(model.backoffs - np.float32(HIGHEST_BACKOFF)).tobytes(),
        np.clip(np.rint(model.titles / STEP) + 128, 0, 255).astype(np.uint8).tobytes(),
    ]
    for table in model.tables:
        wide = "<u2" if table.values.dtype == np.uint16 else "u1"
        parts += [
            _TABLE.pack(table.segment, len(table.values)),
            table.fingerprints.astype("<u2").tobytes(),
            table.values.astype(wide).tobytes(),
        ]
    path.write_bytes(b"".join(part.ljust(-(-len(part) // 8) * 8, b"\0") for part in parts))


def as_bytes(logarithms: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Logarithms below zero as they are stored."""
    stored: NDArray[np.uint8] = np.clip(np.rint(-logarithms / STEP), 0, 255).astype(np.uint8)
    return stored


def _logarithms(stored: NDArray[np.uint8]) -> Floats:
    return stored.astype(np.float32) * np.float32(-STEP)
