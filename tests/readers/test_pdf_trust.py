"""Trust in a text layer, on evidence."""

from __future__ import annotations

from typing import Any

import pytest

from vnplan_extract.readers.pdf_trust import Area, Layer, judge, pictures_to_read

GOOD = "Ủy ban nhân dân huyện xây dựng kế hoạch diễn tập ứng phó bão mạnh trên địa bàn với những nội dung cụ thể. " * 5
BARE = "Uy ban nhan dan huy6n xdy dpg k6 ho4ch di6n tap fng ph6 bdo m4nh tr6n dia bdn vdi nhirng nQi dung cu th6. " * 5
SHIFTED = "Ӫ\\ EDQ QKkQ GkQ KX\\ӋQ [k\\ GӵQJ NӃ KRҥFK GLӉQ WұS ӭQJ SKy EmR PҥQK WUrQ ÿӏD EjQ YӟL QKӳQJ QӝL GXQJ. " * 5
TCVN3 = "Uû ban nh©n d©n huyÖn x©y dùng kÕ ho¹ch diÔn tËp øng phã b·o m¹nh trªn ®Þa bµn víi nh÷ng néi dung cô thÓ. " * 5
VNI = "UÛy ban nhaân daân huyeän xaây döïng keá hoaïch dieãn taäp öùng phoù baõo maïnh treân ñòa baøn vôùi nhöõng. " * 5


def layer(text: str, **fields: Any) -> Layer:
    visible = sum(map(len, text.split()))
    given = {"own": visible, "visible": visible, "fonts": ["TimesNewRomanPSMT"], "image_share": 0.0, "is_empty": False}
    return Layer(text, **(given | fields))


@pytest.mark.parametrize(
    ("given", "use", "reason"),
    [
        (layer(GOOD), True, ""),
        (layer(GOOD, image_share=1.0), True, ""),
        (layer("", is_empty=True), True, ""),
        (layer(""), False, "no text layer"),
        (layer("Ký bởi: Ủy ban nhân dân", own=0), False, "stamped on a scan"),
        (layer("Ký bởi: Ủy ban nhân dân", image_share=1.0), False, "stamped on a scan"),
        (layer(BARE, image_share=1.0), False, "OCR without diacritics"),
        (layer(SHIFTED), False, "broken character map"),
        (layer(SHIFTED, image_share=1.0), False, "broken character map"),
        (layer(TCVN3), True, "legacy font"),
        (layer(TCVN3, fonts=["ABCDEF+.VnTime"] * 9 + ["Symbol"]), True, "legacy font"),
        (layer(VNI), True, "legacy font"),
        (layer(VNI, fonts=["VNI-Times,Bold"]), True, "legacy font"),
        (layer("1.250 2.300 15,5 " * 60), True, ""),
        (layer("Page 3 of 9"), True, ""),
    ],
)
def test_verdicts(given: Layer, use: bool, reason: str) -> None:
    verdict = judge(given)
    assert verdict.use is use
    assert reason in verdict.reason
    assert bool(verdict.reason) is bool(reason)


def test_a_layer_in_another_language_is_compared_with_its_picture() -> None:
    verdict = judge(layer("The project team shall prepare the work schedule before the kick off meeting starts. " * 5))
    assert verdict.compare


PAGE = (600.0, 800.0)


@pytest.mark.parametrize(
    ("images", "words", "expected"),
    [
        ([Area(100, 60, 160, 75)], [], [Area(100, 60, 160, 75)]),
        ([Area(100, 60, 160, 64)], [], []),  # a rule
        ([Area(-20, 60, 160, 90)], [], [Area(0, 60, 160, 90)]),
        ([Area(300, 400, 420, 520)], [Area(310, 410, 400, 470)], []),  # text is printed over a seal
        ([Area(0, 100, 600, 120), Area(0, 120, 600, 140)], [], [Area(0, 100, 600, 140)]),  # strips of one scan
        ([Area(10 * i, 10 * i, 10 * i + 12, 10 * i + 12) for i in range(20)], [], []),  # a drawing
    ],
)
def test_pictures(images: list[Area], words: list[Area], expected: list[Area]) -> None:
    assert pictures_to_read(images, words, *PAGE) == expected
