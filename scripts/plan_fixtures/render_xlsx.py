"""A plan as a workbook of one sheet: the letterhead in two blocks of columns, the tables ruled, amounts as numbers."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

from .model import Block, Closing, Grid, Heading, Letterhead, Paragraph, Plan, Title

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_RIGHT = 4
"""The column, counted from 0, in which the right block of the letterhead and of the closing begins."""
_PLAIN, _RULED, _WHOLE, _DECIMAL = range(4)
"""The cell formats of `_STYLES`."""
_STYLES = f"""<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.0##"/></numFmts>
<fonts count="1"><font><sz val="12"/><name val="Times New Roman"/></font></fonts>
<fills count="1"><fill><patternFill patternType="none"/></fill></fills>
<borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/>
<bottom style="thin"/></border>
</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf borderId="1"/>
<xf numFmtId="3" borderId="1"/><xf numFmtId="164" borderId="1"/></cellXfs></styleSheet>"""


class _Sheet:
    """Writes the blocks of one plan, row after row."""

    def __init__(self, plan: Plan):
        self.row = 0
        self.rows: list[str] = []
        self.merges: list[str] = []
        for block in plan.blocks:
            self._block(block)
            self.row += 1

    def _write(self, cells: list[tuple[int, str, int]]) -> None:
        self.row += 1
        shown = "".join(_cell(f"{chr(65 + column)}{self.row}", text, style) for column, text, style in cells)
        self.rows.append(f'<row r="{self.row}">{shown}</row>')

    def _line(self, text: str) -> None:
        self._write([(0, text, _PLAIN)])

    def _columns(self, left: list[str], right: list[str]) -> None:
        for index in range(max(len(left), len(right))):
            sides = ((0, left), (_RIGHT, right))
            self._write([(column, lines[index], _PLAIN) for column, lines in sides if index < len(lines)])

    def _block(self, block: Block) -> None:
        if isinstance(block, Letterhead):
            height = max(len(block.left), len(block.right))
            left = [*block.left, *[""] * (height - len(block.left)), block.number_line or "", block.subject_line or ""]
            right = [*block.right, *[""] * (height - len(block.right)), block.date_line or ""]
            self._columns(left, right)
        elif isinstance(block, Title):
            for line in block.lines:
                self._line(line)
        elif isinstance(block, Heading | Paragraph):
            self._line(block.printed)
        elif isinstance(block, Grid):
            self._grid(block)
        else:
            self._closing(block)

    def _grid(self, grid: Grid) -> None:
        if grid.caption:
            self._write([(len(grid.rows[0]) - 1, grid.caption, _PLAIN)])
        top = self.row + 1
        for row in grid.rows:
            self._write([(column, text, _RULED) for column, text in enumerate(row)])
        for at, first, last in grid.spans:
            self.merges.append(f"{chr(65 + first)}{top + at}:{chr(65 + last)}{top + at}")
        if grid.header_rows == 2 and grid.spans:
            grouped = {column for _, first, last in grid.spans for column in range(first, last + 1)}
            self.merges += [
                f"{chr(65 + c)}{top}:{chr(65 + c)}{top + 1}" for c in range(len(grid.rows[0])) if c not in grouped
            ]

    def _closing(self, closing: Closing) -> None:
        left = ["Nơi nhận:", *(f"- {line}" for line in closing.recipients)] if closing.recipients else []
        right = [*closing.signature, "", *([closing.name] if closing.name else [])]
        if closing.second:
            right = [*closing.second[:-1], "", closing.second[-1], "", *right]
        self._columns(left, right)

    def xml(self) -> str:
        """The part of the sheet."""
        merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merges)
        tail = f"<mergeCells>{merged}</mergeCells>" if merged else ""
        return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(self.rows)}</sheetData>{tail}</worksheet>'


def _cell(place: str, text: str, style: int) -> str:
    """A cell: numbers of tables as numbers under a format that shows them as they are printed."""
    if style == _RULED and re.fullmatch(r"\d{1,3}(\.\d{3})*(,\d{1,3})?", text):
        kind = _DECIMAL if "," in text else _WHOLE
        return f'<c r="{place}" s="{kind}"><v>{text.replace(".", "").replace(",", ".")}</v></c>'
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def render_xlsx(plan: Plan) -> bytes:
    """The plan as the bytes of an .xlsx file; the same plan gives the same bytes."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_ML}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_ML}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_ML}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Kế hoạch" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": _Sheet(plan).xml(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), '<?xml version="1.0" encoding="UTF-8"?>\n' + text)
    return out.getvalue()
