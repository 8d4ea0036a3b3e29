"""Nothing of a task attaches to another, in every layout in which plans set their tasks.

The plans are generated: what each task has is known, and no two tasks share a body, a time, an amount or a product.
"""
# ruff: noqa: E501 - layouts, a line each

from __future__ import annotations

import io
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.extractors import agencies, budget, deadlines, header, tasks
from vnplan_extract.extractors.context import Context
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read
from vnplan_extract.record import Task

sys.path.insert(0, str(Path(__file__).parents[1] / "readers"))

import spreadsheets as made

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG\nSố: 12/KH-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Hà Giang, ngày 05 tháng 3 năm 2024\n\nKẾ HOẠCH\nDọn kênh mương năm 2024\n\nI. MỤC ĐÍCH\n1. Kênh sạch, nước trong.\n"
)
TAIL = "\nNơi nhận:\n- Ủy ban nhân dân tỉnh;\n- Lưu: VT.\n"
BODIES = (
    "Sở Y tế", "Sở Nội vụ", "Sở Tài chính", "Sở Xây dựng", "Sở Tư pháp", "Sở Công Thương", "Sở Giáo dục và Đào tạo",
    "Sở Khoa học và Công nghệ", "Sở Nông nghiệp và Môi trường", "Sở Ngoại vụ", "Sở Du lịch", "Sở Giao thông vận tải",
    "Công an tỉnh Hà Giang", "Thanh tra tỉnh Hà Giang", "Ban Dân tộc tỉnh Hà Giang", "Hội Nông dân tỉnh Hà Giang",
)  # fmt: skip
WORK = (
    "dọn bèo ở kênh Vàng",
    "nạo vét mương Lúa",
    "trồng tre ven bờ Đông",
    "đắp lại cống Gạch",
    "kè đá đoạn Trũng",
    "phát quang lối Sim",
)
PRODUCTS = (
    "Sổ theo dõi kênh",
    "Bản đồ mương",
    "Danh sách bụi tre",
    "Biên bản cống",
    "Ảnh chụp bờ kè",
    "Phiếu đếm lối đi",
)


@dataclass(frozen=True)
class Duty:
    """A task as the plan has it."""

    number: int
    work: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    month: int | None
    millions: int | None
    product: str | None

    def values(self) -> tuple[list[str], list[str], str | None, int | None, str | None]:
        end = f"2024-{self.month:02d}" if self.month else None
        return list(self.lead), list(self.coordinating), end, self.millions and self.millions * 10**6, self.product

    @property
    def time(self) -> str:
        return f"tháng {self.month}/2024" if self.month else ""


@st.composite
def plans(draw: st.DrawFn, *, leads: int = 1, bare: bool = True) -> list[Duty]:
    """Up to four tasks without anything in common; `leads` at least, all they may have else left out where `bare`."""
    count = draw(st.integers(2, 4))
    bodies = iter(draw(st.permutations(BODIES)))
    months = iter(draw(st.permutations(range(4, 13))))
    works = draw(st.permutations(WORK))
    duties = []
    for number in range(1, count + 1):
        lead = tuple(next(bodies) for _ in range(draw(st.integers(leads, 2 if leads else 1))))
        with_whom = tuple(next(bodies) for _ in range(draw(st.integers(0 if lead else 1, 2))))
        month, money, product = (draw(st.booleans()) if bare else True for _ in range(3))
        duties.append(
            Duty(
                number, works[number - 1], lead, with_whom, next(months) if month else None,
                10 * number + draw(st.integers(1, 9)) if money else None, PRODUCTS[number - 1] if product else None,
            )
        )  # fmt: skip
    return duties


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- layouts in text -------------------------------------------------------------------------


def labels(duty: Duty, chair: str, join: str, when: str) -> list[str]:
    """The labels of a task and their values."""
    return [
        f"{label}: {value}"
        for label, value in (
            (chair, ", ".join(duty.lead)),
            (join, "; ".join(duty.coordinating)),
            (
                when,
                f"trước ngày 15/{duty.month}/2024"
                if duty.month and when.startswith("Thời hạn")
                else capital(duty.time),
            ),
            ("Kinh phí", duty.millions and f"{duty.millions} triệu đồng"),
            ("Sản phẩm", duty.product),
        )
        if value
    ]


def label_lines(mark: str, chair: str, join: str, when: str = "Thời gian hoàn thành") -> Callable[[Duty], str]:
    def lines(duty: Duty) -> str:
        items = labels(duty, chair, join, when)
        marks = "abcdđe" if mark == "a)" else mark * 6
        return f"{duty.number}. {capital(duty.work)}\n" + "\n".join(
            f"{marks[i]}) {item}." if mark == "a)" else f"{mark}{item}." for i, item in enumerate(items)
        )

    return lines


def lists(duty: Duty) -> str:
    """`Đơn vị chủ trì:` over a list."""
    parts = [f"{duty.number}. {capital(duty.work)}"]
    for label, bodies in (("Đơn vị chủ trì:", duty.lead), ("Đơn vị phối hợp:", duty.coordinating)):
        if bodies:
            parts += [label, *(f"- {body};" for body in bodies)]
    return "\n".join(
        parts
        + labels(
            Duty(duty.number, duty.work, (), (), duty.month, duty.millions, duty.product),
            "",
            "",
            "Thời gian hoàn thành",
        )
    )


def bracket(duty: Duty) -> str:
    return f"{duty.number}. {capital(duty.work)} ({'; '.join(labels(duty, 'Chủ trì', 'phối hợp', 'thời gian hoàn thành'))})."


def sentence(duty: Duty) -> str:
    return f"{duty.number}. {capital(duty.work)} đúng quy trình. {'. '.join(labels(duty, 'Đơn vị chủ trì', 'Đơn vị phối hợp', 'Thời gian hoàn thành'))}."


def due(duty: Duty) -> str:
    return f", hoàn thành trong {duty.time}" if duty.month else ""


def with_whom(duty: Duty) -> str:
    return f", phối hợp với {', '.join(duty.coordinating)}" if duty.coordinating else ""


def chairs(duty: Duty) -> str:
    return f"{duty.number}. {' và '.join(duty.lead)} chủ trì{with_whom(duty)} {duty.work}{due(duty)}."


def given_to(duty: Duty) -> str:
    return f"{duty.number}. Giao {', '.join(duty.lead)} chủ trì{with_whom(duty)} và các đơn vị liên quan {duty.work}{due(duty)}."


def done_by(duty: Duty) -> str:
    joins = f", {' và '.join(duty.coordinating)} phối hợp" if duty.coordinating else ""
    return f"{duty.number}. {capital(duty.work)} do {' và '.join(duty.lead)} chủ trì{joins}{due(duty)}."


def in_brackets(duty: Duty) -> str:
    joins = f", {' và '.join(duty.coordinating)} phối hợp" if duty.coordinating else ""
    return f"{duty.number}. {capital(duty.work)} ({', '.join(duty.lead)} chủ trì{joins}){due(duty)}."


def headed(duty: Duty) -> str:
    joins = f"\n- Phối hợp chặt chẽ với {', '.join(duty.coordinating)} giữ nước sạch." if duty.coordinating else ""
    return f"{duty.number}. {', '.join(duty.lead)}:\n- {capital(duty.work)}{due(duty)}.{joins}"


def numbered_below(duty: Duty) -> str:
    joins = (
        f"\n{duty.number}.2. Phối hợp với {', '.join(duty.coordinating)} giữ nước sạch." if duty.coordinating else ""
    )
    return f"{duty.number}. Trách nhiệm của {', '.join(duty.lead)}\n{duty.number}.1. {capital(duty.work)}{due(duty)}.{joins}"


LABELLED = [
    label_lines("- ", "Đơn vị chủ trì", "Đơn vị phối hợp"),
    label_lines("+ ", "Cơ quan chủ trì thực hiện", "Các cơ quan phối hợp thực hiện"),
    label_lines("a)", "Cơ quan chủ trì", "Cơ quan phối hợp"),
    label_lines("", "Chủ trì", "Phối hợp"),
    label_lines("* ", "Sở, ngành chủ trì", "Sở, ngành phối hợp", "Tiến độ hoàn thành"),
    lists, bracket, sentence,
]  # fmt: skip
ASSIGNED = [chairs, given_to, done_by, in_brackets, headed, numbered_below]


def found(document: bytes, name: str) -> list[Task]:
    context = Context(read(document, name, Limits()))
    head = header.extract(context)
    mentions, named = agencies.find_mentions(context, head), agencies.extract(context, head)
    return tasks.extract(
        context, head, mentions, named, deadlines.extract(context, head, []), budget.extract(context, head)
    )


def check(duties: list[Duty], document: bytes, name: str = "plan.txt", *, running: bool = False) -> None:
    """Every task is found with what it has, and nothing else."""
    got = {
        int((task.section or "0").split(".")[-1]): (
            task.lead,
            task.coordinating,
            task.end,
            task.amount_vnd,
            task.product,
        )
        for task in found(document, name)
    }
    wanted = {duty.number: duty.values() for duty in duties}
    if running:  # in running text no amounts and products are told
        wanted = {number: (*values[:3], None, None) for number, values in wanted.items()}
    assert got == wanted


def wrapped(text: str) -> bytes:
    """The text with its paragraphs broken into lines, as a scan has it."""
    opening = "Căn cứ kế hoạch công tác của tỉnh, Ủy ban nhân dân tỉnh xây dựng kế hoạch dọn kênh mương, giữ dòng chảy thông suốt qua mùa mưa và bảo vệ hoa màu của bà con hai bên bờ, cụ thể như sau:"
    text = text.replace("I. MỤC ĐÍCH", "\n".join([*[opening] * 4, "I. MỤC ĐÍCH", *[opening] * 4]), 1)
    return "\n".join(part for line in text.split("\n") for part in (textwrap.wrap(line, 68) or [""])).encode()


SETTINGS = settings(max_examples=15, deadline=None, derandomize=True)


@pytest.mark.parametrize("layout", LABELLED, ids=lambda layout: layout.__name__)
@SETTINGS
@given(duties=plans(leads=0))
def test_labels(layout: Callable[[Duty], str], duties: list[Duty]) -> None:
    body = "II. NHIỆM VỤ, GIẢI PHÁP\n" + "\n".join(map(layout, duties))
    check(duties, (HEAD + body + TAIL).encode())
    check(duties, wrapped(HEAD + body + TAIL))


@pytest.mark.parametrize("layout", ASSIGNED, ids=lambda layout: layout.__name__)
@SETTINGS
@given(duties=plans())
def test_assignments(layout: Callable[[Duty], str], duties: list[Duty]) -> None:
    body = "II. TỔ CHỨC THỰC HIỆN\n" + "\n".join(map(layout, duties))
    check(duties, (HEAD + body + TAIL).encode(), running=True)
    check(duties, wrapped(HEAD + body + TAIL), running=True)


# --- tables ----------------------------------------------------------------------------------

HEADINGS = {
    "number": ("TT", "STT", "Số TT"),
    "work": ("Nội dung công việc", "Nhiệm vụ", "Tên nhiệm vụ", "Hoạt động"),
    "lead": ("Đơn vị chủ trì", "Cơ quan chủ trì thực hiện", "Đơn vị thực hiện", "Phân công", "Sở, ngành chủ trì"),
    "coordinating": ("Cơ quan phối hợp", "Đơn vị phối hợp thực hiện", "Phối hợp"),
    "time": ("Thời gian hoàn thành", "Thời hạn", "Tiến độ hoàn thành"),
    "product": ("Sản phẩm", "Kết quả", "Sản phẩm đầu ra"),
    "money": ("Kinh phí (triệu đồng)", "Dự toán kinh phí (triệu đồng)"),
    "note": ("Ghi chú",),
}


def cells(duty: Duty) -> dict[str, str]:
    return {
        "number": str(duty.number), "work": capital(duty.work), "lead": "; ".join(duty.lead),
        "coordinating": ", ".join(duty.coordinating), "time": capital(duty.time), "product": duty.product or "",
        "money": str(duty.millions or ""), "note": "",
    }  # fmt: skip


@st.composite
def headings(draw: st.DrawFn) -> dict[str, str]:
    """The columns of a table in one of the usual orders, with one of the usual words each."""
    order = draw(st.sampled_from((
        "number work lead coordinating time product money note",
        "number work product time lead coordinating money",
        "number work money time lead coordinating product note",
    )))  # fmt: skip
    return {column: draw(st.sampled_from(HEADINGS[column])) for column in order.split()}


def in_text(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def as_html(*rows: str) -> bytes:
    head = "".join(f"<p>{line}</p>" for line in HEAD.split("\n") if line)
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<html><head><meta charset="utf-8"></head><body>{head}<p>II. NHIỆM VỤ</p><table>{table}</table></body></html>'.encode()


def as_docx(rows: list[list[str]]) -> bytes:
    document = docx.Document()
    for line in (*HEAD.split("\n"), "II. NHIỆM VỤ"):
        document.add_paragraph(line)
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_xlsx(rows: list[list[str]]) -> bytes:
    return made.xlsx(made.S(made.rows(*rows)))


@SETTINGS
@given(plans(leads=0), headings(), st.integers(1, 4))
def test_a_table_with_its_heading_again_on_the_next_page(duties: list[Duty], heads: dict[str, str], every: int) -> None:
    rows = []
    for index, duty in enumerate(duties):
        if index % every == 0:
            rows.append(list(heads.values()))
        rows.append([cells(duty)[column] for column in heads])
    html = ["".join(f"<td>{text}</td>" for text in row) for row in rows]
    check(duties, as_html(*html), "plan.html")
    check(duties, f"{HEAD}II. NHIỆM VỤ\n{in_text(rows)}\nIII. KINH PHÍ\n{TAIL}".encode())


@settings(SETTINGS, max_examples=3)
@given(plans(leads=0), headings())
def test_a_table_in_a_file_of_word_or_excel(duties: list[Duty], heads: dict[str, str]) -> None:
    rows = [list(heads.values()), *([cells(duty)[column] for column in heads] for duty in duties)]
    check(duties, as_docx(rows), "plan.docx")
    check(duties, as_xlsx(rows), "plan.xlsx")


@SETTINGS
@given(plans(), st.booleans())
def test_a_heading_of_two_rows(duties: list[Duty], merged: bool) -> None:
    down, across = (' rowspan="2"', ' colspan="2"') if merged else ("", "")
    empty = "" if merged else "<td></td>"
    top = f"<td{down}>TT</td><td{down}>Nội dung</td><td{across}>Phân công thực hiện</td>{empty}<td{down}>Thời gian hoàn thành</td>"
    below = f"{empty}{empty}<td>Chủ trì</td><td>Phối hợp</td>{empty}"
    rows = [
        "".join(f"<td>{cells(duty)[column]}</td>" for column in ("number", "work", "lead", "coordinating", "time"))
        for duty in duties
    ]
    check(duties, as_html(top, below, *rows), "plan.html", running=True)


@SETTINGS
@given(plans(), st.booleans())
def test_rows_under_the_body_that_leads_them(duties: list[Duty], capitals: bool) -> None:
    rows = ["<td>TT</td><td>Nhiệm vụ</td><td>Đơn vị phối hợp</td><td>Thời gian hoàn thành</td><td>Sản phẩm</td>"]
    for index, duty in enumerate(duties):
        name = ", ".join(duty.lead)
        name = name.upper() if capitals else name
        rows.append(f'<td>{["I", "II", "III", "IV"][index]}</td><td colspan="4">{name}</td>')
        rows.append(
            "".join(f"<td>{cells(duty)[c]}</td>" for c in ("number", "work", "coordinating", "time", "product"))
        )
    wanted = [Duty(d.number, d.work, d.lead, d.coordinating, d.month, None, d.product) for d in duties]
    check(wanted, as_html(*rows), "plan.html")


@SETTINGS
@given(plans())
def test_one_column_for_who_leads_and_who_coordinates(duties: list[Duty]) -> None:
    rows = ["<td>TT</td><td>Nội dung</td><td>Đơn vị chủ trì, phối hợp</td><td>Thời hạn</td>"]
    for duty in duties:
        joins = ", ".join(duty.coordinating)
        who = (
            f"{' và '.join(duty.lead)} chủ trì" + (f"; {joins} phối hợp" if joins else ""),
            f"Chủ trì: {', '.join(duty.lead)}" + (f"<br>Phối hợp: {joins}" if joins else ""),
            f"{', '.join(duty.lead)} chủ trì" + (f", phối hợp với {joins}" if joins else ""),
            " và ".join(duty.lead) + (f" / {joins}" if joins else " (chủ trì)"),
        )[duty.number % 4]
        rows.append(f"<td>{duty.number}</td><td>{capital(duty.work)}</td><td>{who}</td><td>{capital(duty.time)}</td>")
    check(duties, as_html(*rows), "plan.html", running=True)


@SETTINGS
@given(
    plans(bare=False), st.lists(st.booleans(), min_size=5, max_size=5), st.sampled_from(("Như trên", "-nt-", "rowspan"))
)
def test_what_the_row_above_says(duties: list[Duty], same: list[bool], mark: str) -> None:
    groups = [list(group) for _, group in groupby(duties, key=lambda duty: _group_of(duty, same))]
    rows = ["<td>TT</td><td>Nội dung</td><td>Cơ quan chủ trì</td><td>Thời gian hoàn thành</td>"]
    wanted = []
    for group in groups:
        first = group[0]
        named = ", ".join(first.lead)
        for duty in group:
            if mark == "rowspan":
                who = f'<td rowspan="{len(group)}">{named}</td>' if duty is first else ""
            else:
                who = f"<td>{named if duty is first else mark}</td>"
            rows.append(f"<td>{duty.number}</td><td>{capital(duty.work)}</td>{who}<td>{capital(duty.time)}</td>")
            wanted.append(Duty(duty.number, duty.work, first.lead, (), duty.month, None, None))
    check(wanted, as_html(*rows), "plan.html")


def _group_of(duty: Duty, same: list[bool]) -> int:
    """The number of the first task of those that share a lead."""
    first = duty.number
    while first > 1 and same[first - 1]:
        first -= 1
    return first
