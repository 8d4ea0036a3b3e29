"""Places behind the names of bodies: the own province or district, a named unit, a class of units.

`UBND tỉnh` is the committee of the document's own province, `UBND tỉnh Lạng Sơn` that of a named
one, `UBND các huyện, thị xã, thành phố` and `UBND cấp xã` are classes of committees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from vnplan_extract import data

#: The letters of Vietnamese, for character classes (`à-ỹ` would hold capitals too).
LOWER = "a-zàáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹð"
UPPER = "A-Z" + LOWER[3:].upper()
_LEVELS = {
    "tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "thành": "thành phố", "thị xã": "thị xã",
    "tx": "thị xã", "huyện": "huyện", "quận": "quận", "xã": "xã", "phường": "phường", "thị trấn": "thị trấn",
    "đặc khu": "đặc khu", "cơ sở": "cơ sở", "thị": "thị",
}  # fmt: skip
#: The tier of a level word; a city is of the province's tier only in `tỉnh, thành phố`.
_TIER = {
    "tỉnh": "tỉnh", "thành phố": "huyện", "thị xã": "huyện", "huyện": "huyện", "quận": "huyện", "xã": "xã",
    "phường": "xã", "thị trấn": "xã", "đặc khu": "xã", "cơ sở": "xã", "thị": "huyện",
}  # fmt: skip
_WORD = (
    r"tỉnh(?!\s+(?:ủy|đoàn))|thành\s+phố|thành(?=\s*,)|(?<=,\s)thành(?=\s*(?:;|\.?$)|\s+và\s)|t\.?p\.?|thị\s+xã|(?<=,\s)thị(?=\s*(?:[,;]|\.?$)|\s+và\s)|tx\.?|huyện(?!\s+(?:ủy|đoàn))"
    r"|quận(?!\s+(?:ủy|đoàn))|xã(?!\s+hội)|phường|thị\s+trấn|đặc\s+khu"
)
_LEVEL = re.compile(
    r"\s*(?P<each>(?:của\s+|thuộc\s+)?(?:các|những|63|34)\s+)?(?P<tier>cấp\s+)?"
    rf"(?P<level>{_WORD}|(?<=cấp\s)cơ\s+sở)(?!\w)(?:\s*:)?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s*(?:[,/&;]|và(?=\s)|[-–](?=\s*(?:thị|thành|huyện|phường|xã)))\s*",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\s*(?:(?P<all>(?:các|hai|02|2|ba|03|3|4|bốn)\s+cấp)|(?P<same>cùng\s+cấp|cấp\s+(?:trên|dưới|tương\s+đương))"
    r"|(?P<local>(?:các|ở)?\s*địa\s+phương))(?!\w)",
    re.IGNORECASE,
)
_CAPITALS = re.compile(
    rf"\s+(?P<name>[{UPPER}]\w*(?:['’]\w+)?(?:\s+[{UPPER}]\w*(?:['’]\w+)?)*(?:\s*[-–—]\s*[{UPPER}]\w+(?:\s+[{UPPER}]\w+)*)?)"
)
_NUMBERED = re.compile(r"\s+(?P<name>\d{1,2})(?![\d/.,])")
_DASH = re.compile(r"\s*[-–—]\s*")


@dataclass(frozen=True, slots=True)
class Place:
    """A place behind a name, ending at `end`.

    `text` is its full form (`tỉnh Tây Ninh`, `các huyện, thị xã, thành phố`, `cấp xã`); `tier` is
    `tỉnh`, `huyện`, `xã`, `all` or empty; `own` says that it is the document's own unit.
    """

    start: int
    end: int
    kind: Literal["named", "group"]
    text: str
    tier: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """Where a document comes from: its province, district and commune, each with its level word.

    `central` says that a body of the State or the Party issued it, which is of no place: `UBND tỉnh` is a class then.
    """

    province: str | None = None
    district: str | None = None
    commune: str | None = None
    central: bool = False

    @property
    def is_city(self) -> bool:
        """Whether the province is a centrally run city."""
        return bool(self.province and self.province.startswith("thành phố"))

    def unit(self, level: str) -> str | None:
        """The own unit that a level word without a name means, or None."""
        for unit in (self.commune, self.district, self.province):
            if unit and unit.startswith(level + " "):
                return unit
        if level == "tỉnh" and not self.province and not self.central:
            return "tỉnh"
        return None

    @property
    def lowest(self) -> str | None:
        """The unit whose own bodies the document speaks of."""
        return self.commune or self.district or self.province


@cache
def provinces() -> dict[str, str]:
    """Every province, past and present: its folded name and aliases, and its full name with the level word."""
    names: dict[str, str] = {}
    for row in data.provinces():
        for name in (row.name, *row.aliases):
            if not re.search(r"TP|Thủ đô|[A-ZĐ]{2}", name):
                names[data.normalise_name(name)] = f"{row.kind} {row.name}"
    return names


def province_of(name: str) -> str | None:
    """The full name (`tỉnh Tây Ninh`) of a province given without its level word, or None."""
    return provinces().get(data.normalise_name(name))


def known_province(flat: str, position: int, limit: int) -> tuple[int, str] | None:
    """The province whose name stands at `position` (blanks before it), and where the name ends."""
    match = _CAPITALS.match(flat, position, limit)
    if not match:
        return None
    start, run = match.start("name"), match["name"]
    ends = [m.end() for m in re.finditer(r"\w+(?:['’]\w+)?", run)][:6]
    for end in reversed(ends):
        if full := province_of(run[:end]):
            return start + end, full
    return None


def _level(word: str) -> str:
    folded = " ".join(word.lower().replace(".", "").split())
    return _LEVELS.get(folded, folded)


def _name(flat: str, level: str, position: int, limit: int, home: Home) -> tuple[int, str] | None:
    """The proper name behind a level word, with the level word, and where it ends."""
    if level in ("tỉnh", "thành phố") and (found := known_province(flat, position, limit)):
        end, full = found
        bare = full.split(" ", 1)[1] if full.startswith("tỉnh") else full.split(" ", 2)[2]
        return end, f"{level} {bare}"
    if level == "tỉnh":
        return None
    if (own := home.unit(level)) and own != level:
        bare = own[len(level) + 1 :]
        after = position + len(flat[position:limit]) - len(flat[position:limit].lstrip())
        if flat[after : after + len(bare)].lower() == bare.lower():
            return after + len(bare), own
    if numbered := _NUMBERED.match(flat, position, limit):
        return (numbered.end(), f"{level} {numbered['name']}") if level in ("quận", "phường") else None
    match = _CAPITALS.match(flat, position, limit)
    if not match:
        return None
    words = _DASH.split(match["name"])[0].split()[:4]
    if match["name"].isupper():
        return None
    known = _units(level)
    count = next((size for size in range(len(words), 0, -1) if " ".join(words[:size]).lower() in known), 0)
    if not count:
        if words[0] in _NOT_NAMES:
            return None
        count = next((at for at, word in enumerate(words) if word in _NEVER), len(words))
    end = match.start("name")
    for word in words[:count]:
        end = flat.index(word, end) + len(word)
    return end, f"{level} {' '.join(words[:count])}"


@cache
def _units(level: str) -> frozenset[str]:
    """The names, in lower case, of the units of a level word's tier."""
    if _TIER[level] == "huyện":
        return frozenset(row.name.lower() for row in data.districts())
    return frozenset(row.name.lower() for old in (True, False) for row in data.communes(old))


#: In no name of a place.
_NEVER = frozenset({"UBND", "HĐND", "Sở", "CT", "PCT"})
#: Capitalised words that begin another body's name or a clause, not a place.
_NOT_NAMES = frozenset(
    {
        "Sở", "Bộ", "Ban", "UBND", "HĐND", "Ủy", "Hội", "Đoàn", "Công", "Chi", "Cục", "Phòng", "Trung", "Văn",
        "Báo", "Đài", "Chủ", "Phó", "Giám", "Tổ", "Căn", "Trong", "Theo", "Để", "Các", "Giao", "Đề", "Yêu",
        "Về", "Quyết", "Kế", "Khi", "Do", "Tại", "Từ", "Như", "Lưu", "Nơi", "Nhân", "Mặt", "Thường", "CT",
        "PCT", "Kết", "Điều", "Mục", "Chương", "Nghị", "Thông",
    }
)  # fmt: skip


def parse_places(flat: str, position: int, limit: int, home: Home) -> list[Place]:
    """The places that stand at `position`, in order; an empty list where there is none.

    A list of level words is one place for each tier: `các huyện, thị xã, thành phố` is one,
    `cấp huyện, cấp xã` are two, `các huyện Cam Lộ, Gio Linh` are two named ones.
    """
    if general := _ALL.match(flat, position, limit):
        text = " ".join(general.group().split()).lower()
        if general["local"]:
            return [Place(general.start(), general.end(), "group", "các địa phương", "địa phương")]
        return [Place(general.start(), general.end(), "group", text, "all" if general["all"] else "same")]
    parts: list[_Part] = []
    each = False
    at = position
    while match := _LEVEL.match(flat, at, limit):
        colon = match.group().endswith(":")
        if colon and not match["each"]:
            match_end = match.end() - 1
        else:
            match_end = match.end()
        each = each or bool(match["each"])
        tier_word = bool(match["tier"]) or bool(parts and parts[-1].tier_word and not match["each"])
        level = _level(match["level"])
        named = None if match["tier"] else _name(flat, level, match_end, limit, home)
        if named:
            parts.append(_Part(match.start(), named[0], level, named[1], bool(match["each"]), False))
            if match["each"]:
                _more_names(flat, level, limit, home, parts)
        else:
            end = match.end("level")
            if flat[end - 1] == "." and flat[end : end + 2].strip() == "":
                end -= 1
            parts.append(_Part(match.start(), end, level, None, bool(match["each"]), tier_word))
        more = _MORE.match(flat, parts[-1].end, limit)
        if not more or not _LEVEL.match(flat, more.end(), limit):
            break
        if more.group().strip() == ";" or (parts[-1].name and not parts[-1].each):
            break
        at = more.end()
    if len(parts) == 1 and parts[0].name is not None and not parts[0].each:
        _siblings(flat, limit, home, parts)
    return _resolved(flat, parts, home)


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    level: str
    name: str | None
    each: bool
    tier_word: bool


def _more_names(flat: str, level: str, limit: int, home: Home, parts: list[_Part]) -> None:
    """`các huyện Cam Lộ, Gio Linh và Hải Lăng`: the names behind the first."""
    while more := _MORE.match(flat, parts[-1].end, limit):
        if more.group().strip() == ";":
            return
        named = _name(flat, level, more.end() - 1, limit, home) if flat[more.end() - 1] == " " else None
        if not named or _LEVEL.match(flat, more.end(), limit):
            return
        parts.append(_Part(more.end(), named[0], level, named[1], False, False))


def _siblings(flat: str, limit: int, home: Home, parts: list[_Part]) -> None:
    """`huyện Cam Lộ và Gio Linh`, `huyện Cam Lộ, Gio Linh`: what follows is one too where the tables have it there."""
    level = parts[0].level
    province = data.province_named(home.province) if home.province else None
    if _TIER[level] != "huyện" or province is None:
        return
    while more := _AND_NAME.match(flat, parts[-1].end, limit):
        named = _name(flat, level, more.end() - 1, limit, home)
        unit = data.district_named(named[1], province) if named else None
        if not named or unit is None or unit.full_name.lower() != named[1].lower():
            return
        parts.append(_Part(more.end(), named[0], level, named[1], False, False))


_AND_NAME = re.compile(rf"\s*(?:,|và(?=\s))\s+(?=[{UPPER}])")


def _resolved(flat: str, parts: list[_Part], home: Home) -> list[Place]:
    if not parts:
        return []
    bare = [part for part in parts if part.name is None]
    places: list[Place] = []
    group: list[_Part] = []
    is_list = len(bare) > 1 and not (len(bare) == 2 and bare[1].each and not bare[0].each)

    def close() -> None:
        if not group:
            return
        first, last = group[0], group[-1]
        each = "các " if any(part.each for part in group) else ""
        words = [part.level for part in group]
        joint = " và " if len(words) > 1 and re.search(r"\svà\s", flat[group[-2].end : last.end]) else ", "
        text = ", ".join(words[:-1]) + (joint if len(words) > 1 else "") + words[-1]
        tier = _TIER[first.level]
        if first.tier_word:
            text = "cấp " + text
        places.append(Place(first.start, last.end, "group", each + text, tier))
        group.clear()

    for part in parts:
        if part.name is not None:
            close()
            own = part.name in (home.province, home.district, home.commune)
            places.append(Place(part.start, part.end, "named", part.name, _TIER[part.level], own))
            continue
        before_list = part is bare[0] and len(bare) > 1 and bare[1].each  # `UBND tỉnh và các huyện, thị`
        alone = not part.each and not part.tier_word and (before_list or not (is_list and part in bare))
        unit = home.unit(part.level) if alone else None
        if unit:
            close()
            places.append(Place(part.start, part.end, "named", unit, _TIER[part.level], True))
            continue
        if group:
            before = group[-1]
            city = part.level == "thành phố" and before.level == "tỉnh"
            same = _TIER[part.level] == _TIER[before.level] or city
            if not same:
                close()
        group.append(part)
    close()
    return places
