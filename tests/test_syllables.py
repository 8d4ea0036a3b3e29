"""How much a word looks like one of a plan."""

from __future__ import annotations

import pytest

from vnplan_extract.syllables import plausibility


@pytest.mark.parametrize(
    ("word", "least", "most"),
    [
        ("nghiệp", 1.0, 1.0),
        ("nghiệp,", 1.0, 1.0),
        ("(TỔ", 1.0, 1.0),
        ("UBND", 1.0, 1.0),
        ("66/2008/NĐ-CP", 0.95, 0.95),
        ("8.699,28", 0.95, 0.95),
        ("§.699,28", 0.0, 0.5),
        ("«oanh", 0.0, 0.5),
        ("røóhiệu", 0.0, 0.8),
        ("...", 0.7, 0.7),
        ("", 0.7, 0.7),
    ],
)
def test_plausibility(word: str, least: float, most: float) -> None:
    assert least <= plausibility(word) <= most
