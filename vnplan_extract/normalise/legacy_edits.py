"""From readings to edits: capitals, and letters that were lost on the way."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from vnplan_extract.normalise import language_model
from vnplan_extract.normalise.encodings import decode
from vnplan_extract.normalise.legacy_tokens import CAPITALS, Reading, is_plain
from vnplan_extract.syllables import is_syllable
from vnplan_extract.text import Edit

REASON = "legacy"
SURE, LIKELY = 0.98, 0.9  #: confidences

_LAST_HYPHEN = re.compile(r"[-\ufffe](?=[ \r]*(?:\n|$))")
_CAPITAL, _SMALL, _PERHAPS = "capital", "small", "perhaps"


def edits_of(
    tokens: Sequence[re.Match[str]],
    readings: Sequence[Reading],
    encoding: str,
    capitals: Sequence[tuple[int, int]] = (),
) -> list[Edit]:
    """One edit for each token that reads otherwise than it is stored.

    Args:
        tokens: of one text.
        readings: of each in `encoding`.
        encoding: its name.
        capitals: spans of the text (start, end) in a font of capitals, in order.
    """
    texts = [
        _with_capitals(token, reading.text, encoding, capitals) for token, reading in zip(tokens, readings, strict=True)
    ]
    if encoding == "tcvn3":
        _restore_capitals(tokens, texts)
    edits = []
    for token, reading, text in zip(tokens, readings, texts, strict=True):
        start, end = token.span()
        if encoding == "tcvn3" and _LAST_HYPHEN.match(token.string, end) and _lacks_horn(token[0], reading):
            text, end = text + ("Ư" if text.isupper() else "ư"), end + 1
        if text != token[0]:
            edits.append(Edit(start, end, text, REASON, SURE if reading.is_good or is_plain(token[0]) else LIKELY))
    return edits


def _with_capitals(token: re.Match[str], text: str, encoding: str, capitals: Sequence[tuple[int, int]]) -> str:
    if not capitals:
        return text
    at = bisect_right(capitals, (token.start(), token.end()))
    touching = [
        span
        for span in capitals[max(0, at - 1) : at + len(token[0])]
        if span[0] < token.end() and span[1] > token.start()
    ]
    if not touching:
        return text
    if touching[0][0] <= token.start() and touching[0][1] >= token.end():
        return text.upper()
    # Parts of a word are in capitals: in the encodings with such fonts a letter is one character.
    flags = [any(start <= place < end for start, end in touching) for place in range(*token.span())]
    return "".join(
        decode(letter, encoding).upper() if flag else decode(letter, encoding)
        for letter, flag in zip(token[0], flags, strict=True)
    )


def _lacks_horn(stored: str, reading: Reading) -> bool:
    """Whether the hyphen behind a word, at the end of a line, is the letter `ư`.

    Its code is that of the soft hyphen, which readers of PDF give as a hyphen there (`nh-` for `như`).
    """
    return not stored[0].isdigit() and not is_syllable(reading.first) and language_model.known(reading.text + "ư")


def _restore_capitals(tokens: Sequence[re.Match[str]], texts: list[str]) -> None:
    """Give words of TCVN3 their capitals where only their neighbours say that they have them (`DỰ ÁN`: `Dù ¸N`)."""
    kinds = [_kind(token[0]) for token in tokens]
    numbers = range(len(tokens))
    before, behind = _nearest(tokens, kinds, numbers), _nearest(tokens, kinds, numbers[::-1])
    for at, kind in enumerate(kinds):
        if kind == _PERHAPS and {before[at], behind[at]} in ({_CAPITAL}, {_CAPITAL, ""}):
            texts[at] = texts[at].upper()


def _nearest(tokens: Sequence[re.Match[str]], kinds: Sequence[str], order: range) -> list[str]:
    """For each token the kind of the nearest one before it in `order` that has one, in the same line."""
    found = [""] * len(tokens)
    kind, edge = "", 0
    for at in order:
        token = tokens[at]
        low, high = sorted((edge, token.start()))
        if token.string.find("\n", low, high) >= 0:
            kind = ""
        found[at], edge = kind, token.start()
        kind = kinds[at] if kinds[at] in (_CAPITAL, _SMALL) else kind
    return found


@lru_cache(maxsize=65536)
def _kind(token: str) -> str:
    if any("a" <= letter <= "z" for letter in token):
        return _SMALL
    if token.isascii() or CAPITALS.match(token):
        # Short ones and those that are no syllables are abbreviations, which say nothing of the words beside them.
        word = decode(token, "tcvn3").lower()
        return _CAPITAL if len(word) > 2 and is_syllable(word) else ""
    return _PERHAPS
