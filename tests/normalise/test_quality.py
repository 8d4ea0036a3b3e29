"""How much of a text reads as Vietnamese."""

from __future__ import annotations

import pytest

from vnplan_extract.normalise.quality import vietnamese_quality


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Ủy ban nhân dân huyện ban hành kế hoạch giai đoạn 2021 - 2025, đạt 95% trở lên.", 1.0, 1.0),
        ("UBND tỉnh giao Sở TN&MT, NNPTNT phối hợp.", 1.0, 1.0),
        ("giếng nghiêng nghìn khuỷu quyết tuyển ngoằn giữa gì cuộc", 1.0, 1.0),
        ("Can ctr Quyét dinh s6 112/QD-TTg ngay 22 thang 01 niam 2021 caa Thu", 0.0, 0.7),
        ("thùc hiÖn nhiÖm vô kÕ ho¹ch ph¸t triÓn kinh tÕ x· héi", 0.0, 0.3),
        ("the committee shall submit quarterly reports", 0.0, 0.35),
        ("hoach trinh phat", 0.0, 0.4),  # a stop without its tone is no syllable
        ("1.000 2.000 35%", 1.0, 1.0),
        ("  \n", 0.0, 0.0),
        ("\ufffd\ufffd\ufffd", 0.0, 0.0),
    ],
)
def test_quality(text: str, low: float, high: float) -> None:
    assert low <= vietnamese_quality(text) <= high
