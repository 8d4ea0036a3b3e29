"""The readings of a row of tokens that are most probable together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from vnplan_extract.normalise import language_model
from vnplan_extract.normalise.legacy_tokens import IMPOSSIBLE, Reading


def best_path(readings: Sequence[Sequence[Reading]], changes: Sequence[float]) -> list[int]:
    """For each token the number of the encoding in which all tokens together are most probable (Viterbi's search).

    Args:
        readings: of each token in each encoding; the first encoding is the text as it stands.
        changes: what another encoding costs at each token, a logarithm below zero; `IMPOSSIBLE` where it cannot begin.
    """
    if not readings:
        return []
    log10 = lru_cache(maxsize=None)(language_model.model().log10)
    states = range(len(readings[0]))
    unchanged = list(states)
    scores = [cost(reading, "") + (changes[0] if state else 0.0) for state, reading in enumerate(readings[0])]
    back: list[list[int]] = []
    for at in range(1, len(readings)):
        now, before, change = readings[at], readings[at - 1], changes[at]
        if change == IMPOSSIBLE:
            for state in states:
                reading = now[state]
                scores[state] += reading.inner
                if reading.first:
                    scores[state] += log10(reading.first, before[state].last or language_model.START)
            back.append(unchanged)
            continue
        new_scores: list[float] = []
        origins: list[int] = []
        for state in states:
            reading = now[state]
            best, origin = IMPOSSIBLE * 2, state
            for earlier in states:
                score = scores[earlier]
                if reading.first:
                    score += log10(reading.first, before[earlier].last or language_model.START)
                if earlier != state:
                    score += change
                if score > best:
                    best, origin = score, earlier
            new_scores.append(best + reading.inner)
            origins.append(origin)
        scores = new_scores
        back.append(origins)
    state = max(states, key=lambda state: scores[state])
    path = [state]
    for origins in reversed(back):
        state = origins[state]
        path.append(state)
    return path[::-1]


def cost(reading: Reading, before: str) -> float:
    """The logarithm of the probability of a reading behind the word `before` (`""`: at the beginning)."""
    if not reading.first:
        return reading.inner
    return reading.inner + language_model.model().log10(reading.first, before or language_model.START)
