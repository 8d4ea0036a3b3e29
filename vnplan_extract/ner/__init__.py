"""The trained recogniser of agencies, references to documents, money, quantities, times, persons, posts and places.

>>> text = "Giao Sở Y tế báo cáo trước ngày 15/12/2024"
>>> [(text[found.start : found.end], found.label.value) for found in recognise(text)]
[('Sở Y tế', 'AGENCY'), ('ngày 15/12/2024', 'TIME')]

As a component of spaCy it is `vnplan_ner` (`component.py`). What it was trained on and how good it is: `models/ner.md`.
"""

from __future__ import annotations

from vnplan_extract.entity import Entity
from vnplan_extract.ner.decode import spans
from vnplan_extract.ner.features import features
from vnplan_extract.ner.network import Network, network
from vnplan_extract.ner.tokens import Line, lines

__all__ = ["model_version", "recognise"]

#: Tokens that are laid through the network at once, so that what is in between stays in the processor's cache.
_AT_ONCE = 2048


def recognise(text: str, *, model: Network | None = None) -> list[Entity]:
    """The entities of a text, in its order; none overlaps another or runs over the end of a line.

    Args:
        text: of any length, in Unicode NFC; time grows with its length.
        model: the one of `models/` by default.

    Returns:
        Entities with offsets in code points of `text`.
    """
    model = model or network()
    found: list[Entity] = []
    waiting: list[Line] = []
    size = 0
    for line in lines(text):
        waiting.append(line)
        size += len(line)
        if size >= _AT_ONCE:
            found += _recognised(waiting, model)
            waiting, size = [], 0
    return found + _recognised(waiting, model)


def _recognised(rows: list[Line], model: Network) -> list[Entity]:
    if not rows:
        return []
    scores = model.scores([features(line) for line in rows])
    return [entity for line, of_line in zip(rows, scores, strict=True) for entity in spans(line, of_line)]


def model_version() -> str:
    """The version of the trained file, a hash of its content."""
    return network().version
