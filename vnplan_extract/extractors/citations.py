"""Other legal and administrative documents that a text refers to, once each.

Numbers follow the three grammars of `data/document_numbers.py`; laws are cited by name (Nghị định
30/2020/NĐ-CP, Annex I, II.6: a document is first cited in full, then by its kind and number alone). So two
passes: every reference is read where it stands, then references to one document are joined.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from vnplan_extract import data
from vnplan_extract.data.document_numbers import DocumentNumber
from vnplan_extract.extractors.agency_home import definitions, home_of
from vnplan_extract.extractors.agency_names import Mention, find_mentions
from vnplan_extract.extractors.agency_places import UPPER, Home
from vnplan_extract.extractors.agency_words import STOP
from vnplan_extract.extractors.context import Context
from vnplan_extract.extractors.law_names import LAW, laws
from vnplan_extract.extractors.names_trie import Trie, walk
from vnplan_extract.record import Citation
from vnplan_extract.values.dates import find_dates

_NUMBER = re.compile(
    r"\d{1,6}[a-zA-ZđĐ]?"
    r"(?:\s{0,2}/\s{0,2}(?:19|20)\d\d)?"
    r"\s{0,2}[/\-–]\s{0,2}"
    r"[A-ZĐÐƯ][A-Za-zĐđÐƯư0-9&]*"
    r"(?:,[A-ZĐ]{1,6}(?!\w))*"
    r"(?:\s{0,2}[-–/.]\s{0,2}(?:[A-ZĐÐƯ][A-Za-zĐđÐƯư0-9&]*|\d{1,4}[A-Za-z]\w*|\d{1,2}(?=/\d{0,2}[A-Za-z]))(?:,[A-ZĐ]{1,6}(?!\w))*)*"
)
_PIECE = re.compile(r"\s{0,2}[-–/.]\s{0,2}(?:[A-ZĐÐƯ][A-Za-zĐđÐƯư0-9&]*|\d\w*)(?:,[A-ZĐ]{1,6})*$")
_LOOSE_PIECE = re.compile(r"(?P<before>\s*)[-–/.](?P<after>\s*)(?P<code>[\wĐđÐƯư&,]+)$")
_DASHES = str.maketrans({dash: "-" for dash in "‐‑‒–—−"} | {"Ð": "Đ"})
_SPACES = re.compile(r"\s+")
_NO = re.compile(r"(?<!\w)(?:[Ss]ố|SỐ)\s*[:.]?\s*$")
_BLANK = re.compile(r"[\s,]*$")
#: Words between the kind and `số` that the kind is printed with, though it is not named by them.
_QUALIFIED = r"(?:\s+(?:phối\s+hợp|hành\s+động|kết\s+luận|liên\s+ngành|liên\s+tịch|liên\s+sở|chuyên\s+đề|khung|chung|tổng\s+thể))?"
_LAW_KINDS = ("luật", "bộ luật", "pháp lệnh", "hiến pháp")


@dataclass(slots=True)
class _Reference:
    """One place in the text that cites a document."""

    start: int
    end: int
    kind: str | None = None  #: the printed kind
    number: str | None = None
    parsed: DocumentNumber | None = None
    name: str | None = None
    issuer: str | None = None
    stated: bool = False
    date: str | None = None
    pinpoints: list[str] = field(default_factory=list)
    short: bool = False
    rule: str = "citation.numbered"
    confidence: float = 0.98


def extract(context: Context, header: object) -> list[Citation]:
    """The documents that a text refers to (GUIDELINES: citations).

    Args:
        context: the document.
        header: the result of `header.extract`; its own number is no citation, its issuer and province
            complete the issuers of `QĐ-UBND` and the like.
    """
    reader = _Reader(context, header)
    references = reader.references()
    return context.numbered("c", _resolved(context, header, reader, references))


class _Reader:
    """The first pass: every reference where it stands."""

    def __init__(self, context: Context, header: object) -> None:
        self.context = context
        self.flat = context.flat
        self.home: Home = home_of(context, header)
        self.mentions = find_mentions(context, header)
        self.starts = [m.start for m in self.mentions]
        self.by_end = sorted((m.end, index) for index, m in enumerate(self.mentions))
        self.head_end = int(getattr(header, "head_end", 0) or 0)
        self.issued_on = getattr(header, "issued_on", None) or getattr(getattr(header, "header", None), "issued_on", None)
        self.own = _compact(str(getattr(getattr(header, "header", None), "number", None) or ""))

    def references(self) -> list[_Reference]:
        """Laws and numbered documents in the order of the text."""
        named = list(self.named_laws())
        numbered = self.numbered(named)
        merged = {id(law) for law in self.merged}
        return sorted([*(law for law in named if id(law) not in merged), *numbered], key=lambda r: r.start)

    # -- numbered documents

    def numbered(self, named: list[_Reference]) -> list[_Reference]:
        flat = self.flat
        self.merged: list[_Reference] = []
        law_ends = [law.end for law in named]
        law_starts = [law.start for law in named]
        found: list[_Reference] = []
        for match in _NUMBER.finditer(flat):
            start = match.start()
            inside = bisect_right(law_starts, start) - 1
            if inside >= 0 and start < named[inside].end:
                continue
            if start and (flat[start - 1].isalnum() or flat[start - 1] in "/.,-–&_(" and flat[start - 2 : start - 1].isdigit()):
                continue
            end = _number_end(flat, start, match.end())
            if end is None:
                continue
            number = _compact(flat[start:end])
            parsed = data.parse_document_number(number)
            reference = _Reference(start, end, number=number, parsed=parsed)
            law = self._law_before(named, law_ends, start)
            if law:
                reference.start, reference.kind, reference.name = law.start, law.kind, law.name
                reference.date = law.date
                reference.pinpoints = law.pinpoints
                self.merged.append(law)
            else:
                self._kind_before(reference, found[-1] if found else None)
            if reference.kind is None and not self._is_number(reference, start):
                continue
            if start < self.head_end and reference.start == start and re.search(r"(?:Số|SỐ)\s*:\s*$", flat[max(0, start - 8) : start]):
                continue  # the document's own number
            self._tail(reference)
            self._issuer(reference)
            if not reference.pinpoints:
                reference.pinpoints = self._pinpoints(reference.start)
            if reference.kind is None:
                reference.kind = self._kind_of(parsed)
            found.append(reference)
        found.extend(self._short_forms(found))
        return found

    def _law_before(self, named: list[_Reference], ends: list[int], start: int) -> _Reference | None:
        index = bisect_right(ends, start) - 1
        if index >= 0 and re.fullmatch(r"[\s,(]*(?:(?:luật\s+)?số\s*:?)?\s*", flat_between(self.flat, ends[index], start), re.IGNORECASE):
            return named[index]
        return None

    def _is_number(self, reference: _Reference, start: int) -> bool:
        """Whether a number without a kind before it is one: `số` stands there, or its code is known."""
        before = self.flat[max(0, start - 12) : start]
        if reference.parsed is None:
            return False
        if _NO.search(before):
            return True
        parsed = reference.parsed
        known = bool(parsed.type) or bool(data.issuer_of_code(parsed.issuer_codes))
        local = any(code in ("UBND", "HĐND", "TU", "TW") for code in parsed.issuer_codes)
        reference.confidence = 0.85
        return known and bool(parsed.issuer_codes) and (parsed.type is not None or local or bool(parsed.unit_codes))

    def _kind_before(self, reference: _Reference, previous: _Reference | None) -> None:
        flat = self.flat
        start = reference.start
        window_start = max(0, start - 70)
        window = flat[window_start:start]
        match = _kinds().search(window)
        parsed = reference.parsed
        if match:
            kind = _kind_name(match["kind"])
            coded = parsed.type if parsed else None
            if coded and coded.name != kind and re.search(rf"(?i){coded.name}\s+{kind}", " ".join(window.split())):
                position = window.lower().rfind(coded.name.lower())
                reference.kind, reference.start = coded.name, window_start + position
                return
            reference.kind, reference.start = kind, window_start + match.start("kind")
            return
        if (of := re.search(r"\s+(?:[Ss]ố|SỐ)\s*:?\s*$", window)) and (issuer := self._ending(window_start + of.start())):
            # `Nghị định của Chính phủ số 13/2010/NĐ-CP`
            before = flat[max(0, issuer.start - 50) : issuer.start]
            kind_before = _kinds_of().search(before)
            if kind_before:
                reference.kind = _kind_name(kind_before["kind"])
                reference.start = max(0, issuer.start - 50) + kind_before.start("kind")
                reference.issuer, reference.stated = self._issuer_name(issuer), True
                return
        if previous and re.fullmatch(r"[\s,;]*(?:và|hoặc|cùng)?\s*(?:[Ss]ố)?\s*:?\s*", flat_between(flat, previous.end, start)):
            coded = parsed.type if parsed else None
            if previous.kind and (coded is None or coded.name == previous.kind):
                reference.kind = previous.kind
                reference.rule = "citation.list"

    @staticmethod
    def _kind_of(parsed: DocumentNumber | None) -> str:
        if parsed is None:
            return "Văn bản"
        if parsed.type is not None:
            return parsed.type.name
        if any(code.startswith("QH") for code in parsed.issuer_codes):
            return "Luật"
        if any(code.startswith("UBTVQH") for code in parsed.issuer_codes):
            return "Nghị quyết"
        return "Công văn"

    def _tail(self, reference: _Reference) -> None:
        """The date and the issuer behind a number, in either order."""
        flat = self.flat
        at = reference.end
        for _ in range(3):
            gap = _TAIL_GAP.match(flat, at)
            begin = gap.end() if gap else at
            if reference.date is None and _DATE_BEGINS.match(flat, begin):
                date = next(iter(find_dates(flat, begin, min(len(flat), begin + 60))), None)
                if date is not None and date.start <= begin + 1 and date.iso:
                    reference.date = date.iso
                    at = reference.end = date.end
                    continue
            if reference.issuer is None and (of := _OF.match(flat, at)):
                names, end = self._issuers_at(of.end(), bool(reference.parsed and len(reference.parsed.issuer_codes) > 1))
                if names:
                    reference.issuer, reference.stated = "; ".join(names), True
                    at = reference.end = end
                    continue
            break

    def _issuers_at(self, at: int, several: bool = False) -> tuple[list[str], int]:
        """The bodies named from `at` on: one, or several joined by a comma, a dash or `và`."""
        flat = self.flat
        index = bisect_left(self.starts, at)
        names: list[str] = []
        end = at
        joint = several or bool(re.search(r"(?i)(?:giữa|liên)\s*$", flat[max(0, at - 8) : at]))
        while index < len(self.mentions):
            mention = self.mentions[index]
            gap = flat[end : mention.start]
            allowed = r"\s*(?:(?:các\s+)?(?:đồng\s+chí\s+)?" + _POST_GAP + r")?\s*" if not names else r"\s*(?:,|-|–|và|với|;)\s*(?:liên\s+)?"
            if not re.fullmatch(allowed, gap, re.IGNORECASE) or mention.kind == "group":
                break
            if names and (not joint and not re.fullmatch(r"\s*[-–]\s*", gap)):
                break
            names.append(self._issuer_name(mention))
            end = mention.end
            index += 1
            if not joint and not re.match(r"\s*[-–]\s*(?:Bộ|Sở)\s", flat[end : end + 10]):
                break
        return names, end

    @staticmethod
    def _issuer_name(mention: Mention) -> str:
        title = mention.title
        if title.lower() in ("thủ tướng", "chủ tịch", "bộ trưởng", "phó chủ tịch", "giám đốc"):
            return f"{title.capitalize()} {mention.name}"
        return mention.name

    def _ending(self, end: int) -> Mention | None:
        """The body whose name ends at `end`, blanks apart."""
        index = bisect_right(self.by_end, (end, len(self.mentions))) - 1
        if index < 0:
            return None
        mention = self.mentions[self.by_end[index][1]]
        return mention if not flat_between(self.flat, mention.end, end).strip() else None

    def _issuer(self, reference: _Reference) -> None:
        """The issuer: stated behind, stated before, or what the code says."""
        if reference.issuer:
            return
        parsed = reference.parsed
        coded = self.issuers_of(parsed, reference.date)
        before = self._issuer_before(reference.start)
        if before and (coded is None or _bare(before) == _bare(coded) or any(c in ("UBND", "HĐND") for c in (parsed.issuer_codes if parsed else ()))):
            if coded is None or (_bare(before).split()[:2] == _bare(coded).split()[:2]):
                reference.issuer, reference.stated = before, True
                return
        reference.issuer = coded

    def _issuer_before(self, start: int) -> str | None:
        flat = self.flat
        window = flat[max(0, start - 30) : start]
        match = _ISSUED_AT.search(window)
        if not match:
            return None
        mention = self._ending(max(0, start - 30) + match.start())
        return self._issuer_name(mention) if mention and mention.kind == "named" else None

    def issuers_of(self, parsed: DocumentNumber | None, date: str | None) -> str | None:
        """What the code of a number says of the issuer, local codes read as the document's own bodies."""
        if parsed is None or not parsed.issuer_codes:
            return None
        on = date or (str(parsed.year) if parsed.year else None) or (str(self.issued_on) if self.issued_on else None)
        names: list[str] = []
        home = self.home
        bare = (home.province or "").removeprefix("tỉnh ").removeprefix("thành phố ")
        for code in parsed.issuer_codes:
            if code in ("UBND", "UB"):
                names.append(f"Ủy ban nhân dân {home.lowest}" if home.lowest else "Ủy ban nhân dân")
            elif code == "HĐND":
                names.append(f"Hội đồng nhân dân {home.lowest}" if home.lowest else "Hội đồng nhân dân")
            elif code == "TU":
                names.append(f"{'Thành ủy' if home.is_city else 'Tỉnh ủy'} {bare}".strip())
            elif code in ("HU", "ThU", "QU") and home.district:
                level, _, name = home.district.rpartition(" ")
                kind = {"HU": "Huyện ủy", "ThU": "Thị ủy" if home.district.startswith("thị") else "Thành ủy", "QU": "Quận ủy"}[code]
                names.append(f"{kind} {re.sub(r'^(?:thị xã|thành phố|huyện|quận) ', '', home.district)}" if level or name else kind)
            else:
                names.extend(data.issuer_of_code(("TTg" if code.upper() in ("TG", "TTG") else code,), on))
        return "; ".join(dict.fromkeys(names)) or None

    # -- pinpoints

    def _pinpoints(self, start: int) -> list[str]:
        """`khoản 4 Điều 8, Điều 9 của`, `Chương II` before a citation: its articles and chapters."""
        window = self.context.lower[max(0, start - 160) : start]
        if "điều" not in window and "chương" not in window:
            return []
        match = _PINPOINT.search(self.flat[max(0, start - 160) : start])
        if not match:
            return []
        found: list[str] = []
        for part in re.finditer(r"(?i)(điều|chương)\s+((?:\d{1,3}[a-zđ]?|[IVXL]{1,6})(?:\s*(?:,|và|;|-|–|đến)\s*(?:\d{1,3}[a-zđ]?(?![\w/])|[IVXL]{1,6}(?!\w)))*)", match.group()):
            for item in re.findall(r"\d{1,3}[a-zđ]?|[IVXL]+", part[2]):
                found.append(f"{part[1].capitalize()} {item}")
        return list(dict.fromkeys(found))

    # -- laws by name

    def named_laws(self) -> Iterator[_Reference]:
        flat = self.flat
        done = 0
        for match in LAW.finditer(flat):
            start = match.start()
            if start < done or (start and flat[start - 1].isalnum()):
                continue
            before = flat[max(0, start - 22) : start]
            if _NOT_LAW_BEFORE.search(before):
                continue
            kind = _kind_name(match["kind"])
            for reference in self._law_at(start, match.end(), kind, bool(re.search(r"(?i)\bcác\s+$", before)), bool(_DRAFT.search(before))):
                done = max(done, reference.end)
                if not reference.short:
                    yield reference

    def _law_at(self, start: int, after: int, kind: str, plural: bool, draft: bool) -> list[_Reference]:
        flat = self.flat
        limit = min(len(flat), after + 260)
        caps = flat[start:after].isupper()
        if kind == "Hiến pháp":
            end = after
            if more := re.match(r"\s+nước Cộng hòa xã hội chủ nghĩa Việt Nam", flat[after:limit]):
                end = after + more.end()
            name: str | None = "Hiến pháp"
            confidence = 0.9
        else:
            if re.match(r"\s+(?:[Ss]ố|SỐ)\s*\d", flat[after : after + 10]):
                return []
            amended = _AMENDING.match(flat, after, limit)
            if amended:
                return self._amending(start, amended, kind, draft)
            colon = re.match(r"\s*:\s*", flat[after:limit]) if plural else None
            at = after + colon.end() if colon else after
            found = self._law_name(at, limit, kind, caps)
            if not found:
                return []
            end, name, confidence = found
        reference = _Reference(start, end, kind=kind, name=name, rule="citation.law", confidence=confidence, short=draft)
        self._law_date(reference)
        reference.pinpoints = self._pinpoints(start)
        references = [reference]
        while plural and kind != "Hiến pháp":
            more = re.match(rf"\s*(?:,|;|và)\s+(?=[{UPPER}])", flat[references[-1].end : limit])
            if not more:
                break
            at = references[-1].end + more.end()
            if re.match(r"Luật|Bộ luật|Nghị|Thông|Pháp|Quyết", flat[at : at + 12]):
                break
            found = self._law_name(at - 1, limit, kind, caps, known_only=True)
            if not found:
                break
            item = _Reference(at, found[0], kind=kind, name=found[1], rule="citation.law_list", confidence=0.9, short=draft)
            self._law_date(item)
            references.append(item)
        return references

    def _amending(self, start: int, amended: re.Match[str], kind: str, draft: bool) -> list[_Reference]:
        """`Luật sửa đổi, bổ sung một số điều của Luật A, Luật B và Luật C`: one law with all their names."""
        flat = self.flat
        at = amended.end()
        limit = min(len(flat), start + 900)
        ends: list[tuple[int, str]] = []  # where each inner law ends, and what stands before it
        joint = ""
        while inner := _INNER_LAW.match(flat, at, limit):
            found = self._law_name(inner.end(), limit, _kind_name(inner["kind"]), False)
            if not found:
                break
            end = found[0]
            if number := _INNER_NUMBER.match(flat, end, limit):
                end = number.end()
            ends.append((end, joint))
            more = _INNER_JOINT.match(flat, end, limit)
            if not more:
                break
            joint = more.group().strip()
            at = more.end() - 1
        # A list with commas alone is one law only where a date closes it.
        dated = bool(ends) and bool(_CLOSING_DATE.match(flat, ends[-1][0], limit))
        while len(ends) > 1 and not dated and ends[-1][1] != "và":
            ends.pop()
        ok = bool(ends)
        end = ends[-1][0] if ends else amended.end()
        if not ok:
            return [_Reference(start, amended.end(), short=True)]
        name = " ".join(flat[start:end].split())
        name = kind + _AMENDS.sub(" sửa đổi, bổ sung", name[len(kind) :])
        name = self._expanded(name)
        reference = _Reference(start, end, kind=kind, name=name, rule="citation.law_amending", confidence=0.85, short=draft)
        self._law_date(reference)
        reference.pinpoints = self._pinpoints(start)
        return [reference]

    def _law_name(self, at: int, limit: int, kind: str, caps: bool, known_only: bool = False) -> tuple[int, str, float] | None:
        """The name of a law that stands at `at`: where it ends, the full name, how sure it is."""
        flat = self.flat
        node: Trie | None = laws()
        for syllable in kind.lower().split():
            node = node.get(syllable) if node is not None else None
        known = walk(flat, at, limit, node) if node is not None else None
        if known:
            end, name, _ = known
            first = flat[at:end].strip()[:1]
            single = len(flat[at:end].split()) == 1
            if not (single and not first.isupper()) and not (flat[end : end + 1].isalnum()):
                if not re.match(r"\s+\(sửa đổi", flat[end : end + 12]):
                    return end, name, 0.97
                return end, name, 0.9
        if known_only or caps:
            return None
        return self._unknown_law(at, limit, kind)

    def _unknown_law(self, at: int, limit: int, kind: str) -> tuple[int, str, float] | None:
        """A name that the table lacks: a run of words that begins with a capital and ends before a stop word."""
        flat = self.flat
        words: list[str] = []
        end = at
        position = at
        while len(words) < 14:
            token = _LAW_TOKEN.match(flat, position, limit)
            if not token:
                break
            word = token["word"]
            if token["comma"] and not (words and word[0].islower() and (words[-1].lower(), word.lower()) in _LAW_COMMAS):
                break
            if not words and (not word[0].isupper() or word in _NOT_LAW_FIRST or word.isupper() and word not in definitions(self.context)):
                break
            if words and (word.lower() in STOP or word.lower() in _LAW_STOP or word.isdigit()):
                break
            if words and word[0].isupper() and word.lower() not in ("nhà", "việt", "nam", "nước") and word not in definitions(self.context):
                break
            words.append(word)
            position = end = token.end()
        while words and words[-1].lower() == "và":
            words.pop()
            end = at + flat[at:end].rindex("và")
        if not words:
            return self._short_law(at, limit, kind)
        name = self._expanded(" ".join(flat[at:end].split()))
        return at + len(flat[at:end].rstrip()), f"{kind} {name}", 0.75

    def _short_law(self, at: int, limit: int, kind: str) -> tuple[int, str, float] | None:
        """`Luật ngân sách`: the beginning, two syllables or more, of a known name, before a stop or a mark."""
        flat = self.flat
        node: Trie | None = laws()
        for syllable in kind.lower().split():
            node = node.get(syllable) if node is not None else None
        count = 0
        position = end = at
        while node is not None and (token := re.compile(r"\s+(\w+)").match(flat, position, limit)):
            child = node.get(token[1].lower())
            if child is None:
                break
            node, count = child, count + 1
            position = end = token.end()
        if count < 2:
            return None
        following = re.match(r"\s*(\w+|[,;.:)])", flat[end : min(limit, end + 20)])
        if following and following[1].isalpha() and following[1].lower() not in STOP and following[1].lower() not in _LAW_STOP:
            return None
        return end, f"{kind} {' '.join(flat[at:end].split())}", 0.8

    def _expanded(self, name: str) -> str:
        defined = definitions(self.context)

        def full(match: re.Match[str]) -> str:
            phrase = defined.get(match.group())
            return phrase.lower() if phrase else match.group()

        return re.sub(rf"(?<!\w)[{UPPER}]{{2,}}(?!\w)", full, name)

    def _law_date(self, reference: _Reference) -> None:
        flat = self.flat
        match = re.match(r"\s*,?\s*(?:\(sửa đổi(?:, bổ sung)?\)\s*)?(?=ngày\s|năm\s+(?:19|20)\d\d)|\s+\(?(?P<year>(?:19|20)\d\d)\)?(?![\d/\-–])", flat[reference.end : reference.end + 45])
        if not match:
            return
        begin = reference.end + match.end()
        if match["year"]:
            reference.date = match["year"]
            reference.end = begin
            return
        date = next(iter(find_dates(flat, begin, min(len(flat), begin + 50))), None)
        if date is not None and date.start <= begin + 1 and date.iso:
            reference.date = date.iso
            reference.end = date.end

    # -- short forms

    def _short_forms(self, found: list[_Reference]) -> Iterator[_Reference]:
        """`Quyết định 112`, `Nghị định 20/2021`: a kind and the first part of a number given in full elsewhere."""
        flat = self.flat
        full: dict[tuple[str, str], list[_Reference]] = {}
        for reference in found:
            if reference.parsed is not None and reference.kind:
                full.setdefault((reference.kind, reference.parsed.number.lstrip("0")), []).append(reference)
        spans = sorted((r.start, r.end) for r in found)
        begins = [s for s, _ in spans]
        for match in _SHORT.finditer(flat):
            index = bisect_right(begins, match.start()) - 1
            if index >= 0 and spans[index][1] > match.start():
                continue
            kind = " ".join(match["kind"].split())
            number = _compact(match["number"])
            run, _, year = number.partition("/")
            candidates = full.get((kind, run.lstrip("0")), [])
            if year:
                candidates = [r for r in candidates if r.parsed and (r.parsed.year == int(year) or (r.parsed.year is None and (r.date or "").startswith(year)))]
            keys = {_key(r.parsed) for r in candidates if r.parsed}
            if len(keys) == 1:
                chosen = candidates[0]
                yield _Reference(match.start(), match.end(), kind=kind, number=number, parsed=chosen.parsed, short=True, rule="citation.short")
            elif year and not candidates and kind in ("Nghị định", "Thông tư", "Thông tư liên tịch"):
                reference = _Reference(match.start(), match.end(), kind=kind, number=number, rule="citation.year_only", confidence=0.8)
                reference.issuer = "Chính phủ" if kind == "Nghị định" else None
                self._tail(reference)
                reference.pinpoints = self._pinpoints(match.start())
                yield reference


# ---------------------------------------------------------------- patterns and tables

_TAIL_GAP = re.compile(r"\s*[,(]?\s*(?:[-–]\s*)?(?:(?:ban\s+hành|ký|được\s+ban\s+hành)\s+)?")
_DATE_BEGINS = re.compile(r"(?:ngày|Ngày|NGÀY|tháng|năm|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4})")
_OF = re.compile(r"\s*[,(]?\s*(?:của|CỦA|do|giữa)\s+(?:[Ll]iên\s+)?(?:ngành\s+)?(?:các\s+)?(?=\S)")
_POST_GAP = (
    r"(?:(?:Phó\s+)?Thủ\s+tướng|(?:Phó\s+)?Chủ\s+tịch|(?:Phó\s+)?Giám\s+đốc|Bộ\s+trưởng|Thống\s+đốc|Tổng\s+Thanh\s+tra|Thường\s+trực|Lãnh\s+đạo"
    r"|Tổng\s+Kiểm\s+toán|Chánh\s+án|Viện\s+trưởng|Chánh|Trưởng)"
)
_ISSUED_AT = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:[,:]\s*)?(?:tại|(?:đã\s+|vừa\s+)?(?:ban\s+hành|có|ký|ra))\s+(?:các\s+)?$")
_AMENDS = re.compile(r"\s+[Ss]ửa đổi\s*(?:,|và)?\s*bổ sung")
_INNER_LAW = re.compile(r"\s*(?:các\s+)?(?P<kind>Bộ [Ll]uật|Luật|luật|Pháp lệnh)(?!\w)")
_INNER_NUMBER = re.compile(r"\s+số\s+\d{1,3}/(?:19|20)\d\d/QH\d{1,2}(?=\s*(?:,|và)\s*(?:Bộ\s+luật|Luật|luật)\s)")
_INNER_JOINT = re.compile(r"\s*(?:,|và)\s*(?=(?:Bộ [Ll]uật|Luật|luật|Pháp lệnh)\s)")
_CLOSING_DATE = re.compile(r"\s*,?\s*(?:số\s+\d|ngày\s|năm\s+\d)")
_NOT_LAW_BEFORE = re.compile(r"(?i)(?:pháp|khoa|ngành|đại học|cử nhân|thạc sĩ|tiến sĩ|học viện|trường|câu lạc bộ|hội)\s+$|điều này của\s+$")
_DRAFT = re.compile(r"(?i)(?:dự\s+(?:án|thảo)(?:\s+các)?)\s+$")
_AMENDING = re.compile(r"\s+(?:[Ss]ửa\s+đổi\s*(?:,|và)?\s*bổ\s+sung|[Ss]ửa\s+đổi)(?:\s+một\s+số\s+điều)?(?:\s+của)?(?=\s+(?:các\s+)?(?:\d+\s+)?(?:Bộ\s+[Ll]uật|Luật|luật|Pháp lệnh))")
_LAW_TOKEN = re.compile(r"(?P<comma>\s*,)?\s+(?P<word>\w+)")
_LAW_COMMAS = frozenset({("phòng", "chống"), ("chất", "kinh"), ("dụng", "quản"), ("lý", "sử"), ("vệ", "chăm")})
_NOT_LAW_FIRST = frozenset(
    "Sư Gia Này Số Nghị Thông Quyết Bộ Luật Các Việt Căn Và Do Của Tại Điều Khoản Chương Theo Hà Sửa Đại Học Chính Nhà Bang Liên Quốc Để Kế UBND HĐND I II III IV V".split()
)
_LAW_STOP = frozenset(
    "và, này nêu đã ngày năm số khi hiện quy hướng thì nhằm trên đến đối vừa mới sửa ban triển được liên thuộc tới thi theo cũng gồm bao hành".split()
)
_PINPOINT = re.compile(
    r"(?:(?:điểm|Điểm|khoản|Khoản|Điều|điều|ĐIỀU|Chương|chương|Mục|mục|tiết|Phần|phần|Phụ\s+lục|đoạn)\s+[\wđ]{1,8}(?:\s*\([^()]{1,90}\))?(?:\s*(?:,|và|;|đến|-|–)\s*(?:[\dIVX]{1,3}[a-zđ]?|[a-zđ])(?![\w/]))*[\s,;]*(?:và\s+)?)+"
    r"(?:của|tại|trong|thuộc)?\s*(?:các\s+)?$"
)
_SHORT = re.compile(
    r"(?<!\w)(?P<kind>Quyết định|Nghị định|Nghị quyết|Thông tư liên tịch|Thông tư|Kế hoạch|Chỉ thị|Công văn|Thông báo|Kết luận|Hướng dẫn|Văn bản|Tờ trình|Đề án|Chương trình)"
    r"\s+(?:số\s+)?(?P<number>\d{1,5}(?:/(?:19|20)\d\d)?)(?![\d\w])(?!\s{0,2}[/\-–]\s{0,2}[\dA-ZĐ])(?![.,]\d)"
)


@cache
def _kinds() -> re.Pattern[str]:
    names = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in _kind_names())
    return re.compile(rf"(?:^|(?<=\W))(?P<kind>{names}){_QUALIFIED}\s*(?:[Ss]ố|SỐ)?\s*[:.]?\s*$", re.IGNORECASE)


@cache
def _kinds_of() -> re.Pattern[str]:
    names = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in _kind_names())
    return re.compile(rf"(?:^|(?<=\W))(?P<kind>{names})\s+của\s+$", re.IGNORECASE)


@cache
def _kind_names() -> tuple[str, ...]:
    more = ("Chương trình phối hợp", "Chương trình hành động", "Văn bản", "Bộ luật", "Luật", "Pháp lệnh", "Kết luận", "Công điện", "Quy định", "Bản tin", "Sắc lệnh")
    return tuple(sorted({*data.type_names_longest_first(), *more}, key=lambda name: (-len(name), name)))


def _kind_name(printed: str) -> str:
    text = " ".join(printed.split()).lower()
    return text[:1].upper() + text[1:]


def _compact(text: str) -> str:
    return _SPACES.sub("", text.translate(_DASHES)).rstrip(".,;:-/")


def flat_between(flat: str, start: int, end: int) -> str:
    """The text from `start` to `end`, no more than 40 characters of it (a longer gap never matches)."""
    return flat[start:end] if end - start <= 40 else "\x00"


def _number_end(flat: str, start: int, end: int) -> int | None:
    """Where a number really ends: a piece behind a spaced dash must be a code; None where it is no number."""
    while True:
        text = flat[start:end]
        piece = _LOOSE_PIECE.search(text)
        if not piece:
            return end if re.search(r"[/\-–]\s*[A-ZĐÐƯ]", text) else None
        spaced = bool(piece["before"]) + bool(piece["after"])
        code = piece["code"]
        if not spaced or re.fullmatch(r"\d+[A-Za-z]?\w*", text[: piece.start()]):
            return end
        capitals = sum(c.isupper() for c in code)
        known = bool(data.issuer_of_code((code,))) or code in ("UBND", "HĐND", "TTg", "CP", "TW", "TU", "UB") or data.parse_document_number(f"1/QĐ-{code}") is not None and capitals >= 3
        lower_after = flat[end : end + 1].islower()
        if not lower_after and capitals >= 2 and (known or spaced == 1) and not flat[end : end + 1].isalpha():
            return end
        if not lower_after and code in ("CP", "TTg") and spaced <= 2:
            return end
        end = start + piece.start()
        if end <= start:
            return None


def _bare(name: str) -> str:
    return re.sub(r"^(?:thủ tướng|chủ tịch|bộ trưởng|giám đốc) (?!chính)", "", name.lower())


# ---------------------------------------------------------------- the second pass


def _key(parsed: DocumentNumber | None) -> tuple[str, ...]:
    if parsed is None:
        return ()
    kind = parsed.type.name if parsed.type else ""
    # A decree is the Government's whatever its code says.
    codes = ("CP",) if kind == "Nghị định" else (*parsed.issuer_codes, *parsed.unit_codes)
    return (parsed.number.lstrip("0"), kind, *codes)


def _years(reference: _Reference) -> set[str]:
    found = {reference.date[:4]} if reference.date else set()
    if reference.parsed is not None and reference.parsed.year:
        found.add(str(reference.parsed.year))
    return found


def _resolved(context: Context, header: object, reader: _Reader, references: list[_Reference]) -> list[Citation]:
    groups = _grouped(references)
    groups = _join_partial(_join_named(groups))
    own = data.parse_document_number(reader.own) if reader.own else None
    items: list[Citation] = []
    for group in groups:
        full = [r for r in group if not r.short]
        if not full:
            continue
        if _is_own(group, own, reader):
            continue
        items.append(_item(context, reader, group, full))
    return items


@dataclass(slots=True)
class _Times:
    """The dates with which one document is cited, and the years in its number."""

    dates: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def add(self, reference: _Reference) -> None:
        """Take in what one more reference says."""
        if reference.date:
            self.dates.add(reference.date)
        if reference.parsed is not None and reference.parsed.year:
            self.years.add(reference.parsed.year)


def _same_document(times: _Times, reference: _Reference) -> bool:
    """Whether a reference with the same number can be to the same document.

    Numbers begin anew each year, so another year makes another document, unless it is a slip: the day and
    month agree, or the number is so high that two documents of it in one text are not to be expected.
    """
    year = reference.parsed.year if reference.parsed is not None else None
    if year and times.years and year not in times.years:
        return False
    if year and not times.years and times.dates and all(date[:4] != str(year) for date in times.dates):
        return False
    if not reference.date:
        return True
    if times.years and not year:
        return any(reference.date[:4] == str(known) for known in times.years)
    if not times.dates or any(reference.date[:4] == date[:4] for date in times.dates):
        return True
    if any(reference.date[5:] == date[5:] for date in times.dates if len(date) == 10):
        return True
    return reference.parsed is not None and int("0" + re.sub(r"\D", "", reference.parsed.number)) >= 100


def _grouped(references: list[_Reference]) -> list[list[_Reference]]:
    """References to one document together: the same number, and no year that contradicts the others."""
    groups: list[list[_Reference]] = []
    index: dict[tuple[str, ...], list[tuple[_Times, list[_Reference]]]] = {}
    for reference in references:
        if reference.short and reference.number is None:
            continue
        same = index.setdefault(_group_key(reference), [])
        for known, members in same:
            if reference.short or _same_document(known, reference):
                known.add(reference)
                members.append(reference)
                break
        else:
            known = _Times()
            known.add(reference)
            groups.append([reference])
            same.append((known, groups[-1]))
    return groups


def _group_key(reference: _Reference) -> tuple[str, ...]:
    if reference.parsed is not None:
        return _key(reference.parsed)
    if reference.number:
        return ("number", reference.number)
    return ("name", data.name_key(reference.name or ""))


def _fits(group: list[_Reference], reference: _Reference) -> bool:
    """Whether a reference can be to the document of a group: no year of one contradicts one of the other."""
    years = _years(reference)
    others: set[str] = set()
    for member in group:
        others |= _years(member)
    return not years or not others or bool(years & others)


def _join_named(groups: list[list[_Reference]]) -> list[list[_Reference]]:
    """Join a law cited by name alone to the same one cited with its number."""
    numbered = {data.name_key(r.name): g for g in groups for r in g if r.name and r.number}
    kept: list[list[_Reference]] = []
    for group in groups:
        target = numbered.get(data.name_key(group[0].name)) if group[0].number is None and group[0].name else None
        if target is not None and target is not group and _fits(target, group[0]):
            target.extend(group)
        else:
            kept.append(group)
    return kept


def _join_partial(groups: list[list[_Reference]]) -> list[list[_Reference]]:
    """Join `Thông tư 35/2017/TT` to the one number that goes on as it does."""

    def beginning(parsed: DocumentNumber) -> tuple[str, int | None, str | None]:
        return parsed.number.lstrip("0"), parsed.year, parsed.type_code

    full: dict[tuple[str, int | None, str | None], list[list[_Reference]]] = {}
    for group in groups:
        parsed = group[0].parsed
        if parsed is not None and parsed.issuer_codes:
            full.setdefault(beginning(parsed), []).append(group)
    kept: list[list[_Reference]] = []
    for group in groups:
        parsed = group[0].parsed
        partial = parsed is not None and not parsed.issuer_codes and not parsed.unit_codes
        fitting = full.get(beginning(parsed), []) if partial and parsed is not None else []
        if len(fitting) == 1 and _fits(fitting[0], group[0]):
            for reference in group:
                reference.short = True
            fitting[0].extend(group)
        else:
            kept.append(group)
    return kept


def _is_own(group: list[_Reference], own: DocumentNumber | None, reader: _Reader) -> bool:
    if own is None or group[0].parsed is None:
        return False
    if any(r.number and _compact(r.number).lower() == reader.own.lower() for r in group):
        dates = {r.date for r in group if r.date}
        issued = str(reader.issued_on or "")
        return not dates or not issued or any(date[:4] == issued[:4] for date in dates)
    return False


def _item(context: Context, reader: _Reader, group: list[_Reference], full: list[_Reference]) -> Citation:
    numbers = [r.number for r in group if r.number]
    number = None
    if numbers:
        counts = Counter(numbers)

        def rank(reference: _Reference) -> tuple[bool, bool, bool, int, int]:
            parsed = reference.parsed
            kind = parsed.type.name if parsed and parsed.type else ""
            proper = not (kind == "Nghị định" and parsed is not None and parsed.issuer_codes != ("CP",))
            party = bool(parsed and parsed.system == "party" and re.match(r"\d+\w?-", reference.number or ""))
            return bool(parsed and parsed.year), proper, party, counts[reference.number or ""], len(reference.number or "")

        number = max((r for r in full if r.number), key=rank).number
    also = list(dict.fromkeys(n for n in numbers if n != number))
    kind = next((r.kind for r in full if r.kind and r.rule != "citation.list"), full[0].kind) or "Văn bản"
    law = next((r.name for r in group if r.name), None)
    if law is not None and any(r.kind and r.kind.lower() in _LAW_KINDS for r in full):
        kind = next(r.kind for r in full if r.kind and r.kind.lower() in _LAW_KINDS) or kind
    issuer = next((r.issuer for r in full if r.stated and r.issuer), None) or next((r.issuer for r in full if r.issuer), None)
    dates = Counter(r.date for r in group if r.date)
    date = max(dates, key=lambda text: (dates[text] if len(text) == 10 else 0, len(text)), default=None)
    pinpoints = list(dict.fromkeys(p for r in group for p in r.pinpoints))
    best = max(full, key=lambda r: (bool(r.date), r.stated, -r.start))
    evidence = [context.evidence(best.start, best.end)]
    if full[0] is not best:
        evidence.append(context.evidence(full[0].start, full[0].end))
    return Citation(
        id="",
        evidence=evidence,
        confidence=max(r.confidence for r in full),
        rule=best.rule,
        type=kind,
        number=number,
        also=also,
        name=law,
        issuer=issuer,
        date=date,
        pinpoints=pinpoints,
    )
