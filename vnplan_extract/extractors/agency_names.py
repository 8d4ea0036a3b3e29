"""Mentions of bodies in running text: where a name begins, where it ends, and what it stands for.

A name begins with one of a few head words (`Sở`, `UBND`, `Trung tâm`, …). Where it ends is known from
the tables of names (`data/agencies.tsv`, `data/body_names.tsv`), walked as a trie; a name that no table has
ends where `agency_ends.py` says. A place may follow it. Lists are taken apart: `các Sở Tài chính, Lao động -
Thương binh và Xã hội và Nội vụ` are three mentions, `HĐND, UBND tỉnh` are two with the place that they share.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from vnplan_extract import data
from vnplan_extract.extractors import agency_slips
from vnplan_extract.extractors import agency_words as words
from vnplan_extract.extractors.agency_ends import NameEnds
from vnplan_extract.extractors.agency_home import definitions, home_of
from vnplan_extract.extractors.agency_places import LOWER, UPPER, Home, Place, known_province, province_of
from vnplan_extract.extractors.agency_words import fold
from vnplan_extract.extractors.context import Context, lies_in
from vnplan_extract.extractors.law_names import law_spans
from vnplan_extract.extractors.names_trie import Trie, walk

#: No name is longer, with what stands behind it.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Mention:
    """A body named at `text[start:end]`.

    `name` is full, abbreviations expanded, the own place filled in; `kind` as in the record; `post` says that
    a person is meant (`Giám đốc Sở Y tế`), whose post is `title`, and `name` is then the body's; `optional` that
    it is not to be reported as an agency (a division, a class of facilities, a private company, a name that
    cannot be expanded). Mentions with one `key` are of one body. `place` is what its name says of its place, with the
    level word (`tỉnh Tây Ninh`, `các huyện`), and `tier` that place's (`tỉnh`, `huyện`, `xã`).
    """

    start: int
    end: int
    name: str
    kind: Literal["named", "group"]
    post: bool = False
    key: str = ""
    optional: bool = False
    title: str = ""
    place: str = ""
    tier: str = ""
    rule: str = "agency.known"
    confidence: float = 0.95


def find_mentions(context: Context, header: object) -> list[Mention]:
    """Every mention of a body in the text, in its order; lists are taken apart.

    Args:
        context: the document.
        header: the result of `header.extract`: `header.issuer`, `header.issued_on` and `own_province` are read.
    """
    return context.once("agency.mentions", lambda: _mentions(context, header))


def _mentions(context: Context, header: object) -> list[Mention]:
    inner = getattr(header, "header", None)
    issuer = str(getattr(inner, "issuer", None) or "")
    home = home_of(context, header)
    scanner = _Scanner(context, home, definitions(context), _issuer_names(issuer))
    found = _of_the_only_unit(_with_shared_places(scanner.scan(), context.flat, home), context)
    return _expanded_by_others(found)


def _issuer_names(issuer: str) -> Trie:
    """The issuer's own name, which may be one that no table has."""
    names = Trie()
    for name in issuer.split("; "):
        bare = re.sub(r" (?:tỉnh|thành phố|thị xã|huyện|quận|xã|phường) .*$", "", name)
        if len(bare.split()) > 2 and not bare.startswith(("Ủy ban nhân dân", "Hội đồng nhân dân")):
            names.add(bare, bare, 0)
    return names


def _expanded_by_others(mentions: list[Mention]) -> list[Mention]:
    """Names with abbreviations that another mention of the document gives in full: `Trung tâm Quản lý HTKT`."""

    def is_short(mention: Mention) -> bool:
        return mention.optional and bool(words.ABBREVIATION.search(mention.name))

    if not any(map(is_short, mentions)):
        return mentions
    known = Trie()
    full: dict[str, Mention] = {}
    for mention in mentions:
        bare = words.PLACE_TAIL.sub("", mention.name)
        if not mention.optional and not words.ABBREVIATION.search(bare) and len(bare.split()) > 2:
            known.add(bare, bare, len(full))
            full.setdefault(bare, mention)
    result: list[Mention] = []
    for mention in mentions:
        other: Mention | None = None
        if is_short(mention):
            bare = words.PLACE_TAIL.sub("", mention.name)
            match = walk(bare, 0, len(bare), known)
            other = full.get(match[1]) if match and match[0] == len(bare) else None
        if other is None:
            result.append(mention)
        else:
            result.append(replace(mention, name=other.name, kind=other.kind, key=other.key, optional=False))
    return result


_SHARES = re.compile(r"\s*(?:,|và|&)\s*")


def _with_shared_places(mentions: list[Mention], flat: str, home: Home) -> list[Mention]:
    """Bodies of a list that share the class of places behind its last one: `Phòng Nội vụ, Phòng Y tế các huyện`."""
    result = list(mentions)
    for index in range(len(result) - 1, 0, -1):
        last, mention = result[index], result[index - 1]
        if last.kind != "group" or last.post or not _SHARES.fullmatch(flat, mention.end, last.start):
            continue
        if (last.place.startswith("các ") or "," in last.place) and _shares(mention, last, home):
            name = mention.key.split("|")[0] if mention.rule == "agency.committee_alone" else mention.name
            key = f"{mention.key.split('|')[0]}|*{last.tier}"
            result[index - 1] = replace(
                mention, name=f"{name} {last.place}", kind="group", key=key, place=last.place, tier=last.tier,
                optional=False, rule="agency.shared_place", confidence=0.8,
            )  # fmt: skip
    return result


#: A unit that a document names so often with its bodies is the one that it is about.
_OFTEN = 3


def _of_the_only_unit(mentions: list[Mention], context: Context) -> list[Mention]:
    """`UBND huyện` in a document of the province that is about one district: the committee of that one.

    A document that speaks of `các huyện` is about more than one.
    """
    named = Counter(mention.place for mention in mentions if mention.kind == "named" and " " in mention.place)
    units: dict[str, list[str]] = {}
    for place in named:
        level = next((level for level in _UNIT_LEVELS if place.startswith(level + " ")), "")
        units.setdefault(level, []).append(place)
    only = {level: places[0] for level, places in units.items() if len(places) == 1 and named[places[0]] >= _OFTEN}
    only = {level: unit for level, unit in only.items() if f"các {level}" not in context.lower}
    result = list(mentions)
    for index, mention in enumerate(mentions):
        unit = only.get(mention.place)
        if unit and mention.kind == "group" and mention.name.endswith(f" {mention.place}"):
            name = mention.name.removesuffix(mention.place) + unit
            key = f"{mention.key.split('|')[0]}|{unit}"
            result[index] = replace(mention, name=name, kind="named", key=key, place=unit, confidence=0.85)
    return result


_UNIT_LEVELS = ("huyện", "quận", "thị xã", "xã", "phường", "thị trấn")


def _shares(mention: Mention, last: Mention, home: Home) -> bool:
    """Whether a body without a place is one of those places too, not the own province's (`Sở Y tế, UBND các huyện`)."""
    alone = mention.rule == "agency.committee_alone"
    if mention.kind == "group" or (mention.place and not alone):
        return False
    if last.tier == "tỉnh":
        return home.province is None and (alone or mention.name.startswith(("Sở ", "Cục ", "Công an", "Chi cục ")))
    head = mention.name.split()[0]
    committee = last.name.startswith(("Ủy ban nhân dân", "Hội đồng nhân dân"))
    return (head == "Phòng" and last.tier == "huyện") or (
        not committee and (alone or _sibling(mention.name, last.name))
    )


def _sibling(name: str, last: str) -> bool:
    row = data.agency_by_name(name)
    head = name.split()[0]
    return head == last.split()[0] and head != "Sở" and (row is None or row.level not in ("province", "central"))


def _place_key(name: str, place: Place) -> str:
    return f"{name}|*{place.tier}" if place.kind == "group" else f"{name}|{place.text}"


# ---------------------------------------------------------------- the scanner

_FIRST_WORD = re.compile(r"\w+|&")
_COMMITTEE_HEADS = {"ủy ban": "Ủy ban nhân dân", "hội đồng": "Hội đồng nhân dân"}
#: A code of a document that is broken at the end of a line: `136/TTr-` and `UBND` on the next one.
_CODE_BEFORE = re.compile(r"/\w+-\s+$")
_NEXT_WORD = re.compile(r"\s+(\w+)")
_GAP = re.compile(r"\s*")
_STRAY_DOT = re.compile(r"\.(?=\s)")
_DOTTED_GAP = re.compile(r"[\s.\-:]*")
_COLON = re.compile(r"\s*:\s*")
_COMMA = re.compile(r"\s*,\s*")
_SEPARATED = re.compile(r"\s*[,/]")
_OFFICE_TAIL = re.compile(r"\s*(?:TP|TỈNH|T)(?!\w)")
_DISTRICT_NAME = re.compile(rf"\s+(?P<name>[{UPPER}]\w*(?:\s+[{UPPER}]\w*){{0,2}})")
_NEXT_ITEM = re.compile(r"\s*(?:,|;|và(?=\s)|&)\s*(?:và\s+)?")
_AFTER_ITEM = re.compile(r"\s*(\w+)")
_CAPITALISED = rf"[{UPPER}][{LOWER}]*(?:\s+[{UPPER}][{LOWER}]*)"
_PROPER = re.compile(rf"\s*(?P<name>(?:[{LOWER}]+\s+)?{_CAPITALISED}{{0,3}})(?=\s*(?:[,;.)]|và\s|$|\s[{LOWER}]))")
_PROPER_TAIL = re.compile(rf"(?P<kind>[{LOWER}]+)\s+{_CAPITALISED}*$")
_JOINT = re.compile(r"\s*(?:,|và(?=\s))")
#: A line that goes on in lower case goes on with the name too.
_GOES_ON = re.compile(rf"\s{{0,3}}[{LOWER}]{{2,}}(?!\w)")


@dataclass
class _Scanner:
    """One pass over a text."""

    context: Context
    home: Home
    definitions: dict[str, str]
    issuer_names: Trie
    found: list[Mention] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.flat = self.context.flat
        self.ends = NameEnds(self.flat, self.context.text, self.home)
        self.limits = self._limits()

    def _limits(self) -> list[int]:
        """Where a name must end: the ends of blocks and cells, and of lines where lines are paragraphs."""
        cuts = {block.start for block in self.context.blocks}
        ends = r"\n\s*\n|\t" if self.context.document.wrapped else r"[\n\t]"
        cuts |= {match.start() for match in re.finditer(ends, self.context.text)}
        cuts = {cut for cut in cuts if not self._goes_on(cut)}
        return sorted({*cuts, len(self.flat)})

    def _goes_on(self, cut: int) -> bool:
        """Whether a line that ends at `cut` goes on with a name: in lower case, or behind `và` or a dash."""
        before = self.flat[max(0, cut - 5) : cut].rstrip()
        return bool(_GOES_ON.match(self.flat, cut)) or before.endswith((" và", " -", " –"))

    def limit(self, position: int) -> int:
        """Where a name that begins at `position` must end."""
        index = bisect_right(self.limits, position)
        end = self.limits[index] if index < len(self.limits) else len(self.flat)
        return min(end, position + _LONGEST)

    def scan(self) -> list[Mention]:
        """All mentions, in order."""
        laws = law_spans(self.context)
        done = 0
        for match in words.HEAD.finditer(self.flat):
            start = match.start()
            if start < done or (self.flat[start].islower() and not words.LOWER_BEGIN.match(self.flat, start)):
                continue
            if not self._may_begin(start):
                continue
            if lies_in(laws, start):
                continue  # `Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân` names a law, no council
            mentions = self.parse(start)
            if mentions:
                self.found.extend(mentions)
                done = max(mention.end for mention in mentions)
        return self.found

    def _may_begin(self, start: int) -> bool:
        """Whether a head at `start` is a word of its own, not part of a code or of `cơ sở`, `trụ sở`."""
        flat = self.flat
        before = flat[max(0, start - 4) : start]
        if before[-1:] == "/" and self.found and self.found[-1].end == start - 1:
            return True  # `Sở Y tế/Sở Tài chính`
        if before[-1:].isalnum() or before[-1:] in ("/", "_", "&"):
            return False
        if flat.startswith("BHXH", start) and words.INSURANCE.search(flat, max(0, start - 12), start):
            return False
        if flat[start] in "sS" and before.lower().endswith(("cơ ", "trụ ")):
            return False
        if before[-1:] == "-" and before[-2:-1].isalnum():
            return bool(self.found) and self.found[-1].end == start - 1  # `TTTU-TTHĐND`
        return not (before.endswith("- ") and _CODE_BEFORE.search(flat, max(0, start - 16), start))

    def parse(self, start: int) -> list[Mention]:
        """The mentions that the head at `start` begins: one, or several of a list."""
        limit = self.limit(start)
        found = self._headed(start, limit)
        title = words.post_before(self.flat, start) if found else ""
        return [replace(mention, post=True, title=title) for mention in found] if title else found

    def _headed(self, start: int, limit: int) -> list[Mention]:
        head, after, mode, short = self._head(start, limit)
        if mode == "prefix":
            return self._prefixed(start, after, limit, head)
        if mode == "committee":
            return self._committees(start, after, limit, head)
        if mode == "party":
            return self._party(start, after, limit, head)
        if head.lower() in _COMMITTEE_HEADS and (damaged := self._damaged_committee(start, after, limit, head)):
            return damaged
        return self._named(start, after, limit, head, mode, short) if mode else []

    def _damaged_committee(self, start: int, after: int, limit: int, head: str) -> list[Mention]:
        """`Ủy ban nhân tỉnh`: a committee or council of a place, one syllable of whose name is missing or wrong."""
        match = words.DAMAGED_COMMITTEE.match(self.flat, after, limit)
        if not match or (match["dan"] and words.bare_word(match["dan"]) != "dan"):
            return []
        found = self._committees(start, match.end(), limit, _COMMITTEE_HEADS[head.lower()])
        return [replace(mention, rule="agency.slip", confidence=0.75) for mention in found if mention.place]

    def _head(self, start: int, limit: int, *, inner: bool = False) -> tuple[str, int, str | None, bool]:
        """The head at `start`: its words, where it ends, how it goes on, whether it is abbreviated.

        One inside the name of another body may be a party committee in lower case: `Văn phòng tỉnh ủy`.
        """
        flat = self.flat
        first = _FIRST_WORD.match(flat, start, limit)
        if not first:
            return "", start, None, False
        full = words.SHORT_HEADS.get(first.group())
        if full is not None:
            if flat.startswith("TTr-TU", start):
                return f"{full} Tỉnh ủy", start + 6, "given", True
            if self.home.is_city and full.endswith("Tỉnh ủy"):
                full = full.replace("Tỉnh ủy", "Thành ủy")
            return full, first.end(), words.HEADS.get(full.lower(), "given"), True
        parts, ends = [first.group()], [first.end()]
        while len(parts) < 4 and (match := _NEXT_WORD.match(flat, ends[-1], limit)):
            parts.append(match[1])
            ends.append(match.end())
        for count in range(len(parts), 0, -1):
            phrase = " ".join(parts[:count]).lower()
            mode = words.HEADS.get(phrase)
            capital = parts[0][0].isupper() or (inner and mode == "party")
            if mode and (capital or _is_lower_head(phrase, parts[count:])):
                return " ".join(parts[:count]), ends[count - 1], mode, False
        return "", start, None, False

    # -- committees and councils

    def _committees(self, start: int, after: int, limit: int, head: str) -> list[Mention]:
        """`HĐND, UBND tỉnh`: heads that share the places behind them."""
        flat = self.flat
        heads = [(words.committee_name(head), start, after)]
        while match := words.NEXT_COMMITTEE.match(flat, heads[-1][2], limit):
            heads.append((words.committee_name(match["head"]), match.start("head"), match.end()))
        name, begin, end = heads[-1]
        if (again := words.COMMITTEE_AGAIN.match(flat, end, limit)) and words.committee_name(again["head"]) == name:
            heads[-1] = (name, begin, again.end())
        places = self.ends.places(heads[-1][2], limit)
        mentions: list[Mention] = []
        for name, begin, end in heads:
            if not places:
                lowest = self.home.lowest or ""
                mentions.append(
                    Mention(begin, end, f"{name} {lowest}".strip(), "named", key=f"{name}|{lowest}", place=lowest,
                            rule="agency.committee_alone", confidence=0.8, optional=self.home.central)
                )  # fmt: skip
            for index, place in enumerate(places):
                mentions.append(
                    Mention(self._place_start(place) if index else begin, place.end if begin == heads[-1][1] else end,
                            f"{name} {place.text}", place.kind, key=_place_key(name, place), rule="agency.committee",
                            confidence=0.97, optional=place.tier == "same", place=place.text, tier=place.tier)
                )  # fmt: skip
        return mentions

    def _place_start(self, place: Place) -> int:
        gap = _GAP.match(self.flat, place.start)
        return gap.end() if gap else place.start

    # -- party committees

    def _party(self, start: int, after: int, limit: int, head: str) -> list[Mention]:
        """`Tỉnh ủy Thanh Hóa`, `Thị ủy`, `Đảng ủy Công an tỉnh`, `các Huyện ủy, Thành ủy`."""
        flat = self.flat
        name = head[:1].upper() + head[1:].lower()
        gap = _GAP.match(flat, after, limit)
        begin = gap.end() if gap else after
        if name == "Đảng ủy":
            again = flat[begin : begin + 7].lower() == "đảng ủy"
            inner = [] if again else self._inner(begin, limit)
            if inner:
                joined = replace(inner[0], start=start, name=f"{name} {inner[0].name}", key=f"{name}|{inner[0].key}")
                return [replace(joined, optional=False)]
            return [
                Mention(start, place.end, f"{name} {place.text}", place.kind, key=_place_key(name, place),
                        place=place.text, tier=place.tier, rule="agency.party")
                for place in self.ends.places(after, limit)[:1]
            ]  # fmt: skip
        level = words.PARTY_LEVELS[name]
        if listed := words.PARTY_LIST.match(flat, after, limit):
            text = " ".join(flat[start : listed.end()].split())
            return [Mention(start, listed.end(), text, "group", key="party|*", rule="agency.party", confidence=0.85)]
        end, place, confidence = after, "", 0.95
        own = self.home.unit(level)
        if found := known_province(flat, after, limit):
            end, place = found[0], words.unit_name(found[1])
        elif own and own != level:
            place = own[len(level) + 1 :]
            if flat[begin : begin + len(place)].lower() == place.lower():
                end = begin + len(place)
        elif level != "tỉnh" and (run := _DISTRICT_NAME.match(flat, after, limit)):
            first = run["name"].split()[0].lower()
            if not run["name"].isupper() and first not in words.HEAD_WORDS:
                end, place, confidence = run.end(), " ".join(run["name"].split()), 0.85
        if not place and level != "tỉnh" and not self.home.district:
            return [Mention(start, end, name, "group", key=f"{name}|*", rule="agency.party", confidence=0.7)]
        return [
            Mention(start, end, f"{name} {place}".strip(), "named", key=f"{name}|{place}", rule="agency.party",
                    confidence=confidence, place=f"{level} {place}" if place else "")
        ]  # fmt: skip

    # -- bodies named by another: Thường trực HĐND, Văn phòng UBND

    def _prefixed(self, start: int, after: int, limit: int, head: str) -> list[Mention]:
        """`Thường trực Tỉnh ủy`, `TT HĐND tỉnh`, `Ban Thường vụ Tỉnh ủy`; what is listed behind it has no prefix."""
        flat = self.flat
        gap = _DOTTED_GAP.match(flat, after, limit)
        at = gap.end() if gap else after
        name = _sentence(head.lower()) if head.isupper() else head
        if self._is_tu(at):
            name = "Ban Thường vụ" if head.lower() == "thường vụ" else name
            party = self._own_party()
            text = f"{name} {party} {words.unit_name(self.home.province or '')}".strip()
            return [Mention(start, at + 2, text, "named", key=f"{name} {party}|{text}", rule="agency.prefixed")]
        inner = self._inner(at, limit)
        if not inner:
            return []
        if head.lower() == "thường vụ" and inner[0].rule == "agency.party":
            name = "Ban Thường vụ"
        first = replace(inner[0], start=start, name=f"{name} {inner[0].name}", key=f"{name} {inner[0].key}")
        return [replace(first, rule="agency.prefixed"), *inner[1:]]

    def _is_tu(self, at: int) -> bool:
        return self.flat.startswith(("TU", "TƯ"), at) and not self.flat[at + 2 : at + 3].isalnum()

    def _own_party(self) -> str:
        return "Thành ủy" if self.home.is_city else "Tỉnh ủy"

    def _inner(self, at: int, limit: int) -> list[Mention]:
        """The body named at `at` inside another's name, with the committees listed behind it."""
        head, after, mode, short = self._head(at, limit, inner=True)
        if mode == "committee":
            return self._committees(at, after, limit, head)
        if mode == "party":
            return self._party(at, after, limit, head)
        if mode and mode != "prefix":
            return self._named(at, after, limit, head, mode, short)[:1]
        return []

    def _office(self, start: int, after: int, limit: int) -> list[Mention]:
        """`Văn phòng HĐND và UBND thị xã`, `VP UBND`, `VP: Tỉnh ủy, Đoàn ĐBQH và HĐND tỉnh`."""
        if served := self._office_of_committees(start, after, limit):
            return [served]
        flat = self.flat
        gap = _DOTTED_GAP.match(flat, after, limit)
        begin = gap.end() if gap else after
        listed = ":" in flat[after:begin]
        found: list[Mention] = []
        while True:
            head, end, mode, _ = self._head(begin, limit, inner=True)
            office: Mention | None = None
            if self._is_tu(begin):
                party = self._own_party()
                office = Mention(begin, begin + 2, f"Văn phòng {party}", "named", key=f"Văn phòng {party}|")
            elif mode == "party":
                inner = self._party(begin, end, limit, head)
                if inner and inner[0].kind == "named":
                    office = replace(inner[0], name=f"Văn phòng {inner[0].name}", key=f"Văn phòng {inner[0].key}")
            elif found:
                office = self._office_of_committees(begin, begin, limit)
            if office is None:
                return found
            found.append(replace(office, start=office.start if found else start, rule="agency.office"))
            more = _COMMA.match(flat, office.end, limit) if listed else None
            if not more:
                return found
            begin = more.end()

    def _office_of_committees(self, start: int, after: int, limit: int) -> Mention | None:
        flat = self.flat
        parts: list[str] = []
        at = after
        while match := words.OFFICE.match(flat, at, limit):
            parts.append(words.OFFICE_BODY.get(match["body"], _sentence(match["body"])))
            at = match.end()
            link = words.OFFICE_LINK.match(flat, at, limit)
            if match["body"] == "UBTP" or not link:
                break
            if link.group().strip() == "," and not words.OFFICE_PAIR.match(flat, link.end(), limit):
                break
            at = link.end()
        if not parts:
            return None
        served = ", ".join(parts[:-1]) + " và " + parts[-1] if len(parts) > 1 else parts[0]
        return self._of_place(start, at, limit, f"Văn phòng {served}")

    def _of_place(self, start: int, end: int, limit: int, name: str) -> Mention:
        """The body `name` with the place behind it, or else the own place."""
        places = self.ends.places(end, limit)
        if places:
            place = places[0]
            key = _place_key(name, place)
            return Mention(start, place.end, f"{name} {place.text}", place.kind, key=key, rule="agency.office",
                           place=place.text, tier=place.tier)  # fmt: skip
        lowest = self.home.lowest or ""
        tail = _OFFICE_TAIL.match(self.flat, end, limit)
        end = tail.end() if tail else end
        return Mention(start, end, f"{name} {lowest}".strip(), "named", key=f"{name}|{lowest}", rule="agency.office",
                       place=lowest)  # fmt: skip

    # -- all other names

    def _named(self, start: int, after: int, limit: int, head: str, mode: str, short: bool) -> list[Mention]:
        """A body whose name the tables have, or whose head lets it be read without them."""
        flat = self.flat
        lowered = head.lower()
        if lowered == "văn phòng" and (offices := self._office(start, after, limit)):
            return offices
        if mode == "given" and head.startswith(("Văn phòng Ủy ban", "Văn phòng Hội đồng", "Thường trực Hội đồng")):
            return [self._of_place(start, after, limit, head)]
        plural = words.plural_before(flat, start)
        node = words.known_names().below(lowered.split()) or Trie()
        colon = _COLON.match(flat, after, limit)
        listed = colon is not None and lowered in ("sở", "bộ", "phòng", "hội", "chi cục")
        if colon is None and node.name is None and _SEPARATED.match(flat, after, limit):
            return []  # `các sở, ban, ngành`
        name_at = colon.end() if colon and listed else after
        name = self._known(start, name_at, limit, node, mode, short, listed)
        if mode != "given" and not short and (name is None or agency_slips.goes_on(name.name)):
            name = self._slip(start, name_at, limit, head, name)
        name = name or self._unknown(start, after, limit, head, mode, short)
        if name is None:
            return []
        if plural and name.rule == "agency.open" and (siblings := self._siblings(name, limit)):
            return siblings
        first = self._finish(name, limit, lowered, plural and not listed)
        if first is None:
            return []
        if lowered in ("sở", "bộ", "phòng") or listed:
            return [first, *self._more_of_class(first, limit, head, node, plural or listed)]
        return [first, *self._more_places(name, first, limit)]

    def _more_places(self, name: Mention, first: Mention, limit: int) -> Iterator[Mention]:
        """`Ban An toàn giao thông các huyện Bình Lục, Lý Nhân`: one body for each further place."""
        if first.kind != "named" or not first.place:
            return
        for place in self.ends.places(name.end, limit)[1:]:
            if place.kind == "named":
                yield replace(first, start=self._place_start(place), end=place.end, name=f"{name.name} {place.text}",
                              key=_place_key(fold(name.name), place), place=place.text, tier=place.tier)  # fmt: skip

    def _known(
        self, start: int, at: int, limit: int, node: Trie, mode: str, short: bool, listed: bool
    ) -> Mention | None:
        """A name of the tables, or the issuer's, with what may go on behind it; no place yet."""
        flat = self.flat
        known = walk(flat, at, limit, node, short)
        own = walk(flat, start, limit, self.issuer_names)
        if own and (known is None or own[0] > known[0]):
            known = own
        if known is None:
            return None
        end, full, abbreviated = known
        caps = flat[start : start + 2].isupper() and not short
        name = full
        if not (abbreviated or caps or short or listed):
            printed = words.printed(_STRAY_DOT.sub("", flat[start:end]), self.definitions)
            if data.normalise_name(printed) != data.normalise_name(full):
                name = printed
        if full.startswith(("Chính phủ nước", "Quốc hội nước")):
            name = " ".join(full.split()[:2])
        lower = flat[start + 1 : end] == flat[start + 1 : end].lower()
        facility = full.lower().startswith(tuple(words.FACILITIES)) and lower and not self.ends.places(end, limit)
        rule, confidence = "agency.known", 0.97
        alone = not words.plural_before(flat, start)
        if alone and full == "Ban Quản lý dự án" and (tail := words.BOARD_TAIL.match(flat, end, limit)):
            name, end = name + " " + " ".join(tail.group().split()), tail.end()
        if mode == "open" and not caps and (further := self.ends.extended(end, limit)) > end:
            rest = words.printed(flat[end:further], self.definitions)
            name, end = f"{name} {rest}", further
            rule, confidence = "agency.open", 0.85
        return Mention(start, end, _sentence(name), "named", optional=facility, rule=rule, confidence=confidence)

    def _slip(self, start: int, at: int, limit: int, head: str, known: Mention | None) -> Mention | None:
        """The known name that a slip has damaged, where it is longer than what is `known` without one."""
        slip = agency_slips.find(self.flat, at, limit, tuple(head.lower().split()))
        if slip is None or (known is not None and slip.end <= known.end):
            return known
        return Mention(start, slip.end, slip.name, "named", rule="agency.slip", confidence=slip.confidence)

    def _unknown(self, start: int, after: int, limit: int, head: str, mode: str, short: bool) -> Mention | None:
        """A name that no table has; no place yet."""
        flat = self.flat
        lowered = head.lower()
        if (flat[start:after].isupper() and not short) or not flat[start].isupper():
            return None
        if lowered == "báo" and (paper := known_province(flat, after, limit)):
            return Mention(start, paper[0], f"Báo {words.unit_name(paper[1])}", "named", rule="agency.press")
        if lowered == "ban" and (of := words.OF_COUNCIL.match(flat, after, limit)):
            rule = "agency.council_boards"
            return Mention(start, of.end(), "Ban Hội đồng nhân dân", "group", rule=rule, confidence=0.8)
        if mode == "field" and lowered in ("sở", "bộ"):
            end = self.ends.code_end(after, limit)
            name = words.printed(flat[start:end], self.definitions)
            unexpanded = bool(words.ABBREVIATION.search(name))
            rule, confidence = "agency.field", 0.75
        elif mode == "open":
            if lowered == "trường" and not words.SCHOOL.match(flat, after, limit):
                return None
            end = self.ends.unknown_end(after, limit, lowered)
            if lowered in ("hội", "báo", "viện", "đài", "ban") and not words.WORDY.search(flat, after, end):
                return None  # `Hội An` is a place
            name = words.printed(head + flat[after:end] if short else flat[start:end], self.definitions)
            company = lowered in ("công ty", "tổng công ty", "tập đoàn", "trường")
            unexpanded = bool(words.ABBREVIATION.search(name)) and not company
            unexpanded = unexpanded or (lowered == "công ty" and "một thành viên" not in name)  # a private one
            rule, confidence = "agency.open", 0.8
        else:
            return None
        if end <= after:
            return None
        return Mention(start, end, _sentence(name), "named", optional=unexpanded, rule=rule, confidence=confidence)

    def _siblings(self, first: Mention, limit: int) -> list[Mention]:
        """`các Công ty Thủy lợi sông Nhuệ, sông Đáy`, also behind a colon: one body for each proper name."""
        flat = self.flat
        found: list[Mention] = []
        base, at, start = first.name, first.end, first.start
        colon = _COLON.match(flat, at, limit)
        if colon:
            at = colon.end()
        else:
            last = _PROPER_TAIL.search(base)
            more = _JOINT.match(flat, at, limit)
            if not last or not more or not re.match(rf"\s+{last['kind']}\s+[{UPPER}]", flat[more.end() : limit]):
                return []
            found.append(replace(first, key=f"{fold(base)}|", rule="agency.siblings", confidence=0.75))
            base, at = base[: last.start()].rstrip(), more.end()
        while match := _PROPER.match(flat, at, limit):
            begin = match.start("name")
            if words.BEGINS_BODY.match(flat, begin, limit):
                break
            name = f"{base} {' '.join(match['name'].split())}"
            found.append(
                Mention(begin if found else start, match.end(), name, "named", key=f"{fold(name)}|",
                        optional=first.optional, rule="agency.siblings", confidence=0.75)
            )  # fmt: skip
            more = _JOINT.match(flat, match.end(), limit)
            if not more:
                break
            at = more.end()
        return found if len(found) > 1 else []

    def _more_of_class(self, first: Mention, limit: int, head: str, node: Trie, plural: bool) -> Iterator[Mention]:
        """`các Sở Tài chính, Nội vụ và Y tế`: the further names of a list of one class."""
        flat = self.flat
        lowered = head.lower()
        at = first.end
        while match := _NEXT_ITEM.match(flat, at, limit):
            begin = match.end()
            if begin >= limit or not flat[begin].isupper() or words.BEGINS_BODY.match(flat, begin, limit):
                return
            known = walk(flat, begin, limit, node)
            if known is None or (";" in match.group() and not plural):
                return
            end, full, _ = known
            if not full.lower().startswith(lowered + " ") or not (plural or self._is_item(end, limit)):
                return
            name = Mention(begin, end, full, "named", optional=first.optional, rule="agency.list", confidence=0.93)
            item = self._finish(name, limit, lowered, False)
            if item is None:
                return
            yield item
            at = item.end

    def _is_item(self, end: int, limit: int) -> bool:
        """Whether what stands behind a supposed item leaves it one (`Sở A, Xây dựng kế hoạch` is no list)."""
        match = _AFTER_ITEM.match(self.flat, end, limit)
        return match is None or match[1] in words.AFTER_ITEM

    # -- places behind names

    def _finish(self, name: Mention, limit: int, head: str, plural: bool) -> Mention | None:
        """The mention of a name with the place behind it; None where it names no body after all."""
        flat = self.flat
        if flat[name.end : name.end + 1].isalnum():
            return None
        if plural and name.name in ("Chính phủ", "Quốc hội"):
            return None
        if name.kind == "group":  # boards of a council
            mention = self._of_place(name.start, name.end, limit, name.name)
            where = mention.name.removeprefix(name.name).strip()
            return replace(mention, name=f"các {mention.name}", kind="group", key=f"{fold(name.name)}|*{where}",
                           rule=name.rule, confidence=name.confidence)  # fmt: skip
        if behind := self._of_other_body(name, limit, head):
            return behind
        folded = fold(name.name)
        place = self._place_of(name, limit, head)
        if place is None:
            if plural and head not in ("sở", "bộ") and not name.name.endswith(("Việt Nam", "Trung ương")):
                if head in ("báo", "đài") or folded in ("công an", "thanh tra"):
                    return None
                facility = head in ("phòng", "trường", "bệnh viện", "công ty")
                return replace(name, name=f"các {name.name}", kind="group", key=f"{folded}|*", confidence=0.7,
                               optional=name.optional or facility)  # fmt: skip
            if folded in words.NEEDS_PLACE:
                return None
            optional = name.optional or folded in words.VAGUE or self._is_division(head)
            board = words.BOARD_OF_PARTY.fullmatch(folded)
            key = f"{board['board']}|{board['party']}" if board else f"{folded}|"
            return replace(name, key=key, optional=optional)
        if place.tier == "same":
            return None
        key = f"{folded}|" if place.text == self.home.province else _place_key(folded, place)
        if plural and head == "ban" and place.kind == "named" and not _COMMA.match(flat, place.end, limit):
            key = f"{folded}|*{place.text}"  # `các Ban Quản lý dự án đầu tư xây dựng Thành phố`
            return replace(name, end=place.end, name=f"các {name.name} {place.text}", kind="group", key=key,
                           place=place.text, tier=place.tier)  # fmt: skip
        return replace(name, end=place.end, name=f"{name.name} {place.text}", kind=place.kind, key=key,
                       place=_with_level(place), tier=place.tier)  # fmt: skip

    def _is_division(self, head: str) -> bool:
        """Whether a `Phòng` without a place is a division inside a body, not one of a district's committee."""
        return head == "phòng" and self.home.district is None and self.home.commune is None

    def _of_other_body(self, name: Mention, limit: int, head: str) -> Mention | None:
        """`Phòng Nội vụ UBND thị xã`, `Ban Kinh tế - Ngân sách HĐND tỉnh`, `Ban Tuyên giáo Tỉnh ủy`."""
        flat = self.flat
        folded = fold(name.name)
        if head in ("phòng", "thanh tra", "ban") and (of := words.OF_COMMITTEE.match(flat, name.end, limit)):
            places = self.ends.places(of.end(), limit)
            council = of["body"] in ("HĐND", "Hội đồng nhân dân")
            if places and head != "ban" and "," not in of.group():
                place = places[0]
                return replace(name, end=place.end, name=f"{name.name} {place.text}", kind=place.kind,
                               key=_place_key(folded, place), place=place.text, tier=place.tier)  # fmt: skip
            if places and council:
                place = places[0]
                return replace(name, end=place.end, name=f"{name.name} Hội đồng nhân dân {place.text}",
                               kind=place.kind, key=_place_key(folded, place), place=place.text,
                               tier=place.tier)  # fmt: skip
        if (head == "ban" or folded in words.PARTY_BOARDS) and (of := words.OF_PARTY.match(flat, name.end, limit)):
            level = f"{of['level'].capitalize()} ủy" if of["level"] else self._own_party()
            return replace(name, end=of.end(), name=f"{name.name} {level}", key=f"{folded}|{level.lower()}")
        return None

    def _place_of(self, name: Mention, limit: int, head: str) -> Place | None:
        """The place behind a name, or None."""
        if head == "bộ" or name.name in ("Chính phủ", "Quốc hội"):
            return None
        places = self.ends.places(name.end, limit)
        if places:
            place = places[0]
            local = place.tier == "địa phương" and "các" not in self.flat[place.start : place.end].lower()
            return None if local else place
        if name.name.endswith("Việt Nam") or not (found := known_province(self.flat, name.end, limit)):
            return None
        end, full = found
        text = words.unit_name(full) if head in words.BARE_PLACE else full
        return Place(name.end, end, "named", text, "tỉnh", full == self.home.province)


def _with_level(place: Place) -> str:
    """The place with its level word, which `Báo Tây Ninh` leaves out."""
    return province_of(place.text) or place.text


def _sentence(name: str) -> str:
    return name[:1].upper() + name[1:]


def _is_lower_head(phrase: str, following: list[str]) -> bool:
    """Whether a head in lower case begins a name: `phòng Nội vụ`, not `phòng chống`."""
    after = following[0] if following else ""
    if phrase in ("ủy ban nhân dân", "hội đồng nhân dân"):
        return True
    if phrase == "đoàn":
        return after == "thanh"
    if phrase == "công an":
        return after.lower() in ("tỉnh", "huyện", "xã", "thành", "thị", "cấp", "các")
    return phrase in words.LOWER_HEADS and after[:1].isupper()
