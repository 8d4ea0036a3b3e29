"""A plan as a Word file: a borderless two-column letterhead, automatic lists, real tables."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from .model import Block, Closing, Grid, Heading, Letterhead, Paragraph, Plan, Title

_FIXED = dt.datetime(2020, 1, 1)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_LEVELS = (("upperRoman", "%1."), ("decimal", "%2."))
_DASH, _OUTLINE = 90, 91
"""Ids of the two lists, beyond those of the template."""
_TEXT_WIDTH = 16.0
"""Centimetres between the margins."""


def _abstract(number: int, levels: tuple[tuple[str, str], ...]) -> Any:
    body = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        '<w:lvlJc w:val="left"/></w:lvl>'
        for n, (kind, text) in enumerate(levels)
    )
    return parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{body}</w:abstractNum>')


class _Writer:
    """Writes the blocks of one plan."""

    def __init__(self, plan: Plan):
        self.automatic = plan.layout.automatic_numbers
        self.document: Any = Document()
        self._page()
        self._lists()
        for block in plan.blocks:
            self._block(block)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(13)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
        properties = self.document.core_properties
        properties.author, properties.title, properties.comments = "", "", ""
        properties.created = properties.modified = _FIXED
        properties.last_modified_by, properties.revision = "", 1

    def _lists(self) -> None:
        numbering = self.document.part.numbering_part.element
        first = numbering.find(qn("w:num"))
        for number, levels in ((_DASH, (("bullet", "-"),)), (_OUTLINE, _LEVELS)):
            first.addprevious(_abstract(number, levels))
            numbering.append(
                parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
            )

    def _listed(self, paragraph: Any, number: int, level: int) -> None:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )

    def _block(self, block: Block) -> None:
        if isinstance(block, Letterhead):
            self._letterhead(block)
        elif isinstance(block, Title):
            for n, line in enumerate(block.lines):
                self._centred(self.document.add_paragraph(), line, bold=n < 2)
        elif isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Grid):
            self._grid(block)
        else:
            self._closing(block)

    def _centred(self, paragraph: Any, text: str, bold: bool = False, italic: bool = False) -> None:
        run = paragraph.add_run(text)
        run.bold, run.italic = bold, italic
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _heading(self, heading: Heading) -> None:
        automatic = self.automatic and heading.level < 3
        paragraph = self.document.add_paragraph()
        if automatic:
            self._listed(paragraph, _OUTLINE, heading.level - 1)
        text = heading.text if automatic else heading.printed
        paragraph.add_run(text).bold = heading.level == 1 or len(heading.text) < 90

    def _paragraph(self, block: Paragraph) -> None:
        dash = self.automatic and block.mark == "-"
        paragraph = self.document.add_paragraph()
        if dash:
            self._listed(paragraph, _DASH, 0)
        paragraph.add_run(block.text if dash else block.printed).italic = block.italic
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY

    def _columns(self, left: list[str], right: list[str], share: float) -> tuple[Any, Any]:
        table = self.document.add_table(rows=1, cols=2)
        table.autofit = False
        cells = table.rows[0].cells
        for cell, lines, width in zip(cells, (left, right), (share, 1 - share), strict=True):
            cell.width = Cm(_TEXT_WIDTH * width)
            for n, line in enumerate(lines):
                paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
                paragraph.add_run(line)
        return cells[0], cells[1]

    def _letterhead(self, head: Letterhead) -> None:
        left, right = list(head.left), list(head.right)
        height = max(len(left), len(right))
        if head.number_line or head.date_line:
            left += [""] * (height - len(left)) + [head.number_line or ""]
            right += [""] * (height - len(right)) + [head.date_line or ""]
        if head.subject_line:
            left.append(head.subject_line)
        for cell in self._columns(left, right, 0.45):
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _grid(self, grid: Grid) -> None:
        if grid.caption:
            paragraph = self.document.add_paragraph(grid.caption)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        columns = len(grid.rows[0])
        table = self.document.add_table(rows=0, cols=columns)
        table.style = "Table Grid"
        for n, row in enumerate(grid.rows):
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                run = cell.paragraphs[0].add_run(text)
                run.bold, run.font.size = n < grid.header_rows, Pt(11)
        for r, first, last in grid.spans:
            text = grid.rows[r][first]
            merged = table.cell(r, first).merge(table.cell(r, last))
            for paragraph in merged.paragraphs[1:]:
                paragraph._p.getparent().remove(paragraph._p)
            merged.text = text
        if grid.header_rows == 2 and grid.spans:
            spanned = range(grid.spans[0][1], grid.spans[0][2] + 1)
            for column in range(columns):
                if column not in spanned:
                    merged = table.cell(0, column).merge(table.cell(1, column))
                    for paragraph in merged.paragraphs[1:]:
                        paragraph._p.getparent().remove(paragraph._p)
        self.document.add_paragraph()

    def _closing(self, closing: Closing) -> None:
        left = ["Nơi nhận:", *(f"- {line}" for line in closing.recipients)] if closing.recipients else [""]
        right = [*closing.signature, "", "", *([closing.name] if closing.name else [])]
        if closing.second:
            right = [*closing.second[:-1], "", "", closing.second[-1], "", *right]
        if not closing.signature:
            right = [""]
        cells = self._columns(left, right, 0.55)
        for paragraph in cells[1].paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            for run in paragraph.runs:
                run.bold = True


def render_docx(plan: Plan) -> bytes:
    """The plan as the bytes of a .docx file; the same plan gives the same bytes."""
    raw = io.BytesIO()
    _Writer(plan).document.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name == "docProps/thumbnail.jpeg":
                continue
            data = source.read(name)
            if name == "_rels/.rels":
                data = _without_thumbnail(data)
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return out.getvalue()


def _without_thumbnail(relations: bytes) -> bytes:
    root = parse_xml(relations)
    for relation in list(root):
        if relation.get("Target", "").endswith("thumbnail.jpeg"):
            root.remove(relation)
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
