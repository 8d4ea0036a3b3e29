"""Laws, codes, ordinances and the Constitution cited by name.

Where a law's name ends is known from the table of laws; a name that the table lacks ends before a word that no
name holds. The name of an amending law holds the names of the laws that it amends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnplan_extract.extractors.agency_home import definitions
from vnplan_extract.extractors.agency_places import UPPER
from vnplan_extract.extractors.agency_words import STOP
from vnplan_extract.extractors.citation_parts import Reference, date_at, kind_name, pinpoints_before
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.law_names import LAW, laws
from vnplan_extract.extractors.names_trie import walk

#: Kinds that are cited by name.
LAW_KINDS = frozenset({"luật", "bộ luật", "pháp lệnh", "hiến pháp"})

_STATE = re.compile(r"\s+nước Cộng hòa xã hội chủ nghĩa Việt Nam", re.IGNORECASE)
_NUMBERED = re.compile(r"\s+(?:[Ss]ố|SỐ)\s*\d")
_COLON = re.compile(r"\s*:\s*")
_EACH = re.compile(r"(?i)\bcác\s+$")
_NOT_LAW = re.compile(
    r"(?i)(?:pháp|khoa|ngành|đại học|cử nhân|thạc sĩ|tiến sĩ|học viện|trường|câu lạc bộ|hội)\s+$|điều này của\s+$"
)
_DRAFT = re.compile(r"(?i)(?:dự\s+(?:án|thảo)(?:\s+các)?)\s+$")
_AMENDING = re.compile(
    r"\s+(?:[Ss]ửa\s+đ[oôổồ]i\s*(?:,|và)?\s*b[oôổồốỗ]\s+sung|[Ss]ửa\s+đổi)(?:\s+một\s+số\s+điều)?(?:\s+của)?"
    r"(?=\s+(?:các\s+)?(?:\d+\s+)?(?:Bộ\s+[Ll]uật|Luật|luật|Pháp lệnh))"
)
_AMENDS = re.compile(r"\s+[Ss]ửa đ[oôổồ]i\s*(?:,|và)?\s*b[oôổồốỗ] sung")
_INNER_LAW = re.compile(r"\s*(?:các\s+)?(?P<kind>Bộ [Ll]uật|Luật|luật|Pháp lệnh)(?!\w)")
_INNER_NUMBER = re.compile(r"\s+số\s+\d{1,3}/(?:19|20)\d\d/QH\d{1,2}(?=\s*(?:,|và)\s*(?:Bộ\s+luật|Luật|luật)\s)")
_INNER_JOINT = re.compile(r"\s*(?:,|và)\s*(?=(?:Bộ [Ll]uật|Luật|luật|Pháp lệnh)\s)")
_CLOSING_DATE = re.compile(r"\s*,?\s*(?:số\s+\d|ngày\s|năm\s+\d)")
_NEXT_NAME = re.compile(rf"\s*(?:,|;|và)\s+(?=[{UPPER}])")
_OTHER_DOCUMENT = re.compile(r"Luật|Bộ luật|Nghị|Thông|Pháp|Quyết")
_TOKEN = re.compile(r"(?P<comma>\s*,)?\s+(?P<word>\w+)")
_WORD = re.compile(r"\s+(\w+)")
_FOLLOWING = re.compile(r"\s*(\w+|[,;.:)])")
_ABBREVIATION = re.compile(rf"(?<!\w)[{UPPER}]{{2,}}(?!\w)")
_DATE_GAP = re.compile(r"\s*,?\s*(?:\(sửa đổi(?:, bổ sung)?\)\s*)?(?=ngày\s|năm\s+(?:19|20)\d\d)")
_BARE_YEAR = re.compile(r"\s+\(?(?P<year>(?:19|20)\d\d)\)?(?![\d/\-–])")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COMMAS = frozenset({("phòng", "chống"), ("chất", "kinh"), ("dụng", "quản"), ("lý", "sử"), ("vệ", "chăm")})
#: With these words no law's name begins.
_NOT_FIRST = _words(
    "Sư Gia Này Số Nghị Thông Quyết Bộ Luật Các Việt Căn Và Do Của Tại Điều Khoản Chương Theo Hà Sửa Đại Học "
    "Chính Nhà Bang Liên Quốc Để Kế UBND HĐND I II III IV V"
)
#: Before these words, and those that end names of bodies, an unknown law's name ends.
_STOP = STOP | _words(
    "này nêu đã ngày năm số khi hiện quy hướng thì nhằm trên đến đối vừa mới sửa ban triển được liên thuộc tới "
    "thi theo cũng gồm bao hành"
)
#: Capitals that may stand inside a law's name.
_INNER_CAPITALS = frozenset({"nhà", "việt", "nam", "nước"})


def named_laws(context: Context) -> list[Reference]:
    """Every law cited by name, in the order of the text; drafts and `Luật này` are none."""
    return list(_Laws(context).references())


class _Laws:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.flat = context.flat
        self.defined = definitions(context)

    def references(self) -> Iterator[Reference]:
        done = 0
        for match in LAW.finditer(self.flat):
            start = match.start()
            if start < done or (start and self.flat[start - 1].isalnum()):
                continue
            before = self.flat[max(0, start - 22) : start]
            if _NOT_LAW.search(before):
                continue
            draft = bool(_DRAFT.search(before))
            for reference in self._at(start, match.end(), kind_name(match["kind"]), bool(_EACH.search(before))):
                done = max(done, reference.end)
                if not draft:
                    yield reference

    def _at(self, start: int, after: int, kind: str, plural: bool) -> list[Reference]:
        """The laws that the word `Luật` at `start` cites: one, or several of a list."""
        flat = self.flat
        limit = min(len(flat), after + 260)
        if kind == "Hiến pháp":
            more = _STATE.match(flat, after, limit)
            return [self._reference(start, more.end() if more else after, kind, kind, "citation.law", 0.9)]
        if _NUMBERED.match(flat, after, limit):
            return []  # `Luật số 35/2024/QH15`
        if amending := _AMENDING.match(flat, after, limit):
            amended = self._amending(start, amending.end(), kind)
            return [amended] if amended else []
        colon = _COLON.match(flat, after, limit) if plural else None
        caps = flat[start:after].isupper()
        found = self._name(colon.end() - 1 if colon else after, limit, kind, known_only=caps)
        if not found:
            return []
        end, name, confidence = found
        references = [self._reference(start, end, kind, name, "citation.law", confidence)]
        while plural and (more := _NEXT_NAME.match(flat, references[-1].end, limit)):
            at = more.end()
            following = None if _OTHER_DOCUMENT.match(flat, at) else self._name(at - 1, limit, kind, known_only=True)
            if not following:
                break
            references.append(self._reference(at, following[0], kind, following[1], "citation.law_list", 0.9))
        return references

    def _reference(self, start: int, end: int, kind: str, name: str, rule: str, confidence: float) -> Reference:
        reference = Reference(start, end, kind=kind, name=name, rule=rule, confidence=confidence)
        self._date(reference)
        reference.pinpoints = pinpoints_before(self.context, start)
        return reference

    def _date(self, reference: Reference) -> None:
        """The date or year behind a law's name."""
        if year := _BARE_YEAR.match(self.flat, reference.end):
            reference.date, reference.end = year["year"], year.end()
        elif gap := _DATE_GAP.match(self.flat, reference.end):
            date = date_at(self.flat, gap.end())
            if date:
                reference.date, reference.end = date

    def _amending(self, start: int, at: int, kind: str) -> Reference | None:
        """`Luật sửa đổi, bổ sung một số điều của Luật A, Luật B và Luật C`: one law with all their names."""
        flat = self.flat
        limit = min(len(flat), start + 900)
        ends: list[tuple[int, str]] = []  # where each inner law ends, and what joins it to the one before
        joint = ""
        while inner := _INNER_LAW.match(flat, at, limit):
            found = self._name(inner.end(), limit, kind_name(inner["kind"]))
            if not found:
                break
            number = _INNER_NUMBER.match(flat, found[0], limit)
            ends.append((number.end() if number else found[0], joint))
            more = _INNER_JOINT.match(flat, ends[-1][0], limit)
            if not more:
                break
            joint = more.group().strip()
            at = more.end() - 1
        # A list with commas alone is one law only where a date closes it.
        dated = bool(ends) and bool(_CLOSING_DATE.match(flat, ends[-1][0], limit))
        while len(ends) > 1 and not dated and ends[-1][1] != "và":
            ends.pop()
        if not ends:
            return None
        end = ends[-1][0]
        printed = " ".join(flat[start:end].split())
        name = kind + _AMENDS.sub(" sửa đổi, bổ sung", printed[len(kind) :])
        return self._reference(start, end, kind, self._expanded(name), "citation.law_amending", 0.85)

    def _name(self, at: int, limit: int, kind: str, *, known_only: bool = False) -> tuple[int, str, float] | None:
        """The name of a law that stands at `at`: where it ends, the full name with its kind, how sure it is."""
        flat = self.flat
        node = laws().below(kind.lower().split())
        known = walk(flat, at, limit, node) if node is not None else None
        if known:
            end, name, _ = known
            words = flat[at:end].split()
            if (len(words) > 1 or words[0][0].isupper()) and not flat[end : end + 1].isalnum():
                return end, name, 0.97
        if known_only:
            return None
        return self._unknown(at, limit, kind) or self._beginning(at, limit, kind)

    def _unknown(self, at: int, limit: int, kind: str) -> tuple[int, str, float] | None:
        """A name that the table lacks: words that begin with a capital one and end before a stop word."""
        words: list[str] = []
        ends: list[int] = []
        position = at
        while len(words) < 14 and (token := _TOKEN.match(self.flat, position, limit)):
            word = token["word"]
            lower = word.lower()
            if token["comma"] and not (words and (words[-1].lower(), word) in _COMMAS):
                break
            if not words:
                if not word[0].isupper() or word in _NOT_FIRST or (word.isupper() and word not in self.defined):
                    break
            elif lower in _STOP or word.isdigit() or self._is_new_name(word):
                break
            words.append(word)
            position = token.end()
            ends.append(position)
        while words and words[-1].lower() == "và":
            words.pop()
            ends.pop()
        if len(words) < 2:
            return None  # the laws with names of one syllable are in the table
        name = self._expanded(" ".join(self.flat[at : ends[-1]].split()))
        return ends[-1], f"{kind} {name}", 0.75

    def _is_new_name(self, word: str) -> bool:
        """Whether a word with a capital inside a name begins something else."""
        return word[0].isupper() and word.lower() not in _INNER_CAPITALS and word not in self.defined

    def _beginning(self, at: int, limit: int, kind: str) -> tuple[int, str, float] | None:
        """`Luật ngân sách`: the beginning, two syllables or more, of a known name, before a stop word or a mark."""
        node = laws().below(kind.lower().split())
        count = 0
        end = at
        while node is not None and (token := _WORD.match(self.flat, end, limit)):
            child = node.get(token[1].lower())
            if child is None:
                break
            node, count, end = child, count + 1, token.end()
        if count < 2:
            return None
        following = _FOLLOWING.match(self.flat, end, limit)
        if following and following[1].isalpha() and following[1].lower() not in _STOP:
            return None
        return end, f"{kind} {' '.join(self.flat[at:end].split())}", 0.8

    def _expanded(self, name: str) -> str:
        """The name with the document's own abbreviations written out."""

        def full(match: re.Match[str]) -> str:
            phrase = self.defined.get(match.group())
            return phrase.lower() if phrase else match.group()

        return _ABBREVIATION.sub(full, name)
