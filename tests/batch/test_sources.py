"""What is to be converted, and where each record goes."""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from vnplan_extract.batch.sources import find_sources
from vnplan_extract.limits import Limits

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    def make(*names: str) -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x", encoding="utf-8")
        return tmp_path

    return make


def records(paths: list[Path], out: Path) -> dict[str, str]:
    """Path of each record -> name of its source."""
    sources, unreadable = find_sources(paths, out)
    assert not unreadable
    found = {source.record.as_posix(): source.path.as_posix() for source in sources}
    assert len(found) == len(sources)
    return found


def test_folder_is_gone_through_in_order(tree: Tree) -> None:
    top = tree("in/b.txt", "in/a/z.pdf", "in/a/y/x.docx", "in/Kế hoạch.txt")
    assert list(records([top / "in"], top / "out")) == [
        "Kế hoạch.txt.json",
        "b.txt.json",
        "a/z.pdf.json",
        "a/y/x.docx.json",
    ]


def test_file_is_named_by_itself(tree: Tree) -> None:
    top = tree("in/deep/plan.pdf")
    assert list(records([top / "in/deep/plan.pdf"], top / "out")) == ["plan.pdf.json"]


def test_relative_path(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree("in/a.txt"))
    assert records([Path("in/../in")], Path("out")) == {"a.txt.json": "in/../in/a.txt"}
    assert records([Path()], Path("out")) == {"in/a.txt.json": "in/a.txt"}


@pytest.mark.parametrize("name", [".hidden", ".git/config", "~$plan.docx", "Thumbs.db", "desktop.ini"])
def test_left_out_of_folders(tree: Tree, name: str) -> None:
    top = tree("in/a.txt", f"in/{name}")
    assert list(records([top / "in"], top / "out")) == ["a.txt.json"]


def test_hidden_file_that_is_named_is_taken(tree: Tree) -> None:
    top = tree(".plan.txt")
    assert list(records([top / ".plan.txt"], top / "out")) == [".plan.txt.json"]


def test_output_inside_the_input_is_left_out(tree: Tree) -> None:
    top = tree("in/a.txt", "in/out/records/a.txt.json", "in/out/b.txt")
    assert list(records([top / "in"], top / "in/out")) == ["a.txt.json"]


def test_input_that_is_the_output(tree: Tree) -> None:
    top = tree("in/a.txt", "in/records/a.txt.json")
    assert list(records([top / "in"], top / "in")) == ["a.txt.json"]


def test_linked_folders_are_not_entered(tree: Tree) -> None:
    top = tree("in/a.txt", "in/sub/b.txt", "other/c.txt")
    (top / "in/sub/circle").symlink_to(top / "in")
    (top / "in/away").symlink_to(top / "other")
    (top / "in/file.txt").symlink_to(top / "other/c.txt")
    assert list(records([top / "in"], top / "out")) == ["a.txt.json", "file.txt.json", "sub/b.txt.json"]
    assert list(records([top / "in/away"], top / "out")) == ["c.txt.json"]


def test_link_that_leads_nowhere_is_told(tree: Tree) -> None:
    top = tree("in/a.txt")
    (top / "in/gone").symlink_to(top / "nothing")
    (top / "in/itself").symlink_to("itself")
    sources, unreadable = find_sources([top / "in"], top / "out")
    assert [source.path.name for source in sources] == ["a.txt"]
    assert [(entry.path.name, entry.error.kind.code) for entry in unreadable] == [("gone", "E201"), ("itself", "E201")]


def test_special_files_are_left_out(tree: Tree) -> None:
    top = tree("in/a.txt")
    os.mkfifo(top / "in/pipe")
    assert list(records([top / "in"], top / "out")) == ["a.txt.json"]


def test_file_of_two_arguments_is_taken_once(tree: Tree) -> None:
    top = tree("in/a.txt", "in/sub/b.txt")
    assert list(records([top / "in", top / "in/sub", top / "in/a.txt"], top / "out")) == [
        "a.txt.json",
        "sub/b.txt.json",
    ]


def test_clash_of_folders(tree: Tree) -> None:
    top = tree("2020/a.txt", "2020/b.txt", "2021/a.txt", "2022/c.txt")
    assert list(records([top / "2020", top / "2021", top / "2022"], top / "out")) == [
        "2020/a.txt.json",
        "2020/b.txt.json",
        "2021/a.txt.json",
        "c.txt.json",
    ]


def test_clash_of_folders_of_one_name(tree: Tree) -> None:
    top = tree("2020/plans/a.txt", "2021/plans/a.txt")
    assert list(records([top / "2020/plans", top / "2021/plans"], top / "out")) == [
        "2020/plans/a.txt.json",
        "2021/plans/a.txt.json",
    ]


def test_clash_of_files(tree: Tree) -> None:
    top = tree("x/plan.pdf", "y/plan.pdf")
    found = records([top / "x/plan.pdf", top / "y/plan.pdf"], top / "out")
    assert list(found) == ["x/plan.pdf.json", "y/plan.pdf.json"]


def test_clash_with_a_prefixed_path(tree: Tree) -> None:
    top = tree("a/p.txt", "b/p.txt", "c/a/p.txt")
    found = records([top / "a", top / "b", top / "c"], top / "out")
    assert len(found) == 3
    assert "b/p.txt.json" in found


@pytest.mark.parametrize(("number", "code"), [(errno.EACCES, "E202"), (errno.EIO, "E202"), (errno.ENOENT, "E201")])
def test_folder_that_cannot_be_read(tree: Tree, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    top = tree("in/a.txt", "in/closed/b.txt", "in/open/c.txt")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise OSError(number, "refused", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    sources, unreadable = find_sources([top / "in"], top / "out")
    assert [source.path.name for source in sources] == ["a.txt", "c.txt"]
    assert [(entry.path.name, entry.error.kind.code) for entry in unreadable] == [("closed", code)]


def test_missing_argument_is_told(tmp_path: Path) -> None:
    sources, unreadable = find_sources([tmp_path / "none"], tmp_path / "out")
    assert not sources
    assert [entry.error.kind.code for entry in unreadable] == ["E201"]


def zipped(path: Path, *names: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")


def test_archive_is_gone_through_like_a_folder(tree: Tree) -> None:
    top = tree("in/z.txt")
    zipped(top / "in/a.zip", "b.txt", "2031/c.txt", "../d.txt", "__MACOSX/e.txt")
    found = records([top / "in"], top / "out")
    assert list(found) == ["a.zip/b.txt.json", "a.zip/2031/c.txt.json", "a.zip/d.txt.json", "z.txt.json"]
    assert found["a.zip/2031/c.txt.json"].endswith("in/a.zip/2031/c.txt")
    assert list(records([top / "in/a.zip"], top / "out")) == [name for name in found if name.startswith("a.zip/")]
    assert list(records([top / "in/a.zip/2031/c.txt"], top / "out")) == ["c.txt.json"]


def test_archive_that_cannot_be_opened_is_a_file(tree: Tree) -> None:
    top = tree("in/a.txt")
    (top / "in/broken.zip").write_bytes(b"PK\x03\x04 nothing")
    zipped(top / "in/empty.zip")
    zipped(top / "in/many.zip", *(f"{n}.txt" for n in range(20)))
    sources, unreadable = find_sources([top / "in"], top / "out", Limits(archive_entries=19))
    assert not unreadable
    assert [s.record.as_posix() for s in sources] == [
        "a.txt.json",
        "broken.zip.json",
        "empty.zip.json",
        "many.zip.json",
    ]


def test_document_that_is_kept_as_a_container_is_a_file(tree: Tree) -> None:
    top = tree("in/a.txt")
    zipped(top / "in/plan.docx", "[Content_Types].xml", "word/document.xml")
    assert list(records([top / "in"], top / "out")) == ["a.txt.json", "plan.docx.json"]


def test_name_that_is_not_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(b"k\xe9 ho\xa1ch.txt")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text("x", encoding="utf-8")
    sources, _ = find_sources([tmp_path / "in"], tmp_path / "out")
    assert [source.record.name for source in sources] == [name + ".json"]
