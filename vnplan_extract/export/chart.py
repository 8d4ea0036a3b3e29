"""Small pictures of figures: bars as SVG, to stand in an HTML page. Pure functions that return text.

A picture has a title and a description for those who do not see it, takes its ink from the text around it
(`currentColor`), and is as wide as the place that it stands in. Its numbers belong in a table beside it as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

#: Fills that are told apart by those who do not see red or green (Okabe and Ito, 2008; the last of Tol, 2021).
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#882255", "#999999", "#44aa99")

_WIDTH = 360.0  #: units; one is a pixel on a small telephone
_LETTER = 6.5  #: mean width of a small letter
_SIZE = 12
_ROW, _BAR = 22.0, 14.0
_MOST_LABEL = 18  #: letters
_PLOT_HEIGHT = 120.0
_GAP = 6.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what is written before it, the lengths of its parts, what is written behind it."""

    label: str
    values: Sequence[float]
    shown: str


def bars(title: str, description: str, rows: Sequence[Bar], parts: Sequence[str] = ()) -> str:
    """Bars that lie, one below the other, each of one part or several.

    Args:
        title: of the picture.
        description: what it shows, in a sentence.
        rows: the bars.
        parts: what the parts of each bar are, for the legend; none where there is but one.

    >>> picture = bars("Tệp", "Số tệp theo loại", [Bar("PDF", [3], "3"), Bar("DOCX", [1], "1")])
    >>> picture.count("<rect"), "<title>Tệp</title>" in picture
    (2, True)
    """
    left = max((_length(_shortened(row.label)) for row in rows), default=0.0) + _GAP
    right = max((_length(row.shown) for row in rows), default=0.0) + _GAP
    most = max((sum(row.values) for row in rows), default=0) or 1.0
    scale = max(_WIDTH - left - right, 60.0) / most
    legend, top = _legend(parts)
    drawn = [*legend]
    for number, row in enumerate(rows):
        y = top + number * _ROW
        base = y + _ROW / 2 + _SIZE * 0.35
        drawn.append(_text(left - _GAP, base, _shortened(row.label), "end"))
        x = left
        for part, value in enumerate(row.values):
            if value > 0:
                drawn.append(_rect(x, y + (_ROW - _BAR) / 2, max(value * scale, 1.0), _BAR, part))
                x += max(value * scale, 1.0)
        drawn.append(_text(x + _GAP, base, row.shown))
    return _picture(title, description, top + len(rows) * _ROW, drawn)


def columns(title: str, description: str, rows: Sequence[Bar]) -> str:
    """Columns that stand side by side, each of one part, as of a distribution.

    Args:
        title: of the picture.
        description: what it shows, in a sentence.
        rows: the columns; `label` stands below each.
    """
    most = max((sum(row.values) for row in rows), default=0) or 1.0
    step = _WIDTH / max(1, len(rows))
    top = _ROW
    drawn = []
    for number, row in enumerate(rows):
        height = sum(row.values) / most * _PLOT_HEIGHT
        middle = (number + 0.5) * step
        y = top + _PLOT_HEIGHT - height
        if height > 0:
            drawn.append(_rect(middle - 0.4 * step, y, 0.8 * step, max(height, 1.0), 0))
        if row.shown and _length(row.shown) <= step + _GAP:
            drawn.append(_text(middle, y - 4, row.shown, "middle"))
        drawn.append(_text(middle, top + _PLOT_HEIGHT + _SIZE + 3, row.label, "middle"))
    base = top + _PLOT_HEIGHT
    drawn.append(f'<path d="M0 {_number(base)}H{_number(_WIDTH)}" stroke="currentColor" stroke-width="1"/>')
    return _picture(title, description, base + _ROW, drawn)


def _legend(parts: Sequence[str]) -> tuple[list[str], float]:
    """What the colours mean, and where the bars below begin."""
    drawn: list[str] = []
    x, y = 0.0, 0.0
    for number, part in enumerate(parts):
        width = _SIZE + _GAP + _length(part) + 2 * _GAP
        if x and x + width > _WIDTH:
            x, y = 0.0, y + _ROW
        drawn.append(_rect(x, y + (_ROW - _SIZE) / 2, _SIZE, _SIZE, number))
        drawn.append(_text(x + _SIZE + _GAP, y + _ROW / 2 + _SIZE * 0.35, part))
        x += width
    return drawn, y + _ROW + _GAP if parts else 0.0


def _picture(title: str, description: str, height: float, drawn: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_number(_WIDTH)} {_number(height)}"'
        f' aria-label="{_escaped(title)}" font-family="sans-serif" font-size="{_SIZE}" fill="currentColor">'
    )
    told = f"<title>{_escaped(title)}</title><desc>{_escaped(description)}</desc>"
    return "\n".join((head + told, *drawn, "</svg>"))


def _rect(x: float, y: float, width: float, height: float, colour: int) -> str:
    places = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
    return f'<rect {places} fill="{COLOURS[colour % len(COLOURS)]}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}">{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    """Text for XML, which knows no control characters and no halves of surrogate pairs."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))


def _shortened(text: str) -> str:
    letters = text if len(text) <= _MOST_LABEL else unicodedata.normalize("NFC", text)
    return letters if len(letters) <= _MOST_LABEL else letters[: _MOST_LABEL - 1] + "…"


def _length(text: str) -> float:
    """About how long a text is; marks stand over other letters, and capitals are wide."""
    return sum((1.35 if c.isupper() or c in "%mw" else 1) * _LETTER for c in text if not unicodedata.combining(c))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
