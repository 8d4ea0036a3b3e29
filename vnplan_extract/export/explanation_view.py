"""An explanation as a person reads it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vnplan_extract.export.explanation import DataRow, Explanation, Link, Place, RuleTold
from vnplan_extract.export.summary import number
from vnplan_extract.messages import TEXTS, say

_SHOWN_CELLS = 12  # of a table
_SHOWN_BOXES = 3
_LEAST_WIDTH = 60
_NAMED = ("name", "id", "code", "kind", "level", "valid_from", "valid_to", "source")  # of a row, these first


def shown(explanation: Explanation, language: str = "vi", *, width: int = 100, colours: bool = False) -> str:
    """The explanation as text of many lines.

    Args:
        explanation: what is to be shown.
        language: `vi` or `en`.
        width: of a line, in letters.
        colours: whether the terminal shows them.
    """
    out = io.StringIO()
    console = Console(
        file=out, width=max(width, _LEAST_WIDTH), force_terminal=colours, no_color=not colours, highlight=False,
        emoji=False, markup=False,
    )  # fmt: skip
    title = Text(explanation.item, style="bold")
    title.append(f" · {say(f'explain.field.{explanation.field}', language)}")
    console.print(title)
    for heading, body in _parts(explanation, language):
        console.print(Text(say(f"explain.{heading}", language), style="bold cyan"))
        for line in body:
            console.print(Padding(line, (0, 0, 0, 2)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _parts(explanation: Explanation, language: str) -> Iterator[tuple[str, list[Any]]]:
    yield "value", [_attributes(explanation.value, language)]
    if explanation.rule and explanation.confidence is not None:
        yield "rule", list(_rule(explanation.rule, explanation.confidence, language))
    if explanation.evidence:
        yield "evidence", [line for place in explanation.evidence for line in _place(place, language)]
    else:
        yield "evidence", [Text(say("explain.none", language))]
    if explanation.rows:
        yield "rows", [line for row in explanation.rows for line in _row(row, language)]
    if explanation.alternatives:
        yield "alternatives", [Text(one) for one in explanation.alternatives]
    if explanation.links:
        yield "links", [_link(link, language) for link in explanation.links]
    if explanation.findings:
        yield "findings", [Text(f"{query.item} {query.kind}: {query.note}") for query in explanation.findings]


def _attributes(value: Any, language: str) -> Any:
    if not isinstance(value, dict):
        values = value if isinstance(value, list) else [value]
        return Text("\n".join(_told(one, language) for one in values) or _told(None, language))
    grid = Table.grid(padding=(0, 2))
    for name, one in value.items():
        grid.add_row(Text(_called(name, language)), Text(_told(one, language)))
    return grid


def _called(attribute: str, language: str) -> str:
    key = f"explain.of.{attribute}"
    return say(key, language) if key in TEXTS else attribute


def _told(value: Any, language: str) -> str:
    if value in (None, [], ""):
        return "–"
    if isinstance(value, list):
        lines = [_told(one, language) for one in value[:_SHOWN_CELLS]]
        if len(value) > _SHOWN_CELLS:
            lines.append(say("summary.more", language, count=len(value) - _SHOWN_CELLS))
        return "\n".join(lines)
    if isinstance(value, dict):  # a cell of a table, or a row's own list
        return " · ".join(_told(one, language) for name, one in value.items() if name != "evidence")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}" if language == "en" else number(value)
    return str(value)


def _rule(rule: RuleTold, confidence: float, language: str) -> Iterator[Text]:
    told = rule.en if language == "en" else rule.vi
    yield Text.assemble((rule.name, "bold"), f": {told or say('explain.untold', language)}")
    if rule.source:
        yield Text(f"{say('explain.source', language)}: {rule.source}")
    yield Text(f"{say('explain.confidence', language)}: {_told(round(confidence, 3), language)}")


def _place(place: Place, language: str) -> Iterator[Any]:
    evidence = place.evidence
    origin = say(f"explain.origin.{place.origin}", language) if place.origin else "–"
    where = say("explain.where", language, page=evidence.page, start=evidence.start, end=evidence.end, origin=origin)
    yield Text(where, style="dim")
    quote = Text.assemble(("…" + _flat(place.before), "dim"), (f"⟦{_flat(evidence.quote)}⟧", "bold"))
    yield Padding(quote.append(_flat(place.after) + "…", "dim"), (0, 0, 0, 2))
    if evidence.raw is not None:
        yield Padding(Text(f"{say('explain.raw', language)}: {_flat(evidence.raw)}"), (0, 0, 0, 2))
    for change in place.changes:
        yield Padding(Text(f"{_flat(change.source) or '∅'} → {_flat(change.text) or '∅'}"), (0, 0, 0, 4))
    for box in evidence.boxes[:_SHOWN_BOXES]:
        sides = ", ".join(f"{side:.3f}" for side in box)
        yield Padding(Text(f"{say('explain.box', language)}: {sides}"), (0, 0, 0, 2))
    if (more := len(evidence.boxes) - _SHOWN_BOXES) > 0:
        yield Padding(Text(say("summary.more", language, count=more)), (0, 0, 0, 2))


def _row(row: DataRow, language: str) -> Iterator[Any]:
    yield Text(f"{_called(row.attribute, language)} → data/{row.table}", style="dim")
    cells = ((name, row.row[name]) for name in _NAMED if row.row.get(name))
    yield Padding(Text("; ".join(f"{name} {value}" for name, value in cells)), (0, 0, 0, 2))


def _link(link: Link, language: str) -> Text:
    arrow = "→" if link.direction == "to" else "←"
    return Text.assemble(
        f"{arrow} ", (link.item, "bold"), f" ({_called(link.attribute, language)}): {_flat(link.shown)}"
    )


def _flat(text: str) -> str:
    """On one line, blanks at the ends kept as one."""
    return " ".join(text.split()).join((" " * text[:1].isspace(), " " * (text[-1:].isspace() and bool(text.strip()))))
