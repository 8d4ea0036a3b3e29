"""From misread text to printed text: candidates, decision, learning from the document itself, edits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from vnplan_extract.normalise.restore import abbreviations, codes, footnotes, formulas, list_marks, names
from vnplan_extract.normalise.restore.candidates import Scores, is_abbreviation
from vnplan_extract.normalise.restore.casing import chosen_cases
from vnplan_extract.normalise.restore.channel import Channel, align, counted
from vnplan_extract.normalise.restore.decode import Slot, decide
from vnplan_extract.normalise.restore.ngrams import Ngrams, ngrams
from vnplan_extract.normalise.restore.readings import Choice, Habits, Reading, read, slot
from vnplan_extract.normalise.restore.refine import refined
from vnplan_extract.normalise.restore.restored import REASON, Restored, RestoredWord
from vnplan_extract.normalise.restore.signs import CONFIDENCE, Signs
from vnplan_extract.normalise.restore.tokens import Kind, Token, parts, tokens
from vnplan_extract.normalise.restore.trained import beginnings, typed
from vnplan_extract.normalise.restore.vocabulary import Vocabulary
from vnplan_extract.text import Edit, Text

_ROUNDS = 2  #: how often the channel is learned anew from the document; half as often from a long one
_SAMPLE = 1500  #: tokens that it is learned from
_DISCOUNT = 0.3  #: of the sightings of a piece
#: By which part of a logarithm the trained channel must be better than looks alone: else it is an engine unlike those
#: that it was trained on, whose own misreadings it would hide.
_CLEARLY = 0.1
_TYPED = 0.9  #: share of the words of typed text that are words but for their marks
_TRIAL = 500  #: tokens on which the channels to begin with are tried
_MOST_COMPARED = 120  #: words of them that are compared
_MOST_LEARNT = 500  #: different words of them
_OWN = 60.0  #: how many sightings of a letter in the document the trained channel is worth
_ENOUGH_TOKENS = 8  #: of a stretch that is judged by itself
_POOR = -1.5  #: logarithm a letter below which a word is not explained
_MOST_ODD = 0.35  #: share of words of a text that are none of Vietnamese, or not explained; a misread one has 0.1
_FREE_ODD = 2  #: odd words of a stretch of a text that is Vietnamese else
_SHORTEST_CAPITALS = 3  #: capitals that can be an abbreviation whatever they are
_SURE_WORD_FOR_NUMBER = 0.97


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(ngrams())


def restored(text: str, places: Sequence[tuple[int, int]], *, only_vietnamese: bool = False) -> Restored:
    """The text with these stretches of it as they were printed.

    Args:
        text: the whole text.
        places: `[start, end)` of the stretches, in order.
        only_vietnamese: leave stretches alone that turn out to be something else.
    """
    vocabulary, model = _vocabulary(), ngrams()
    fixed = _fixed(text, places)
    starts = [edit.start for edit in fixed]
    by_place = [
        _outside(tokens(text, start, end), fixed[bisect_left(starts, start) : bisect_right(starts, end)])
        for start, end in places
    ]
    row = [token for part in by_place for token in part]
    channel, habits = _learned(row, vocabulary, model)
    scores = Scores(vocabulary, channel)
    readings = read(row, scores, habits)
    chosen = refined(readings, _decide(row, readings, vocabulary, model, habits), model, vocabulary, habits)
    names.agree(chosen)
    if only_vietnamese:
        chosen = _vietnamese(chosen, list(map(len, by_place)))
    in_case = with_cases(chosen, vocabulary)
    return _result(text, in_case, channel, abbreviations.restored(in_case, channel, vocabulary), fixed)


def _fixed(text: str, places: Sequence[tuple[int, int]]) -> list[Edit]:
    """What needs no decoding, in order."""
    found = [edit for start, end in places for edit in formulas.edits(text, start, end, REASON)]
    # A list goes on behind a blank line, and so do the notes.
    starts = [start for start, _ in places]
    begin, stop = places[0][0], places[-1][1]
    for edit in (*list_marks.edits(text, begin, stop, REASON), *footnotes.edits(text, begin, stop, REASON)):
        if edit.end <= places[bisect_right(starts, edit.start) - 1][1]:
            found.append(edit)
    found.sort(key=lambda edit: edit.start)
    return [edit for at, edit in enumerate(found) if not at or edit.start >= found[at - 1].end]


def _outside(row: Iterable[Token], fixed: Sequence[Edit]) -> list[Token]:
    """The tokens without what the edits cover: an edit covers tokens, or one that it parts."""
    result = []
    left = iter(fixed)
    edit = next(left, None)
    for token in row:
        start, stop, begins = token.start, token.start + len(token.text), token.begins
        while edit is not None and edit.start < stop:
            if start < edit.start:
                result.append(Token(token.text[start - token.start : edit.start - token.start], start, begins))
                begins = False
            start = max(start, edit.end)
            if edit.end > stop:
                break  # it covers the next token too
            edit = next(left, None)
        if start < stop:
            result.append(Token(token.text[start - token.start :], start, begins))
    return result


def _vietnamese(chosen: Sequence[list[Choice]], sizes: Sequence[int]) -> list[list[Choice]]:
    """The choices of those stretches most words of which are explained by words of Vietnamese.

    Args:
        chosen: for each token.
        sizes: how many tokens each stretch has.
    """
    is_other_text = _is_other(chosen)
    result: list[list[Choice]] = []
    start = 0
    for size in sizes:
        part = chosen[start : start + size]
        start += size
        is_other = is_other_text if size < _ENOUGH_TOKENS else _is_other(part, 0 if is_other_text else _FREE_ODD)
        if not is_other:
            result += part
    return result


def _is_other(chosen: Sequence[list[Choice]], free: int = 0) -> bool:
    """Whether too many words are odd; so many may be beside, where the text around is Vietnamese."""
    words = [c for group in chosen for c in group if c.candidate is not None and c.piece.part.kind is Kind.WORD]
    words = [c for c in words if len(c.piece.part.text) > 1 and not _stays_short(c)]
    odd = sum(
        not c.candidate.cases or c.candidate.evidence < _POOR * len(c.piece.part.text)
        for c in words
        if c.candidate is not None
    )
    return odd > _MOST_ODD * len(words) + free


def _stays_short(choice: Choice) -> bool:
    """Whether it is an abbreviation, which says nothing of the language: recipients are full of them."""
    text = choice.piece.part.text
    is_kept = choice.candidate is not None and not choice.candidate.cases
    return is_kept and text.isupper() and (len(text) <= _SHORTEST_CAPITALS or is_abbreviation(text))


def _learned(row: Sequence[Token], vocabulary: Vocabulary, model: Ngrams) -> tuple[Channel, Habits]:
    """The channel and habits of the engine that read the document, from a sample of it.

    By expectation-maximisation, from what the trained engines have in common or, where that explains the sample little
    better than looks alone, from these: then it is another engine's.
    """
    sample = row[:_SAMPLE]
    if _is_typed(sample, vocabulary):
        return typed(), Habits()
    trial = sample[:_TRIAL]
    trained, looks = beginnings()
    values = [_probability(trial, Scores(vocabulary, channel)) for channel in (trained, looks)]
    below = trained if values[0] - values[1] > -_CLEARLY * values[1] else looks
    channel, habits = _round(trial, below, below, Habits(), vocabulary, model)
    for _ in range(_ROUNDS if len(row) < 2 * _SAMPLE else _ROUNDS // 2):
        channel, habits = _round(sample, channel, below, habits, vocabulary, model)
    return channel, habits


def _is_typed(sample: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether a text was typed without marks: no engine reads a page so clean and loses every mark of it."""
    if any(letter.isalpha() and not letter.isascii() for token in sample for letter in token.text):
        return False
    words = [part.text.strip("|") for token in sample for part in parts(token) if part.kind is Kind.WORD]
    known = sum(vocabulary.has_skeleton(word) for word in words)
    return known >= _TYPED * len(words)


def _round(
    sample: Sequence[Token], channel: Channel, below: Channel, habits: Habits, vocabulary: Vocabulary, model: Ngrams
) -> tuple[Channel, Habits]:
    """The sample is decided with the channel, and what it was read as is laid over `below`."""
    readings = read(sample, Scores(vocabulary, channel), habits)
    groups = refined(readings, _decide(sample, readings, vocabulary, model, habits), model, vocabulary, habits)
    chosen = with_cases(groups, vocabulary)
    seen: Counter[tuple[str, str]] = Counter()
    for choice in chosen:
        if choice.case is not None and choice.candidate is not None and choice.probability > 0.5:
            seen[choice.case.of(choice.candidate.word), choice.piece.part.text] += 1
    pairs = sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:_MOST_LEARNT]
    counts = counted((align(printed, as_read, below)[1], min(count, 20)) for (printed, as_read), count in pairs)
    # What was seen once is as likely a wrong decision, which must not make itself probable.
    discounted = {
        piece: {letter: count - _DISCOUNT for letter, count in row.items() if count > _DISCOUNT}
        for piece, row in counts.items()
    }
    return Channel(discounted, below, _OWN), Habits.of(chosen, vocabulary)


def _probability(sample: Sequence[Token], scores: Scores) -> float:
    """The logarithm of the probability of the sample's commonest words, each by itself."""
    words = Counter(token.text for token in sample if any(map(str.isalpha, token.text)) and len(token.text) < 8)
    common = sorted(words, key=lambda word: (-words[word], word))[:_MOST_COMPARED]
    scores.prepare(common)
    return sum(scores.value(word) * words[word] for word in common)


def with_cases(groups: Sequence[Sequence[Choice]], vocabulary: Vocabulary) -> list[Choice]:
    """All choices in order, each with the case of its word."""
    order = [choice for group in groups for choice in group]
    for choice, case in zip(order, chosen_cases(order, vocabulary), strict=True):
        choice.case = case
    return order


def _decide(
    row: Sequence[Token], readings: Sequence[Reading], vocabulary: Vocabulary, model: Ngrams, habits: Habits
) -> list[list[Choice]]:
    """For each token the choices of its parts."""
    slots: list[Slot] = []
    begins: list[bool] = []
    owners: list[Choice | None] = []
    order: list[list[Choice]] = []
    known: dict[tuple[int, str, bool], Slot] = {}  # tokens of one text have the same candidates
    waiting = False
    for token, reading in zip(row, readings, strict=True):
        waiting = waiting or token.begins
        group = []
        for piece in reading.best:
            choice = Choice(piece, begins=waiting)
            if piece.part.kind is Kind.SIGN:
                for number in vocabulary.separators(piece.part.text):
                    owners.append(None)
                    slots.append(Slot.of(number))
                    begins.append(waiting)
                    waiting = False
            elif len(piece.candidates):
                owners.append(choice)
                key = id(piece.candidates), piece.part.text, waiting
                if key not in known:
                    known[key] = slot(piece, begins=waiting, vocabulary=vocabulary, habits=habits)
                slots.append(known[key])
                begins.append(waiting)
                waiting = False
            group.append(choice)
        order.append(group)
    decisions = decide(slots, begins, model, vocabulary.start)
    for owner, decision in zip(owners, decisions, strict=True):
        if owner is not None:
            owner.candidate = owner.piece.candidates.at(decision.chosen)
            owner.probability = decision.probability
    return order


def _result(
    text: str,
    chosen: Sequence[Choice],
    channel: Channel,
    abbreviations_printed: Mapping[int, str],
    fixed: Iterable[Edit],
) -> Restored:
    edits = list(fixed)
    signs = Signs(text)
    last_end = -1
    last_kind = Kind.SIGN
    for at, choice in enumerate(chosen):
        part, candidate = choice.piece.part, choice.candidate
        printed = part.text
        if part.kind is Kind.SIGN:
            printed = signs.printed(part.start, part.end)
        elif at in abbreviations_printed:
            printed = abbreviations_printed[at]
        elif part.kind is Kind.DOCUMENT_NUMBER:
            printed = codes.restored(part.text, channel)
        elif candidate is not None:
            if choice.case is not None:
                if part.kind is not Kind.NUMBER or choice.probability > _SURE_WORD_FOR_NUMBER:
                    printed = choice.case.of(candidate.word)
            elif part.kind is Kind.NUMBER:
                printed = codes.date_restored(part.text)
            elif candidate.word != part.text.lower() and part.kind is Kind.WORD:
                printed = _in_case_of(part.text, candidate.word)
        if part.start == last_end and choice.case is not None and last_kind in (Kind.WORD, Kind.NUMBER):
            printed = " " + printed
        if printed != part.text:
            probability = CONFIDENCE if part.kind is Kind.SIGN else choice.probability
            edits.append(Edit(part.start, part.end, printed, REASON, round(probability, 4)))
        last_end, last_kind = part.end, part.kind
    result = Text(text, tuple(sorted(edits, key=lambda edit: edit.start)))
    words = []
    for choice in chosen:
        if choice.candidate is not None:
            start, end = result.span_to_value(choice.piece.part.start, choice.piece.part.end)
            start += result.value[start:end].startswith(" ")  # two words that were run together
            words.append(RestoredWord(start, end, round(choice.probability, 4)))
    return Restored(result, tuple(words))


def _in_case_of(read_as: str, word: str) -> str:
    if len(read_as) == len(word):
        return "".join(a.upper() if b.isupper() else a for a, b in zip(word, read_as, strict=True))
    return word
