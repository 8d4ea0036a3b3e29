"""Learn from pairs of printed and misread lines how letters are misread: writes `models/restorer.json`.

Called by `scripts/train_restorer`. A pair is a line of JSON with `engine`, `read` and `printed`
(`scripts/make_misread_pairs.py`).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from vnplan_extract.normalise.restore.channel import GENERIC, Channel, align, counted
from vnplan_extract.normalise.restore.letters import skeleton

_ROUNDS = 3
_MOST_DIFFERENT = 0.75  #: words that differ more were not the same word
_ALONE = 0.7
_STRIP = '.,;:!?()[]{}"“”‘…'
_LEAST = 0.5  #: sightings below which a piece is not kept


def word_pairs(printed: Sequence[str], read: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The words of two lines that are the same word, by the cheapest alignment."""
    costs = [[0.0] * (len(read) + 1) for _ in range(len(printed) + 1)]
    back = [[0] * (len(read) + 1) for _ in range(len(printed) + 1)]
    for i in range(len(printed) + 1):
        for j in range(len(read) + 1):
            if not i and not j:
                continue
            options = []
            if i and j:
                options.append((costs[i - 1][j - 1] + _distance(printed[i - 1], read[j - 1]), 0))
            if i:
                options.append((costs[i - 1][j] + _ALONE, 1))
            if j:
                options.append((costs[i][j - 1] + _ALONE, 2))
            costs[i][j], back[i][j] = min(options)
    i, j = len(printed), len(read)
    while i or j:
        step = back[i][j]
        if step == 0:
            if _distance(printed[i - 1], read[j - 1]) <= _MOST_DIFFERENT:
                yield printed[i - 1], read[j - 1]
            i, j = i - 1, j - 1
        elif step == 1:
            i -= 1
        else:
            j -= 1


def _distance(printed: str, read: str) -> float:
    return Levenshtein.normalized_distance(skeleton(printed), skeleton(read))


def read_pairs(files: Iterable[Path]) -> dict[str, Counter[tuple[str, str]]]:
    """By engine the pairs of words and how often each was seen."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for path in files:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    pair = json.loads(line)
                except ValueError:
                    continue  # being written
                words = found.setdefault(pair["engine"], Counter())
                for printed, read in word_pairs(pair["printed"].split(), pair["read"].split()):
                    core, seen = printed.strip(_STRIP), read
                    if core != printed:
                        seen = read.strip(_STRIP)
                    if core.isalpha() and seen and len(core) <= 12:
                        words[core, seen] += 1
    return found


def train(words: Counter[tuple[str, str]], below: Channel) -> Channel:
    """The channel that explains the pairs best."""
    channel = below
    pairs = sorted(words.items())
    for _ in range(_ROUNDS):
        learned = counted((align(printed, read, channel)[1], count) for (printed, read), count in pairs)
        channel = Channel(learned, below)
    return channel


def main() -> None:
    """`train_restorer_channel.py PAIRS_FOLDER OUT`."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    engines = read_pairs(sorted(folder.glob("*.train.jsonl")))
    result: dict[str, dict[str, dict[str, float]]] = {}
    for engine, words in sorted(engines.items()):
        channel = train(words, GENERIC)
        result[engine] = {
            piece: {letter: round(count, 1) for letter, count in sorted(row.items()) if count >= _LEAST}
            for piece, row in sorted(channel.counts.items())
        }
        print(engine, sum(words.values()), "words,", sum(map(len, result[engine].values())), "counts")
    out.write_text(json.dumps({"engines": result}, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
