"""Names of a letterhead that a scan or a bad text layer shows with wrong marks: `ỦY BAN NHÂN DẦN TÍNH QUẢNG NGÃI`."""

from __future__ import annotations

from functools import cache

from vnplan_extract import data
from vnplan_extract.syllables import without_marks

_COMMITTEES = ("Ủy ban nhân dân", "Hội đồng nhân dân")
_MOST_WORDS = 14


def bare_letters(text: str) -> str:
    """The letters alone, in capitals and without marks: what even a bad text layer keeps of a word."""
    return "".join(filter(str.isalpha, without_marks(text.upper().replace("&", "VA"))))


def _key(text: str) -> str:
    return " ".join(filter(None, map(bare_letters, text.split())))


@cache
def _known() -> dict[str, str]:
    """Bodies, committees with their level, and provinces, by their bare letters; what two names share is left out."""
    names = [row.name for row in data.agencies()]
    names += [f"{body} {level.word}" for body in _COMMITTEES for level in data.level_words()]
    names += [f"{province.kind} {province.name}" for province in data.provinces()]
    known: dict[str, str] = {}
    shared: set[str] = set()
    for name in names:
        key = _key(name)
        if data.normalise_name(known.setdefault(key, name)) != data.normalise_name(name):
            shared.add(key)
    return {key: name for key, name in known.items() if key not in shared}


def restored(name: str) -> str:
    """`name` with the parts that are a known name but for their marks written as that name; its case is kept."""
    words = name.split()
    out: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(_MOST_WORDS, len(words) - at), 1, -1):
            part = " ".join(words[at : at + size])
            known = _known().get(_key(part))
            if known is not None and data.name_key(known) != data.name_key(part):
                out.append(known.upper() if name.isupper() else known)
                at += size
                break
        else:
            out.append(words[at])
            at += 1
    return " ".join(out)
