"""Which paragraphs are restored."""

import pytest

from vnplan_extract.normalise.restore.judge import spans

CLEAN = "Ủy ban nhân dân tỉnh xây dựng Kế hoạch triển khai thực hiện Chương trình trên địa bàn tỉnh, cụ thể như sau:"
MISREAD = "Uy ban nhan dan tinh xay dung Ké hoach trién khai thyc hién Chuong trinh trén dia ban tinh, cy thé nhu sau:"
TYPED = "Uy ban nhan dan tinh xay dung Ke hoach trien khai thuc hien Chuong trinh tren dia ban tinh, cu the nhu sau:"
ENGLISH = (
    "The committee of the province shall draw up a plan for the implementation of the programme, which is as follows:"
)


@pytest.mark.parametrize(
    ("paragraphs", "restored"),
    [
        ([CLEAN], []),
        ([MISREAD], [0]),
        ([TYPED], [0]),
        ([ENGLISH], []),
        ([CLEAN, CLEAN, CLEAN, CLEAN, MISREAD], [4]),
        ([CLEAN, CLEAN, CLEAN, CLEAN, ENGLISH], []),
        ([MISREAD, MISREAD, MISREAD, CLEAN], [0, 1, 2]),
        (["PHAN I", MISREAD, MISREAD], [0, 1, 2]),
        (["VII. TO CHUC GIAM SAT", MISREAD, MISREAD, "SO THE THAO VA DU LICH"], [0, 1, 2, 3]),
        ([MISREAD, MISREAD, ENGLISH, "Agreement of the parties"], [0, 1]),
        (["2.000 | 15,5 | 46%"], []),
        ([""], []),
    ],
)
def test_auto(paragraphs: list[str], restored: list[int]) -> None:
    text = "\n\n".join(paragraphs)
    assert [text[start:end] for start, end in spans(text, "auto")] == [paragraphs[at] for at in restored]


def test_always_and_never() -> None:
    text = f"{CLEAN}\n{CLEAN}\n \n{ENGLISH}\n"
    assert [text[a:b].strip() for a, b in spans(text, "always")] == [f"{CLEAN}\n{CLEAN}", ENGLISH]
    assert list(spans(text, "never")) == []


def test_a_long_paragraph_is_judged_in_parts() -> None:
    clean, misread = [CLEAN] * 12, [MISREAD] * 6
    text = "\n".join([*clean, *misread, *clean])
    (start, end), *more = spans(text, "auto")
    found = text[start:end]
    assert not more
    assert found.count(MISREAD) >= 4
    assert found.count(CLEAN) <= 3


def test_parts_cover_the_paragraph() -> None:
    text = "\n".join([MISREAD] * 30)
    assert list(spans(text, "auto")) == list(spans(text, "always")) == [(0, len(text))]


def test_a_part_that_lost_letters_is_restored() -> None:
    damaged = "H thng mng phi cho phép ni kt các cơ quan cđa tỉnh vđi trung tâm thông tin, đáp ng yêu cu nâng cp "
    text = "\n".join([*[CLEAN] * 12, damaged * 4, *[CLEAN] * 12])
    ((start, end),) = spans(text, "auto")
    assert damaged * 3 in text[start:end]
