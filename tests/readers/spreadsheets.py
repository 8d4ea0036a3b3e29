"""Workbooks for tests, in both formats, from one description."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class C:
    """A cell: its value, number format, font, and whether lines are drawn around it."""

    value: str | float | bool
    code: str = "General"
    font: str = "Times New Roman"
    ruled: bool = False
    bold: bool = False


@dataclass
class S:
    """A sheet: cells by (row, column), merged ranges (first row, last row, first column, last column)."""

    cells: dict[tuple[int, int], C]
    name: str = "Biểu 1"
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    hidden: bool = False


def rows(
    *lines: list[str | float | C | None], top: int = 0, left: int = 0, ruled: bool = False
) -> dict[tuple[int, int], C]:
    """Cells from lists of values; None is no cell, `""` an empty one."""
    found = {}
    for row, line in enumerate(lines, top):
        for column, value in enumerate(line, left):
            if value is not None:
                found[row, column] = value if isinstance(value, C) else C(value, ruled=ruled)
    return found


def xls(*sheets: S) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    styles: dict[C, xlwt.XFStyle] = {}
    for sheet in sheets:
        made = book.add_sheet(sheet.name, cell_overwrite_ok=True)
        made.visibility = int(sheet.hidden)
        covered = {(m[0], m[2]): m for m in sheet.merges}
        for (row, column), cell in sheet.cells.items():
            key = C("", cell.code, cell.font, cell.ruled, cell.bold)
            if key not in styles:
                style = styles[key] = xlwt.XFStyle()
                style.num_format_str = cell.code
                style.font.name, style.font.bold = cell.font, cell.bold
                if cell.ruled:
                    side = xlwt.Borders.THIN
                    style.borders.left = style.borders.right = style.borders.top = style.borders.bottom = side
            if (row, column) in covered:
                first, last, left, right = covered[row, column]
                made.write_merge(first, last, left, right, cell.value, styles[key])
            else:
                made.write(row, column, cell.value if cell.value != "" else None, styles[key])
        for row in sheet.hidden_rows:
            made.row(row).hidden = True
        for column in sheet.hidden_columns:
            made.col(column).hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def letters(column: int) -> str:
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def xlsx(*sheets: S, **parts: str) -> bytes:
    """A workbook; `parts` replaces parts by name, `/` written as `__`, the ending as `_xml`."""
    strings: list[str] = []
    styles: dict[tuple[str, str, bool, bool], int] = {("General", "Times New Roman", False, False): 0}
    bodies = []
    for sheet in sheets:
        lines: dict[int, list[str]] = {}
        for (row, column), cell in sorted(sheet.cells.items()):
            style = styles.setdefault((cell.code, cell.font, cell.ruled, cell.bold), len(styles))
            place = f'r="{letters(column)}{row + 1}" s="{style}"'
            if isinstance(cell.value, bool):
                shown = f'<c {place} t="b"><v>{int(cell.value)}</v></c>'
            elif isinstance(cell.value, str) and cell.value:
                strings.append(cell.value)
                shown = f'<c {place} t="s"><v>{len(strings) - 1}</v></c>'
            else:
                shown = f"<c {place}><v>{cell.value!r}</v></c>" if cell.value != "" else f"<c {place}/>"
            lines.setdefault(row, []).append(shown)
        data = ""
        for row, cells in sorted(lines.items()):
            hidden = ' hidden="1"' if row in sheet.hidden_rows else ""
            data += f'<row r="{row + 1}"{hidden}>{"".join(cells)}</row>'
        columns = "".join(f'<col min="{c + 1}" max="{c + 1}" hidden="1"/>' for c in sheet.hidden_columns)
        merged = "".join(
            f'<mergeCell ref="{letters(left)}{first + 1}:{letters(right)}{last + 1}"/>'
            for first, last, left, right in sheet.merges
        )
        bodies.append(
            f'<worksheet xmlns="{MAIN}">{f"<cols>{columns}</cols>" if columns else ""}<sheetData>{data}</sheetData>'
            f"{f'<mergeCells>{merged}</mergeCells>' if merged else ''}</worksheet>"
        )
    numbers = {code: 164 + index for index, code in enumerate(dict.fromkeys(key[0] for key in styles))}
    fonts = list(dict.fromkeys((key[1], key[3]) for key in styles))
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        + "".join(
            f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="s{n}" '
            f'state="{"hidden" if sheet.hidden else "visible"}"/>'
            for n, sheet in enumerate(sheets, 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        + "".join(
            f'<Relationship Id="s{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + f'<Relationship Id="t" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="u" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">'
        + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
        + "</sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>'
        + "".join(
            f'<numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
            for code, number in numbers.items()
        )
        + "</numFmts><fonts>"
        + "".join(f'<font>{"<b/>" if bold else ""}<name val="{name}"/></font>' for name, bold in fonts)
        + '</fonts><borders><border/><border><left style="thin"/><right style="thin"/><top style="thin"/>'
        '<bottom style="thin"/></border></borders><cellXfs>'
        + "".join(
            f'<xf numFmtId="{numbers[code]}" fontId="{fonts.index((font, bold))}" borderId="{int(ruled)}"/>'
            for code, font, ruled, bold in styles
        )
        + "</cellXfs></styleSheet>",
        **{f"xl/worksheets/sheet{n}.xml": body for n, body in enumerate(bodies, 1)},
    }
    files.update({name.replace("__", "/").replace("_xml", ".xml"): text for name, text in parts.items()})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()
