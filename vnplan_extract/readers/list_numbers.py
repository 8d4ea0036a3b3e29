"""Numbers of list paragraphs as Word prints them (ISO/IEC 29500-1, 17.9), for DOCX and DOC."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_KEPT_BULLETS = "-–—+*"
_PLACEHOLDER = re.compile(r"%([1-9])")


def _letters(number: int) -> str:
    """Letters: a … z, aa, bb … as Word counts (17.18.59, lowerLetter)."""
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    parts = []
    for worth, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        parts.append(sign * (number // worth))
        number %= worth
    return "".join(parts)


def bullet(text: str) -> str:
    """The sign of a list without numbers: a dash or plus as it is, `-` for any other."""
    sign = text.strip()
    return sign if len(sign) == 1 and sign in _KEPT_BULLETS else "-"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered; `%1` … `%9` in `text` stand for the counts of the levels."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None  #: 0 never, n: behind a paragraph of level n (1-based) or above
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class NumberedList:
    """A use of an abstract list, with its own starts and levels; `used` are the levels counted so far."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)


class ListCounter:
    """The lists of a document and how far each has counted.

    Args:
        levels: abstract list -> its levels, from 0.
        lists: id that paragraphs name -> list.
    """

    def __init__(self, levels: Mapping[str, dict[int, Level]], lists: Mapping[str, NumberedList]) -> None:
        self._levels = levels
        self._numbers = lists
        self._counts: dict[str, dict[int, int]] = {}

    def level_of_style(self, number_id: str, style: str) -> int:
        """The level of a list that is tied to a paragraph style, else 0."""
        number = self._numbers.get(number_id)
        levels = self._levels.get(number.abstract, {}) if number else {}
        return next((index for index, level in sorted(levels.items()) if level.style == style), 0)

    def next(self, number_id: str, level: int) -> str:
        """Count one paragraph of a list on and return its number or bullet as printed, without white space."""
        number = self._numbers.get(number_id)
        if number is None:
            return ""
        levels = {**self._levels.get(number.abstract, {}), **number.levels}
        own = levels.get(level)
        if own is None:
            return ""
        counts = self._counts.setdefault(number.abstract, {})
        if level in number.starts and level not in number.used:
            counts[level] = number.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else own.start
        number.used.add(level)
        for deeper in [index for index in counts if index > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or level < restart:
                del counts[deeper]
        if own.format == "bullet":
            return bullet(own.text)

        def shown(match: re.Match[str]) -> str:
            return self._shown(int(match[1]) - 1, levels, counts, own.legal)

        return _PLACEHOLDER.sub(shown, own.text).strip()

    @staticmethod
    def _shown(index: int, levels: dict[int, Level], counts: dict[int, int], legal: bool) -> str:
        level = levels.get(index, Level())
        count = counts.get(index, level.start)
        return str(count) if legal else _FORMATS.get(level.format, str)(count)
