"""A plan as a page saved from a legal portal: the document among menus, particulars, comments and related documents."""

from __future__ import annotations

from html import escape

from .model import Block, Closing, Grid, Heading, Letterhead, Paragraph, Plan, Title

_MENU = "".join(f'<li><a href="/chuyen-muc/{n}">Chuyên mục {n}</a></li>' for n in range(1, 13))
_PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{title} - Cổng văn bản</title>
<style>body {{ font-family: "Times New Roman", serif }}</style><script>var trang = "{title}";</script></head>
<body><header><ul class="menu">{menu}</ul></header>
<div class="breadcrumb"><a href="/">Trang chủ</a> &gt; <a href="/van-ban">Văn bản</a></div>
<h1>{title}</h1>
<table class="thuoc-tinh"><tr><td>Số hiệu:</td><td>{title}</td><td>Loại văn bản:</td><td>Văn bản hành chính</td></tr>
<tr><td>Lĩnh vực:</td><td>Hành chính</td><td>Tình trạng:</td><td>Còn hiệu lực</td></tr></table>
<div class="noi-dung"><div>
{body}
</div></div>
<div class="binhluan"><p>Bạn đọc: tôi muốn tải văn bản này về máy thì làm thế nào?</p></div>
<div class="van-ban-lien-quan"><h3>Văn bản liên quan</h3><ul>{menu}</ul></div>
<footer><p>Bản quyền thuộc về cổng văn bản. Mọi sao chép phải ghi rõ nguồn.</p></footer></body></html>
"""


def _lines(lines: tuple[str, ...] | list[str]) -> str:
    return "<br>\n".join(map(_text, lines))


def _text(line: str) -> str:
    """A line, the blanks that are left for a number kept."""
    return escape(line).replace("  ", "&nbsp; ")


def _letterhead(head: Letterhead) -> str:
    below = "".join(f"<td><i>{_text(line or '')}</i></td>" for line in (head.number_line, head.date_line))
    subject = f"<tr><td>{escape(head.subject_line)}</td><td></td></tr>" if head.subject_line else ""
    return (
        f'<table border="0"><tr><td align="center"><b>{_lines(head.left)}</b></td>'
        f'<td align="center"><b>{_lines(head.right)}</b></td></tr><tr>{below}</tr>{subject}</table>'
    )


def _grid(grid: Grid) -> str:
    rows = []
    for number, row in enumerate(grid.rows):
        spans = {first: last for at, first, last in grid.spans if at == number}
        covered = {column for first, last in spans.items() for column in range(first + 1, last + 1)}
        grouped = {column for at, first, last in grid.spans for column in range(first, last + 1)}
        cells = ""
        for column, text in enumerate(row):
            two_rows = grid.header_rows == 2 and grid.spans and column not in grouped
            if column in covered or (two_rows and number == 1):
                continue
            span = f' colspan="{spans[column] - column + 1}"' if column in spans else ""
            span += ' rowspan="2"' if two_rows and number == 0 else ""
            tag = "th" if number < grid.header_rows else "td"
            cells += f"<{tag}{span}>{escape(text)}</{tag}>"
        rows.append(f"<tr>{cells}</tr>")
    caption = f'<p align="right"><i>{escape(grid.caption)}</i></p>\n' if grid.caption else ""
    return f'{caption}<table border="1">' + "\n".join(rows) + "</table>"


def _closing(closing: Closing) -> str:
    left = ["Nơi nhận:", *(f"- {line}" for line in closing.recipients)] if closing.recipients else []
    right = [*closing.signature, "", *([closing.name] if closing.name else [])]
    if closing.second:
        right = [*closing.second[:-1], "", closing.second[-1], "", *right]
    return f"<table><tr><td>{_lines(left)}</td><td>{_lines(right)}</td></tr></table>"


def _block(block: Block) -> str:
    if isinstance(block, Letterhead):
        return _letterhead(block)
    if isinstance(block, Title):
        return "\n".join(f'<p align="center"><b>{escape(line)}</b></p>' for line in block.lines)
    if isinstance(block, Heading):
        return f"<p><b>{escape(block.printed)}</b></p>"
    if isinstance(block, Paragraph):
        return f"<p>{escape(block.printed)}</p>"
    if isinstance(block, Grid):
        return _grid(block)
    return _closing(block)


def render_html(plan: Plan) -> bytes:
    """The plan as the bytes of a saved page; the same plan gives the same bytes."""
    title = escape(plan.truth["header"]["title"] or plan.name)
    body = "\n".join(map(_block, plan.blocks))
    return _PAGE.format(title=title, menu=_MENU, body=body).encode()
