"""Lines of VIQR (`Ke^' hoa.ch`), which is ASCII and so needs strong evidence."""

from __future__ import annotations

import re

from vnplan_extract.normalise import language_model
from vnplan_extract.normalise.encodings import decode
from vnplan_extract.text import Edit

REASON = "legacy"

#: A word with a mark that no other text puts there: two marks in a row, or a quality mark with a letter behind it.
_HINT = re.compile(r"(?<![A-Za-z])[A-Za-z]*(?:[aeoAEO]\^|[aA]\(|[ouOU][+*])(?:[`'?~.]|(?=[a-zA-Z]))")
#: A mark stands behind a letter that it goes with.
_WORD = re.compile(
    r"(?<![\w\\])(?:[A-Za-z]|(?<=[aeoAEO])\^|(?<=[aA])\(|(?<=[ouOU])[+*]|(?<=[aeiouyAEIOUY^(+*])[`'?~.])+"
)
#: A backslash that keeps the sign behind it from being a mark.
_KEPT = re.compile(r"\\(?=[`'?~.^(+*\\])")
_LINE = re.compile(r"[^\n]+")
#: What a document must hold before any of it is taken for VIQR: so many words with a mark as in `_HINT`.
_LEAST_HINTS = 3
#: So many make it certain: lines that hold only abbreviations (`NDD-CP`) are converted too.
_CERTAIN_HINTS = 10
#: The largest share of the marked words of a line that are not Vietnamese.
_MOST_SENSELESS = 0.2
_ROMAN = re.compile("[IVX]+")
_LATER_LETTER = re.compile("[\u00c0-\u1eff]")
_ABBREVIATION = re.compile(r"[A-Z]*DD[A-Z]*")
_MARKS = "`'?~.^(+*"
#: Logarithms to the base of ten.
_AT_END, _INSIDE, _RARE = {".": -1.0, "?": -3.0}, {".": -3.0, "(": -3.0}, -5.0


def is_likely(value: str) -> bool:
    """Whether it is worth to look: cheap, and false for all other text."""
    if value.count("^") + value.count("+") + value.count("*") < _LEAST_HINTS:
        return False
    hints = _HINT.finditer(value)
    return sum(1 for _ in zip(range(_LEAST_HINTS), hints, strict=False)) == _LEAST_HINTS


def edits(value: str) -> list[Edit]:
    """Edits that convert the words of the lines that are VIQR."""
    found: list[Edit] = []
    weak: list[Edit] = []
    hints = 0
    for line in _LINE.finditer(value):
        if not line[0].isascii() and _LATER_LETTER.search(line[0]):
            continue
        edits_of_line, is_strong = _line_edits(value, *line.span())
        if is_strong:
            found += edits_of_line
            hints += len(_HINT.findall(line[0]))
        else:
            weak += edits_of_line
    if hints < _LEAST_HINTS:
        return []
    return sorted(found + weak, key=lambda edit: edit.start) if hints >= _CERTAIN_HINTS else found


def _line_edits(value: str, start: int, end: int) -> tuple[list[Edit], bool]:
    """The edits of a line, and whether its words bear them out; abbreviations alone do not."""
    found: list[Edit] = []
    good = bad = 0
    before = language_model.START
    for word in _WORD.finditer(value, start, end):
        stored, text = _reading(word[0], before, value[word.end() : min(end, word.end() + 4)])
        before = language_model.key(text)
        if text == stored:
            continue
        if _ABBREVIATION.fullmatch(stored) is None:
            good += _is_known(before)
            bad += not _is_known(before)
        found.append(Edit(word.start(), word.start() + len(stored), text, REASON, 0.95))
    if bad > _MOST_SENSELESS * (good + bad):
        return [], False
    if found:
        found += [Edit(*sign.span(), "", REASON, 0.95) for sign in _KEPT.finditer(value, start, end)]
        found.sort(key=lambda edit: edit.start)
    return found, good > 0


def _reading(word: str, before: str, behind: str) -> tuple[str, str]:
    """(what of the word is stored for letters, the letters): a last sign may be punctuation."""
    bare = word.rstrip(_MARKS)
    if _ROMAN.fullmatch(bare) and word[len(bare) :] == ".":
        return bare, bare
    choices = []
    for length in range(len(bare), len(word) + 1):
        text = decode(word[:length], "viqr")
        if text.isalpha():
            choices.append((word[:length], text))
    if len(choices) < 2:
        return choices[0] if choices else (word, word)
    model = language_model.model()
    follower = behind.lstrip()[:1]
    is_end = not follower or follower.isupper()
    return max(
        choices,
        key=lambda choice: model.log10(language_model.key(choice[1]), before) + _price(word[len(choice[0]) :], is_end),
    )


def _price(signs: str, is_end: bool) -> float:
    """The logarithm of the probability that `signs` are punctuation, at the end of a sentence or inside."""
    return sum((_AT_END if is_end else _INSIDE).get(sign, _RARE) for sign in signs)


def _is_known(key: str) -> bool:
    return key in language_model.model().ids
