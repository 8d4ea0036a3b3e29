"""Unicode forms: composed letters, look-alikes, invisible characters, presentation forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from vnplan_extract.text import Edit

REASON = "unicode"

#: What stands for a letter or sign in Vietnamese documents -> what is meant. Sources: Unicode 16 code charts
#: ("used for", cross references); fonts and keyboards of Vietnam before Unicode put U+01A2 and U+00D0 in place
#: of the letters they look like. U+F0xx are the Symbol and Wingdings signs of Word's bullets.
LOOKALIKES: dict[str, str] = {
    "Ƣ": "Ư", "ƣ": "ư", "Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ", "Ǎ": "Ă", "ǎ": "ă",
    "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2212": "-",
    "\uf0b7": "•", "\uf0a7": "•", "\uf0a8": "•", "\uf06e": "•", "\uf06c": "•", "\uf0fc": "✓", "\uf0d8": "-",
    "\uf02d": "-", "\uf02b": "+", "\uf02a": "*", "\uf0e0": "→", "\uf0de": "⇒",
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width forms of ASCII
}  # fmt: skip

#: Characters that show nothing: soft hyphen, zero-width spaces and joiners, direction marks, BOM, variation selectors.
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"

#: Letters of Cyrillic and Greek that look like Latin ones; replaced in a word that holds a Latin letter.
HOMOGLYPHS: dict[str, str] = dict(
    zip("АВЕЅІЈКМНОРСТУХаеіјорсухѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaeijopcyxsABEZHIKMNOPTYXo", strict=True)
)

_SIGN = re.compile(rf"\r\n?|[{INVISIBLE}]+|[{''.join(map(re.escape, LOOKALIKES))}]")
_HOMOGLYPH = re.compile(f"[{''.join(HOMOGLYPHS)}]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+")

#: No ASCII character composes with what stands before it, so the composition of such a run depends on nothing else.
_RUN = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_QUALITY_MARKS = "\u0302\u0306\u031b"  # circumflex, breve, horn: part of the letter, before its tone
_QUALITY_MARK = re.compile(f"[{_QUALITY_MARKS}]")
_MARKS = re.compile("[\u0300-\u036f]{2,}")


def signs(value: str) -> list[Edit]:
    """Edits that replace look-alikes, drop what is invisible, and end every line with a newline alone."""
    found = []
    for match in _SIGN.finditer(value):
        sign = match[0]
        if sign[0] == "\r":
            # Deleting the carriage return alone leaves the newline to be its own source.
            found.append(Edit(match.start(), match.start() + 1, "" if len(sign) == 2 else "\n", "newline"))
        else:
            found.append(Edit(*match.span(), LOOKALIKES.get(sign, ""), REASON))
    if _HOMOGLYPH.search(value):
        found += _homoglyphs(value)
        found.sort(key=lambda edit: edit.start)
    return found


def _homoglyphs(value: str) -> Iterator[Edit]:
    for word in _WORD.finditer(value):
        if _HOMOGLYPH.search(word[0]) and _LATIN.search(word[0]):
            for match in _HOMOGLYPH.finditer(word[0]):
                start = word.start() + match.start()
                yield Edit(start, start + 1, HOMOGLYPHS[match[0]], REASON)


def composition(value: str) -> Iterator[Edit]:
    """Edits that bring `value` to NFC.

    A tone mark typed before the mark of its letter (`á` and a circumflex) composes too (`ấ`), which NFC alone
    leaves apart.
    """
    if unicodedata.is_normalized("NFC", value) and not _QUALITY_MARK.search(value):
        return
    for match in _RUN.finditer(value):
        run = match[0]
        composed = _composed(run)
        if composed == run:
            continue
        start, end = match.span()
        same = _common_prefix(run, composed)
        start, run, composed = start + same, run[same:], composed[same:]
        same = _common_prefix(run[::-1], composed[::-1])
        yield Edit(start, end - same, composed[: len(composed) - same], REASON)


def _composed(run: str) -> str:
    composed = unicodedata.normalize("NFC", run)
    if not _QUALITY_MARK.search(composed):
        return composed
    decomposed = unicodedata.normalize("NFD", run)
    ordered = _MARKS.sub(lambda marks: "".join(sorted(marks[0], key=_follows)), decomposed)
    return unicodedata.normalize("NFC", ordered)


def _follows(mark: str) -> bool:
    return mark not in _QUALITY_MARKS


def _common_prefix(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length
