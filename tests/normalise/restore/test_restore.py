"""Text that reads again as it was printed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract import extract
from vnplan_extract.normalise.restore import (
    Restored,
    edits,
    footnotes,
    formulas,
    list_marks,
    model_version,
    names,
    restore,
)
from vnplan_extract.normalise.restore.candidates import Scores
from vnplan_extract.normalise.restore.channel import GENERIC
from vnplan_extract.normalise.restore.codes import date_restored
from vnplan_extract.normalise.restore.codes import restored as restored_number
from vnplan_extract.normalise.restore.letters import base
from vnplan_extract.normalise.restore.ngrams import ngrams
from vnplan_extract.normalise.restore.readings import Choice, Habits, Piece, read
from vnplan_extract.normalise.restore.signs import Signs
from vnplan_extract.normalise.restore.tokens import Kind, Part, tokens
from vnplan_extract.normalise.restore.vocabulary import Vocabulary
from vnplan_extract.pipeline import run
from vnplan_extract.text import Text

SCAN = Path(__file__).resolve().parents[4] / "shared" / "plans" / "003_7c3d5877cab00344.txt"

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
        "1842b/CTPH",
        "300m",
        "12’5000",
        "l10m",
        "20%",
        "310mm/2",
        "50mm/h",
        "1.800m3/h",
        "9ha",
        "2,5km2",
        "30kVA",
        "11h30",
        "22h",
        "24/24h",
        "1A",
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
        ("33-NQITW", "33-NQ/TW"),
        ("33-CTrlTU", "33-CTr/TU"),
        ("33-XYIZT", "33-XYIZT"),
        ("1697/0D-BTC", "1697/QĐ-BTC"),
        ("/QD-UBND", "/QĐ-UBND"),
        ("734QD-UBND", "734QĐ-UBND"),
        ("/CTPH-LDLD-SYT", "/CTPH-LĐLĐ-SYT"),
    ],
)
def test_codes_of_document_numbers(read: str, printed: str) -> None:
    assert restored_number(read, GENERIC) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Thuong truc Tinh uy (de b/c);", "Thường trực Tỉnh ủy (để b/c);"),
        ("Quyet dinh so......ngay......thang......nam 2024", "Quyết định số......ngày......tháng......năm 2024"),
        ("Uy ban nhan dan tinh Bac Kan", "Ủy ban nhân dân tỉnh Bắc Kạn"),
        ("Uy ban nhan dan tinh Dak Lak", "Ủy ban nhân dân tỉnh Đắk Lắk"),
    ],
)
def test_text_typed_without_marks(read: str, printed: str) -> None:
    assert restore(read).text == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (
            "VI. TO CHUC THUC HIEN\n1. SO Y té: Hwéng dan cac don vi",
            "VI. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế: Hướng dẫn các đơn vị",
        ),
        (
            "Phdi hgp véi phong GD&DT tham muu cho Uy ban nhan dan",
            "Phối hợp với phòng GD&ĐT tham mưu cho Ủy ban nhân dân",
        ),
        (
            "V/v trién khai ké hoach phong, chong dich bénh nam 2023",
            "V/v triển khai kế hoạch phòng, chống dịch bệnh năm 2023",
        ),
        ("T/M BAN THUONG VU", "T/M BAN THƯỜNG VỤ"),
        (
            "Luu lwong nwéc trong dot nay la 30 m3 /s vao mua mwa",
            "Lưu lượng nước trong đợt này là 30 m3 /s vào mùa mưa",
        ),
        ("Noi nhan:\n- LDLD tinh;\n- Luu: VT, TH.", "Nơi nhận:\n- LĐLĐ tỉnh;\n- Lưu: VT, TH."),
    ],
)
def test_signs_codes_and_capitals_of_documents(read: str, printed: str) -> None:
    assert restore(read).text == printed


@pytest.mark.parametrize(
    ("text", "sign", "printed"),
    [
        ("2015 — 2018", "—", "–"),
        ("2015 — 2018, 2019 – 2020", "—", "—"),
        ('ve "Tang', '"', "“"),
        ('toan";', '";', "”;"),
        ('“Ve" toan', '"', '"'),
        ('a"b', '"', '"'),
        ("ke hoach |\n| a | b", "|", ""),
        ("| ke hoach", "|", ""),
        ("| a | b |", "|", "|"),
        ("a | b", "|", "|"),
        ("|", "|", "|"),
        ("ban hanh _\n", "_", ""),
        ("‘ban", "‘", ""),
        ("‘ban hanh’", "‘", "‘"),
        ("kem' theo", "'", ""),
        ("25' theo", "'", "'"),
        ("Krông'Ana", "'", "'"),
        ("<dinh ve", "<", ""),
        ("<dinh> ve", "<", "<"),
        ("< 5", "<", "<"),
        ("25 m. ;\n", ";", ""),
        ("25 m ;\n", ";", ";"),
        ("xử? lý rác", "?", ""),
        ("xử?’ lý rác", "?’", ""),
        ("giữ?, sửa", "?,", ","),
        ("trật tự’, an toàn", "’,", ","),
        ("Ai làm? Khi nào", "?", "?"),
        ("Ai làm?\n", "?", "?"),
        ("‘tự’, an", "’,", "’,"),
        # Specks at the edges of lines.
        (": Can cu Luat", ":", ""),
        ("’ phai dap ung", "’", ""),
        ("> phai dap ung", ">", ""),
        (": ", ":", ":"),
        ('" va anh sang', '"', ""),
        ('" va anh" sang', '"', '"'),
        (". va anh sang", ".", ""),
        (". Va anh sang", ".", "."),
        ("TEN DU AN .", ".", ""),
        ("ho so hang .\ntrong", ".", ""),
        ("ho so hang .\nTrong", ".", "."),
        ("ho so hang .", ".", "."),
        # A point before a small letter ends no sentence.
        ("Luat bo. tri mot", ".", ""),
        ("so 06/2021/TT-BXD. ngay 30", ".", ""),
        ("ke hoach. so", ".", "."),
        ("TP. hcm", ".", "."),
        ("1. xay dung", ".", "."),
        ("x. trong", ".", "."),
        ("ke hoach.\nban hanh", ".", "."),
        ("hinh thuc.ban hanh", ".", " "),
        ("hinh thuc.Ban hanh", ".", "."),
        ("www.hinh.thuc.ban", ".", "."),
        ("hinh.thuc/ban", ".", "."),
    ],
)
def test_signs(text: str, sign: str, printed: str) -> None:
    start = text.index(sign)
    assert Signs(text).printed(start, start + len(sign)) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("08/0l/2026", "08/01/2026"),
        ("l2/O3/2O21", "12/03/2021"),
        ("12/O3/2O21", "12/03/2021"),
        ("3l.l2.20l9", "31.12.2019"),
        ("3l/02/2019", "3l/02/2019"),
        ("08/0l/20261", "08/0l/20261"),
        ("0l/2026", "0l/2026"),
        ("12/03/2021", "12/03/2021"),
    ],
)
def test_digits_of_dates_that_were_read_as_letters(read: str, printed: str) -> None:
    assert date_restored(read) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("CQNG HOA XA ngr CUU NCsi.A. VIDT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("UBND TINH CONG HOA XA HOI CHU NGHIA VIET NAM", "UBND TINH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("DQc l$p - Tq do - H4nh phtic", "Độc lập - Tự do - Hạnh phúc"),
        ("x\nSé: 176/KH-UBND Pong Thap", "x\nSố: 176/KH-UBND Pong Thap"),
        ("s6: /CTr-UBND", "Số: /CTr-UBND"),
        ("So: 12 nguoi", "So: 12 nguoi"),
        ("CONG HOA XA HOI CHU NGHIA VIET\nNAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT\nNAM"),
        ("CONG HOA XA HOI CHU NGHIA VIDT NKM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("UBND XA CONG HOA XA HOI\n\nCHU NGHIA VIET NAM", "UBND XA CỘNG HÒA XÃ HỘI\n\nCHỦ NGHĨA VIỆT NAM"),
        ("cua nuoc Cong hoa xa hoi chu nghia Viet Nam", "cua nuoc Cong hoa xa hoi chu nghia Viet Nam"),
        ("Truong hop to chuc/ca nhan Viet Nam:", "Truong hop to chuc/ca nhan Viet Nam:"),
    ],
)
def test_lines_that_every_document_has(read: str, printed: str) -> None:
    assert Text(read, tuple(formulas.edits(read, 0, len(read), "x"))).value == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("l. Muc dich\n2. Yeu cau", "1. Muc dich\n2. Yeu cau"),
        ("I. Muc dich\n1. Chung\n2. Yeu cau", "I. Muc dich\n1. Chung\n2. Yeu cau"),
        ("k) Muc\nl) Dich\n", "k) Muc\nl) Dich\n"),
        ("  | ) x\n 2) y", "  | ) x\n 2) y"),
        ("c) x\nd) y\nd) z\ne) u", "c) x\nd) y\nđ) z\ne) u"),
        ("a) x\nd) y\ne) z\na) u\nd) v", "a) x\nd) y\ne) z\na) u\nd) v"),
        ("I. MOT\n\nI. HAI\n\nIn. BA\n\nIV. BON", "I. MOT\n\nII. HAI\n\nIII. BA\n\nIV. BON"),
        ("I. MOT\nIIl. HAI\n1. Vé viéc\n1. BA\nIV. BON", "I. MOT\nII. HAI\n1. Vé viéc\nIII. BA\nIV. BON"),
        ("I. MOT\nI. HAI\nIV. BON", "I. MOT\nI. HAI\nIV. BON"),
        ("I. MOT\nII. HAI\nIII. BA\nI. BON\nV. NAM", "I. MOT\nII. HAI\nIII. BA\nI. BON\nV. NAM"),
        ("3. Sau\n4, Bay\n5. Tam", "3. Sau\n4. Bay\n5. Tam"),
        ("3. Sau\n7, Bay\n1, Mot", "3. Sau\n7, Bay\n1, Mot"),
        ("l) x\nm) y\nl) z\n2) u", "l) x\nm) y\n1) z\n2) u"),
        (
            "l. MUC DICH\n2. Viec\nll. YEU CAU\nlll. NOI DUNG\nIV. TO CHUC",
            "I. MUC DICH\n2. Viec\nII. YEU CAU\nIII. NOI DUNG\nIV. TO CHUC",
        ),
    ],
)
def test_list_numbers_read_as_letters(read: str, printed: str) -> None:
    assert Text(read, tuple(list_marks.edits(read, 0, len(read), "x"))).value == printed


@pytest.mark.parametrize(
    "printed",
    [
        "Kế hoạch dành cho công nhân, viên chức, lao động (CNVCLĐ) trên địa bàn; CNVCLĐ được hỗ trợ.",
        "Tổng công ty Đầu tư và Phát triển đô thị (TCTĐTPTĐT) thực hiện.",
    ],
)
def test_abbreviations_that_the_text_explains(printed: str) -> None:
    read = "".join(map(base, printed)).replace("; CNVCLD", "; CNVCLEl")
    found = restore(read).text
    assert re.findall(r"[A-ZĐ]{3,}", found)[0] == re.findall(r"[A-ZĐ]{3,}", printed)[0]
    assert "CNVCLEl" not in found


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
    result = restore("Trung tam nuoi dudng 120 dbi tuong, s¢ Dudng 130")
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


def test_what_a_text_is_about() -> None:
    vocabulary = Vocabulary(ngrams())
    row = list(tokens("Ho tro cho ho ngheo vay von", 0, 27))
    read_as = read(row, Scores(vocabulary, GENERIC), Habits())
    hộ, ha = vocabulary.ids["hộ"], vocabulary.ids["ha"]
    chosen = []
    for reading in read_as:
        for piece in reading.best:
            places = [at for at, number in enumerate(piece.candidates.numbers) if number == hộ]
            candidate = piece.candidates.at(places[0] if places else 0)
            chosen.append(Choice(piece, False, candidate, probability=0.99))
    topic = Habits.of(chosen, vocabulary).topic
    assert topic is not None
    assert topic[hộ] > 0.1
    assert topic[ha] == 0
    unsure = Habits.of([replace(choice, probability=0.5) for choice in chosen], vocabulary).topic
    assert unsure is not None
    assert unsure[hộ] == 0


def _decided(read_as: str, word: str, probability: float, *, begins: bool = False) -> Choice:
    """A word that was read so and decided so."""
    vocabulary = Vocabulary(ngrams())
    scores = Scores(vocabulary, GENERIC)
    scores.prepare([read_as])
    candidates = scores.candidates(read_as)
    found = next(candidates.at(at) for at in range(len(candidates)) if candidates.at(at).word == word)
    return Choice(Piece(Part(Kind.WORD, read_as, 0, len(read_as)), candidates), begins, found, None, probability)


def test_names_that_are_read_the_same_are_decided_the_same() -> None:
    places = [("thủy", "phường", 0.4), ("thụy", "phương", 0.7), ("thụy", "phương", 0.6)]
    groups = [
        [_decided(read_as, word, probability)]
        for first, second, probability in places
        for read_as, word in (("Thuy", first), ("Phuong", second), ("va", "và"))
    ]
    names.agree(groups)
    words = [group[0].candidate.word for group in groups if group[0].candidate]
    assert words == ["thụy", "phương", "và"] * 3
    assert groups[0][0].probability < 0.7


def test_words_by_themselves_and_in_small_letters_may_differ() -> None:
    rows = [("Thuy", "thủy", 0.4), ("va", "và", 0.9), ("Thuy", "thụy", 0.7), ("va", "và", 0.9), ("thuy", "thủy", 0.4)]
    groups = [[_decided(*row)] for row in [*rows, ("phuong", "phường", 0.4), ("thuy", "thụy", 0.9)]]
    before = [group[0].candidate for group in groups]
    names.agree(groups)
    assert [group[0].candidate for group in groups] == before


def test_a_percent_sign_behind_a_number_stays() -> None:
    assert "0,55 % dân số" in restore("5.932 ngudi, chiém 0,55 % dan sé cua tinh").text


@pytest.mark.parametrize(
    ("read", "kept"),
    [("giay kho A4 hai mat", "A4"), ("theo khoan 2 linh vuc[4] va", "4"), ("kinh phi cua tinh3 nam 2024", "3")],
)
def test_no_word_swallows_a_digit(read: str, kept: str) -> None:
    assert kept in restore(read).text


def test_a_capital_stays_one() -> None:
    words = restore("theo quy dinh tai Thong tu nay, So va Vu truong, Dinh va Sung").text.split()
    assert [word.istitle() for word in words[-7:]] == [True, False, True, False, True, False, True]


@pytest.mark.skipif(not SCAN.exists(), reason="the shared plans are not here")
def test_record_of_a_scan_read_without_vietnamese() -> None:
    record = extract(SCAN)
    assert (record.header.number, str(record.header.issued_on)) == ("176/KH-UBND", "2021-06-07")
    assert len(record.citations) == 9
    assert {item.amount_vnd for item in record.budget} >= {2_000_000_000, 633_600_000, 567_000_000, 440_000_000}


def _pages_with_notes(marks: str, numbers: str) -> str:
    """Pages with two marks and two notes, with one of each, and with one of each."""
    return (
        f"Da mo 12 lop hoc{marks[0]}. Kinh phi cua tinh cap.\nMoi huyen mot lop{marks[1]}\n\n"
        f"{numbers[0]} Tai lieu cua So phat hanh\n{numbers[1]} Khong tinh hoc vien tu do\n\n"
        f"Trong nam 2024 da tong ket (dat 100%{marks[2]}).\n\n{numbers[2]} Theo bao cao cua cac huyen\n"
        f"Giao cac huyen theo doi{marks[3]}.\n\n{numbers[3]} Theo mau cua So"
    ).replace("_", "")


@pytest.mark.parametrize(
    ("marks", "numbers", "printed"),
    [
        ("®2°*", "1234", "1234"),
        ("®°34", "1234", "1234"),
        ("®°°4", "1834", "1234"),  # a note between others is counted
        ("®2°*", "123®", "1234"),  # and a sign behind the last
        ("_°**", "1234", "_°34"),  # fewer marks than notes: which is which nobody can tell
        ("32**", "1234", "3234"),  # a mark is read as that of another note
        ("®2*4", "1278", None),  # too few notes are read
        ("1234", "1234", None),
    ],
)
def test_marks_of_footnotes(marks: str, numbers: str, printed: str | None) -> None:
    read = _pages_with_notes(marks, numbers)
    expected = read if printed is None else _pages_with_notes(printed, "1234")
    assert Text(read, tuple(footnotes.edits(read, 0, len(read), "x"))).value == expected


def test_a_token_goes_on_around_a_mark() -> None:
    printed = restore(_pages_with_notes("®°°4", "1234")).text
    assert "lớp học1. Kinh phí" in printed
    assert "(đạt 100%3)." in printed
