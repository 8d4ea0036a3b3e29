"""Rules, the recogniser, and both: the part `ablation` of `scripts/bench extract`.

Two tables. The first is by label, on the hand-checked lines of `ner_development`, as they are, and as engines without
Vietnamese read a part of their words: what the rules mark (`ner_data.labelled`), what the recogniser marks, and the
rules with what the recogniser is sure of beside them. The second is by field of the record: the gold documents as they
are, rendered, read without Vietnamese and restored; and the same not restored. There the recogniser gives names of
bodies, brought home by likeness (rapidfuzz) where letters are wrong; all fields that ask for bodies follow.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest import mock

from ner_data import Labelled, labelled, misread
from ner_development import development
from rapidfuzz import fuzz, process

from vnplan_extract import pipeline
from vnplan_extract.entity import Entity, Label
from vnplan_extract.extractors import agency_names
from vnplan_extract.extractors.agency_names import Mention
from vnplan_extract.extractors.agency_words import bare_word, known_names
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.names_trie import Trie
from vnplan_extract.ner import recognise

SHARE = 0.15  #: of the words of a line that are misread
SURE = 0.8  #: confidence of an entity that is taken beside the rules
ALIKE = 84  #: likeness, of 100, of a damaged name and a known one
WAYS = ("rules", "recogniser", "both")
Span = tuple[int, int, str]
Scan = Callable[[agency_names._Scanner], list[Mention]]
_COMMITTEES = ("Ủy ban nhân dân", "Hội đồng nhân dân", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Đảng ủy")
_plain_scan = agency_names._Scanner.scan


def by_label(shared: Path) -> Iterator[str]:
    """A line of figures for each label: precision, recall, F1 of each way."""
    rng = random.Random(7)
    clean = [Labelled(text, tuple(spans)) for text, _, spans in development(shared)]
    for name, rows in (("as they are", clean), ("misread", [misread(line, SHARE, rng) for line in clean])):
        counts: dict[tuple[str, str], list[int]] = {}
        for line in rows:
            wanted = set(line.spans)
            for way, found in zip(WAYS, _ways(line.text), strict=True):
                for span in wanted | found:
                    for label in (span[2], "all"):
                        row = counts.setdefault((label, way), [0, 0, 0])
                        row[0] += span in wanted and span in found
                        row[1] += span in found
                        row[2] += span in wanted
        yield f"{name:12} " + " ".join(f"{way:^23}" for way in WAYS)
        for label in (*(label.value for label in Label), "all"):
            yield f"  {label:10} " + " ".join(_figures(counts.get((label, way), [0, 0, 0])) for way in WAYS)


def _figures(counts: list[int]) -> str:
    right, found, true = counts
    return f"{right / max(1, found):7.3f} {right / max(1, true):7.3f} {2 * right / max(1, found + true):7.3f}"


def _ways(text: str) -> tuple[set[Span], set[Span], set[Span]]:
    rules = {span for line in labelled(text) for span in line.spans}
    entities = recognise(text)
    sure = {
        (entity.start, entity.end, entity.label.value)
        for entity in entities
        if entity.confidence >= SURE and all(entity.end <= start or end <= entity.start for start, end, _ in rules)
    }
    return rules, {(entity.start, entity.end, entity.label.value) for entity in entities}, rules | sure


@contextmanager
def bodies_by(way: str) -> Iterator[None]:
    """Mentions of bodies are found by the rules, by the recogniser, or by both."""
    scan: Scan = {"rules": _plain_scan, "recogniser": _recognised, "both": _both}[way]
    with mock.patch.object(agency_names._Scanner, "scan", scan):
        yield


def _recognised(scanner: agency_names._Scanner) -> list[Mention]:
    return list(_mentions(scanner, _agencies(scanner.context.text)))


def _both(scanner: agency_names._Scanner) -> list[Mention]:
    found = _plain_scan(scanner)
    taken = [(mention.start, mention.end) for mention in found]
    more = [
        entity
        for entity in _agencies(scanner.context.text)
        if entity.confidence >= SURE and all(entity.end <= start or end <= entity.start for start, end in taken)
    ]
    return sorted([*found, *_mentions(scanner, more)], key=lambda mention: mention.start)


def _agencies(text: str) -> Sequence[Entity]:
    return [entity for entity in recognise(text) if entity.label is Label.AGENCY]


def _mentions(scanner: agency_names._Scanner, entities: Iterable[Entity]) -> Iterator[Mention]:
    """Of each entity the body that the rules read in its name, once that is brought home."""
    for entity in entities:
        name = _home(scanner.flat[entity.start : entity.end])
        context = Context(pipeline.read_document(name.encode(), "name.txt", restoration="never"))
        for mention in _plain_scan(replace(scanner, context=context, issuer_names=Trie(), found=[]))[:1]:
            confidence = min(mention.confidence, entity.confidence)
            yield replace(mention, start=entity.start, end=entity.end, rule="agency.recognised", confidence=confidence)


@cache
def _home(text: str) -> str:
    """The text with the known name that its first words are most like instead of them."""
    words = re.findall(r"\S+", text)
    best: tuple[float, int, str] = (0.0, 0, "")
    for size in range(1, len(words) + 1):
        bare = " ".join(map(bare_word, words[:size]))
        found = process.extractOne(bare, _known().keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if found is not None:
            best = max(best, (found[1] + size, size, _known()[found[0]]))
    _, size, name = best
    return " ".join([name, *words[size:]]) if size else text


@cache
def _known() -> dict[str, str]:
    found = {" ".join(map(bare_word, name.split())): name for name in _COMMITTEES}

    def collect(node: Trie) -> None:
        if node.name is not None:
            found.setdefault(" ".join(map(bare_word, node.name.split())), node.name)
        for child in node.values():
            collect(child)

    collect(known_names())
    return found
