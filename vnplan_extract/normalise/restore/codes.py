"""The letters of document numbers: `112/QD-TTg` → `112/QĐ-TTg`, from the tables of document types and agencies.

Source: Nghị định 30/2020/NĐ-CP, Annex III, for the codes of types; the others as `data/` has them. The digits are
never touched.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from vnplan_extract.data.abbreviation_table import abbreviations
from vnplan_extract.data.agency_table import agencies
from vnplan_extract.data.document_numbers import LOCAL_CODES
from vnplan_extract.data.type_table import document_types
from vnplan_extract.normalise.restore.channel import Channel, align
from vnplan_extract.normalise.restore.letters import skeleton
from vnplan_extract.syllables import without_marks

_PART = re.compile(r"[^\W\d_]+")
#: What a slash is read as: `33-NQITW`.
_SLASHES = "Il1|!"
#: Where the letters begin; the slash before them may be missing.
_FIRST = re.compile(r"[/-](?=[^\W\d_])|(?<=\d)(?=[A-ZĐ]{2,}-)")
_LEAST = -4.5  #: logarithm a letter below which a code explains too little
_MARGIN = 1.0
_LEAST_LETTERS = 4  #: of an abbreviation that is a code, too


#: `1697/0D-BTC`: no number can stand there.
_DECISION = re.compile(r"(?<=\d/)[0O][DĐ](?=-)")
_DATE = re.compile(r"([\dlI|]{1,2})([/.-])([\dlIOo|]{1,2})\2([1l2I|][\dlIOo|]{3})")
_DIGITS = str.maketrans("lI|Oo", "11100")


def date_restored(read_as: str) -> str:
    """A date with digits where letters like them were read: `08/0l/2026` → `08/01/2026`; anything else as it is.

    The digits that were read stay.
    """
    match = _DATE.fullmatch(read_as)
    if match is None or read_as.translate(_DIGITS) == read_as:
        return read_as
    day, month, year = (int(match[at].translate(_DIGITS)) for at in (1, 3, 4))
    try:
        date(year, month, day)
    except ValueError:
        return read_as
    return read_as.translate(_DIGITS)


@cache
def _by_skeleton() -> dict[str, tuple[str, ...]]:
    types = {code for row in document_types() for code in (row.code, *row.other_codes) if code}
    bodies = {code for row in agencies() for code in row.number_codes}
    found: dict[str, set[str]] = {}
    stroked = {row.abbreviation for row in abbreviations() if "Đ" in row.abbreviation and row.abbreviation.isupper()}
    for code in types | bodies | LOCAL_CODES | {form for form in stroked if len(form) >= _LEAST_LETTERS}:
        for part in _PART.findall(code):
            found.setdefault(skeleton(part), set()).add(part)
    # Of two codes of one skeleton that with Đ is the printed one: engines lose its stroke and never add one.
    return {key: tuple(sorted(parts, key=lambda part: (-_marks(part), part))) for key, parts in found.items()}


def _marks(code: str) -> int:
    return code.count("Đ")


def restored(number: str, channel: Channel) -> str:
    """The number with the letters of its codes as printed, where they are codes that the tables know.

    Args:
        number: `112/QD-TTg`, as read.
        channel: how the document's letters are misread.
    """
    number = _DECISION.sub("QD", number)
    first = _FIRST.search(number)
    if first is None:
        return number
    number = _with_slash(number, first.end())
    parts = list(_PART.finditer(number, first.end()))
    printed = [_known(match[0]) for match in parts]
    if len(printed) > 1 and printed[0] is None and all(printed[1:]):
        printed[0] = _nearest(parts[0][0], channel)  # a type that stands before bodies that are known
    for match, code in zip(reversed(parts), reversed(printed), strict=True):
        if code is not None:
            number = number[: match.start()] + code + number[match.end() :]
    return number


def _with_slash(number: str, start: int) -> str:
    """The number with a slash between two known codes where a letter is: `33-NQITW` → `33-NQ/TW`."""
    if "/" in number:
        return number
    for at in range(start + 1, len(number) - 1):
        if number[at] in _SLASHES and all(
            _known(part) for part in re.split("-", number[start:at] + "-" + number[at + 1 :])
        ):
            return number[:at] + "/" + number[at + 1 :]
    return number


def _known(read: str) -> str | None:
    """The code of these letters but for their marks."""
    parts = _by_skeleton().get(skeleton(read))
    if parts is None or read.islower():
        return None
    most = [part for part in parts if _marks(part) == _marks(parts[0])]
    return next((part for same in (str, without_marks) for part in most if same(part) == same(read)), parts[0])


def _nearest(read: str, channel: Channel) -> str | None:
    """The code of a type that is most probably read so; None where none is, or several are."""
    types = {row.code for row in document_types() if row.code}
    ranked = sorted(
        ((align(code, read, channel)[0], code) for code in types if abs(len(code) - len(read)) <= 1),
        key=lambda item: (-item[0], item[1]),
    )
    if not ranked or ranked[0][0] < _LEAST * len(read):
        return None
    if len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _MARGIN:
        return None
    return ranked[0][1]
