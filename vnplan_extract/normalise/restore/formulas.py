"""What stands in every document in the same words: the name of the state, its motto, the label of the number.

Source: Nghị định 30/2020/NĐ-CP, Annex I, II.1. They are printed large, in capitals or bold, so that engines misread
them more than the rest; as no other line resembles them, they are put right whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from vnplan_extract.normalise.restore.letters import skeleton
from vnplan_extract.text import Edit

FORMULAS = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_LABEL = "Số"
CONFIDENCE = 0.97
_LEAST = 68.0  #: likeness in percent, marks and case left out
_SURPLUS = 8.0  #: by how much likelier a part must be than the whole
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
            found = line[0][begin:stop]
            if stop - begin > len(printed) + _MOST_BESIDE:
                continue
            if fuzz.ratio(letters[begin:stop], printed) < _LEAST or _in_capitals(found) != formula.isupper():
                continue
            whole = _on_the_line(letters[begin:stop], formula)
            if found != whole:
                yield Edit(line.start() + begin, line.start() + stop, whole, reason, CONFIDENCE)
            break


def _on_the_line(letters: str, formula: str) -> str:
    """What of the formula these letters are: all of it, or the words that one line of two has."""
    words = formula.split()
    cuts = [" ".join(part) for at in range(1, len(words)) for part in (words[:at], words[at:])]
    best = max(cuts, key=lambda cut: fuzz.ratio(skeleton(cut), letters))
    surplus = fuzz.ratio(skeleton(best), letters) - fuzz.ratio(skeleton(formula), letters)
    return best if surplus > _SURPLUS else formula


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
