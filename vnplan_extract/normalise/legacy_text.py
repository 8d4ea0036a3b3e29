"""Legacy encodings told from the text alone.

Each token of a line is read as Unicode and as each encoding that the document may hold, and the readings are chosen
that a language model finds most probable together, with a price for each change of encoding. So a line of VNI among
lines of Unicode is converted and its neighbours are not, and broken letters that read as words in no encoding stay as
they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from re import Match

from vnplan_extract.normalise.legacy_edits import edits_of
from vnplan_extract.normalise.legacy_found import Found
from vnplan_extract.normalise.legacy_path import best_path, cost
from vnplan_extract.normalise.legacy_tokens import (
    BY_TEXT,
    HIGH_TOKEN,
    IMPOSSIBLE,
    LATER_LETTER,
    LINE,
    TOKEN,
    UNICODE,
    Reading,
    is_clean,
    is_plain,
    reading,
)
from vnplan_extract.text import Edit

#: An encoding is looked for where so many doubtful tokens make sense in it.
_LEAST_TOKENS = 2

# Logarithms to the base of ten, as the language model's.
_CHANGE_IN_LINE = -5.0
_CHANGE_AT_LINE = -2.5
#: What the conversion of a run must gain, and that of all runs in one encoding, over the text as it stands.
_LEAST_GAIN_OF_RUN = 4.0
_LEAST_GAIN = 5.0
#: An encoding that gains so much in the document is there: its runs need no more than to gain something.
_CERTAIN_GAIN = 100.0
#: The largest share of the tokens of a run with letters of the encoding that make no known word.
_MOST_SENSELESS = 0.25
#: The largest number of doubtful tokens that may be left over for each that is converted: where more are, the letters
#: are broken, and some of them look by chance as if they were stored so.
_MOST_LEFT_OVER = 1.0
#: So many tokens are looked at together at most; the memory that it takes does not grow with the document.
_MOST_TOKENS = 20_000
#: So many lines around a doubtful one are looked at with it, if they hold no letter of later times.
_NEIGHBOURS = 2


def convert_by_text(found: Found) -> None:
    """Find the runs of tokens that are stored in a legacy encoding, outside of what is decided."""
    value = found.value
    counts = Counter(HIGH_TOKEN.findall(value))
    doubtful = {token: count for token, count in counts.items() if not is_clean(token)}
    candidates = _candidates(doubtful)
    if not candidates:
        return
    runs = [run for block in _blocks(found, doubtful) for run in _best_runs(found, block, (UNICODE, *candidates))]
    gains: dict[str, float] = dict.fromkeys(candidates, 0.0)
    for run in runs:
        if run.is_strong:
            gains[run.encoding] += run.gain
    chosen = [
        run for run in runs
        if gains[run.encoding] >= (_LEAST_GAIN if run.is_strong else _CERTAIN_GAIN)
    ]  # fmt: skip
    edits = [*found.edits, *(edit for run in chosen for edit in run.edits)]
    converted = sum(1 for edit in edits if value[edit.start : edit.end] in doubtful)
    if sum(doubtful.values()) - converted > _MOST_LEFT_OVER * converted:
        return
    for run in chosen:
        found.add(run.edits, run.encoding)


def _candidates(doubtful: dict[str, int]) -> list[str]:
    """The encodings that make sense of the doubtful tokens: the best, then the best for what is left, and so on."""
    left = dict(doubtful)
    names: list[str] = []
    while len(names) < len(BY_TEXT):
        counts = {
            name: sum(count for token, count in left.items() if reading(token, name).is_good)
            for name in BY_TEXT
            if name not in names
        }
        best = max(counts, key=lambda name: counts[name])
        if counts[best] < _LEAST_TOKENS:
            break
        names.append(best)
        left = {token: count for token, count in left.items() if not reading(token, best).is_good}
    return names


def _blocks(found: Found, doubtful: dict[str, int]) -> Iterator[list[tuple[int, int]]]:
    """Rows of lines (start, end) that hold doubtful tokens, with their neighbours."""
    block: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []  # lines behind the last doubtful one
    for line in LINE.finditer(found.value):
        text = line[0]
        if is_plain(text):
            continue
        tokens = [token for token in HIGH_TOKEN.finditer(text) if not found.is_decided(line.start() + token.start())]
        if any(token[0] in doubtful for token in tokens):
            block += [*waiting, line.span()]
            waiting = []
        elif not tokens or LATER_LETTER.search(text) or (block and len(waiting) >= _NEIGHBOURS):
            if block:
                yield block + waiting
            block, waiting = [], []
        else:
            waiting = [*waiting, line.span()][-_NEIGHBOURS:]
    if block:
        yield block + waiting


@dataclass(frozen=True, slots=True)
class _Run:
    encoding: str
    edits: list[Edit]
    gain: float
    #: Whether it stands on its own evidence.
    is_strong: bool


def _best_runs(found: Found, lines: Sequence[tuple[int, int]], names: Sequence[str]) -> Iterator[_Run]:
    """The runs of tokens that read best in a legacy encoding."""
    tokens: list[Match[str]] = []
    changes: list[float] = []  # the price of another encoding at each token
    for start, end in lines:
        change = _CHANGE_AT_LINE
        for token in TOKEN.finditer(found.value, start, end):
            if found.is_decided(token.start()):
                continue
            tokens.append(token)
            if is_plain(token[0]):
                changes.append(IMPOSSIBLE)
            else:
                changes.append(change)
                change = _CHANGE_IN_LINE
    for at in range(0, len(tokens), _MOST_TOKENS):
        part = slice(at, at + _MOST_TOKENS)
        yield from _runs(tokens[part], changes[part], names)


def _runs(tokens: Sequence[Match[str]], changes: Sequence[float], names: Sequence[str]) -> Iterator[_Run]:
    readings = [[reading(token[0], name) for name in names] for token in tokens]
    path = best_path(readings, changes)
    at = 0
    while at < len(path):
        end = at
        while end < len(path) and path[end] == path[at]:
            end += 1
        if path[at]:
            run = _run(tokens[at:end], readings[at:end], path[at], names[path[at]])
            if run is not None:
                yield run
        at = end


def _run(tokens: Sequence[Match[str]], readings: Sequence[Sequence[Reading]], state: int, name: str) -> _Run | None:
    good = bad = 0
    gain, before, before_as_it_is = 0.0, "", ""
    for token, in_each in zip(tokens, readings, strict=True):
        read, as_it_is = in_each[state], in_each[0]
        gain += cost(read, before) - cost(as_it_is, before_as_it_is)
        before, before_as_it_is = read.last, as_it_is.last
        if read.text != token[0]:
            good += read.is_good
            bad += not read.is_good
    if gain <= 0:
        return None
    edits = edits_of(tokens, [in_each[state] for in_each in readings], name)
    if not edits:
        return None
    return _Run(name, edits, gain, gain >= _LEAST_GAIN_OF_RUN and bad <= _MOST_SENSELESS * (good + bad))
