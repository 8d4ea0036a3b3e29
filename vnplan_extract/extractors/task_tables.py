"""Tasks told by the rows of a table: content, lead, coordination, time, budget, product.

The heading is one row or two, and comes again on the next page. Who leads stands in a column, in a row over a
group of rows (`II. Sở Y tế`), or in the heading over the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vnplan_extract.document import Table
from vnplan_extract.extractors.agencies import Mention
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.extractors.grids import grids
from vnplan_extract.extractors.tables import unit_label
from vnplan_extract.extractors.task_drafts import FINISH, Bodies, Draft, by_role, cut
from vnplan_extract.values import money as money_values
from vnplan_extract.values import numbers

_OFFICE = r"(?:cơ\s+quan|đơn\s+vị|bộ\s+phận|sở|ban|ngành|phòng)"
_CHAIR = r"chủ\s+trì|đầu\s+mối|phân\s+công|người\s+thực\s+hiện|trách\s+nhiệm"
#: What a column holds, by the words of its heading, the surest first.
_COLUMNS = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        ("none", r"lãnh\s+đạo|đơn\s+vị\s+tính|đvt|ghi\s+chú|căn\s+cứ|địa\s+điểm|đối\s+tượng|thành\s+phần"),
        ("both", rf"(?:{_CHAIR}|thực\s+hiện).*phối\s+hợp"),
        ("coordinating", rf"phối\s+hợp|{_OFFICE}\s+tham\s+gia"),
        ("begin", r"bắt\s+đầu"),
        (
            "lead",
            rf"{_CHAIR}|{_OFFICE}\s+(?:được\s+(?:giao|phân\s+công)\s*)?"
            r"(?:(?:tổ\s+chức\s+)?thực\s+hiện|tham\s+mưu|phụ\s+trách|triển\s+khai|chịu\s+trách\s+nhiệm|được\s+giao)",
        ),
        ("time", r"thời\s+(?:gian|hạn|điểm)|tiến\s+độ|hoàn\s+thành|lộ\s+trình|kết\s+thúc|^\s*hạn(?!\s+mức)(?!\w)"),
        ("product", r"sản\s+phẩm|kết\s+quả|đầu\s+ra"),
        ("budget", r"kinh\s+phí|dự\s+toán"),
        ("title", r"nội\s+dung|nhiệm\s+vụ|công\s+việc|hoạt\s+động|giải\s+pháp|tên\s+"),
        ("aim", r"chỉ\s+tiêu|mục\s+tiêu"),
        ("section", r"^\s*(?:stt|tt|số\s+tt|số\s+thứ\s+tự)\s*$"),
        ("body", rf"^\s*(?:tên\s+)?{_OFFICE}(?!\w)"),
    )
)
_ROLES = tuple(role for role, _ in _COLUMNS)
_WORK = re.compile(r"nhiệm\s+vụ|công\s+việc", re.IGNORECASE)
_HEADING_LENGTH = 90
_SUBHEADING_LENGTH = 40
#: A cell of the row that numbers the columns.
_COLUMN_NUMBER = re.compile(r"\s*\(?\d{0,2}\)?\s*")
#: A cell that says what the one above it says.
_DITTO = re.compile(
    r"\s*(?:như\s+trên|[-–]?\s*nt\s*[-–]?|[\"”“〃]|''|[-–]?\s*(?://|[\"”“])\s*[-–]?)\s*[.;]?\s*", re.IGNORECASE
)
#: What stands before the body in a row or heading over the tasks of one body, and what behind it.
_GROUP_START = re.compile(
    r"[\W\d]*(?:[IVX]{1,5}|[A-H])?[\W\d]*(?:(?:các\s+)?(?:nhiệm\s+vụ|công\s+việc|nội\s+dung)\s+)?"
    r"(?:(?:giao(?:\s+cho)?|của|do|đối\s+với|trách\s+nhiệm\s+của)\s+)?",
    re.IGNORECASE,
)
_GROUP_END = re.compile(
    r"\s*(?:(?:là\s+(?:cơ\s+quan|đơn\s+vị)\s+)?(?:chủ\s+trì|thực\s+hiện|tham\s+mưu)(?:\s+thực\s+hiện)?)?"
    r"\s*(?:\([^)]{0,60}\))?[\s:.;]*",
    re.IGNORECASE,
)
_GROUP_LENGTH = 160
#: How far a table that goes on may stand behind the one before it: a page's number lies between.
_GAP = 12
_Span = tuple[int, int]


@dataclass
class _Heading:
    """What the columns of a table hold."""

    roles: dict[int, str]
    width: int
    labels: dict[int, tuple[str, ...]]
    finish: bool = False  #: the times are those by which the work is to be done
    units: dict[int, int] = field(default_factory=dict)  #: by column, the đồng in a unit of its amounts
    end: int = 0  #: where the table ends

    def holds(self, role: str) -> bool:
        return role in self.roles.values()

    @property
    def names_bodies(self) -> bool:
        return any(self.holds(role) for role in ("lead", "both", "coordinating", "body"))


def drafts(context: Context, bodies: Bodies) -> Iterator[Draft]:
    """The rows of the tables that tell of work and of who leads it."""
    heading: _Heading | None = None
    for table in grids(context):
        before = heading if heading and _goes_on(context, heading, table) else None
        rows = _Rows(context, bodies, table, before)
        yield from rows.drafts()
        heading = rows.heading


def _goes_on(context: Context, heading: _Heading, table: Table) -> bool:
    """Whether a table is the one before it, on the next page."""
    between = context.flat[heading.end : table.start].strip()
    return heading.width == table.shape[1] and len(between) <= _GAP and not any(c.isalpha() for c in between)


class _Rows:
    """The rows of one table, read from its top."""

    def __init__(self, context: Context, bodies: Bodies, table: Table, heading: _Heading | None) -> None:
        self.context, self.bodies, self.table, self.heading = context, bodies, table, heading
        self.grid: dict[int, dict[int, _Span]] = {}  # each cell at its first row and column
        self.wide: dict[tuple[int, int], int] = {}
        self.above: dict[int, dict[int, _Span]] = {}  # cells that reach down from a row above
        for cell in table.cells:
            self.grid.setdefault(cell.row, {})[cell.column] = (cell.start, cell.end)
            self.wide[cell.row, cell.column] = cell.columns
            for row in range(cell.row + 1, cell.row + cell.rows):
                self.above.setdefault(row, {})[cell.column] = (cell.start, cell.end)
        self.group: list[Mention] = []
        self.group_style = ""
        self.over: _Span | None = None  # the heading over the table, where it names the body
        self.last: dict[int, _Span] = {}  # by column, what a ditto mark repeats

    def drafts(self) -> Iterator[Draft]:
        used = -1
        for index in sorted(self.grid):
            if index <= used:
                continue
            found, rows = self._read_heading(index)
            if found is not None:
                if self.heading is None and not found.names_bodies:
                    self._read_over()
                self.heading, used = found, index + rows - 1
            elif self.heading is not None and (draft := self._row(index)):
                yield draft
        if self.heading is not None:
            self.heading.end = self.table.end

    # --- the heading ---

    def _text(self, span: _Span) -> str:
        return self.context.flat[slice(*span)]

    def _read_heading(self, index: int) -> tuple[_Heading | None, int]:
        """The heading that begins with a row, and how many rows it has; None for another row."""
        cells = self.grid[index]
        if any(len(self._text(span)) > _HEADING_LENGTH for span in cells.values()):
            return None, 0
        labels, rows = self._labels(index)
        roles = {column: role for column, texts in labels.items() if (role := _role(texts))}
        heading = _Heading(roles, self.table.shape[1], labels)
        if not self._is_heading(heading) or any(self.bodies.within(*span) for span in cells.values()):
            return None, 0
        if heading.holds("title"):
            heading.roles = {column: role for column, role in roles.items() if role != "aim"}
        for column, role in roles.items():
            text = " ".join(labels[column])
            if role == "time":
                heading.finish = heading.finish or FINISH.search(text) is not None
            elif role == "budget" and (unit := money_values.unit_vnd(text) or self._unit_above()):
                heading.units[column] = unit
        return heading, rows

    def _labels(self, index: int) -> tuple[dict[int, tuple[str, ...]], int]:
        """The labels of each column where a row is the heading, the lowest first; and how many rows that has."""
        labels: dict[int, tuple[str, ...]] = {}
        for column, span in self.grid[index].items():
            for covered in range(column, column + self.wide[index, column]):
                labels[covered] = (self._text(span),)
        below = self.grid.get(index + 1, {})
        if not self._is_subheading(index, below):
            return labels, 1
        for column, span in below.items():
            if self._text(span).strip():
                labels[column] = (self._text(span), *labels.get(column, ()))
        return labels, 2

    def _is_heading(self, heading: _Heading) -> bool:
        """Whether these columns are those of a table of tasks, and of another one than that above or the same again."""
        title = heading.holds("title") or heading.holds("aim")
        timed = heading.holds("time") or heading.holds("product")
        chaired = any(heading.holds(role) for role in ("lead", "both", "coordinating"))
        named = heading.holds("body") and (
            timed or any(_WORK.search(text) for texts in heading.labels.values() for text in texts)
        )
        again = self.heading is None or chaired or self.heading.labels == heading.labels
        return title and again and (chaired or named or timed)

    def _unit_above(self) -> int | None:
        label = unit_label(self.context, self.table)
        return money_values.unit_vnd(self._text(label)) if label else None

    def _is_subheading(self, index: int, below: dict[int, _Span]) -> bool:
        """Whether a row names the parts of the columns of the heading over it: `Chủ trì`, `Phối hợp`."""
        filled = {column: self._text(span) for column, span in below.items() if self._text(span).strip()}
        parts = {
            column
            for column in filled
            for top, span in self.grid[index].items()
            if top <= column < top + self.wide[index, top]
            and (self.wide[index, top] > 1 or not self._text(span).strip())
        }
        return bool(parts) and all(len(text) <= _SUBHEADING_LENGTH and _role((text,)) for text in filled.values())

    def _read_over(self) -> None:
        """The body that the heading over the table names: `1. Sở Y tế (6 nhiệm vụ):`."""
        block = self.context.block_at(self.table.start - 1)
        if block is not None and block.end <= self.table.start and block.end - block.body <= _GROUP_LENGTH:
            self.group = self._body_of(block.body, block.end)
            self.over = (block.start, block.end) if self.group else None

    def _body_of(self, start: int, end: int) -> list[Mention]:
        """The bodies that a heading names and nothing else."""
        begin = _GROUP_START.match(self.context.flat, start, end)
        for at in dict.fromkeys((begin.end() if begin else start, start)):
            listed = self.bodies.listed(self.context, at, end)
            if listed and _GROUP_END.fullmatch(self.context.flat, listed[-1].end, end):
                return listed
        return []

    # --- the rows ---

    def _row(self, index: int) -> Draft | None:
        """The task of a row; None where it has no work or nobody to do it."""
        heading = self.heading
        own = self.grid[index]
        if heading is None or all(_COLUMN_NUMBER.fullmatch(self.context.flat, *span) for span in own.values()):
            return None
        if self._is_group(index):
            return None
        cells = self._cells(index)
        filled: dict[str, list[_Span]] = {role: [] for role in _ROLES}
        for column, span in sorted(cells.items()):
            if (role := heading.roles.get(column)) and self._text(span).strip():
                filled[role].append(span)
        titles, products = filled["title"] or filled["aim"], filled["product"]
        who = self._who(filled)
        if not titles or not who:
            return None
        draft = Draft(
            span=(min(start for start, _ in own.values()), max(end for _, end in own.values())),
            section=" ".join(self._text(span) for span in filled["section"]).strip(" .") or None,
            title=cut(one_line(" ".join(self._text(span) for span in titles))),
            quote=titles[0],
            rule="task.table",
            confidence=0.93,
            begins=filled["begin"],
            times=filled["time"],
            finish=heading.finish,
            money=filled["budget"],
            product=one_line(self._text(products[0])) if products else None,
            amount=self._amount(cells),
            over=self.over,
        )
        for role, name in who:
            draft.add(role, [name])
        return draft

    def _cells(self, index: int) -> dict[int, _Span]:
        """The cells of a row by column, those that reach down from above among them, what is repeated filled in."""
        cells = {**self.above.get(index, {}), **self.grid[index]}
        for column, span in cells.items():
            if _DITTO.fullmatch(self.context.flat, *span) and column in self.last:
                cells[column] = self.last[column]
        self.last = cells
        return cells

    def _who(self, filled: dict[str, list[_Span]]) -> list[tuple[str, str]]:
        """The bodies that the cells of a row name, each with `lead` or `coordinating`; the group's where none leads."""
        who = [
            (role, mention.name)
            for column in ("lead", "both", "body")
            for span in filled[column]
            for role, mention in by_role(self.context, self.bodies, *span, several=column != "both")
        ]
        if not any(role == "lead" for role, _ in who):
            who += [("lead", mention.name) for mention in self.group]
        together = (mention for span in filled["coordinating"] for mention in self.bodies.named(self.context, *span))
        return who + [("coordinating", mention.name) for mention in together]

    def _amount(self, cells: dict[int, _Span]) -> int | None:
        """The amount of the only column of money, in đồng; None where there are several."""
        heading = self.heading
        columns = [column for column, role in heading.roles.items() if role == "budget"] if heading else []
        if heading is None or len(columns) != 1 or columns[0] not in cells:
            return None
        start, end = cells[columns[0]]
        if (found := next(money_values.find_money(self.context.flat, start, end), None)) is not None:
            return found.amount_vnd
        number = numbers.parse_number(self._text((start, end)))
        unit = heading.units.get(columns[0])
        amount = number.value * unit if number and unit else None
        return int(amount) if amount is not None and amount == int(amount) else None

    def _is_group(self, index: int) -> bool:
        """Whether a row heads those below it; the body that it names leads them."""
        heading = self.heading
        own = {column: span for column, span in self.grid[index].items() if self._text(span).strip()}
        roles = heading.roles if heading else {}
        number = next((span for column, span in own.items() if roles.get(column) == "section" and len(own) > 1), None)
        words = [span for span in own.values() if span != number]
        if len(words) != 1 or self.above.get(index):
            return False
        column = next(column for column, span in own.items() if span == words[0])
        if roles.get(column) not in ("title", "section", "aim") and self.wide[index, column] == 1:
            return False
        start, end = words[0]
        named = self._body_of(start, end) if end - start <= _GROUP_LENGTH else []
        style = _style(self._text(number or words[0]))
        if not named and style == "decimal" and self.wide[index, column] == 1:
            return False
        if named or style == self.group_style:
            self.group, self.group_style = named, style if named else ""
        return True


def _role(labels: tuple[str, ...]) -> str | None:
    """What a column holds, by its own label, then by that of the columns it is one of."""
    for label in labels:
        for role, pattern in _COLUMNS:
            if pattern.search(label):
                return role
    return None


def _style(text: str) -> str:
    """How a row is numbered: `roman`, `capital`, `decimal`, or not at all."""
    first = re.split(r"[\s.):/-]", text.strip(), maxsplit=1)[0]
    if first and not first.strip("IVX"):
        return "roman"
    if first.isdigit():
        return "decimal"
    return "capital" if len(first) == 1 and first.isupper() else "none"
