"""Letters of legacy encodings, converted to Unicode on the evidence of the fonts and of the text.

Where the name of the font is known and the line that is set in it bears it out, the font decides; elsewhere the text
does (`legacy_text`). Clean text costs one search for tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from re import Match

from vnplan_extract.document import FontRun
from vnplan_extract.normalise import encodings, viqr
from vnplan_extract.normalise.encodings import MOJIBAKE
from vnplan_extract.normalise.legacy_edits import REASON, SURE, edits_of
from vnplan_extract.normalise.legacy_found import Conversion, Found
from vnplan_extract.normalise.legacy_path import best_path
from vnplan_extract.normalise.legacy_text import convert_by_text
from vnplan_extract.normalise.legacy_tokens import (
    BY_TEXT,
    HIGH_TOKEN,
    IMPOSSIBLE,
    LATER_LETTER,
    LINE,
    TOKEN,
    UNICODE,
    is_plain,
    reading,
)
from vnplan_extract.text import Edit

#: The largest share of the words of a line, or of the lines in one font, that may speak against the font's encoding;
#: and of the lines, for one that says nothing.
_MOST_BELIED = 0.05
_MOST_BELIED_OF_SILENT = 0.33
#: What words of another encoding than their font's cost, as a logarithm to the base of ten.
_CHANGE_IN_FONT = -5.0


def convert(value: str, fonts: Sequence[FontRun] = ()) -> Conversion:
    """Find what is written in a legacy encoding.

    Args:
        value: the text as stored (`vnplan_extract.normalise.encodings` says in what form).
        fonts: the fonts of its stretches, where known; offsets count in `value`.

    Returns:
        Edits over one token each, and the names of the encodings, the most frequent first. Text that is no
        Vietnamese in any encoding is left alone.
    """
    found = Found(value)
    if encodings.is_mojibake(value):
        _convert_mojibake(found)
    if fonts:
        _convert_by_font(found, fonts)
    convert_by_text(found)
    if viqr.is_likely(value):
        found.add(viqr.edits(value), "viqr")
    return found.conversion()


def _convert_mojibake(found: Found) -> None:
    edits: list[Edit] = []
    lines: list[tuple[int, int]] = []
    for line in LINE.finditer(found.value):
        before = len(edits)
        for token in HIGH_TOKEN.finditer(found.value, *line.span()):
            text = encodings.decode(token[0], MOJIBAKE)
            if text != token[0]:
                edits.append(Edit(*token.span(), text, REASON, SURE))
        if len(edits) > before:
            lines.append(line.span())
    found.add(edits, MOJIBAKE)
    found.decide(lines)


def _convert_by_font(found: Found, fonts: Sequence[FontRun]) -> None:
    decided = [(run.start, run.end) for run in fonts if encodings.of_font(run.font) == encodings.SYMBOLS]
    told = {known.encoding for run in fonts if (known := encodings.of_font(run.font))} - {encodings.SYMBOLS.encoding}
    pieces: dict[str, list[_Piece]] = {}
    for stretch in _stretches(fonts):
        for line in LINE.finditer(found.value, stretch.start, stretch.end):
            if tokens := list(TOKEN.finditer(found.value, *line.span())):
                good, other = _bears_out(stretch.encoding, tokens)
                pieces.setdefault(stretch.font, []).append(_Piece(stretch, tokens, good, other))
    for of_font in pieces.values():
        belied = sum(1 for piece in of_font if piece.other) / len(of_font)
        for piece in of_font:
            # Where the line is silent, or one word speaks against the font, the other lines in it decide.
            if piece.other:
                is_so = piece.other <= _MOST_BELIED * piece.good or (piece.other == 1 and belied <= _MOST_BELIED)
            else:
                is_so = piece.good > 0 or belied <= _MOST_BELIED_OF_SILENT
            if is_so and not found.is_decided(piece.tokens[0].start()):
                names = _encodings_of(piece, told)
                for name in dict.fromkeys((piece.stretch.encoding, *names)):
                    tokens = [token for token, own in zip(piece.tokens, names, strict=True) if own == name]
                    readings = [reading(token[0], _as_stored(token, name)) for token in tokens]
                    found.add(edits_of(tokens, readings, name, piece.stretch.capitals), name)
                decided.append((piece.tokens[0].start(), piece.tokens[-1].end()))
    found.decide(decided)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text in fonts of one encoding, and the spans of it that are in fonts of capitals."""

    start: int
    end: int
    font: str  #: the first
    encoding: str
    capitals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """The tokens of a line in a stretch, and how many of them bear out the font and how many belie it."""

    stretch: _Stretch
    tokens: list[Match[str]]
    good: int
    other: int


def _as_stored(token: Match[str], encoding: str) -> str:
    return UNICODE if LATER_LETTER.search(token[0]) else encoding


def _encodings_of(piece: _Piece, told: set[str]) -> list[str]:
    """The encoding of each token of a line: that of its font, or another that fonts of the document tell of.

    Words that were pasted in take the font of their neighbours, and are still stored as they were.
    """
    encoding = piece.stretch.encoding
    others = sorted(told - {encoding})
    if not piece.other or not others:
        return [encoding] * len(piece.tokens)
    states = (encoding, *others)
    readings = [[reading(token[0], _as_stored(token, name)) for name in states] for token in piece.tokens]
    changes = [IMPOSSIBLE if is_plain(token[0]) else _CHANGE_IN_FONT for token in piece.tokens]
    return [states[state] for state in best_path(readings, changes)]


def _stretches(fonts: Sequence[FontRun]) -> Iterator[_Stretch]:
    at = 0
    while at < len(fonts):
        first, told = fonts[at], encodings.of_font(fonts[at].font)
        at += 1
        if told is None or told == encodings.SYMBOLS:
            continue
        end = first.end
        capitals = [(first.start, first.end)] if told.capitals else []
        while at < len(fonts) and fonts[at].start == end:
            following = encodings.of_font(fonts[at].font)
            if following is None or following.encoding != told.encoding:
                break
            end = fonts[at].end
            if following.capitals:
                capitals.append((fonts[at].start, end))
            at += 1
        yield _Stretch(first.start, end, first.font, told.encoding, tuple(capitals))


def _bears_out(encoding: str, tokens: Sequence[Match[str]]) -> tuple[int, int]:
    """How many tokens of a line read well in the encoding of their font, and how many only in another."""
    good = other = 0
    for token in tokens:
        if not is_plain(token[0]):
            if reading(token[0], encoding).is_good:
                good += 1
            else:
                other += any(reading(token[0], name).is_good for name in (UNICODE, *BY_TEXT))
    return good, other
