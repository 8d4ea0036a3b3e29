"""The words by which the parts of a letterhead and a signature are known: posts, surnames, bodies, levels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnplan_extract.data._tsv import read_table, split_list


@dataclass(frozen=True, slots=True)
class LevelWord:
    """What a territory is called before its name.

    `word` is in lower case (`thị xã`); `abbreviations` are in lower case, without a final dot (`tx`); `committee` is
    what its Party committee is called (`thị ủy`), empty where it is `đảng ủy`.
    """

    word: str
    abbreviations: tuple[str, ...]
    committee: str


@cache
def positions() -> tuple[str, ...]:
    """Give the posts of those who sign, in the case of running text (`Phó Chủ tịch`), the longest first."""
    return _longest_first("positions.tsv", "position")


@cache
def surnames() -> frozenset[str]:
    """Give the surnames, in lower case."""
    return frozenset(row[0].lower() for row in read_table("surnames.tsv", ("surname",)))


@cache
def body_heads() -> tuple[str, ...]:
    """Give the words with which names of bodies begin (`Ủy ban nhân dân`, `Sở`), the longest first."""
    return _longest_first("body_heads.tsv", "head")


@cache
def level_words() -> tuple[LevelWord, ...]:
    """Give the words for levels of territories, in the order of the table."""
    return tuple(
        LevelWord(word, split_list(abbreviations), committee)
        for word, abbreviations, committee in read_table("level_words.tsv", ("word", "abbreviations", "committee"))
    )


def _longest_first(table: str, column: str) -> tuple[str, ...]:
    words = (row[0] for row in read_table(table, (column,)))
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
