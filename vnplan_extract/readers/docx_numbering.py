"""The lists of a DOCX: its part `numbering.xml` (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

from lxml import etree

from vnplan_extract.readers.list_numbers import Level, ListCounter, NumberedList
from vnplan_extract.readers.ooxml import attribute, child, children, switch, value


def lists_of(part: etree._Element | None, style_numbers: dict[str, str]) -> ListCounter:
    """The lists of a document.

    Args:
        part: root of `numbering.xml`, or None.
        style_numbers: style id -> id of the list that the style belongs to.
    """
    levels: dict[str, dict[int, Level]] = {}
    lists: dict[str, NumberedList] = {}
    links: dict[str, str] = {}
    for element in children(part, "abstractNum"):
        key = attribute(element, "abstractNumId") or ""
        levels[key] = _levels(element)
        link = value(element, "numStyleLink")
        if link:
            links[key] = link
    for element in children(part, "num"):
        number = NumberedList(value(element, "abstractNumId") or "")
        for override in children(element, "lvlOverride"):
            level = _whole(attribute(override, "ilvl"), 0)
            start = value(override, "startOverride")
            if start is not None:
                number.starts[level] = _whole(start, 1)
            number.levels.update(_levels(override))
        lists[attribute(element, "numId") or ""] = number
    for key, style in links.items():
        other = lists.get(style_numbers.get(style, ""))
        if other and other.abstract != key:
            levels[key] = levels.get(other.abstract, {})
    return ListCounter(levels, lists)


def _levels(element: etree._Element) -> dict[int, Level]:
    return {_whole(attribute(item, "ilvl"), 0): _level(item) for item in children(element, "lvl")}


def _level(element: etree._Element) -> Level:
    restart = value(element, "lvlRestart")
    return Level(
        _whole(value(element, "start"), 1),
        value(element, "numFmt") or "decimal",
        value(element, "lvlText") or "",
        None if restart is None else _whole(restart, 0),
        bool(switch(child(element, "isLgl"))),
        value(element, "pStyle"),
    )


def _whole(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
