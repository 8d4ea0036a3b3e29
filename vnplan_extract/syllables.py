"""The Vietnamese syllable, letters without their marks, and how much of a text is made of such."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache

#: The grammar of the syllable: onsets and rimes as written, without tone. A rime with a stop coda bears only the
#: acute or the dot below. Source: the tables of onsets and rimes of Quyết định 240/QĐ (1984, spelling in textbooks)
#: as found in any school grammar; of foreign onsets only `p` is there.
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = (
    # open and with a semivowel
    "a ai ao au ay âu ây e eo ê êu i ia iêu iu o oa oai oao oay oe oeo oi ô ôi ơ ơi u ua uâ uây uê ui uơ uy uya uyu uôi"
    " ư ưa ưi ươi ươu ưu y yêu"
    # with a nasal coda
    " am an ang anh ăm ăn ăng âm ân âng em en eng ên êm ênh im in inh iêm iên iêng om on ong oong oam oan oang oanh"
    " oăm oăn oăng oen ôm ôn ông ôông ơm ơn um un ung uân uâng uên uênh uôm uôn uông uyn uynh uyên ưm ưn ưng ươm ươn"
    " ương yêm yên yêng ynh"
)
_STOPPED_RIMES = (
    "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ic ich ip it iêc iêp iêt oac oach oap oat oăc oăt oc ooc oet op"
    " ot ôc ôp ôt ơp ơt uc up ut uât uêch uôc uôt uych uyt uyêt ưc ưt ươc ươp ươt yêt"
)

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOP_TONES = "\u0301\u0323"
_TOKEN = re.compile(r"[^\W\d_]+(?:[\ufffd\u00a1-\u00bf]+[^\W\d_]*)*|\ufffd+")


_BASES = str.maketrans("đĐ", "dD")


def without_marks(text: str) -> str:
    """The text without the marks of its letters, in its own case.

    >>> without_marks("Ủy ban nhân dân tỉnh Đắk Lắk")
    'Uy ban nhan dan tinh Dak Lak'
    """
    parts = unicodedata.normalize("NFD", text.translate(_BASES))
    return "".join(part for part in parts if not unicodedata.combining(part))


@cache
def _syllables() -> frozenset[tuple[str, bool]]:
    """(syllable without tone, whether it ends in a stop)."""
    found = set()
    for rimes, stopped in ((_RIMES, False), (_STOPPED_RIMES, True)):
        for rime in rimes.split():
            found.add((rime, stopped))
            for onset in _ONSETS.split():
                if not _fit(onset, rime):
                    continue
                # `gi` before `i`/`iê` is written with one i (gì, giếng); `qu` has the u of the rime in it.
                if onset == "gi" and rime[0] == "i":
                    found.add(("g" + rime, stopped))
                else:
                    found.add((onset + rime, stopped))
    return frozenset(found)


def _fit(onset: str, rime: str) -> bool:
    """Whether the spelling of an onset fits its rime: k, gh, ngh before i, e, ê, y; c, g, ng before the others."""
    front = rime[0] in "ieêy"
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng"):
        return not front
    return True


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether `word`, in small letters, can be read as one Vietnamese syllable."""
    marks = unicodedata.normalize("NFD", word)
    tones = [mark for mark in marks if mark in _TONES]
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    if (bare, False) in _syllables():
        return len(tones) <= 1
    return (bare, True) in _syllables() and len(tones) == 1 and tones[0] in _STOP_TONES


def vietnamese_quality(text: str) -> float:
    """The share of the words of `text` that read as Vietnamese syllables, 0..1.

    Numbers do not count, nor do abbreviations in capitals (`UBND`, `TTg`). 1.0 for text that holds neither word
    nor letter but something else (a table of figures), 0.0 for no text.
    """
    good = bad = 0
    for word, count in Counter(_TOKEN.findall(text)).items():
        if (word.islower() or word.isupper() or word.istitle()) and is_syllable(word.lower()):
            good += count
        elif not _is_abbreviation(word):
            bad += count
    if good + bad == 0:
        return 1.0 if text.strip() else 0.0
    return good / (good + bad)


def _is_abbreviation(word: str) -> bool:
    return len(word) == 1 or (len(word) <= 10 and word.isalpha() and sum(map(str.isupper, word)) * 2 > len(word))


_LETTERS = re.compile(r"[^\W\d_]+")
_FIGURES = re.compile(r"(?:\d[a-zđ]{0,2}|[A-ZĐ][a-z]?|[.,/%:–-])+")
_EDGES = " \t.,;:!?()[]\"'“”‘’…-–—/*+"


@lru_cache(maxsize=16_384)
def plausibility(text: str) -> float:
    """How much a word, as an OCR engine gives it, looks like one of a plan.

    Returns:
        0 to 1: 1.0 for a syllable or an abbreviation, 0.95 for a number, less for others.
    """
    bare = text.strip(_EDGES)
    if not bare:
        return 0.7
    if 3 * len(bare) < len(text):
        return 0.4
    if bare.isdecimal() or (any(c.isdecimal() for c in bare) and _FIGURES.fullmatch(bare)):
        return 0.95
    parts = _LETTERS.findall(bare)
    if not parts or any(not c.isalnum() and c not in _EDGES for c in bare):
        return 0.4
    good = sum(_is_word(part) for part in parts)
    return 0.5 + 0.5 * good / len(parts)


def _is_word(part: str) -> bool:
    if (part.islower() or part.isupper() or part.istitle()) and is_syllable(part.lower()):
        return True
    return part.isupper() and 2 <= len(part) <= 10
