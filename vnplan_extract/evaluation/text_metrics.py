"""How far a text that was read is from the true one: word and character error rates, digits made wrong.

Both texts are compared in NFC with tone marks at one place, with one kind of dash and of quotation
mark, and with every stretch of white space as one space: where lines break is not part of the truth.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from vnplan_extract.normalise import tone
from vnplan_extract.text import Text

_SIGNS = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "“”„″"), '"'),
    **dict.fromkeys(map(ord, "‘’`´′"), "'"),
    ord("…"): "...",
}


def plain(text: str) -> str:
    """The text in the form in which texts are compared, on one line."""
    text = unicodedata.normalize("NFC", text).translate(_SIGNS)
    text = Text(text).apply(tone.edits(text, "old")).value
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Edits that lead from a text to the true one, and how many words or characters that one has."""

    errors: int
    total: int

    @property
    def rate(self) -> float:
        """Edits over the length of the truth: 0 is right, more than 1 is possible."""
        return self.errors / self.total if self.total else float(self.errors > 0)

    def __add__(self, other: ErrorRate) -> ErrorRate:
        return ErrorRate(self.errors + other.errors, self.total + other.total)


def word_errors(truth: str, text: str) -> ErrorRate:
    """Word error rate: words put in, left out and replaced (Levenshtein), over the words of the truth.

    >>> word_errors("đến năm 2025", "đên năm 2025").rate
    0.3333333333333333
    """
    wanted = plain(truth).split()
    return ErrorRate(Levenshtein.distance(wanted, plain(text).split()), len(wanted))


def unordered_word_errors(truth: str, text: str) -> ErrorRate:
    """Word errors where the order of words does not count: a table read by columns is not wrong by this."""
    wanted, got = Counter(plain(truth).split()), Counter(plain(text).split())
    missing, extra = sum((wanted - got).values()), sum((got - wanted).values())
    return ErrorRate(max(missing, extra), sum(wanted.values()))


def character_errors(truth: str, text: str) -> ErrorRate:
    """Character error rate: characters put in, left out and replaced, over those of the truth."""
    wanted = plain(truth)
    return ErrorRate(Levenshtein.distance(wanted, plain(text)), len(wanted))


def align(truth: Sequence[str], words: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """The words of both in pairs of places, in order; None beside a word that the other has not.

    >>> align(["một", "hai", "ba"], ["một", "ba"])
    [(0, 0), (1, None), (2, 1)]
    """
    pairs: list[tuple[int | None, int | None]] = []
    for code in Levenshtein.opcodes(truth, words):
        source = range(code.src_start, code.src_end)
        target = range(code.dest_start, code.dest_end)
        if code.tag == "delete":
            pairs += [(place, None) for place in source]
        elif code.tag == "insert":
            pairs += [(None, place) for place in target]
        else:
            pairs += list(zip(source, target, strict=True))
    return pairs


@dataclass(frozen=True, slots=True)
class DigitsMadeWrong:
    """A word with digits that one text has right and the other wrong; `after` is None where it is lost."""

    truth: str
    before: str
    after: str | None


def digits_made_wrong(truth: str, before: str, after: str) -> list[DigitsMadeWrong]:
    """The words of the truth whose digits `before` has right and `after` has not.

    A word is right where the word at its place has the same digits in the same order, or where a word that stands at
    no place of the truth (the order of reading may differ) has the same digits and letters; punctuation never counts.
    """
    wanted = plain(truth).split()
    first, second = plain(before).split(), plain(after).split()
    was, now = _digits_right(wanted, first), _digits_right(wanted, second)
    at = {place: other for place, other in align(wanted, second) if place is not None}
    found = []
    for place, right in was.items():
        if right is not None and now[place] is None:
            other = at[place]
            found.append(DigitsMadeWrong(wanted[place], right, None if other is None else second[other]))
    return found


def _digits(word: str) -> str:
    return "".join(filter(str.isdecimal, word))


def _core(word: str) -> str:
    return "".join(filter(str.isalnum, word)).casefold()


def _digits_right(wanted: list[str], words: list[str]) -> dict[int, str | None]:
    """For the place of each word with digits, the word that has its digits, or None."""
    right: dict[int, str | None] = {}
    loose: list[int] = []
    for place, other in align(wanted, words):
        if place is not None and (digits := _digits(wanted[place])):
            right[place] = words[other] if other is not None and _digits(words[other]) == digits else None
        if other is not None and (place is None or right.get(place) is None):
            loose.append(other)
    spare: dict[str, list[str]] = {}
    for other in loose:
        spare.setdefault(_core(words[other]), []).append(words[other])
    for place, word in right.items():
        if word is None and (rest := spare.get(_core(wanted[place]))):
            right[place] = rest.pop()
    return right
