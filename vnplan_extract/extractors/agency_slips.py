"""Names of bodies that a slip or a scan has damaged: `Sở Lao động - Thương và Xã hội`, `Ban Quản. lý dự án`.

What is printed is compared, syllable by syllable, with the names of the tables that begin with the same head. A name is
brought home where one syllable is missing, where only marks of syllables differ, or where one letter of one does, and
where no other name is as near. What the tables have is never touched, nor a name that only looks like one of theirs:
a syllable that names of bodies have is no slip of another (`Khu nông nghiệp` is none of `khu công nghiệp`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from rapidfuzz.distance import Levenshtein

from vnplan_extract.extractors.agency_words import STOP, bare_word, known_names
from vnplan_extract.extractors.names_trie import Trie

#: A word, with the marks before it that may stand inside a name, or have come into it by a misreading.
_WORD = re.compile(r"(?:\s*[-–—,.&]?\s*)(?P<word>\w+)")
#: Names of fewer syllables, the head's included, are too short to tell a slip from another body.
_LEAST_FOR_MARKS, _LEAST_FOR_LETTER, _LEAST_FOR_MISSING = 3, 5, 6
#: Syllables of so few letters decide alone: `tế` is no slip of `thể`.
_LEAST_LETTERS = 3
_MOST_WORDS = 14
#: Names with a place behind them that are read in a way of their own.
_COMMITTEE = re.compile("(?:Ủy ban|Hội đồng) nhân dân")


@dataclass(frozen=True, slots=True)
class Slip:
    """A known name that the text has damaged up to `end`."""

    end: int
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    syllables: tuple[str, ...]
    bare: tuple[str, ...]


def find(flat: str, after: int, limit: int, head: tuple[str, ...]) -> Slip | None:
    """The known name that begins with `head`, of which the text from `after` is a damaged rest; None without one.

    Args:
        flat: the text on one line.
        after: where the head ends.
        limit: where the name must end.
        head: the head's syllables in lower case.
    """
    known = _by_start().get(head)
    if not known:
        return None
    first = list(islice(_words(flat, after, limit), 2))
    if len(first) < 2:
        return None
    rows = known.get(bare_word(first[0][0]), []) + known.get(f"*{bare_word(first[1][0])}", [])
    if not rows:
        return None
    words, ends = zip(*islice(_words(flat, after, limit), _MOST_WORDS), strict=True)
    bare = [bare_word(word) for word in words]
    found: list[tuple[float, int, _Known]] = []
    for row in rows:
        size, likeness = _match(words, bare, row, len(head))
        if size and _separators(flat[after : ends[size - 1]]) <= _separators(row.name) + row.name.count(" và "):
            found.append((likeness, size, row))
    if not found:
        return None
    found.sort(key=lambda item: (-item[1], -item[0]))
    likeness, size, row = found[0]
    if any(other[1] == size and other[0] == likeness and other[2].name != row.name for other in found[1:]):
        return None
    return Slip(ends[size - 1], row.name, likeness)


def _words(flat: str, at: int, limit: int) -> Iterator[tuple[str, int]]:
    """The words from `at` on in lower case, each with where it ends, up to what stands in no name."""
    while match := _WORD.match(flat, at, limit):
        at = match.end()
        yield match["word"].lower(), at


def _separators(text: str) -> int:
    return sum(text.count(mark) for mark in ",-–—")


def _match(words: Sequence[str], bare: list[str], row: _Known, head: int) -> tuple[int, float]:
    """How many of the words are the rest of a known name, damaged, and how sure that is; 0 where they are none."""
    count = len(row.syllables)
    whole = count + head
    if tuple(bare[:count]) == row.bare:
        last = words[count - 1]
        short = whole < _LEAST_FOR_LETTER
        other_word = last != row.syllables[-1] and (last in STOP or (short and last in _vocabulary()[0]))
        return (count, 0.85) if whole >= _LEAST_FOR_MARKS and not other_word else (0, 0)
    one_less = whole >= _LEAST_FOR_MISSING and len(bare) >= count - 1 and words[count - 2] == row.syllables[-1]
    if one_less and Levenshtein.distance(bare[: count - 1], row.bare, score_cutoff=1) == 1:
        return count - 1, 0.75
    if whole >= _LEAST_FOR_LETTER and len(bare) >= count:
        wrong = [index for index in range(count) if bare[index] != row.bare[index]]
        if len(wrong) == 1:
            printed, right = bare[wrong[0]], row.bare[wrong[0]]
            near = Levenshtein.distance(printed, right, score_cutoff=1) == 1
            if near and min(len(printed), len(right)) >= _LEAST_LETTERS and printed not in _vocabulary()[1]:
                return count, 0.7
    return 0, 0


@cache
def _vocabulary() -> tuple[frozenset[str], frozenset[str]]:
    """The syllables of the known names, with their marks, and without."""
    rows = [row for below in _by_start().values() for listed in below.values() for row in listed]
    marked = frozenset(syllable for row in rows for syllable in row.syllables)
    return marked, frozenset(map(bare_word, marked))


@cache
def goes_on(name: str) -> bool:
    """Whether a known name is the beginning of a longer one, so that a slip may have cut it: `Sở Nông nghiệp`."""
    node = known_names().below(re.findall(r"\w+", name.lower()))
    return node is not None and len(node) > 0


@cache
def _by_start() -> dict[tuple[str, ...], dict[str, list[_Known]]]:
    """Heads, and below each the known rests by their first bare syllable, and by `*` and their second one."""
    index: dict[tuple[str, ...], dict[str, list[_Known]]] = {}
    root = known_names()

    def collect(node: Trie, path: tuple[str, ...]) -> None:
        if node.name is not None and not _COMMITTEE.search(node.name):
            for size in range(1, min(3, len(path))):
                rest = path[size:]
                row = _Known(node.name, rest, tuple(map(bare_word, rest)))
                below = index.setdefault(path[:size], {})
                below.setdefault(row.bare[0], []).append(row)
                if len(rest) > 1:
                    below.setdefault(f"*{row.bare[1]}", []).append(row)
        for syllable, child in node.items():
            collect(child, (*path, syllable))

    collect(root, ())
    return index
