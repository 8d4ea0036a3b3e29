"""What stands in every document in the same words: the name of the state, its motto, the label of the number.

Source: Nghị định 30/2020/NĐ-CP, Annex I, II.1. They are printed large, in capitals or bold, so that engines misread
them more than the rest; as no other line resembles them, they are put right whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from rapidfuzz import fuzz

from vnplan_extract.normalise.restore.letters import skeleton
from vnplan_extract.text import Edit

FORMULAS = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_LABEL = "Số"
CONFIDENCE = 0.97
_LEAST = 68.0  #: likeness in percent, marks and case left out
_SURPLUS = 3.0  #: by how much likelier a part must be than the whole
_SURE = 88.0  #: likeness of a part
_REST = 50.0  #: likeness of what stands beside a part to the rest of the formula
_LEAST_LETTERS = 12  #: of a part
_MOST_BESIDE = 4  #: characters that may be too many
_SKELETONS = tuple((formula, skeleton(formula)) for formula in FORMULAS)
#: What stands before the number of the document itself: `Sé: 176/KH-UBND` (Annex I, II.3).
_NUMBER_LABEL = re.compile(r"^[ \t]*([Ss8]\w{1,2})(?=[ \t]?:[ \t]*\d*[ \t]?/[A-ZĐ]{2})", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")


def edits(text: str, start: int, end: int, reason: str) -> Iterator[Edit]:
    """What of the lines of `text[start:end]` is one of these, as printed.

    Args:
        text: as read.
        start: of the stretch.
        end: of the stretch.
        reason: of the edits.
    """
    for label in _NUMBER_LABEL.finditer(text, start, end):
        if label[1] != _LABEL:
            yield Edit(label.start(1), label.end(1), _LABEL, reason, CONFIDENCE)
    for line in _LINE.finditer(text, start, end):
        letters = skeleton(line[0])
        for formula, printed in _SKELETONS:
            near = fuzz.partial_ratio_alignment(printed, letters, score_cutoff=_LEAST) if letters else None
            if near is None or len(letters) < len(printed) // 2:
                continue
            begin, stop = _whole_words(letters, near.dest_start, near.dest_end)
            of_part = formula.isupper() and _part_of(formula, letters, fuzz.ratio(letters[begin:stop], printed))
            whole, begin, stop = of_part or (formula, begin, stop)
            found = line[0][begin:stop]
            if stop - begin > len(printed) + _MOST_BESIDE:
                continue
            if fuzz.ratio(letters[begin:stop], skeleton(whole)) < _LEAST or _in_capitals(found) != formula.isupper():
                continue
            if found != whole:
                yield Edit(line.start() + begin, line.start() + stop, whole, reason, CONFIDENCE)
            break


def _part_of(formula: str, letters: str, likeness: float) -> tuple[str, int, int] | None:
    """The words of a formula that stand on one line of two, with their place; None where they are not likelier."""
    best = None
    for part in _parts(formula):
        near = fuzz.partial_ratio_alignment(skeleton(part), letters, score_cutoff=_LEAST)
        if near is None:
            continue
        begin, stop = _whole_words(letters, near.dest_start, near.dest_end)
        value = fuzz.ratio(letters[begin:stop], skeleton(part))
        if value > max(likeness + (0.0 if best else _SURPLUS), _SURE):
            # What is beside it must not be the rest, misread.
            rest = letters[stop:] if formula.startswith(part) else letters[:begin]
            other = formula[len(part) :] if formula.startswith(part) else formula[: -len(part)]
            if fuzz.partial_ratio(skeleton(other.strip()), rest.strip()) < _REST:
                best, likeness = (part, begin, stop), value
    return best


@cache
def _parts(formula: str) -> list[str]:
    """The beginnings and ends of a formula that are long enough to be known, the longest first."""
    words = formula.split()
    cuts = [" ".join(part) for at in range(1, len(words)) for part in (words[:at], words[at:])]
    return sorted((cut for cut in cuts if len(cut) >= _LEAST_LETTERS), key=lambda cut: -len(cut))


def _whole_words(line: str, start: int, end: int) -> tuple[int, int]:
    """The bounds moved outwards to the ends of words, without white space."""
    while start > 0 and not line[start - 1].isspace():
        start -= 1
    while end < len(line) and not line[end].isspace():
        end += 1
    found = line[start:end]
    return start + len(found) - len(found.lstrip()), end - len(found) + len(found.rstrip())


def _in_capitals(text: str) -> bool:
    return sum(map(str.isupper, text)) > sum(map(str.islower, text))
