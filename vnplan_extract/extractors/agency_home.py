"""What a document says of itself that names of bodies depend on: where it is from, and its own abbreviations."""

from __future__ import annotations

import re
from collections import Counter

from vnplan_extract import data
from vnplan_extract.extractors.agency_places import UPPER, Home, known_province, province_of
from vnplan_extract.extractors.agency_words import PARTY_LEVELS
from vnplan_extract.extractors.context import Context

_DEFINITION = re.compile(
    r"\(\s*(?:(?:sau đây\s+)?(?:viết tắt|gọi tắt|gọi)\s+(?:là|:)\s*)?"
    rf"[“\"]?(?P<short>[{UPPER}][{UPPER}&.\-–]{{1,14}})[”\"]?\s*\)"
)


def definitions(context: Context) -> dict[str, str]:
    """The abbreviations that a document itself explains: `Bí mật Nhà nước (BMNN)`."""
    return context.once("agency.definitions", lambda: _definitions(context.flat))


def _definitions(flat: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _DEFINITION.finditer(flat):
        short = match["short"]
        letters = [c.lower() for c in short if c.isalpha()]
        window = flat[max(0, match.start() - 120) : match.start()]
        words = list(re.finditer(r"\w+", window))
        index = len(words) - 1
        for letter in reversed(letters):
            while index >= 0 and words[index].group().lower() == "và" and letter != "v":
                index -= 1
            if index < 0 or words[index].group()[0].lower() != letter:
                break
            index -= 1
        else:
            begin = words[index + 1].start()
            phrase = " ".join(window[begin:].split()).rstrip(" ,")
            if not re.search(r"[.;:()]", phrase) and len(letters) >= 2:
                found.setdefault("".join(c for c in short if c.isalpha()), phrase)
    return found


_PARTY_LEVEL = re.compile(
    r"(?:Ban (?:Thường vụ|Chấp hành) )?(Tỉnh|Thành|Huyện|Thị|Quận) ủy\s+(?=[^\W\d_])", re.IGNORECASE
)

_UNIT = re.compile(
    r"(?P<level>thị xã|thành phố|huyện|quận|xã|phường|thị trấn|đặc khu|tỉnh) (?P<name>[^,;]+?)"
    r"(?=,|;|$| (?:tỉnh|thành phố|huyện) )",
    re.IGNORECASE,
)

_NAMED = re.compile(r"(?:tỉnh|TỈNH|Tỉnh|thành phố|Thành phố|THÀNH PHỐ)(?=\s)")


def _most_named(flat: str) -> str | None:
    """The province that a text names most with its level word, the first of equals."""
    counts: Counter[str] = Counter()
    for match in _NAMED.finditer(flat):
        found = known_province(flat, match.end(), min(len(flat), match.end() + 60))
        if found and found[1].startswith(match.group().lower()):
            counts[found[1]] += 1
    return counts.most_common(1)[0][0] if counts else None


def home_of(context: Context, header: object) -> Home:
    """Where a document comes from, by its header's issuer and province, else by the province that it names most.

    Args:
        context: the document.
        header: the result of `header.extract`, of which `header.issuer` and `own_province` are read.
    """
    return context.once("agency.home", lambda: _home_of(context, header))


def _home_of(context: Context, header: object) -> Home:
    issuer = str(getattr(getattr(header, "header", None), "issuer", None) or "")
    body = data.agency_by_name(issuer.split("; ")[0]) if issuer else None
    if body is not None and body.level in ("central", "party_central"):
        return Home(central=True)
    own = getattr(header, "own_province", None)
    district = commune = province = None
    issuer = _PARTY_LEVEL.sub(lambda m: PARTY_LEVELS[f"{m[1].capitalize()} ủy"] + " ", issuer)
    for match in _UNIT.finditer(issuer):
        level, name = match["level"].lower(), match["name"].strip()
        full = province_of(name) or ""
        if level == "tỉnh":
            province = f"tỉnh {name}"
        elif level in ("xã", "phường", "thị trấn", "đặc khu"):
            commune = f"{level} {name}"
        elif level == "thành phố" and district is None and full.startswith("thành phố"):
            province = full
        else:
            district = f"{level} {name}"
    if province is None and own:
        text = str(own)
        province = province_of(text.removeprefix("tỉnh ").removeprefix("thành phố ").strip()) or text
    if province is None and issuer:
        province = _most_named(context.flat)
    return Home(province, district, commune)
