"""Other legal and administrative documents that a text refers to, once each.

Numbers follow the three grammars of `data/document_numbers.py`; laws are cited by name (Nghị định
30/2020/NĐ-CP, Annex I, II.6: a document is first cited in full, then by its kind and number alone). So two
passes: every reference is read where it stands, then references to one document are joined.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from vnplan_extract import data
from vnplan_extract.data import DocumentNumber
from vnplan_extract.data.document_numbers import LOCAL_CODES
from vnplan_extract.extractors.citation_laws import LAW_KINDS, named_laws
from vnplan_extract.extractors.citation_numbers import NumberReader, number_key
from vnplan_extract.extractors.citation_parts import Reference, compact
from vnplan_extract.extractors.context import Context
from vnplan_extract.record import Citation


def extract(context: Context, header: object) -> list[Citation]:
    """The documents that a text refers to (GUIDELINES: citations).

    Args:
        context: the document.
        header: the result of `header.extract`; its own number is no citation, its issuer and province
            complete the issuers of `QĐ-UBND` and the like.
    """
    named = named_laws(context)
    numbered, merged = NumberReader(context, header).references(named)
    references = [*(law for law in named if id(law) not in merged), *numbered]
    references.sort(key=lambda reference: reference.start)
    groups = _join_misread(_join_partial(_join_named(_grouped(references))))
    inner = getattr(header, "header", None)
    own = compact(str(getattr(inner, "number", None) or "")).lower()
    issued_on = str(getattr(inner, "issued_on", None) or "")
    items = [_item(context, group) for group in groups if not (own and _is_own(group, own, issued_on))]
    return context.numbered("c", [item for item in items if item is not None])


@dataclass(slots=True)
class _Times:
    """The dates with which one document is cited, and the years in its number."""

    dates: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def add(self, reference: Reference) -> None:
        """Take in what one more reference says."""
        if reference.date:
            self.dates.add(reference.date)
        if reference.parsed is not None and reference.parsed.year:
            self.years.add(reference.parsed.year)


def _same_document(times: _Times, reference: Reference) -> bool:
    """Whether a reference with the same number can be to the same document.

    Numbers begin anew each year, so another year makes another document, unless it is a slip: the day and
    month agree, or the number is so high that two documents of it in one text are not to be expected.
    """
    year = reference.parsed.year if reference.parsed is not None else None
    if year and times.years and year not in times.years:
        return False
    if year and not times.years and times.dates and all(date[:4] != str(year) for date in times.dates):
        return False
    if not reference.date:
        return True
    if times.years and not year:
        return any(reference.date[:4] == str(known) for known in times.years)
    if not times.dates or any(reference.date[:4] == date[:4] for date in times.dates):
        return True
    if any(reference.date[5:] == date[5:] for date in times.dates if len(date) == 10):
        return True
    parsed = reference.parsed
    if parsed is None:
        return False
    local = any(code in ("UBND", "UB", "HĐND", "TU") for code in parsed.issuer_codes)
    return int("0" + re.sub(r"\D", "", parsed.number)) >= (100 if local else 20)


def _grouped(references: list[Reference]) -> list[list[Reference]]:
    """References to one document together: the same number, and no year that contradicts the others."""
    groups: list[list[Reference]] = []
    index: dict[tuple[str, ...], list[tuple[_Times, list[Reference]]]] = {}
    for reference in references:
        if reference.short and reference.number is None:
            continue
        same = index.setdefault(_group_key(reference), [])
        for known, members in same:
            if reference.short or _same_document(known, reference):
                known.add(reference)
                members.append(reference)
                break
        else:
            known = _Times()
            known.add(reference)
            groups.append([reference])
            same.append((known, groups[-1]))
    return groups


def _group_key(reference: Reference) -> tuple[str, ...]:
    if reference.parsed is not None:
        return number_key(reference.parsed)
    if reference.number:
        return ("number", reference.number)
    return ("name", data.name_key(reference.name or ""))


def _fits(group: list[Reference], reference: Reference) -> bool:
    """Whether a reference can be to the document of a group."""
    times = _Times()
    for member in group:
        times.add(member)
    return _same_document(times, reference)


def _join_named(groups: list[list[Reference]]) -> list[list[Reference]]:
    """Join a law cited by name alone to the same one cited with its number."""
    numbered = {data.name_key(r.name): g for g in groups for r in g if r.name and r.number}
    kept: list[list[Reference]] = []
    for group in groups:
        target = numbered.get(data.name_key(group[0].name)) if group[0].number is None and group[0].name else None
        if target is not None and target is not group and _fits(target, group[0]):
            target.extend(group)
        else:
            kept.append(group)
    return kept


def _join_partial(groups: list[list[Reference]]) -> list[list[Reference]]:
    """Join `Thông tư 35/2017/TT` to the one number that goes on as it does."""

    def beginning(parsed: DocumentNumber) -> tuple[str, int | None, str | None]:
        return parsed.number.lstrip("0"), parsed.year, parsed.type_code

    full: dict[tuple[str, int | None, str | None], list[list[Reference]]] = {}
    for group in groups:
        parsed = group[0].parsed
        if parsed is not None and parsed.issuer_codes:
            full.setdefault(beginning(parsed), []).append(group)
    kept: list[list[Reference]] = []
    for group in groups:
        parsed = group[0].parsed
        partial = parsed is not None and not parsed.issuer_codes and not parsed.unit_codes
        fitting = full.get(beginning(parsed), []) if partial and parsed is not None else []
        if len(fitting) == 1 and _fits(fitting[0], group[0]):
            for reference in group:
                reference.short = True
            fitting[0].extend(group)
        else:
            kept.append(group)
    return kept


def _join_misread(groups: list[list[Reference]]) -> list[list[Reference]]:
    """Join a number whose code has one letter wrong (`QĐ-UEND`) to the one with the same kind, digits and day."""
    by_day: dict[tuple[str | None, str, str], list[list[Reference]]] = {}
    kept: list[list[Reference]] = []
    for group in groups:
        parsed, day = group[0].parsed, group[0].date
        if parsed is None or day is None or len(day) != 10:
            kept.append(group)
            continue
        same = by_day.setdefault((group[0].kind, parsed.number.lstrip("0"), day), [])
        near = next((other for other in same if _one_letter_apart(_code(group), _code(other))), None)
        if near is None:
            same.append(group)
            kept.append(group)
        elif _known(group) and not _known(near):
            near[:] = [*group, *near]
        else:
            near.extend(group)
    return kept


def _code(group: list[Reference]) -> str:
    return re.sub(r"^[\d/]*", "", group[0].number or "")


def _known(group: list[Reference]) -> bool:
    """Whether the code of a number tells its issuer."""
    parsed = group[0].parsed
    return parsed is not None and all(code in LOCAL_CODES or data.issuer_of_code(code) for code in parsed.issuer_codes)


def _one_letter_apart(one: str, other: str) -> bool:
    return len(one) == len(other) > 4 and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _is_own(group: list[Reference], own: str, issued_on: str) -> bool:
    """Whether a group is the document itself: its number, and no other year."""
    if not any(reference.number and reference.number.lower() == own for reference in group):
        return False
    dates = [reference.date for reference in group if reference.date]
    return not dates or not issued_on or any(date[:4] == issued_on[:4] for date in dates)


def _item(context: Context, group: list[Reference]) -> Citation | None:
    """The item of one document; None where no reference gives it in full."""
    full = [reference for reference in group if not reference.short]
    if not full:
        return None
    counts = Counter(reference.number for reference in group if reference.number)
    numbered = [reference for reference in full if reference.number]
    number = max(numbered, key=lambda reference: _fullness(reference, counts)).number if numbered else None
    kinds = [reference.kind for reference in full if reference.kind]
    printed = [reference.kind for reference in full if reference.kind and reference.rule != "citation.list"]
    laws = [kind for kind in kinds if kind.lower() in LAW_KINDS]
    name = next((reference.name for reference in group if reference.name), None)
    stated = [reference.issuer for reference in full if reference.issuer and reference.stated]
    coded = [reference.issuer for reference in full if reference.issuer]
    dates = Counter(reference.date for reference in group if reference.date)
    date = max(dates, key=lambda text: (dates[text] if len(text) == 10 else 0, len(text)), default=None)
    best = max(full, key=lambda reference: (bool(reference.date), reference.stated, -reference.start))
    evidence = [context.evidence(best.start, best.end)]
    if full[0] is not best:
        evidence.append(context.evidence(full[0].start, full[0].end))
    return Citation(
        id="",
        evidence=evidence,
        confidence=max(reference.confidence for reference in full),
        rule=best.rule,
        type=(laws if name and laws else printed or kinds or ["Văn bản"])[0],
        number=number,
        also=[text for text in counts if text != number],
        name=name,
        issuer=next(iter(stated or coded), None),
        date=date,
        pinpoints=list(dict.fromkeys(point for reference in group for point in reference.pinpoints)),
    )


def _fullness(reference: Reference, counts: Counter[str]) -> tuple[bool, bool, bool, bool, int, int]:
    """The order of the forms of one number: with its year, with the code of its kind, in the Party's form, not in
    capitals only, often.
    """
    parsed = reference.parsed
    number = reference.number or ""
    kind = parsed.type.name if parsed and parsed.type else ""
    proper = kind != "Nghị định" or parsed is None or parsed.issuer_codes == ("CP",)
    party = bool(parsed and parsed.system == "party" and re.match(r"\d+\w?-", number))
    return bool(parsed and parsed.year), proper, party, not number.isupper(), counts[number], len(number)
