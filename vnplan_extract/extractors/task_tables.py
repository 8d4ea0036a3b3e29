"""Tasks told by the rows of a table: content, lead, coordination, time, product."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnplan_extract.document import Table
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import grids
from vnplan_extract.extractors.task_drafts import FINISH, Bodies, Draft, cut

#: What a column holds, by the words of its heading, the surest first.
_COLUMNS = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        ("coordinating", r"phối\s+hợp"),
        (
            "lead",
            r"chủ\s+trì|(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\s+(?:được\s+giao\s+)?(?:thực\s+hiện|tham\s+mưu)|đầu\s+mối"
            r"|phân\s+công|người\s+thực\s+hiện",
        ),
        ("time", r"thời\s+(?:gian|hạn|điểm)|tiến\s+độ|hoàn\s+thành"),
        ("product", r"sản\s+phẩm|kết\s+quả|đầu\s+ra"),
        ("budget", r"kinh\s+phí|dự\s+toán"),
        ("title", r"nội\s+dung|nhiệm\s+vụ|công\s+việc|hoạt\s+động|giải\s+pháp|tên\s+|chỉ\s+tiêu"),
        ("section", r"^\s*(?:stt|tt|số\s+tt|số\s+thứ\s+tự)\s*$"),
    )
)
_HEADING_LENGTH = 90
#: A cell of the row that numbers the columns.
_COLUMN_NUMBER = re.compile(r"\s*\(?\d{0,2}\)?\s*")
_Span = tuple[int, int]


def drafts(context: Context, bodies: Bodies) -> Iterator[Draft]:
    """The rows of the tables that have a column for the work and one for who leads it."""
    for table in grids(context):
        yield from _rows(context, bodies, table)


def _rows(context: Context, bodies: Bodies, table: Table) -> Iterator[Draft]:
    grid: dict[int, dict[int, _Span]] = {}
    for cell in table.cells:
        grid.setdefault(cell.row, {})[cell.column] = (cell.start, cell.end)
    columns: dict[int, str] = {}
    finish = False
    for _, cells in sorted(grid.items()):
        named = _roles(context, cells)
        if {"lead", "title"} <= set(named.values()):  # the heading row; again on the next page
            columns = named
            finish = any(named.get(c) == "time" and FINISH.search(context.flat, *span) for c, span in cells.items())
        elif columns and (draft := _row(context, bodies, cells, columns)):
            draft.finish = finish
            yield draft


def _roles(context: Context, cells: dict[int, _Span]) -> dict[int, str]:
    """What the columns hold, by the cells of a heading row; nothing for another row."""
    roles: dict[int, str] = {}
    for column, span in cells.items():
        text = context.flat[slice(*span)]
        if len(text) > _HEADING_LENGTH:
            return {}
        role = next((role for role, pattern in _COLUMNS if pattern.search(text)), None)
        if role is not None:
            roles[column] = role
    return roles


def _row(context: Context, bodies: Bodies, cells: dict[int, _Span], columns: dict[int, str]) -> Draft | None:
    """The task of a row, or None where it has no work or nobody to do it."""
    flat = context.flat
    by_role: dict[str, list[_Span]] = {}
    for column, span in sorted(cells.items()):
        by_role.setdefault(columns.get(column, "other"), []).append(span)

    def filled(role: str) -> list[_Span]:
        return [span for span in by_role.get(role, ()) if flat[slice(*span)].strip()]

    titles, products = filled("title"), filled("product")
    if all(_COLUMN_NUMBER.fullmatch(flat, *span) for span in cells.values()):
        return None
    lead = [m.name for span in filled("lead") for m in bodies.within(*span)]
    if not titles or not (lead or filled("coordinating")):
        return None
    draft = Draft(
        span=(min(start for start, _ in cells.values()), max(end for _, end in cells.values())),
        section=" ".join(flat[slice(*span)] for span in by_role.get("section", ())).strip(" .") or None,
        title=cut(one_line(" ".join(flat[slice(*span)] for span in titles))),
        quote=titles[0],
        rule="task.table",
        confidence=0.93,
        times=filled("time"),
        money=filled("budget"),
        product=one_line(flat[slice(*products[0])]) if products else None,
    )
    draft.add("lead", lead)
    draft.add("coordinating", (m.name for span in filled("coordinating") for m in bodies.within(*span)))
    return draft
