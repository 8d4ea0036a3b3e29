"""What each token can have been: parts, and for each word its candidates, by the channel and the frequency of words."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vnplan_extract.normalise.restore.candidates import (
    LETTERS_FROM_DIGITS,
    Candidate,
    Candidates,
    Scores,
    is_abbreviation,
)
from vnplan_extract.normalise.restore.decode import Slot
from vnplan_extract.normalise.restore.ngrams import CASE_WEIGHT, Floats
from vnplan_extract.normalise.restore.syllable_scores import MOST_LETTERS, Case
from vnplan_extract.normalise.restore.tokens import CLOSING, Kind, Part, Token, parts
from vnplan_extract.normalise.restore.vocabulary import Vocabulary

#: Logarithms: of two words printed apart and read as one, of a number run into a word.
_SPLIT, _RUN_IN = -4.6, -3.5
#: Of a sign that is what it looks like.
_SIGNS = dict.fromkeys(",.;:()-–—/", -1.5) | dict.fromkeys('"“”+*…', -3.0)
_RARE_SIGN = -6.0
_DIGIT = -2.3  #: of a digit that is what it looks like
_POOR = 1.5  #: how badly a letter of a word is explained, in the average, before other readings are looked for
_SHORT = 2  #: characters of a word whose last letter may have been read as a sign behind it
_WAY_MARGIN = 14.0  #: how far behind the best way another may be and still be weighed in its sentence
_MOST_WAYS = 4
_LONG = 6  #: characters that two words may have; more than one of them lost makes it likely
_LONGEST_CHUNK = 24
_WORDS_FOR_NUMBER = 6
_CHANNEL_WEIGHT = (
    0.85  #: of the channel against the language model: its letters are not as independent as it takes them
)
_TOPIC_WEIGHT = 0.5  #: of how common words are in the document itself
_USUAL = 2000  #: words of the document that how common they are elsewhere is worth
_SURE = 0.9  #: probability of a word that is counted
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*%?")
#: A number run into a word, as a footnote's mark: `tinh3`, `2Trong`. Only 0 and 1 are as often letters there.
_RUN_IN_NUMBER = re.compile(
    r"(?:[2-9]|\d{2,}%?)(?P<behind>[^\W\d_]{3,})|(?P<before>[^\W\d_]{3,})(?:[2-9]|\d{2,})|\d+%.*|[^\W\d_]{2,}[\[(]\d.*"
)
_SPECKS = "|<"  #: the frame of a table's cell, a speck, or a letter
_LABEL = re.compile(r"[A-ZĐ]")
_ODD = frozenset("?!'’‘`´|<>")
_INNER = re.compile(r"(?<=\w\w)[-–/,.;:()](?=\w\w)|(?<=[A-ZĐ])&(?=[A-ZĐ])|(?<=[^\W\d_]{2})[\[(](?=\d)")


@dataclass(slots=True)
class Piece:
    """A part of a token as it is decoded: a word with its slot, or what stays as it is."""

    part: Part
    candidates: Candidates


def is_poor(scores: Scores, stretch: str) -> bool:
    """Whether no word explains the stretch well."""
    best = scores.candidates(stretch).at(0)
    return (
        best.evidence < -_POOR * max(3, len(stretch))
        or best.number == scores.vocabulary.unknown
        or (len(stretch) >= _LONG and len(stretch) - len(best.word) > 1)
    )


@dataclass(slots=True)
class Choice:
    """What was decided of a piece."""

    piece: Piece
    begins: bool
    candidate: Candidate | None = None
    case: Case | None = None
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Habits:
    """Of the engine and of the text, as a first reading of the document shows."""

    split: float = _SPLIT  #: how often words are run together: logarithm
    topic: Floats | None = None  #: how much commoner each word is here than elsewhere: logarithm, by number

    @classmethod
    def of(cls, chosen: Sequence[Choice], vocabulary: Vocabulary) -> Habits:
        """As a first reading of the document shows."""
        words = [choice.piece.part for choice in chosen if choice.piece.part.kind is Kind.WORD]
        glued = sum(a.end == b.start for a, b in itertools.pairwise(words))
        split = min(-2.0, max(_SPLIT - 1.0, math.log((glued + 1) / (len(words) + 100))))
        return cls(split, _topic(chosen, vocabulary))


def _topic(chosen: Sequence[Choice], vocabulary: Vocabulary) -> Floats:
    """By how much words are commoner in a document than elsewhere (Kuhn and De Mori 1990).

    Only what is there speaks: that a word is missing from a part of a document says little.
    """
    sure = [c.candidate.number for c in chosen if c.candidate is not None and c.probability > _SURE]
    seen = np.bincount(np.array(sure, np.intp), minlength=len(vocabulary.logs))
    usual = np.exp(vocabulary.logs)
    share = (seen + _USUAL * usual) / (len(sure) + _USUAL)
    return np.asarray(_TOPIC_WEIGHT * np.maximum(0.0, np.log(share / usual)), np.float32)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a token is taken apart: the way that seems best, and other ways for the language model to weigh."""

    best: list[Piece]
    others: tuple[list[Piece], ...] = ()


def read(tokens: Sequence[Token], scores: Scores, habits: Habits) -> list[Reading]:
    """For each token its parts, the best by the channel and the frequency of words first.

    Args:
        tokens: of one text.
        scores: finds the candidates.
        habits: of the engine.
    """
    looks = [parts(token) for token in tokens]
    scores.prepare(part.text for look in looks for part in look if part.kind is Kind.WORD or _may_be_a_word(part))
    ways_of: dict[str, list[list[Part]]] = {}
    wanted: set[str] = set()
    for token, look in zip(tokens, looks, strict=True):
        if token.text not in ways_of:
            at_zero = [_moved(part, -token.start) for part in look]
            others = list(_alternatives(Token(token.text, 0, False), at_zero, scores))
            ways = others if others and _has_number(at_zero) else [at_zero, *others]
            ways_of[token.text] = ways
            wanted.update(part.text for way in ways for part in way if part.kind is Kind.WORD)
    scores.prepare(sorted(wanted))
    chunks = {
        part.text
        for ways in ways_of.values()
        for part in ways[0]
        if part.kind is Kind.WORD
        and len(part.text) > 3
        and not is_abbreviation(part.text)
        and is_poor(scores, part.text)
    }
    cut = _cut_chunks(sorted(chunks), scores, habits)
    ranked: dict[str, list[list[Part]]] = {}
    for text, ways in ways_of.items():
        split = _with_cuts(ways[0], cut)
        if split:
            ways = [*ways, split]
        values = [_way_value(way, scores, habits) for way in ways]
        order = sorted(range(len(ways)), key=lambda at: -values[at])
        ranked[text] = [ways[at] for at in order if values[at] > values[order[0]] - _WAY_MARGIN][:_MOST_WAYS]
    pieces = {
        text: [[(part, _slot_candidates(part, way, scores)) for part in way] for way in ways]
        for text, ways in ranked.items()
    }
    result = []
    for token in tokens:
        best, *rest = (
            [Piece(_moved(part, token.start), candidates) for part, candidates in way] for way in pieces[token.text]
        )
        result.append(Reading(best, tuple(rest)))
    return result


def _has_number(way: Sequence[Part]) -> bool:
    """Whether a number is run into a word, so that its digits must stay."""
    return any(part.kind is Kind.WORD and _RUN_IN_NUMBER.fullmatch(part.text) for part in way)


def _moved(part: Part, by: int) -> Part:
    return Part(part.kind, part.text, part.start + by, part.end + by)


def _slot_candidates(part: Part, way: Sequence[Part], scores: Scores) -> Candidates:
    if part.kind is Kind.WORD:
        return scores.candidates(part.text)
    if part.kind is Kind.SIGN:
        return Candidates.none(part.text)
    alone = all(other is part or other.kind is Kind.SIGN for other in way)
    words = scores.candidates(part.text) if alone and _may_be_a_word(part) else Candidates.none(part.text)
    return words.behind(scores.vocabulary.number, _DIGIT * len(part.text), _WORDS_FOR_NUMBER)


def _may_be_a_word(part: Part) -> bool:
    """Of a number."""
    return part.kind is Kind.NUMBER and len(part.text) <= LETTERS_FROM_DIGITS and part.text.isdecimal()


def _way_value(way: Sequence[Part], scores: Scores, habits: Habits) -> float:
    """Channel and frequency of words together."""
    total = way_cost(way, habits)
    for part in way:
        if part.kind is Kind.WORD:
            total += scores.value(part.text)
        elif part.kind is Kind.NUMBER:
            total += _DIGIT * len(part.text) + float(scores.vocabulary.logs[scores.vocabulary.number])
        elif part.kind is Kind.DOCUMENT_NUMBER:
            total += _DIGIT * len(part.text)
    return total


def way_cost(way: Sequence[Part], habits: Habits) -> float:
    """What the signs of a way and its parts run together cost, without its words and numbers."""
    total = 0.0
    last: Part | None = None
    for part in way:
        if part.kind is Kind.SIGN:
            total += sum(_SIGNS.get(sign, _RARE_SIGN) for sign in part.text)
        elif last is not None and last.kind is not Kind.SIGN and last.end == part.start:
            total += habits.split if part.kind is last.kind is Kind.WORD else _RUN_IN
        last = part
    return total


def _alternatives(token: Token, look: Sequence[Part], scores: Scores) -> Iterator[list[Part]]:
    """Other ways to take a token apart, where the plain one explains it poorly or holds digits or signs."""
    for at, part in enumerate(look):
        if part.kind is Kind.WORD:
            before, after = look[:at], look[at + 1 :]
            yield from ([*before, *pieces, *after] for pieces in _taken_apart(part))
            yield from _with_signs(token, part, before, after, scores)


def _taken_apart(part: Part) -> Iterator[list[Part]]:
    """The ways to take a word apart: digits, a speck before it, signs in it."""
    text, start = part.text, part.start

    def piece(kind: Kind, a: int, b: int) -> Part:
        return Part(kind, text[a:b], start + a, start + b)

    for digits in _DIGITS.finditer(text):
        a, b = digits.span()
        if b - a == len(text) - 1 and _LABEL.search(text):
            continue  # one name: `1A`
        if a == 0 and b < len(text):
            yield [piece(Kind.NUMBER, 0, b), *_cut(piece(Kind.WORD, b, len(text)), int(text[b] in CLOSING))]
        if b == len(text) and a > 0:
            yield [*_cut(piece(Kind.WORD, 0, a), a - int(text[a - 1] in CLOSING)), piece(Kind.NUMBER, a, b)]
    if text[0] in _SPECKS and len(text) > _SHORT:
        yield [piece(Kind.SIGN, 0, 1), piece(Kind.WORD, 1, len(text))]
    if _INNER.search(text):
        cut: list[Part] = []
        last = 0
        for sign in _INNER.finditer(text):
            if sign.start() > last:
                cut.append(_word_or_number(text, last, sign.start(), start))
            cut.append(piece(Kind.SIGN, *sign.span()))
            last = sign.end()
        if last < len(text):
            cut.append(_word_or_number(text, last, len(text), start))
        yield cut


def _with_signs(
    token: Token, part: Part, before: Sequence[Part], after: Sequence[Part], scores: Scores
) -> Iterator[list[Part]]:
    """The ways in which a sign beside a word is a part of its first or last letter."""
    text = part.text
    if (
        after
        and len(text) < MOST_LETTERS
        and (len(text) <= _SHORT or after[0].text[0] in _ODD or is_poor(scores, text))
    ):
        word = Part(Kind.WORD, text + after[0].text[0], part.start, part.end + 1)
        yield [*before, word, *_rest(after[0], 1), *after[1:]]
    if before and (before[-1].text[-1] in _ODD or is_poor(scores, text) or _opens_alone(before[-1], token.text)):
        leading = before[-1]
        word = Part(Kind.WORD, leading.text[-1] + text, part.start - 1, part.end)
        yield [*before[:-1], *_first(leading, len(leading.text) - 1), word, *after]


def _opens_alone(sign: Part, token: str) -> bool:
    """Whether a square bracket stands before a letter alone, so that it may be one: `[t` for `Ít`."""
    return sign.text[-1] == "[" and "]" not in token and token[-_SHORT] == "["


def _cut(part: Part, at: int) -> list[Part]:
    """A word with the sign before or behind it, which is all on one side of `at`, apart."""
    pieces = [Part(part.kind, part.text[:at], part.start, part.start + at), *_rest(part, at)]
    return [Part(_kind(piece.text), piece.text, piece.start, piece.end) for piece in pieces if piece.text]


def _kind(text: str) -> Kind:
    if text.isdecimal():
        return Kind.NUMBER
    return Kind.SIGN if text in CLOSING else Kind.WORD


def _rest(part: Part, cut: int) -> list[Part]:
    return [Part(part.kind, part.text[cut:], part.start + cut, part.end)] if len(part.text) > cut else []


def _first(part: Part, cut: int) -> list[Part]:
    return [Part(part.kind, part.text[:cut], part.start, part.start + cut)] if cut else []


def _word_or_number(text: str, a: int, b: int, start: int) -> Part:
    kind = Kind.NUMBER if text[a:b].isdecimal() else Kind.WORD
    return Part(kind, text[a:b], start + a, start + b)


def _cut_chunks(chunks: Sequence[str], scores: Scores, habits: Habits) -> dict[str, list[int]]:
    """The best way to cut each stretch in which words may have run together: the places of the cuts."""
    chunks = [
        chunk for chunk in chunks if len(chunk) <= _LONGEST_CHUNK and 3 * sum(map(str.isdecimal, chunk)) <= len(chunk)
    ]
    spans = {
        chunk[a:b]
        for chunk in chunks
        for a in range(len(chunk))
        for b in range(a + 1, min(len(chunk), a + MOST_LETTERS) + 1)
    }
    scores.prepare_values(sorted(spans))
    result = {}
    for chunk in chunks:
        best = [0.0] + [-math.inf] * len(chunk)
        back = [0] * (len(chunk) + 1)
        for b in range(1, len(chunk) + 1):
            for a in range(max(0, b - MOST_LETTERS), b):
                if b - a == len(chunk):
                    continue
                value = best[a] + scores.value(chunk[a:b]) + (habits.split if a else 0.0)
                if value > best[b]:
                    best[b], back[b] = value, a
        cuts = []
        at = len(chunk)
        while at:
            at = back[at]
            cuts.append(at)
        if len(cuts) > 1:
            result[chunk] = cuts[::-1]
    scores.prepare(
        sorted({chunk[a:b] for chunk, cuts in result.items() for a, b in itertools.pairwise([*cuts, len(chunk)])})
    )
    return result


def _with_cuts(way: Sequence[Part], cuts: dict[str, list[int]]) -> list[Part]:
    """The way with its stretches cut; empty where nothing is to be cut."""
    if not any(part.kind is Kind.WORD and part.text in cuts for part in way):
        return []
    result: list[Part] = []
    for part in way:
        if part.kind is Kind.WORD and part.text in cuts:
            places = [*cuts[part.text], len(part.text)]
            for a, b in itertools.pairwise(places):
                result.append(Part(Kind.WORD, part.text[a:b], part.start + a, part.start + b))
        else:
            result.append(part)
    return result


def slot(piece: Piece, *, begins: bool, vocabulary: Vocabulary, habits: Habits) -> Slot:
    """The slot of a piece that has candidates; `begins` tells whether a sentence begins with it."""
    candidates, text = piece.candidates, piece.part.text
    evidence = candidates.evidence
    if not begins and piece.part.kind is Kind.WORD:
        titled = text[0].isupper() and not text[1:].isupper()
        if titled or text.islower():
            evidence = evidence + CASE_WEIGHT * vocabulary.model.case_scores(candidates.numbers, np.bool_(titled))
    evidence = _CHANNEL_WEIGHT * evidence
    if habits.topic is not None:
        evidence = evidence + habits.topic[candidates.numbers]
    return Slot(candidates.numbers, evidence, candidates.near)
