"""Web pages saved with their pictures in one file."""

from __future__ import annotations

import base64
import quopri

import pytest

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.pipeline import run
from vnplan_extract.readers import read, sniff

PAGE = """<html><head>{meta}</head><body><p>KẾ HOẠCH</p><p>Trồng cây năm 2031</p>
<table border=1><tr><td>TT</td><td>Nội dung</td></tr><tr><td>1</td><td>Trồng 500 cây</td></tr></table></body></html>"""
TEXT = "KẾ HOẠCH\nTrồng cây năm 2031\nTT\tNội dung\n1\tTrồng 500 cây"
META = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
HEADS = {
    "Word": 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n',
    "Chrome": "From: <Saved by Blink>\nSnapshot-Content-Location: https://an.binh/\nSubject: x\nDate: x\n"
    'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="B"\n\n',
    "Internet Explorer": 'From: "Saved by Windows Internet Explorer 8"\nSubject: =?utf-8?B?S+G6vw==?=\nDate: x\n'
    'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="B"\nX-MimeOLE: x\n\n',
}


def part(kind: str, body: bytes, encoding: str = "base64", more: str = "") -> bytes:
    coded = body
    if encoding == "base64":
        coded = base64.encodebytes(body)
    elif encoding == "quoted-printable":
        coded = quopri.encodestring(body)
    return f"--B\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n{more}\n".encode() + coded + b"\n"


def archive(head: str, *parts: bytes) -> bytes:
    return head.encode() + b"".join(parts) + b"--B--\n"


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_programs_save(head: str, encoding: str, newline: bytes) -> None:
    page = part("text/html", PAGE.format(meta=META).encode(), encoding)
    data = archive(head, page, part("image/png", b"\x89PNG")).replace(b"\n", newline)
    document = read(data, "a.mht", Limits())
    assert (document.media_type, document.text.value) == (sniff.MHTML, TEXT)
    assert len(document.tables) == 1


@pytest.mark.parametrize(
    ("charset", "meta"), [("utf-8", ""), ("windows-1258", ""), ("utf-16", ""), ("utf-8", META), ("windows-1252", META)]
)
def test_encoding_of_the_part_and_of_the_page(charset: str, meta: str) -> None:
    text = "KE HOACH nam 2031 \u00e0 \u00e2"
    stored = f"<html><head>{meta}</head><body><p>{text}</p></body></html>"
    body = stored.encode("utf-8" if meta else charset)
    data = archive(HEADS["Word"], part(f'text/html; charset="{charset}"', body))
    assert read(data, "a.mht", Limits()).text.value == text


def test_the_part_that_the_archive_begins_with() -> None:
    head = HEADS["Word"].replace("related;", 'related; start="<two@x>";')
    frame = part("text/html", b"<html><body><p>Khung</p></body></html>")
    page = part("text/html", PAGE.format(meta=META).encode(), more="Content-ID: <two@x>\n")
    assert read(archive(head, frame, page), "a.mht", Limits()).text.value == TEXT
    assert read(archive(HEADS["Word"], page, frame), "a.mht", Limits()).text.value == TEXT


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (archive(HEADS["Word"], part("image/png", b"x")), "E102"),
        (archive(HEADS["Word"], part("text/html", b"")), "E101"),
        (archive(HEADS["Word"], part("text/html; charset=no-such", b"<html><body></body></html>")), "E101"),
        (HEADS["Word"].encode(), "E102"),
        (b"".join(b'Content-Type: multipart/related; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)), "E103"),
    ],
    ids=["no page", "empty", "no such charset", "cut short", "deep"],
)
def test_no_page(data: bytes, code: str) -> None:
    with pytest.raises(PlanError) as caught:
        read(data, "a.mht", Limits())
    assert caught.value.kind.code == code


def test_flipped_bytes_are_no_crash() -> None:
    data = archive(HEADS["Chrome"], part("text/html", PAGE.format(meta=META).encode(), "quoted-printable"))
    for at in range(0, len(data), 7):
        broken = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        assert run(broken, "a.mht").status.value != "crashed"
