"""Names that a text has more than once: read the same, they were printed the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from vnplan_extract.normalise.restore.readings import Choice
from vnplan_extract.normalise.restore.tokens import Kind

_LEAST_WORDS = 2  #: of a name; a word alone may be another each time


def agree(groups: Sequence[Sequence[Choice]]) -> None:
    """Let every name that was read the same be decided the same, as is most probable over all of its places.

    Args:
        groups: the choices for each token, in order; those of names are changed.
    """
    places: dict[tuple[str, ...], list[list[Choice]]] = defaultdict(list)
    for name in _names(groups):
        places[tuple(choice.piece.part.text for choice in name)].append(name)
    for found in places.values():
        weights: dict[tuple[int, ...], float] = defaultdict(float)
        for name in found:
            weights[_numbers(name)] += _weight(name)
        if len(weights) == 1:
            continue
        best = max(found, key=lambda name: (weights[_numbers(name)], _weight(name)))
        share = weights[_numbers(best)] / sum(weights.values())
        for name in found:
            if _numbers(name) != _numbers(best):
                for choice, other in zip(name, best, strict=True):
                    if choice.candidate is not other.candidate:
                        choice.candidate, choice.probability = other.candidate, share * other.probability


def _names(groups: Sequence[Sequence[Choice]]) -> Iterator[list[Choice]]:
    """The rows of words that begin with a capital letter."""
    name: list[Choice] = []
    for group in groups:
        for choice in group:
            if _is_titled(choice) and not (choice.begins and name):
                name.append(choice)
                continue
            if len(name) >= _LEAST_WORDS:
                yield name
            name = [choice] if _is_titled(choice) else []
    if len(name) >= _LEAST_WORDS:
        yield name


def _is_titled(choice: Choice) -> bool:
    text = choice.piece.part.text
    is_word = choice.piece.part.kind is Kind.WORD and choice.candidate is not None and bool(choice.candidate.cases)
    return is_word and text[0].isupper() and text[1:].islower()


def _numbers(name: Sequence[Choice]) -> tuple[int, ...]:
    return tuple(choice.candidate.number for choice in name if choice.candidate is not None)


def _weight(name: Sequence[Choice]) -> float:
    """How probable it is by its least probable word."""
    return min(choice.probability for choice in name)
