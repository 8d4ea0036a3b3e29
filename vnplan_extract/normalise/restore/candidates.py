"""What a stretch of misread text can have been: words with what the channel says of each, found in batches."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vnplan_extract.normalise.restore.channel import Channel
from vnplan_extract.normalise.restore.letters import skeleton
from vnplan_extract.normalise.restore.ngrams import CLASSES, Floats
from vnplan_extract.normalise.restore.syllable_scores import MOST_LETTERS, NEVER, Case
from vnplan_extract.normalise.restore.vocabulary import Vocabulary

_MOST = 150  #: candidates of a stretch
_MARGIN = 14.0  #: how far behind the best candidate another may be
_NEAR, _MOST_NEAR = 7.0, 40  #: how far one may be that is likely by itself, and how many of them
_BATCH, _LENGTHS = 64, 3  #: stretches scored at once, and how many lengths they may have
#: Logarithms: a letter of a word that is in no vocabulary, in the average; the same in an abbreviation.
_SPELT, _SPELT_CAPITAL = -5.0, -2.8
_SPELT_SIGN = -8.0  #: of a digit or sign in such a word
_EXACT = -0.12  #: of a letter read rightly, in the average
LETTERS_FROM_DIGITS = 3  #: digits of a number that may be a word
_TWO_DIGITS = re.compile(r"\d[.,]?\d")
#: `l6` read as a number before the rest of a syllable: `16ng` for `lồng`.
_L_AND_VOWEL = re.compile(r"1\d[^\W\d_]{1,2}(?!\w)")
#: A letter read twice, once as the digit that it looks like: `co6` for `có`.
_READ_TWICE = re.compile(r"[oO][60]|[60][oO]|i1|1i")
#: Numbers with signs, names of parts, sizes of paper: `12’`, `1A`, `A4`. Other digits behind A may be letters.
_NO_LETTERS = re.compile(r"[\W\d]*\d[\W\d]*|\d+[A-ZĐ]|A[2-57-9]")
#: What no word in capitals is: Ngh- is the longest onset.
_CONSONANTS = re.compile(r"[B-DF-HJ-NPR-TV-XZĐ]{3,}\W*|[B-DF-HJ-NPR-TV-XZĐ]{4}.*")
#: What a small word of Vietnamese hardly begins with: a capital may have been read so.
_NO_SMALL_LETTER = frozenset("fijwz[]|$&@#%0")
#: Capitals that small letters are read as.
_AMBIGUOUS = frozenset("IJLQUVW")


_NO_WORDS = np.zeros(0, np.int64)
_NO_LOGS = np.zeros(0, np.float32)
_NO_CASES = np.zeros((0, 0), np.float32)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word in small letters, its number in the language model, the channel's logarithm, and how it may be printed."""

    word: str
    number: int
    evidence: float  #: of the case that explains best
    cases: tuple[tuple[Case, float], ...] = ()  #: each case with its logarithm; none: as read


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates of one stretch, the best first, in columns."""

    as_read: str
    words: Sequence[str]  #: of the language model, by number
    numbers: NDArray[np.int64]
    evidence: Floats
    by_case: Floats  #: a row for each case; `NEVER` where a candidate stays as it was read
    cases: tuple[Case, ...] = ()
    value: float = 0.0  #: channel and frequency of the best
    near: int = 0  #: how many of the first are likely by themselves
    _known: dict[int, Candidate] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def none(cls, as_read: str) -> Candidates:
        """What is no word."""
        return cls(as_read, (), _NO_WORDS, _NO_LOGS, _NO_CASES)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.numbers)

    def at(self, place: int) -> Candidate:
        """One of them."""
        if place in self._known:
            return self._known[place]
        number = int(self.numbers[place])
        word = self.as_read if number < len(CLASSES) else self.words[number]
        values = self.by_case[:, place].tolist()
        cases = tuple((case, value) for case, value in zip(self.cases, values, strict=True) if value > NEVER)
        found = self._known[place] = Candidate(word, number, float(self.evidence[place]), cases)
        return found

    def first(self, most: int) -> list[Candidate]:
        """The best ones."""
        return [self.at(place) for place in range(min(most, len(self)))]

    def behind(self, number: int, evidence: float, most: int) -> Candidates:
        """What was read, as a number or another class of words, and behind it the best of these syllables."""
        places = np.flatnonzero((self.by_case > NEVER).any(axis=0))[:most]
        return Candidates(
            self.as_read,
            self.words,
            np.concatenate(([number], self.numbers[places])),
            np.concatenate((np.array([evidence], np.float32), self.evidence[places])),
            np.concatenate((np.full((len(self.cases), 1), NEVER), self.by_case[:, places]), axis=1),
            self.cases,
            near=1 + len(places),
        )


@dataclass(slots=True)
class Scores:
    """The candidates of stretches of text, found in batches and kept."""

    vocabulary: Vocabulary
    channel: Channel
    _found: dict[str, Candidates] = field(default_factory=dict)
    _values: dict[str, float] = field(default_factory=dict)  #: of stretches of which nothing else was asked

    def prepare(self, stretches: Iterable[str]) -> None:
        """Find the candidates of all these at once."""
        for members, in_cases in self._batches(stretch for stretch in stretches if stretch not in self._found):
            self._find(members, in_cases)

    def prepare_values(self, stretches: Iterable[str]) -> None:
        """Find the values of all these at once: that is quicker, where most are of no more interest."""
        new = [stretch for stretch in stretches if stretch not in self._found and stretch not in self._values]
        # Some of the candidates of a stretch with digits are left out when they are found.
        digits = {stretch for stretch in new if any(map(str.isdecimal, stretch))}
        self.prepare(sorted(digits))
        for members, in_cases in self._batches(stretch for stretch in new if stretch not in digits):
            evidence = self._evidence(members, in_cases)[1]
            best = (evidence + self.vocabulary.syllable_logs[:, None]).max(axis=0)
            for stretch, value in zip(members, best.tolist(), strict=True):
                others = (float(np.float32(log) + self.vocabulary.logs[of]) for of, log in self._others(stretch))
                self._values[stretch] = max(value, *others)

    def _batches(self, stretches: Iterable[str]) -> Iterator[tuple[list[str], tuple[Case, ...]]]:
        """Stretches that are scored at once, with their cases; what can be no syllable is found here."""
        groups: dict[tuple[tuple[Case, ...], int], list[str]] = defaultdict(list)
        for stretch in dict.fromkeys(stretches):
            if len(stretch) <= MOST_LETTERS and _can_be_a_syllable(stretch):
                groups[cases(stretch), len(stretch) // _LENGTHS].append(stretch)
            else:
                self._found[stretch] = self._with_others(stretch, (), _NO_WORDS, _NO_LOGS, _NO_CASES)
        for (in_cases, _), members in groups.items():
            for begin in range(0, len(members), _BATCH):
                yield members[begin : begin + _BATCH], in_cases

    def _evidence(self, stretches: Sequence[str], in_cases: tuple[Case, ...]) -> tuple[Floats, Floats]:
        """How well each syllable explains each stretch: in each case, and in the best."""
        by_case = self.vocabulary.syllables.scores(stretches, in_cases, self.channel)
        return by_case, by_case[0] if len(in_cases) == 1 else by_case.max(axis=0)

    def _find(self, stretches: Sequence[str], in_cases: tuple[Case, ...]) -> None:
        """The candidates of stretches that can have been printed in these cases."""
        syllables, numbers = self.vocabulary.syllables, self.vocabulary.syllable_numbers
        by_case, evidence = self._evidence(stretches, in_cases)
        ranks = evidence + self.vocabulary.syllable_logs[:, None]
        columns, places = np.nonzero((ranks > ranks.max(axis=0) - _MARGIN).T)
        order = np.lexsort((places, -ranks[places, columns], columns))
        columns, places = columns[order], places[order]
        bounds = np.searchsorted(columns, np.arange(len(stretches) + 1)).tolist()
        for column, stretch in enumerate(stretches):
            here = places[bounds[column] : min(bounds[column + 1], bounds[column] + _MOST)]
            if any(map(str.isdecimal, stretch)) and not _READ_TWICE.search(stretch):
                # A word that is there without the digit would swallow it: a footnote's mark, a size of paper.
                bare = skeleton("".join(filter(str.isalpha, stretch)))
                here = here[[skeleton(syllables.words[place]) != bare for place in here.tolist()]]
            self._found[stretch] = self._with_others(
                stretch, in_cases, numbers[here], evidence[here, column], by_case[:, here, column]
            )

    def _with_others(
        self, stretch: str, in_cases: tuple[Case, ...], numbers: NDArray[np.int64], evidence: Floats, by_case: Floats
    ) -> Candidates:
        """These syllables together with words that are none, and the stretch itself as an unknown word."""
        others = self._others(stretch)
        numbers = np.concatenate((numbers, [number for number, _ in others]))
        evidence = np.concatenate((evidence, np.array([value for _, value in others], np.float32)))
        by_case = np.concatenate((by_case, np.full((len(in_cases), len(others)), NEVER)), axis=1)
        ranks = evidence + self.vocabulary.logs[numbers]
        order = np.argsort(-ranks, kind="stable")
        best = float(ranks[order[0]])
        order = order[ranks[order] > best - _MARGIN]
        near = min(_MOST_NEAR, int((ranks > best - _NEAR).sum()))
        words = self.vocabulary.model.words
        return Candidates(stretch, words, numbers[order], evidence[order], by_case[:, order], in_cases, best, near)

    def _others(self, stretch: str) -> list[tuple[int, float]]:
        """Numbers of words that are no syllables, and of the unknown word, with their logarithms."""
        found = []
        if stretch.isalpha():
            for word, number in self.vocabulary.others(stretch):
                wrong = sum(a != b for a, b in zip(word, stretch.lower(), strict=False))
                found.append((number, _EXACT * len(stretch) - 0.7 * wrong))
        letters = sum(c.isalpha() for c in stretch)
        capital = len(stretch) > 1 and 2 * sum(c.isupper() for c in stretch) > letters
        cost = (_SPELT_CAPITAL if capital else _SPELT) + _EXACT
        found.append((self.vocabulary.unknown, cost * letters + _SPELT_SIGN * (len(stretch) - letters)))
        return found

    def candidates(self, stretch: str) -> Candidates:
        """The candidates; none of a stretch that `prepare` has not seen."""
        return self._found[stretch] if stretch in self._found else Candidates.none(stretch)

    def value(self, stretch: str) -> float:
        """Channel and frequency of the best candidate."""
        return self._found[stretch].value if stretch in self._found else self._values[stretch]


def _can_be_a_syllable(stretch: str) -> bool:
    """Whether a stretch is no number with a letter in it, and no abbreviation without a vowel."""
    if len(stretch) > LETTERS_FROM_DIGITS and _TWO_DIGITS.search(stretch) and not _L_AND_VOWEL.match(stretch):
        return False
    if _NO_LETTERS.fullmatch(stretch) and not stretch.isdecimal():
        return False
    return not is_abbreviation(stretch)


def is_abbreviation(stretch: str) -> bool:
    """Whether a stretch begins with more capital consonants than a word, or consists of them."""
    return _CONSONANTS.fullmatch(stretch) is not None


def cases(stretch: str) -> tuple[Case, ...]:
    """The ways in which what was read so can have been printed."""
    upper = sum(c.isupper() for c in stretch)
    lower = sum(c.islower() for c in stretch)
    if not upper:
        return (
            (Case.SMALL,) if stretch[0].isascii() and stretch[0] not in _NO_SMALL_LETTER else (Case.SMALL, Case.TITLE)
        )
    if upper == 1 and stretch[0].isupper() and lower:
        return (Case.TITLE, Case.SMALL) if stretch[0] in _AMBIGUOUS else (Case.TITLE,)
    if not lower and upper > 2:
        return (Case.CAPITALS,) if len(stretch) > 3 else (Case.SMALL, Case.CAPITALS)
    if upper == 1 and len(stretch) > 3:
        return (Case.SMALL, Case.TITLE)
    return (Case.SMALL, Case.TITLE, Case.CAPITALS)
