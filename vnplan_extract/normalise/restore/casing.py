"""In which case a word was printed: what was read of it, its place in the sentence, and the words beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from vnplan_extract.normalise.restore.syllable_scores import Case
from vnplan_extract.normalise.restore.tokens import Kind

if TYPE_CHECKING:
    from vnplan_extract.normalise.restore.readings import Choice
    from vnplan_extract.normalise.restore.vocabulary import Vocabulary

#: Logarithm of the probability of a case: (words in capitals on how many sides, at the beginning of a sentence).
_PRIOR: dict[tuple[int, bool], dict[Case, float]] = {
    (0, False): {Case.SMALL: -0.2, Case.TITLE: -1.8, Case.CAPITALS: -5.0},
    (0, True): {Case.SMALL: -2.5, Case.TITLE: -0.15, Case.CAPITALS: -4.0},
    (1, False): {Case.SMALL: -0.9, Case.TITLE: -1.6, Case.CAPITALS: -1.0},
    (1, True): {Case.SMALL: -3.5, Case.TITLE: -0.7, Case.CAPITALS: -0.8},
    (2, False): {Case.SMALL: -4.0, Case.TITLE: -4.0, Case.CAPITALS: -0.05},
    (2, True): {Case.SMALL: -4.5, Case.TITLE: -3.5, Case.CAPITALS: -0.05},
}
_LEAST_LETTERS = 3  #: of a word in capitals that tells about its neighbours
_RARE = -5.0  #: logarithm of the probability of a case that a word never has
_BOTH = 2
_SHORT = 2  #: characters of a word that its neighbours decide upon
_FAR = 5  #: words and signs away


def chosen_cases(choices: Sequence[Choice], vocabulary: Vocabulary) -> list[Case | None]:
    """The case of each word; None where it stays as it was read."""
    telling = [_tells(choice) for choice in choices]
    numbers = np.array([0 if choice.candidate is None else choice.candidate.number for choice in choices], np.intp)
    small, title = (vocabulary.model.case_scores(numbers, np.bool_(is_title)).tolist() for is_title in (False, True))
    result: list[Case | None] = []
    for at, choice in enumerate(choices):
        if choice.candidate is None or not choice.candidate.cases:
            result.append(None)
            continue
        read_as = choice.piece.part.text
        if len(choice.candidate.cases) == 1 and len(read_as) > _SHORT:
            result.append(choice.candidate.cases[0][0])
            continue
        told = _sides(at, choices, telling)
        sides = sum(map(bool, told))
        if sides == _BOTH and len(read_as) <= _SHORT and not any(map(str.islower, read_as)):
            result.append(Case.CAPITALS)
            continue
        cases = choice.candidate.cases
        if told == [False, False] and len(read_as) <= _SHORT + 1 and len(cases) > 1:
            # `SO` between small letters: a hook or horn has made the letter as high as a capital.
            cases = tuple(item for item in cases if item[0] is not Case.CAPITALS) or cases
        prior = _PRIOR[sides, choice.begins]
        if not sides and not choice.begins:
            prior = {**prior, Case.SMALL: max(small[at], _RARE), Case.TITLE: max(title[at], _RARE)}
        result.append(_best(cases, prior))
    return result


def _sides(at: int, choices: Sequence[Choice], telling: Sequence[bool | None]) -> list[bool | None]:
    """What the words before and behind a word tell: those of its sentence, or where none does, any near ones."""
    before = range(at - 1, max(-1, at - 1 - _FAR), -1)
    behind = range(at + 1, min(len(choices), at + 1 + _FAR))
    first = next((place for place in (at, *before) if choices[place].begins), 0)
    last = next((place for place in behind if choices[place].begins), len(choices))
    own = [
        next((telling[place] for place in before if place >= first and telling[place] is not None), None),
        next((telling[place] for place in behind if place < last and telling[place] is not None), None),
    ]
    if own == [None, None]:
        own = [
            next((telling[place] for place in side if telling[place] is not None), None) for side in (before, behind)
        ]
    if None in own:
        own = [own[0] if own[1] is None else own[1]] * _BOTH
    return own


def _best(cases: Sequence[tuple[Case, float]], prior: Mapping[Case, float]) -> Case:
    return max(cases, key=lambda item: (item[1] + prior[item[0]], -item[0].value))[0]


def _tells(choice: Choice) -> bool | None:
    """Whether a word is printed in capitals; None where it cannot be told."""
    text = choice.piece.part.text
    if choice.piece.part.kind is Kind.WORD and len(text) == _SHORT and text.isalpha() and text.islower():
        return False
    if choice.piece.part.kind is not Kind.WORD or sum(map(str.isalpha, text)) < _LEAST_LETTERS:
        return None
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    if upper > lower + 1 and choice.candidate is not None and not choice.candidate.cases:
        return None  # an abbreviation
    return upper > lower
