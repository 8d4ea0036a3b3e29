"""Text cut into lines of tokens: syllables, numbers and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: A token: digits with what stands between them, letters, or one sign.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\s\w]|_")
#: A longer line is cut, so that a text in one piece is no harder than another.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens that stand on one line: each with its place `[start, end)` in the text."""

    tokens: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        """How many tokens there are."""
        return len(self.tokens)


def lines(text: str) -> Iterator[Line]:
    """The lines of a text that hold tokens, in order."""
    start = 0
    for line in text.split("\n"):
        tokens: list[str] = []
        places: list[tuple[int, int]] = []
        for match in _TOKEN.finditer(line):
            tokens.append(match[0])
            places.append((start + match.start(), start + match.end()))
            if len(tokens) == _LONGEST:
                yield Line(tuple(tokens), tuple(places))
                tokens, places = [], []
        if tokens:
            yield Line(tuple(tokens), tuple(places))
        start += len(line) + 1
