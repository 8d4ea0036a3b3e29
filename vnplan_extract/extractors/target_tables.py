"""Aims in tables: a row an aim, a column the year (or the plan) by which it is to be reached.

A table is one of aims where its first words column is headed `Chỉ tiêu` or `Mục tiêu`, or the line above says so; its
columns of aims are headed by a year to come or by `Kế hoạch`, `Mục tiêu`. Columns of what was done, of comparison and
rows of money are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnplan_extract import data
from vnplan_extract.document import Cell, Table
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import grids
from vnplan_extract.extractors.header import HeaderResult
from vnplan_extract.extractors.tables import labelled_rows, row_label
from vnplan_extract.record import Comparator, Target
from vnplan_extract.values import money as money_values
from vnplan_extract.values import numbers

_AIMS = re.compile(r"(?<!\w)(?:chỉ\s+tiêu|mục\s+tiêu)(?!\w)", re.IGNORECASE)
_PLANNED = re.compile(r"(?<!\w)(?:kế\s+hoạch|kh|mục\s+tiêu|chỉ\s+tiêu|phấn\s+đấu)(?!\w)", re.IGNORECASE)
#: The heading of a column of aims that names no year.
_SET = re.compile(
    r"(?<!\w)(?:kế\s+hoạch|(?:chỉ\s+tiêu|mục\s+tiêu)\s+(?:được\s+)?(?:giao|phấn\s+đấu|đề\s+ra|cần\s+đạt))(?!\w)",
    re.IGNORECASE,
)
#: Columns of what was, of comparison, of the rest.
_NO_AIM = re.compile(
    r"(?<!\w)(?:thực\s+hiện|th|ước|hiện\s+trạng|kết\s+quả|so\s+sánh|so\s+với|tỷ\s+lệ|tăng|giảm|ghi\s+chú|stt|tt|lũy\s+kế|đơn\s+vị"
    r"|đvt|cơ\s+quan|thời\s+gian|số\s+lượng|kinh\s+phí|chênh\s+lệch)(?!\w)|%|/",
    re.IGNORECASE,
)
_UNIT_COLUMN = re.compile(r"\s*(?:đvt|đơn\s+vị(?:\s+tính)?|đv\s*tính)\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)")
_SPAN = re.compile(r"(?<!\d)(?:19|20)\d\d\s*[-–—]\s*(?P<year>(?:19|20)\d\d)(?!\d)")
_CELL = re.compile(
    r"(?P<sign>≥|>=?|≤|<=?|~|trên|hơn|ít\s+nhất|tối\s+thiểu|từ|dưới|không\s+quá|tối\s+đa|khoảng|gần)?\s*"
    r"(?P<first>\d[\d.,]*)(?:\s*(?:[-–—]|đến)\s*(?P<second>\d[\d.,]*))?\s*(?P<percent>%)?(?P<up>\s*trở\s+lên)?",
    re.IGNORECASE,
)
_SIGNS: dict[str, Comparator] = {
    "≥": ">=", ">": ">=", ">=": ">=", "trên": ">=", "hơn": ">=", "ít nhất": ">=", "tối thiểu": ">=",
    "≤": "<=", "<": "<=", "<=": "<=", "dưới": "<=", "không quá": "<=", "tối đa": "<=",
    "~": "~", "khoảng": "~", "gần": "~",
}  # fmt: skip
_SCALED = re.compile(r"(?P<scale>1[.,]?000|nghìn|ngàn|triệu|ngh\.|tr\.)\s*(?P<unit>\S.*)", re.IGNORECASE)
_SHORT_SCALES = {"ngh.": 1_000, "tr.": 1_000_000}
_UNIT_IN_LABEL = re.compile(
    r"\(\s*(?:(?:đvt|đơn\s+vị(?:\s+tính)?)\s*:\s*)?(?P<unit>%|[^\W\d_][^()\d]{0,20})\s*\)\s*$", re.IGNORECASE
)
_DITTO = frozenset({'"', "”", "“", "''", "nt", "-nt-"})
_MONEY = re.compile(r"(?i)đồng|(?<!\w)(?:usd|đô la|đô-la|vnđ)(?!\w)")
_CHANGE = re.compile(r"(?i)(?:(?:tốc\s+độ|mức|tỷ\s+lệ|tỉ\s+lệ)\s+)?(?P<way>tăng|giảm)(?!\w)")
#: How a row's label begins: what it counts is told by the row over it, the deeper the marker the nearer.
_MARKERS = (
    (0, re.compile(r"(?:[IVX]{1,5}|[A-H])\s*[.)]\s*")),
    (2, re.compile(r"\d{1,2}(?:\.\d{1,2})*\s*[.)]\s+")),
    (3, re.compile(r"[-–—]\s*")),
    (4, re.compile(r"[+*•]\s*")),
)
_HEADING, _PLAIN, _PART, _PART_OF, _RELATION = 1, 3, 4, 5, 6
#: What stands before the first part of the row over it.
_PARTS_FOLLOW = re.compile(r"(?:trong\s+đó|chia\s+ra|bao\s+gồm|gồm)\s*:?\s*", re.IGNORECASE)
#: A row that sets the one over it beside something: `So với tổng số`, `Tăng so với năm trước`.
_RELATES = re.compile(r"(?:(?:tỷ\s+lệ|tỉ\s+lệ|tỷ\s+trọng|tỉ\s+trọng|tăng|giảm|%)\s+)?so\s+với(?!\w)", re.IGNORECASE)
SUBJECT_WORDS = 3  #: that say what is counted or reached
#: How far above a table the line that says what it is of can stand, in code points.
_CAPTION_REACH = 200


def of_tables(context: Context, header: HeaderResult, *, is_plan: bool) -> tuple[list[Target], list[tuple[int, int]]]:
    """The aims that the tables of a document state, and the spans of those tables.

    Args:
        context: the document.
        header: its header: the end of its period is the year of a column without one.
        is_plan: whether the document as a whole is of aims.
    """
    found: list[Target] = []
    spans: list[tuple[int, int]] = []
    for table in grids(context):
        targets = list(_of_table(context, header, table, is_plan))
        if targets:
            found += targets
            spans.append((table.start, table.end))
    return found, spans


def _of_table(context: Context, header: HeaderResult, table: Table, is_plan: bool) -> Iterator[Target]:
    labels, body = labelled_rows(context, table)
    if not _is_of_aims(context, table, labels):
        return
    units = next((column for column, label in labels.items() if _UNIT_COLUMN.fullmatch(label)), None)
    years = _columns(header, labels, is_plan)
    unit = ""
    groups: list[tuple[int, str]] = []
    for row in body:
        own = next((cell for cell in row if cell.column == units), None)
        printed = one_line(context.flat[own.start : own.end]) if own else ""
        unit = printed if printed not in _DITTO else unit
        label = row_label(context, [cell for cell in row if cell is not own and cell.column not in years])
        if not label:
            continue
        level, label = _level(label)
        while groups and groups[-1][0] >= level:
            groups.pop()
        over = groups[-1][1] if groups else ""
        if label:
            groups.append((level, label.rstrip(" :")))
        for cell in row if label else ():
            if cell.column in years and (target := _target(context, label, unit, cell, years[cell.column])):
                if over and (level in (_PART, _RELATION) or len(target.subject.split()) < SUBJECT_WORDS):
                    target.subject = f"{over}: {target.subject}"
                yield target


def _level(label: str) -> tuple[int, str]:
    """How deep a row stands under those over it, by what its label begins with, and the label without that."""
    part = _PARTS_FOLLOW.match(label)
    words = label[part.end() :] if part else label
    found = next(((level, match.end()) for level, marker in _MARKERS if (match := marker.match(words))), None)
    level, begin = found or (_HEADING if words.endswith(":") else _PART_OF if part else _PLAIN, 0)
    words = words[begin:]
    return (_RELATION if _RELATES.match(words) else level), words


def _is_of_aims(context: Context, table: Table, labels: dict[int, str]) -> bool:
    words = [label for label in labels.values() if _AIMS.search(label) and not _YEAR.search(label)]
    above = context.text[max(0, table.start - _CAPTION_REACH) : table.start].rstrip().rsplit("\n", 1)[-1]
    return bool(words or _AIMS.search(above))


def _columns(header: HeaderResult, labels: dict[int, str], is_plan: bool) -> dict[int, str | None]:
    """The columns of aims with the year by which each is to be reached."""
    today = (header.header.issued_on or "")[:4]
    period = header.header.period
    columns: dict[int, str | None] = {}
    for column, label in labels.items():
        planned = bool(_PLANNED.search(label))
        year = _SPAN.search(label) or _YEAR.search(label)
        if _NO_AIM.search(_SPAN.sub("", label)) or (not is_plan and not (planned and year)):
            continue
        if year:
            ahead = year["year"] >= today if today else planned or bool(period)
            if ahead:
                columns[column] = year["year"]
        elif _SET.search(label):
            columns[column] = period.end if period else None
    return columns


def _target(context: Context, label: str, unit: str, cell: Cell, by: str | None) -> Target | None:
    text = one_line(context.flat[cell.start : cell.end])
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    first, second = (_number(match[name]) for name in ("first", "second"))
    in_label = _UNIT_IN_LABEL.search(label)
    unit = "%" if match["percent"] else unit or (in_label["unit"] if in_label else "")
    if in_label:
        label = label[: in_label.start()].rstrip()
    if not unit and label.lower().startswith(("tỷ lệ", "tỉ lệ")):
        unit = "%"
    if first is None or not unit or money_values.unit_vnd(unit) is not None or _MONEY.search(unit):
        return None
    if scaled := _SCALED.fullmatch(unit):
        word = scaled["scale"].lower()
        scale = numbers.scale_of(word) or _SHORT_SCALES.get(word, 1_000)
        first, second, unit = first * scale, second * scale if second is not None else None, scaled["unit"]
        first = round(first) if first == round(first) else first
    row = data.unit_named(unit)
    change = _CHANGE.match(label)
    sign = one_line((match["sign"] or "").lower())
    return Target(
        id="",
        value=first,
        value_max=second,
        unit=row.name if row else unit.lower() if unit.istitle() else unit,
        comparator=">=" if match["up"] else _SIGNS.get(sign, "="),
        change=None if change is None else "increase" if change["way"].lower() == "tăng" else "decrease",
        subject=label.strip(" .:;-–+*•"),
        by=by,
        evidence=[context.evidence(cell.start, cell.end)],
        confidence=0.8,
        rule="target.table",
    )


def _number(text: str | None) -> int | float | None:
    number = numbers.parse_number(text) if text else None
    return None if number is None else number.plain
