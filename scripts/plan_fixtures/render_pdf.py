"""A plan as a PDF: columns by geometry, page numbers, ruled tables that run over page breaks."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from . import model

FONT_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
_FACES = {
    "serif": ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf"),
    "sans": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf"),
}
_WIDTH = A4[0] - 5 * cm


def fonts_digest() -> str | None:
    """A digest of the font files, or None where one is missing: other fonts give other bytes."""
    digest = hashlib.sha256()
    for face in sorted(name for names in _FACES.values() for name in names):
        path = FONT_FOLDER / face
        if not path.is_file():
            return None
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache
def _styles(face: str) -> dict[str, ParagraphStyle]:
    plain, bold, italic = (f"plan-{face}-{kind}" for kind in ("plain", "bold", "italic"))
    for name, file in zip((plain, bold, italic), _FACES[face], strict=True):
        pdfmetrics.registerFont(TTFont(name, str(FONT_FOLDER / file)))
    text = ParagraphStyle(
        "text", fontName=plain, fontSize=11, leading=15, alignment=TA_JUSTIFY, firstLineIndent=18, spaceAfter=4
    )

    def derive(name: str, **changes: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=text, **changes)

    return {
        "text": text,
        "italic": derive("italic", fontName=italic),
        "heading": derive("heading", fontName=bold, spaceBefore=4),
        "title": derive("title", fontName=bold, alignment=TA_CENTER, firstLineIndent=0),
        "note": derive("note", fontName=italic, alignment=TA_CENTER, firstLineIndent=0),
        "head": derive("head", fontSize=10, leading=13, alignment=TA_CENTER, firstLineIndent=0, spaceAfter=0),
        "head-bold": derive(
            "head-bold", fontName=bold, fontSize=9.5, leading=13, alignment=TA_CENTER, firstLineIndent=0, spaceAfter=0
        ),
        "left": derive("left", fontSize=9, leading=11.5, alignment=0, firstLineIndent=0, spaceAfter=0),
        "unit": derive("unit", fontName=italic, alignment=TA_RIGHT, firstLineIndent=0),
        "cell": derive("cell", fontSize=9, leading=11.5, alignment=0, firstLineIndent=0, spaceAfter=0),
        "cell-head": derive(
            "cell-head", fontName=bold, fontSize=9, leading=11.5, alignment=TA_CENTER, firstLineIndent=0, spaceAfter=0
        ),
        "figure": derive("figure", fontSize=9, leading=11.5, alignment=TA_RIGHT, firstLineIndent=0, spaceAfter=0),
    }


def _columns(left: list[Any], right: list[Any], share: float) -> Table:
    height = max(len(left), len(right))
    left += [""] * (height - len(left))
    right += [""] * (height - len(right))
    table = Table(
        list(zip(left, right, strict=True)), colWidths=(_WIDTH * share, _WIDTH * (1 - share)), hAlign="CENTER"
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ]
        )
    )
    return table


class _Writer:
    def __init__(self, face: str, width: float = _WIDTH):
        self.style = _styles(face)
        self.width = width

    def put(self, text: str, style: str) -> Paragraph:
        return Paragraph(escape(text), self.style[style])

    def flow(self, block: model.Block) -> list[Any]:
        if isinstance(block, model.Letterhead):
            return self.letterhead(block)
        if isinstance(block, model.Title):
            return [self.put(line, "title" if n < 2 else "note") for n, line in enumerate(block.lines)]
        if isinstance(block, model.Heading):
            short = block.level == 1 or len(block.text) < 90
            return [self.put(block.printed, "heading" if short else "text")]
        if isinstance(block, model.Paragraph):
            return [self.put(block.printed, "italic" if block.italic else "text")]
        if isinstance(block, model.Grid):
            return self.grid(block)
        return self.closing(block)

    def letterhead(self, head: model.Letterhead) -> list[Any]:
        left: list[Any] = [self.put(line, "head-bold") for line in head.left]
        right: list[Any] = [self.put(line, "head-bold") for line in head.right]
        height = max(len(left), len(right))
        if head.number_line or head.date_line:
            left += [""] * (height - len(left)) + [self.put(head.number_line or "", "head")]
            right += [""] * (height - len(right)) + [self.put(head.date_line or "", "note")]
        if head.subject_line:
            left.append(self.put(head.subject_line, "head"))
        return [_columns(left, right, 0.45), Spacer(1, 10)]

    def grid(self, grid: model.Grid) -> list[Any]:
        rows = []
        for n, row in enumerate(grid.rows):
            cells = []
            for text in row:
                figure = text.replace(".", "").isdigit()
                style = "cell-head" if n < grid.header_rows else "figure" if figure else "cell"
                cells.append(self.put(text, style))
            rows.append(cells)
        widths = [self.width * share for share in grid.widths] or None
        table = Table(rows, colWidths=widths, repeatRows=grid.header_rows)
        rules: list[tuple[Any, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.6, "black"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
        for r, first, last in grid.spans:
            rules.append(("SPAN", (first, r), (last, r)))
            if grid.header_rows == 2:
                outside = [c for c in range(len(grid.rows[0])) if not first <= c <= last]
                rules += [("SPAN", (c, 0), (c, 1)) for c in outside]
        table.setStyle(TableStyle(rules))
        caption = [self.put(grid.caption, "unit")] if grid.caption else []
        return [*caption, table, Spacer(1, 8)]

    def closing(self, closing: model.Closing) -> list[Any]:
        left: list[Any] = []
        if closing.recipients:
            left = [self.put("Nơi nhận:", "left"), *(self.put(f"- {line}", "left") for line in closing.recipients)]
        right: list[Any] = []
        if closing.second:
            right += [self.put(line, "head-bold") for line in closing.second[:-1]]
            right += [Spacer(1, 30), self.put(closing.second[-1], "head-bold"), Spacer(1, 12)]
        right += [self.put(line, "head-bold") for line in closing.signature]
        if closing.name:
            right += [Spacer(1, 36), self.put(closing.name, "head-bold")]
        table = Table([[left or "", right or ""]], colWidths=(_WIDTH * 0.5, _WIDTH * 0.5))
        table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
        return [Spacer(1, 10), KeepTogether([table])]


def _page_number(canvas: Any, document: Any) -> None:
    """From the second page on, centred in the top margin (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    if document.page > 1:
        canvas.setFont("Times-Roman", 11)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 1.2 * cm, str(document.page))


def render_pdf(plan: model.Plan) -> bytes:
    """The plan as the bytes of a PDF file; the same plan and fonts give the same bytes."""
    out = io.BytesIO()
    writer = _Writer("sans" if plan.layout.columns == "side" else "serif")
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=3 * cm,
        rightMargin=2 * cm,
        topMargin=2 * cm,
        bottomMargin=2 * cm,
        title="",
        author="",
        invariant=1,
    )
    flow = [item for block in plan.blocks for item in writer.flow(block)]
    document.build(flow, onFirstPage=_page_number, onLaterPages=_page_number)
    return out.getvalue()
