"""The three grammars of document numbers, and the issuers their codes stand for.

Administrative (Nghị định 30/2020/NĐ-CP, Annex I, II.3): `NN/LOẠI-CQ[-ĐV]`, a công văn `NN/CQ-ĐV`.
Normative: `NN/YYYY/LOẠI-CQ`, of the National Assembly `NN/YYYY/QHnn`. The Party's: `NN-LOẠI/CQ`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from vnplan_extract.data.agency_table import SUBORDINATE_KINDS, AgencyRow, agencies, agencies_by_code, code_key
from vnplan_extract.data.type_table import DocumentType, document_types, type_by_code

# Codes that name a body only together with a place or a committee: the caller knows which.
LOCAL_CODES = frozenset(
    {
        "UBND",
        "UB",
        "HĐND",
        "TTHĐND",
        "TU",
        "TW",
        "TƯ",
        "HU",
        "ThU",
        "QU",
        "ĐU",
        "ĐUK",
        "BCSĐ",
        "BCS",
        "BCĐ",
        "BCH",
        "BQL",
    }
)
_PARTY_CODE = re.compile(
    r"(?:TW|TƯ|TU|HU|ThU|QU|ĐU|ĐUK|ĐUUBND|ĐUCP|BCS|BCSĐ|ĐĐ|ĐB|QUTW|CB)\d*|(?:VP|B\w{1,5}|UBKT|HĐLL)(?:TW|TƯ|TU|HU|QU)"
)
_SPACE = re.compile(r"\s+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"Ð": "Đ"})
_GLUED = re.compile(r"(?i:ngày).*$", re.DOTALL)  # `15/2005/QĐ-BGTVTNGÀY 15`
_HEAD = re.compile(r"(?:[Ss]ố|SỐ):?")
_NUMBER = re.compile(r"(\d{0,6}[a-zđ]?)([/-])(?:((?:19|20)\d\d|[4-9]\d)/)?(\D[^\s]*)")
_SEPARATOR = re.compile(r"[-/.()]+")
_CODE = re.compile(r"[^\W\d_][\w&]*")
_UNIT = re.compile(r"[\w&]+")
_ASSEMBLY = re.compile(r"(QH|UBTVQH)(?:\d{1,2}|[XIV]+)?")
_JOINT_EXTRA = frozenset({"QCPH", "TTLB", "NQLT", "KHLS", "HDLS"})


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number taken apart.

    `text` is the number without spaces, dashes as `-`; `number` the running number as printed (`08`, `1842b`; empty
    where it is blank); `year` that of a self-dated number; `type_code` the code of the kind as printed, None for a
    công văn and the numbers of laws; `issuer_codes` those of the issuers; `unit_codes` what follows
    them (the drafting unit); `system` is `administrative`, `normative` or `party`.
    """

    text: str
    number: str
    year: int | None
    type_code: str | None
    issuer_codes: tuple[str, ...]
    unit_codes: tuple[str, ...]
    system: str

    @property
    def type(self) -> DocumentType | None:
        """The kind of document by the code, or None (a công văn, a law, an unknown code)."""
        return type_by_code(self.type_code, self.system) if self.type_code else None


@cache
def _joint_codes() -> frozenset[str]:
    codes = {code for row in document_types() if row.joint for code in (row.code, *row.other_codes) if code}
    return frozenset(codes | _JOINT_EXTRA)


@cache
def _all_codes() -> frozenset[str]:
    return frozenset(code_key(code) for row in agencies() for code in row.number_codes)


def _is_body(code: str) -> bool:
    return code_key(code) in _all_codes() or code in LOCAL_CODES or _ASSEMBLY.fullmatch(code) is not None


def _rank(code: str) -> str | None:
    """Give `central` or `local` for a code that can be a joint issuer, else None."""
    if code in LOCAL_CODES:
        return "committee"
    rows = [row for row in agencies_by_code(code) if row.kind not in SUBORDINATE_KINDS]
    if not rows:
        return None
    if rows[0].level in ("central", "party_central"):
        return "central"
    return rows[0].kind


def _issuers(codes: list[str], joint: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split the codes after the kind into those of the issuers and those of units.

    A joint kind is of all of them. Else the first is the issuer, and those after it only if they are bodies of
    the same rank (`QC-SNNMT-SXD`), not its units (`QĐ-BNN-TCTL`).
    """
    if joint:
        return tuple(codes), ()
    rank = _rank(codes[0])
    count = 1
    while rank not in (None, "committee") and count < len(codes) and _rank(codes[count]) == rank:
        count += 1
    return tuple(codes[:count]), tuple(codes[count:])


def _split_squashed(code: str) -> list[str]:
    """Take apart a code printed without its hyphen: `QĐUBND`, `TTBGTVT`."""
    if type_by_code(code) is not None or _is_body(code):
        return [code]
    for cut in (4, 3, 2):
        head, tail = code[:cut], code[cut:]
        if len(tail) >= 2 and type_by_code(head) is not None and _is_body(tail):
            return [head, tail]
    return [code]


@lru_cache(maxsize=1024)
def parse_document_number(text: str) -> DocumentNumber | None:
    """Take a document number apart; None if the text is none (a date, a ratio, a bare number).

    Blanks are dropped, dashes read as `-` and U+00D0 as Đ; `Số:` before and punctuation after are dropped too.
    A blank number is let through (`/KH-UBND`).
    """
    compact = _SPACE.sub("", text.translate(_DASHES)).rstrip(".,;:")
    compact = _GLUED.sub("", compact).rstrip(".,;:")
    compact = _HEAD.sub("", compact, count=1) if compact[:1] in "Ss" else compact
    match = _NUMBER.fullmatch(compact)
    if match is None:
        return None
    number, separator, year_text, rest = match.groups()
    if not number and separator == "-":
        return None
    year = int(year_text) if year_text else None
    if year is not None and year < 100:
        year += 1900
    codes = [code for code in _SEPARATOR.split(rest) if code]
    if not codes or not all((_CODE if at < 2 else _UNIT).fullmatch(code) for at, code in enumerate(codes)):
        return None
    codes = [*_split_squashed(codes[0]), *codes[1:]]
    first = codes[0]
    known_type = type_by_code(first) is not None
    if not known_type and not _is_body(first) and (len(first) < 2 or not first.isupper()):
        return None

    if _ASSEMBLY.fullmatch(first):  # 202/2025/QH15: the kind is not in the number
        return DocumentNumber(
            compact, number, year, None, (first,), tuple(codes[1:]), "normative" if year else "administrative"
        )
    if len(codes) == 1:
        if separator == "-" and not _is_body(first):
            return None
        if known_type and not _is_body(first):  # 25/GP: a kind without an issuer
            return DocumentNumber(compact, number, year, first, (), (), "normative" if year else "administrative")
        return DocumentNumber(compact, number, year, None, (first,), (), "normative" if year else "administrative")

    if not known_type:
        if separator == "-" and not _is_body(first):
            return None
        # A công văn: the issuer first, its unit second.
        return DocumentNumber(
            compact, number, year, None, (first,), tuple(codes[1:]), "normative" if year else "administrative"
        )

    party = year is None and _PARTY_CODE.fullmatch(codes[1]) is not None
    # The hyphen before the kind is the Party's, unless the body is known to be the state's (`02-L/CTN`).
    if separator == "-" and "/" in rest and year is None and not _state_body(codes[1]):
        party = True
    joint = first in _joint_codes()
    issuers, units = _issuers(codes[1:], joint)
    system = "party" if party else "normative" if year is not None else "administrative"
    return DocumentNumber(compact, number, year, first, issuers, units, system)


def _state_body(code: str) -> bool:
    if code in ("UBND", "HĐND", "TTHĐND", "UB") or _ASSEMBLY.fullmatch(code):
        return True
    rows = agencies_by_code(code)
    return bool(rows) and all(row.kind not in ("party", "mass_organisation") for row in rows)


def _other_case(code: str) -> tuple[AgencyRow, ...]:
    """Give the bodies of the codes that differ in case only (`Ttg`), or none."""
    key = code_key(code).upper()
    return tuple(row for known in sorted(_all_codes()) if known.upper() == key for row in agencies_by_code(known))


def _near(code: str) -> tuple[AgencyRow, ...]:
    """Give the bodies of the one known code that differs from a long code in one letter (`SLĐTBOXH`), or none."""
    key = code_key(code)
    if len(key) < 6:
        return ()
    found = sorted(known for known in _all_codes() if known[0] == key[0] and _one_edit(known, key))
    return agencies_by_code(found[0]) if len(found) == 1 else ()


def _one_edit(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        return one[start + 1 :] == other[start + 1 :] or (
            one[start + 2 :] == other[start + 2 :] and one[start : start + 2] == other[start : start + 2][::-1]
        )
    return one[start:] == other[start + 1 :]


def issuer_of_code(codes: tuple[str, ...] | list[str] | str, on: str | None = None) -> list[str]:
    """Give the full names of the bodies the issuer codes of a number stand for, `on` the document's date.

    `TTg` gives `Thủ tướng Chính phủ`, `QH15` `Quốc hội`, `SXD` `Sở Xây dựng`. A code that needs the context
    (LOCAL_CODES: `UBND`, `TU`, `TW`, …), an unknown and an ambiguous one give nothing: the caller decides. A body that
    did not exist on the date is given where the code has no other; a code in another case, and a long one with one
    wrong letter, is read as the one it resembles.
    """
    names: list[str] = []
    for code in (codes,) if isinstance(codes, str) else codes:
        name = _issuer(code, on)
        if name is not None and name not in names:
            names.append(name)
    return names


@lru_cache(maxsize=512)
def _issuer(code: str, on: str | None) -> str | None:
    assembly = _ASSEMBLY.fullmatch(code)
    if assembly:
        return "Quốc hội" if assembly[1] == "QH" else "Ủy ban Thường vụ Quốc hội"
    if code in LOCAL_CODES:
        return None
    rows = agencies_by_code(code, on) or agencies_by_code(code) or _other_case(code) or _near(code)
    for wanted in ("", "open"):
        names = sorted({row.name for row in rows if not wanted or not row.valid_to})
        if len(names) == 1:
            return names[0]
    return None
