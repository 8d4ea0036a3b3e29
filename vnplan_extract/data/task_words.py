"""The words around the names of bodies in the assignment of tasks (`task_words.tsv`)."""

from __future__ import annotations

from functools import cache

from vnplan_extract.data._tsv import read_table, split_list


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    return {name: split_list(words) for name, words in read_table("task_words.tsv", ("list", "words"))}


def task_words(name: str) -> tuple[str, ...]:
    """Give the words of a list of the table, in lower case, the longest first: the order for an alternation.

    Raises KeyError when there is no such list.
    """
    return tuple(sorted(_lists()[name], key=lambda word: (-len(word), word)))
