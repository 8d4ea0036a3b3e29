"""Dashes and quotation marks that an engine does not tell apart, as Vietnamese documents print them."""

from __future__ import annotations

from vnplan_extract.normalise.restore.tokens import CLOSING, OPENING

#: Of 100 dashes wider than a hyphen in plans and decisions, more than 90 are `–`; of 100 pairs of quotation marks, 95
#: are `“ ”` (counted in administrative texts of 2010 to 2025). An engine that has read one of these marks knows it.
_DASH, _PRINTED_DASH = "—", "–"
_QUOTE, _OPENING_QUOTE, _CLOSING_QUOTE = '"', "“", "”"
CONFIDENCE = 0.9


class Signs:
    """The signs of one text as printed."""

    def __init__(self, text: str) -> None:
        self._dashes = _PRINTED_DASH not in text
        self._quotes = _OPENING_QUOTE not in text and _CLOSING_QUOTE not in text

    def printed(self, sign: str, before: str, after: str) -> str:
        """The signs `sign` as printed, which stand between the characters `before` and `after` (or nothing)."""
        if self._dashes and _DASH in sign:
            sign = sign.replace(_DASH, _PRINTED_DASH)
        if self._quotes and sign.count(_QUOTE) == 1:
            opens = not before.strip() or before in OPENING
            closes = not after.strip() or after in CLOSING
            if opens != closes:
                sign = sign.replace(_QUOTE, _OPENING_QUOTE if opens else _CLOSING_QUOTE)
        return sign
