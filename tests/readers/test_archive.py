"""ZIP archives: names, what is no document, archives in archives, limits, damage."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.errors import PlanError
from vnplan_extract.limits import Limits
from vnplan_extract.readers import read, sniff
from vnplan_extract.readers.archive import is_archive, members, read_member

TEXT = "Kế hoạch trồng cây năm 2031".encode()
Member = tuple[str | zipfile.ZipInfo, bytes]


def zip_of(*entries: Member, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # of two members with one name
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def names(data: bytes, limits: Limits | None = None) -> list[str]:
    return members(io.BytesIO(data), limits or Limits())


def content(data: bytes, name: str, limits: Limits | None = None) -> bytes:
    return read_member(io.BytesIO(data), name, limits or Limits())


def code(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(PlanError) as caught:
        read(data, "a.zip", limits or Limits())
    return caught.value.kind.code


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        ("a.txt", "a.txt"),
        ("2031/Kế hoạch.txt", "2031/Kế hoạch.txt"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("a/../../b.txt", "a/b.txt"),
        ("./a//b.txt", "a/b.txt"),
        ("C:\\plans\\a.txt", "plans/a.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("a\nb\x1b.txt", "a_b_.txt"),
    ],
)
def test_names_are_made_safe(stored: str, name: str) -> None:
    data = zip_of((stored, TEXT))
    assert names(data) == [name]
    assert content(data, name) == TEXT


@pytest.mark.parametrize(
    "entry",
    [
        ("folder/", b""), (link("link.txt"), b"/etc/passwd"), ("__MACOSX/._a.txt", b"x"), ("a/.DS_Store", b"x"),
        (".hidden", b"x"), ("~$plan.docx", b"x"), ("Thumbs.db", b"x"), ("..", b"x"), ("/", b""),
    ],
)  # fmt: skip
def test_what_is_no_document(entry: Member) -> None:
    assert names(zip_of(entry, ("a.txt", TEXT))) == ["a.txt"]
    assert code(zip_of(entry)) == "E101"


def test_members_of_one_name_are_told_apart() -> None:
    data = zip_of(("a.txt", b"1"), ("a.txt", b"2"), ("../a.txt", b"3"), ("a (2).txt", b"4"))
    assert names(data) == ["a.txt", "a (2).txt", "a (3).txt", "a (2) (2).txt"]
    assert [content(data, name) for name in names(data)] == [b"1", b"2", b"3", b"4"]


def test_long_names_are_cut_and_stay_different() -> None:
    data = zip_of(("ế" * 300 + "1.txt", b"1"), ("ế" * 300 + "2.txt", b"2"))
    assert len(set(names(data))) == 2
    assert all(len(name.encode()) < 210 and name.endswith(".txt") for name in names(data))


def test_name_in_utf8_without_the_flag_that_says_so() -> None:
    data = bytearray(zip_of(("Kế hoạch.txt", TEXT)))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + place
        data[at : at + 2] = struct.pack("<H", 0)
    assert names(bytes(data)) == ["Kế hoạch.txt"]


def test_archives_in_archives() -> None:
    inner = zip_of(("x.txt", b"x"), ("sub/y.txt", b"y"))
    data = zip_of(("a.txt", b"a"), ("2031/inner.zip", inner))
    assert names(data) == ["a.txt", "2031/inner.zip/x.txt", "2031/inner.zip/sub/y.txt"]
    assert content(data, "2031/inner.zip/sub/y.txt") == b"y"
    assert content(data, "2031/inner.zip") == inner


def test_a_document_that_is_a_container_is_no_archive() -> None:
    docx = zip_of(("[Content_Types].xml", b"x"), ("word/document.xml", b"x"))
    assert not is_archive(io.BytesIO(docx))
    assert names(zip_of(("plan.zip", docx))) == ["plan.zip"]
    assert not is_archive(io.BytesIO(b"PK\x03\x04 nothing"))
    assert not is_archive(io.BytesIO(TEXT))


def test_reading_the_only_document() -> None:
    document = read(zip_of(("2031/plan.txt", TEXT), ("__MACOSX/x", b"")), "a.zip", Limits())
    assert document.text.value == TEXT.decode()
    assert (document.name, document.size, document.media_type) == ("plan.txt", len(TEXT), "text/plain")


def test_several_documents_are_named() -> None:
    with pytest.raises(PlanError) as caught:
        read(zip_of(*((f"{n}.txt", TEXT) for n in range(12))), "a.zip", Limits())
    assert caught.value.kind.code == "E111"
    assert caught.value.fields["count"] == 12
    assert "0.txt, 1.txt" in caught.value.message()
    assert "11.txt" not in caught.value.message()


def nested(depth: int) -> bytes:
    data = zip_of(("a.txt", TEXT))
    for _ in range(depth - 1):
        data = zip_of(("inner.zip", data))
    return data


def test_depth() -> None:
    assert read(nested(3), "a.zip", Limits()).text.value == TEXT.decode()
    assert code(nested(4)) == "E105"
    assert code(nested(2), Limits(archive_depth=1)) == "E105"
    misnamed = zip_of(("a.dat", nested(2)))
    assert code(misnamed, Limits(archive_depth=1)) == "E105"


def test_an_archive_of_itself_ends() -> None:
    data = nested(40)
    assert code(data) == "E105"


def test_entries() -> None:
    data = zip_of(*((f"{n}.txt", b"x") for n in range(30)))
    assert code(data, Limits(archive_entries=29)) == "E105"
    assert code(zip_of(("a.zip", data), ("b.zip", data)), Limits(archive_entries=50)) == "E105"


def test_a_directory_is_not_loaded_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniff, "MOST_DIRECTORY_BYTES", 1000)
    data = zip_of(*((f"{n}.txt", b"x") for n in range(30)))
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert is_archive(io.BytesIO(data))
    assert code(data, Limits(archive_entries=20)) == "E105"


def test_bombs() -> None:
    bomb = zip_of(("a.txt", bytes(30_000_000)))
    assert code(bomb) == "E105"
    assert code(zip_of(("a.txt", TEXT * 100)), Limits(archive_bytes=1000)) == "E105"
    assert code(zip_of(("a.txt", TEXT * 100)), Limits(file_bytes=1000)) == "E105"
    inner = zip_of(*((f"{n}.txt", TEXT * 1000) for n in range(5)))
    assert code(zip_of(("a.zip", inner), ("b.zip", inner)), Limits(archive_bytes=200_000)) == "E105"


def lying(data: bytes, size: int) -> bytes:
    """The archive with another unpacked size in both headers of its first member."""
    changed = bytearray(data)
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.index(signature) + place
        changed[at : at + 4] = struct.pack("<I", size)
    return bytes(changed)


def test_a_stated_size_is_not_trusted() -> None:
    bomb = lying(zip_of(("a.txt", bytes(30_000_000))), 10)
    assert code(bomb) == "E103"
    assert code(lying(zip_of(("a.txt", TEXT)), 4_000_000_000)) == "E105"


def test_encrypted_member() -> None:
    data = bytearray(zip_of(("a.txt", TEXT)))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + place
        data[at] |= 1
    assert code(bytes(data)) == "E104"


def test_damage_of_one_member_leaves_the_others() -> None:
    data = bytearray(zip_of(("a.txt", TEXT), ("b.txt", TEXT), method=zipfile.ZIP_STORED))
    data[data.index(TEXT)] ^= 1
    assert names(bytes(data)) == ["a.txt", "b.txt"]
    with pytest.raises(PlanError) as caught:
        content(bytes(data), "a.txt")
    assert caught.value.kind.code == "E103"
    assert content(bytes(data), "b.txt") == TEXT


@pytest.mark.parametrize("name", ["b.txt", "a.txt/b", "", "../a.txt", "a.zip/x.txt"])
def test_no_such_member(name: str) -> None:
    with pytest.raises(PlanError) as caught:
        content(zip_of(("a.txt", TEXT)), name)
    assert caught.value.kind.code == "E201"


def test_damaged_archive() -> None:
    data = zip_of(("a.txt", TEXT), ("b.txt", TEXT))
    assert code(data[:-30]) == "E103"
    for at in range(0, len(data), 3):
        broken = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        with pytest.raises(PlanError):
            read(broken, "a.zip", Limits())


parts = st.sampled_from(["..", ".", "", "a", "b.txt", "C:", "x\\y", "~$z", "é" * 150, "\x01", "con"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(parts, min_size=1, max_size=4), min_size=1, max_size=6))
def test_no_name_leads_out(paths: Sequence[Sequence[str]]) -> None:
    data = zip_of(*(("/".join(path) or "x", str(index).encode()) for index, path in enumerate(paths)))
    found = names(data)
    assert len(found) == len(set(found))
    for name in found:
        assert not name.startswith("/")
        assert not {"..", ".", ""} & set(name.split("/"))
        assert content(data, name).isdigit()
