"""The bodies that a document names, once each."""

from __future__ import annotations

from vnplan_extract.extractors.agency_home import home_of
from vnplan_extract.extractors.agency_links import link
from vnplan_extract.extractors.agency_names import Mention, find_mentions
from vnplan_extract.extractors.agency_places import Home
from vnplan_extract.extractors.context import Context
from vnplan_extract.record import Agency

__all__ = ["Mention", "extract", "find_mentions"]


def extract(context: Context, header: object) -> list[Agency]:
    """The named bodies and classes of bodies of a document (GUIDELINES: agencies).

    Posts, divisions inside a body and names that cannot be expanded are left out, unless the body is named
    elsewhere. Of several forms of one name the fullest is the name, the others stand in `also`. Each is linked to its
    rows in the tables by the document's date (`agency_links.py`).

    Args:
        context: the document.
        header: the result of `header.extract`.
    """
    home = home_of(context, header)
    date = getattr(header, "issued_on", None) or getattr(getattr(header, "header", None), "issued_on", None)
    on = str(date) if date else None
    groups: dict[str, list[Mention]] = {}
    for mention in find_mentions(context, header):
        groups.setdefault(mention.key.lower(), []).append(mention)
    _join_classes(groups)
    found = (agency for mentions in groups.values() if (agency := _agency(context, mentions, on, home)))
    return context.numbered("a", found)


def _agency(context: Context, mentions: list[Mention], on: str | None, home: Home) -> Agency | None:
    """The body that all these mentions are of; None where it is not to be reported."""
    counted = [m for m in mentions if not m.post and not m.optional]
    if not counted:
        return None
    best = max(counted, key=lambda m: (m.confidence >= 0.9, " các " in m.name, len(m.name)))
    first = counted[0]
    evidence = [context.evidence(first.start, first.end)]
    if best.start != first.start:
        evidence.append(context.evidence(best.start, best.end))
    rows = link(best, on, home)
    if rows.agency_id is None:  # another form of the name may be in the table
        others = (link(m, on, home) for m in counted if m.name != best.name)
        rows = next((other for other in others if other.agency_id), rows)
    confidence = 1 - (1 - best.confidence) * (0.7 if len(counted) > 1 else 1.0)
    return Agency(
        id="",
        evidence=evidence,
        confidence=round(confidence, 3),
        rule=best.rule,
        name=best.name,
        kind=best.kind,
        also=list(dict.fromkeys(m.name for m in mentions if m.name != best.name)),
        agency_id=rows.agency_id,
        level=rows.level,
        valid_from=rows.valid_from,
        valid_to=rows.valid_to,
        successors=list(rows.successors),
        place_id=rows.place_id,
        place_successors=list(rows.place_successors),
        link_confidence=rows.confidence,
    )


def _join_classes(groups: dict[str, list[Mention]]) -> None:
    """Join a body named without a place to the same one named with a place, where there is one such."""
    for key in [key for key in groups if key.endswith("|")]:
        with_place = [other for other in groups if other != key and other.startswith(key) and "|*" not in other]
        if len(with_place) == 1:
            groups[with_place[0]] = sorted(groups.pop(key) + groups[with_place[0]], key=lambda m: m.start)
