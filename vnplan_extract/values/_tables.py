"""The table of the values' words and units, and helpers that make patterns of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One table of `tables.toml`."""
    return _all()[name]


@cache
def _all() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


def led_by(words: Iterable[str]) -> str:
    """A pattern of any of the words in any case, at a word's start, for the beginning of a pattern.

    It begins with a set of letters, which the engine can look for quickly.
    """
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[0], []).append(word[1:])
    initials = "".join(letter + letter.upper() for letter in sorted(tails))
    branches = (f"(?<=[{letter}{letter.upper()}]){any_of(rest)}" for letter, rest in sorted(tails.items()))
    return rf"[{initials}](?<!\w[{initials}])(?:{'|'.join(branches)})"


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words in any case, longest first; a blank in a word is any run of blanks."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?i:" + "|".join(re.escape(word).replace(r"\ ", r"\s{1,20}") for word in ordered) + ")"


def span_of(text: str, start: int, end: int | None) -> tuple[int, int]:
    """`start` and `end` brought inside the text."""
    last = len(text) if end is None else max(0, min(end, len(text)))
    return max(0, min(start, last)), last
