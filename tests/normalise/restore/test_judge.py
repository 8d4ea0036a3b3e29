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
