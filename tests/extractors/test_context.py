"""The context: offsets that hold in every form of the text, structure, evidence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Box, Document, Line, Page, Word
from vnplan_extract.extractors.context import Context, one_line
from vnplan_extract.record import Evidence, Task
from vnplan_extract.text import Edit, Text


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


@pytest.mark.parametrize("text", ["Một\u00a0hai\tba\nbốn", "İstanbul ẞ", "\ufeffKế\u200bhoạch", ""])
def test_the_forms_of_the_text_have_one_length(text: str) -> None:
    context = context_of(text)
    assert len(context.flat) == len(context.lower) == len(context.text)


@given(st.text(max_size=80))
def test_any_text_keeps_its_length_in_lower_case(text: str) -> None:
    context = context_of(text)
    assert len(context.lower) == len(text)
    assert "\n" not in context.flat


TREE = "I. MỘT\n1. Hai\n1.1. Hai ba\na) Ba\nĐoạn văn.\n2. Bốn\nII. NĂM"


def test_the_tree_can_be_walked() -> None:
    context = context_of(TREE)
    by_number = {b.number: b for b in context.blocks if b.number}
    assert [b.number for b in context.ancestors(by_number["a"])] == ["1.1", "1", "I"]
    assert [b.number for b in context.children(by_number["I"])] == ["1", "2"]
    assert context.text[slice(*context.span(by_number["1"]))] == "1. Hai\n1.1. Hai ba\na) Ba\nĐoạn văn."
    assert context.body(by_number["1.1"]) == "Hai ba"


@pytest.mark.parametrize(
    ("number", "path"), [("I", "I"), ("1", "I.1"), ("1.1", "I.1.1"), ("a", "I.1.1.a"), ("2", "I.2")]
)
def test_a_path_says_each_number_once(number: str, path: str) -> None:
    context = context_of(TREE)
    assert context.path(next(b for b in context.blocks if b.number == number)) == path


def test_the_block_at_an_offset() -> None:
    context = context_of("\n1. Hai\n2. Ba")
    assert context.block_at(0) is None
    assert [b.number for at in (1, 5, 8, 99) if (b := context.block_at(at))] == ["1", "1", "2", "2"]


@pytest.mark.parametrize(
    ("needle", "sentence"),
    [
        ("kênh", "1. Dọn kênh."),
        ("cây", " Trồng 1.500 cây;"),
        ("đê", " Đắp đê"),
    ],
)
def test_a_sentence_ends_at_its_mark_not_inside_a_number(needle: str, sentence: str) -> None:
    context = context_of("1. Dọn kênh. Trồng 1.500 cây; Đắp đê\n2. Báo cáo.")
    start, end = context.sentence(context.text.index(needle))
    assert context.text[start:end] == sentence


def test_a_sentence_of_an_empty_text_is_empty() -> None:
    assert context_of("").sentence(0) == (0, 0)


def test_evidence_has_the_raw_source_where_it_differs() -> None:
    text = Text("Uy ban xa").apply([Edit(0, 6, "Ủy ban", "restored", 0.8)])
    context = Context(Document("a.txt", "0" * 64, 9, "text/plain", text, (Page(1, 0, 9),)))
    assert context.evidence(0, 6).raw == "Uy ban"
    assert context.evidence(7, 9).raw is None


def test_evidence_is_cut_at_the_end_of_its_page() -> None:
    context = Context(
        Document("a.pdf", "0" * 64, 9, "application/pdf", Text("một\nhai\n"), (Page(1, 0, 4), Page(2, 4, 8)))
    )
    assert (context.evidence(0, 7).quote, context.evidence(0, 7).page) == ("một\n", 1)
    assert (context.evidence(4, 7).quote, context.evidence(4, 7).page) == ("hai", 2)


def test_boxes_are_those_of_the_words_of_the_quote() -> None:
    words = (Word(0, 3, Box(0.1, 0.1, 0.2, 0.12)), Word(4, 7, Box(0.3, 0.1, 0.4, 0.13)))
    line = Line(0, 7, Box(0.1, 0.1, 0.4, 0.13), words)
    page = Page(1, 0, 7, (line,), width=595, height=842)
    context = Context(Document("a.pdf", "0" * 64, 7, "application/pdf", Text("một hai"), (page,)))
    assert context.evidence(0, 7).boxes == [(0.1, 0.1, 0.4, 0.13)]
    assert context.evidence(4, 7).boxes == [(0.3, 0.1, 0.4, 0.13)]


def test_items_are_numbered_in_the_order_of_the_text() -> None:
    def task(start: int, end: int) -> Task:
        quote = Evidence(page=1, start=start, end=end, quote="", raw=None)
        return Task(id="k", evidence=[quote], confidence=1, rule="r", title=f"{start}")

    ordered = context_of("").numbered("k", [task(9, 12), task(3, 8), task(3, 5)])
    assert [(t.id, t.evidence[0].start, t.evidence[0].end) for t in ordered] == [
        ("k1", 3, 5),
        ("k2", 3, 8),
        ("k3", 9, 12),
    ]


@settings(max_examples=100)
@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_quote_is_exactly_its_span(text: str, a: int, b: int) -> None:
    context = context_of(text)
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    evidence = context.evidence(start, end)
    assert evidence.quote == text[evidence.start : evidence.end]


def test_one_line() -> None:
    assert one_line("  một \n\t hai ") == "một hai"
