"""The trained channel of `models/restorer.json`: how often engines read each letter as what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from vnplan_extract.data.model_files import model_path
from vnplan_extract.normalise.restore.channel import GENERIC, Channel
from vnplan_extract.normalise.restore.letters import LETTERS, base

FILE = "restorer.json"
_MOST_OF_ENGINE = 20.0  #: sightings of a letter that one engine counts for at most
_CERTAIN = 1e5  #: sightings of a letter that was typed
_GENERIC = 20.0  #: sightings of a letter that its looks count for


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(model_path(FILE).read_text(encoding="utf-8"))
    return found


def engines() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    """By engine how often each piece was read for each letter."""
    found: dict[str, dict[str, dict[str, float]]] = _file()["engines"]
    return found


@cache
def beginnings() -> tuple[Channel, Channel]:
    """The channels that a document's own is learned from: what the trained engines have in common, and looks alone."""
    return (common(engines()), GENERIC)


@cache
def typed() -> Channel:
    """The channel of text that was typed without marks: every letter is its base, and hardly ever another."""
    letters: dict[str, dict[str, float]] = {}
    for letter in LETTERS:
        letters.setdefault(base(letter), {})[letter] = _CERTAIN
    return Channel(letters, GENERIC)


def common(counts: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Channel:
    """The channel of all these engines together."""
    total: dict[str, dict[str, float]] = {}
    for rows in counts.values():
        for piece, row in _capped(rows, _MOST_OF_ENGINE).items():
            into = total.setdefault(piece, {})
            for letter, count in row.items():
                into[letter] = into.get(letter, 0.0) + count
    return Channel(total, GENERIC, _GENERIC)


def _capped(rows: Mapping[str, Mapping[str, float]], most: float) -> dict[str, dict[str, float]]:
    sums: dict[str, float] = {}
    for row in rows.values():
        for letter, count in row.items():
            sums[letter] = sums.get(letter, 0.0) + count
    return {
        piece: {letter: count * min(1.0, most / sums[letter]) for letter, count in row.items()}
        for piece, row in rows.items()
    }
