"""The recogniser: tokens, features, tags, entities, the component of spaCy."""

from importlib.metadata import entry_points

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.entity import Entity, Label
from vnplan_extract.ner import model_version, recognise
from vnplan_extract.ner.component import Recogniser
from vnplan_extract.ner.decode import TAGS, spans, tags
from vnplan_extract.ner.features import SIZES, features
from vnplan_extract.ner.tokens import Line, lines

LINES = (
    "Căn cứ Quyết định số 12/2019/QĐ-UBND ngày 05 tháng 3 năm 2019 của Ủy ban nhân dân tỉnh Nam Hà;",
    "Giao Sở Tài chính, Sở Y tế bố trí 1.250 triệu đồng trước ngày 15/12/2024.",
    "Phấn đấu 95% trạm bơm được sửa chữa vào năm 2025.",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINES[0], {"DOCUMENT": "Quyết định số 12/2019/QĐ-UBND", "TIME": "ngày 05 tháng 3 năm 2019"}),
        (LINES[0], {"AGENCY": "Ủy ban nhân dân tỉnh Nam Hà"}),
        (LINES[1], {"AGENCY": "Sở Y tế", "MONEY": "1.250 triệu đồng", "TIME": "ngày 15/12/2024"}),
        (LINES[2], {"QUANTITY": "95%", "TIME": "năm 2025"}),
        ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nLê Văn Mận", {"POST": "PHÓ CHỦ TỊCH", "PERSON": "Lê Văn Mận"}),
        ("Giao Uy ban nhan dân huyện Đồng Cỏ thực hiện", {"AGENCY": "Uy ban nhan dân huyện Đồng Cỏ"}),
    ],
)
def test_entities(text: str, expected: dict[str, str]) -> None:
    found = {(entity.label.value, text[entity.start : entity.end]) for entity in recognise(text)}
    assert set(expected.items()) <= found


def test_lines_do_not_see_each_other() -> None:
    alone = []
    start = 0
    for line in LINES * 40:
        alone += [Entity(e.start + start, e.end + start, e.label, e.confidence) for e in recognise(line)]
        start += len(line) + 1
    together = recognise("\n".join(LINES * 40))
    assert [(e.start, e.end, e.label) for e in together] == [(e.start, e.end, e.label) for e in alone]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(LINES), max_size=4).map(" ".join))
def test_entities_are_in_order_and_within_lines(text: str) -> None:
    end = 0
    for entity in recognise(text):
        assert end <= entity.start < entity.end <= len(text)
        assert "\n" not in text[entity.start : entity.end]
        assert text[entity.start : entity.end].strip() == text[entity.start : entity.end]
        assert 0 < entity.confidence <= 1
        end = entity.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sở Y tế", [["Sở", "Y", "tế"]]),
        ("12/KH-UBND", [["12", "/", "KH", "-", "UBND"]]),
        ("4.200,5 triệu", [["4.200,5", "triệu"]]),
        ("a\n\n  b_c", [["a"], ["b", "_", "c"]]),
        ("", []),
        (" \n ", []),
    ],
)
def test_lines(text: str, expected: list[list[str]]) -> None:
    found = list(lines(text))
    assert [list(line.tokens) for line in found] == expected
    assert all(text[a:b] == token for line in found for token, (a, b) in zip(line.tokens, line.places, strict=True))


def test_long_lines_are_cut() -> None:
    assert [len(line) for line in lines("a " * 900)] == [400, 400, 100]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Sở", "sở", [True, True, True, False]),
        ("sở", "so", [False, True, True, True]),
        ("12", "34", [True] * 4),
        ("12", "345", [False] * 4),
        ("2019", "2015", [True] * 4),
        ("UBND", "HĐND", [False, False, False, True]),
    ],
)
def test_features(one: str, other: str, alike: list[bool]) -> None:
    rows = [features(next(lines(text))) for text in (one, other)]
    assert (rows[0] == rows[1]).tolist() == [alike]
    assert all((row > 0).all() and (row < np.array(SIZES)).all() for row in rows)


def _number(place: str, label: Label | None = None) -> int:
    return TAGS.index((place, label))


def test_tags_that_do_not_fit_together_are_mended() -> None:
    scores = np.zeros((3, len(TAGS)), np.float32)
    scores[0, _number("B", Label.AGENCY)] = 3
    scores[1, _number("I", Label.PLACE)] = 2
    scores[1, _number("I", Label.AGENCY)] = 1.5
    scores[2, _number("E", Label.AGENCY)] = 3
    assert [TAGS[tag] for tag in tags(scores).tolist()] == [
        ("B", Label.AGENCY),
        ("I", Label.AGENCY),
        ("E", Label.AGENCY),
    ]


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 12), st.integers(0, 10_000))
def test_entities_are_begun_and_ended(count: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(count, len(TAGS))).astype(np.float32)
    row = [TAGS[tag] for tag in tags(scores).tolist()]
    is_open: Label | None = None
    for place, label in row:
        assert (place in "IE") == (is_open is not None)
        assert is_open is None or label is is_open
        is_open = label if place in "BI" else None
    assert is_open is None
    line = Line(("a",) * count, tuple((2 * at, 2 * at + 1) for at in range(count)))
    assert len(list(spans(line, scores))) == sum(place in "ES" for place, _ in row)


def test_version_names_the_trained_file() -> None:
    assert len(model_version()) == 12


def test_spacy_component() -> None:
    nlp = spacy.blank("xx")
    assert isinstance(nlp.add_pipe("vnplan_ner"), Recogniser)
    doc = nlp(LINES[1])
    assert {(entity.text, entity.label_) for entity in doc.ents} >= {("Sở Y tế", "AGENCY")}
    assert len(doc.spans["vnplan_ner"]) == len(doc.spans["vnplan_ner"].attrs["scores"]) == len(doc.ents)


def test_spacy_component_keeps_the_entities_of_others() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "OWN", "pattern": "Tài chính"}])
    nlp.add_pipe("vnplan_ner")
    assert ("Tài chính", "OWN") in {(entity.text, entity.label_) for entity in nlp(LINES[1]).ents}
    replaced = spacy.blank("xx")
    replaced.add_pipe("entity_ruler").add_patterns([{"label": "OWN", "pattern": "Tài chính"}])
    replaced.add_pipe("vnplan_ner", config={"overwrite": True})
    assert "OWN" not in {entity.label_ for entity in replaced(LINES[1]).ents}


def test_spacy_finds_the_component_by_its_entry_point() -> None:
    assert [point.value for point in entry_points(group="spacy_factories", name="vnplan_ner")] == [
        "vnplan_extract.ner.component:make"
    ]
