"""The header: the components of an administrative document (Nghị định 30/2020/NĐ-CP, Annex I).

Components are looked for in the order of the standard: the national title, the issuing body, the
number, the dateline, the type and abstract above the text; the signature and the recipients below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vnplan_extract.extractors import header_issuer, header_number, header_period, header_tail, header_title
from vnplan_extract.extractors.context import Context, lies_in
from vnplan_extract.extractors.header_parts import NATION, PARTY, Found, head_end
from vnplan_extract.record import Header, HeaderEvidence


@dataclass(frozen=True)
class HeaderResult:
    """The header and what the other extractors need to know of it.

    Attributes:
        header: the record's header.
        evidence: the evidence of each of its fields.
        own_province: the territory that the document is of, as `tỉnh Tây Ninh`, `thành phố Hà Nội`.
        own_district: likewise of a district, town or commune, `thị xã Bỉm Sơn`.
        title_span: the span of the abstract.
        head_end: where the head ends and the text begins.
        tails: the spans of signatures and recipients, in order, apart from each other.
    """

    header: Header
    evidence: dict[str, HeaderEvidence] = field(default_factory=dict)
    own_province: str | None = None
    own_district: str | None = None
    title_span: tuple[int, int] | None = None
    head_end: int = 0
    tails: tuple[tuple[int, int], ...] = ()

    def in_tail(self, offset: int) -> bool:
        """Whether `offset` lies in a signature or among recipients."""
        return lies_in(self.tails, offset)


def extract(context: Context) -> HeaderResult:
    """The header of a document.

    Returns:
        the header; a field that the document does not say is None.
    """
    flat = context.flat
    found = Found(context)
    end = head_end(context)
    nation = NATION.search(flat, 0, end) or PARTY.search(flat, 0, end)
    number_match = header_number.own_number(context, end, nation is not None)
    dateline = header_number.dateline(flat, end)
    of_type = header_title.heading(context, end, number_match, dateline, nation)
    official = bool(nation or of_type or (number_match and dateline))
    attached = None if official else header_number.attached(context, end)

    number = None
    if number_match and number_match["number"]:
        number = header_number.clean_number(number_match["number"])
        found.note("number", *number_match.span("number"), 0.97, "number")
    place = dateline.place if dateline else None
    issued_on = dateline.date if dateline else None
    if dateline is not None:
        found.note("place", *dateline.place_span, 0.97, "dateline")
        if issued_on:
            found.note("issued_on", *dateline.date_span, 0.98, "dateline")

    lines = header_issuer.IssuerLines()
    if nation or number_match:
        below = [part.start for part in (dateline, of_type) if part]
        below += [number_match.start()] if number_match else []
        lines = header_issuer.issuer_lines(context, min((at for at in below if at), default=0))
    names = frozenset(name for name, _, _ in lines.names)

    doc_type, title = None, None
    if attached is not None and (span := header_title.annex_title(context, attached)):
        official = True
        lines = header_issuer.issuer_lines(context, span[0])
    else:
        span = header_title.title_span(context, of_type, number_match, official, end, names)
    if of_type:
        doc_type = of_type.name
        found.note("doc_type", of_type.start, of_type.end, 0.98, "type")
    elif official and (number_match or nation) and span:
        doc_type = "Công văn"
    if span:
        title = header_title.clean_title(flat[slice(*span)])
        found.note("title", *span, 0.92, "abstract" if official else "headline")

    tails = header_tail.tails(context, end)
    decision = header_number.promulgation(context, end, found, number)
    if official and issued_on is None and decision.date and decision.number:
        issued_on = decision.date
        found.same("issued_on", "promulgated_by")
    if not official and not tails and issued_on is None:
        issued_on = header_number.news_date(context, found)

    of = header_issuer.territories(context, lines, place, decision.issuer, title, issued_on, official)
    header = Header(
        doc_type=doc_type,
        number=number,
        issuer=header_issuer.issuer(context, lines, of, tails, decision.issuer, issued_on, found) if official else None,
        place=place,
        issued_on=issued_on,
        title=title,
        promulgated_by=decision.number,
        period=header_period.period(context, span, end, issued_on, found) if official else None,
        signer=header_tail.signer(context, tails, found) if official else None,
        recipients=header_tail.recipients(context, tails, found),
    )
    return HeaderResult(header, found.evidence, of.province, of.district, span, end, tuple(tails))
