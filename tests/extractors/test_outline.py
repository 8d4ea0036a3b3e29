"""The outline: the numbered headings with the stretch of text under each."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document, Line, Page
from vnplan_extract.extractors import outline
from vnplan_extract.extractors.context import Context
from vnplan_extract.text import Text

PLAN = """KẾ HOẠCH
Dọn kênh mương năm 2024
I. MỤC TIÊU
1. Mục tiêu chung: kênh sạch.
a) Trước mùa mưa
- Mỗi thôn một đợt
II. NHIỆM VỤ
1. Ra quân
1.1. Đợt một
2. Báo cáo
Nơi nhận:
- Các thôn;"""


def context_of(text: str) -> Context:
    lines = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(Line(at, at + len(line)))
        at += len(line) + 1
    return Context(
        Document("a.txt", "0" * 64, len(text), "text/plain", Text(text), (Page(1, 0, len(text), tuple(lines)),))
    )


def test_numbers_levels_and_titles() -> None:
    entries = outline.extract(context_of(PLAN))
    assert [(e.number, e.level, e.title) for e in entries] == [
        ("I", 1, "MỤC TIÊU"),
        ("1", 2, "Mục tiêu chung: kênh sạch"),
        ("II", 1, "NHIỆM VỤ"),
        ("1", 2, "Ra quân"),
        ("1.1", 3, "Đợt một"),
        ("2", 2, "Báo cáo"),
    ]


def test_an_entry_spans_everything_under_it_and_ends_before_the_recipients() -> None:
    entries = outline.extract(context_of(PLAN))
    assert PLAN[entries[0].start : entries[0].end].endswith("- Mỗi thôn một đợt")
    assert PLAN[entries[2].start : entries[2].end].endswith("2. Báo cáo")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ra quân.", "Ra quân"),
        ("Ra  quân\nđợt một:", "Ra quân đợt một"),
        ("Câu đầu. " + "chữ " * 100, "Câu đầu"),
        ("chữ " * 100, ("chữ " * 75).strip()),
    ],
)
def test_heading_title(text: str, title: str) -> None:
    assert outline.heading_title(text) == title


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["I. ", "1. ", "1.1. ", "a) ", "- ", "\n", "chữ ", "Nơi nhận:\n"]), max_size=40).map(
        "".join
    )
)
def test_entries_nest(text: str) -> None:
    entries = outline.extract(context_of(text))
    for entry, following in pairwise(entries):
        assert 0 <= entry.start < entry.end <= len(text)
        assert entry.start < following.start
        assert following.level <= entry.level + 1
        assert following.end <= entry.end or following.start >= entry.end
