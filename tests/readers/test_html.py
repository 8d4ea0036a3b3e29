"""HTML: the document without its page, tables, lists, encodings, fonts; pages without a document."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.document import Document
from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import html_page, read, sniff
from vnplan_extract.readers.html import decode

SHARED = Path(__file__).parents[3] / "shared" / "documents"

HEAD = """
<table border="0"><tr><td><p align=center><b>ỦY BAN NHÂN DÂN<br>HUYỆN AN PHÚC<br>-------</b></p></td>
<td><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc</b></p></td></tr>
<tr><td>Số: 12/KH-UBND</td><td><i>An Phúc, ngày 05 tháng 3 năm 2031</i></td></tr></table>"""
BODY = """
<p align=center><b>KẾ HOẠCH</b></p><p>Diễn tập ứng phó bão
   năm 2031</p><p>Căn cứ <a href="#">Luật Phòng, chống thiên tai</a>;</p>
<p>I. MỤC ĐÍCH</p><ol><li>Nâng cao năng lực chỉ huy.</li><li>Rèn luyện lực lượng tại chỗ.</li></ol>
<table border=1><tr><th>STT</th><th>Nội dung</th><th>Kinh phí</th></tr>
<tr><td>1</td><td>Diễn tập</td><td>120</td></tr></table>"""
FOOT = """<table border=1><tr><td><b>Nơi nhận:</b><br>- Như trên;<br>- Lưu: VT.</td>
<td>TM. ỦY BAN NHÂN DÂN<br>CHỦ TỊCH<br><br>Lê Văn Sáng</td></tr></table>"""
TEXT = """ỦY BAN NHÂN DÂN
HUYỆN AN PHÚC
-------
Số: 12/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Phúc, ngày 05 tháng 3 năm 2031
KẾ HOẠCH
Diễn tập ứng phó bão năm 2031
Căn cứ Luật Phòng, chống thiên tai;
I. MỤC ĐÍCH
1. Nâng cao năng lực chỉ huy.
2. Rèn luyện lực lượng tại chỗ.
STT\tNội dung\tKinh phí
1\tDiễn tập\t120
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lê Văn Sáng"""
DOCUMENT = HEAD + BODY + FOOT

MENU = '<ul class="menu">' + "".join(f"<li><a href='/{n}'>Chuyên mục số {n}</a></li>" for n in range(20)) + "</ul>"
PARTICULARS = """<table><tr><td>Số hiệu:</td><td>12/KH-UBND</td><td>Loại văn bản:</td><td>Kế hoạch</td></tr>
<tr><td>Ngày ban hành:</td><td>05/03/2031</td><td>Người ký:</td><td>Lê Văn Sáng</td></tr>
<tr><td>Tình trạng:</td><td>Còn hiệu lực</td></tr></table>"""
RELATED = """<div class="van-ban-lien-quan"><h3>Văn bản liên quan</h3><ul>
<li><a>Quyết định 5/QĐ-UBND về việc phê duyệt danh mục dự án năm 2030</a></li>
<li><a>Công văn 7/UBND-VX hướng dẫn thực hiện công tác phòng, chống thiên tai</a></li></ul></div>"""
COMMENTS = """<div class="binhluan"><p>Bạn đọc hỏi: kế hoạch này áp dụng cho những xã nào năm nay?</p></div>"""
FOOTER = "<footer>Bản quyền thuộc về cổng thông tin, mọi sao chép phải ghi rõ nguồn.</footer>"
CONTENTS = """<div class="side"><div>Mục lục</div><div><span>I. MỤC ĐÍCH</span></div><div>Khoản 1</div>
<div>Khoản 2</div><div>Khoản 3</div></div>"""


def page(inner: str, head: str = "") -> str:
    title = "Kế hoạch 12/KH-UBND năm 2031 diễn tập ứng phó bão trên địa bàn huyện An Phúc"
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><header>{MENU}</header>"
        f"<div class='breadcrumb'><a>Trang chủ</a> &gt; Văn bản</div><h1>{title}</h1>{PARTICULARS}"
        f"<script>var x = 'KẾ HOẠCH';</script><style>p {{ color: red }}</style>{inner}{COMMENTS}"
        f"{RELATED}{CONTENTS}{FOOTER}"
        "</body></html>"
    )


def read_html(text: str | bytes, limits: Limits | None = None) -> Document:
    return read(text.encode() if isinstance(text, str) else text, "a.html", limits or Limits())


def text_of(text: str | bytes) -> str:
    return read_html(text).text.value


def code(text: str | bytes, limits: Limits | None = None) -> str:
    with pytest.raises(PlanError) as caught:
        read_html(text, limits)
    return caught.value.kind.code


@pytest.mark.parametrize(
    "inner",
    [
        DOCUMENT,
        f"<html><body>{DOCUMENT}</body></html>",
        f"<html><body><div class=WordSection1>{HEAD}{BODY}</div><div class=WordSection2>{FOOT}</div></body></html>",
        page(f'<div id="divContentDoc"><div class="content1">{DOCUMENT}</div></div>'),
        page(f'<div class="cldivContentDocVn">{DOCUMENT}</div>'),
        page(f'<div id="toanvancontent">{DOCUMENT}</div>'),
        page(f'<div id="rc-tabs-0-panel-toan-van"><div>{DOCUMENT}</div></div>'),
        page(f'<div class="the-document-body">{DOCUMENT}<span class="tooltip-button">Đang theo dõi</span></div>'),
        page(f"<main><section><div class='x y'>{DOCUMENT}</div></section></main>"),
        page(f"<article>{DOCUMENT}</article><aside>Đọc nhiều: kế hoạch trồng cây đầu năm của các địa phương</aside>"),
        page(f"<div><div>{DOCUMENT}</div><div style='display: none'>Ẩn</div><div hidden>Ẩn</div></div>"),
        f"<html><body><table width=100%><tr><td>{MENU}</td><td>{DOCUMENT}</td></tr></table></body></html>",
    ],
)  # fmt: skip
def test_the_document_and_nothing_else(inner: str) -> None:
    document = read_html(inner)
    assert document.text.value == TEXT
    assert [table.shape for table in document.tables] == [(2, 3)]
    assert document.media_type == sniff.HTML


@pytest.mark.parametrize(
    "shell",
    [
        page(""),
        page('<div id="toanvancontent"></div>'),
        page("<div>Văn bản này chưa có nội dung.</div>"),
        f"<html><body>{MENU}{FOOTER}</body></html>",
        "<html><title>Văn bản</title><body><noscript>Hãy bật JavaScript</noscript><div id=app></div></body></html>",
        "<html><body><!-- KẾ HOẠCH --><script>document.write('KẾ HOẠCH')</script></body></html>",
        "<html></html>",
        "<!DOCTYPE html>",
    ],
)
def test_a_page_without_a_document_is_empty(shell: str) -> None:
    assert code(shell) == "E101"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>a\n  b&nbsp;c</p>", "a b\u00a0c"),
        ("<p>Kế ho&#7841;ch &amp; d&uacute;</p>", "Kế hoạch & dú"),
        ("<pre>a\n  b\n\nc</pre>", "a\nb\nc"),
        ("<p>10<sup>6</sup> m<sup>2</sup>, H<sub>2</sub>O, chú thích<sup>a</sup></p>", "10⁶ m², H2O, chú thícha"),
        ("<p style='text-transform: uppercase'>kế hoạch</p>", "KẾ HOẠCH"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n- c"),
        ("<ul><li>- a</li><li>1. b</li></ul>", "- a\n1. b"),
        ("<ul style='list-style: none'><li>a</li></ul>", "a"),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n7. b\n8. c"),
        ("<ol type=a><li>x<li>y</ol><ol type=I><li>z<li>t</ol>", "a. x\nb. y\nI. z\nII. t"),
        ("<ol><li><p>a</p><p>b</p></li></ol>", "1. a\nb"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"),
        ("<p>a<b>b</b><i> c </i> d</p>", "ab c d"),
        ("<p>a<o:p></o:p><![if !x]>b<![endif]></p>", "ab"),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\nb"),
        ("<table border=1><caption>Bảng 1</caption><tr><td>a<td>b<tr><td>c<td>d</table>", "Bảng 1\na\tb\nc\td"),
        ("<table border=1><tfoot><tr><td>t<td>1</tfoot><tbody><tr><td>a<td>b</tbody></table>", "a\tb\nt\t1"),
        ("<table border=1><tr><td>a<table><tr><td>b<td>c</table><td>d</table>", "a\nb\nc\nd"),
    ],
)  # fmt: skip
def test_text(inner: str, expected: str) -> None:
    assert text_of(f"<html><body>{inner}</body></html>") == expected


def test_spans() -> None:
    document = read_html(
        "<table border=1><tr><td rowspan=2>STT<td colspan=2>Kinh phí<tr><td>Tỉnh<td>Huyện<tr><td>1<td>5<td>6</table>"
    )
    [table] = document.tables
    found = {document.text.value[c.start : c.end]: (c.row, c.column, c.rows, c.columns) for c in table.cells}
    assert table.shape == (3, 3)
    assert found["STT"] == (0, 0, 2, 1)
    assert found["Kinh phí"] == (0, 1, 1, 2)
    assert found["Huyện"] == (1, 2, 1, 1)
    assert found["6"] == (2, 2, 1, 1)


def test_type_of_lines() -> None:
    document = read_html("<p><b>a</b></p><p><b>a</b> b</p><h2>c</h2><p style='font-weight:700'><em>d</em></p>")
    assert [(line.bold, line.italic) for line in document.pages[0].lines] == [
        (True, False), (False, False), (True, False), (True, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "fonts"),
    [
        ("<p><font face='.VnTime'>KÕ ho¹ch</font> 12</p>", [("KÕ ho¹ch", ".VnTime")]),
        ("<p style=\"font-family: '.VnTimeH', serif\">KÕ ho¹ch</p>", [("KÕ ho¹ch", ".VnTimeH")]),
        ("<style>p.MsoNormal, li.x {font-size:14pt; font-family:\".VnTime\"}</style><p class=MsoNormal>n¨m</p><p>a</p>",
         [("n¨m", ".VnTime")]),
        ("<style>p {font-family: VNI-Times}</style><p>naêm <span style='font-family:Arial'>b</span></p>",
         [("naêm ", "VNI-Times"), ("b", "Arial")]),
        ("<p style='font-family: inherit'>a</p>", []),
    ],
)  # fmt: skip
def test_fonts(html: str, fonts: list[tuple[str, str]]) -> None:
    document = read_html(f"<html><body>{html}</body></html>")
    text = document.text.value
    assert [(text[run.start : run.end], run.font) for run in document.fonts] == fonts


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("<html><body>Kế hoạch</body></html>".encode(), "utf-8"),
        ("\ufeff<html><body>Kế hoạch</body></html>".encode(), "utf-8"),
        ("<html><meta charset=iso-8859-1><body>Kế hoạch</body></html>".encode(), "utf-8"),
        ("\ufeff<html><body>Kế hoạch</body></html>".encode("utf-16-le"), "utf-16-le"),
        ("\ufeff<html><body>Kế hoạch</body></html>".encode("utf-16-be"), "utf-16-be"),
        ("<html><body>Kế hoạch</body></html>".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_unicode(data: bytes, encoding: str) -> None:
    document = read_html(data)
    assert document.text.value == "Kế hoạch"
    assert document.encodings == (encoding,)
    assert document.problems == ()


@pytest.mark.parametrize(
    ("head", "body", "expected", "encoding"),
    [
        (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">', b"K\xea\xec ho\xe1\xf2ch",
         "Kê\u0301 hoa\u0323ch".replace("a\u0323", "á\u0323"), "windows-1258"),
        (b"<meta charset='windows-1252'>", b"K\xd5 ho\xb9ch", "KÕ ho¹ch", "windows-1252"),
        (b"<meta charset=iso-8859-1>", b"K\xd5 \x96 \x81", "KÕ – \x81", "windows-1252"),
        (b"", b"K\xd5 ho\xb9ch", "KÕ ho¹ch", "windows-1252"),
        (b"<meta charset=zip>", b"K\xd5", "KÕ", "windows-1252"),
        (b"<meta charset=no-such-thing>", b"K\xd5", "KÕ", "windows-1252"),
    ],
)  # fmt: skip
def test_declared_encodings(head: bytes, body: bytes, expected: str, encoding: str) -> None:
    text, name, lost = decode(b"<html><head>" + head + b"</head><body>" + body + b"</body></html>")
    assert expected in text
    assert (name, lost) == (encoding, 0)


def test_bytes_that_are_no_utf8_are_told() -> None:
    document = read_html("<html><meta charset=utf-8><body>Kế hoạch ".encode() + b"\xff 2031</body></html>")
    assert document.text.value == "Kế hoạch \ufffd 2031"
    assert [problem.kind.code for problem in document.problems] == ["E110"]


def test_lines_that_were_broken_by_hand() -> None:
    words = "Ủy ban nhân dân các xã tổ chức thực hiện nghiêm túc kế hoạch này và định kỳ\nbáo cáo kết quả về huyện để"
    text = "\n".join(f"{words}\ntổng hợp chung theo quy định trong tháng {n}." for n in range(8))
    assert read_html(f"<html><body><pre>{text}</pre></body></html>").wrapped
    assert read_html(f"<html><body>{text.replace(chr(10), '<br>')}</body></html>").wrapped
    assert not read_html(f"<html><body>{''.join(f'<p>{line}</p>' for line in text.splitlines())}</body></html>").wrapped


def test_general_detection_needs_no_known_container(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_page, "CONTAINERS", ())
    assert text_of(page(f'<div id="divContentDoc"><div class="content1">{DOCUMENT}</div></div>')) == TEXT


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("<p>" + "<font>" * 3000 + "sâu" + "</font>" * 3000, "E105"),
        ("<div>" * 30_000 + "sâu", "E105"),
        ("<html><body>" + "a" * 30_000_000, "E105"),
    ],
)
def test_hostile_pages(data: str, expected: str) -> None:
    assert code(data) == expected


def test_deep_tables_are_read() -> None:
    assert text_of("<table><tr><td>" * 300 + "sâu" + "</table>" * 300) == "sâu"


def test_wide_spans_are_bounded() -> None:
    document = read_html("<table border=1>" + "<tr><td colspan=99999 rowspan=99999>a<td>b" * 3 + "</table>")
    assert document.tables[0].shape[1] <= 1_010
    assert document.text.value == "a\tb\na\tb\na\tb"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<li>", "<ol>", "</ol>", "<br>", "<b>",
     "<script>", "</script>", "<!--", "-->", "&nbsp;", "&#0;", "\0", "Điều 1. ", "Căn cứ ", "<a>", "x " * 30, "<pre>"]
), max_size=40))  # fmt: skip
def test_any_page_is_read_or_refused(parts: list[str]) -> None:
    try:
        document = read_html("<html>" + "".join(parts))
    except PlanError as error:
        assert error.kind.code in ("E101", "E105")  # noqa: PT017
    else:
        length = len(document.text.value)
        assert all(0 <= line.start <= line.end <= length for line in document.pages[0].lines)


@pytest.mark.skipif(not SHARED.exists(), reason="no shared documents")
def test_real_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (SHARED / "ttg-05-2026.html").read_bytes()
    text = text_of(data)
    assert text.startswith("THỦ TƯỚNG\u00a0CHÍNH PHỦ\n")
    assert text.endswith("KT. THỦ TƯỚNG\nPHÓ THỦ TƯỚNG\nHồ Đức Phớc")
    assert text.count("Điều 1. ") == 1
    shell = (SHARED / "vbpl-empty-shell.html").read_bytes()
    assert code(shell) == "E101"
    monkeypatch.setattr(html_page, "CONTAINERS", ())
    assert text_of(data) == text
    assert code(shell) == "E101"
