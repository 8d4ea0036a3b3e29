"""What is taken for a legacy encoding, and what is not."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import FontRun
from vnplan_extract.limits import Limits
from vnplan_extract.normalise import normalise
from vnplan_extract.normalise.encodings import MOJIBAKE, TABLES, encode, encode_runs
from vnplan_extract.normalise.legacy import convert
from vnplan_extract.readers import read
from vnplan_extract.syllables import is_syllable
from vnplan_extract.text import Text

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"

PLAN = """ỦY BAN NHÂN DÂN HUYỆN TRÀ MỸ
KẾ HOẠCH
Nâng cấp hệ thống cấp nước sạch nông thôn giai đoạn 2026 - 2030
I. MỤC TIÊU
1. Đến năm 2030, 95% hộ dân được sử dụng nước hợp vệ sinh.
2. Xây dựng mới 12 công trình, sửa chữa 30 công trình đã xuống cấp.
đ) Kinh phí: 4.200 triệu đồng, trong đó ngân sách tỉnh hỗ trợ một nửa.
II. TỔ CHỨC THỰC HIỆN
Phòng Nông nghiệp chủ trì, phối hợp với các xã, thị trấn tổ chức thực hiện; báo cáo trước ngày 15/12 hàng năm."""
LINES = PLAN.split("\n")
ENCODINGS = (*TABLES, MOJIBAKE)


def converted(stored: str, fonts: tuple[FontRun, ...] = ()) -> str:
    return Text(stored, convert(stored, fonts).edits).value


def stored_in(text: str, name: str) -> str:
    """`text` in an encoding, without fonts: in TCVN3 the capitals with tones are lost."""
    return encode(text, name) if name == MOJIBAKE else encode_runs(text, name)[0]


def in_fonts(text: str, regular: str, capitals: str) -> tuple[str, tuple[FontRun, ...]]:
    """`text` in TCVN3 and the runs of its fonts."""
    stored, spans = encode_runs(text, "tcvn3")
    runs, last = [], 0
    for start, end in [*spans, (len(stored), len(stored))]:
        runs += [FontRun(last, start, regular), FontRun(start, end, capitals)]
        last = end
    return stored, tuple(run for run in runs if run.start < run.end)


@pytest.mark.parametrize("name", ENCODINGS)
def test_whole_document(name: str) -> None:
    found = convert(stored_in(PLAN, name))
    assert Text(stored_in(PLAN, name), found.edits).value == PLAN
    assert found.encodings == (name,)
    assert {edit.reason for edit in found.edits} == {"legacy"}
    assert all(edit.end - edit.start < 20 for edit in found.edits)


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("at", [4, 5, 8])
def test_one_line_among_lines_of_unicode(name: str, at: int) -> None:
    lines = list(LINES)
    lines[at] = stored_in(lines[at], name)
    assert converted("\n".join(lines)) == PLAN


@pytest.mark.parametrize(
    ("one", "other"), [("tcvn3", "vni"), ("vni", "tcvn3"), ("viscii", "vni"), ("windows-1258", "tcvn3")]
)
def test_two_encodings_and_unicode(one: str, other: str) -> None:
    lines = [
        stored_in(line, one) if at in (2, 4, 5) else stored_in(line, other) if at in (6, 8) else line
        for at, line in enumerate(LINES)
    ]
    found = convert("\n".join(lines))
    assert Text("\n".join(lines), found.edits).value == PLAN
    assert set(found.encodings) == {one, other}


def test_part_of_a_line() -> None:
    assert (
        converted("2. Kinh phí giai đoạn 2026-2030:  Döï kieán 12.400 trieäu ñoàng, chia ra từng năm")
        == "2. Kinh phí giai đoạn 2026-2030:  Dự kiến 12.400 triệu đồng, chia ra từng năm"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        PLAN,
        unicodedata.normalize("NFD", PLAN),
        "Nhiệt độ 37°C, diện tích 12 km², giá ±5%, © Sở Y tế, “trích dẫn” – «hết» …",
        "Ông José Muñoz và bà Françoise Côté thăm São Paulo, Köln, Zürich và Malmö.",
        "Le projet a été présenté à la mairie où l'élève français répète sa leçon.",
        "El año pasado el señor Núñez visitó España; también habló con los niños.",
        "Die Größe der Fläche beträgt fünf Quadratmeter, außerdem müssen Türen geprüft werden.",
        "KE HOACH phat trién kinh té xâ hôi nàm 2026, thuc hiên tôt câc chi tiêu dê ra",
        "Cân cù' Luàt To chirc chính quyên dia phirong ngày 19 thâng 6 näm 2015; Xét dê nghi cüa Giâm dôc Sö",
        "x^2 + y^2 = r^2; f(x) = a^(x+1); see http://a.b/c?d=e.f, e.g. list[u+1], a* (b+c)*",
        "mail: an.nguyen@bacninh.gov.vn, tel. (0222) 3.822.432, www.bacninh.gov.vn/ke.hoach",
        "®", "á»", "¸", "§ 5", "Số 5·6", "\u00ad",
    ],
)  # fmt: skip
def test_left_alone(text: str) -> None:
    assert convert(text).edits == ()


def broken(text: str, choose: Callable[[str], str]) -> str:
    """Each letter beyond ASCII replaced by one that `choose` gives for its plain letter."""
    plain = ((letter, unicodedata.normalize("NFD", letter.replace("đ", "d").replace("Đ", "D"))[0]) for letter in text)
    return "".join(letter if letter.isascii() else choose(bare) for letter, bare in plain)


LATIN_1: dict[str, list[str]] = {}
for _code in range(0xC0, 0x100):
    LATIN_1.setdefault(unicodedata.normalize("NFD", chr(_code))[0], []).append(chr(_code))


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_broken_accents_are_no_encoding(random) -> None:  # type: ignore[no-untyped-def]
    text = broken(PLAN * 4, lambda bare: random.choice([bare, bare, *LATIN_1.get(bare, [])]))
    assert convert(text).edits == ()


def test_fonts_give_capitals_and_short_words() -> None:
    text = "Số: 12/QĐ-UB\nTHÔNG TƯ\nVề việc\nỦy ban"
    stored, fonts = in_fonts(text, ".VnTime", ".VnTimeH")
    assert converted(stored, fonts) == text
    # A heading all in small letters of a capitals font.
    assert converted("th«ng t\xad sè 2", (FontRun(0, 15, ".VnTimeH"),)) == "THÔNG TƯ SỐ 2"
    assert converted("ban", (FontRun(0, 3, ".VnTimeH"),)) == "BAN"


def test_one_cell_is_enough_in_its_font() -> None:
    assert converted("cã\t§VT", (FontRun(0, 2, ".VnTime"), FontRun(3, 6, ".VnTime"))) == "có\tĐVT"
    assert converted("cã\t§VT") == "cã\t§VT"
    assert converted("ngaøy", (FontRun(0, 5, "VNI-Times"),)) == "ngày"


def test_a_font_that_the_text_belies() -> None:
    # The document was converted to Unicode, and the names of its fonts were left.
    assert converted(PLAN, (FontRun(0, len(PLAN), ".VnTimeH"),)) == PLAN
    # Parts from another machine under one font.
    stored = "\n".join([*(stored_in(line, "vni") for line in LINES), *(stored_in(line, "tcvn3") for line in LINES[4:])])
    assert converted(stored, (FontRun(0, len(stored), ".VnTime"),)) == "\n".join([*LINES, *LINES[4:]])


@pytest.mark.parametrize("other", ["VNI-Times", "Times New Roman"])
@pytest.mark.parametrize(
    "rest", ["", " ®Ó phôc vô c«ng t¸c chØ ®¹o, ®iÒu hµnh cña UBND tØnh vµ c¸c së, ban, ngµnh" * 5]
)
def test_words_pasted_into_a_font_of_another_encoding(other: str, rest: str) -> None:
    before = "Tröôûng phoøng\n"
    line = "M¹ng côc bé cña c¸c ñôn vò sÏ ®\xadîc nèi víi m¹ng t¹i UBND tØnh" + rest
    runs = (FontRun(0, len(before), other), FontRun(len(before), len(before + line), ".VnTime"))
    found = converted(before + line, runs).split("\n")[1]
    # Without a font that tells of VNI a long line in the font of another encoding is believed.
    pasted = "đơn vị" if other == "VNI-Times" or not rest else "ủụn vũ"
    assert found.startswith(f"Mạng cục bộ của các {pasted} sẽ được nối với mạng tại UBND tỉnh")


def test_a_font_of_symbols_is_left_alone() -> None:
    stored = stored_in("Đầu tư hệ thống nước\n", "tcvn3") + "·¸¹"
    fonts = (FontRun(0, len(stored) - 3, ".VnTime"), FontRun(len(stored) - 3, len(stored), "Symbol"))
    assert converted(stored, fonts) == "Đầu tư hệ thống nước\n·¸¹"


def test_capitals_without_fonts() -> None:
    assert converted("TæNG HîP C¸C Dù ¸N TRäNG §IÓM\nHuyÖn Hång §µ") == "TỔNG HỢP CÁC DỰ ÁN TRỌNG ĐIỂM\nHuyện Hồng Đà"
    assert converted("Së N«ng nghiÖp vµ PTNT chñ tr×, Së KH§T phèi hîp").startswith(
        "Sở Nông nghiệp và PTNT chủ trì, Sở"
    )


def test_the_soft_hyphen_is_a_letter() -> None:
    assert converted("Nhµ n\xadíc ®Çu t\xad x©y dùng") == "Nhà nước đầu tư xây dựng"
    # As a PDF gives it at the end of a line.
    assert converted("®Çu t-\nx©y dùng hÖ thèng nh- trªn") == "đầu tư\nxây dựng hệ thống nh- trên"
    assert converted("nhà nư\xadớc, tổ\xad chức") == "nhà nư\xadớc, tổ\xad chức"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (
            "VI. Kho^ng co' gi` kha'c\\. Ke^' hoa.ch na`y co' hie^.u lu+.c.",
            "VI. Không có gì khác. Kế hoạch này có hiệu lực.",
        ),
        ("So^' 12/2024/NDD-CP (Hie^'u) cu?a Chi'nh phu?", "Số 12/2024/NĐ-CP (Hiếu) của Chính phủ"),
        ("TI?NH DDA('K LA('K: Vie^~n tho^ng ddi nu+o+'c ngoa`i", "TỈNH ĐẮK LẮK: Viễn thông đi nước ngoài"),
    ],
)
def test_viqr_and_punctuation(stored: str, text: str) -> None:
    assert converted(stored_in(PLAN, "viqr") + "\n" + stored).split("\n")[-1] == text


def test_offsets_hold() -> None:
    lines = list(LINES)
    lines[4] = stored_in(lines[4], "vni")
    stored = "\n".join(lines)
    text = Text(stored, convert(stored).edits)
    start = text.value.index("được sử dụng")
    low, high = text.span_to_source(start, start + len("được sử dụng"))
    assert stored[low:high] == "ñöôïc söû duïng"


def test_encodings_reach_the_document() -> None:
    stored = "\n".join([*LINES[:4], stored_in(LINES[4], "vni"), *LINES[5:]])
    document = normalise(read(stored.encode(), "a.txt", Limits()))
    assert document.text.value == PLAN
    assert document.encodings == ("utf-8", "vni")


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii", "windows-1258"])
def test_file_of_bytes(name: str) -> None:
    data = bytes(ord(c) if ord(c) < 256 else c.encode("cp1252")[0] for c in stored_in(PLAN, name))
    document = normalise(read(data, "a.txt", Limits()))
    assert document.text.value == PLAN
    assert document.encodings == ("windows-1252", name)
    assert not document.problems


@pytest.mark.parametrize("name", ["vps", "viscii"])
@pytest.mark.parametrize("text", [PLAN, PLAN.upper(), "\n".join(LINES[:2])])
def test_file_of_bytes_with_control_codes_as_capitals(name: str, text: str) -> None:
    data = bytes(ord(c) if ord(c) < 256 else c.encode("cp1252")[0] for c in stored_in(text, name))
    assert normalise(read(data, "a.txt", Limits())).text.value == text


FIXTURES = sorted((ROOT / "fixtures").rglob("*.txt"))[:6]


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixtures_come_back(path: Path, name: str) -> None:
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    kept = "".join(sign if _can_store(sign, name) else "-" for sign in text)
    if name == "tcvn3":
        stored, fonts = in_fonts(kept, ".VnTime", ".VnTimeH")
        assert converted(stored, fonts) == kept
    else:
        assert converted(stored_in(kept, name)) == kept


def _can_store(sign: str, name: str) -> bool:
    try:
        stored_in(sign, name)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("line", [True, False], ids=["one line", "lines"])
@pytest.mark.parametrize("name", [None, "vni", "viqr"])
def test_time_grows_with_the_text_alone(name: str | None, line: bool) -> None:
    text = stored_in(PLAN, name) if name else PLAN
    unit = text.replace("\n", " ") + (" " if line else "\n")

    def seconds(times: int) -> float:
        begin = time.process_time()
        convert(unit * times)
        return time.process_time() - begin

    seconds(10)
    short = min(seconds(100) for _ in range(3))
    assert min(seconds(800) for _ in range(3)) < 25 * max(short, 0.002)  # eight times the text; a square would be 64


@pytest.mark.parametrize("text", ["a" * 300_000, "é" * 300_000, "a^" * 100_000, "¸ " * 100_000, "ñ\n" * 100_000])
def test_odd_text_costs_little(text: str) -> None:
    begin = time.process_time()
    convert(text)
    assert time.process_time() - begin < 3


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
class TestRealDocuments:
    @pytest.mark.parametrize("name", ["001", "002", "003", "004"])
    def test_unicode_is_left_alone(self, name: str) -> None:
        (path,) = (SHARED / "plans").glob(f"{name}_*.txt")
        assert convert(path.read_bytes().decode()).edits == ()

    def test_vni_among_unicode(self) -> None:
        (path,) = (SHARED / "plans").glob("000_*.txt")
        text = path.read_bytes().decode()
        found = convert(text)
        assert found.encodings == ("vni",)
        assert [text[edit.start : edit.end] for edit in found.edits][:4] == ["Döï", "kieán", "trieäu", "ñoàng"]
        words = re.findall(r"[^\W\d_]{2,}", Text(text, found.edits).value)
        assert [
            word for word in words if not word.isascii() and not is_syllable(word.lower()) and not word.isupper()
        ] == []

    @pytest.mark.parametrize(
        ("name", "encodings", "least"),
        [
            ("bieu-2003-tcvn3.xls", {"tcvn3"}, 0.99),
            ("btc-08-2001-tcvn3.rtf", {"tcvn3"}, 0.99),
            ("can-gio-mau21-vni.xls", {"vni"}, 0.99),
            ("ke-hoach-2005-tcvn3.pdf", {"tcvn3"}, 0.99),
            # Of two of its chapters the file holds no more: a program had taken their TCVN3 for VNI, and lost letters.
            ("lam-dong-1998-tcvn3.doc", {"tcvn3", "vni"}, 0.99),
        ],
    )
    def test_legacy_documents_read_as_vietnamese(self, name: str, encodings: set[str], least: float) -> None:
        document = normalise(read((SHARED / "documents" / name).read_bytes(), name, Limits()))
        assert encodings <= set(document.encodings)
        # Names and English words are ASCII; abbreviations are capitals.
        words = [
            word for word in re.findall(r"[^\W\d_]+", document.text.value) if not word.isascii() and not word.isupper()
        ]
        good = sum(is_syllable(word.lower()) for word in words)
        assert good / len(words) >= least
