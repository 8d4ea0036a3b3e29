"""When a found item says what a gold item says: normalising, and one fit function a field.

A fit function takes a gold item and a found item and returns 0.0 where they are two different
things, and otherwise how well they agree, so that the best of several candidates is matched
first. What is compared, and how, follows the project's guidelines for gold records: values are
compared and not offsets; case, dashes, tone placement and spacing are not.

All functions are pure. Text that is compared again and again (every gold item meets every found
item) is normalised once and kept.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

#: One item of a record or a gold file, as its JSON holds it.
Item = dict[str, Any]

_CACHE = 1 << 16


def _old_style_tones() -> dict[str, str]:
    """New-style tone placement (hoà, uỷ) to the old style of the record (hòa, ủy)."""
    rows = (("oa", "òóỏõọ", "àáảãạ"), ("oe", "òóỏõọ", "èéẻẽẹ"), ("uy", "ùúủũụ", "ỳýỷỹỵ"))
    return {
        vowels[0] + marked_second: marked_first + vowels[1]
        for vowels, first, second in rows
        for marked_first, marked_second in zip(first, second, strict=True)
    }


_OLD = _old_style_tones()
# Behind `q` the `u` belongs to the consonant (quý), and before a letter the tone stands right (hoàn).
_TONE = re.compile("(?<![qQ])(" + "|".join(_OLD) + r")(?!\w)")
_DASH = re.compile(r"\s*[-‐‑‒–—−]\s*")
_SPACE = re.compile(r"\s+")
_EDGE = " .,;:/\"'“”"


def norm(value: object) -> str:
    """`value` as text with case, dashes, tone placement and spacing folded; `""` for None."""
    return "" if value is None else _norm(str(value))


@lru_cache(_CACHE)
def _norm(value: str) -> str:
    text = unicodedata.normalize("NFC", value).lower()
    text = _SPACE.sub(" ", _DASH.sub("-", text))
    return _TONE.sub(lambda match: _OLD[match.group(1)], text).strip(_EDGE)


@lru_cache(_CACHE)
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def number_key(value: object) -> str:
    """A document number without spaces and full stops."""
    return re.sub(r"[\s.]", "", norm(value))


_SEVERAL = re.compile(r"\bcác ")
_FRONT_COMMITTEE = re.compile(r"^ủy ban (?=mặt trận)")
_PARTY_COMMITTEE = re.compile(r".*(tỉnh|thành|huyện|quận|thị) ủy\b")
_OWN_PLACE = re.compile(r"( việt nam)?( (của )?tỉnh(?! ủy)( .+)?|(?<!,) thành phố( .+)?)?$")
_HEAD_OF_BODY = re.compile(r"^(các )?(phó )?(chủ tịch|giám đốc|thống đốc|bộ trưởng|chánh) ")


def agency_key(value: object) -> str:
    """An agency's name without what is not compared.

    That is `các`, `Việt Nam`, and the place, except of a people's committee or council.
    """
    return _agency_key(norm(value))


@lru_cache(_CACHE)
def _agency_key(normal: str) -> str:
    name = _SEVERAL.sub("", normal)
    if name.startswith(("ủy ban nhân dân", "hội đồng nhân dân")):
        return name
    name = _FRONT_COMMITTEE.sub("", name)
    if party := _PARTY_COMMITTEE.match(name):
        return party.group()
    return _OWN_PLACE.sub("", name) or name


def body_key(value: object) -> str:
    """The agency key of the body itself where its head is named (`Giám đốc Sở Nội vụ`)."""
    return agency_key(_HEAD_OF_BODY.sub("", norm(value)))


def issuers(value: object) -> frozenset[str]:
    """The bodies of a joint issuer, whose names are joined with `;`, in any order."""
    return frozenset(body_key(name) for name in str(value or "").split(";"))


def quote_of(item: Item) -> str:
    """The item's own quote (gold), or the quotes of its evidence (record)."""
    return str(item.get("quote") or " ".join(str(e.get("quote") or "") for e in item.get("evidence") or []))


def _ratio(a: str, b: str, floor: float) -> float:
    """`SequenceMatcher.ratio`, or 0.0 where a cheap upper bound shows that it is below `floor`."""
    if a == b:
        return 1.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.real_quick_ratio() < floor or matcher.quick_ratio() < floor:
        return 0.0
    return matcher.ratio()


def similar(a: object, b: object, least: int = 1, floor: float = 0.0) -> float:
    """Token-set similarity of two texts in 0..1.

    Args:
        a: one text.
        b: the other.
        least: with fewer different words than this in one of them, the texts are compared as
            they stand; otherwise the similarity is 1 when all words of one are in the other.
        floor: what the caller needs. A similarity of `floor` or more is exact; of one below it
            only this much is told.
    """
    return _similar(norm(a), norm(b), least, floor)


@lru_cache(_CACHE)
def _similar(a: str, b: str, least: int, floor: float) -> float:
    left, right = _words(a), _words(b)
    if not left or not right:
        return 1.0 if left == right else 0.0
    if min(len(left), len(right)) < least:
        return _ratio(a, b, floor)
    shared = left & right
    if shared in (left, right):
        return 1.0
    common = " ".join(sorted(shared))
    one = f"{common} {' '.join(sorted(left - right))}".strip()
    two = f"{common} {' '.join(sorted(right - left))}".strip()
    if not common:
        return _ratio(one, two, floor)
    # `common` begins both texts, so its ratio with the shorter of them needs no matching.
    best = 2.0 * len(common) / (len(common) + min(len(one), len(two)))
    return max(best, _ratio(one, two, max(best, floor)))


def year(value: object) -> str:
    """The year of an ISO date, `""` for none."""
    return str(value)[:4] if value else ""


_ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")


def day(date: object, last: bool = False) -> str:
    """The first or the last day of a day, month or year.

    `2012`, `2012-12` and `2012-12-31` end on one day. What is no such date is only normalised.
    """
    text = str(date or "")
    if not _ISO_DATE.fullmatch(text):
        return norm(date)
    of_year, of_month, of_day = (*text.split("-"), "", "")[:3]
    of_month = of_month or ("12" if last else "01")
    if not of_day:
        of_day = str(calendar.monthrange(int(of_year), int(of_month))[1]) if last else "01"
    return f"{of_year}-{of_month}-{of_day}"


def rrule(value: object) -> frozenset[str]:
    """The parts of an RFC 5545 RRULE in any order; an interval of 1 is what no interval means."""
    return frozenset(norm(value).upper().replace(" ", "").split(";")) - {"INTERVAL=1"}


def unit_class(unit: object) -> str:
    """A share (`%`) or a count."""
    return "%" if "%" in str(unit or "") else "count"


def section_key(value: object) -> str:
    """The last part of a section's number: `V.1.1` and `1`, `Điều 2` and `2` are one place."""
    return re.sub(r"[\s()]|điều|mục", "", norm(value)).split(".")[-1]


def same(a: object, b: object, what: str = "") -> bool:
    """Whether two values of the attribute `what` are the same."""
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) < 1e-6
    if what == "issuer":
        return issuers(a) == issuers(b)
    if what in ("start", "end", "by"):
        return day(a, what != "start") == day(b, what != "start")
    return norm(a) == norm(b)


def accepted(item: Item, key: str) -> list[Any]:
    """The gold item's value of `key` and the other forms accepted for it."""
    return [item.get(key), *(item.get("also") or [])]


def fits_citation(gold: Item, found: Item) -> float:
    """One number, or for a citation without one, one name."""
    if gold.get("number"):
        return float(number_key(found.get("number")) in {number_key(n) for n in accepted(gold, "number")})
    return float(not found.get("number") and norm(found.get("name")) in {norm(n) for n in accepted(gold, "name")})


def fits_agency(gold: Item, found: Item) -> float:
    """One name, by what is compared of it."""
    return float(agency_key(found.get("name")) in {agency_key(n) for n in accepted(gold, "name")})


def fits_deadline(gold: Item, found: Item) -> float:
    """One kind and one time; another accepted form of it fits less well."""
    others = (0.8 * _same_time({**gold, **form}, found) for form in gold.get("also") or [])
    return max([_same_time(gold, found), *others])


def _same_time(gold: Item, found: Item) -> float:
    if norm(gold.get("kind")) != norm(found.get("kind")):
        return 0.0
    if rrule(gold.get("recurrence")) != rrule(found.get("recurrence")):
        return 0.0
    if day(gold.get("start")) != day(found.get("start")) or day(gold.get("end"), True) != day(found.get("end"), True):
        return 0.0
    return 1.0 if all(norm(gold.get(key)) == norm(found.get(key)) for key in ("start", "end")) else 0.9


def fits_target(gold: Item, found: Item) -> float:
    """One value of one class of unit, about one subject; better by the same year."""
    if not all(same(gold.get(key), found.get(key)) for key in ("value", "value_max")):
        return 0.0
    if unit_class(gold.get("unit")) != unit_class(found.get("unit")):
        return 0.0
    if ("năm" in norm(gold.get("unit"))) != ("năm" in norm(found.get("unit"))):
        return 0.0
    score = similar(gold.get("subject"), found.get("subject"), least=3, floor=0.5)
    if score < 0.5:
        return 0.0
    return score + (0.5 if year(gold.get("by")) == year(found.get("by")) else 0.0)


def fits_budget(gold: Item, found: Item) -> float:
    """One amount, in total or by year, month or unit; better with the same attributes and purpose."""
    if not same(gold.get("amount_vnd"), found.get("amount_vnd")) or norm(gold.get("per")) != norm(found.get("per")):
        return 0.0
    agreed = sum(norm(gold.get(key)) == norm(found.get(key)) for key in ("source", "role", "start", "end"))
    return 1.0 + agreed + similar(gold.get("purpose"), found.get("purpose"))


def fits_cell(gold: Item, found: Item) -> float:
    """One amount in one column, in a row of nearly the same label."""
    if not same(gold.get("amount_vnd"), found.get("amount_vnd")):
        return 0.0
    if norm(gold.get("column")) != norm(found.get("column")):
        return 0.0
    score = similar(gold.get("row"), found.get("row"), floor=0.8)
    return score if score >= 0.8 else 0.0


def fits_role(gold: Item, found: Item) -> float:
    """One agency in one role, in a task of the same words; fewer of them where the section is the same."""
    if gold["role"] != found["role"]:
        return 0.0
    if body_key(found["agency"]) not in {body_key(name) for name in [gold["agency"], *gold["also"]]}:
        return 0.0
    here = section_key(gold["section"]) == section_key(found["section"])
    least = 0.5 if here else 0.75
    score = similar(gold["task"], found["task"], least=3, floor=least)
    return score + here if score >= least else 0.0


def fits_task_value(gold: Item, found: Item) -> float:
    """One value of one field, in a task of the same words."""
    if gold["field"] != found["field"] or not same(gold["value"], found["value"], gold["field"]):
        return 0.0
    score = similar(gold["task"], found["task"], least=3, floor=0.5)
    return score if score >= 0.5 else 0.0


_FIGURE = re.compile(r"\d[\d.,]*")


def fits_finding(gold: Item, found: Item) -> float:
    """Quotes of nearly the same words that share a figure; better of one kind."""
    wanted, got = (_FIGURE.findall(norm(quote_of(item))) for item in (gold, found))
    if wanted and not set(wanted) & set(got):
        return 0.0
    if gold.get("kind") == "reversed_period" and wanted[:2] != got[:2]:
        return 0.0
    agreed = gold.get("kind") == found.get("kind")
    least = 0.5 if agreed else 0.75
    score = similar(quote_of(gold), quote_of(found), floor=least)
    return score + agreed if score >= least else 0.0


_ABOUT = re.compile(r"^(về việc|v/v):? ")
_LEVEL_OF_PLACE = re.compile(r"^(tỉnh|thành phố|tp\.?|thị xã|huyện|quận) ")
_LEAST_HEADER_RATIO = 0.92


def fits_header(gold: Item, found: Item) -> float:
    """One field of the header with the same text, as far as that field's text is compared."""
    field = gold["field"]
    if field != found["field"]:
        return 0.0
    if gold["optional"]:
        return 1.0
    if field in ("title", "recipient", "signer.authority"):
        a, b = (_ABOUT.sub("", norm(item["text"])) for item in (gold, found))
        ratio = _ratio(a, b, _LEAST_HEADER_RATIO)
        return ratio if ratio >= _LEAST_HEADER_RATIO else 0.0
    if field in ("number", "promulgated_by"):
        return float(number_key(gold["text"]) == number_key(found["text"]))
    if field == "issuer":
        return float(issuers(gold["text"]) == issuers(found["text"]))
    if field == "place":
        a, b = (_LEVEL_OF_PLACE.sub("", norm(item["text"])) for item in (gold, found))
        return float(a == b)
    return float(norm(gold["text"]) == norm(found["text"]))
