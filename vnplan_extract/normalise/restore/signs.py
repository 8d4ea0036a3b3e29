"""Dashes and quotation marks that an engine does not tell apart, as Vietnamese documents print them."""

from __future__ import annotations

import re

from vnplan_extract.normalise.restore.tokens import CLOSING, OPENING

#: Of 100 dashes wider than a hyphen in plans and decisions, more than 90 are `–`; of 100 pairs of quotation marks, 95
#: are `“ ”` (counted in administrative texts of 2010 to 2025). An engine that has read one of these marks knows it.
_DASH, _PRINTED_DASH = "—", "–"
_QUOTE, _OPENING_QUOTE, _CLOSING_QUOTE = '"', "“", "”"
CONFIDENCE = 0.9


#: What specks and lines beside the text are read as.
_STRAY = frozenset("|_‘'`~¬\\")
#: The same at the end of a line that another sign has ended.
_BEHIND_SIGNS = frozenset(".,;:-–—")
#: The same beside a word: signs that are printed in pairs, each with those of its pair.
_PAIRED = {"<": ">"} | dict.fromkeys("‘'’`", "‘'’`")


#: What stands at the beginning of a line only when it is a speck; the last ones are less rare before a capital.
_NEVER_FIRST, _SELDOM_FIRST = frozenset(':;,’>»”"'), frozenset(".)")
_POINT = "."
#: Small letters of the shape of their capital, so that a sentence may begin with them.
_LIKE_CAPITALS = frozenset("ckopsuvwxz")
#: A word or a document's number before a point, no mark of a list or short form; and what is no address beside one.
_BEFORE_POINT = re.compile(r"(?:[^\W\d_]*[^\W\d_A-ZĐ]{2}|\d[\d/]*[-/][A-ZĐ][A-ZĐ\d-]+)(?<!\.)$")
_TWO_WORDS = re.compile(r"[^\W\d_]\w+\.[^\W\d_A-ZĐ]\w+[,.;:)]*")


#: What hooks and horns over a last letter are read as, and the signs that may stand behind them.
_HOOKS, _STOPS = "?’'‘", frozenset(",;:.")


def _goes_on(text: str) -> bool:
    """Whether a small letter or a digit is next: no question ends there."""
    following = text.lstrip()[:1]
    return following.islower() or following.isdecimal()


class Signs:
    """The signs of one text as printed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._dashes = _PRINTED_DASH not in text
        self._quotes = _OPENING_QUOTE not in text and _CLOSING_QUOTE not in text

    def printed(self, start: int, end: int) -> str:
        """The signs `[start, end)` as printed."""
        sign, before, after = self._text[start:end], self._text[start - 1 : start], self._text[end : end + 1]
        if sign in _STRAY and self._is_stray(start):
            return ""
        if len(sign) == 1 and self._begins_line(start):
            return ""
        if sign == _POINT and self._is_no_stop(start):
            return " " if after.isalpha() else ""
        if sign[0] in _HOOKS and self._is_hook(start):
            sign = sign.lstrip(_HOOKS)
        if sign in _BEHIND_SIGNS and self._ends_line_twice(start):
            return ""
        sign = "".join(one for at, one in enumerate(sign, start) if not self._is_speck(at))
        if self._dashes and _DASH in sign:
            sign = sign.replace(_DASH, _PRINTED_DASH)
        if self._quotes and sign.count(_QUOTE) == 1:
            opens = not before.strip() or before in OPENING
            closes = not after.strip() or after in CLOSING
            if opens != closes:
                sign = sign.replace(_QUOTE, _OPENING_QUOTE if opens else _CLOSING_QUOTE)
        return sign

    def _is_stray(self, at: int) -> bool:
        """Whether a sign stands alone at an end of its line, and is no frame of a table's row or half of a pair."""
        before, after = self._line(at)
        alone = (not before or before[-1].isspace()) and (not after or after[0].isspace())
        at_an_end = bool(before.strip()) != bool(after.strip())
        return alone and at_an_end and self._text[at] not in before + after

    def _begins_line(self, at: int) -> bool:
        """Whether a sign stands alone before a line that cannot begin with it."""
        before, after = self._line(at)
        sign, text = self._text[at], after.lstrip()
        if before.strip() or not text or text == after or sign in text:
            return False
        return sign in _NEVER_FIRST or (sign in _SELDOM_FIRST and text[0].islower())

    def _is_no_stop(self, at: int) -> bool:
        """Whether a point ends no sentence: the next word is small, or the point stands alone behind a heading."""
        before, after = self._line(at)
        if before[-1:].isspace() and not after.strip():
            return before.isupper() or self._text[at + 1 :].lstrip()[:1].islower()
        if not after[:1].isspace():
            begin = before.rfind(" ") + 1
            return _TWO_WORDS.fullmatch((before[begin:] + _POINT + after).split(" ")[0]) is not None
        following = after.lstrip()[:1]
        return following.islower() and following not in _LIKE_CAPITALS and bool(_BEFORE_POINT.search(before))

    def _is_hook(self, at: int) -> bool:
        """Whether a sign in a sentence is a tone of the letter before: `xử? lý`, `tự’, an toàn`."""
        before, after = self._line(at)
        if not before[-1:].isalpha() or any(pair in before + after for pair in _PAIRED.get(self._text[at], "")):
            return False
        behind = after.lstrip(_HOOKS + ",;:.)")
        return behind[:1].isspace() and _goes_on(behind) if self._text[at] == "?" else after[:1] in _STOPS

    def _is_speck(self, at: int) -> bool:
        """Whether a sign that is printed in pairs stands at one end of a word, alone in its line."""
        pair = _PAIRED.get(self._text[at])
        if pair is None:
            return False
        before, after = self._line(at)
        free = [not beside.strip() for beside in (before[-1:], after[:1])]
        beside = after[:1] if free[0] else before[-1:]
        # Behind a number it stands for minutes.
        return free[0] != free[1] and beside.isalpha() and not any(sign in before + after for sign in pair)

    def _ends_line_twice(self, at: int) -> bool:
        before, after = self._line(at)
        return not after.strip() and before[-1:].isspace() and before.rstrip()[-1:] in _BEHIND_SIGNS

    def _line(self, at: int) -> tuple[str, str]:
        """What stands before and behind a place on its line."""
        begin = self._text.rfind("\n", 0, at) + 1
        end = self._text.find("\n", at)
        return self._text[begin:at], self._text[at + 1 : end if end >= 0 else len(self._text)]
