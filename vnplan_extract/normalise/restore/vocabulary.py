"""The words of the restorer's language model, as the channel needs them: syllables, other words by their skeleton."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vnplan_extract.data.places import districts, provinces
from vnplan_extract.normalise.language_model import NUMBER, START, UNKNOWN, key
from vnplan_extract.normalise.restore.letters import SMALL, skeleton
from vnplan_extract.normalise.restore.ngrams import BRACKET, COMMA, Floats, Ngrams
from vnplan_extract.normalise.restore.syllable_scores import Syllables
from vnplan_extract.normalise.restore.tokens import SEPARATORS
from vnplan_extract.syllables import is_syllable

_LETTERS = frozenset(SMALL)
_NO_VOWELS = frozenset("bcdghklmnpqrstvx")


class Vocabulary:
    """Words by number, of a language model."""

    def __init__(self, model: Ngrams) -> None:
        self.model = model
        self.ids, self.logs = model.ids, model.unigrams
        self.start, self.number, self.unknown = (self.ids[word] for word in (START, NUMBER, UNKNOWN))
        self.comma, self.bracket = self.ids[COMMA], self.ids[BRACKET]
        words = [word for word in self.ids if set(word) <= _LETTERS and is_syllable(word)]
        self.syllables = Syllables(words)
        self.syllable_numbers: NDArray[np.int64] = np.array([self.ids[word] for word in words])
        self.syllable_logs: Floats = self.logs[self.syllable_numbers]

    def separators(self, signs: str) -> list[int]:
        """The words of the language model that these signs are."""
        return [self.comma if sign == "," else self.bracket for sign in signs if sign in SEPARATORS]

    @cached_property
    def _by_skeleton(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        known = set(self.syllable_numbers.tolist())
        places = _words_of_places()
        for word, number in self.ids.items():
            # A word with marks that is no syllable is two words run together, but for abbreviations and places.
            if number not in known and word.isalpha() and (word in places or word.replace("đ", "d").isascii()):
                found.setdefault(skeleton(word), []).append((word, number))
        return found

    def others(self, stretch: str) -> list[tuple[str, int]]:
        """The words that are no syllables and differ from the stretch in marks and case only."""
        return self._by_skeleton.get(skeleton(stretch), [])

    @cached_property
    def _skeletons(self) -> frozenset[str]:
        return frozenset(map(skeleton, self.ids))

    def has_skeleton(self, word: str) -> bool:
        """Whether a word of these letters is known."""
        return word.lower() in self._skeletons

    @cached_property
    def abbreviations(self) -> list[str]:
        """The words in small letters that hold no vowel, and no marks but that of Đ."""
        words = self.ids
        return [word for word in words if len(word) > 1 and word.isalpha() and not set(skeleton(word)) - _NO_VOWELS]


def _words_of_places() -> frozenset[str]:
    """The words in the names of provinces and districts: `kạn`, `đắk`, `krông` are no syllables of Vietnamese."""
    names = [*(province.name for province in provinces()), *(district.name for district in districts())]
    return frozenset(word for name in names for word in key(name).split())
