"""Names of laws in running text: the table of laws as a trie, and where its names stand."""

from __future__ import annotations

import re
from functools import cache

from vnplan_extract.data._tsv import read_table
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.names_trie import Trie, walk

LAW = re.compile(r"(?P<kind>Bộ [Ll]uật|Luật|LUẬT|BỘ LUẬT|Pháp lệnh|PHÁP LỆNH|Hiến pháp)(?!\w)")


@cache
def laws() -> Trie:
    """The names of laws, with their aliases, whose ends give the full names."""
    root = Trie()
    rank = 0
    for name, aliases in read_table("laws.tsv", ("name", "aliases")):
        for form in (name, *filter(None, aliases.split(";"))):
            root.add(form, name, rank)
            rank += 1
    return root


def law_spans(context: Context) -> list[tuple[int, int]]:
    """Where known laws are named, in order; `Luật` itself is inside the span."""
    return context.once("law.spans", lambda: _law_spans(context.flat))


def _law_spans(flat: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for match in LAW.finditer(flat):
        node = laws().below(match["kind"].lower().split())
        known = walk(flat, match.end(), min(len(flat), match.end() + 200), node) if node is not None else None
        if known:
            found.append((match.start(), known[0]))
    return found
