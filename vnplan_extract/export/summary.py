"""A record as a person reads it: the header, how much of each field, its first items, the findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from vnplan_extract.messages import in_language, say
from vnplan_extract.record import ITEM_LISTS, Header, Item, Period, Record, Signer

_SHOWN_ITEMS = 5
_SHOWN_LETTERS = 110  # of an item
_SHOWN_HEADER_LETTERS = 400  # of a field of the header


def summary_of(record: Record, language: str = "vi") -> str:
    """A short text of many lines, in `language` (`vi` or `en`)."""
    lines = [f"{record.source.name}", _pair("status", record.status.value, language)]
    lines += [f"  {p.code}: {in_language(p.code, p.message, language)}" for p in record.problems[:_SHOWN_ITEMS]]
    lines += [_pair(name, value, language) for name, value in _header(record.header)]
    for name in ITEM_LISTS:
        items: Sequence[Item] = getattr(record, name)
        if not items:
            continue
        lines += ["", f"{say(f'summary.{name}', language)} ({len(items)})"]
        lines += [f"  - {_shortened(item_line(item, language))}" for item in items[:_SHOWN_ITEMS]]
        if len(items) > _SHOWN_ITEMS:
            lines.append("  " + say("summary.more", language, count=len(items) - _SHOWN_ITEMS))
    return "\n".join(lines)


def _pair(name: str, value: str, language: str) -> str:
    return f"{say(f'summary.{name}', language)}: {_shortened(value, _SHOWN_HEADER_LETTERS)}"


def _header(header: Header) -> Iterable[tuple[str, str]]:
    for name in Header.model_fields:
        shown = header_value(getattr(header, name))
        if shown:
            yield name, shown


def header_value(value: str | Period | Signer | list[str] | None) -> str:
    """A field of the header on one line."""
    if isinstance(value, Period):
        return _joined(" – ", value.start, value.end)
    if isinstance(value, Signer):
        return _joined(", ", _joined(" ", value.authority, value.position), value.name)
    if isinstance(value, list):
        return "; ".join(value)
    return value or ""


def item_line(item: Any, language: str) -> str:
    """One item: what it is called, with what a reader looks for first."""
    match item.__class__.__name__:
        case "Citation":
            name = item.name or ""
            kind = None if name.startswith(item.type) else item.type
            return _joined(" ", kind, item.number or name, item.date and f"({item.date})", item.number and name)
        case "Agency":
            return str(item.name)
        case "Deadline":
            return _joined(": ", item.recurrence or _joined(" – ", item.start, item.end), item.evidence[0].quote)
        case "Target":
            amount = _joined(" – ", _number(item.value), _number(item.value_max))
            by = item.by and f"({say('summary.by', language)} {item.by})"
            return _joined(" ", f"{item.subject}:", item.comparator, amount, item.unit, by)
        case "BudgetItem":
            return _joined(" ", _money(item.amount_vnd, language), item.purpose)
        case "MoneyTable":
            return say("summary.cells", language, count=len(item.cells))
        case "Task":
            roles = (("lead", item.lead), ("coordinating", item.coordinating))
            told = [f"{say(f'summary.{role}', language)} {', '.join(names)}" for role, names in roles if names]
            time = _joined(" – ", item.start, item.end)
            return _joined("; ", item.title, *told, time, item.amount_vnd and _money(item.amount_vnd, language))
        case "Finding":
            return f"{item.kind}: {item.note}"
    return " ".join(evidence.quote for evidence in item.evidence)


def _joined(separator: str, *parts: str | None) -> str:
    return separator.join(part for part in parts if part)


def _number(value: float | None) -> str | None:
    """A number as Vietnamese writes it: `1.234,5`."""
    if value is None:
        return None
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def _money(amount: int, language: str) -> str:
    return f"{_number(amount)} {say('summary.vnd', language)}"


def _shortened(text: str, letters: int = _SHOWN_LETTERS) -> str:
    text = " ".join(text.split())
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"
