"""A trie over the syllables of known names, and the walk of a text along it.

Abbreviations need no table: a word in capitals is walked by the initials of the syllables that it stands
for, so that `Sở LĐ-TB&XH` spells `Sở Lao động - Thương binh và Xã hội`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_SYLLABLE = re.compile(r"\w+|&")
_GAP_NEXT = re.compile(r"(?P<gap>\s*[,\-–—/.]?\s*)(?P<word>\w+|&)")


class Trie(dict[str, "Trie"]):
    """A trie over lower-case syllables; `name` is set where a known name ends."""

    __slots__ = ("name", "rank")

    def __init__(self) -> None:
        super().__init__()
        self.name: str | None = None
        self.rank = 1 << 30

    def __bool__(self) -> bool:
        return True  # also without children

    def add(self, form: str, name: str, rank: int) -> None:
        """Put in the syllables of `form`, at whose end `name` stands; the first of two names stays."""
        node = self
        for syllable in _SYLLABLE.findall(form.lower()):
            node = node.setdefault("và" if syllable == "&" else syllable, Trie())
        if node.name is None:
            node.name, node.rank = name, rank

    def below(self, syllables: Iterable[str]) -> Trie | None:
        """The node that these syllables, in lower case, lead to."""
        node: Trie | None = self
        for syllable in syllables:
            node = node.get(syllable) if node is not None else None
        return node


def walk(flat: str, position: int, limit: int, node: Trie, abbreviated: bool = False) -> tuple[int, str, bool] | None:
    """The longest known name below `node` that the text at `position` spells.

    Returns where it ends, its name in the table, and whether some of it was abbreviated.
    """
    best: tuple[int, int, str, bool] | None = None
    stack: list[tuple[int, Trie, bool]] = [(position, node, abbreviated)]
    steps = 0
    while stack and steps < 400:
        steps += 1
        at, here, short = stack.pop()
        if here.name is not None and (best is None or (at, -here.rank) > (best[0], -best[1])):
            best = (at, here.rank, here.name, short)
        if not len(here):
            continue
        match = _GAP_NEXT.match(flat, at, limit)
        if not match:
            continue
        word = match["word"]
        end = match.end()
        if word == "&":
            if child := here.get("và"):
                stack.append((end, child, True))
            else:
                stack.append((end, here, True))
            continue
        lowered = word.lower()
        if word in ("TW", "TƯ") and (first := here.get("trung")) and (central := first.get("ương")):
            stack.append((end, central, True))
        if child := here.get(lowered):
            stack.append((end, child, short))
        elif (child := here.get("và")) and (further := child.get(lowered)):
            stack.append((end, further, short))
        elif lowered == "và" and here.get("và") is None and match["gap"].strip() == "":
            # `Sở Văn hóa - Thể thao và Du lịch`: a dash or comma of the table printed as `và`.
            for_next = _GAP_NEXT.match(flat, end, limit)
            if for_next and here.get(for_next["word"].lower()) is not None and at != position:
                stack.append((end, here, short))
        if word.isupper() and len(word) >= 2 and (at != position or match["gap"]):
            stack.extend((end, found, True) for found in _initials(here, lowered))
    if best is None:
        return None
    return best[0], best[2], best[3]


@lru_cache(maxsize=256)
def _plain(letter: str) -> str:
    """A letter without its marks, as an initial may leave them out (`dự án`, `DA`); `đ` is one of its own."""
    return unicodedata.normalize("NFD", letter)[0]


def _initials(node: Trie, letters: str) -> Iterator[Trie]:
    """The nodes that the initials `letters` lead to; `và` is skipped."""
    letters = "".join(map(_plain, letters))
    stack = [(node, 0)]
    while stack:
        here, count = stack.pop()
        if count == len(letters):
            yield here
            continue
        for syllable, child in here.items():
            if syllable == "và":
                stack.append((child, count))
            if _plain(syllable[0]) == letters[count]:
                stack.append((child, count + 1))
