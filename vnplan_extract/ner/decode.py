"""From scores of tags to entities: the best row of tags in which each entity is begun, gone on with and ended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vnplan_extract.entity import Entity, Label
from vnplan_extract.ner.network import Floats
from vnplan_extract.ner.tokens import Line

#: Nothing, then for each label: begins, inside, ends, alone (BIOES; Ratinov and Roth 2009).
TAGS: tuple[tuple[str, Label | None], ...] = (
    ("O", None),
    *((place, label) for label in Label for place in "BIES"),
)
_NEVER = np.float32(-1e4)


def _may_follow(before: tuple[str, Label | None], behind: tuple[str, Label | None]) -> bool:
    is_open = before[0] in "BI"
    goes_on = behind[0] in "IE"
    return is_open == goes_on and (not is_open or before[1] is behind[1])


_FOLLOWS: NDArray[np.bool_] = np.array([[_may_follow(before, behind) for behind in TAGS] for before in TAGS])
_STEPS: Floats = np.where(_FOLLOWS, np.float32(0), _NEVER)
_FIRST: Floats = np.array([_NEVER if place in "IE" else 0 for place, _ in TAGS], np.float32)
_LAST: Floats = np.array([_NEVER if place in "BI" else 0 for place, _ in TAGS], np.float32)


def tags(scores: Floats) -> NDArray[np.int64]:
    """The best row of tags that fit together, for a row of scores for each token (Viterbi 1967)."""
    best: NDArray[np.int64] = scores.argmax(axis=1)
    if _FIRST[best[0]] == 0 and _LAST[best[-1]] == 0 and all(_FOLLOWS[a, b] for a, b in pairwise(best.tolist())):
        return best
    total = scores[0] + _FIRST
    back = []
    for row in scores[1:]:
        ways = total[:, None] + _STEPS
        back.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + row
    at = int((total + _LAST).argmax())
    best[-1] = at
    for number in range(len(back) - 1, -1, -1):
        at = int(back[number][at])
        best[number] = at
    return best


def spans(line: Line, scores: Floats) -> Iterator[Entity]:
    """The entities of a line, in order.

    The confidence of one is that of its least sure token.
    """
    chosen = tags(scores)
    if not chosen.any():
        return
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    sure = shares[np.arange(len(chosen)), chosen] / shares.sum(axis=1)
    begin = 0
    for at, tag in enumerate(chosen.tolist()):
        place, label = TAGS[tag]
        if place in "BS":
            begin = at
        if place in "ES" and label is not None:
            confidence = round(float(sure[begin : at + 1].min()), 4)
            yield Entity(line.places[begin][0], line.places[at][1], label, confidence)
