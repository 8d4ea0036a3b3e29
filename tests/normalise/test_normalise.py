"""The stage as a whole: a document in, a document over the same source out."""

from __future__ import annotations

import unicodedata

from vnplan_extract.limits import Limits
from vnplan_extract.normalise import normalise
from vnplan_extract.readers import read

SOURCE = "KẾ HOẠCH\r\nỨng phó hoả hoạn trên địa bàn xã\u200b năm 2031\r\nSở Y tế chủ trì."


def test_offsets_hold_after_normalising() -> None:
    data = unicodedata.normalize("NFD", SOURCE).encode()
    document = normalise(read(data, "a.txt", Limits()))
    lines = [document.text.value[line.start : line.end] for line in document.pages[0].lines]
    assert lines == ["KẾ HOẠCH", "Ứng phó hỏa hoạn trên địa bàn xã năm 2031", "Sở Y tế chủ trì."]
    assert document.text.source == data.decode()
    assert document.pages[0].end == len(document.text.value)
    assert document.pages[0].quality == 1.0
    assert set(document.text.count_by_reason()) == {"newline", "tone_placement", "unicode"}
    start = document.text.value.index("hỏa")
    low, high = document.text.span_to_source(start, start + 3)
    assert unicodedata.normalize("NFC", document.text.source[low:high]) == "hoả"


def test_new_style_on_request() -> None:
    document = normalise(read("Phòng cháy, hỏa hoạn".encode(), "a.txt", Limits()), tone_placement="new")
    assert document.text.value == "Phòng cháy, hoả hoạn"


def test_clean_text_is_left_alone() -> None:
    document = normalise(read("Ủy ban nhân dân xã  họp\n\n– Hết".encode(), "a.txt", Limits()))
    assert document.text.edits == ()
