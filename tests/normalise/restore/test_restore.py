"""Text that reads again as it was printed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.normalise.restore import Restored, edits, model_version, restore
from vnplan_extract.normalise.restore.channel import GENERIC
from vnplan_extract.normalise.restore.codes import restored as restored_number
from vnplan_extract.normalise.restore.signs import Signs
from vnplan_extract.pipeline import run

# Read by engines without Vietnamese, each in its own way; typed without marks; words run together and cut apart.
CASES = [
    (
        "Thuc hien Ke hoach phat trien kinh te - xa hoi nam 2024",
        "Thực hiện Kế hoạch phát triển kinh tế - xã hội năm 2024",
    ),
    (
        "Uy ban nhan dan tinh yéu cau cac sé, nganh thyc hién nhiém vu",
        "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành thực hiện nhiệm vụ",
    ),
    ("CỘNG HOA XA HOQI CHU NGHIA VIET NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("Quy6t dinh ph€ duyQt quy hoqch x6y dung n6ng th6n", "Quyết định phê duyệt quy hoạch xây dựng nông thôn"),
    ("ngay 07thang 06nam 2021", "ngày 07 tháng 06 năm 2021"),
    ("Lien doan Lao dQngtinh va Sa Van hoa", "Liên đoàn Lao động tỉnh và Sở Văn hóa"),
    ("mo 16p tap huan cho can bo x4, phuong", "mở lớp tập huấn cho cán bộ xã, phường"),
]


@pytest.mark.parametrize(("read", "printed"), CASES)
def test_restored(read: str, printed: str) -> None:
    assert restore(read).text == printed


@pytest.mark.parametrize(
    "kept",
    [
        "12/3/2024",
        "2.000 trieu dong",
        "46,5%",
        "1.714",
        "08/0l/2026",
        "1842b/CTPH",
        "300m",
        "l10m",
        "20%",
        "25/3",
        "https://dongthap.gov.vn/kh-2024",
    ],
)
def test_numbers_stay(kept: str) -> None:
    number = re.match(r"\S+", kept)
    assert number is not None
    assert number[0] in restore(f"Tong kinh phi thuc hien {kept} cho cac don vi trong tinh").text.split()


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("112/QD-TTg", "112/QĐ-TTg"),
        ("07/2013/TT-BLDTBXH", "07/2013/TT-BLĐTBXH"),
        ("103/2017/ND-CP", "103/2017/NĐ-CP"),
        ("176/KH-UBND", "176/KH-UBND"),
        ("32/2010/Qb-TTg", "32/2010/QĐ-TTg"),
        ("16/TV8-BCTT", "16/TV8-BCTT"),
        ("279/XY-ZZZ", "279/XY-ZZZ"),
        ("36-KH/TU", "36-KH/TU"),
    ],
)
def test_codes_of_document_numbers(read: str, printed: str) -> None:
    assert restored_number(read, GENERIC) == printed


@pytest.mark.parametrize(
    ("text", "sign", "before", "after", "printed"),
    [
        ("2015 — 2018", "—", " ", " ", "–"),
        ("2015 — 2018, 2019 – 2020", "—", " ", " ", "—"),
        ('ve "Tang', '"', " ", "T", "“"),
        ('toan";', '";', "n", " ", "”;"),
        ('“Ve" toan', '"', "e", " ", '"'),
        ('a"b', '"', "a", "b", '"'),
    ],
)
def test_signs(text: str, sign: str, before: str, after: str, printed: str) -> None:
    assert Signs(text).printed(sign, before, after) == printed


def test_words_have_confidence_and_map_to_the_source() -> None:
    read = "Uy ban nhan dan tinh ban hanh Ke hoach so 12/KH-UBND"
    result = restore(read)
    for word in result.words:
        start, end = result.edits.span_to_source(word.start, word.end)
        assert 0 <= word.confidence <= 1
        assert " " not in result.text[word.start : word.end]
        assert not read[start:end].strip() or read[start:end].strip() == read[start:end]
    assert {edit.reason for edit in result.edits.edits} == {"restored"}


def test_doubtful_words_are_marked() -> None:
    result = restore("Ong Nguyen Van Hoa o xa Tan Hoa")
    marked = result.marked()
    assert marked.replace("⟨", "").replace("⟩", "") == result.text
    assert marked.count("⟨") == len(result.doubtful) > 0


def test_clean_and_foreign_text_is_left_alone() -> None:
    clean = "Ủy ban nhân dân tỉnh ban hành Kế hoạch thực hiện Chương trình phát triển nông thôn mới năm 2024.\n"
    english = "The committee of the province shall implement the programme within the approved budget for the year.\n"
    letters = "kq7 zzx pwrt 0x3f wdth grph lmnt prvw sbmt clss rndr bfr ntrl xprt\n"
    for text in (clean, english, letters, "", " \n\n "):
        assert restore(text, mode="auto").edits.edits == ()


def test_parts_that_may_not_be_restored_stay() -> None:
    text = "Ke hoach phat trien kinh te xa hoi nam 2024\nKe hoach phat trien kinh te xa hoi nam 2024\n"
    found = list(edits(text, "always", [(0, 44)]))
    assert found
    assert all(edit.end <= 44 for edit in found)


def test_it_is_the_same_every_time() -> None:
    text = "Can cu Quyét dinh s6 12/QD-UBND ve viéc phé duyét ké hoach; (xem phu luc)"
    assert restore(text) == restore(text)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="abcdeghiklmnopqrstuvxyéáó0123456789 .,;:/()-%$@’'\n\"ABDQI", max_size=60))
def test_any_text(text: str) -> None:
    result = restore(text)
    assert isinstance(result, Restored)
    assert result.edits.source == text
    # No digit of a number of two figures or more is lost or made.
    numbers = re.compile(r"(?<![\w.,/-])\d{2,}(?![\w.,/-])")
    kept = numbers.findall(result.text)
    for number in numbers.findall(text):
        assert len(number) <= 3 or number in kept


def test_record_names_the_models_that_had_a_part_in_it() -> None:
    misread = "KE HOACH\nPhat trién kinh té - xa hoi nam 2024 trén dia ban tinh\n" * 3
    assert run(misread.encode(), "a.txt").produced_by.models == {"restore": model_version()}
    assert run("KẾ HOẠCH\nTrồng cây năm 2024\n".encode(), "a.txt").produced_by.models == {}


@pytest.mark.parametrize(
    ("read", "kept"),
    [("giay kho A4 hai mat", "A4"), ("theo khoan 2 linh vuc[4] va", "4"), ("kinh phi cua tinh3 nam 2024", "3")],
)
def test_no_word_swallows_a_digit(read: str, kept: str) -> None:
    assert kept in restore(read).text


def test_a_capital_stays_one() -> None:
    words = restore("theo quy dinh tai Thong tu nay, So va Vu truong, Dinh va Sung").text.split()
    assert [word.istitle() for word in words[-7:]] == [True, False, True, False, True, False, True]
