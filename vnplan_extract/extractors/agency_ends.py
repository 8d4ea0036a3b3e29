"""Where the name of a body ends that no table has.

Vietnamese capitalises the first syllable of a phrase, not every word: `Trung tâm Xúc tiến đầu tư và phát
triển doanh nghiệp chủ trì`. So a name goes on in lower case until a word or a pair of words that no name
holds, punctuation that stands inside no name, a place, or the beginning of another body.
"""

from __future__ import annotations

import re

from vnplan_extract.extractors.agency_places import UPPER, Home, Place, known_province, parse_places
from vnplan_extract.extractors.agency_words import (
    ALLOWED,
    ALLOWED_BEHIND,
    BEGINS_BODY,
    COMMA_PAIRS,
    EXTENDS,
    NEVER_FIRST,
    NOUN_PAIRS,
    OBJECTS,
    STOP,
    TOKEN,
    ZONES,
    ends_name,
    is_capital,
)

_MOST_WORDS = 18
_CAPITAL_NEXT = re.compile(rf"\s+(?P<word>[{UPPER}]\w*)")
_CODE_NEXT = re.compile(rf"\s+(?P<code>[{UPPER}][{UPPER}&.\-]+)(?!\w)")
_NUMBER_NEXT = re.compile(r"\s+(?:\d{1,3}|[IVX]+)(?!\w)")
#: Numbers stand inside a name only behind these (`khu vực 1`), and in names of companies.
_BEFORE_NUMBER = frozenset({"số", "vực", "vùng", "tra", "loại", "hạng", "quân"})
#: Capitalised words that begin a clause or a cell, not a part of a name.
_OPENERS = frozenset({"các", "những", "trong", "theo", "tại", "để", "được", "khi", "nếu", "đối", "việc"})
#: Capitalised words that go on with no name.
_NOT_FURTHER = frozenset({"tỉnh", "thành", "huyện", "tp", "trung", "quý", "năm", "địa", "số", "điện"})
_LOWER_BEGINS = frozenset({"chi cục", "cục", "trung tâm", "công ty"})


class NameEnds:
    """Ends of names in one text.

    Args:
        flat: the text with every whitespace character as a space.
        text: the text itself, for its line breaks.
        home: where the document is from.
    """

    def __init__(self, flat: str, text: str, home: Home) -> None:
        self.flat = flat
        self.text = text
        self.home = home

    def places(self, at: int, limit: int) -> list[Place]:
        """The places that stand at `at`."""
        return [place for place in parse_places(self.flat, at, limit, self.home) if place.end <= limit]

    def extended(self, end: int, limit: int) -> int:
        """Where a name really ends that begins with a known name up to `end`."""
        flat = self.flat
        more = EXTENDS.match(flat, end, limit)
        if more:
            if more.group().split()[0] in ("tổng", "quốc", "trung"):
                return more.end()
            if number := _NUMBER_NEXT.match(flat, more.end(), limit):
                return number.end()
            return self.unknown_end(more.end(), limit, "", begun=True)
        if zones := ZONES.match(flat, end, limit):
            return zones.end()
        match = _CAPITAL_NEXT.match(flat, end, limit)
        if not match or "\n" in self.text[end : match.start("word")]:
            return end
        word = match["word"]
        if BEGINS_BODY.match(flat, match.start("word"), limit) or (word.isupper() and len(word) > 1):
            return end
        if word.lower() in _NOT_FURTHER or known_province(flat, end, limit) or self.places(end, limit):
            return end
        further = self.unknown_end(end, limit, "", begun=True)
        zones = ZONES.match(flat, further, limit)
        return zones.end() if zones else further

    def unknown_end(self, after: int, limit: int, head: str, *, begun: bool = False) -> int:
        """Where a name ends whose head ends at `after`; `after` itself where there is none.

        Args:
            after: where the name is followed from.
            limit: where it must end.
            head: its head in lower case, which rules what may follow.
            begun: the name is one already, this is what follows it.
        """
        at = end = after
        previous = ""
        words = capitals = lower = 0
        while words < _MOST_WORDS and (token := TOKEN.match(self.flat, at, limit)):
            if token["mark"]:
                if not words or not self._mark_inside(token, previous, limit):
                    break
                at = token.end()
                continue
            if words and self.places(at, limit):
                break
            word = token["word"]
            if words == 0 and not begun:
                if not self._first_word(token, head, limit):
                    return after
            elif not self._goes_on(token, previous, limit, head, words, capitals, lower):
                break
            words += 1
            capitals += is_capital(word)
            lower = 0 if is_capital(word) else lower + 1
            if lower > 9:
                return after
            behind, previous = previous, word.lower()
            at = token.end()
            if previous != "và":
                end = at
            if (behind, previous) == ("việt", "nam"):
                break
        if not begun and capitals == 0:
            # A name all in lower case is one only where a place closes it.
            closed = head not in ("trung tâm", "công ty") or self.places(end, limit)
            return end if closed and words > 1 else after
        return end

    def code_end(self, after: int, limit: int) -> int:
        """Where the abbreviation ends that stands for the field of a `Sở` or `Bộ`; `after` where there is none."""
        match = _CODE_NEXT.match(self.flat, after, limit)
        return match.end("code") if match else after

    def _first_word(self, token: re.Match[str], head: str, limit: int) -> bool:
        word = token["word"]
        if not is_capital(word) and (head not in _LOWER_BEGINS or word in STOP or word in ("và", "trưởng")):
            return False
        if (word.lower(), self._word_at(token.end(), limit)) in NEVER_FIRST:
            return False
        return not BEGINS_BODY.match(self.flat, token.start("word"), limit) or head in ("liên hiệp", "ban", "hội")

    def _goes_on(
        self, token: re.Match[str], previous: str, limit: int, head: str, words: int, capitals: int, lower: int
    ) -> bool:
        """Whether a word goes on with the name before it."""
        word = token["word"]
        bare = word.lower()
        if is_capital(word):
            if bare in _OPENERS and (bare, self._word_at(token.end(), limit)) not in ALLOWED:
                return False
            if BEGINS_BODY.match(self.flat, token.start("word"), limit):
                return previous == "chương" or bare in ("trường", "hội")
            company = head in ("công ty", "tổng công ty")
            return company or not words or not known_province(self.flat, token.start(), limit)
        if bare == "và":
            return self._and_inside(token.end(), limit, bool(capitals) and lower == 0)
        if word[0].isdigit():
            return previous in _BEFORE_NUMBER or "công ty" in head
        if (previous, bare) == ("cổ", "phần") and "công ty" in head:
            return True  # not the `phân công` of a scan
        pair = (bare, self._word_at(token.end(), limit))
        if bare in STOP and pair not in ALLOWED and (previous, bare) not in ALLOWED_BEHIND:
            return False
        if previous == "và" or not ends_name(*pair):
            return True
        return pair in NOUN_PAIRS and lower > 0 and self._word_at(token.end(), limit, skip=1) not in OBJECTS

    def _and_inside(self, at: int, limit: int, behind_capital: bool) -> bool:
        """Whether `và` joins two parts of one name: no body, verb or stop word follows it."""
        following = TOKEN.match(self.flat, at, limit)
        word = following["word"] if following else None
        if not following or not word or word.lower() in STOP:
            return False
        if BEGINS_BODY.match(self.flat, following.start("word"), limit):
            return False
        if is_capital(word):
            return True
        pair = (word, self._word_at(following.end(), limit))
        return not behind_capital and (pair in NOUN_PAIRS or not ends_name(*pair))

    def _word_at(self, at: int, limit: int, skip: int = 0) -> str:
        """The word at `at`, or the one `skip` words behind it, in lower case; empty for a mark."""
        token = TOKEN.match(self.flat, at, limit)
        for _ in range(skip):
            token = TOKEN.match(self.flat, token.end(), limit) if token else None
        return (token["word"] or "").lower() if token else ""

    def _mark_inside(self, token: re.Match[str], previous: str, limit: int) -> bool:
        """Whether a comma or dash belongs to a name."""
        following = TOKEN.match(self.flat, token.end(), limit)
        word = following["word"] if following else None
        if not following or not word:
            return False
        mark = token["mark"]
        if mark == ",":
            return (previous, word.lower()) in COMMA_PAIRS
        if mark in "-–—":
            new_line = "\n" in self.text[token.start() : token.start("mark")]
            other = BEGINS_BODY.match(self.flat, following.start("word"), limit)
            pair = (word.lower(), self._word_at(following.end(), limit))
            verb = ends_name(*pair) and pair not in NOUN_PAIRS  # `Ban Quản lý dự án - Chỉ đạo các nhà thầu`
            return is_capital(word) and not new_line and not other and not verb
        return mark == "&" and is_capital(word)
