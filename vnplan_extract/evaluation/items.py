"""The items of a record that are compared, field by field, and which of them never count.

A record and a gold file hold the same lists under the same names; the header, the tables and
the tasks are taken apart here into items of one value each. An item taken apart carries the
`confidence` of what it came from, where the record states one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from vnplan_extract.evaluation.matching import Item, agency_key, norm, quote_of, same

_HEADER_FIELDS = ("doc_type", "number", "issuer", "place", "issued_on", "title", "promulgated_by")
_SIGNER_FIELDS = ("name", "position", "authority")
_PERIOD_FIELDS = ("start", "end")


def listed(key: str) -> Callable[[Item], list[Item]]:
    """A function that gives a record's list `key`."""
    return lambda record: record.get(key) or []


def header_items(record: Item) -> list[Item]:
    """The header as `{field, text, optional}` items; a null says nothing and is no item."""
    header = record.get("header") or {}
    signer = header.get("signer") or {}
    period = header.get("period") or {}
    flat = {key: header.get(key) for key in _HEADER_FIELDS}
    flat |= {f"signer.{key}": signer.get(key) for key in _SIGNER_FIELDS}
    flat |= {f"period.{key}": period.get(key) for key in _PERIOD_FIELDS}
    debatable = set(header.get("optional") or [])
    items = [
        _header_item(record, key, text, key in debatable)
        for key, text in flat.items()
        if text not in (None, "") or key in debatable
    ]
    return items + [_header_item(record, "recipient", text, False) for text in header.get("recipients") or []]


def _header_item(record: Item, field: str, text: Any, optional: bool) -> Item:
    evidence = record.get("header_evidence") or {}
    names = (field, field.partition(".")[0], "recipients" if field == "recipient" else field)
    found: Item = next((evidence[name] for name in names if name in evidence), {})
    return {"field": field, "text": text, "optional": optional, "confidence": found.get("confidence")}


def cells(record: Item) -> list[Item]:
    """The cells of all tables of money."""
    return [
        {**cell, "confidence": cell.get("confidence", table.get("confidence"))}
        for table in record.get("tables") or []
        for cell in table.get("cells") or []
    ]


def task_roles(record: Item) -> list[Item]:
    """Each agency of each task in its role, with the names accepted for it."""
    also = {agency.get("name"): agency.get("also") or [] for agency in record.get("agencies") or []}
    return [
        {
            "role": role,
            "agency": agency,
            "also": also.get(agency, []),
            "task": task.get("title") or "",
            "section": task.get("section") or "",
            "optional": task.get("optional", False),
            "confidence": task.get("confidence"),
        }
        for task in record.get("tasks") or []
        for role in ("lead", "coordinating")
        for agency in task.get(role) or []
    ]


def task_values(record: Item) -> list[Item]:
    """Each time and amount of each task."""
    return [
        {
            "field": key,
            "value": task[key],
            "task": task.get("title") or "",
            "optional": task.get("optional", False),
            "named": bool(task.get("lead") or task.get("coordinating")),
            "confidence": task.get("confidence"),
        }
        for task in record.get("tasks") or []
        for key in ("start", "end", "amount_vnd")
        if task.get(key) not in (None, "")
    ]


# What the guidelines make optional as a class need not be listed in every gold file: a found item
# of such a class is never held against the record. Each function takes the item and the gold list.

_VAGUE = re.compile(
    r"((các|một số|những|mọi|từng|toàn thể) |(sở|ban|bộ|hội|phòng)(,| ban\b| ngành\b|$)"
    r"|(ngành|cơ quan|đơn vị|tổ chức|đoàn thể|cấp|địa phương|chính quyền|lực lượng)\b"
    r"|(phó )?(chủ tịch|giám đốc|bộ trưởng|thống đốc|thủ tướng|bí thư|chánh|trưởng|thủ trưởng|lãnh đạo|thành viên)\b"
    r"|(đảng|nhà nước|trung ương|thành phố|tỉnh)$)"
)
_MINOR = re.compile(
    r"(phòng|tổ|bộ phận|khoa|đội|nhóm|văn phòng sở|ban giám đốc|cổng thông tin"
    r"|cơ sở|bệnh viện|trường|trạm|trại|doanh nghiệp|công ty|hợp tác xã)\b"
)
_LAWS = ("luật", "bộ luật", "pháp lệnh", "hiến pháp")


def never_free(found: Item, gold: list[Item]) -> bool:
    """No class of this field is optional."""
    return False


def free_citation(found: Item, gold: list[Item]) -> bool:
    """A document without a number that is no law."""
    return not found.get("number") and not any(norm(found.get(key)).startswith(_LAWS) for key in ("type", "name"))


def free_agency(found: Item, gold: list[Item]) -> bool:
    """A vague group, a post, a division, a facility, or a body named inside another's name."""
    name, inner = norm(found.get("name")), agency_key(found.get("name"))
    if _VAGUE.match(name) or _MINOR.match(name):
        return True
    outer = (agency_key(wanted.get("name")) for wanted in gold)
    return bool(inner) and any(inner in other and inner != other for other in outer)


def free_deadline(found: Item, gold: list[Item]) -> bool:
    """A time without any date or recurrence."""
    return not any(found.get(key) for key in ("start", "end", "recurrence"))


def free_target(found: Item, gold: list[Item]) -> bool:
    """`tất cả` read as 100 %."""
    quote = quote_of(found)
    return same(found.get("value"), 100) and "%" in str(found.get("unit")) and bool(quote) and "100" not in quote


def free_role(found: Item, gold: list[Item]) -> bool:
    """The role of a vague group or a post."""
    return bool(_VAGUE.match(norm(found["agency"])))


def free_task_value(found: Item, gold: list[Item]) -> bool:
    """A value of a task without a named agency."""
    return not found["named"]
