"""Letters of legacy encodings that stand in Unicode text, converted word by word on the evidence of the text.

So far VNI. A word is converted where it is no Vietnamese syllable as it stands and is one when it is read
as VNI; a word that reads both ways goes with the nearest word of its line that reads one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from vnplan_extract.normalise.quality import is_syllable
from vnplan_extract.text import Edit

REASON = "legacy"

_WORD = re.compile(r"[^\W\d_]+")
_LINE = re.compile(r"[^\n]*[\u00c0-\u00ff][^\n]*")
#: Letters that VNI stores otherwise: a word with one of them is Unicode.
_UNICODE_ONLY = re.compile("[đĐơƠưƯăĂ\u1ea0-\u1ef9]")
#: How many words of a line, if it has as many that read one way only, must read as VNI before any of it is
#: converted; and how many in all.
_LEAST_EVIDENCE = 2


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """(pattern of what is stored, the longest first; stored -> letter)."""
    letters: dict[str, str] = {}
    for line in files(__package__).joinpath("vni.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            stored, letter = line.split("\t")
            letters[stored] = letter
            if len(stored) == 2 and stored[0].isupper():
                letters[stored[0] + stored[1].lower()] = letter
    return re.compile("|".join(map(re.escape, sorted(letters, key=lambda s: (-len(s), s))))), letters


def _as_vni(word: str) -> str:
    pattern, letters = _table()
    return pattern.sub(lambda match: letters[match[0]], word)


def edits(value: str) -> Iterator[Edit]:
    """Edits that convert what is written in VNI, each over one word."""
    found = [edit for line in _LINE.finditer(value) for edit in _line_edits(line.group(), line.start())]
    return iter(found if len(found) >= _LEAST_EVIDENCE else [])


def _line_edits(line: str, offset: int) -> list[Edit]:
    found = list(_WORD.finditer(line))
    evidence = [_evidence(word.group()) for word in found]
    sure = sum(1 for kind in evidence if kind in ("vni", "unicode", "broken"))
    if evidence.count("vni") < max(1, min(_LEAST_EVIDENCE, sure), evidence.count("broken")):
        return []
    edits = []
    for index, word in enumerate(found):
        if evidence[index] == "vni" or (evidence[index] == "either" and _nearest(evidence, index) == "vni"):
            letters = _as_vni(word.group())
            if letters != word.group():
                edits.append(Edit(offset + word.start(), offset + word.end(), letters, REASON, 0.98))
    return edits


@lru_cache(maxsize=16384)
def _evidence(word: str) -> str:
    """`vni` or `unicode` where the word reads only so, `either`, `broken` where neither, `none` for plain letters."""
    if word.isascii():
        return "none"
    if _UNICODE_ONLY.search(word):
        return "unicode"
    as_it_is, as_vni = is_syllable(word.lower()), is_syllable(_as_vni(word).lower())
    if as_it_is:
        return "either" if as_vni else "unicode"
    return "vni" if as_vni else "broken"


def _nearest(evidence: list[str], index: int) -> str:
    for distance in range(1, len(evidence)):
        near = [evidence[i] for i in (index - distance, index + distance) if 0 <= i < len(evidence)]
        sure = [kind for kind in near if kind in ("vni", "unicode")]
        if sure:
            return "unicode" if "unicode" in sure else "vni"
    return "none"
