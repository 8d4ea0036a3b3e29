"""Immutable source, recorded edits, spans both ways."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.text import Edit, Text

LETTERS = "aăâbê\n "
CONFIDENCES = st.sampled_from((1.0, 0.5))


@st.composite
def edit_lists(draw: st.DrawFn, length: int) -> tuple[Edit, ...]:
    """Sorted edits over a text of `length`, insertions and touching ones among them."""
    bounds = sorted(draw(st.lists(st.integers(0, length), max_size=12)))
    bounds = bounds[: len(bounds) // 2 * 2]
    return tuple(
        Edit(start, end, draw(st.text("xyz", max_size=3)), draw(st.sampled_from("pq")), draw(CONFIDENCES))
        for start, end in zip(bounds[::2], bounds[1::2], strict=True)
    )


@st.composite
def texts(draw: st.DrawFn) -> Text:
    source = draw(st.text(LETTERS, max_size=25))
    return Text(source, draw(edit_lists(len(source))))


@st.composite
def applied(draw: st.DrawFn, times: int = 2) -> tuple[list[Text], list[tuple[Edit, ...]]]:
    """A text without edits, and what it became after each list of edits."""
    versions = [Text(draw(st.text(LETTERS, max_size=25)))]
    steps = []
    for _ in range(times):
        edits = draw(edit_lists(len(versions[-1].value)))
        steps.append(edits)
        versions.append(versions[-1].apply(edits))
    return versions, steps


def carried_out(value: str, edits: tuple[Edit, ...]) -> str:
    for edit in reversed(edits):
        value = value[: edit.start] + edit.replacement + value[edit.end :]
    return value


@settings(deadline=None)
@given(applied(times=4))
def test_composition_equals_sequential_application(made: tuple[list[Text], list[tuple[Edit, ...]]]) -> None:
    versions, steps = made
    for before, edits, after in zip(versions[:-1], steps, versions[1:], strict=True):
        assert after.source == versions[0].source
        assert after.value == carried_out(before.value, edits)


@settings(deadline=None)
@given(texts(), st.data())
def test_value_span_goes_to_source_and_back(text: Text, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text.value)))
    end = data.draw(st.integers(start, len(text.value)))
    low, high = text.span_to_source(start, end)
    assert 0 <= low <= high <= len(text.source)
    if start < end:
        # Carrying out the edits inside the source span gives a text that holds the value span.
        inside = [e for e in text.edits if low <= e.start and e.end <= high]
        assert all(e in inside or e.end <= low or e.start >= high for e in text.edits)
        moved = tuple(Edit(e.start - low, e.end - low, e.replacement, e.reason) for e in inside)
        assert text.value[start:end] in carried_out(text.source[low:high], moved)


@settings(deadline=None)
@given(texts(), st.data())
def test_source_span_goes_to_value_and_back(text: Text, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text.source)))
    end = data.draw(st.integers(start, len(text.source)))
    low, high = text.span_to_value(start, end)
    assert 0 <= low <= high <= len(text.value)
    if start < end and low < high:
        back = text.span_to_source(low, high)
        touched = [e for e in text.edits if e.start < end and e.end > start]
        deleted = [e for e in touched if not e.replacement]
        if not deleted:  # what was deleted at a bound has no place in the value to come back from
            assert back[0] <= start
            assert end <= back[1]


@settings(deadline=None)
@given(texts())
def test_unedited_characters_map_to_themselves(text: Text) -> None:
    edited = {i for e in text.edits for i in range(e.start, e.end)}
    for at, character in enumerate(text.source):
        if at in edited:
            continue
        start, end = text.span_to_value(at, at + 1)
        assert text.value[start:end] == character
        assert text.span_to_source(start, end) == (at, at + 1)


@settings(deadline=None)
@given(texts())
def test_source_span_of_a_replacement_is_its_edit(text: Text) -> None:
    shift = 0
    for edit in text.edits:
        start = edit.start + shift
        shift += len(edit.replacement) - (edit.end - edit.start)
        if edit.replacement:
            assert text.span_to_source(start, start + len(edit.replacement)) == (edit.start, edit.end)


@settings(deadline=None)
@given(applied(times=3))
def test_since_is_the_step_between_two_values(made: tuple[list[Text], list[tuple[Edit, ...]]]) -> None:
    versions, _ = made
    last = versions[-1]
    for earlier in versions:
        step = last.since(earlier)
        assert step.source == earlier.value
        assert step.value == last.value
    assert last.since(last).edits == ()


@settings(deadline=None)
@given(applied(times=3))
def test_edits_stay_sorted_apart_and_inside(made: tuple[list[Text], list[tuple[Edit, ...]]]) -> None:
    versions, steps = made
    last = versions[-1]
    assert all(a.end <= b.start for a, b in zip(last.edits, last.edits[1:], strict=False))
    confidences = [e.confidence for step in steps for e in step]
    assert all(e.confidence >= min(confidences) for e in last.edits)


def test_far_edits_are_kept_as_they_are() -> None:
    text = Text("ke hoach nam", (Edit(0, 2, "Kế", "restored", 0.9), Edit(9, 12, "năm", "restored", 0.8)))
    later = text.apply([Edit(3, 7, "hoạc", "restored", 0.7)])
    assert later.edits == (text.edits[0], Edit(3, 7, "hoạc", "restored", 0.7), text.edits[1])
    assert later.value == "Kế hoạch năm"
    assert later.since(text).edits == (Edit(3, 7, "hoạc", "restored", 0.7),)


def test_merged_edit_has_the_later_reason_and_the_lower_confidence() -> None:
    text = Text("hoa\u0300", (Edit(2, 4, "à", "unicode", 0.5),)).apply([Edit(1, 3, "òa", "tone_placement")])
    assert text.value == "hòa"
    assert text.edits == (Edit(1, 4, "òa", "tone_placement", 0.5),)
    assert text.span_to_source(0, 3) == (0, 4)


@pytest.mark.parametrize(
    "edits",
    [
        (Edit(0, 3, "", "p"), Edit(2, 4, "", "p")),
        (Edit(3, 4, "", "p"), Edit(0, 1, "", "p")),
        (Edit(0, 6, "", "p"),),
        (Edit(-1, 1, "", "p"),),
        (Edit(2, 1, "", "p"),),
    ],
)
def test_edits_that_cannot_be_are_refused(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(ValueError):
        Text("abcde", edits)
    with pytest.raises(ValueError):
        Text("abcde").apply(edits)


def test_count_by_reason_is_in_alphabetical_order() -> None:
    text = Text("abc", (Edit(0, 1, "x", "unicode"), Edit(1, 2, "y", "legacy"), Edit(2, 3, "z", "unicode")))
    assert list(text.count_by_reason().items()) == [("legacy", 1), ("unicode", 2)]


def test_composition_is_linear() -> None:
    source = "ab" * 100_000
    once = Text(source, tuple(Edit(i, i + 1, "x", "p") for i in range(0, len(source), 2)))
    twice = once.apply(Edit(i, i + 1, "yy", "q") for i in range(1, len(source), 2))
    assert twice.value == "xyy" * 100_000
    assert twice.since(once).value == twice.value
