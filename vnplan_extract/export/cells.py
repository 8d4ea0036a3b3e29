"""Values as cells of spreadsheets: what a program for spreadsheets would take for something else is held back."""

from __future__ import annotations

import re
from datetime import date

#: Text that a spreadsheet may take for a formula: OWASP, "CSV Injection", with the full-width forms of the signs. Text
#: with apostrophes before such a sign counts too, so that taking one apostrophe away always gives the text back.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_FIRST_DAY = date(1900, 3, 1)  # before it, days of Excel and LibreOffice differ: Excel knows a 29 February 1900
_MOST_LETTERS = 32_767  # of a cell in XLSX, in units of UTF-16 (Excel specifications and limits)
_DIGITS = ".15G"  # what a cell holds of a number


def is_like_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    return _FORMULA.match(text) is not None


def neutralised(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet may take it for a formula.

    Example:
        >>> neutralised("=1+1"), neutralised("Sở Y tế")
        ("'=1+1", 'Sở Y tế')
    """
    return "'" + text if is_like_formula(text) else text


def joined(values: list[str]) -> str:
    """A list in one cell."""
    return "; ".join(values)


def real_date(text: str) -> date | None:
    """The day of an ISO 8601 date; None where that is a month, a year, no day of the calendar, or before March 1900."""
    if len(text) != len("2021-06-07"):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None


def is_exact(number: float) -> bool:
    """Whether a cell holds the number to its last digit."""
    return float(format(number, _DIGITS)) == number


def cut(text: str) -> str:
    """The text, or so much of it as a cell of XLSX holds, with `…` behind it."""
    if len(text) <= _MOST_LETTERS // 2 or len(text.encode("utf-16-le")) <= 2 * _MOST_LETTERS:
        return text
    return text.encode("utf-16-le")[: 2 * (_MOST_LETTERS - 1)].decode("utf-16-le", "ignore") + "…"
