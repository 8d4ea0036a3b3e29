"""Units of targets."""

from __future__ import annotations

import pytest

from vnplan_extract.data import unit_named, unit_names_longest_first


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("%", "%", "share"), ("người", "người", "person"),
        ("Hộ", "hộ", "household"), ("m²", "m2", "area"), ("m2", "m2", "area"),
        ("MW", "MW", "power"), ("km", "km", "length"),
        ("lớp tập huấn", "lớp tập huấn", "event"), ("HTX", "hợp tác xã", "organisation"),
        ("m³/s", "m3/s", "rate"), ("tuần", "tuần", "time"), ("mét", "m", "length"), ("M", "m", "length"),
    ],
)  # fmt: skip
def test_unit_named(text: str, name: str, kind: str) -> None:
    row = unit_named(text)
    assert row is not None
    assert (row.name, row.kind) == (name, kind)


@pytest.mark.parametrize("text", ["đồng", "triệu đồng", "tỷ đồng", "VND", "", "xyz"])
def test_what_is_no_unit(text: str) -> None:
    assert unit_named(text) is None


def test_the_longest_unit_is_first() -> None:
    names = unit_names_longest_first()
    assert names.index("lớp tập huấn") < names.index("lớp")
    assert len(set(names)) == len(names)
