"""Abbreviations as they were printed: `CNVCLD` → `CNVCLĐ`.

A text says what it abbreviates: `công nhân, viên chức, lao động (CNVCLD)` tells every letter. What is abbreviated so
is looked for in the rest of the text too, where it may be misread otherwise. For the other abbreviations only the
stroke of the Đ is put back, where those of the vocabulary with the same letters beside it nearly always have it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from functools import cache, lru_cache

from vnplan_extract.data.abbreviation_table import abbreviations
from vnplan_extract.normalise.restore.channel import Channel, align
from vnplan_extract.normalise.restore.letters import base, skeleton
from vnplan_extract.normalise.restore.readings import Choice
from vnplan_extract.normalise.restore.tokens import Kind
from vnplan_extract.normalise.restore.vocabulary import Vocabulary

_LOOKS_SO = re.compile(r"[A-ZĐ](?=(?:.*[A-ZĐ]){2})[A-ZĐ\dl]*(?:-[A-ZĐ\dl]+)?|[A-ZĐ]{2}")
_CAPITALS = re.compile(r"[A-ZĐ]{1,6}")
_JOINED = re.compile(r"[A-ZĐ]{1,6}(?:[&-][A-ZĐ]{1,6}){1,2}")
_JOINING = frozenset("&-")
_LEAST_LETTERS = 3  #: of an abbreviation that the table tells
_SKIPPED = frozenset({"và", "của", "các", "với", "tại", "cho", "về", "hoặc"})
_LEAST = -3.5  #: logarithm a letter below which a known abbreviation explains too little
_MARGIN = 4.0  #: logarithm by which it must be better than another
_LEAST_ODDS = 5.0
_RARE = -13.0  #: logarithm of the probability of a word that counts once
_MOST = 2.0  #: what a word counts at most: no two sides follow one word alone  #: of Đ against D


def restored(choices: Sequence[Choice], channel: Channel, vocabulary: Vocabulary) -> dict[int, str]:
    """The abbreviations that were printed otherwise than read, by the place of the choice.

    Args:
        choices: of a text, with their cases, in order.
        channel: how its letters are misread.
        vocabulary: whose abbreviations tell where a Đ stands.
    """
    places = [at for at, choice in enumerate(choices) if _is_abbreviation(choice)]
    texts = {at: choices[at].piece.part.text for at in places}
    told = {at: _told(choices, at) for at in places}
    stroked = {text: _with_strokes(text, vocabulary) for text in texts.values()}
    known = {full for full in told.values() if full}
    known |= {printed for text, printed in stroked.items() if printed != text and not _of(text, known)}
    found = {text: _of(text, known) or _nearest(text, known, channel) for text in stroked}
    printed = {at: told[at] or found[text] or _of_table(text) or text for at, text in texts.items()}
    return {at: printed[at] for at, text in texts.items() if printed[at] != text} | dict(_joined(choices))


def _joined(choices: Sequence[Choice]) -> Iterator[tuple[int, str]]:
    """The parts of abbreviations that a sign joins, as the table has them: `GD&DT`, `LD-TBXH`."""
    for at, choice in enumerate(choices):
        text = choice.piece.part.text
        if choice.piece.part.kind is Kind.WORD and _JOINED.fullmatch(text):
            letters = iter(_of_table("".join(filter(str.isalpha, text))) or "")
            printed = "".join(next(letters, "") if sign.isalpha() else sign for sign in text)
            if len(printed) == len(text):
                yield at, printed
    for at in range(1, len(choices) - 1):
        before, sign, behind = (choices[at + by].piece.part for by in (-1, 0, 1))
        if sign.text not in _JOINING or before.end != sign.start or sign.end != behind.start:
            continue
        if not (_CAPITALS.fullmatch(before.text) and _CAPITALS.fullmatch(behind.text)):
            continue
        both = _of_table(before.text + behind.text)
        if both is not None:
            yield at - 1, both[: len(before.text)]
            yield at + 1, both[len(before.text) :]


@cache
def _table() -> dict[str, str]:
    """The abbreviations of the table that have a Đ, by their letters without it, where no other has these."""
    found: dict[str, set[str]] = {}
    for row in abbreviations():
        if row.abbreviation.isupper():
            found.setdefault(skeleton(row.abbreviation), set()).add(row.abbreviation)
    return {
        letters: next(iter(forms))
        for letters, forms in found.items()
        if len(forms) == 1 and len(letters) >= _LEAST_LETTERS and "Đ" in next(iter(forms))
    }


def _of_table(text: str) -> str | None:
    return _table().get(skeleton(text)) if text.isupper() else None


def _is_abbreviation(choice: Choice) -> bool:
    return (
        choice.piece.part.kind is Kind.WORD
        and choice.candidate is not None
        and not choice.candidate.cases
        and _LOOKS_SO.fullmatch(choice.piece.part.text) is not None
    )


def _told(choices: Sequence[Choice], at: int) -> str | None:
    """What the words before a bracket abbreviate to, where it holds these letters."""
    if at == 0 or not choices[at - 1].piece.part.text.endswith("("):
        return None
    read_as = skeleton(choices[at].piece.part.text)
    letters: list[str] = []
    place = at - 1
    while place > 0 and len(letters) < len(read_as):
        place -= 1
        choice = choices[place]
        if choice.piece.part.kind is Kind.SIGN:
            if choice.piece.part.text not in {",", "-", "–"}:
                return None
            continue
        if choice.candidate is None or not choice.candidate.cases:
            return None
        first = choice.candidate.word[0]
        if base(first) == read_as[-1 - len(letters)]:
            letters.append(first if first == "đ" else base(first))
        elif choice.candidate.word not in _SKIPPED:
            return None
    return "".join(reversed(letters)).upper() if len(letters) == len(read_as) > 1 else None


def _of(read_as: str, known: Set[str]) -> str | None:
    """The abbreviation of these letters but for their marks."""
    letters = skeleton(read_as)
    return min((full for full in known if skeleton(full) == letters), default=None)


def _nearest(read_as: str, known: Set[str], channel: Channel) -> str | None:
    """The abbreviation of the text that is most probably read so; None where none is, or several are."""
    ranked = sorted(
        (
            (align(full, read_as, channel)[0], full)
            for full in known
            if 0 <= len(read_as) - len(full) <= full.count("Đ")
        ),
        key=lambda item: (-item[0], item[1]),
    )
    if not ranked or ranked[0][0] < _LEAST * len(read_as):
        return None
    if len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _MARGIN:
        return None
    return ranked[0][1]


def _with_strokes(read_as: str, vocabulary: Vocabulary) -> str:
    """With Đ for each D that stands where it nearly always is one."""
    if "D" not in read_as:
        return read_as
    odds = _odds(vocabulary)
    row = f"^{read_as.lower()}$"
    return "".join(
        "Đ" if letter == "D" and odds.get((row[at], row[at + 2]), 0.0) > _LEAST_ODDS else letter
        for at, letter in enumerate(read_as)
    )


@lru_cache(maxsize=2)
def _odds(vocabulary: Vocabulary) -> dict[tuple[str, str], float]:
    """The odds that a letter between two others in an abbreviation is Đ and not D."""
    stroke: defaultdict[tuple[str, str], float] = defaultdict(float)
    bare: defaultdict[tuple[str, str], float] = defaultdict(float)
    for word in vocabulary.abbreviations:
        row = f"^{skeleton(word)}$"
        weight = min(_MOST, math.exp(float(vocabulary.logs[vocabulary.ids[word]]) - _RARE))
        for at, letter in enumerate(word):
            if letter in "dđ":
                (stroke if letter == "đ" else bare)[row[at], row[at + 2]] += weight
    return {sides: (stroke[sides] + 0.5) / (bare[sides] + 0.5) for sides in stroke}
